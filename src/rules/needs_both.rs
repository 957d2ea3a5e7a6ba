//! The requirements decisively need two services, and one is chosen.

use std::collections::BTreeMap;
use std::ops::Range;

use super::demands::{Demand, demands};
use super::{Context, Rule};
use crate::choice::{Choice, Weight};
use crate::finding::{Edit, Finding, Fix, Related, Severity};
use crate::knowledge::schema::Combination;
use crate::knowledge::{Knowledge, Strength};

use super::noted;

const ID: &str = "needs-both";

/// Requirements of each service to which the finding points.
const SHOWN: usize = 2;

pub(super) const RULE: Rule = Rule {
    id: ID,
    severity: Severity::Information,
    summary: "The requirements decisively need two services, and one is chosen.",
    documentation: "\
Where requirements pull to both services, the answer is often not the other service but both: each does its part. This \
rule speaks once, where the choice is made, if on either side at least one requirement is decisive or two are strong, \
and if a way to combine the services for exactly that is known. It names the way and points to the requirements.

It is silent where no service is firmly chosen or both are, where a gap is accepted, and where no combination is known.

The quick fix writes both services into the choice, with the part of each. The findings on single requirements \
(`points-elsewhere`) go away with it.",
    check,
};

fn check(context: &Context<'_>) -> Vec<Finding> {
    let all = demands(context);
    let mut by_choice: BTreeMap<usize, (&Choice, Vec<&Demand<'_>>)> = BTreeMap::new();
    for demand in &all {
        let Some(choice) = demand.choice else { continue };
        if choice.services.len() == 1 && is_firm(context, choice) {
            by_choice.entry(choice.evidence.start).or_insert((choice, Vec::new())).1.push(demand);
        }
    }
    by_choice.into_values().filter_map(|(choice, demands)| judge(context, choice, &demands)).collect()
}

fn judge(context: &Context<'_>, choice: &Choice, demands: &[&Demand<'_>]) -> Option<Finding> {
    let knowledge = context.snapshot.document.knowledge();
    let chosen = choice.services.first()?;
    let side = |service: &str| -> Vec<&Demand<'_>> {
        demands.iter().copied().filter(|demand| demand.service == service).collect()
    };
    let own = side(chosen);
    let (other, others, combination) = knowledge.comparisons.iter().find_map(|comparison| {
        let other = comparison.services.iter().map(AsRef::as_ref).find(|id: &&String| *id != chosen)?;
        let others = side(other);
        if !is_decisive(&own) || !is_decisive(&others) || is_chosen_elsewhere(context, other) {
            return None;
        }
        let asked = |service: &str, demands: &[&Demand<'_>], combination: &Combination| {
            let signals = combination.signals.get(service).map(Vec::as_slice).unwrap_or_default();
            demands.iter().any(|demand| demand.signals.iter().any(|signal| signals.contains(signal)))
        };
        let fits = |combination: &&Combination| asked(chosen, &own, combination) && asked(other, &others, combination);
        let combination = comparison.combinations.iter().find(fits)?;
        Some((other, others, combination))
    })?;
    let name = |id: &str| knowledge.service(id).map_or_else(|| id.to_owned(), |service| service.name.clone());
    let (chosen_name, other_name) = (name(chosen), name(other));
    let message =
        format!("The requirements need {other_name} beside {chosen_name}; a known way is {}.", combination.title);
    let related = own.iter().take(SHOWN).chain(others.iter().take(SHOWN)).map(|demand| Related {
        range: demand.range.clone(),
        message: format!("asks for {}, a job for {}", demand.title, name(demand.service)),
    });
    let mut related: Vec<Related> = related.collect();
    related.sort_by_key(|related| related.range.start);
    Some(Finding {
        chosen: choice.services.clone(),
        related,
        explanation: noted::explanation(&message, Some(&combination.how), &combination.source, &combination.checked),
        notes: noted::reasons(Some(&combination.how), &combination.source, &combination.checked),
        help: Some(format!("choose both, {}", combination.title)),
        link: noted::link(&combination.source),
        fixes: split(context, choice, chosen, other, combination, knowledge).into_iter().collect(),
        ..Finding::new(ID, Severity::Information, choice.evidence.clone(), choice.around.clone(), message)
    })
}

/// It is chosen by a decision, a component's label, a heading or the metadata, not only said to be used somewhere.
fn is_firm(context: &Context<'_>, choice: &Choice) -> bool {
    let evidence = context.choices.evidence().iter();
    let mut same = evidence.filter(|evidence| evidence.range == choice.evidence && !evidence.range.is_empty());
    same.any(|evidence| evidence.weight >= Weight::Named)
}

/// Another component has it already: then the requirement stands in the wrong place.
fn is_chosen_elsewhere(context: &Context<'_>, service: &str) -> bool {
    let services = &context.snapshot.document.knowledge().services;
    context.choices.evidence().iter().any(|evidence| {
        evidence.weight >= Weight::Named
            && services.get(evidence.service).is_some_and(|known| known.id.as_ref() == service)
    })
}

/// One requirement that only this service meets, or two for which it is the usual one.
fn is_decisive(demands: &[&Demand<'_>]) -> bool {
    demands.iter().any(|demand| demand.strength == Strength::Decisive)
        || demands.iter().filter(|demand| demand.strength == Strength::Strong).count() > 1
}

/// Writes both services into the choice, with the part of each.
fn split(
    context: &Context<'_>,
    choice: &Choice,
    chosen: &str,
    other: &str,
    combination: &Combination,
    knowledge: &Knowledge,
) -> Option<Fix> {
    let document = &context.snapshot.document;
    let in_metadata = document.front_matter().is_some_and(|metadata| holds(&metadata.range, &choice.evidence));
    if in_metadata {
        return None;
    }
    let written = document.source().get(choice.evidence.clone())?;
    let (own_part, other_part) = (combination.parts.get(chosen)?, combination.parts.get(other)?);
    let other_name = &knowledge.service(other)?.name;
    Some(Fix {
        title: format!("Choose both: {}", combination.title),
        edits: vec![Edit {
            range: choice.evidence.clone(),
            text: format!("{written} and {other_name} (for {own_part} and {other_part})"),
        }],
        preferred: false,
        automatic: false,
    })
}

fn holds(outer: &Range<usize>, inner: &Range<usize>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}
