//! Explains what is under the cursor: a flagged requirement, a term, a service, a suppressed rule.

use std::ops::Range;

use super::explain::{self, Length};
use super::identifier;
use super::place::{Place, place};
use super::terms::names_at;
use crate::analysis::check;
use crate::document::at;
use crate::knowledge::names::Named;
use crate::rules;
use crate::snapshot::Snapshot;

/// A text for a range of the document (bytes).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hover {
    pub range: Range<usize>,
    pub markdown: String,
}

/// What to show at a byte offset, if there is anything to say.
pub fn hover(snapshot: &Snapshot, offset: usize) -> Option<Hover> {
    if let Some(hover) = suppression(snapshot, offset) {
        return Some(hover);
    }
    let finding = finding(snapshot, offset);
    let term = match (identifier::at_offset(snapshot, offset), name(snapshot, offset)) {
        // A name of several words says more than the identifier in it.
        (Some((range, markdown)), Some(term)) if term.range.len() <= range.len() => Some(Hover { range, markdown }),
        (Some((range, markdown)), None) => Some(Hover { range, markdown }),
        (_, term) => term,
    };
    match (finding, term) {
        // Whoever points at a term in a flagged requirement wants both; the verdict is the shorter text.
        (Some(finding), Some(term)) => {
            Some(Hover { range: term.range, markdown: format!("{}\n\n---\n\n{}", finding.markdown, term.markdown) })
        }
        (finding, term) => finding.or(term),
    }
}

fn finding(snapshot: &Snapshot, offset: usize) -> Option<Hover> {
    let document = &snapshot.document;
    let (start, section) = document.section_at(offset)?;
    let judged = document.facts(section).statements.iter().any(|statement| {
        let range = at(start, &statement.range);
        statement.points_to.is_some() && range.start <= offset && offset <= range.end
    });
    // Most hovers are elsewhere: only a statement with a verdict is worth the rules.
    if !judged {
        return None;
    }
    let findings = check(snapshot);
    let finding = findings.into_iter().find(|finding| {
        !finding.explanation.is_empty() && finding.statement.start <= offset && offset <= finding.statement.end
    })?;
    Some(Hover { range: finding.range, markdown: finding.explanation })
}

/// The term or service at the offset, and what there is to say about an old or wrong name.
fn name(snapshot: &Snapshot, offset: usize) -> Option<Hover> {
    let knowledge = snapshot.document.knowledge();
    let term = names_at(snapshot, offset).into_iter().find_map(|name| {
        let markdown = match name.named {
            Named::Service(index) => explain::service(knowledge.services.get(index)?, knowledge, Length::Brief),
            Named::Term(index) => explain::term(knowledge.terms.get(index)?, knowledge),
            _ => return None,
        };
        Some(Hover { range: name.range, markdown })
    });
    let Some((range, note)) = note(snapshot, offset) else { return term };
    match term {
        // A closed feature says so in its own page.
        Some(term) if term.markdown.contains('⚠') => Some(term),
        Some(term) => Some(Hover { range: term.range, markdown: format!("{note}\n\n{}", term.markdown) }),
        None => Some(Hover { range, markdown: note }),
    }
}

fn note(snapshot: &Snapshot, offset: usize) -> Option<(Range<usize>, String)> {
    let document = &snapshot.document;
    if place(document, offset) != Place::Prose {
        return None;
    }
    let (start, section) = document.section_at(offset)?;
    let knowledge = document.knowledge();
    knowledge.notes().find(section.text()).into_iter().find_map(|name| {
        let range = at(start, &name.range);
        let here = range.start <= offset && offset <= range.end;
        here.then(|| explain::note(name.named, knowledge)).flatten().map(|note| (range, note))
    })
}

/// In a suppression comment: what the rules do that it names.
fn suppression(snapshot: &Snapshot, offset: usize) -> Option<Hover> {
    let document = &snapshot.document;
    let (start, section) = document.section_at(offset)?;
    let (whole, inner) =
        document.facts(section).comments.iter().find(|(whole, _)| at(start, whole).contains(&offset))?;
    let text = section.text().get(inner.clone())?;
    text.trim().strip_prefix("fingerpost-")?;
    let pages: Vec<String> = rules::documented()
        .filter(|(id, ..)| text.contains(id))
        .filter_map(|(id, ..)| explain::explain(document.knowledge(), id))
        .collect();
    (!pages.is_empty()).then(|| Hover { range: at(start, whole), markdown: pages.join("\n\n---\n\n") })
}
