//! What one may look for by name: decisions, requirements, and terms where they are first used.

use std::collections::HashSet;
use std::ops::Range;

use super::requirements;
use super::terms::meant_in;
use crate::knowledge::names::Named;
use crate::snapshot::Snapshot;

/// A place with a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symbol {
    pub name: String,
    pub kind: SymbolKind,
    /// Bytes of the document.
    pub range: Range<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SymbolKind {
    Decision,
    Requirement,
    Term,
}

/// What the name of a requirement begins with.
const REQUIREMENT: &str = "Requirement: ";

/// Characters of a requirement that are shown as its name.
const LONGEST_NAME: usize = 120;

/// The symbols of a document that a query matches: each of its words occurs in the name or the kind, letter case does
/// not count. Without a query, everything but terms, which would be the whole page.
pub fn symbols(snapshot: &Snapshot, query: &str) -> Vec<Symbol> {
    let query = query.to_lowercase();
    let words: Vec<&str> = query.split_whitespace().collect();
    let matches = |name: &str| {
        let name = name.to_lowercase();
        words.iter().all(|word| name.contains(word))
    };
    let mut found = decisions(snapshot);
    found.extend(stated(snapshot, &words));
    if !words.is_empty() {
        found.extend(terms(snapshot, &matches));
    }
    found.retain(|symbol| matches(&symbol.name));
    found
}

fn decisions(snapshot: &Snapshot) -> Vec<Symbol> {
    let knowledge = snapshot.document.knowledge();
    let choices = snapshot.choices().all();
    let symbol = |choice: crate::choice::Choice| {
        let names: Vec<&str> = choice
            .services
            .iter()
            .map(|id| knowledge.service(id).map_or(id.as_str(), |service| service.name.as_str()))
            .collect();
        Symbol {
            name: format!("Decision: {}", names.join(" and ")),
            kind: SymbolKind::Decision,
            range: choice.evidence,
        }
    };
    choices.into_iter().filter(|choice| !choice.evidence.is_empty()).map(symbol).collect()
}

/// Looks only into sections in which the words occur, because it takes their parse.
fn stated(snapshot: &Snapshot, words: &[&str]) -> Vec<Symbol> {
    let document = &snapshot.document;
    let source = document.source();
    let words: Vec<&&str> = words.iter().filter(|word| !REQUIREMENT.to_lowercase().contains(**word)).collect();
    let mut all = Vec::new();
    for (start, section) in document.sections() {
        let text = if words.is_empty() { String::new() } else { section.text().to_lowercase() };
        if words.iter().all(|word| text.contains(**word)) {
            all.extend(requirements::all(snapshot, &(start..start + section.text().len())));
        }
    }
    let symbol = |requirement: requirements::Requirement| {
        let text: Vec<&str> = source.get(requirement.range.clone())?.split_whitespace().collect();
        let text = text.join(" ");
        let name = match text.char_indices().nth(LONGEST_NAME) {
            Some((cut, _)) => format!("{}…", text.get(..cut)?.trim_end()),
            None => text,
        };
        Some(Symbol { name: format!("{REQUIREMENT}{name}"), kind: SymbolKind::Requirement, range: requirement.range })
    };
    all.into_iter().filter_map(symbol).collect()
}

/// Each service and term that matches, where the document first names it.
fn terms(snapshot: &Snapshot, matches: &impl Fn(&str) -> bool) -> Vec<Symbol> {
    let document = &snapshot.document;
    let knowledge = document.knowledge();
    let name = |named: Named| match named {
        Named::Service(index) => knowledge.services.get(index).map(|service| service.name.as_str()),
        Named::Term(index) => knowledge.terms.get(index).map(|term| term.name.as_str()),
        _ => None,
    };
    let mut seen: HashSet<Named> = HashSet::new();
    let mut found = Vec::new();
    for (start, section) in document.sections() {
        let wanted = |named: Named| name(named).is_some_and(matches);
        if !document.uses(section).iter().any(|it| !seen.contains(&it.name.named) && wanted(it.name.named)) {
            continue;
        }
        for it in meant_in(snapshot, start, section, |_| true) {
            let named = it.name.named;
            if wanted(named) && seen.insert(named) {
                let name = name(named).unwrap_or_default().to_owned();
                found.push(Symbol { name, kind: SymbolKind::Term, range: it.name.range });
            }
        }
    }
    found
}
