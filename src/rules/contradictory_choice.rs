//! Two firm statements of the choice name different services.

use std::collections::BTreeSet;
use std::ops::Range;

use super::{Context, Rule};
use crate::choice::{Evidence, Weight};
use crate::facts::Role;
use crate::finding::{Edit, Finding, Fix, Related, Severity};

const ID: &str = "contradictory-choice";

pub(super) const RULE: Rule = Rule {
    id: ID,
    severity: Severity::Warning,
    summary: "Two firm statements of the choice name different services.",
    documentation: "\
A summary that was not changed with the decision sends half of the readers the wrong way. This rule compares the \
decision with the metadata, the summary and the other decisions for the same part of the document, and reports where \
one names only this service and the other only that.

It is silent where some sentence uses both services, where the second service is used anywhere else in the part, and \
where the statements are about different components or records.

The quick fixes write one of the two names in both places.",
    check,
};

/// A firm statement and where it counts.
struct Firm<'a> {
    evidence: &'a Evidence,
    /// The part of the document for which it speaks. Bytes.
    scope: Range<usize>,
    /// The innermost part in which it stands; `None` before the first heading and in the metadata.
    part: Option<usize>,
    place: Place,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Metadata,
    Decision,
    Summary,
}

fn check(context: &Context<'_>) -> Vec<Finding> {
    let firm: Vec<Firm<'_>> =
        context.choices.evidence().iter().filter_map(|evidence| Firm::of(context, evidence)).collect();
    let mut findings: Vec<Finding> = Vec::new();
    let decisions = firm.iter().filter(|firm| firm.place == Place::Decision);
    for decision in decisions {
        let told = findings.iter().any(|finding| finding.range == decision.evidence.range);
        let other = firm.iter().find(|other| contradicts(context, decision, other));
        if let Some(other) = other.filter(|_| !told)
            && !findings.iter().any(|finding| finding.range == other.evidence.range)
        {
            findings.extend(report(context, decision, other));
        }
    }
    findings
}

impl<'a> Firm<'a> {
    fn of(context: &'a Context<'_>, evidence: &'a Evidence) -> Option<Self> {
        if evidence.component.is_some() {
            return None;
        }
        let outline = context.choices.outline();
        let whole = 0..context.snapshot.document.source().len();
        let offset = evidence.range.start;
        if evidence.weight == Weight::Metadata {
            return Some(Self { evidence, scope: whole, part: None, place: Place::Metadata });
        }
        // A heading is no sentence.
        if evidence.weight != Weight::Decided || outline.heading_at(offset).is_some() {
            return None;
        }
        let part = outline.indices_around(offset).next();
        let around: Vec<_> = outline.around(offset).collect();
        let scope = around
            .iter()
            .find(|part| part.is_title || part.roles.is_specific() || part.roles.is_empty())
            .filter(|part| !part.is_title)
            .map_or(whole, |part| part.range.clone());
        let innermost = around.first();
        let place = if innermost.is_some_and(|part| part.roles.first() == Some(Role::Decision)) {
            Place::Decision
        } else if innermost.is_none_or(|part| part.is_title)
            || innermost.is_some_and(|part| matches!(part.roles.first(), Some(Role::Context | Role::Design)))
                && innermost.is_some_and(|part| !part.roles.is_specific())
        {
            Place::Summary
        } else {
            return None;
        };
        Some(Self { evidence, scope, part, place })
    }
}

fn contradicts(context: &Context<'_>, decision: &Firm<'_>, other: &Firm<'_>) -> bool {
    let used = |within: &Range<usize>| -> BTreeSet<usize> {
        let evidence = context.choices.evidence().iter();
        evidence
            .filter(|evidence| evidence.weight >= Weight::Usage && within.contains(&evidence.range.start))
            .map(|evidence| evidence.service)
            .collect()
    };
    let knowledge = context.snapshot.document.knowledge();
    let id = |firm: &Firm<'_>| knowledge.services.get(firm.evidence.service).map(|service| service.id.as_ref().clone());
    let rivals = id(decision).zip(id(other)).is_some_and(|(one, other)| knowledge.are_rivals(&one, &other));
    if decision.evidence.service == other.evidence.service || decision.scope != other.scope || !rivals {
        return false;
    }
    if decision.part == other.part && other.place != Place::Metadata {
        return false;
    }
    let parts = context.choices.outline().parts();
    let place = |firm: &Firm<'_>| match firm.part.and_then(|part| parts.get(part)) {
        Some(part) => part.own.clone(),
        None => 0..parts.first().map_or(decision.scope.end, |part| part.range.start),
    };
    let (here, there) = (place(decision), place(other));
    // Whoever uses both somewhere has chosen both, each for its part.
    let used_elsewhere = context.choices.evidence().iter().any(|evidence| {
        evidence.weight >= Weight::Usage
            && evidence.service == other.evidence.service
            && decision.scope.contains(&evidence.range.start)
            && !there.contains(&evidence.range.start)
    });
    used(&here).len() == 1 && used(&there).len() == 1 && !used_elsewhere
}

fn report(context: &Context<'_>, decision: &Firm<'_>, other: &Firm<'_>) -> Option<Finding> {
    let document = &context.snapshot.document;
    let services = &document.knowledge().services;
    let (right, wrong) = (services.get(decision.evidence.service)?, services.get(other.evidence.service)?);
    let message = format!("This names {}, but the decision names {}.", wrong.name, right.name);
    let related = Related { range: decision.evidence.range.clone(), message: format!("{} is chosen here", right.name) };
    let source = document.source();
    let written = source.get(other.evidence.range.clone()).unwrap_or_default();
    // Metadata may go by ids.
    let value = if written.eq_ignore_ascii_case(wrong.id.as_ref()) { right.id.as_ref() } else { &right.name };
    let fix = |name: &str, range: &Range<usize>, text: &str| Fix {
        title: format!("Make it {name} in both places"),
        edits: vec![Edit { range: range.clone(), text: text.to_owned() }],
        preferred: false,
        automatic: false,
    };
    Some(Finding {
        chosen: vec![right.id.as_ref().clone(), wrong.id.as_ref().clone()],
        related: vec![related],
        explanation: format!("{message} Readers who stop here take the wrong one with them."),
        help: Some("say the same in both places, or what each service is for".to_owned()),
        fixes: vec![
            fix(&right.name, &other.evidence.range, value),
            fix(&wrong.name, &decision.evidence.range, &wrong.name),
        ],
        ..Finding::new(ID, Severity::Warning, other.evidence.range.clone(), other.evidence.around.clone(), message)
    })
}
