//! Configuration: `fingerpost.toml`, the editor's settings, and changes of both while documents are open.

use serde_json::{Value, json};

use crate::client::{FLAGGED, Folder, RULE, Server, Setup};

/// A server in a folder.
fn in_folder(folder: &Folder, setup: Setup) -> Server {
    Server::start(Setup { folders: vec![folder.path("")], ..setup })
}

fn rule_off() -> String {
    format!("[severity]\n{RULE} = \"off\"\n")
}

fn changed(server: &mut Server, uri: &str) {
    server.notify("workspace/didChangeWatchedFiles", json!({ "changes": [{ "uri": uri, "type": 2 }] }));
}

#[test]
fn the_file_is_found_in_the_folder_and_above_it() {
    let folder = Folder::new();
    folder.write("fingerpost.toml", &rule_off());
    for inner in ["", "deep/down"] {
        folder.write(&format!("{inner}/a.md"), FLAGGED);
        let mut server = Server::start(Setup { folders: vec![folder.path(inner)], ..Setup::default() });
        let uri = folder.uri(inner).trim_end_matches('/').to_owned() + "/a.md";
        server.open(&uri, FLAGGED);
        assert_eq!(server.published(&uri).diagnostics, [] as [Value; 0], "{inner:?}");
    }
}

/// A file opened from somewhere else belongs to the configuration around it.
#[test]
fn a_file_outside_of_the_folders_has_a_configuration() {
    let (folder, other) = (Folder::new(), Folder::new());
    let mut server = in_folder(&folder, Setup::default());
    other.write("fingerpost.toml", &rule_off());
    server.open(&other.uri("docs/a.md"), FLAGGED);
    server.open(&folder.uri("a.md"), FLAGGED);
    assert_eq!(server.published(&other.uri("docs/a.md")).diagnostics.len(), 0);
    assert_eq!(server.published(&folder.uri("a.md")).diagnostics.len(), 1);
}

#[test]
fn each_folder_has_its_own_and_folders_come_and_go() {
    let (one, two) = (Folder::new(), Folder::new());
    let mut server = in_folder(&one, Setup::default());
    two.write("fingerpost.toml", &rule_off());
    let event = |added: &Folder| json!({ "event": { "added": [{ "uri": added.uri(""), "name": "" }], "removed": [] } });
    server.notify("workspace/didChangeWorkspaceFolders", event(&two));
    server.open(&one.uri("a.md"), FLAGGED);
    server.open(&two.uri("a.md"), FLAGGED);
    assert_eq!(server.published(&one.uri("a.md")).diagnostics.len(), 1);
    assert_eq!(server.published(&two.uri("a.md")).diagnostics.len(), 0);
    server.notify(
        "workspace/didChangeWorkspaceFolders",
        json!({ "event": { "added": [], "removed": [{ "uri": one.uri(""), "name": "" }] } }),
    );
    assert_eq!(server.publications(&one.uri("a.md")), []);
}

#[test]
fn a_changed_file_is_read_again() {
    let folder = Folder::new();
    let mut server = in_folder(&folder, Setup::default());
    let uri = folder.uri("a.md");
    server.open(&uri, FLAGGED);
    assert_eq!(server.published(&uri).diagnostics.len(), 1);
    folder.write("fingerpost.toml", &rule_off());
    changed(&mut server, &folder.uri("fingerpost.toml"));
    assert_eq!(server.published(&uri).diagnostics.len(), 0);
    folder.write("fingerpost.toml", &format!("[severity]\n{RULE} = \"error\"\n"));
    changed(&mut server, &folder.uri("fingerpost.toml"));
    assert_eq!(server.published(&uri).diagnostics[0]["severity"], 1);
    // Others do not matter.
    folder.write("fingerpost.toml", "");
    changed(&mut server, &folder.uri("Cargo.toml"));
    changed(&mut server, &folder.uri("b.md"));
    assert_eq!(server.publications(&uri), []);
}

#[test]
fn excluded_documents_are_not_checked() {
    let folder = Folder::new();
    folder.write("fingerpost.toml", "exclude = [\"old/**\"]\n");
    let mut server = in_folder(&folder, Setup::default());
    server.open(&folder.uri("old/a.md"), FLAGGED);
    server.open(&folder.uri("new/a.md"), FLAGGED);
    assert_eq!(server.published(&folder.uri("old/a.md")).diagnostics.len(), 0);
    assert_eq!(server.published(&folder.uri("new/a.md")).diagnostics.len(), 1);
}

#[test]
fn problems_in_the_file_are_shown_on_the_file() {
    let folder = Folder::new();
    folder.write("fingerpost.toml", "exclude = []\ncolour = \"red\"\n");
    let mut server = in_folder(&folder, Setup::default());
    let uri = folder.uri("fingerpost.toml");
    let published = server.published(&uri);
    assert_eq!(published.diagnostics.len(), 1, "{published:?}");
    assert_eq!(published.diagnostics[0]["range"]["start"]["line"], 1);
    assert_eq!(published.diagnostics[0]["source"], "fingerpost");
    folder.write("fingerpost.toml", "exclude = \n");
    changed(&mut server, &uri);
    assert_eq!(server.published(&uri).diagnostics[0]["range"]["start"]["line"], 0);
    folder.write("fingerpost.toml", "exclude = []\n");
    changed(&mut server, &uri);
    assert_eq!(server.published(&uri).diagnostics, [] as [Value; 0]);
}

/// The three ways in which editors hand over settings.
#[test]
fn settings_come_with_initialize_or_pushed_or_pulled() {
    let folder = Folder::new();
    let off = json!({ "severity": { RULE: "off" } });
    let uri = folder.uri("a.md");

    for options in [off.clone(), json!({ "fingerpost": off })] {
        let mut server = Server::start(Setup { options, folders: vec![folder.path("")], ..Setup::default() });
        server.open(&uri, FLAGGED);
        assert_eq!(server.published(&uri).diagnostics.len(), 0);
    }

    let mut server = in_folder(&folder, Setup::default());
    server.open(&uri, FLAGGED);
    assert_eq!(server.published(&uri).diagnostics.len(), 1);
    server.notify("workspace/didChangeConfiguration", json!({ "settings": { "fingerpost": off } }));
    assert_eq!(server.published(&uri).diagnostics.len(), 0);
    server.notify("workspace/didChangeConfiguration", json!({ "settings": { "fingerpost": {} } }));
    assert_eq!(server.published(&uri).diagnostics.len(), 1);

    let pulled = || Setup::with(&json!({ "workspace": { "configuration": true } }));
    let mut server = Server::start(Setup { folders: vec![folder.path("")], ..pulled() });
    assert_eq!(server.asked("workspace/configuration").1["items"], json!([{ "section": "fingerpost" }]));
    server.open(&uri, FLAGGED);
    assert_eq!(server.published(&uri).diagnostics.len(), 1);
    server.set_settings(off.clone());
    server.notify("workspace/didChangeConfiguration", json!({ "settings": null }));
    assert_eq!(server.published(&uri).diagnostics.len(), 0);
}

#[test]
fn settings_go_before_the_file() {
    let folder = Folder::new();
    folder.write("fingerpost.toml", &rule_off());
    let options = json!({ "severity": { RULE: "hint" } });
    let mut server = Server::start(Setup { options, folders: vec![folder.path("")], ..Setup::default() });
    let uri = folder.uri("a.md");
    server.open(&uri, FLAGGED);
    assert_eq!(server.published(&uri).diagnostics[0]["severity"], 4);
}

#[test]
fn problems_in_settings_are_told_once() {
    let folder = Folder::new();
    let options = json!({ "exclude": "red" });
    let mut server = in_folder(&folder, Setup { options, ..Setup::default() });
    let (_, message) = server.asked("window/showMessage");
    assert!(message["message"].as_str().is_some_and(|text| text.contains("exclude")), "{message}");
    changed(&mut server, &folder.uri("fingerpost.toml"));
    server.notify("workspace/didChangeConfiguration", json!({ "settings": { "exclude": "red" } }));
    assert_eq!(server.count_asked("window/showMessage"), 0);
}

#[test]
fn a_client_that_pulls_is_told_to_pull_again() {
    let folder = Folder::new();
    let mut server = Server::start(Setup { folders: vec![folder.path("")], ..Setup::pulling() });
    let uri = folder.uri("a.md");
    server.open(&uri, FLAGGED);
    assert_eq!(server.pull(&uri).len(), 1);
    server.asked("workspace/diagnostic/refresh");
    folder.write("fingerpost.toml", &rule_off());
    changed(&mut server, &folder.uri("fingerpost.toml"));
    server.asked("workspace/diagnostic/refresh");
    assert_eq!(server.pull(&uri).len(), 0);
}

#[test]
fn files_are_watched_where_they_are() {
    let folder = Folder::new();
    folder.write("fingerpost.toml", "knowledge = [\"pack\"]\n");
    folder.write("pack/terms/ours.toml", "");
    let watching = |relative: bool| {
        Setup::with(&json!({ "workspace": {
            "didChangeWatchedFiles": { "dynamicRegistration": true, "relativePatternSupport": relative }
        } }))
    };
    let patterns = |relative: bool| {
        let mut server = Server::start(Setup { folders: vec![folder.path("inner")], ..watching(relative) });
        let (_, params) = server.asked("client/registerCapability");
        let registration = &params["registrations"][0];
        assert_eq!(registration["method"], "workspace/didChangeWatchedFiles");
        server.forget();
        let watchers = registration["registerOptions"]["watchers"].as_array().expect("watchers").clone();
        watchers.into_iter().map(|watcher| watcher["globPattern"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(patterns(false), [json!("**/fingerpost.toml"), json!("**/*.toml")]);
    assert_eq!(
        patterns(true),
        [
            json!("**/fingerpost.toml"),
            json!({ "baseUri": folder.uri("").trim_end_matches('/'), "pattern": "fingerpost.toml" }),
            json!({ "baseUri": folder.uri("pack"), "pattern": "**/*.toml" }),
        ]
    );
}

/// A team's own knowledge: known at once, and known anew when its file changes.
#[test]
fn a_pack_is_read_and_read_again() {
    let folder = Folder::new();
    let term = |definition: &str| {
        format!(
            "[[term]]\nid = \"zebra-store\"\nname = \"Zebra Store\"\nowner = \"shared\"\nkind = \"concept\"\n\
            status = \"active\"\ndefinition = \"{definition}\"\nsource = [\"https://example.com/\"]\n\
            checked = \"2026-11-22\"\n"
        )
    };
    folder.write("fingerpost.toml", "knowledge = [\"pack\"]\n");
    folder.write("pack/terms/ours.toml", &term("It keeps stripes."));
    let mut server = in_folder(&folder, Setup::default());
    let (uri, pack) = (folder.uri("a.md"), folder.uri("pack/terms/ours.toml"));
    server.open(&uri, "We keep them in the Zebra Store.");
    assert_eq!(server.published(&uri).diagnostics.len(), 0);
    let explained = |server: &mut Server| {
        let hover = server.hover(&uri, 0, 22).expect("an answer");
        hover["contents"]["value"].as_str().unwrap_or_default().to_owned()
    };
    assert!(explained(&mut server).contains("It keeps stripes."));
    // The problem is there to be waited for: it is told when the new knowledge is in use.
    folder.write("pack/terms/ours.toml", &(term("It keeps spots.") + "colour = \"red\"\n"));
    changed(&mut server, &pack);
    let problem = &server.published(&pack).diagnostics[0];
    assert!(problem["message"].as_str().is_some_and(|message| message.contains("colour")), "{problem}");
    folder.write("pack/terms/ours.toml", &term("It keeps dots."));
    changed(&mut server, &pack);
    assert_eq!(server.published(&pack).diagnostics, [] as [Value; 0]);
    assert!(explained(&mut server).contains("It keeps dots."));
}

/// Packs that appear later are watched from then on.
#[test]
fn what_is_watched_follows_the_configuration() {
    let folder = Folder::new();
    let setup = Setup::with(&json!({ "workspace": { "didChangeWatchedFiles": { "dynamicRegistration": true } } }));
    let mut server = in_folder(&folder, setup);
    server.asked("client/registerCapability");
    folder.write("fingerpost.toml", "knowledge = [\"pack\"]\n");
    folder.write("pack/terms/ours.toml", "");
    changed(&mut server, &folder.uri("fingerpost.toml"));
    server.asked("client/unregisterCapability");
    let (_, params) = server.asked("client/registerCapability");
    let watchers = params["registrations"][0]["registerOptions"]["watchers"].as_array().map(Vec::len);
    assert_eq!(watchers, Some(2));
    // The same again needs no word.
    changed(&mut server, &folder.uri("fingerpost.toml"));
    assert_eq!(server.count_asked("client/registerCapability"), 0);
    server.forget();
}
