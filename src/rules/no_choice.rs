//! The requirements all point one way, and no service is chosen yet.

use std::collections::BTreeSet;

use super::demands::demands;
use super::{Context, Rule};
use crate::choice::Weight;
use crate::document::Document;
use crate::finding::{Edit, Finding, Fix, Related, Severity};
use crate::knowledge::Strength;

const ID: &str = "no-choice";

/// Least weight of the requirements together: a decisive and a strong one, or three strong ones.
const ENOUGH: u32 = 6;
/// Requirements to which the finding points.
const SHOWN: usize = 3;

pub(super) const RULE: Rule = Rule {
    id: ID,
    severity: Severity::Hint,
    summary: "The requirements all point one way, and no service is chosen yet.",
    documentation: "\
A document that weighs two services and lists its requirements often holds the answer already. Where all requirements \
that decide anything point to one service, this rule says so at the title. It is a hint.

It speaks only where the document is about choosing: it names both services or a status says that the choice is open. \
It is silent as soon as one requirement points the other way, the weight of all is small, or anything in the document \
uses a service.

The quick fixes state the choice, as a section of its own or in the metadata.",
    check,
};

fn check(context: &Context<'_>) -> Vec<Finding> {
    judge(context).into_iter().collect()
}

fn judge(context: &Context<'_>) -> Option<Finding> {
    let document = &context.snapshot.document;
    let title = context.choices.outline().parts().first().filter(|part| part.is_title)?;
    let is_used = context.choices.evidence().iter().any(|evidence| evidence.weight >= Weight::Usage);
    let is_governed = context.choices.governing(title.heading.start).is_some_and(|choice| choice.services.len() == 1);
    if is_used || is_governed || context.choices.is_inactive(title.heading.start) {
        return None;
    }
    let demands = demands(context);
    let service = demands.first()?.service;
    if demands.iter().any(|demand| demand.service != service) || !is_about_choosing(document, service) {
        return None;
    }
    let weight: u32 = demands
        .iter()
        .map(|demand| match demand.strength {
            Strength::Decisive => 4,
            Strength::Strong => 2,
            Strength::Weak => 0,
        })
        .sum();
    if weight < ENOUGH {
        return None;
    }
    let name = &document.knowledge().service(service)?.name;
    let count = demands.len();
    let message = format!("No service is chosen yet, and the {count} requirements that decide all point to {name}.");
    let related = demands
        .iter()
        .take(SHOWN)
        .map(|demand| Related { range: demand.range.clone(), message: format!("asks for {}", demand.title) });
    Some(Finding {
        points_to: None,
        related: related.collect(),
        explanation: format!("{message} State the choice, or a requirement that speaks against it."),
        help: Some(format!("state the choice, for instance “We will use {name}.”")),
        fixes: statements_of_choice(document, service, name),
        ..Finding::new(ID, Severity::Hint, title.heading.clone(), title.heading.clone(), message)
    })
}

/// It names the service and a rival, or says that nothing is decided.
fn is_about_choosing(document: &Document, service: &str) -> bool {
    let mut named: BTreeSet<usize> = BTreeSet::new();
    let mut undecided = false;
    for (_, section) in document.sections() {
        let facts = document.facts(section);
        named.extend(&facts.named);
        undecided |= facts.undecided;
    }
    let knowledge = document.knowledge();
    let mut ids = named.iter().filter_map(|index| knowledge.services.get(*index)).map(|known| known.id.as_ref());
    let names_it = ids.clone().any(|id| id == service);
    undecided || names_it && ids.any(|id| id != service && knowledge.are_rivals(id, service))
}

/// A section at the end, or a line of the metadata where there is some.
fn statements_of_choice(document: &Document, service: &str, name: &str) -> Vec<Fix> {
    let source = document.source();
    let line_end = if source.contains("\r\n") { "\r\n" } else { "\n" };
    let end = source.trim_end().len();
    let section = format!("{line_end}{line_end}## Decision{line_end}{line_end}We will use {name}.{line_end}");
    let fix = |title: &str, edit: Edit| Fix {
        title: title.to_owned(),
        edits: vec![edit],
        preferred: false,
        automatic: false,
    };
    let mut fixes = vec![fix(
        &format!("State the choice of {name} in a section"),
        Edit { range: end..source.len(), text: section },
    )];
    // A line of YAML before the closing dashes.
    let metadata = document.front_matter().and_then(|metadata| {
        let text = source.get(metadata.range.clone())?.trim_end();
        let closing = text.rfind('\n')? + 1;
        (text.starts_with("---") && text.get(closing..)? == "---").then_some(metadata.range.start + closing)
    });
    fixes.extend(metadata.map(|at| {
        fix(
            &format!("State the choice of {name} in the metadata"),
            Edit { range: at..at, text: format!("service: {service}{line_end}") },
        )
    }));
    fixes
}
