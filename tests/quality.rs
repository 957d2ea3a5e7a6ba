//! How well requirements are judged, on labelled statements and whole documents. The figures are printed
//! (`cargo test --test quality -- --nocapture`) and must not fall below what was reached before.
#![expect(clippy::string_slice, clippy::unwrap_used, reason = "a test may panic")]
#![expect(
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "a test that reports figures about data it brings along"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::sync::Arc;

use fingerpost::analysis::{Date, Snapshot, check};
use fingerpost::config::Config;
use fingerpost::document::Document;
use fingerpost::facts::judgement::judge;
use fingerpost::knowledge::Knowledge;

/// What was reached on labelled statements, in per mille. Raise these; whoever lowers one says why in the commit.
struct StatementFloor {
    file: &'static str,
    /// Of the statements that fired, how many were right.
    precision: usize,
    /// Of the clear statements, how many were found.
    recall: usize,
}

/// The same on whole documents.
struct DocumentFloor {
    folder: &'static str,
    /// Of the lines that must be flagged, how many are.
    flagged: usize,
    /// Lines that are flagged and must not be, at most.
    false_mismatches: usize,
    /// Of the choices, how many are right.
    choices: usize,
}

/// Studied while the patterns were written.
const DEVELOPMENT: StatementFloor = StatementFloor { file: "dev-statements.tsv", precision: 1000, recall: 1000 };
/// Written by somebody who had not seen the patterns, and studied afterwards.
const FURTHER: StatementFloor = StatementFloor { file: "further-statements.tsv", precision: 990, recall: 990 };
/// The other half of the same sheet. Scored only: nobody may study its mistakes, so they are not printed.
const HELD_OUT: StatementFloor = StatementFloor { file: "held-out-statements.tsv", precision: 980, recall: 890 };
/// A second sheet by another hand, halved the same way. At first contact its studied half reached 983 and 935, the
/// other 973 and 894.
const SECOND_FURTHER: StatementFloor =
    StatementFloor { file: "second-further-statements.tsv", precision: 990, recall: 990 };
const SECOND_HELD_OUT: StatementFloor =
    StatementFloor { file: "second-held-out-statements.tsv", precision: 970, recall: 880 };

const SCENARIOS: DocumentFloor =
    DocumentFloor { folder: "scenarios", flagged: 1000, false_mismatches: 0, choices: 1000 };
const FURTHER_DOCUMENTS: DocumentFloor =
    DocumentFloor { folder: "further-documents", flagged: 770, false_mismatches: 2, choices: 1000 };
/// Written by somebody who had not seen the patterns. At first contact: flagged 12 of 18, 2 false, 17 of 23 choices;
/// studied afterwards.
const LATER_DOCUMENTS: DocumentFloor =
    DocumentFloor { folder: "later-documents", flagged: 880, false_mismatches: 0, choices: 1000 };
/// The other half of the same documents, scored only: nobody may study its mistakes, so they are not printed. At
/// first contact: flagged 18 of 20, 1 false, 20 of 26 choices. Its failures were looked at on 2026-11-23, so it says
/// little about unseen text since; a new one is due.
const HELD_OUT_DOCUMENTS: DocumentFloor =
    DocumentFloor { folder: "held-out-documents", flagged: 850, false_mismatches: 1, choices: 920 };

const NEITHER: &str = "neither";

fn rows(path: &str) -> Vec<Vec<String>> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/quality").join(path);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.lines().skip(1).map(|line| line.split('\t').map(str::to_owned).collect()).collect()
}

/// Right answers out of those that count.
#[derive(Default, Clone, Copy)]
struct Share {
    right: usize,
    all: usize,
}

impl Share {
    fn add(&mut self, right: bool) {
        self.all += 1;
        self.right += usize::from(right);
    }

    fn per_mille(self) -> usize {
        (self.right * 1000).checked_div(self.all).unwrap_or(1000)
    }

    #[track_caller]
    fn holds(self, what: &str, floor: usize) {
        assert!(self.per_mille() >= floor, "{what}: {self} is below the recorded {floor} per mille");
    }
}

impl std::fmt::Display for Share {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { right, all } = self;
        let tenths = self.per_mille();
        write!(formatter, "{:>3}.{} % ({right}/{all})", tenths / 10, tenths % 10)
    }
}

/// The scores of some statements.
#[derive(Default)]
struct Scores {
    precision: Share,
    recall: Share,
    /// By what is right and what was said.
    confusion: BTreeMap<(String, String), usize>,
}

impl Scores {
    /// A weak statement may be judged either way, except as the other service's.
    fn add(&mut self, right: &str, decidable: &str, said: &str) {
        *self.confusion.entry((format!("{right} {decidable}"), said.to_owned())).or_default() += 1;
        let fired = said != NEITHER;
        if fired && (decidable != "weak" || said != right) {
            self.precision.add(said == right);
        }
        if decidable == "clear" {
            self.recall.add(said == right);
        }
    }
}

#[test]
fn development_statements() {
    statements(&DEVELOPMENT);
}

#[test]
fn further_statements() {
    statements(&FURTHER);
}

#[test]
fn held_out_statements() {
    statements(&HELD_OUT);
}

#[test]
fn second_further_statements() {
    statements(&SECOND_FURTHER);
}

#[test]
fn second_held_out_statements() {
    statements(&SECOND_HELD_OUT);
}

fn statements(floor: &StatementFloor) {
    let knowledge = Knowledge::embedded();
    let mut total = Scores::default();
    let mut by_kind: BTreeMap<String, Scores> = BTreeMap::new();
    let mut by_class: BTreeMap<String, Scores> = BTreeMap::new();
    let mut by_signal: BTreeMap<String, Share> = BTreeMap::new();
    let mut mistakes = String::new();
    for row in rows(floor.file) {
        let [id, right, decidable, negated, kind, text] = row.as_slice() else { panic!("{row:?}") };
        let judgement = judge(text, &knowledge);
        let said = judgement.points_to.as_deref().unwrap_or(NEITHER);
        let class = format!("{right} {decidable}{}", if negated == "1" { ", negated" } else { "" });
        for scores in [&mut total, by_kind.entry(kind.clone()).or_default(), by_class.entry(class).or_default()] {
            scores.add(right, decidable, said);
        }
        for found in &judgement.signals {
            if judgement.points_to.is_some() && found.points_to == judgement.points_to {
                let id = knowledge.signals[found.signal].id.as_ref().clone();
                by_signal.entry(id).or_default().add(said == right);
            }
        }
        if said != right && (decidable != "weak" || said != NEITHER) {
            let signals: Vec<&str> =
                judgement.signals.iter().map(|found| knowledge.signals[found.signal].id.as_ref().as_str()).collect();
            let _ = writeln!(mistakes, "  {id} is {right} ({decidable}), said {said} {signals:?}: {text}");
        }
    }
    println!("{}: precision {}, recall {}", floor.file, total.precision, total.recall);
    for (title, groups) in [("kind", by_kind), ("class", by_class)] {
        println!("by {title}:");
        for (name, scores) in groups {
            println!("  {name:<26} precision {}  recall {}", scores.precision, scores.recall);
        }
    }
    println!("what was right and what was said:");
    for ((right, said), count) in &total.confusion {
        println!("  {right:<20} {said:<12} {count}");
    }
    println!("by signal (right of those that spoke for the verdict):");
    for (signal, share) in by_signal {
        println!("  {signal:<30} {share}");
    }
    if !floor.file.contains("held-out") {
        println!("mistakes:\n{mistakes}");
    }
    assert!(total.recall.all > 50, "the statements are missing");
    total.precision.holds("precision", floor.precision);
    total.recall.holds("recall", floor.recall);
}

/// A line that must or may be flagged.
struct Expected {
    line: usize,
    /// All lines of the statement.
    lines: RangeInclusive<usize>,
    service: String,
    must: bool,
    reason: String,
}

fn expected(folder: &str) -> BTreeMap<String, Vec<Expected>> {
    let mut all: BTreeMap<String, Vec<Expected>> = BTreeMap::new();
    for row in rows(&format!("{folder}/expect.tsv")) {
        let field = |index: usize| row.get(index).map_or("", String::as_str);
        let line: usize = field(1).parse().unwrap();
        let lines = match field(5).split_once('-') {
            Some((first, last)) => first.parse().unwrap()..=last.parse().unwrap(),
            None => line..=line,
        };
        let expected = Expected {
            line,
            lines,
            service: field(2).to_owned(),
            must: field(3) == "must",
            reason: field(4).to_owned(),
        };
        all.entry(field(0).to_owned()).or_default().push(expected);
    }
    all
}

fn scenario(folder: &str, file: &str) -> Snapshot {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/quality").join(folder).join(file);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    Snapshot::new(
        Arc::new(Document::new(&text, Knowledge::embedded())),
        Arc::new(Config::default()),
        file.to_owned(),
        Date { year: 2026, month: 11, day: 23 },
    )
}

fn line_of(text: &str, offset: usize) -> usize {
    text[..offset].matches('\n').count() + 1
}

/// The first letter of a line, counted from 1.
fn start_of_line(text: &str, line: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
    start + text[start..].find(char::is_alphabetic).unwrap_or(0)
}

#[test]
fn scenario_documents() {
    documents(&SCENARIOS);
    choices(&SCENARIOS);
}

#[test]
fn further_documents() {
    documents(&FURTHER_DOCUMENTS);
    choices(&FURTHER_DOCUMENTS);
}

#[test]
fn later_documents() {
    documents(&LATER_DOCUMENTS);
    choices(&LATER_DOCUMENTS);
}

#[test]
fn held_out_documents() {
    documents(&HELD_OUT_DOCUMENTS);
    choices(&HELD_OUT_DOCUMENTS);
}

fn documents(floor: &DocumentFloor) {
    let folder = floor.folder;
    let mut expected = expected(folder);
    let mut flagged = Share::default();
    let mut wrong = Vec::new();
    let files: BTreeSet<String> =
        rows(&format!("{folder}/category.tsv")).into_iter().map(|row| row[0].clone()).collect();
    for file in &files {
        let snapshot = scenario(folder, file);
        let text = snapshot.document.source();
        let mut found: Vec<(RangeInclusive<usize>, String, String)> = check(&snapshot)
            .into_iter()
            .filter_map(|finding| {
                let lines = line_of(text, finding.statement.start)
                    ..=line_of(text, finding.statement.end.saturating_sub(1).max(finding.statement.start));
                Some((lines, finding.points_to?, finding.message))
            })
            .collect();
        for expected in expected.remove(file).unwrap_or_default() {
            let meets = |(lines, service, _): &(RangeInclusive<usize>, String, String)| {
                *service == expected.service
                    && lines.start() <= expected.lines.end()
                    && expected.lines.start() <= lines.end()
            };
            let hit = found.iter().any(meets);
            found.retain(|finding| !meets(finding));
            if expected.must {
                flagged.add(hit);
                if !hit && folder != HELD_OUT_DOCUMENTS.folder {
                    println!("missed  {file}:{} to {}: {}", expected.line, expected.service, expected.reason);
                }
            }
        }
        wrong.extend(
            found
                .into_iter()
                .map(|(lines, service, message)| format!("{file}:{} to {service}: {message}", lines.start())),
        );
    }
    assert!(expected.is_empty(), "expectations for documents that do not exist: {:?}", expected.keys());
    println!("{folder}: flagged {flagged}, false mismatches {}", wrong.len());
    if folder != HELD_OUT_DOCUMENTS.folder {
        println!("flagged and should not be:\n  {}", wrong.join("\n  "));
    }
    assert!(wrong.len() <= floor.false_mismatches, "{folder}: {} false mismatches", wrong.len());
    flagged.holds("lines that must be flagged", floor.flagged);
}

fn choices(floor: &DocumentFloor) {
    let folder = floor.folder;
    let mut choices = Share::default();
    let mut places = Share::default();
    for row in rows(&format!("{folder}/choice.tsv")) {
        let [file, scope, right, line, other_lines] = row.as_slice() else { panic!("{row:?}") };
        let snapshot = scenario(folder, file);
        let text = snapshot.document.source();
        let known = snapshot.choices();
        let choice = if scope == "document" {
            known.all().into_iter().next()
        } else {
            let heading =
                known.outline().parts().iter().find(|part| text[part.heading.clone()].contains(scope.as_str()));
            // Otherwise it is a list item or row, and its line is given.
            let place = heading.map_or_else(|| start_of_line(text, line.parse().unwrap()), |part| part.heading.end);
            known.governing(place).cloned()
        };
        let said = choice.as_ref().map_or_else(|| "none".to_owned(), |choice| choice.services.join(" "));
        choices.add(said == *right);
        if said != *right && folder != HELD_OUT_DOCUMENTS.folder {
            println!("choice  {file}, {scope}: is {right}, said {said}");
        }
        if let Some(choice) = choice.filter(|_| right != "none") {
            let at = line_of(text, choice.evidence.start).to_string();
            let right_place = at == *line || other_lines.split([' ', ',', ';']).any(|other| other == at);
            places.add(right_place);
            if !right_place && folder != HELD_OUT_DOCUMENTS.folder {
                println!("place   {file}, {scope}: chosen in line {line} {other_lines}, said {at}");
            }
        }
    }
    println!("{folder}: choices right {choices}, shown at the place an expert names {places}");
    choices.holds("choices", floor.choices);
}
