//! Code lenses, hints, links, tokens, and the ways through documents, as far as the protocol goes: their content has
//! tests of its own.

use serde_json::{Value, json};

use crate::client::{Folder, Server, Setup, at, insertion, range};

/// Line 2 chooses, lines 6 and 7 point to the two services, line 8 nowhere.
const DESIGN: &str = "# Canteen\n\nWe will use Acme Pantry.\n\n## Requirements\n\n- Guests must order from the menu.\n\
    - The bakery must knead its own dough.\n- Lunch must be ready at noon.\n";

/// A folder in which two invented services are known.
fn folder(configuration: &str) -> Folder {
    let folder = Folder::new();
    configure(&folder, configuration);
    folder
}

fn configure(folder: &Folder, configuration: &str) {
    let pack = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/literate-pack");
    folder.write("fingerpost.toml", &format!("knowledge = [{pack:?}]\n{configuration}"));
}

fn reconfigure(server: &mut Server, folder: &Folder, configuration: &str) {
    configure(folder, configuration);
    let changes = json!([{ "uri": folder.uri("fingerpost.toml"), "type": 2 }]);
    server.notify("workspace/didChangeWatchedFiles", json!({ "changes": changes }));
}

/// A server in the folder with the design open.
fn start(folder: &Folder, setup: Setup) -> (Server, String) {
    let mut server = Server::start(Setup { folders: vec![folder.path("")], ..setup });
    let uri = folder.uri("design.md");
    server.open(&uri, DESIGN);
    server.published(&uri);
    (server, uri)
}

fn document(uri: &str) -> Value {
    json!({ "textDocument": { "uri": uri } })
}

fn inside(uri: &str, range: &Value) -> Value {
    json!({ "textDocument": { "uri": uri }, "range": range })
}

fn whole() -> Value {
    json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 99, "character": 0 } })
}

fn references_at(uri: &str, line: u32, character: u32) -> Value {
    let mut params = at(uri, line, character);
    params["context"] = json!({ "includeDeclaration": true });
    params
}

fn lenses(server: &mut Server, uri: &str) -> Vec<Value> {
    let lenses = server.request("textDocument/codeLens", document(uri)).expect("lenses");
    lenses.as_array().cloned().unwrap_or_default()
}

#[test]
fn lenses_get_their_words_when_they_are_seen() {
    let folder = folder("");
    let (mut server, uri) = start(&folder, Setup::default());
    let found = lenses(&mut server, &uri);
    let lines: Vec<&Value> = found.iter().map(|lens| &lens["range"]["start"]["line"]).collect();
    assert_eq!(lines, [2, 4]);
    assert!(found.iter().all(|lens| lens["command"].is_null()), "{found:?}");
    let lens = server.request("codeLens/resolve", found[1].clone()).expect("a lens");
    let command = &lens["command"];
    assert_eq!(command["title"], "1 of 3 requirements points to Acme Kiln, 1 to Acme Pantry");
    assert_eq!(command["arguments"][0], json!(uri));
    assert_eq!(command["arguments"][1], json!({ "line": 4, "character": 3 }));
    let item = &command["arguments"][2][1];
    assert_eq!(item["text"], "→ Acme Kiln: The bakery must knead its own dough.");
    assert_eq!(item["location"]["range"]["start"]["line"], 7);

    // What was counted before an edit is no longer true after it.
    server.change(&uri, 2, &insertion(0, 0, "New "));
    let error = server.request("codeLens/resolve", found[1].clone()).expect_err("it is of yesterday");
    assert_eq!(error["code"], -32801);
    let mut foreign = found[1].clone();
    foreign["data"] = json!("of another server");
    assert_eq!(server.request("codeLens/resolve", foreign).expect_err("not ours")["code"], -32602);
    server.forget();
}

/// A client without a list of its own is told the lines; one that has it would find the command twice.
#[test]
fn the_command_of_a_lens_does_no_harm_anywhere() {
    let folder = folder("");
    let (mut server, uri) = start(&folder, Setup::default());
    let offered = &server.initialized["capabilities"]["executeCommandProvider"]["commands"];
    assert_eq!(*offered, json!(["fingerpost.showRequirements"]));
    let lens = lenses(&mut server, &uri).swap_remove(0);
    let command = server.request("codeLens/resolve", lens).expect("a lens")["command"].clone();
    let params = json!({ "command": command["command"], "arguments": command["arguments"] });
    assert_eq!(server.request("workspace/executeCommand", params), Ok(Value::Null));
    let (_, message) = server.asked("window/showMessage");
    assert_eq!(message["message"], "Acme Kiln: line 8; Acme Pantry: line 7");
    for (command, arguments) in [("fingerpost.showRequirements", json!([])), ("rm", json!([]))] {
        let params = json!({ "command": command, "arguments": arguments });
        assert_eq!(server.request("workspace/executeCommand", params).expect_err("wrong")["code"], -32602);
    }

    let commands = json!({ "experimental": { "commands": { "commands": ["fingerpost.showRequirements"] } } });
    let server = Server::start(Setup::with(&commands));
    assert_eq!(server.initialized["capabilities"]["executeCommandProvider"], Value::Null);
}

#[test]
fn hints_are_shown_where_and_when_they_are_wanted() {
    let folder = folder("");
    let refreshes = json!({ "refreshSupport": true });
    let setup = Setup::with(&json!({ "workspace": {
        "inlayHint": refreshes, "codeLens": refreshes, "semanticTokens": refreshes
    } }));
    let (mut server, uri) = start(&folder, setup);
    assert_eq!(server.request("textDocument/inlayHint", inside(&uri, &whole())), Ok(json!([])));
    assert_eq!(lenses(&mut server, &uri).len(), 2);
    assert_eq!(server.count_asked("workspace/inlayHint/refresh"), 0, "the first configuration is waited for");

    reconfigure(&mut server, &folder, "[editor]\ninlay-hints = true\ncode-lens = false\n");
    for method in ["workspace/codeLens/refresh", "workspace/inlayHint/refresh", "workspace/semanticTokens/refresh"] {
        server.asked(method);
    }
    assert_eq!(lenses(&mut server, &uri), [] as [Value; 0]);
    let hints = server.request("textDocument/inlayHint", inside(&uri, &whole())).expect("hints");
    assert_eq!(hints.as_array().map(Vec::len), Some(2), "{hints}");
    let hints = server.request("textDocument/inlayHint", inside(&uri, &range(7, 0, 5))).expect("hints");
    assert_eq!(hints[0]["label"], "→ Acme Kiln");
    assert_eq!(hints[0]["position"], json!({ "line": 7, "character": 38 }));
    assert_eq!(hints[0]["tooltip"]["kind"], "markdown");
    assert_eq!(hints[1], Value::Null);
    server.forget();
}

#[test]
fn nobody_is_asked_to_refresh_who_cannot() {
    let folder = folder("");
    let (mut server, uri) = start(&folder, Setup::default());
    reconfigure(&mut server, &folder, "severity.points-elsewhere = \"off\"\n");
    assert_eq!(server.published(&uri).diagnostics, [] as [Value; 0]);
    for method in ["workspace/codeLens/refresh", "workspace/inlayHint/refresh", "workspace/semanticTokens/refresh"] {
        assert_eq!(server.count_asked(method), 0);
    }
}

#[test]
fn a_requirement_leads_to_its_choice() {
    let folder = folder("");
    let (mut server, uri) = start(&folder, Setup::default());
    let choice = range(2, 12, 23);
    let found = server.request("textDocument/definition", at(&uri, 8, 4)).expect("an answer");
    assert_eq!(found, json!({ "uri": uri, "range": choice }));
    assert_eq!(server.request("textDocument/definition", at(&uri, 0, 4)), Ok(Value::Null));

    let setup = Setup::with(&json!({ "textDocument": { "definition": { "linkSupport": true } } }));
    let (mut server, uri) = start(&folder, setup);
    let found = server.request("textDocument/definition", at(&uri, 8, 4)).expect("an answer");
    assert_eq!(found[0]["targetSelectionRange"], choice);
    assert_eq!(found[0]["originSelectionRange"]["start"]["line"], 8);
}

#[test]
fn uses_are_found_here_and_in_other_documents() {
    let folder = folder("exclude = [\"old/**\"]\n");
    let (mut server, uri) = start(&folder, Setup::encoding("utf-8"));
    let (other, old) = (folder.uri("other.md"), folder.uri("old/other.md"));
    for uri in [&other, &old] {
        server.open(uri, "é Acme Pantry serves. AcmePantry it is.\n");
        server.published(uri);
    }
    let highlights = server.request("textDocument/documentHighlight", at(&uri, 2, 14)).expect("highlights");
    assert_eq!(highlights, json!([{ "range": range(2, 12, 23), "kind": 1 }]));
    let found = server.request("textDocument/references", references_at(&uri, 2, 14)).expect("references");
    assert_eq!(
        found,
        json!([
            { "uri": uri, "range": range(2, 12, 23) },
            { "uri": other, "range": range(0, 3, 14) },
            { "uri": other, "range": range(0, 23, 33) },
        ])
    );
    let found = server.request("textDocument/references", references_at(&uri, 6, 4)).expect("an answer");
    assert_eq!(found, json!([]));
}

#[test]
fn symbols_are_found_in_open_documents() {
    let folder = folder("");
    let (mut server, uri) = start(&folder, Setup::default());
    let ask = |server: &mut Server, query: &str| {
        let found = server.request("workspace/symbol", json!({ "query": query })).expect("symbols");
        found.as_array().expect("a list").clone()
    };
    assert_eq!(ask(&mut server, "").len(), 4);
    let found = ask(&mut server, "knead");
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0]["name"], "Requirement: The bakery must knead its own dough.");
    assert_eq!((&found[0]["containerName"], &found[0]["location"]["uri"]), (&json!("design.md"), &json!(uri)));
    server.close(&uri);
    server.published(&uri);
    assert_eq!(ask(&mut server, "").len(), 0);
}

#[test]
fn links_lead_to_documentation_where_they_are_wanted() {
    let folder = folder("editor.links = true\n");
    let (mut server, uri) = start(&folder, Setup::default());
    let found = server.request("textDocument/documentLink", document(&uri)).expect("links");
    assert_eq!(found, json!([{ "range": range(2, 12, 23), "target": "https://example.org/pantry" }]));
    let tooltips = Setup::with(&json!({ "textDocument": { "documentLink": { "tooltipSupport": true } } }));
    let (mut server, uri) = start(&folder, tooltips);
    let found = server.request("textDocument/documentLink", document(&uri)).expect("links");
    assert_eq!(found[0]["tooltip"], "Acme Pantry: documentation");
    reconfigure(&mut server, &folder, "severity.points-elsewhere = \"off\"\n");
    server.published(&uri);
    assert_eq!(server.request("textDocument/documentLink", document(&uri)), Ok(json!([])));
}

#[test]
fn tokens_come_whole_in_part_and_as_a_difference() {
    let folder = folder("editor.semantic-tokens = true\n");
    let (mut server, uri) = start(&folder, Setup::default());
    let legend = &server.initialized["capabilities"]["semanticTokensProvider"]["legend"];
    assert_eq!(legend["tokenTypes"], json!(["class", "property"]));
    let full = server.request("textDocument/semanticTokens/full", document(&uri)).expect("tokens");
    assert_eq!(full["data"], json!([2, 12, 11, 0, 0]));

    server.change(&uri, 2, &insertion(8, 30, " We had Acme Larderworks."));
    let mut params = document(&uri);
    params["previousResultId"] = full["resultId"].clone();
    let delta = server.request("textDocument/semanticTokens/full/delta", params.clone()).expect("a delta");
    assert_eq!(delta["edits"], json!([{ "start": 5, "deleteCount": 0, "data": [6, 38, 16, 1, 1] }]));
    // The same name twice: the client has missed something.
    let again = server.request("textDocument/semanticTokens/full/delta", params).expect("tokens");
    assert_eq!(again["data"].as_array().map(Vec::len), Some(10), "{again}");

    let part = server.request("textDocument/semanticTokens/range", inside(&uri, &range(8, 0, 60))).expect("tokens");
    assert_eq!(part["data"], json!([8, 38, 16, 1, 1]));
    server.forget();
}

/// Editors take the tokens of one server: without any of ours, those of another may be shown.
#[test]
fn no_tokens_are_none_rather_than_an_empty_list() {
    let folder = folder("");
    let (mut server, uri) = start(&folder, Setup::default());
    assert_eq!(server.request("textDocument/semanticTokens/full", document(&uri)), Ok(Value::Null));
    let part = server.request("textDocument/semanticTokens/range", inside(&uri, &whole()));
    assert_eq!(part, Ok(Value::Null));
}

#[test]
fn what_is_left_out_or_not_open_stays_plain() {
    let folder =
        folder("exclude = [\"design.md\"]\neditor = { inlay-hints = true, links = true, semantic-tokens = true }\n");
    let (mut server, uri) = start(&folder, Setup::default());
    for uri in [uri, folder.uri("unknown.md")] {
        for method in ["codeLens", "documentLink", "semanticTokens/full"] {
            let answer = server.request(&format!("textDocument/{method}"), document(&uri));
            assert_eq!(answer, Ok(Value::Null), "{method}");
        }
        assert_eq!(server.request("textDocument/inlayHint", inside(&uri, &whole())), Ok(Value::Null));
        assert_eq!(server.request("textDocument/documentHighlight", at(&uri, 2, 14)), Ok(Value::Null));
    }
}
