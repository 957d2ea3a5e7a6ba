//! The names in a document that mean a service or term where they stand.

use std::ops::Range;

use crate::choice::Choices;
use crate::document::{Section, at};
use crate::facts::Use;
use crate::knowledge::names::{Certainty, NameMatch, Named};
use crate::knowledge::{ADJACENT, Knowledge, SHARED};
use crate::snapshot::Snapshot;

/// The names at an offset (bytes of the document) that mean something there, in bytes of the document; those of
/// the owner that the surroundings favour first.
pub(super) fn names_at(snapshot: &Snapshot, offset: usize) -> Vec<NameMatch> {
    let Some((start, section)) = snapshot.document.section_at(offset) else { return Vec::new() };
    let touches = |range: &Range<usize>| range.start <= offset && offset <= range.end;
    in_section(snapshot, start, section, touches).into_iter().map(|it| it.name).collect()
}

/// What is named in a section, where `wanted` says so: one meaning for each place, in order. Ranges, also those
/// that `wanted` sees, count bytes of the document.
pub(super) fn meant_in(
    snapshot: &Snapshot,
    start: usize,
    section: &Section,
    wanted: impl Fn(&Range<usize>) -> bool,
) -> Vec<Use> {
    let mut uses = in_section(snapshot, start, section, wanted);
    // The sort is stable: of each place the likeliest meaning stays first.
    uses.sort_by_key(|it| it.name.range.start);
    uses.dedup_by(|next, kept| next.name.range == kept.name.range);
    uses
}

/// Everything that the names in a section may mean, the likeliest first.
fn in_section(
    snapshot: &Snapshot,
    start: usize,
    section: &Section,
    wanted: impl Fn(&Range<usize>) -> bool,
) -> Vec<Use> {
    let all = snapshot.document.uses(section);
    let here: Vec<&Use> = all
        .iter()
        .filter(|it| matches!(it.name.named, Named::Service(_) | Named::Term(_)))
        .filter(|it| wanted(&at(start, &it.name.range)))
        .collect();
    if here.is_empty() {
        return Vec::new();
    }
    let company = Company::of(snapshot, all);
    let mut uses: Vec<Use> = here
        .into_iter()
        .map(|it| Use { name: NameMatch { range: at(start, &it.name.range), ..it.name.clone() }, ..it.clone() })
        .filter(|it| it.name.certainty == Certainty::Certain || company.admits(&it.name))
        .collect();
    uses.sort_by_cached_key(|it| (it.name.certainty == Certainty::NeedsContext, !company.favours(&it.name)));
    uses
}

/// Which services are at home in a section.
struct Company<'a> {
    knowledge: &'a Knowledge,
    choices: &'a Choices,
    /// Indices of the services named in the section.
    named: Vec<usize>,
}

impl<'a> Company<'a> {
    fn of(snapshot: &'a Snapshot, in_section: &[Use]) -> Self {
        let choices = snapshot.choices();
        let knowledge = snapshot.document.knowledge();
        let named = in_section
            .iter()
            .filter_map(|it| match it.name.named {
                Named::Service(index)
                    if it.name.certainty == Certainty::Certain || choices.certain_services().contains(&index) =>
                {
                    Some(index)
                }
                Named::Term(index) if it.name.certainty == Certainty::Certain => owner(index, knowledge),
                _ => None,
            })
            .collect();
        Self { knowledge, choices, named }
    }

    /// An ambiguous name means the thing here. Ranges count bytes of the document.
    fn admits(&self, name: &NameMatch) -> bool {
        match name.named {
            Named::Service(index) => self.choices.certain_services().contains(&index),
            Named::Term(index) => {
                let owner = self.knowledge.terms.get(index).map(|term| term.owner.as_str()).unwrap_or_default();
                if owner == SHARED || owner == ADJACENT {
                    !self.named.is_empty() || !self.chosen(name).is_empty()
                } else {
                    self.favours(name)
                }
            }
            _ => false,
        }
    }

    fn favours(&self, name: &NameMatch) -> bool {
        let service = match name.named {
            Named::Service(index) => Some(index),
            Named::Term(index) => owner(index, self.knowledge),
            _ => None,
        };
        let Some(index) = service else { return false };
        let id = self.knowledge.services.get(index).map(|service| service.id.as_ref());
        self.named.contains(&index) || id.is_some_and(|id| self.chosen(name).contains(id))
    }

    /// Ids of the services that govern the place of a name.
    fn chosen(&self, name: &NameMatch) -> &[String] {
        self.choices.governing(name.range.start).map(|choice| choice.services.as_slice()).unwrap_or_default()
    }
}

/// Index of the service that owns a term.
fn owner(term: usize, knowledge: &Knowledge) -> Option<usize> {
    let owner = knowledge.owning_service(&knowledge.terms.get(term)?.owner)?;
    knowledge.services.iter().position(|service| service.id == owner.id)
}
