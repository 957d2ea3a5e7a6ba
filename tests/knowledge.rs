//! The built-in knowledge is whole: nothing is missing, doubled, unsound or unsourced, and every example holds.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use fingerpost::facts::examples;
use fingerpost::features::explain::explain;
use fingerpost::knowledge::Knowledge;

/// The services' claims of the introductory guide: what is said of both, of each, side by side, and in closing.
const CLAIMS: [(&str, std::ops::RangeInclusive<u8>); 4] = [("S", 1..=10), ("B", 1..=9), ("T", 1..=7), ("C", 1..=6)];
/// The number of terms with which the project began.
const FIRST_TERMS: usize = 352;
const FEWEST_FIRING: usize = 4;
const FEWEST_SILENT: usize = 3;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The knowledge on disk: the same files as the embedded ones, and problems are returned, not logged.
fn on_disk() -> (Arc<Knowledge>, Vec<fingerpost::problem::Problem>) {
    Knowledge::from_folder(&root().join("knowledge"))
}

fn lines(path: &str) -> Vec<String> {
    let text = fs::read_to_string(root().join(path)).unwrap();
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned).collect()
}

/// Every TOML file below `knowledge/`, as a path below it.
fn files() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for folder in fs::read_dir(root().join("knowledge")).unwrap() {
        let folder = folder.unwrap().path();
        for file in fs::read_dir(&folder).into_iter().flatten() {
            let file = file.unwrap().path();
            if file.extension().is_some_and(|extension| extension == "toml" || extension == "tsv") {
                let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
                found.insert(format!("{}/{}", name(&folder), name(&file)));
            }
        }
    }
    found
}

fn shown(problems: &[fingerpost::problem::Problem]) -> String {
    problems.iter().fold(String::new(), |shown, problem| shown + "\n  " + &problem.to_string())
}

#[test]
fn every_file_is_embedded() {
    let list = |source: &str, folder: &str| -> Vec<String> {
        let source = fs::read_to_string(root().join(source)).unwrap();
        let list = source.lines().filter_map(|line| line.trim().strip_prefix('"')?.strip_suffix("\","));
        list.map(|path| format!("{folder}{path}")).collect()
    };
    let mut embedded = list("src/knowledge/embedded.rs", "");
    embedded.extend(list("src/catalogue/embedded.rs", "catalogue/"));
    let distinct: BTreeSet<String> = embedded.iter().cloned().collect();
    assert_eq!(embedded.len(), distinct.len(), "a file is listed twice in src/knowledge/embedded.rs");
    let missing: Vec<_> = files().difference(&distinct).cloned().collect();
    let gone: Vec<_> = distinct.difference(&files()).cloned().collect();
    assert!(
        missing.is_empty() && gone.is_empty(),
        "src/knowledge/embedded.rs lacks {missing:?} and lists {gone:?}, which do not exist"
    );
}

#[test]
fn it_has_no_problems() {
    let (_, problems) = on_disk();
    assert!(problems.is_empty(), "{} problems{}", problems.len(), shown(&problems));
}

#[test]
fn every_example_holds() {
    let (knowledge, _) = on_disk();
    let problems = examples::check(&knowledge);
    assert!(problems.is_empty(), "{} examples do not hold{}", problems.len(), shown(&problems));
}

/// A later entry of the same id replaces an earlier one, which is meant for packs and is a slip in one pack.
#[test]
fn ids_are_unique() {
    let mut seen = BTreeSet::new();
    let mut doubled = Vec::new();
    for file in files() {
        let text = fs::read_to_string(root().join("knowledge").join(&file)).unwrap();
        let Ok(table) = text.parse::<toml::Table>() else { continue };
        for (kind, entries) in &table {
            for entry in entries.as_array().into_iter().flatten() {
                let Some(id) = entry.get("id").or_else(|| entry.get("phrase")).and_then(toml::Value::as_str) else {
                    continue;
                };
                // Claims and rows of all files are one list, and so are the four kinds of names.
                let kind = match kind.as_str() {
                    "claim" | "row" => "claim",
                    "rename" | "closure" | "misattribution" | "dated-claim" => "name",
                    other => other,
                };
                if !seen.insert((kind.to_owned(), id.to_owned())) {
                    doubled.push(format!("{file}: {kind} {id}"));
                }
            }
        }
    }
    assert!(seen.len() > FIRST_TERMS);
    assert!(doubled.is_empty(), "these ids are taken already: {doubled:#?}");
}

#[test]
fn every_claim_of_the_guide_is_answered() {
    let (knowledge, _) = on_disk();
    let mut expected: BTreeSet<String> = CLAIMS
        .into_iter()
        .flat_map(|(letter, numbers)| numbers.map(move |number| format!("{letter}{number}")))
        .collect();
    expected.insert("0".to_owned());
    assert_eq!(expected.len(), 33);
    let of_services =
        knowledge.services.iter().flat_map(|service| &service.claims).map(|claim| claim.id.as_ref().clone());
    let of_rows =
        knowledge.comparisons.iter().flat_map(|comparison| &comparison.rows).map(|row| row.id.as_ref().clone());
    let of_relations = knowledge.comparisons.iter().map(|comparison| comparison.relation_id.clone());
    let present: BTreeSet<String> = of_services.chain(of_rows).chain(of_relations).collect();
    let missing: Vec<_> = expected.difference(&present).collect();
    assert!(missing.is_empty(), "claims without an answer: {missing:?}");
}

#[test]
fn the_first_terms_are_all_explained() {
    let (knowledge, _) = on_disk();
    assert!(
        knowledge.terms.len() >= FIRST_TERMS,
        "{} terms, and the first version had {FIRST_TERMS}",
        knowledge.terms.len()
    );
    let names = lines("tests/quality/term-names.txt");
    assert_eq!(names.len(), FIRST_TERMS);
    let unknown: Vec<_> = names.iter().filter(|name| explain(&knowledge, name).is_none()).collect();
    assert!(unknown.is_empty(), "{} terms have no page: {unknown:#?}", unknown.len());
}

#[test]
fn every_signal_is_present_with_examples() {
    let (knowledge, _) = on_disk();
    let ids = lines("tests/quality/signal-ids.txt");
    let missing: Vec<_> = ids.iter().filter(|id| knowledge.signal(id).is_none()).collect();
    assert!(missing.is_empty(), "{} of {} signals are missing: {missing:?}", missing.len(), ids.len());
    for signal in &knowledge.signals {
        let id = signal.id.as_ref();
        assert!(signal.fires.len() >= FEWEST_FIRING, "{id}: {} sentences under `fires`", signal.fires.len());
        assert!(signal.silent.len() >= FEWEST_SILENT, "{id}: {} sentences under `silent`", signal.silent.len());
    }
}

/// Each fact says where it comes from and when somebody looked. The age is shown, not judged: it tells the
/// maintainers what to look at next.
#[test]
fn every_fact_is_sourced_and_dated() {
    let mut dates: Vec<(String, String)> = Vec::new();
    let mut insecure = Vec::new();
    for file in files() {
        let text = fs::read_to_string(root().join("knowledge").join(&file)).unwrap();
        for (line, number) in text.lines().zip(1..) {
            if line.contains("http://") {
                insecure.push(format!("{file}:{number}: {}", line.trim()));
            }
            let checked = line.split_once('=').filter(|(key, _)| matches!(key.trim(), "checked" | "relation_checked"));
            if let Some((_, date)) = checked {
                let date = date.trim().trim_start_matches('"').get(..10).unwrap_or_default().to_owned();
                dates.push((date, format!("{file}:{number}")));
            }
        }
    }
    assert!(insecure.is_empty(), "these links are not https: {insecure:#?}");
    let today = today();
    let (oldest, place) = dates.iter().min().unwrap();
    assert!(dates.iter().all(|(date, _)| days(date).is_some()), "a date cannot be read");
    let age = today - days(oldest).unwrap();
    println!("{} dated facts; the oldest was checked on {oldest}, {age} days ago ({place})", dates.len());
    let ahead: Vec<_> = dates.iter().filter(|(date, _)| days(date).is_some_and(|day| day > today + 1)).collect();
    assert!(ahead.is_empty(), "checked in the future: {ahead:?}");
}

/// Days since 1970-01-01.
fn today() -> i64 {
    i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() / 86_400).unwrap()
}

/// Days since 1970-01-01 of `YYYY-MM-DD` (Howard Hinnant's `days_from_civil`).
fn days(date: &str) -> Option<i64> {
    let mut parts = date.split('-').map(|part| part.parse::<i64>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    let year = if month <= 2 { year - 1 } else { year };
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    Some(year.div_euclid(400) * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
}
