//! The server's text is the client's text, whatever the edits and whatever the encoding.

use serde_json::{Value, json};

use crate::client::{FLAG, FLAGGED, Server, Setup, flag, insertion, range};

const URI: &str = "file:///sync.md";
const TWIN: &str = "file:///twin.md";

/// Small, good enough, the same everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % limit
    }

    fn pick<'list>(&mut self, list: &[&'list str]) -> &'list str {
        list[self.below(list.len())]
    }
}

/// A client's view: a string, and positions counted the slow and obvious way.
struct Model {
    text: String,
    encoding: &'static str,
}

impl Model {
    fn lines(&self) -> Vec<(usize, usize)> {
        let bytes = self.text.as_bytes();
        let (mut lines, mut start, mut at) = (Vec::new(), 0, 0);
        while at < bytes.len() {
            let width = match bytes[at] {
                b'\r' if bytes.get(at + 1) == Some(&b'\n') => 2,
                b'\r' | b'\n' => 1,
                _ => 0,
            };
            if width > 0 {
                lines.push((start, at));
                start = at + width;
            }
            at += width.max(1);
        }
        lines.push((start, bytes.len()));
        lines
    }

    fn units(&self, text: &str) -> usize {
        match self.encoding {
            "utf-8" => text.len(),
            "utf-16" => text.encode_utf16().count(),
            _ => text.chars().count(),
        }
    }

    /// Where a character starts, or the text ends: not between the two halves of a line end.
    fn stops(&self) -> Vec<(usize, usize, usize)> {
        let lines = self.lines().into_iter().enumerate();
        lines
            .flat_map(|(line, (start, end))| {
                (start..=end).filter(|&stop| self.text.is_char_boundary(stop)).map(move |stop| (stop, line, start))
            })
            .collect()
    }

    fn position(&self, (stop, line, start): (usize, usize, usize), random: &mut Random) -> Value {
        let at_end = self.text[stop..].chars().next().is_none_or(|next| next == '\n' || next == '\r');
        // Beyond the end of a line means its end.
        let beyond = if at_end && random.below(4) == 0 { 1000 } else { 0 };
        json!({ "line": line, "character": self.units(&self.text[start..stop]) + beyond })
    }

    /// Edits the text and says how: mostly insertions, some small deletions, a large one now and then.
    fn edit(&mut self, random: &mut Random) -> Value {
        const NEW: [&str; 16] = [
            "",
            "x",
            " ",
            "\n",
            "\r\n",
            "\r",
            "é",
            "😀",
            "\u{2028}",
            "\n\n# Heading\n\n",
            "- ",
            "```\n",
            "<!--",
            "-->",
            FLAG,
            "\n\nWe chose <!-- fingerpost-disable-line points-elsewhere -->\n\n",
        ];
        let stops = self.stops();
        let first = random.below(stops.len());
        let length = match random.below(16) {
            0 => random.below(stops.len()),
            1..6 => random.below(6),
            _ => 0,
        };
        let from = stops[first];
        let to = stops[(first + length).min(stops.len() - 1)];
        let (start, end) = (self.position(from, random), self.position(to, random));
        let text = random.pick(&NEW);
        self.text.replace_range(from.0..to.0, text);
        json!({ "range": { "start": start, "end": end }, "text": text })
    }
}

/// Random edits, one to three in a message; now and then both texts are compared by what is said about them.
fn fuzz(encoding: &'static str, seed: u64, rounds: usize) {
    let mut random = Random(seed);
    let mut server = Server::start(Setup::encoding(encoding));
    assert_eq!(server.initialized["capabilities"]["positionEncoding"], encoding);
    let mut model = Model { text: fresh(), encoding };
    server.open(URI, &model.text);
    let mut compared = 0;
    for version in 2..=i64::try_from(rounds).expect("a few") {
        let changes: Vec<Value> = (0..=random.below(3)).map(|_| model.edit(&mut random)).collect();
        server.change(URI, version, &json!(changes));
        if version % 10 == 0 {
            compared += compare(&mut server, &model, seed, version);
            // Sooner or later a fence or a comment swallows the rest, and there is nothing left to compare.
            model.text = fresh();
            server.replace(URI, version, &model.text);
        }
    }
    assert!(compared > rounds / 20, "the comparison had something to compare: {compared}");
    server.settle(URI);
    server.forget();
}

fn fresh() -> String {
    format!("# Fuzz\r\n\r\n{FLAGGED}\n\n😀 {FLAGGED}\r\r## Next\n\n{FLAGGED}\n")
}

fn compare(server: &mut Server, model: &Model, seed: u64, version: i64) -> usize {
    server.open(TWIN, &model.text);
    let (ours, theirs) = (server.pull(URI), server.pull(TWIN));
    server.close(TWIN);
    let without_address = |diagnostics: &[Value]| json!(diagnostics).to_string().replace(TWIN, URI);
    assert_eq!(
        without_address(&ours),
        without_address(&theirs),
        "{} seed {seed} version {version}: {:?}",
        model.encoding,
        model.text
    );
    ours.len()
}

#[test]
fn random_edits_in_bytes() {
    (0..4).for_each(|seed| fuzz("utf-8", seed, 1000));
}

#[test]
fn random_edits_in_utf_16_code_units() {
    (0..4).for_each(|seed| fuzz("utf-16", seed, 1000));
}

#[test]
fn random_edits_in_scalar_values() {
    (0..4).for_each(|seed| fuzz("utf-32", seed, 1000));
}

#[test]
fn columns_count_in_the_encoding_agreed_on() {
    for (encoding, column) in [("utf-8", 4 + 1 + 9), ("utf-16", 2 + 1 + 9), ("utf-32", 1 + 1 + 9)] {
        let mut server = Server::start(Setup::encoding(encoding));
        server.open(URI, &format!("😀 {FLAGGED}"));
        let published = server.published(URI);
        assert_eq!(published.diagnostics[0]["range"]["start"], json!({ "line": 0, "character": column }), "{encoding}");
        server.forget();
    }
}

#[test]
fn an_older_version_is_ignored() {
    let mut server = Server::start(Setup::default());
    server.open(URI, FLAGGED);
    assert_eq!(server.published(URI).version, Some(1));
    server.replace(URI, 7, &format!("\n{FLAGGED}"));
    assert_eq!(server.published(URI).version, Some(7));
    server.replace(URI, 6, "nothing");
    assert_eq!(server.publications(URI), []);
    server.replace(URI, 8, "nothing");
    assert_eq!(server.published(URI).version, Some(8));
}

#[test]
fn a_message_without_changes_changes_nothing_but_the_version() {
    let mut server = Server::start(Setup::default());
    server.open(URI, FLAGGED);
    server.published(URI);
    server.change(URI, 5, &json!([]));
    server.replace(URI, 4, "older");
    assert_eq!(server.publications(URI), []);
    server.replace(URI, 6, "");
    assert_eq!(server.published(URI).version, Some(6));
}

#[test]
fn changes_of_one_message_build_on_each_other() {
    let mut server = Server::start(Setup::default());
    server.open(URI, "");
    server.published(URI);
    server.change(
        URI,
        2,
        &json!([
            { "text": "chose fingerpost-disable-line points-elsewhere -->" },
            { "range": range(0, 6, 6), "text": "<!-- " },
            { "range": range(0, 0, 0), "text": "We " },
        ]),
    );
    let published = server.published(URI);
    assert_eq!(published.diagnostics[0]["range"], flag(0, 0));
}

#[test]
fn a_range_the_wrong_way_round_is_turned_round() {
    let mut server = Server::start(Setup::default());
    server.open(URI, &format!("{FLAGGED}x"));
    server.published(URI);
    let end = u32::try_from(FLAGGED.len()).expect("short");
    server.change(URI, 2, &json!([{ "range": range(0, end + 1, 0), "text": "" }]));
    assert!(server.published(URI).diagnostics.is_empty());
}

#[test]
fn positions_beyond_the_end_are_the_end() {
    let mut server = Server::start(Setup::default());
    server.open(URI, "one\ntwo");
    server.published(URI);
    server.change(URI, 2, &insertion(u32::MAX, u32::MAX, &format!("\n\n{FLAGGED}")));
    assert_eq!(server.published(URI).diagnostics[0]["range"], flag(3, 0));
    server.change(URI, 3, &insertion(0, u32::MAX, "\n"));
    assert_eq!(server.published(URI).diagnostics[0]["range"], flag(4, 0));
    for (line, character) in [(u32::MAX, 0), (0, u32::MAX), (u32::MAX, u32::MAX)] {
        assert!(server.hover(URI, line, character).is_ok());
    }
}

#[test]
fn documents_that_are_not_open_are_left_alone() {
    let mut server = Server::start(Setup::default());
    server.change(URI, 1, &insertion(0, 0, FLAGGED));
    server.close(URI);
    assert_eq!(server.publications(URI), []);
    assert_eq!(server.hover(URI, 0, 10), Ok(Value::Null));
    assert_eq!(server.pull(URI), [] as [Value; 0]);
}

/// Two spellings of an address are two documents: only the client knows whether they are one.
#[test]
fn an_address_is_the_exact_string() {
    let mut server = Server::start(Setup::default());
    let spellings = ["file:///c%3A/a.md", "file:///C:/a.md", "file:///c:/a.md"];
    for (index, uri) in spellings.iter().enumerate() {
        server.open(uri, &format!("{}{FLAGGED}", "\n".repeat(index)));
    }
    for (index, uri) in spellings.iter().enumerate() {
        assert_eq!(server.published(uri).diagnostics[0]["range"]["start"]["line"], index);
    }
}

#[test]
fn opening_again_replaces_the_text() {
    let mut server = Server::start(Setup::default());
    server.open(URI, FLAGGED);
    assert_eq!(server.published(URI).diagnostics.len(), 1);
    server.open(URI, "");
    assert_eq!(server.published(URI).diagnostics.len(), 0);
}

#[test]
fn only_markdown_is_looked_at() {
    let mut server = Server::start(Setup::default());
    let open = |server: &mut Server, uri: &str, language: &str| {
        server.notify(
            "textDocument/didOpen",
            json!({ "textDocument": { "uri": uri, "languageId": language, "version": 1, "text": FLAGGED } }),
        );
    };
    open(&mut server, "file:///main.rs", "rust");
    open(&mut server, "file:///fingerpost.toml", "toml");
    assert_eq!(server.publications("file:///main.rs"), []);
    assert_eq!(server.publications("file:///fingerpost.toml"), []);
    for (uri, language) in [
        ("untitled:Untitled-1", "markdown"),
        ("file:///a.md", "plaintext"),
        ("file:///a.markdown", ""),
        ("file:///a.mdx", "mdx"),
    ] {
        open(&mut server, uri, language);
        assert_eq!(server.published(uri).diagnostics.len(), 1, "{uri}");
    }
}
