//! Which service is chosen, for which part of the document, and where it says so.
//!
//! Every mention of a service that is neither denied nor set aside is evidence, of more or less weight. The
//! choice that governs a place is that of the smallest part of the document around it (the text under a
//! heading, up to the whole) in which there is firm evidence; in it, the weightiest evidence counts. Two
//! services of equal weight are both chosen.

mod components;
mod outline;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

pub use outline::{Outline, Part};

use components::Components;

use crate::document::{Document, at};
use crate::facts::{Mention, MentionKind, Role, Setting, Statement};
use crate::knowledge::schema::Service;

/// How much a piece of evidence says. The order is from little to much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Named among the requirements: what is asked for need not be what is chosen.
    Asked,
    /// Named, or only a feature of it.
    Passing,
    /// *powered by X*.
    Usage,
    /// The title, a heading, or the label of a component.
    Named,
    /// A decision, in so many words or under such a heading.
    Decided,
    /// The metadata at the start of the document.
    Metadata,
    /// The configuration.
    Configured,
}

/// A place that speaks for a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// Index of the service.
    pub service: usize,
    pub weight: Weight,
    /// The name. Bytes of the document.
    pub range: Range<usize>,
    /// The sentence, cell or heading around it.
    pub around: Range<usize>,
    /// Index of the part whose heading its row names: a table that says which component runs on what.
    pub component: Option<usize>,
}

/// The services that govern a part of the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Ids, sorted.
    pub services: Vec<String>,
    /// The part. Bytes of the document.
    pub scope: Range<usize>,
    /// The first and weightiest evidence; empty if the configuration says so.
    pub evidence: Range<usize>,
    /// The sentence, cell or heading around the evidence.
    pub around: Range<usize>,
}

/// All evidence of a document, ready to be asked for a place. It holds no text: who asks has the document.
#[derive(Debug)]
pub struct Choices {
    outline: Outline,
    components: Components,
    /// In document order.
    evidence: Vec<Evidence>,
    /// Parts that a status has taken out of force, in order and apart.
    inactive: Vec<Range<usize>>,
    /// Indices of the services whose ambiguous names are certain in this document.
    certain: BTreeSet<usize>,
    /// The choice made in each part of the outline, where there is firm evidence.
    by_part: Vec<Option<Choice>>,
    /// The choices made for single list items and table rows, in document order.
    by_component: Vec<Choice>,
    /// The choice made anywhere.
    overall: Option<Choice>,
}

impl Choices {
    /// Reads the evidence. `configured` is the service that the configuration states for this document.
    pub fn of(document: &Document, configured: Option<&str>) -> Self {
        document.read_all();
        let outline = Outline::of(document);
        let inactive = inactive_parts(document, &outline);
        let certain = certain_services(document);
        let mut choices = Self {
            components: Components::of(document, &outline),
            outline,
            evidence: Vec::new(),
            inactive,
            certain,
            by_part: Vec::new(),
            by_component: Vec::new(),
            overall: None,
        };
        choices.collect(document, configured);
        let services = &document.knowledge().services;
        let mut named_elsewhere: BTreeMap<usize, Vec<&Evidence>> = BTreeMap::new();
        for evidence in &choices.evidence {
            if let Some(part) = evidence.component {
                named_elsewhere.entry(part).or_default().push(evidence);
            }
        }
        let parts = choices.outline.parts().iter().enumerate();
        let named_elsewhere = |index| named_elsewhere.get(&index).map(Vec::as_slice).unwrap_or_default();
        choices.by_part = parts.map(|(index, part)| choices.of_part(part, named_elsewhere(index), services)).collect();
        choices.overall = choices.within(&(0..document.source().len()), Weight::Asked, services);
        // A lesson shows two services in turn and chooses neither.
        if choices.overall.as_ref().is_some_and(|choice| choice.services.len() > 1) && is_lesson(document) {
            choices.by_part.fill(None);
            choices.by_component.clear();
            choices.overall = None;
        }
        choices
    }

    pub fn outline(&self) -> &Outline {
        &self.outline
    }

    pub fn evidence(&self) -> &[Evidence] {
        &self.evidence
    }

    /// A status takes this place out of force.
    pub fn is_inactive(&self, offset: usize) -> bool {
        let after = self.inactive.partition_point(|range| range.start <= offset);
        after.checked_sub(1).and_then(|last| self.inactive.get(last)).is_some_and(|range| range.contains(&offset))
    }

    /// The choice that governs a place, if any was made.
    pub fn governing(&self, offset: usize) -> Option<&Choice> {
        let component = self
            .by_component
            .iter()
            .filter(|choice| choice.scope.contains(&offset))
            .min_by_key(|choice| choice.scope.len());
        if component.is_some() {
            return component;
        }
        self.outline.indices_around(offset).find_map(|part| self.by_part.get(part)?.as_ref()).or(self.overall.as_ref())
    }

    /// The choice of the whole document and of the parts that choose otherwise, in document order.
    pub fn all(&self) -> Vec<Choice> {
        let mut all: Vec<Choice> = self.overall.iter().cloned().collect();
        for choice in self.by_part.iter().flatten().chain(&self.by_component) {
            let enclosing = all
                .iter()
                .rev()
                .find(|known| known.scope.start <= choice.scope.start && choice.scope.end <= known.scope.end);
            if enclosing.is_none_or(|enclosing| enclosing.services != choice.services) {
                all.push(choice.clone());
            }
        }
        all.sort_by_key(|choice| (choice.scope.start, std::cmp::Reverse(choice.scope.end)));
        all
    }

    /// Firm evidence anywhere under a heading. Under the heading of a component, what is said to be used right
    /// there is firm enough.
    fn of_part(&self, part: &Part, named_elsewhere: &[&Evidence], services: &[Service]) -> Option<Choice> {
        if !named_elsewhere.is_empty() && self.within(&part.range, Weight::Decided, services).is_none() {
            return settle(&named_elsewhere.iter().copied(), &part.range, services);
        }
        self.within(&part.range, Weight::Named, services).or_else(|| {
            part.is_component()
                .then(|| self.within(&part.own, Weight::Usage, services))
                .flatten()
                .map(|choice| Choice { scope: part.range.clone(), ..choice })
        })
    }

    fn within(&self, scope: &Range<usize>, least: Weight, services: &[Service]) -> Option<Choice> {
        let from = self.evidence.partition_point(|evidence| evidence.range.start < scope.start);
        let to = self.evidence.partition_point(|evidence| evidence.range.start < scope.end);
        // What the configuration states holds everywhere; it stands first.
        let configured = self.evidence.iter().take_while(|evidence| evidence.weight == Weight::Configured).take(from);
        let inside = || {
            let written = self.evidence.get(from..to).unwrap_or_default();
            configured.clone().chain(written).filter(|evidence| evidence.weight >= least)
        };
        settle(&inside(), scope, services)
    }

    fn collect(&mut self, document: &Document, configured: Option<&str>) {
        let knowledge = document.knowledge();
        if let Some(service) =
            configured.and_then(|id| knowledge.services.iter().position(|service| service.id.as_ref() == id))
        {
            self.evidence.push(Evidence {
                service,
                weight: Weight::Configured,
                range: 0..0,
                around: 0..0,
                component: None,
            });
        }
        self.metadata(document);
        for (start, section) in document.sections() {
            for mention in &document.facts(section).mentions {
                if mention.ambiguous && !self.certain.contains(&mention.service) {
                    continue;
                }
                let Some(evidence) = self.weigh(document, start, mention) else { continue };
                let component = mention
                    .component
                    .filter(|_| evidence.weight >= Weight::Named)
                    .and_then(|index| document.facts(section).components.get(index));
                let service = knowledge.services.get(evidence.service);
                if let Some((component, service)) = component.zip(service) {
                    self.by_component.push(Choice {
                        services: vec![service.id.as_ref().clone()],
                        scope: at(start, component),
                        evidence: evidence.range.clone(),
                        around: evidence.around.clone(),
                    });
                }
                self.evidence.push(evidence);
            }
        }
        self.evidence.sort_by_key(|evidence| (evidence.range.start, std::cmp::Reverse(evidence.weight)));
    }

    /// Front matter such as `service: kiln`.
    fn metadata(&mut self, document: &Document) {
        let knowledge = document.knowledge();
        let Some(front_matter) = document.front_matter() else { return };
        let source = document.source();
        for entry in &front_matter.entries {
            let key = source.get(entry.key.clone()).unwrap_or_default().replace(['_', '-'], " ").to_lowercase();
            let words = crate::prose::Words::of(&key, &knowledge.lexicon);
            let keys = knowledge.lexicon.class("front_matter_key");
            if keys.end_at(&words, 0, words.tokens.len()) != Some(words.tokens.len()) {
                continue;
            }
            for range in &entry.values {
                let Some(value) = source.get(range.clone()) else { continue };
                if let Some(service) = service_named(value, &knowledge.services) {
                    self.evidence.push(Evidence {
                        service,
                        weight: Weight::Metadata,
                        range: range.clone(),
                        around: range.clone(),
                        component: None,
                    });
                }
            }
        }
    }

    /// Indices of the services whose ambiguous names are certain in this document.
    pub fn certain_services(&self) -> &BTreeSet<usize> {
        &self.certain
    }

    fn weigh(&self, document: &Document, start: usize, mention: &Mention) -> Option<Evidence> {
        let range = at(start, &mention.range);
        if self.is_inactive(range.start) {
            return None;
        }
        // A heading does not stand under itself.
        let in_heading = mention.kind == MentionKind::Heading;
        let standing = self.standing(&mention.setting, range.start, in_heading);
        let own = in_heading.then(|| self.outline.heading_at(range.start)).flatten();
        let own_role = own.and_then(|part| part.roles.first());
        if standing.excluded || own_role.is_some_and(Role::chooses_nothing) && own_role != Some(Role::Requirement) {
            return None;
        }
        // A model or feature that is asked for is no sign of what was chosen.
        let demanded = standing.role == Some(Role::Requirement) || mention.demanded;
        if mention.kind == MentionKind::Feature && demanded {
            return None;
        }
        let weight = if demanded {
            Weight::Asked
        } else if mention.kind != MentionKind::Feature
            && mention.kind != MentionKind::Bare
            && (standing.role == Some(Role::Decision) || own_role == Some(Role::Decision))
        {
            Weight::Decided
        } else {
            match mention.kind {
                MentionKind::Decision => Weight::Decided,
                MentionKind::Heading | MentionKind::Component => Weight::Named,
                MentionKind::Usage => Weight::Usage,
                MentionKind::Bare if standing.role == Some(Role::Decision) => Weight::Usage,
                MentionKind::Bare | MentionKind::Feature => Weight::Passing,
            }
        };
        let component = match &mention.label {
            Some(label) => self.components.named(document, &at(start, label)),
            None if mention.kind >= MentionKind::Usage && !in_heading && !demanded => {
                let before = mention.around.start + start..range.start;
                self.components.spoken_of(document, &self.outline, &before)
            }
            None => None,
        };
        Some(Evidence { service: mention.service, weight, range, around: at(start, &mention.around), component })
    }

    /// The role under which something stands.
    pub fn standing(&self, setting: &Setting, offset: usize, in_heading: bool) -> Standing {
        let labels = setting.roles.iter().filter_map(crate::facts::Roles::first);
        let headings = self
            .outline
            .around(offset)
            .skip(usize::from(in_heading))
            .filter(|part| !part.is_title)
            .filter_map(|part| part.roles.first());
        Standing::of(labels.chain(headings), setting.quoted)
    }

    /// A statement demands something of the system at hand. `offset` is where it begins, in bytes of the document.
    pub fn is_required(&self, statement: &Statement, offset: usize) -> bool {
        let silent = statement.question || statement.accepts || statement.remote || statement.index_entry;
        if silent || self.is_inactive(offset) {
            return false;
        }
        let standing = self.standing(&statement.setting, offset, false);
        if standing.excluded || standing.role.is_some_and(|role| role != Role::Consequence && role.is_harmless()) {
            return false;
        }
        match standing.role {
            Some(Role::Requirement) => true,
            Some(Role::Consequence | Role::Decision) => false,
            _ => statement.binding || statement.setting.task == Some(false),
        }
    }
}

/// A heading announces a lesson, or the title a comparison.
fn is_lesson(document: &Document) -> bool {
    let mut headings = document.sections().flat_map(|(_, section)| &document.facts(section).headings);
    let title = headings.next();
    title.is_some_and(|title| title.lesson || title.comparison) || headings.any(|heading| heading.lesson)
}

/// What the weightiest evidence says.
fn settle<'a>(
    evidence: &(impl Iterator<Item = &'a Evidence> + Clone),
    scope: &Range<usize>,
    services: &[Service],
) -> Option<Choice> {
    let weight = evidence.clone().map(|evidence| evidence.weight).max()?;
    let weightiest = || evidence.clone().filter(move |evidence| evidence.weight == weight);
    let first = weightiest().next()?;
    let id = |evidence: &Evidence| services.get(evidence.service).map(|service| service.id.as_ref().clone());
    let services: BTreeSet<String> = weightiest().filter_map(id).collect();
    Some(Choice {
        services: services.into_iter().collect(),
        scope: scope.clone(),
        evidence: first.range.clone(),
        around: first.around.clone(),
    })
}

/// The service whose id or name a value of the metadata is.
fn service_named(value: &str, services: &[Service]) -> Option<usize> {
    services.iter().position(|service| {
        let mut names = service.names.iter().chain(&service.ambiguous_names).chain([
            service.id.as_ref(),
            &service.name,
            &service.short_name,
        ]);
        names.any(|name| name.eq_ignore_ascii_case(value.trim()))
    })
}

/// The services whose ambiguous names are certain in a document: an unmistakable name of the service occurs, or
/// a word of its context and none that means something else.
fn certain_services(document: &Document) -> BTreeSet<usize> {
    let mut named = BTreeSet::new();
    let mut context = BTreeSet::new();
    let mut foreign = BTreeSet::new();
    for (_, section) in document.sections() {
        let facts = document.facts(section);
        named.extend(
            facts
                .mentions
                .iter()
                .filter(|mention| !mention.ambiguous && mention.kind != MentionKind::Feature)
                .map(|mention| mention.service),
        );
        for (service, means_else) in &facts.company {
            if *means_else {
                foreign.insert(*service)
            } else {
                context.insert(*service)
            };
        }
    }
    context.difference(&foreign).copied().chain(named).collect()
}

/// What the headings and labels around a place make of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The role that counts.
    pub role: Option<Role>,
    /// Nothing is demanded or chosen here.
    pub excluded: bool,
}

impl Standing {
    /// `roles` from the nearest outward. What is set aside stays so whatever stands around it; below
    /// *Requirements*, headings such as *Security* or *Cost* are topics.
    fn of(roles: impl Iterator<Item = Role>, quoted: bool) -> Self {
        let roles: Vec<Role> = roles.collect();
        let set_aside =
            roles.iter().any(|role| matches!(role, Role::Withdrawn | Role::NonGoal | Role::Alternative | Role::Future));
        let role = if roles.contains(&Role::Requirement) { Some(Role::Requirement) } else { roles.first().copied() };
        Self { role, excluded: quoted || set_aside || role.is_some_and(Role::chooses_nothing) }
    }
}

/// The parts that a status such as *superseded* takes out of force.
fn inactive_parts(document: &Document, outline: &Outline) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    for (start, section) in document.sections() {
        for inactive in &document.facts(section).inactive {
            let offset = at(start, &inactive.range).start;
            let record = outline.around(offset).find(|part| !part.roles.has(Role::Context) && !part.is_title);
            parts.push(record.map_or(0..document.source().len(), |part| part.range.clone()));
        }
    }
    parts.sort_by_key(|part| (part.start, usize::MAX - part.end));
    // Parts never overlap in part: what begins inside of another lies in it.
    parts.dedup_by(|next, kept| next.start < kept.end);
    parts
}
