//! Runs the cases in `tests/rules/*.md` and `tests/features/*.md`. `UPDATE=1` rewrites what they expect.
//!
//! A heading `## …` names a case. A block `md` is a document (`md crlf` with such line ends), and a block `toml` before it
//! its `fingerpost.toml`. A line of carets under a line of the document is no part of it: it says what is found in
//! the line above, as `^^^ severity[rule] service: words of the message`; `^^^>` goes on below. Nothing else may be found.
//!
//! For features, `‸` in the document is the cursor, and a block named after the feature shows the answer: in
//! brackets the words that it is about, then the text, or one item a line. A line `…` stands for any lines.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test may panic"
)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use fingerpost::analysis::{Date, Snapshot, check};
use fingerpost::config::Config;
use fingerpost::document::Document;
use fingerpost::features::completion::{Completion, complete};
use fingerpost::features::{definition, explain, hints, hover, lens, links, references, symbols, tokens};
use fingerpost::finding::{Edit, Finding, apply, automatic_edits};
use fingerpost::knowledge::Knowledge;
use fingerpost::text::Encoding;

const CURSOR: char = '‸';
const ANYTHING: &str = "…";

#[test]
fn rules() {
    run("tests/rules");
}

#[test]
fn features() {
    run("tests/features");
}

fn run(folder: &str) {
    let update = std::env::var_os("UPDATE").is_some();
    let mut cases = Cases { folder: Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), ..Cases::default() };
    for path in fs::read_dir(&cases.folder).unwrap().map(|entry| entry.unwrap().path()) {
        let text = fs::read_to_string(&path).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        cases.place = format!("{folder}/{}", path.file_name().unwrap().to_string_lossy());
        let right = cases.file(&lines);
        if update && right != lines {
            fs::write(&path, right.join("\n") + "\n").unwrap();
        }
    }
    assert!(cases.failures.is_empty() || update, "UPDATE=1 accepts what was found:{}", cases.failures);
}

#[derive(Default)]
struct Cases {
    folder: PathBuf,
    packs: BTreeMap<Vec<String>, Arc<Knowledge>>,
    failures: String,
    place: String,
    /// The last document and the cursor in it.
    snapshot: Option<Snapshot>,
    cursor: usize,
}

impl Cases {
    /// The lines of the file as they would be if everything were as expected.
    fn file(&mut self, lines: &[&str]) -> Vec<String> {
        // The configuration before the first case is that of all.
        let (mut config, mut common) = (String::new(), None);
        let (mut right, mut at) = (Vec::new(), 0);
        while let Some(line) = lines.get(at) {
            right.push((*line).to_owned());
            at += 1;
            if line.starts_with("## ") {
                config.truncate(*common.get_or_insert(config.len()));
            }
            let fence = &line[..line.len() - line.trim_start_matches(['`', '~']).len()];
            if fence.len() < 3 {
                continue;
            }
            let length = lines[at..].iter().position(|line| *line == fence).expect("a block ends");
            let block = &lines[at..at + length];
            let as_is = block.join("\n");
            let shown = match &line[fence.len()..] {
                "toml" => {
                    config = config + &as_is + "\n";
                    as_is.clone()
                }
                "md" => self.document(block, "\n", &config),
                "md crlf" => self.document(block, "\r\n", &config),
                feature => fitted(block, &self.feature(feature)),
            };
            if shown != as_is {
                let _ = write!(self.failures, "\n\n{}:{at}\n--- expected\n{as_is}\n+++ found\n{shown}", self.place);
            }
            right.extend(shown.lines().chain([fence]).map(str::to_owned));
            at += block.len() + 1;
        }
        right
    }

    /// Takes in a document; returns it with marks under all that is found in it.
    fn document(&mut self, block: &[&str], line_end: &str, config: &str) -> String {
        let (config, problems) = Config::parse("fingerpost.toml", config);
        assert!(problems.is_empty(), "{}: {problems:?}", self.place);
        let knowledge = self.packs.entry(config.knowledge.clone()).or_insert_with(|| {
            let folders: Vec<PathBuf> = config.knowledge.iter().map(|folder| self.folder.join(folder)).collect();
            let (knowledge, problems) = Knowledge::with_packs(&folders);
            assert!(problems.is_empty(), "{}: {problems:?}", self.place);
            knowledge
        });
        let lines: Vec<&str> = block.iter().copied().filter(|line| !is_mark(line)).collect();
        let marked: String = lines.iter().flat_map(|line| [line, line_end]).collect();
        self.cursor = marked.find(CURSOR).unwrap_or(0);
        let snapshot = self.snapshot.insert(Snapshot::new(
            Arc::new(Document::new(&marked.replace(CURSOR, ""), Arc::clone(knowledge))),
            Arc::new(config),
            "design.md".to_owned(),
            Date { year: 2026, month: 11, day: 23 },
        ));
        // A feature is asked about one place; what the rules say of the rest is no matter.
        let found = if marked.contains(CURSOR) { Vec::new() } else { marks(snapshot) };
        if !marked.contains(CURSOR) {
            self.failures += &fixes_settle(snapshot, &self.place);
        }
        // Each line with the marks that were expected under it.
        let mut expected = block.chunk_by(|_, next| is_mark(next));
        let mut shown = Vec::new();
        for (number, line) in lines.iter().enumerate() {
            let expected = expected.next().unwrap_or_default();
            shown.push(*line);
            for (_, found) in found.iter().filter(|(under, _)| *under == number) {
                shown.push(expected.iter().find(|expected| accepts(expected, found)).unwrap_or(&found.as_str()));
            }
        }
        shown.join("\n")
    }

    /// What a feature answers at the cursor.
    fn feature(&self, name: &str) -> String {
        let snapshot = self.snapshot.as_ref().unwrap_or_else(|| panic!("{}: a document comes first", self.place));
        let source = snapshot.document.source();
        match name {
            "hover" => hover::hover(snapshot, self.cursor)
                .map_or_else(String::new, |hover| format!("[{}]\n{}", &source[hover.range], hover.markdown)),
            "completion" => {
                let items = complete(snapshot, self.cursor).items;
                let typed = items.first().map(|item| format!("[{}]", &source[item.replace.clone()]));
                let line = |item: Completion| if item.deprecated { format!("~~{}~~", item.label) } else { item.label };
                typed.into_iter().chain(items.into_iter().map(line)).collect::<Vec<_>>().join("\n")
            }
            // The document is what was asked for.
            "explain" => explain::explain(snapshot.document.knowledge(), source).unwrap_or_default(),
            "definition" => definition::definition(snapshot, self.cursor).map_or_else(String::new, |found| {
                format!("[{}]\n{} in: {}", &source[found.requirement], &source[found.choice], &source[found.around])
            }),
            _ => self.list(name, snapshot).join("\n"),
        }
    }

    /// What a feature says about the whole document, one item a line; behind the name of the feature may stand what
    /// is asked.
    fn list(&self, name: &str, snapshot: &Snapshot) -> Vec<String> {
        let source = snapshot.document.source();
        let whole = 0..source.len();
        let line = |offset: usize| snapshot.document.text().position(offset, Encoding::Utf8).line + 1;
        let (name, asked) = name.split_once(' ').unwrap_or((name, ""));
        match name {
            "lens" => {
                let show = |lens: lens::Lens| {
                    let lines: Vec<String> =
                        lens.requirements.iter().map(|found| line(found.range.start).to_string()).collect();
                    let title = lens.title(snapshot);
                    format!("[{}] {title} (lines {})", &source[lens.range], lines.join(", "))
                };
                lens::lenses(snapshot).into_iter().map(show).collect()
            }
            // With a cursor, only what is visible there.
            "hints" => {
                let range = if self.cursor > 0 { self.cursor..self.cursor } else { whole };
                let show = |hint: hints::Hint| {
                    let before = source[..hint.offset].rsplit('\n').next().unwrap_or_default();
                    let after = source[hint.offset..].lines().next().unwrap_or_default();
                    [format!("{before}⟨{}⟩{after}", hint.label), hint.tooltip]
                };
                hints::hints(snapshot, &range).into_iter().flat_map(show).collect()
            }
            "references" => {
                let uses = references::highlights(snapshot, self.cursor);
                uses.into_iter().map(|range| format!("{}: {}", line(range.start), &source[range])).collect()
            }
            "symbols" => {
                let show = |symbol: symbols::Symbol| {
                    format!("{}: [{}] {}", line(symbol.range.start), &source[symbol.range], symbol.name)
                };
                symbols::symbols(snapshot, asked).into_iter().map(show).collect()
            }
            "links" => {
                let show = |link: links::Link| {
                    format!(
                        "{}: [{}]({} \"{}\")",
                        line(link.range.start),
                        &source[link.range],
                        link.address,
                        link.tooltip
                    )
                };
                links::links(snapshot).into_iter().map(show).collect()
            }
            "tokens" => {
                let show = |token: tokens::Token| {
                    let old = if token.deprecated { ", deprecated" } else { "" };
                    format!("{}: [{}] {:?}{old}", line(token.range.start), &source[token.range], token.kind)
                };
                tokens::tokens(snapshot, &whole).into_iter().map(show).collect()
            }
            _ => panic!("{}: no feature is called `{name}`", self.place),
        }
    }
}

/// Every fix settles its finding and makes no new one; all automatic ones together leave none. Empty if so.
fn fixes_settle(snapshot: &Snapshot, place: &str) -> String {
    let edited = |edits: &[Edit]| {
        let text = apply(snapshot.document.source(), edits);
        let document = Arc::new(Document::new(&text, Arc::clone(snapshot.document.knowledge())));
        Snapshot::new(document, Arc::clone(&snapshot.config), snapshot.path.clone(), snapshot.today)
    };
    let before = check(snapshot);
    let count = |findings: &[Finding], rule: &str| findings.iter().filter(|found| found.rule == rule).count();
    let mut failures = String::new();
    for finding in &before {
        for fix in &finding.fixes {
            let after = edited(&fix.edits);
            let found = check(&after);
            let known = |message: &str| before.iter().any(|finding| finding.message == message);
            // The right name may be that of something that has ended, and a comment may have lost its use: other matters.
            let news = found
                .iter()
                .find(|found| !known(&found.message) && !matches!(found.rule, "closed-feature" | "unused-suppression"));
            if count(&found, finding.rule) >= count(&before, finding.rule) || news.is_some() {
                let _ = write!(
                    failures,
                    "\n\n{place}: “{}” of “{}” settles it not, or finds {news:?}:\n{}",
                    fix.title,
                    finding.message,
                    after.document.source()
                );
            }
        }
    }
    let after = edited(&automatic_edits(&before));
    if !automatic_edits(&check(&after)).is_empty() {
        let _ = write!(failures, "\n\n{place}: the automatic fixes leave some:\n{}", after.document.source());
    }
    failures
}

#[test]
fn fixes_settle_what_is_found_in_whole_documents() {
    let mut failures = String::new();
    let mut documents = 0;
    for folder in ["samples", "tests/quality/scenarios", "tests/quality/further-documents"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.extension().is_some_and(|extension| extension == "md") {
                let document = Document::new(&fs::read_to_string(&path).unwrap(), Knowledge::embedded());
                let today = Date { year: 2026, month: 11, day: 23 };
                let config = Arc::new(Config::default());
                let snapshot = Snapshot::new(Arc::new(document), config, "design.md".to_owned(), today);
                failures += &fixes_settle(&snapshot, &path.display().to_string());
                documents += 1;
            }
        }
    }
    assert!(documents > 50, "the documents are missing");
    assert!(failures.is_empty(), "{failures}");
}

/// A line of carets, with or without words after them.
fn is_mark(line: &str) -> bool {
    let text = line.trim_start_matches(' ');
    let said = text.trim_start_matches('^').trim_start_matches('>');
    text.starts_with('^') && (said.is_empty() || said.starts_with(' '))
}

/// The findings as lines of carets, with the number of the line above.
fn marks(snapshot: &Snapshot) -> Vec<(usize, String)> {
    let text = snapshot.document.text();
    let mark = |finding: Finding| {
        let [start, end] = [finding.range.start, finding.range.end].map(|at| text.position(at, Encoding::Utf32));
        let words = snapshot.document.source()[finding.range].lines().next().map_or(1, |line| line.chars().count());
        let more = if end.line > start.line { ">" } else { "" };
        let service = finding.points_to.map(|service| format!(" {service}")).unwrap_or_default();
        let (severity, rule, message) = (finding.severity.name(), finding.rule, finding.message);
        let carets = format!("{}{}{more}", " ".repeat(start.character as usize), "^".repeat(words));
        (start.line as usize, format!("{carets} {severity}[{rule}]{service}: {message}"))
    };
    check(snapshot).into_iter().map(mark).collect()
}

/// The same place, severity, rule and service, and words of the message.
fn accepts(expected: &str, found: &str) -> bool {
    let (head, words) = expected.split_once(':').unwrap_or((expected.trim_end(), ""));
    found.split_once(':').is_some_and(|(found, message)| found == head && message.contains(words.trim()))
}

/// What is expected if it describes the answer, else the answer, cut where the expectation was cut.
fn fitted(expected: &[&str], answer: &str) -> String {
    let lines: Vec<&str> = answer.lines().collect();
    if describes(expected, &lines) {
        return expected.join("\n");
    }
    let cut = expected.iter().position(|line| *line == ANYTHING);
    match cut.filter(|at| *at + 1 == expected.len() && *at < lines.len()) {
        Some(at) => lines[..at].join("\n") + "\n" + ANYTHING,
        None => answer.trim_end().to_owned(),
    }
}

fn describes(expected: &[&str], lines: &[&str]) -> bool {
    match expected {
        [] => lines.is_empty(),
        [ANYTHING, rest @ ..] => (0..=lines.len()).any(|skipped| describes(rest, &lines[skipped..])),
        [first, rest @ ..] => lines.first() == Some(first) && describes(rest, &lines[1..]),
    }
}
