//! What is published, when, and how often.

use serde_json::{Value, json};

use crate::client::{FLAGGED, RULE, Server, Setup, change, flag, frame, insertion, notification, range};

const URI: &str = "file:///diagnostics.md";

#[test]
fn a_diagnostic_carries_all_that_an_editor_shows() {
    let mut server = Server::start(Setup::default());
    server.open(URI, FLAGGED);
    let published = server.published(URI);
    assert_eq!(published.version, Some(1));
    let diagnostic = &published.diagnostics[0];
    assert_eq!(diagnostic["range"], flag(0, 0));
    assert_eq!(diagnostic["source"], "fingerpost");
    assert_eq!(diagnostic["code"], RULE);
    assert_eq!(diagnostic["severity"], 3);
    assert!(diagnostic["message"].as_str().is_some_and(|message| !message.is_empty()));
    assert!(diagnostic["data"]["fixes"].is_array(), "{diagnostic}");
}

/// What this server is for, from end to end.
#[test]
fn a_mismatch_points_to_the_choice_and_explains_itself() {
    let mut server = Server::start(Setup::default());
    let text = "# Churn\n\nWe will use Amazon Bedrock.\n\n## Requirements\n\n\
        - The system must train a custom model from scratch on our own data.\n";
    server.open(URI, text);
    let published = server.published(URI);
    let [diagnostic] = published.diagnostics.as_slice() else { panic!("{published:?}") };
    assert_eq!(diagnostic["code"], "points-elsewhere");
    assert_eq!(diagnostic["severity"], 2);
    assert_eq!(diagnostic["range"]["start"]["line"], 6);
    let related = &diagnostic["relatedInformation"][0];
    assert_eq!((&related["location"]["uri"], &related["location"]["range"]["start"]["line"]), (&json!(URI), &json!(2)));
    assert!(diagnostic["codeDescription"]["href"].as_str().is_some_and(|href| href.starts_with("https://")));
    let hover = server.hover(URI, 6, 25).expect("an answer");
    assert!(hover["contents"]["value"].as_str().is_some_and(|text| text.contains("Bedrock")), "{hover}");
}

#[test]
fn a_client_gets_only_what_it_understands() {
    let mut server = Server::start(Setup { capabilities: json!({}), ..Setup::default() });
    server.open(URI, FLAGGED);
    let diagnostic = &server.published(URI).diagnostics[0];
    for field in ["relatedInformation", "codeDescription", "data", "tags"] {
        assert_eq!(diagnostic[field], Value::Null, "{diagnostic}");
    }
}

#[test]
fn the_first_check_is_published_even_if_it_finds_nothing() {
    let mut server = Server::start(Setup::default());
    server.open(URI, "");
    let published = server.published(URI);
    assert_eq!((published.version, published.diagnostics.len()), (Some(1), 0));
}

#[test]
fn only_news_is_published() {
    let mut server = Server::start(Setup::default());
    server.open(URI, &format!("{FLAGGED}\n\n"));
    assert_eq!(server.published(URI).version, Some(1));
    // Behind the finding: it stays where it is.
    for version in 2..12 {
        server.change(URI, version, &insertion(2, 0, "word "));
    }
    assert_eq!(server.publications(URI), []);
    // Before it: it moves.
    server.change(URI, 12, &insertion(0, 0, "\n"));
    let published = server.published(URI);
    assert_eq!((published.version, &published.diagnostics[0]["range"]), (Some(12), &flag(1, 0)));
}

/// The same bytes from the start, another line and column: positions are compared, not offsets.
#[test]
fn a_finding_that_moves_to_another_line_is_news() {
    let mut server = Server::start(Setup::default());
    server.open(URI, &format!("Well, {FLAGGED}"));
    assert_eq!(server.published(URI).diagnostics[0]["range"], flag(0, 6));
    server.change(URI, 2, &json!([{ "range": range(0, 5, 6), "text": "\n" }]));
    assert_eq!(server.published(URI).diagnostics[0]["range"], flag(1, 0));
}

/// Twenty edits in one go, each of which moves the finding: a few publications, the last one of the last version.
#[test]
fn a_burst_is_published_once() {
    let mut server = Server::start(Setup::default());
    server.open(URI, FLAGGED);
    server.published(URI);
    for burst in 0..10 {
        let first = burst * 20 + 2;
        let bytes: Vec<u8> = (first..first + 20)
            .flat_map(|version| {
                frame(&notification("textDocument/didChange", &change(URI, version, &insertion(0, 0, "\n"))))
            })
            .collect();
        server.raw(&bytes);
        let published = server.publications(URI);
        assert!((1..=3).contains(&published.len()), "{} publications for 20 edits", published.len());
        let last = published.last().expect("one at least");
        assert_eq!(last.version, Some(first + 19));
        assert_eq!(last.diagnostics[0]["range"]["start"]["line"], first + 18);
    }
}

#[test]
fn versions_never_go_back() {
    let mut server = Server::start(Setup::default());
    server.open(URI, FLAGGED);
    for version in 2..200 {
        server.change(URI, version, &insertion(0, 0, "\n"));
    }
    let versions: Vec<_> = server.publications(URI).into_iter().map(|published| published.version).collect();
    assert!(versions.is_sorted());
    assert_eq!(versions.last(), Some(&Some(199)));
}

/// The check of a long document takes its time, and what it finds may be about a text that is gone.
#[test]
fn nothing_is_published_for_a_text_that_is_gone() {
    let mut server = Server::start(Setup::default());
    let other = "file:///other.md";
    let words = "Each requirement must be met by the model that we train. ".repeat(2000);
    server.open(URI, &format!("{FLAGGED}\n\n{words}"));
    // Long enough for the check to begin, and far too short for it to end.
    for _ in 0..10 {
        assert_eq!(server.hover(other, 0, 0), Ok(Value::Null));
    }
    server.replace(URI, 2, &format!("\n{FLAGGED}"));
    assert_eq!(server.hover(other, 0, 0), Ok(Value::Null));
    // What was said before this answer may be about the first text; from here on nothing is.
    server.skip_publications(URI, 1);
    let published = server.published(URI);
    assert_eq!((published.version, &published.diagnostics[0]["range"]), (Some(2), &flag(1, 0)));
}

#[test]
fn closing_takes_the_findings_away() {
    let mut server = Server::start(Setup::default());
    server.open(URI, FLAGGED);
    assert_eq!(server.published(URI).diagnostics.len(), 1);
    server.close(URI);
    let cleared = server.published(URI);
    assert_eq!((cleared.version, cleared.diagnostics.len()), (None, 0));
    // Where nothing is shown, nothing needs to be taken away.
    server.open(URI, "");
    assert_eq!(server.published(URI).diagnostics.len(), 0);
    server.close(URI);
    assert_eq!(server.publications(URI), []);
}

#[test]
fn opening_after_closing_starts_anew() {
    let mut server = Server::start(Setup::default());
    for _ in 0..20 {
        server.open(URI, FLAGGED);
        server.close(URI);
    }
    server.open(URI, &format!("\n{FLAGGED}"));
    let published = server.publications(URI);
    let last = published.last().expect("the last one was opened");
    assert_eq!((last.version, &last.diagnostics[0]["range"]), (Some(1), &flag(1, 0)));
}

#[test]
fn documents_do_not_disturb_each_other() {
    let mut server = Server::start(Setup::default());
    let uris: Vec<String> = (0..50).map(|number| format!("file:///many/{number}.md")).collect();
    for (number, uri) in uris.iter().enumerate() {
        server.open(uri, &format!("{}{FLAGGED}", "\n".repeat(number)));
    }
    for (number, uri) in uris.iter().enumerate() {
        assert_eq!(server.published(uri).diagnostics[0]["range"]["start"]["line"], number);
    }
}

#[test]
fn a_client_that_pulls_is_not_pushed_to() {
    let mut server = Server::start(Setup::pulling());
    assert_eq!(server.initialized["capabilities"]["diagnosticProvider"]["interFileDependencies"], false);
    server.open(URI, FLAGGED);
    let pull = |server: &mut Server, previous: &Value| {
        server
            .request("textDocument/diagnostic", json!({ "textDocument": { "uri": URI }, "previousResultId": previous }))
            .expect("a report")
    };
    let first = pull(&mut server, &Value::Null);
    assert_eq!((&first["kind"], &first["items"][0]["range"]), (&json!("full"), &flag(0, 0)));
    let second = pull(&mut server, &first["resultId"]);
    assert_eq!((&second["kind"], &second["resultId"]), (&json!("unchanged"), &first["resultId"]));
    server.change(URI, 2, &insertion(0, 0, "\n"));
    let third = pull(&mut server, &second["resultId"]);
    assert_eq!((&third["kind"], &third["items"][0]["range"]), (&json!("full"), &flag(1, 0)));
    assert_ne!(third["resultId"], first["resultId"]);
    // Back again is the same again.
    server.change(URI, 3, &json!([{ "range": { "start": { "line": 0, "character": 0 }, "end": { "line": 1, "character": 0 } }, "text": "" }]));
    assert_eq!(pull(&mut server, &third["resultId"])["resultId"], first["resultId"]);
    server.close(URI);
    assert_eq!(pull(&mut server, &Value::Null)["items"], json!([]));
    // Dropping the server finds that nothing was pushed.
}

/// Pulling without a way to say "pull again" would leave a page stale when the configuration changes.
#[test]
fn pull_without_refresh_is_push() {
    let mut server = Server::start(Setup::with(&json!({ "textDocument": { "diagnostic": {} } })));
    assert_eq!(server.initialized["capabilities"]["diagnosticProvider"], Value::Null);
    server.open(URI, FLAGGED);
    assert_eq!(server.published(URI).diagnostics.len(), 1);
}

/// Asking is allowed all the same, and takes nothing away from what is pushed.
#[test]
fn a_client_that_is_pushed_to_may_ask_as_well() {
    let mut server = Server::start(Setup::default());
    server.open(URI, FLAGGED);
    assert_eq!(server.published(URI).diagnostics.len(), 1);
    for version in 2..30 {
        // In one go, so that the request is answered before anything is pushed.
        let moved = change(URI, version, &insertion(0, 0, "\n"));
        let mut bytes = frame(&notification("textDocument/didChange", &moved));
        let (id, pull) = server.request_message("textDocument/diagnostic", json!({ "textDocument": { "uri": URI } }));
        bytes.extend(frame(&pull));
        server.raw(&bytes);
        let pulled = server.answer(id).expect("a report");
        let published = server.published(URI);
        assert_eq!((published.version, &json!(published.diagnostics)), (Some(version), &pulled["items"]));
    }
}
