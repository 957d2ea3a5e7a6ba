//! One character typed or deleted: edit, then check, in this process. Below it what the bare Markdown parsers
//! need for the same text, as the limit of whoever parses all of it again.
#![expect(clippy::print_stdout, reason = "a benchmark prints its table")]

mod common;

use common::{Dice, SIZES, Times, design, head, row, snapshot};
use fingerpost::analysis::check;
use fingerpost::document::Document;
use fingerpost::knowledge::Knowledge;
use fingerpost::text::{Change, Encoding, Position};

const KEYSTROKES: usize = 200;

fn main() {
    let mut rows: [(&str, Vec<Times>); 6] = [
        ("edit (rope, cut, keep sections)", Vec::new()),
        ("check", Vec::new()),
        ("keystroke: edit and check", Vec::new()),
        ("tree-sitter-md, blocks only, from scratch", Vec::new()),
        ("MarkdownParser, blocks and inlines, from scratch", Vec::new()),
        ("MarkdownParser, one character, incremental", Vec::new()),
    ];
    for (name, size) in SIZES {
        let text = design(size);
        let findings = check(&snapshot(Document::new(&text, Knowledge::embedded()))).len();
        println!("{name}: {} bytes, {findings} findings", text.len());
        let runs = if size > 500_000 { 5 } else { 20 };
        for ((_, cells), times) in rows.iter_mut().zip([keystrokes(&text), parsers(&text, runs)].into_iter().flatten())
        {
            cells.push(times);
        }
    }
    head("a keystroke");
    for (name, cells) in &rows {
        row(name, cells);
    }
}

/// Types a letter into a line of prose somewhere, deletes it again, and so on elsewhere.
fn keystrokes(text: &str) -> Vec<Times> {
    let lines: Vec<u32> =
        (0..).zip(text.lines()).filter(|(_, line)| line.starts_with(['H', '-'])).map(|(number, _)| number).collect();
    let mut dice = Dice(3);
    let mut current = snapshot(Document::new(text, Knowledge::embedded()));
    check(&current);
    let (mut edits, mut checks, mut both) = (Times::default(), Times::default(), Times::default());
    for _ in 0..KEYSTROKES / 2 {
        let line = lines.get(dice.below(lines.len())).copied().unwrap_or_default();
        let [before, after] = [6, 7].map(|character| Position { line, character });
        for change in [
            Change { range: Some((before, before)), text: "e".to_owned() },
            Change { range: Some((before, after)), text: String::new() },
        ] {
            let start = std::time::Instant::now();
            let edited = edits.time(|| current.document.edited(&[change], Encoding::Utf16));
            current = snapshot(edited);
            checks.time(|| check(&current));
            both.push(start.elapsed());
        }
    }
    vec![edits, checks, both]
}

fn parsers(text: &str, runs: usize) -> Vec<Times> {
    let mut parser = tree_sitter::Parser::new();
    let ready = parser.set_language(&tree_sitter_md::LANGUAGE.into()).is_ok();
    let blocks = if ready { Times::of(runs, || parser.parse(text, None)) } else { Times::default() };
    let mut parser = tree_sitter_md::MarkdownParser::default();
    let all = Times::of(runs, || parser.parse(text.as_bytes(), None));
    let incremental = incremental(&mut parser, text, runs).unwrap_or_default();
    vec![blocks, all, incremental]
}

/// One letter in the middle of the text, with the tree from before.
fn incremental(parser: &mut tree_sitter_md::MarkdownParser, text: &str, runs: usize) -> Option<Times> {
    let tree = parser.parse(text.as_bytes(), None)?;
    let at = text.get(text.len() / 2..)?.find("Here ")? + text.len() / 2 + 3;
    let edited = format!("{}e{}", text.get(..at)?, text.get(at..)?);
    let row = text.get(..at)?.matches('\n').count();
    let column = at - text.get(..at)?.rfind('\n')? - 1;
    let edit = tree_sitter::InputEdit {
        start_byte: at,
        old_end_byte: at,
        new_end_byte: at + 1,
        start_position: tree_sitter::Point { row, column },
        old_end_position: tree_sitter::Point { row, column },
        new_end_position: tree_sitter::Point { row, column: column + 1 },
    };
    let mut times = Times::default();
    for _ in 0..runs {
        let mut tree = tree.clone();
        times.time(|| {
            tree.edit(&edit);
            parser.parse(edited.as_bytes(), Some(&tree))
        });
    }
    Some(times)
}
