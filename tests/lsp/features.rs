//! Hover, completion and quick fixes, as far as the protocol goes: their content has tests of its own.

use serde_json::{Value, json};

use crate::client::{FLAG, FLAGGED, HOVER, Server, Setup, at, change, flag, frame, insertion, notification, range};

const URI: &str = "file:///features.md";

#[test]
fn hover_answers_with_markdown_and_a_range() {
    let mut server = Server::start(Setup::default());
    server.open(URI, FLAGGED);
    let hover = server.hover(URI, 0, HOVER).expect("an answer");
    assert_eq!(hover["contents"]["kind"], "markdown");
    assert!(hover["contents"]["value"].as_str().is_some_and(|text| !text.is_empty()));
    assert!(hover["range"]["start"]["character"].as_u64().is_some_and(|start| start <= u64::from(HOVER)));
    server.published(URI);
}

#[test]
fn a_client_without_markdown_gets_plain_text() {
    let mut server =
        Server::start(Setup::with(&json!({ "textDocument": { "hover": { "contentFormat": ["plaintext"] } } })));
    server.open(URI, FLAGGED);
    assert_eq!(server.hover(URI, 0, HOVER).expect("an answer")["contents"]["kind"], "plaintext");
    server.published(URI);
}

#[test]
fn completions_replace_what_was_typed_and_resolve_to_documentation() {
    let mut server = Server::start(Setup::default());
    server.open(URI, "We retrieve passages with Amazon Bedrock. We will use Amazon Bedrock Kno");
    let list = server.request("textDocument/completion", at(URI, 0, 72)).expect("a list");
    let items = list["items"].as_array().expect("items");
    assert!(!items.is_empty(), "{list}");
    for item in items {
        assert_eq!(item["documentation"], Value::Null, "documentation comes by resolving");
        assert_eq!(item["textEdit"]["range"]["end"], json!({ "line": 0, "character": 72 }));
    }
    let resolved = server.request("completionItem/resolve", items[0].clone()).expect("an item");
    assert_eq!(resolved["label"], items[0]["label"]);
    assert_eq!(resolved["documentation"]["kind"], "markdown", "{resolved}");
    server.published(URI);
}

/// Resolving needs nothing but the item: not the list, not the document, not even the same server.
#[test]
fn resolving_is_stateless() {
    let mut first = Server::start(Setup::default());
    first.open(URI, "We will use Amazon Bedrock Kno");
    let list = first.request("textDocument/completion", at(URI, 0, 30)).expect("a list");
    first.published(URI);
    let mut second = Server::start(Setup::default());
    let resolved = second.request("completionItem/resolve", list["items"][0].clone()).expect("an item");
    assert!(resolved["documentation"].is_object(), "{resolved}");
    for item in [json!({ "label": "x" }), json!({ "label": "x", "data": 1 }), json!({ "label": "x", "data": "none" })] {
        assert_eq!(second.request("completionItem/resolve", item).expect("an item")["label"], "x");
    }
}

fn actions(server: &mut Server, diagnostics: &[Value], only: &Value) -> Vec<Value> {
    let mut context = json!({ "diagnostics": diagnostics });
    if !only.is_null() {
        context["only"] = only.clone();
    }
    let params = json!({ "textDocument": { "uri": URI }, "range": range(0, 10, 10), "context": context });
    let actions = server.request("textDocument/codeAction", params).expect("an answer");
    actions.as_array().cloned().unwrap_or_default()
}

#[test]
fn a_quick_fix_comes_with_its_diagnostic() {
    let mut server = Server::start(Setup::default());
    server.open(URI, FLAGGED);
    let published = server.published(URI).diagnostics;
    let found = actions(&mut server, &published, &Value::Null);
    assert!(!found.is_empty());
    let action = &found[0];
    assert_eq!((&action["kind"], &action["diagnostics"][0]), (&json!("quickfix"), &published[0]));
    let edit = &action["edit"]["documentChanges"][0];
    assert_eq!(edit["textDocument"], json!({ "uri": URI, "version": 1 }));
    assert!(edit["edits"].as_array().is_some_and(|edits| !edits.is_empty()));

    // Applied, it settles the finding.
    server.change(URI, 2, &json!(apply(&edit["edits"])));
    assert_eq!(server.published(URI).diagnostics, [] as [Value; 0]);
}

/// Edits as changes, from the back, so that each still stands where it says.
fn apply(edits: &Value) -> Vec<Value> {
    let edits = edits.as_array().expect("edits");
    edits.iter().rev().map(|edit| json!({ "range": edit["range"], "text": edit["newText"] })).collect()
}

#[test]
fn only_quick_fixes_are_offered() {
    let mut server = Server::start(Setup::default());
    server.open(URI, FLAGGED);
    let published = server.published(URI).diagnostics;
    assert!(actions(&mut server, &published, &json!(["refactor", "source.organizeImports"])).is_empty());
    assert!(!actions(&mut server, &published, &json!(["refactor", "quickfix"])).is_empty());
    let foreign = json!({ "range": flag(0, 0), "message": "", "source": "other", "data": published[0]["data"] });
    assert!(actions(&mut server, &[foreign], &Value::Null).is_empty());
}

/// All names at once, as an editor asks for it when it saves.
#[test]
fn names_are_written_anew_all_at_once() {
    let mut server = Server::start(Setup::default());
    server.open(URI, "# AWS Bedrock\n\nAWS Bedrock calls, `AWS Bedrock` does not. Models come from Sagemaker.\n");
    let published = server.published(URI).diagnostics;
    assert_eq!(published.len(), 3, "{published:?}");
    for only in ["source.fixAll.fingerpost", "source.fixAll", "source"] {
        let found = actions(&mut server, &[], &json!([only]));
        assert_eq!(found.len(), 1, "{only}: {found:?}");
        assert_eq!(found[0]["kind"], "source.fixAll.fingerpost");
        assert_eq!(found[0]["edit"]["documentChanges"][0]["edits"].as_array().map(Vec::len), Some(3));
    }
    let found = actions(&mut server, &[], &json!(["source.fixAll.fingerpost"]));
    server.change(URI, 2, &json!(apply(&found[0]["edit"]["documentChanges"][0]["edits"])));
    assert_eq!(server.published(URI).diagnostics, [] as [Value; 0]);
    assert!(actions(&mut server, &[], &json!(["source.fixAll"])).is_empty());
}

/// Between an edit and the next diagnostics an editor still holds the old ones: their ranges no longer fit the text.
#[test]
fn a_fix_fits_the_text_as_it_is_now() {
    let mut server = Server::start(Setup::default());
    server.open(URI, FLAGGED);
    let stale = server.published(URI).diagnostics;
    let params = json!({
        "textDocument": { "uri": URI }, "range": range(0, 15, 15), "context": { "diagnostics": stale }
    });
    // In one go, so that nothing is checked in between.
    let mut bytes = frame(&notification("textDocument/didChange", &change(URI, 2, &insertion(0, 0, "Yes: "))));
    let (id, request) = server.request_message("textDocument/codeAction", params);
    bytes.extend(frame(&request));
    server.raw(&bytes);
    let found = server.answer(id).expect("an answer");
    assert_eq!(found.as_array().map(Vec::len), Some(1), "{found}");
    for action in found.as_array().expect("actions") {
        let edit = &action["edit"]["documentChanges"][0];
        assert_eq!(edit["textDocument"]["version"], 2);
        assert_ne!(edit["edits"][0]["range"], stale[0]["data"]["fixes"][0]["edits"][0]["range"]);
    }
    server.published(URI);
}

/// Some clients do not send back what a diagnostic carried, or know no versions in edits.
#[test]
fn quick_fixes_work_for_simple_clients() {
    let literals = json!({ "codeActionLiteralSupport": { "codeActionKind": { "valueSet": [] } } });
    let capabilities = json!({ "textDocument": { "codeAction": literals } });
    let mut server = Server::start(Setup { capabilities, ..Setup::default() });
    server.open(URI, FLAGGED);
    let published = server.published(URI).diagnostics;
    let found = actions(&mut server, &published, &Value::Null);
    assert!(found[0]["edit"]["changes"][URI].is_array(), "{found:?}");
}

/// An extension for a status bar: who is chosen where, and where it says so.
#[test]
fn choices_are_told_to_clients_that_ask() {
    let mut server = Server::start(Setup::default());
    assert_eq!(server.initialized["capabilities"]["experimental"]["choices"], true);
    server.open(URI, "# Churn\n\nWe will use Amazon Bedrock.\n");
    server.published(URI);
    let document = |uri: &str| json!({ "textDocument": { "uri": uri } });
    let choices = server.request("fingerpost/choices", document(URI)).expect("choices");
    let choice = &choices[0];
    assert_eq!(choice["services"][0]["id"], "bedrock");
    assert_eq!(choice["scope"]["start"], json!({ "line": 0, "character": 0 }));
    assert_eq!(choice["evidence"]["start"]["line"], 2);
    assert_eq!(server.request("fingerpost/choices", document("file:///other.md")), Ok(json!([])));
    assert_eq!(server.request("fingerpost/choices", json!({})).expect_err("wrong")["code"], -32602);
}

#[test]
fn features_without_a_document_answer_nothing() {
    let mut server = Server::start(Setup::default());
    assert_eq!(server.request("textDocument/hover", at(URI, 0, 0)), Ok(Value::Null));
    assert_eq!(server.request("textDocument/completion", at(URI, 0, 0)), Ok(Value::Null));
    assert!(actions(&mut server, &[], &Value::Null).is_empty());
}

#[test]
fn a_request_sees_the_edit_before_it() {
    let mut server = Server::start(Setup::default());
    server.open(URI, "");
    server.published(URI);
    for version in 2..50 {
        let text = format!("{}We chose {FLAG}.", "\n".repeat(usize::try_from(version).expect("small")));
        server.replace(URI, version, &text);
        let hover = server.hover(URI, u32::try_from(version).expect("small"), HOVER).expect("an answer");
        assert_eq!(hover["range"]["start"]["line"], version);
    }
    server.forget();
}
