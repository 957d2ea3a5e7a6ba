//! An edited document is the document that a fresh reading of its text gives, whatever was edited before.
//!
//! Random documents of everything that Markdown is made of, and of what only looks like it, are edited at
//! random places in all three encodings. Each step is compared with a fresh reading; a failure shows the text
//! before, the one change, and how to run that walk alone. `FINGERPOST_EDITS` sets the number of edits.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use std::sync::Arc;

use fingerpost::analysis::{Date, Snapshot, check, choices};
use fingerpost::config::Config;
use fingerpost::document::Document;
use fingerpost::knowledge::Knowledge;
use fingerpost::markdown;
use fingerpost::text::{Change, Encoding, Position};

/// Single edits per encoding. The three tests together make a hundred thousand.
const EDITS: usize = 33_334;
/// Edits on one document before the next begins.
const WALK: usize = 60;
/// Cut and texts are compared after every edit, facts after this many ...
const READ_EVERY: usize = 4;
/// ... and choices and findings after this many.
const JUDGED_EVERY: usize = 20;
/// Longer documents, in bytes, are put aside for a new one.
const LONGEST: usize = 4_000;

/// Whole lines and blocks: what documents are put together from.
const FRAGMENTS: &[&str] = &[
    "# Claims triage on Amazon Bedrock\n\n",
    "## Requirements\n\n",
    "## Decision\n",
    "### Non-goals\r\n",
    "# ADR 7: Amazon SageMaker AI\n",
    "Status: superseded\n\n",
    "Setext heading\n==============\n\n",
    "Another\n---\n",
    "We will use Amazon Bedrock for the assistant.\n\n",
    "We chose Amazon SageMaker AI over Amazon Bedrock.\r\n\r\n",
    "The team must train its own gradient boosted model on tabular data every night.\n",
    "- The service must run hyperparameter tuning jobs on our own training code.\n",
    "- [ ] The agent shall call foundation models through one API and pay per token.\n",
    "- We do not want to train models.\n  - nested: *should* use `CreateTrainingJob`\n",
    "1. First, a model registry with approval.\n2. Second, guardrails against harmful content.\n\n",
    "**Runs on:** Amazon SageMaker AI\n\n",
    "Inference: Bedrock\n",
    "| Requirement | Priority |\n|---|---|\n| Track experiments of our training runs | must |\n| Knowledge Bases for retrieval | should |\n\n",
    "| Component | Runs on |\n| --- | :-: |\n| Chat | Amazon Bedrock |\n| Forecast \\| fraud | SageMaker |\n",
    "> A quote that must not count: train from scratch.\n> > deeper\n\n",
    "```sh\n# no heading\naws bedrock list-foundation-models\n```\n",
    "~~~\n## no heading either\n~~~\n\n",
    "    indented code\n\n",
    "<!-- fingerpost-disable-next-line points-elsewhere: agreed -->\n- We must train a random forest.\n",
    "<!-- fingerpost-disable -->\n",
    "<!-- fingerpost-enable -->\n",
    "<!--\n# hidden\n-->\n",
    "<div>\n# swallowed\n\n",
    "<details><summary>More</summary>\n\ntext\n\n</details>\n",
    "See [the page](https://docs.aws.amazon.com/bedrock/) and ![image](a.png).\n\n",
    "[ref]: https://example.org/sagemaker \"title\"\n",
    "Emoji \u{1f600}\u{1f469}\u{200d}\u{1f4bb} and é, 漢字, e\u{301}.\n\n",
    "Old line end\rand another\r# heading after CR\r",
    "A line separator\u{2028}is none here\u{85}nor\u{c}these.\n",
    "\u{feff}",
    "\0 nul\n",
    "\\\n* * *\n\n",
    "As an analyst I want one nightly forecast so that I can plan.\n",
    "Trailing spaces  \nand a tab\t.\n",
    "\n",
    "\r\n",
];

/// What documents may begin with.
const BEGINNINGS: &[&str] = &[
    "",
    "",
    "---\nservice: bedrock\ntitle: x\n---\n",
    "---\r\nservice: sagemaker\r\n---\r\n",
    "+++\nplatform = \"sagemaker\"\n+++\n",
    "\u{feff}# Title\n",
    "---\nunclosed: yes\n",
    "<!-- fingerpost-disable-file points-elsewhere -->\n\n",
];

/// Small insertions: letters, and every mark that turns one block into another.
const MARKS: &[&str] = &[
    "a",
    "e",
    " ",
    "x ",
    "not ",
    "must ",
    ".",
    ": ",
    "#",
    "# ",
    "## ",
    "\n# ",
    "\n\n",
    "\n",
    "\r\n",
    "\r",
    "`",
    "```",
    "\n```\n",
    "~~~\n",
    "- ",
    "\n- ",
    "  ",
    "    ",
    "\t",
    "> ",
    "|",
    "|-|\n",
    "---\n",
    "===\n",
    "<!--",
    "-->",
    "<div>\n",
    "</div>\n",
    "<",
    ">",
    "[",
    "](",
    ")",
    "*",
    "**",
    "_",
    "\\",
    "\u{1f600}",
    "é",
    "\u{2028}",
    "\u{feff}",
    "\0",
    "1. ",
    "Bedrock",
    "SageMaker",
    "Amazon Bedrock",
    "+++\n",
    "---\nservice: bedrock\n---\n",
    "?",
    "&amp;",
];

/// A small generator of numbers (`splitmix64`): the same walk on every machine.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut number = self.0;
        number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let number = number ^ (number >> 31);
        usize::try_from(number % u64::try_from(bound).unwrap()).unwrap()
    }

    fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }

    fn document(&mut self) -> String {
        let mut text = self.pick(BEGINNINGS).to_owned();
        for _ in 0..4 + self.below(16) {
            text.push_str(self.pick(FRAGMENTS));
        }
        text
    }

    fn change(&mut self, document: &Document, encoding: Encoding) -> Change {
        // Now and then an editor sends the whole text.
        if self.below(200) == 0 {
            return Change { range: None, text: self.document() };
        }
        let length = document.source().len();
        let from = self.below(length + 1);
        let removed = match self.below(10) {
            0..5 => 0,
            5..8 => 1 + self.below(4),
            8 => self.below(60),
            _ => self.below(length + 1),
        };
        // Deleting half a document is rare, or nothing would be left to edit.
        let removed = if removed > 60 && self.below(10) > 0 { 2 } else { removed };
        let text = match self.below(12) {
            0..3 => String::new(),
            3..10 => self.pick(MARKS).to_owned(),
            _ => self.pick(FRAGMENTS).to_owned(),
        };
        let position = |offset: usize| document.text().position(offset.min(length), encoding);
        let (mut start, mut end) = (position(from), position(from + removed));
        match self.below(40) {
            // Clients send positions that do not exist, and ranges the wrong way round.
            0 => end = Position { line: end.line, character: 9_999 },
            1 => end = Position { line: end.line + 1_000, character: 3 },
            2 => std::mem::swap(&mut start, &mut end),
            3 => start = Position { line: start.line, character: start.character.saturating_sub(1) },
            _ => {}
        }
        Change { range: Some((start, end)), text }
    }
}

/// The edited document is cut as a fresh reading would cut it, and holds the right texts.
fn cut_alike(edited: &Document) -> Result<(), String> {
    let source = edited.source();
    if edited.text().to_text() != source {
        return Err("the text and the source differ".to_owned());
    }
    let expected = markdown::cut(source);
    let found: Vec<_> = edited.sections().map(|(start, section)| start..start + section.text().len()).collect();
    if found != expected {
        return Err(format!("sections {found:?}, and a fresh cut gives {expected:?}"));
    }
    for (start, section) in edited.sections() {
        if source.get(start..start + section.text().len()) != Some(section.text()) {
            return Err(format!("the section at {start} holds another text: {:?}", section.text()));
        }
    }
    Ok(())
}

/// Each section says what it says in a document that was never edited.
fn read_alike(edited: &Document, fresh: &Document) -> Result<(), String> {
    for ((start, section), (_, again)) in edited.sections().zip(fresh.sections()) {
        let (kept, fresh) = (edited.facts(section), fresh.facts(again));
        if kept != fresh {
            return Err(format!("the section at {start} says {kept:#?}\nand a fresh reading {fresh:#?}"));
        }
    }
    Ok(())
}

fn snapshot(document: Document) -> Snapshot {
    Snapshot::new(
        Arc::new(document),
        Arc::new(Config::default()),
        "design.md".to_owned(),
        Date { year: 2026, month: 11, day: 23 },
    )
}

/// Choices and findings are those of a document that was never edited.
fn judged_alike(edited: &Document, fresh: &Document) -> Result<(), String> {
    let (edited, fresh) = (snapshot(edited.clone()), snapshot(fresh.clone()));
    if choices(&edited) != choices(&fresh) {
        return Err(format!("choices {:#?}\nand fresh {:#?}", choices(&edited), choices(&fresh)));
    }
    let (kept, again) = (check(&edited), check(&fresh));
    if kept != again {
        return Err(format!("findings {kept:#?}\nand fresh {again:#?}"));
    }
    let source = edited.document.source();
    for finding in &kept {
        if source.get(finding.range.clone()).is_none() || source.get(finding.statement.clone()).is_none() {
            return Err(format!("a range lies outside of the text or inside of a character: {finding:#?}"));
        }
    }
    Ok(())
}

fn edits() -> usize {
    std::env::var("FINGERPOST_EDITS").ok().and_then(|number| number.parse().ok()).map_or(EDITS, |all: usize| all / 3)
}

/// Random walks until enough edits were made. `seed` and the number of the walk decide everything in it.
fn walks(encoding: Encoding, seed: u64) {
    let knowledge = Knowledge::embedded();
    for walk in 0..edits().div_ceil(WALK) {
        let mut dice = Dice(seed ^ (u64::try_from(walk).unwrap() << 32));
        let mut document = Document::new(&dice.document(), Arc::clone(&knowledge));
        // A failure shows all changes since the last reading that was alike.
        let mut since = (document.source().to_owned(), Vec::new());
        for step in 1..=WALK {
            // Most notifications hold one change; some, of several cursors, more.
            let mut changes = vec![dice.change(&document, encoding)];
            if dice.below(25) == 0 {
                let after = document.edited(&changes, encoding);
                changes.push(dice.change(&after, encoding));
            }
            let edited = document.edited(&changes, encoding);
            since.1.push(changes);
            let mut verdict = cut_alike(&edited);
            if verdict.is_ok() && step % READ_EVERY == 0 {
                let fresh = Document::new(edited.source(), Arc::clone(&knowledge));
                verdict = read_alike(&edited, &fresh);
                if verdict.is_ok() && step % JUDGED_EVERY == 0 {
                    verdict = judged_alike(&edited, &fresh);
                }
            }
            if let Err(difference) = verdict {
                let (before, changes) = since;
                panic!(
                    "walk {walk}, step {step}, {encoding:?}\nbefore: {before:?}\nchanges: {changes:#?}\nafter: {:?}\n{difference}",
                    edited.source()
                );
            }
            // What is kept by the next edit has been read, as in an editor.
            edited.read_all();
            document = edited;
            // An hour of edits that only grow a document tests nothing new.
            if document.source().len() > LONGEST {
                document = Document::new(&dice.document(), Arc::clone(&knowledge));
            }
            if step % READ_EVERY == 0 || document.sections_read() == 0 {
                since = (document.source().to_owned(), Vec::new());
            }
        }
    }
}

#[test]
fn edited_is_fresh_in_utf_8() {
    walks(Encoding::Utf8, 0x00f1_9e70_0057);
}

#[test]
fn edited_is_fresh_in_utf_16() {
    walks(Encoding::Utf16, 0x1605_1605_1605);
}

#[test]
fn edited_is_fresh_in_utf_32() {
    walks(Encoding::Utf32, 0x3232_3232_3232);
}

/// A letter typed into a paragraph costs its own section and nothing else.
#[test]
fn a_letter_costs_one_section() {
    let knowledge = Knowledge::embedded();
    let text = "## Part\n\nSome words about it, a few of them bold.\n\n- An item.\n\n".repeat(300);
    let mut document = Document::new(&text, knowledge);
    document.read_all();
    let all = document.sections().count();
    assert_eq!(all, 300);
    let mut dice = Dice(7);
    for _ in 0..300 {
        let line = u32::try_from(2 + 6 * dice.below(300)).unwrap();
        let place = Position { line, character: u32::try_from(dice.below(12)).unwrap() };
        document = document.edited(&[Change { range: Some((place, place)), text: "e".to_owned() }], Encoding::Utf16);
        assert_eq!(document.sections_read(), all - 1, "an edit reads nothing by itself and keeps all other sections");
        document.read_all();
    }
}

/// A heading typed or deleted touches the sections at both sides of it; a fence swallows what follows, once.
#[test]
fn a_new_boundary_costs_its_neighbours() {
    let knowledge = Knowledge::embedded();
    let text = "# Part\n\nSome words.\n\n".repeat(100);
    let document = Document::new(&text, knowledge);
    document.read_all();
    let insert = |line: u32, text: &str| {
        let place = Position { line, character: 0 };
        document.edited(&[Change { range: Some((place, place)), text: text.to_owned() }], Encoding::Utf16)
    };
    let unread = |document: &Document| document.sections().count() - document.sections_read();
    assert_eq!(unread(&insert(202, "# New\n")), 2, "a section was cut in two");
    let deleted = document.edited(
        &[Change {
            range: Some((Position { line: 200, character: 0 }, Position { line: 201, character: 0 })),
            text: String::new(),
        }],
        Encoding::Utf16,
    );
    assert_eq!(unread(&deleted), 1, "a section joined the one before it");
    assert_eq!(unread(&insert(202, "```\n")), 1, "all below is code now");
    assert_eq!(unread(&insert(202, "")), 0, "nothing changed");
}
