//! From the handshake to the exit code, and the five transport rules on the way.

use serde_json::{Value, json};

use crate::client::{FLAGGED, HOVER, Server, Setup, at, change, frame, insertion, notification, open};

const URI: &str = "file:///lifecycle.md";

#[test]
fn initialize_tells_who_and_what() {
    let server = Server::start(Setup::default());
    let result = &server.initialized;
    assert_eq!(result["serverInfo"]["name"], "fingerpost");
    let offered = &result["capabilities"];
    assert_eq!(offered["positionEncoding"], "utf-16");
    assert_eq!(offered["textDocumentSync"]["change"], 2);
    assert_eq!(offered["hoverProvider"], true);
    assert_eq!(offered["completionProvider"]["resolveProvider"], true);
    assert_eq!(offered["completionProvider"]["triggerCharacters"], json!(["-", ":", "."]));
    assert_eq!(offered["codeActionProvider"]["codeActionKinds"], json!(["quickfix", "source.fixAll.fingerpost"]));
    assert_eq!(offered["diagnosticProvider"], Value::Null, "this client cannot pull");
}

#[test]
fn the_first_known_encoding_is_taken() {
    for (offered, taken) in [
        (json!(["utf-8", "utf-16"]), "utf-8"),
        (json!(["utf-7", "utf-32"]), "utf-32"),
        (json!([]), "utf-16"),
        (Value::Null, "utf-16"),
    ] {
        let setup = Setup::with(&json!({ "general": { "positionEncodings": offered } }));
        assert_eq!(Server::start(setup).initialized["capabilities"]["positionEncoding"], taken);
    }
}

#[test]
fn requests_before_initialize_are_refused() {
    let mut server = Server::spawn(Setup::default());
    let error = server.hover(URI, 0, 0).expect_err("not initialized");
    assert_eq!(error["code"], -32002);
    server.notify("exit", Value::Null);
    assert_eq!(server.ended().code(), Some(1));
}

#[test]
fn a_second_initialize_is_refused() {
    let mut server = Server::start(Setup::default());
    let params = server.initialize_params();
    assert_eq!(server.request("initialize", params).expect_err("once only")["code"], -32600);
}

/// T1. Ninety edits, each of which depends on the one before.
#[test]
fn ninety_edits_arrive_in_order() {
    edits_in_order(90);
}

/// T1. The server sees all, whatever the number: a hover right behind sees the last.
#[test]
fn three_thousand_edits_arrive_in_order() {
    edits_in_order(3000);
}

/// Writes digits one after the other before a flag, all in one go, and asks where the flag stands.
fn edits_in_order(count: u32) {
    let mut server = Server::start(Setup::default());
    server.open(URI, "\n");
    let mut bytes = Vec::new();
    let mut model = String::new();
    for step in 0..count {
        // Always at the end of the line as it is then: out of order, the digits would be too.
        let digit = (step % 10).to_string();
        let changes = insertion(0, step, &digit);
        bytes.extend(frame(&notification("textDocument/didChange", &change(URI, i64::from(step) + 2, &changes))));
        model.push_str(&digit);
    }
    let changes = insertion(0, count, &format!("\n\n{FLAGGED}"));
    bytes.extend(frame(&notification("textDocument/didChange", &change(URI, i64::from(count) + 2, &changes))));
    let (id, hover) = server.request_message("textDocument/hover", at(URI, 2, HOVER));
    bytes.extend(frame(&hover));
    server.raw(&bytes);
    let hover = server.answer(id).expect("a hover");
    assert_eq!(hover["range"]["start"]["line"], 2, "{hover}");

    // The text is what a plain string says it is.
    let twin = "file:///twin.md";
    server.open(twin, &format!("{model}\n\n{FLAGGED}\n"));
    let (ours, theirs) = (server.pull(URI), server.pull(twin));
    assert!(!ours.is_empty());
    assert_eq!(ranges(&ours), ranges(&theirs));
    server.settle(URI);
    server.forget();
}

fn ranges(diagnostics: &[Value]) -> Vec<Value> {
    diagnostics.iter().map(|diagnostic| diagnostic["range"].clone()).collect()
}

/// T2. The client never answers what it is asked, and three hundred edits follow.
#[test]
fn a_silent_client_is_served() {
    let mut setup = Setup::with(&json!({ "workspace": {
        "configuration": true,
        "didChangeConfiguration": { "dynamicRegistration": true },
        "didChangeWatchedFiles": { "dynamicRegistration": true }
    } }));
    setup.answers = false;
    let mut server = Server::start(setup);
    server.asked("workspace/configuration");
    for _ in 0..20 {
        server.notify("workspace/didChangeConfiguration", json!({ "settings": null }));
    }
    server.open(URI, "");
    for version in 2..302 {
        server.change(URI, version, &insertion(0, 0, "x"));
    }
    server.change(URI, 302, &insertion(0, 0, &format!("{FLAGGED}\n\n")));
    assert!(server.hover(URI, 0, HOVER).is_ok_and(|hover| hover.is_object()));
    assert!(server.published(URI).version.is_some());
    server.settle(URI);
    server.forget();
}

/// T3. Many requests at once: all are answered, and a cancelled one does not hold up the rest.
#[test]
fn a_fifth_request_is_answered_and_cancelling_works() {
    let mut server = Server::start(Setup::pulling());
    server.open(URI, FLAGGED);
    let asked: Vec<i64> =
        (0..200).map(|_| server.ask("textDocument/diagnostic", json!({ "textDocument": { "uri": URI } }))).collect();
    for id in asked.iter().step_by(3) {
        server.notify("$/cancelRequest", json!({ "id": id }));
    }
    for id in asked {
        match server.answer(id) {
            Ok(report) => assert_eq!(report["kind"], "full"),
            Err(error) => assert_eq!(error["code"], -32800, "only a cancelled request fails"),
        }
    }
}

#[test]
fn cancelling_what_is_unknown_or_done_does_nothing() {
    let mut server = Server::start(Setup::default());
    let id = server.ask("textDocument/hover", at(URI, 0, 0));
    assert_eq!(server.answer(id), Ok(Value::Null));
    for id in [json!(id), json!(4711), json!("text")] {
        server.notify("$/cancelRequest", json!({ "id": id }));
    }
    assert_eq!(server.hover(URI, 0, 0), Ok(Value::Null));
}

/// T5.
#[test]
fn exit_after_shutdown_is_success() {
    let mut server = Server::start(Setup::default());
    assert_eq!(server.request("shutdown", Value::Null), Ok(Value::Null));
    assert_eq!(server.hover(URI, 0, 0).expect_err("shut down")["code"], -32600);
    // Our end of stdin stays open: the server must not wait for its end.
    server.notify("exit", Value::Null);
    assert_eq!(server.ended().code(), Some(0));
}

/// T5.
#[test]
fn exit_without_shutdown_is_failure() {
    let mut server = Server::start(Setup::default());
    server.notify("exit", Value::Null);
    assert_eq!(server.ended().code(), Some(1));
}

/// T5.
#[test]
fn the_end_of_input_ends_the_process() {
    let mut server = Server::start(Setup::default());
    server.close_stdin();
    assert_eq!(server.ended().code(), Some(1));
    let mut server = Server::spawn(Setup::default());
    server.close_stdin();
    assert_eq!(server.ended().code(), Some(1));
    let mut server = Server::start(Setup::default());
    assert_eq!(server.request("shutdown", Value::Null), Ok(Value::Null));
    server.close_stdin();
    assert_eq!(server.ended().code(), Some(0));
}

/// Clients send parameters that the protocol does not have, and do not wait for answers when they are in a hurry.
#[test]
fn shutdown_and_exit_may_come_in_one_go_and_with_parameters() {
    for params in [Value::Null, json!({}), json!([])] {
        let mut server = Server::start(Setup::default());
        let mut message = json!({ "jsonrpc": "2.0", "id": 99, "method": "shutdown" });
        message["params"] = params;
        let mut bytes = frame(&message);
        bytes.extend(frame(&notification("exit", &json!({}))));
        server.raw(&bytes);
        assert_eq!(server.answer(99), Ok(Value::Null));
        assert_eq!(server.ended().code(), Some(0));
    }
}

/// A session in one go, as from a file: nothing is lost because something before it was not answered yet.
#[test]
fn a_whole_session_may_come_in_one_go() {
    let mut server = Server::spawn(Setup::default());
    let mut bytes = Vec::new();
    let params = server.initialize_params();
    let (_, initialize) = server.request_message("initialize", params);
    bytes.extend(frame(&initialize));
    bytes.extend(frame(&notification("initialized", &json!({}))));
    bytes.extend(frame(&notification("textDocument/didOpen", &open(URI, 1, FLAGGED))));
    let (hover, message) = server.request_message("textDocument/hover", at(URI, 0, HOVER));
    bytes.extend(frame(&message));
    let (shutdown, message) = server.request_message("shutdown", Value::Null);
    bytes.extend(frame(&message));
    bytes.extend(frame(&notification("exit", &Value::Null)));
    server.raw(&bytes);
    assert!(server.answer(hover).is_ok_and(|hover| hover.is_object()));
    assert_eq!(server.answer(shutdown), Ok(Value::Null));
    assert_eq!(server.ended().code(), Some(0));
}

/// Where the system shows processes: the server goes when its client has gone, though the pipe is still open.
#[cfg(target_os = "linux")]
#[test]
fn the_death_of_the_client_ends_the_process() {
    let mut client = std::process::Command::new("sleep").arg("1000").spawn().expect("a process to watch");
    let mut server = Server::start(Setup { process: Some(client.id()), ..Setup::default() });
    assert_eq!(server.hover(URI, 0, 0), Ok(Value::Null));
    client.kill().expect("our own child");
    client.wait().expect("it is gone");
    assert_eq!(server.ended().code(), Some(1));
}

/// A process that cannot be seen may live in another container.
#[test]
fn a_client_that_cannot_be_seen_is_served() {
    let mut server = Server::start(Setup { process: Some(u32::MAX), ..Setup::default() });
    assert_eq!(server.hover(URI, 0, 0), Ok(Value::Null));
}
