//! How much work is done, counted: a number holds on every machine, where a time holds on a quiet one.

use std::sync::Arc;

use fingerpost::analysis::{Date, Snapshot, check};
use fingerpost::document::Document;
use fingerpost::knowledge::Knowledge;
use fingerpost::prose::Words;

/// Words that no pattern speaks of. Everyday words such as *at* and *keep* may be all that some pattern needs.
const PART: &str = "## Afternoon\n\nTea circulates afterwards.\n\n- Guests bring umbrellas.\n\n";

/// A parse is the dear part: a hundred times what the look at the words before it takes.
#[test]
fn only_what_may_say_something_is_parsed() {
    let knowledge = Knowledge::embedded();
    let service = &knowledge.services.first().unwrap().name;
    let about = [
        format!("## Choice\n\nWe will use {service}.\n\n"),
        "## Needs\n\nThe team must run automatic hyperparameter tuning for its own gradient boosted trees.\n\n"
            .to_owned(),
        "## Note\n\n<!-- a comment may be a suppression -->\n\n".to_owned(),
    ];
    for (number, part) in about.iter().enumerate() {
        let text = format!("{}{part}{}", PART.repeat(100), PART.repeat(100));
        let document = Document::new(&text, Arc::clone(&knowledge));
        document.read_all();
        assert_eq!((document.sections_read(), document.sections_parsed()), (201, 1), "part {number}");
    }
}

/// The files of a folder that say nothing about services are not even read for their headings.
#[test]
fn a_document_that_says_nothing_is_only_looked_at() {
    let document = Arc::new(Document::new(&PART.repeat(100), Knowledge::embedded()));
    let today = Date { year: 2026, month: 1, day: 1 };
    let snapshot = Snapshot::new(Arc::clone(&document), Arc::default(), "a.md".to_owned(), today);
    assert!(document.says_nothing() && check(&snapshot).is_empty());
    assert_eq!(document.sections_read(), 0);
}

/// A word that many patterns share must not bring them all to be tried.
#[test]
fn few_patterns_are_tried() {
    let knowledge = Knowledge::embedded();
    let lexicon = &knowledge.lexicon;
    let (mut tried, mut sentences) = (0, 0);
    for sentence in knowledge.signals.iter().flat_map(|signal| signal.fires.iter().chain(&signal.silent)) {
        let words = Words::of(sentence.as_ref(), lexicon);
        let here = lexicon.candidates(&words.tokens).len();
        assert!(here * 10 < lexicon.pattern_count(), "{here} patterns are tried in “{}”", sentence.as_ref());
        tried += here;
        sentences += 1;
    }
    let average = tried / sentences;
    assert!(average * 50 < lexicon.pattern_count(), "{average} patterns are tried in a sentence of their own domain");
}
