//! Four times the text must not take much more than four times as long, whatever the text is made of.
#![expect(clippy::print_stdout, reason = "a benchmark prints its table")]

mod common;

use common::{Times, design, plain, shown, snapshot};
use fingerpost::analysis::check;
use fingerpost::document::Document;
use fingerpost::knowledge::Knowledge;
use fingerpost::text::{Change, Encoding, Position};

/// Bytes of the shortest text; then four and sixteen times as many.
const BASE: usize = 32_000;

/// Makes a text of so many bytes.
type Shape = Box<dyn Fn(usize) -> String>;

fn repeated(piece: &str) -> impl Fn(usize) -> String {
    move |bytes| piece.repeat(bytes / piece.len() + 1)
}

fn chosen(piece: &str) -> impl Fn(usize) -> String {
    move |bytes| {
        format!(
            "# Design\n\nWe will use Amazon Bedrock.\n\n## Requirements\n\n{}",
            piece.repeat(bytes / piece.len() + 1)
        )
    }
}

fn main() {
    let shapes: Vec<(&str, Shape)> = vec![
        ("design documents", Box::new(design)),
        ("plain prose", Box::new(plain)),
        ("one paragraph", Box::new(chosen("some words in a line that goes on and on "))),
        ("one paragraph of signals", Box::new(chosen("we must train our own model and tune hyperparameters, "))),
        ("one item of signals without punctuation", Box::new(chosen("train our own model tune hyperparameters "))),
        (
            "a list of findings",
            Box::new(chosen("- The team must tune hyperparameters of its own gradient boosted trees.\n")),
        ),
        (
            "a table of findings",
            Box::new(|bytes| {
                chosen("| The team must tune hyperparameters of its own gradient boosted trees | a |\n")(bytes)
                    .replacen("| The team", "| Requirement | b |\n|---|---|\n| The team", 1)
            }),
        ),
        ("headings only", Box::new(repeated("# A heading\n"))),
        ("headings that choose", Box::new(repeated("## Runs on Amazon Bedrock\n"))),
        (
            "nested headings that choose",
            Box::new(|bytes| {
                let heading = |level: usize| "#".repeat(level) + " On Amazon Bedrock\n";
                let piece = (1..=6).map(heading).collect::<Vec<_>>().concat();
                piece.repeat(bytes / piece.len() + 1)
            }),
        ),
        ("names in a row", Box::new(repeated("Amazon Bedrock and Amazon SageMaker AI, "))),
        (
            "suppressions",
            Box::new(repeated("<!-- fingerpost-disable-next-line: x -->\nthe team must train models\n\n")),
        ),
        (
            "blocks of suppressions",
            Box::new(repeated("<!-- fingerpost-disable -->\nWe must train models.\n<!-- fingerpost-enable -->\n")),
        ),
        (
            "superseded records",
            Box::new(repeated(
                "## Record\n\nStatus: superseded\n\nWe will use Amazon Bedrock.\n\n- The team must train random forests.\n\n",
            )),
        ),
        ("nested quotes", Box::new(|bytes| format!("{} x\n", "> ".repeat(200)).repeat(bytes / 403 + 1))),
        (
            "nested lists",
            Box::new(|bytes| {
                let item = |depth: usize| "  ".repeat(depth) + "- item\n";
                let piece = (0..40).map(item).collect::<Vec<_>>().concat();
                piece.repeat(bytes / piece.len() + 1)
            }),
        ),
        ("open brackets", Box::new(repeated("[a](b "))),
        ("backticks", Box::new(repeated("` `` ```"))),
        ("stars", Box::new(repeated("*a **b "))),
        ("open fences", Box::new(repeated("- ```\n  x\n"))),
        ("HTML that never ends", Box::new(repeated("<div><!-- a "))),
        ("one word", Box::new(repeated("a"))),
        ("bars", Box::new(repeated("|"))),
        ("not not not", Box::new(chosen("not "))),
        ("labels", Box::new(repeated("a: b: c: "))),
    ];
    println!(
        "{:<44}{:>12}{:>12}{:>12}{:>10}{:>14}",
        "open and check", "32 KB", "128 KB", "512 KB", "growth", "keystroke"
    );
    for (name, make) in shapes {
        let times: Vec<_> = [1, 4, 16].map(|factor| measure(&make(BASE * factor))).into_iter().collect();
        let [short, middle, long] = times.as_slice() else { continue };
        // Sixteen times as long for sixteen times the text is a growth of one.
        let growth = long.as_secs_f64() / middle.as_secs_f64() / 4.0;
        let mark = if growth > 1.6 { "  <- more than linear" } else { "" };
        let keystroke = shown(keystroke(&make(BASE * 16)));
        println!(
            "{name:<44}{:>12}{:>12}{:>12}{growth:>10.2}{keystroke:>14}{mark}",
            shown(*short),
            shown(*middle),
            shown(*long)
        );
    }
}

fn measure(text: &str) -> std::time::Duration {
    Times::of(3, || check(&snapshot(Document::new(text, Knowledge::embedded())))).median()
}

/// A letter at the beginning of the last line.
fn keystroke(text: &str) -> std::time::Duration {
    let document = Document::new(text, Knowledge::embedded());
    let line = u32::try_from(text.lines().count().saturating_sub(1)).unwrap_or_default();
    let place = Position { line, character: 1 };
    let change = Change { range: Some((place, place)), text: "e".to_owned() };
    check(&snapshot(document.clone()));
    Times::of(3, || check(&snapshot(document.edited(std::slice::from_ref(&change), Encoding::Utf16)))).median()
}
