//! Every use of a service or term in a document: for highlights, and for references in all open documents.

use std::ops::Range;

use super::terms::{meant_in, names_at};
use crate::knowledge::Knowledge;
use crate::knowledge::names::Named;
use crate::snapshot::Snapshot;

/// What is looked for, by its id: other documents may be read with another knowledge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    Service(String),
    Term(String),
}

impl Subject {
    /// What is named at a byte offset.
    pub fn at(snapshot: &Snapshot, offset: usize) -> Option<Self> {
        let name = names_at(snapshot, offset).into_iter().next()?;
        Self::of(name.named, snapshot.document.knowledge())
    }

    fn of(named: Named, knowledge: &Knowledge) -> Option<Self> {
        match named {
            Named::Service(index) => Some(Self::Service(knowledge.services.get(index)?.id.as_ref().clone())),
            Named::Term(index) => Some(Self::Term(knowledge.terms.get(index)?.id.as_ref().clone())),
            _ => None,
        }
    }

    fn named(&self, knowledge: &Knowledge) -> Option<Named> {
        match self {
            Self::Service(id) => {
                knowledge.services.iter().position(|service| service.id.as_ref() == id).map(Named::Service)
            }
            Self::Term(id) => knowledge.terms.iter().position(|term| term.id.as_ref() == id).map(Named::Term),
        }
    }
}

/// Where a document names the subject, by whichever of its names. Bytes of the document, in order.
pub fn uses(snapshot: &Snapshot, subject: &Subject) -> Vec<Range<usize>> {
    let document = &snapshot.document;
    let Some(named) = subject.named(document.knowledge()) else { return Vec::new() };
    let mut found = Vec::new();
    for (start, section) in document.sections() {
        if document.uses(section).iter().any(|it| it.name.named == named) {
            let meant = meant_in(snapshot, start, section, |_| true);
            found.extend(meant.into_iter().filter(|it| it.name.named == named).map(|it| it.name.range));
        }
    }
    found
}

/// All uses in this document of what is named at a byte offset.
pub fn highlights(snapshot: &Snapshot, offset: usize) -> Vec<Range<usize>> {
    Subject::at(snapshot, offset).map_or_else(Vec::new, |subject| uses(snapshot, &subject))
}
