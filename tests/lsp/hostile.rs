//! Messages that nobody should send, documents that nobody should write, pipes that break.

use std::io::Write as _;

use serde_json::{Value, json};

use crate::client::{FLAGGED, HOVER, Server, Setup, at, frame, insertion, open};

const URI: &str = "file:///hostile.md";

fn alive(server: &mut Server) {
    assert_eq!(server.hover("file:///nothing.md", 0, 0), Ok(Value::Null));
}

#[test]
fn unknown_methods_are_refused_or_ignored() {
    let mut server = Server::start(Setup::default());
    let formatting = json!({ "textDocument": { "uri": URI }, "options": { "tabSize": 2, "insertSpaces": true } });
    for (method, params) in [("textDocument/formatting", formatting), ("nonsense", json!({})), ("", json!([]))] {
        let error = server.request(method, params).expect_err("unknown");
        assert_eq!(error["code"], -32601, "{method}: {error}");
    }
    for method in ["nonsense", "$/setTrace", "$/unknown", "textDocument/willSave", "workspace/didCreateFiles"] {
        server.notify(method, json!({}));
    }
    alive(&mut server);
}

#[test]
fn wrong_parameters_are_refused_or_ignored() {
    let mut server = Server::start(Setup::default());
    for params in [
        Value::Null,
        json!([]),
        json!({}),
        json!({ "textDocument": { "uri": 1 } }),
        json!({ "textDocument": { "uri": "no address" } }),
    ] {
        assert_eq!(server.request("textDocument/hover", params.clone()).expect_err("wrong")["code"], -32602);
        for method in ["didOpen", "didChange", "didClose", "didSave"] {
            server.notify(&format!("textDocument/{method}"), params.clone());
        }
        for method in ["didChangeConfiguration", "didChangeWatchedFiles", "didChangeWorkspaceFolders"] {
            server.notify(&format!("workspace/{method}"), params.clone());
        }
    }
    for position in [
        json!({ "line": -1, "character": 0 }),
        json!({ "line": 0.5, "character": 0 }),
        json!({ "line": 4_294_967_296_i64, "character": 0 }),
    ] {
        let params = json!({ "textDocument": { "uri": URI }, "position": position });
        assert_eq!(server.request("textDocument/hover", params).expect_err("wrong")["code"], -32602);
    }
    alive(&mut server);
}

/// The transport alone would end at the first of these.
#[test]
fn what_is_no_message_is_answered_and_survived() {
    let mut server = Server::start(Setup::default());
    let nested = format!(r#"{{"jsonrpc":"2.0","method":"x","params":{}{}}}"#, "[".repeat(100_000), "]".repeat(100_000));
    for body in [
        "",
        "{",
        "nonsense",
        "null",
        "[]",
        "{}",
        "\"text\"",
        "\u{0}",
        nested.as_str(),
        r#"{"jsonrpc":"1.0","id":1,"method":"initialize"}"#,
        r#"{"jsonrpc":"2.0","id":{},"method":"x"}"#,
        r#"{"jsonrpc":"2.0","method":7}"#,
        r#"[{"jsonrpc":"2.0","id":1,"method":"shutdown"}]"#,
    ] {
        server.raw(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
        server.wait("an error", |message| message.get("error").map(|_| ()));
    }
    server.raw(b"Content-Length: 2\r\n\r\n\xff\xfe");
    assert_eq!(server.complaint()["code"], -32700);
    alive(&mut server);
}

#[test]
fn broken_headers_are_survived() {
    let mut server = Server::start(Setup::default());
    for header in [
        "Content-Length: 99999999999999999999999\r\n\r\n",
        "Content-Length: 999999999999\r\n\r\n",
        "Content-Length: -5\r\n\r\n",
        "Content-Length: two\r\n\r\n",
        "Content-Length:\r\n\r\n",
    ] {
        server.raw(header.as_bytes());
        assert_eq!(server.complaint()["code"], -32700, "{header:?}");
    }
    let long = format!("X: {}\r\n", "y".repeat(1_000_000));
    for garbage in ["\r\n\r\n\r\n", "GET / HTTP/1.1\r\nHost: x\r\n\r\n", "no newline", "\u{fffd}\n", &long] {
        server.raw(garbage.as_bytes());
        alive(&mut server);
    }
    // Any number of headers, in any case.
    let body = r#"{"jsonrpc":"2.0","id":"many","method":"x"}"#;
    let header =
        format!("A: b\r\nC: d\r\nE: f\r\ncontent-type: text/plain\r\ncontent-LENGTH: {}\r\n\r\n{body}", body.len());
    server.raw(header.as_bytes());
    let code = server.wait("an answer", |message| (message["id"] == "many").then(|| message["error"]["code"].clone()));
    assert_eq!(code, -32601);
}

/// A length that is wrong costs the message and perhaps the next one, not the session.
#[test]
fn wrong_lengths_are_survived() {
    let mut server = Server::start(Setup::default());
    let body = r#"{"jsonrpc":"2.0","method":"x"}"#;
    for length in [body.len() - 1, body.len() + 10] {
        let mut bytes = format!("Content-Length: {length}\r\n\r\n{body}").into_bytes();
        bytes.extend(frame(&json!({ "jsonrpc": "2.0", "method": "y", "params": "padding so that there is enough" })));
        server.raw(&bytes);
        assert_eq!(server.complaint()["code"], -32700);
        alive(&mut server);
    }
}

#[test]
fn a_message_may_come_in_pieces() {
    let mut server = Server::start(Setup::default());
    let (id, message) = server.request_message("textDocument/hover", at(URI, 0, 0));
    for byte in frame(&message) {
        server.raw(&[byte]);
    }
    assert_eq!(server.answer(id), Ok(Value::Null));
}

#[test]
fn a_request_id_may_be_text_or_used_twice() {
    let mut server = Server::start(Setup::default());
    for id in [json!("a"), json!("a"), json!(i64::MAX), json!(-1), json!(0)] {
        server.send(&json!({ "jsonrpc": "2.0", "id": id, "method": "textDocument/hover", "params": at(URI, 0, 0) }));
        server.wait("an answer", |message| (message["id"] == id).then_some(()));
    }
}

/// Answers to questions that were never asked.
#[test]
fn foreign_answers_are_ignored() {
    let mut server = Server::start(Setup::default());
    for id in [json!(4711), json!("x"), Value::Null] {
        server.send(&json!({ "jsonrpc": "2.0", "id": id, "result": null }));
        server.send(&json!({ "jsonrpc": "2.0", "id": id, "error": { "code": 1, "message": "" } }));
    }
    alive(&mut server);
}

/// Addresses that a strict parser refuses are mended, so that the document is not lost.
#[test]
fn addresses_that_are_not_quite_valid_work() {
    let mut server = Server::start(Setup::default());
    for (sent, published) in [
        ("file:///with space/a.md", "file:///with%20space/a.md"),
        ("file:///50%/ü[1].md", "file:///50%25/%C3%BC%5B1%5D.md"),
    ] {
        server.open(sent, FLAGGED);
        assert_eq!(server.published(published).diagnostics.len(), 1);
        assert!(server.hover(sent, 0, HOVER).is_ok_and(|hover| hover.is_object()));
    }
    for uri in ["", "a.md", "://", "file", "\u{0}", "file:///a\nb.md"] {
        server.open(uri, FLAGGED);
    }
    alive(&mut server);
    server.forget();
}

#[test]
fn a_large_document_is_served() {
    let mut server = Server::start(Setup::default());
    let paragraph = "Lorem ipsum dolor sit amet, consetetur sadipscing elitr, sed diam.\n\n";
    let text = format!("{}{FLAGGED}\n", format!("## Section\n\n{}", paragraph.repeat(20)).repeat(3900));
    assert!(text.len() > 5_000_000);
    server.open(URI, &text);
    assert_eq!(server.published(URI).diagnostics.len(), 1);
    for version in 2..50 {
        server.change(URI, version, &insertion(0, 0, "\n"));
    }
    let last = server.publications(URI).pop().expect("the finding has moved");
    assert_eq!(last.version, Some(49));
    assert!(server.hover(URI, 0, 0).is_ok());
}

#[test]
fn deep_nesting_is_survived() {
    let mut server = Server::start(Setup::default());
    for text in [
        format!("{}x", "> ".repeat(1000)),
        format!("{}x", "- ".repeat(1000)),
        "[".repeat(5000),
        "*a ".repeat(4000),
        "<!--".repeat(2000),
        format!("{}\n", "|".repeat(5000)),
        "`".repeat(5000),
        "\u{0}\u{feff}\u{202e}".repeat(500),
        "#".repeat(5000),
        "\r".repeat(5000),
    ] {
        server.open(URI, &format!("{text}\n\n{FLAGGED}\n"));
        server.published(URI);
        assert!(server.hover(URI, 0, 3).is_ok());
        server.close(URI);
        server.settle(URI);
    }
    server.forget();
}

/// The editor has gone and left its pipe behind: the server ends with the first word that nobody hears.
#[test]
fn a_closed_pipe_ends_the_process() {
    let (mut server, stdout) = Server::spawn_unread();
    drop(stdout);
    let params = server.initialize_params();
    server.ask("initialize", params);
    assert_eq!(server.ended().code(), Some(1));
}

/// A client that writes without reading is only hurting itself: its messages are taken in all the same.
#[test]
fn writing_without_reading_never_blocks() {
    let (mut server, stdout) = Server::spawn_unread();
    let params = server.initialize_params();
    server.ask("initialize", params);
    server.notify("initialized", json!({}));
    server.notify("textDocument/didOpen", open(URI, 1, &format!("{FLAGGED}\n\n").repeat(500)));
    for version in 2..2000 {
        server.change(URI, version, &insertion(0, 0, "\n"));
        server.ask("textDocument/diagnostic", json!({ "textDocument": { "uri": URI } }));
    }
    drop(stdout);
    assert_eq!(server.ended().code(), Some(1));
}

#[test]
fn random_bytes_are_survived() {
    let mut server = Server::start(Setup::default());
    let mut state = 42_u64;
    for _ in 0..300 {
        let mut bytes = Vec::new();
        for _ in 0..200 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            bytes.push(state.to_be_bytes()[0]);
        }
        // Half of them framed, half of them not.
        if state.is_multiple_of(2) {
            server.raw(format!("Content-Length: {}\r\n\r\n", bytes.len()).as_bytes());
        }
        server.raw(&bytes);
    }
    server.raw(b"\r\n");
    alive(&mut server);
    server.forget();
}

/// Messages with a valid shape and random content.
#[test]
fn random_messages_are_survived() {
    let mut server = Server::start(Setup::default());
    let methods = [
        "initialize",
        "initialized",
        "textDocument/didOpen",
        "textDocument/didChange",
        "textDocument/didClose",
        "textDocument/hover",
        "textDocument/completion",
        "textDocument/codeAction",
        "textDocument/diagnostic",
        "completionItem/resolve",
        "workspace/didChangeConfiguration",
        "workspace/didChangeWatchedFiles",
        "$/cancelRequest",
        "nonsense",
    ];
    let values = [
        Value::Null,
        json!(-1),
        json!(0),
        json!(1e300),
        json!("x"),
        json!(URI),
        json!([]),
        json!({}),
        json!(true),
        json!({ "uri": URI, "version": 1, "languageId": "markdown", "text": FLAGGED }),
        json!({ "line": 0, "character": 9 }),
        json!([{ "text": FLAGGED }, { "range": { "start": { "line": 9, "character": 9 }, "end": { "line": 0, "character": 0 } }, "text": "" }]),
    ];
    let keys =
        ["textDocument", "position", "contentChanges", "context", "range", "uri", "settings", "changes", "id", "label"];
    let mut state = 7_usize;
    let mut next = |limit: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % limit
    };
    for _ in 0..5000 {
        let mut params = json!({});
        for _ in 0..4 {
            params[keys[next(keys.len())]] = values[next(values.len())].clone();
        }
        let method = methods[next(methods.len())];
        if next(2) == 0 {
            server.notify(method, params);
        } else {
            server.ask(method, params);
        }
    }
    alive(&mut server);
    server.settle(URI);
    server.forget();
}

/// The client crashes in the middle of a message.
#[test]
fn a_cut_off_message_ends_like_the_end_of_input() {
    let mut server = Server::start(Setup::default());
    server.raw(b"Content-Length: 100\r\n\r\n{\"jsonrpc\"");
    server.close_stdin();
    assert_eq!(server.ended().code(), Some(1));
}

/// Nothing but the protocol ever goes to standard output; the client of these tests would stop at anything else.
#[test]
fn the_log_stays_out_of_the_way() {
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_fingerpost"))
        .arg("server")
        .env("FINGERPOST_LOG", "trace")
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("the binary starts");
    let mut stdin = child.stdin.take().expect("piped");
    let initialize = json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": { "capabilities": {} } });
    stdin.write_all(&frame(&initialize)).expect("the server reads");
    stdin.write_all(b"nonsense\r\n").expect("the server reads");
    drop(stdin);
    let output = child.wait_with_output().expect("it ends");
    let out = String::from_utf8(output.stdout).expect("text");
    assert!(out.starts_with("Content-Length: ") && out.matches("Content-Length").count() == 1, "{out}");
}
