//! From a requirement to the choice that governs it.

use std::ops::Range;

use super::place::{Place, in_link, place};
use crate::document::at;
use crate::snapshot::Snapshot;

/// The way from a requirement to a choice. All ranges are bytes of the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    /// The requirement.
    pub requirement: Range<usize>,
    /// The name that is chosen.
    pub choice: Range<usize>,
    /// The sentence, cell or heading around it.
    pub around: Range<usize>,
}

/// The choice that governs the requirement at a byte offset, if it is made in this document.
pub fn definition(snapshot: &Snapshot, offset: usize) -> Option<Definition> {
    let document = &snapshot.document;
    let (start, section) = document.section_at(offset)?;
    // A link leads where it says.
    if place(document, offset) != Place::Prose || in_link(document, offset) {
        return None;
    }
    let statement = document.every_statement(section).iter().find(|statement| {
        let range = at(start, &statement.range);
        range.start <= offset && offset <= range.end && snapshot.choices().is_required(statement, range.start)
    })?;
    let choice = snapshot.choices().governing(offset)?;
    let requirement = at(start, &statement.range);
    // A choice without a place is made by the configuration.
    let elsewhere = !choice.evidence.is_empty() && !requirement.contains(&choice.evidence.start);
    elsewhere.then(|| Definition { requirement, choice: choice.evidence.clone(), around: choice.around.clone() })
}
