//! What stands at an offset: prose, code, metadata, or nothing to talk about.

use std::ops::Range;

use crate::document::{Document, at};
use crate::knowledge::names::{Certainty, NameMatch, Named};
use crate::knowledge::{ADJACENT, Knowledge, SHARED};
use crate::markdown::{self, BlockKind};
use crate::snapshot::Snapshot;

/// The kind of text around an offset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    Prose,
    /// A code span: the range without its backticks.
    CodeSpan(Range<usize>),
    /// Fenced or indented code.
    Code,
    /// The metadata at the start.
    FrontMatter,
    /// A URL, a path, HTML.
    Opaque,
}

/// What kind of text holds a byte offset of the document.
pub(super) fn place(document: &Document, offset: usize) -> Place {
    let Some((start, section)) = document.section_at(offset) else { return Place::Prose };
    let within = offset - start;
    let text = section.text();
    let holds = |range: &Range<usize>| range.start <= within && within <= range.end;
    for block in markdown::blocks(text) {
        if !holds(&block.range) {
            continue;
        }
        match block.kind {
            BlockKind::Code { .. } => return Place::Code,
            BlockKind::Html | BlockKind::LinkDefinition => return Place::Opaque,
            BlockKind::FrontMatter => return Place::FrontMatter,
            BlockKind::Heading { .. } | BlockKind::Paragraph | BlockKind::TableCell { .. } => {}
        }
        let inline = markdown::inline(text, &block);
        let strictly = |range: &Range<usize>| range.start < within && within < range.end;
        if let Some(code) = inline.code.iter().find(|range| strictly(range)) {
            let ticks = text.get(code.clone()).map_or(0, |code| code.len() - code.trim_start_matches('`').len());
            return Place::CodeSpan(at(start, &(code.start + ticks..code.end.saturating_sub(ticks))));
        }
        let destinations = inline.links.iter().chain(&inline.images).filter_map(|link| link.destination.as_ref());
        if destinations.chain(&inline.html).any(holds) || inline.opaque.iter().any(strictly) {
            return Place::Opaque;
        }
        return Place::Prose;
    }
    if in_open_fence(text, within) { Place::Code } else { Place::Prose }
}

/// The offset lies in a fence outside of its content, for instance on an empty line in it.
fn in_open_fence(text: &str, within: usize) -> bool {
    let Some(before) = text.get(..within) else { return false };
    let mut open: Option<&str> = None;
    for line in before.lines() {
        let line = line.trim_start();
        let marker = ["```", "~~~"].into_iter().find(|marker| line.starts_with(marker));
        open = match (open, marker) {
            (None, marker) => marker,
            (Some(open), Some(marker)) if open == marker => None,
            (open, _) => open,
        };
    }
    open.is_some()
}

/// The names at an offset that mean something there, in bytes of the document; those of the owner that the
/// surroundings favour first.
pub(super) fn names_at(snapshot: &Snapshot, offset: usize) -> Vec<NameMatch> {
    let document = &snapshot.document;
    let Some((start, section)) = document.section_at(offset) else { return Vec::new() };
    let text = section.text();
    let code = match place(document, offset) {
        Place::Prose | Place::FrontMatter => false,
        Place::CodeSpan(_) | Place::Code => true,
        Place::Opaque => return Vec::new(),
    };
    let all = document.knowledge().names().find(text);
    let here: Vec<&NameMatch> = all
        .iter()
        .filter(|name| start + name.range.start <= offset && offset <= start + name.range.end)
        .filter(|name| matches!(name.named, Named::Service(_) | Named::Term(_)))
        // Identifiers in prose are explained, too; common words in code are not.
        .filter(|name| name.code || !code)
        .collect();
    if here.is_empty() {
        return Vec::new();
    }
    let company = Company::of(snapshot, offset, &all);
    let mut names: Vec<NameMatch> = here
        .into_iter()
        .filter(|name| name.certainty == Certainty::Certain || company.admits(name, document.knowledge()))
        .map(|name| NameMatch { range: at(start, &name.range), ..name.clone() })
        .collect();
    names.sort_by_key(|name| (name.certainty == Certainty::NeedsContext, !company.favours(name, document.knowledge())));
    names
}

/// Which services are at home around an offset.
struct Company {
    /// Ids of the services that govern the place.
    chosen: Vec<String>,
    /// Indices of the services named in the section.
    named: Vec<usize>,
    /// Indices of the services whose ambiguous names are certain in the document.
    certain: Vec<usize>,
}

impl Company {
    fn of(snapshot: &Snapshot, offset: usize, in_section: &[NameMatch]) -> Self {
        let choices = snapshot.choices();
        let knowledge = snapshot.document.knowledge();
        let certain: Vec<usize> = choices.certain_services().iter().copied().collect();
        let named = in_section
            .iter()
            .filter_map(|name| match name.named {
                Named::Service(index) if name.certainty == Certainty::Certain || certain.contains(&index) => {
                    Some(index)
                }
                Named::Term(index) if name.certainty == Certainty::Certain => {
                    let owner = knowledge.owning_service(&knowledge.terms.get(index)?.owner)?;
                    knowledge.services.iter().position(|service| service.id == owner.id)
                }
                _ => None,
            })
            .collect();
        let chosen = choices.governing(offset).map(|choice| choice.services.clone()).unwrap_or_default();
        Self { chosen, named, certain }
    }

    fn service_of(name: &NameMatch, knowledge: &Knowledge) -> Option<usize> {
        match name.named {
            Named::Service(index) => Some(index),
            Named::Term(index) => {
                let owner = knowledge.owning_service(&knowledge.terms.get(index)?.owner)?;
                knowledge.services.iter().position(|service| service.id == owner.id)
            }
            _ => None,
        }
    }

    /// An ambiguous name means the thing here.
    fn admits(&self, name: &NameMatch, knowledge: &Knowledge) -> bool {
        match name.named {
            Named::Service(index) => self.certain.contains(&index),
            Named::Term(index) => {
                let owner = knowledge.terms.get(index).map(|term| term.owner.as_str()).unwrap_or_default();
                if owner == SHARED || owner == ADJACENT {
                    !self.chosen.is_empty() || !self.named.is_empty()
                } else {
                    self.favours(name, knowledge)
                }
            }
            _ => false,
        }
    }

    fn favours(&self, name: &NameMatch, knowledge: &Knowledge) -> bool {
        let Some(index) = Self::service_of(name, knowledge) else { return false };
        let id = knowledge.services.get(index).map(|service| service.id.as_ref());
        self.named.contains(&index) || id.is_some_and(|id| self.chosen.contains(id))
    }
}
