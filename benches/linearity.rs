//! Four times the text must not take much more than four times as long, whatever the text is made of.
#![expect(clippy::print_stdout, reason = "a benchmark prints its table")]

mod common;

use std::time::Duration;

use common::{Times, design, plain, shown, snapshot};
use fingerpost::analysis::check;
use fingerpost::document::Document;
use fingerpost::knowledge::Knowledge;
use fingerpost::text::{Change, Encoding, Position};

/// Bytes of the shortest text; then four and sixteen times as many.
const BASE: usize = 32_000;

const TOO_LONG: Duration = Duration::from_secs(2);

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
    // `cargo bench --bench linearity -- quotes` measures those whose name holds the word.
    let wanted = std::env::args().skip(1).find(|argument| !argument.starts_with("--")).unwrap_or_default();
    let columns = ["32 KB", "128 KB", "512 KB"].map(|size| format!("{size:>12}")).concat();
    println!("{:<44}{columns}{:>10}{:>14}", "open and check", "growth", "keystroke");
    for (name, make) in shapes.iter().filter(|(name, _)| name.contains(&wanted)) {
        print!("{name:<44}");
        let mut before: Option<Duration> = None;
        let mut growth = 0.0;
        let mut longest = 0;
        for factor in [1, 4, 16] {
            // What took this long will not get better.
            if before.is_some_and(|before| before > TOO_LONG) {
                print!("{:>12}", "-");
                continue;
            }
            longest = BASE * factor;
            let time = measure(&make(longest));
            print!("{:>12}", shown(time));
            growth = before.map_or(0.0, |before| time.as_secs_f64() / before.as_secs_f64() / 4.0);
            before = Some(time);
        }
        // Four times as long for four times the text is a growth of one.
        let mark = if growth > 1.6 { "  <- more than linear" } else { "" };
        println!("{growth:>10.2}{:>14}{mark}", shown(keystroke(&make(longest))));
    }
}

fn measure(text: &str) -> Duration {
    Times::of(3, || check(&snapshot(Document::new(text, Knowledge::embedded())))).median()
}

/// A letter at the beginning of the last line.
fn keystroke(text: &str) -> Duration {
    let document = Document::new(text, Knowledge::embedded());
    let line = u32::try_from(text.lines().count().saturating_sub(1)).unwrap_or_default();
    let place = Position { line, character: 1 };
    let change = Change { range: Some((place, place)), text: "e".to_owned() };
    check(&snapshot(document.clone()));
    Times::of(1, || check(&snapshot(document.edited(std::slice::from_ref(&change), Encoding::Utf16)))).median()
}
