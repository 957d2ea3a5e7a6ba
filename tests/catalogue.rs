//! How much of what design documents name is known: every identifier of the tables, and the words of real documents.

use std::fs;
use std::path::PathBuf;

use fingerpost::catalogue::Catalogue;
use fingerpost::features::explain::explain;
use fingerpost::knowledge::Knowledge;
use fingerpost::knowledge::names::{NameMatch, Named};

/// The fewest identifiers of each kind: what the packages of 2026-11 held. A table that shrinks has lost something.
const FEWEST: [(&str, usize); 12] = [
    ("model", 229),
    ("action", 1110),
    ("condition-key", 117),
    ("resource-type", 99),
    ("terraform", 57),
    ("instance", 436),
    ("operation", 974),
    ("method", 974),
    ("client", 18),
    ("policy", 110),
    ("principal", 11),
    ("container", 90),
];

#[test]
fn every_kind_is_as_large_as_its_packages() {
    let catalogue = Catalogue::embedded();
    for (id, fewest) in FEWEST {
        let kind = catalogue.kind(id).unwrap();
        let known = kind.table.rows().count();
        println!("{id}: {known}");
        assert!(known >= fewest, "{id}: {known} identifiers, and there were {fewest}; run scripts/catalogue.py");
        assert!(kind.table.sources().count() > 0, "{id}: the table does not say where it comes from");
    }
}

/// A name leads to its own page, whatever kind might also have it.
#[test]
fn every_identifier_has_a_page() {
    let knowledge = Knowledge::embedded();
    let catalogue = Catalogue::embedded();
    let mut without = Vec::new();
    for kind in catalogue.kinds().iter().filter(|kind| !kind.entry.arn) {
        // A sample of each table; the whole takes minutes without optimisation.
        for row in kind.table.rows().step_by(7) {
            let needed = kind.entry.needs.is_none_or(|needed| needed == 'A' || row.name().contains(needed));
            if needed && explain(&knowledge, row.name()).is_none() {
                without.push(format!("{}: {}", kind.entry.id, row.name()));
            }
        }
    }
    assert!(without.is_empty(), "no page for {without:#?}");
}

/// No known identifier is called a slip, alone or in the text of a policy.
#[test]
fn no_known_identifier_is_suspect() {
    let catalogue = Catalogue::embedded();
    let names: Vec<&str> = catalogue
        .kinds()
        .iter()
        .filter(|kind| !kind.entry.arn)
        .flat_map(|kind| kind.table.rows())
        .map(fingerpost::catalogue::Row::name)
        .collect();
    for part in names.chunks(40) {
        let text = part.iter().fold(String::new(), |text, name| text + "- `" + name + "`\n");
        assert_eq!(catalogue.suspects(&text), [], "{text}");
    }
}

/// Of the uses of those words, this share must be known.
const FEWEST_PERCENT: usize = 85;

/// The words that real documents use most: how many of them, and how many of their uses, have a page.
#[test]
fn words_of_real_documents_are_known() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/quality/words-by-use.tsv");
    let text = fs::read_to_string(path).unwrap();
    let knowledge = Knowledge::embedded();
    let (mut words, mut uses, mut known_words, mut known_uses) = (0, 0, 0, 0);
    let mut unknown = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let (word, count) = line.split_once('\t').unwrap();
        let count: usize = count.parse().unwrap();
        words += 1;
        uses += count;
        // A hover finds a name also in the plural and behind other words; the last word must be part of it.
        let ends_with_name = || {
            let named = |found: &NameMatch| matches!(found.named, Named::Term(_)) && found.range.end == word.len();
            knowledge.names().find(word).iter().any(named)
        };
        if explain(&knowledge, word).is_some() || ends_with_name() {
            known_words += 1;
            known_uses += count;
        } else {
            unknown.push(word);
        }
    }
    println!("{known_words} of {words} words, {known_uses} of {uses} uses; unknown: {unknown:?}");
    assert!(words >= 150, "the list is too short to say anything");
    let percent = known_uses * 100 / uses;
    assert!(
        percent >= FEWEST_PERCENT,
        "{percent} % of the uses are known, and there were {FEWEST_PERCENT}: {unknown:?}"
    );
}
