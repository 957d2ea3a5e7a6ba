//! Above a decision and above the heading of requirements: to which services the requirements point.

use std::ops::Range;

use super::requirements::{self, Requirement};
use crate::facts::Role;
use crate::knowledge::Knowledge;
use crate::snapshot::Snapshot;

/// A line above a place of the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lens {
    /// The heading, or the words that choose. Bytes of the document.
    pub range: Range<usize>,
    /// The requirements that point somewhere, in order; at least one.
    pub requirements: Vec<Requirement>,
    /// Bytes of the document in which requirements count.
    scope: Range<usize>,
    /// Smaller parts in it that choose otherwise, so that they count there.
    apart: Vec<Range<usize>>,
    /// Ids of the services that are chosen here; empty above requirements.
    chosen: Vec<String>,
}

/// The lenses of a document, in order. Says nothing where no requirement points anywhere.
pub fn lenses(snapshot: &Snapshot) -> Vec<Lens> {
    if !snapshot.config.editor.code_lens {
        return Vec::new();
    }
    let all = requirements::pointing(snapshot, &(0..snapshot.document.source().len()));
    if all.is_empty() {
        return Vec::new();
    }
    let mut lenses = of_decisions(snapshot, &all);
    lenses.extend(of_headings(snapshot, &all));
    lenses.retain(|lens| !lens.requirements.is_empty());
    lenses.sort_by_key(|lens| lens.range.start);
    lenses
}

/// A choice speaks for what no smaller part decides otherwise.
fn of_decisions(snapshot: &Snapshot, all: &[Requirement]) -> Vec<Lens> {
    let choices = snapshot.choices().all();
    let lens = |(index, choice): (usize, &crate::choice::Choice)| {
        let inner = choices.iter().skip(index + 1).map(|other| other.scope.clone());
        let mut lens = Lens {
            range: choice.evidence.clone(),
            requirements: Vec::new(),
            scope: choice.scope.clone(),
            apart: inner.filter(|inner| choice.scope.contains(&inner.start)).collect(),
            chosen: choice.services.clone(),
        };
        let inside = requirements::within(all, &choice.scope).iter();
        lens.requirements = inside.filter(|requirement| lens.counts(requirement)).cloned().collect();
        lens
    };
    choices.iter().enumerate().filter(|(_, choice)| !choice.evidence.is_empty()).map(lens).collect()
}

fn of_headings(snapshot: &Snapshot, all: &[Requirement]) -> Vec<Lens> {
    let mut lenses: Vec<Lens> = Vec::new();
    for part in snapshot.choices().outline().parts() {
        if part.roles.first() != Some(Role::Requirement) {
            continue;
        }
        let requirements = requirements::within(all, &part.range).to_vec();
        if requirements.is_empty() {
            continue;
        }
        // A heading that holds nothing but this one has said it already.
        let said =
            lenses.iter().any(|around| around.scope.contains(&part.range.start) && around.requirements == requirements);
        if !said {
            lenses.push(Lens {
                range: part.heading.clone(),
                requirements,
                scope: part.range.clone(),
                apart: Vec::new(),
                chosen: Vec::new(),
            });
        }
    }
    lenses
}

impl Lens {
    fn counts(&self, requirement: &Requirement) -> bool {
        let start = requirement.range.start;
        self.scope.contains(&start) && !self.apart.iter().any(|part| part.contains(&start))
    }

    /// The sentence to show. It counts all requirements, also those that point nowhere, for which their sections
    /// are parsed once.
    pub fn title(&self, snapshot: &Snapshot) -> String {
        let all = requirements::all(snapshot, &self.scope);
        let total = all.iter().filter(|requirement| self.counts(requirement)).count();
        self.sentence(total.max(self.requirements.len()), snapshot.document.knowledge())
    }

    fn sentence(&self, total: usize, knowledge: &Knowledge) -> String {
        let mut counts: Vec<(&str, usize, bool)> = Vec::new();
        for service in &knowledge.services {
            let id = service.id.as_ref();
            let count = self.requirements.iter().filter(|it| it.points_to.as_ref() == Some(id)).count();
            let is_chosen = self.chosen.contains(id);
            // That nothing points to what is chosen is worth saying, unless something else is chosen, too.
            if count > 0 || is_chosen && self.chosen.len() == 1 {
                counts.push((&service.name, count, is_chosen));
            }
        }
        // What is chosen first, then by number.
        counts.sort_by_key(|(_, count, is_chosen)| (!is_chosen, usize::MAX - count));
        let parts = counts.iter().enumerate().map(|(index, (name, count, _))| match (index, count) {
            (0, 1) if total == 1 => format!("The only requirement points to {name}"),
            (0, 1) => format!("1 of {total} requirements points to {name}"),
            (0, _) => format!("{count} of {total} requirements point to {name}"),
            _ => format!("{count} to {name}"),
        });
        parts.collect::<Vec<_>>().join(", ")
    }
}
