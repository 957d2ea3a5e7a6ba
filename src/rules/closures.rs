//! Features and services that take no new customers or have ended, and models past or near their end of life.

use super::noted::{self, Place};
use super::{Context, Rule};
use crate::facts::{Form, Noted, Role};
use crate::finding::{Finding, Fix, Severity};
use crate::knowledge::schema::{Closure, ClosureKind};
use crate::knowledge::{Knowledge, Status};
use crate::prose::Polarity;
use crate::snapshot::Date;

const CLOSED: &str = "closed-feature";
const RETIRED: &str = "retired-model";

pub(super) const CLOSED_FEATURE: Rule = Rule {
    id: CLOSED,
    severity: Severity::Warning,
    summary: "A feature takes no new customers, is no longer developed, or has ended.",
    documentation: "\
A feature that is closed to new customers works for those who used it before and for nobody else; one that has ended \
works for nobody. This rule says since when or from when, by today's date, and what takes its place.

It is information, and a warning where something has ended and the sentence says that it is used.

It is silent where the sentence tells of the end itself or of leaving the feature, in accounts of the past, among \
alternatives and non-goals, in questions, quotations and records that are no longer in force. Where one successor is \
certain, a quick fix names it. Teams that used the feature before it closed may switch the rule off.",
    check: closed,
};

pub(super) const RETIRED_MODEL: Rule = Rule {
    id: RETIRED,
    severity: Severity::Warning,
    summary: "A model is past its end of life or near it.",
    documentation: "\
Requests to a model fail from its end of life on. This rule says when that was or will be, by today's date, and which \
model takes its place. It also reads identifiers of models in code spans.

It is information, and a warning where the day has passed and the sentence says that the model is used.

It is silent where the sentence tells of the end itself or of leaving the model, in accounts of the past, among \
alternatives and non-goals, in questions, quotations and records that are no longer in force. Where the successor is \
certain, quick fixes name it; try your prompts with it before you rely on it.",
    check: retired,
};

fn closed(context: &Context<'_>) -> Vec<Finding> {
    of_kind(context, ClosureKind::Feature, CLOSED)
}

fn retired(context: &Context<'_>) -> Vec<Finding> {
    of_kind(context, ClosureKind::Model, RETIRED)
}

fn of_kind(context: &Context<'_>, kind: ClosureKind, rule: &'static str) -> Vec<Finding> {
    let knowledge = context.snapshot.document.knowledge();
    noted::notes(context)
        .filter_map(|place| {
            let Noted::Closure(index) = place.note.noted else { return None };
            let closure = knowledge.closures.get(index).filter(|closure| closure.kind == kind)?;
            judge(&place, closure, rule)
        })
        .collect()
}

fn judge(place: &Place<'_>, closure: &Closure, rule: &'static str) -> Option<Finding> {
    let note = place.note;
    let words = place.words();
    let silent = note.polarity != Polarity::Asserted
        || note.question
        || note.tells_end
        || note.tells_name
        || note.form == Form::LinkTitle
        || place.is_set_aside()
        || place.role() == Some(Role::Reference)
        || note.form != Form::Code && !noted::is_spelt_as_name(&words, &closure.names);
    if silent || goes_on_with_number(place) {
        return None;
    }
    let knowledge = place.context.snapshot.document.knowledge();
    let begun = closure.since.as_deref().is_none_or(|since| has_come(since, place.context.snapshot.today));
    let over = closure.status == Status::Eol && begun;
    let severity = if over && note.used { Severity::Warning } else { Severity::Information };
    let successor =
        closure.successor.as_ref().map(|successor| format!("; use {successor} instead")).unwrap_or_default();
    let message = format!("{words}: {}{successor}.", event(closure, begun));
    let mut fixes = successors(place, closure, knowledge);
    fixes.push(place.silence(rule));
    Some(Finding {
        explanation: noted::explanation(&message, Some(&closure.note), &closure.source, &closure.checked),
        notes: noted::reasons(Some(&closure.note), &closure.source, &closure.checked),
        help: closure.successor.as_ref().map(|successor| format!("plan with {successor}")),
        link: noted::link(&closure.source),
        fixes,
        subject: Some(closure.id.as_ref().clone()),
        ..place.finding(rule, severity, message)
    })
}

/// What happened or will happen, without a verb that would have to agree with the name.
fn event(closure: &Closure, begun: bool) -> String {
    let since = closure.since.as_deref();
    let model = closure.kind == ClosureKind::Model;
    let on = |since: &str| if since.len() > 7 { format!("on {since}") } else { format!("in {since}") };
    match (closure.status, since, begun) {
        (Status::Eol, Some(since), true) if model => format!("past its end of life since {since}"),
        (Status::Eol, Some(since), false) if model => format!("end of life {}", on(since)),
        (Status::Eol, Some(since), true) => format!("ended {}", on(since)),
        (Status::Eol, Some(since), false) => format!("ends {}", on(since)),
        (Status::Eol, None, _) => "no longer available".to_owned(),
        (Status::ClosedToNew, Some(since), true) => format!("closed to new customers since {since}"),
        (Status::ClosedToNew, Some(since), false) => format!("closed to new customers from {since} on"),
        (Status::ClosedToNew, None, _) => "closed to new customers".to_owned(),
        (Status::Legacy, Some(since), true) => format!("legacy since {since}"),
        (Status::Legacy, Some(since), false) => format!("legacy from {since} on"),
        (Status::Legacy | Status::Active | Status::Renamed, ..) => "legacy".to_owned(),
    }
}

/// A day (or month, or year) has come.
fn has_come(since: &str, today: Date) -> bool {
    let today = format!("{:04}-{:02}-{:02}", today.year, today.month, today.day);
    today.get(..since.len()).is_some_and(|today| since <= today)
}

/// "Acme Kiln 2" where the name is "Acme Kiln": most likely another version.
fn goes_on_with_number(place: &Place<'_>) -> bool {
    let source = place.context.snapshot.document.source();
    let after = source.get(place.range().end..).unwrap_or_default();
    after.strip_prefix(' ').is_some_and(|rest| rest.starts_with(|next: char| next.is_ascii_digit()))
}

/// Fixes that name a successor, where each one is a name that is known: *Kiln 5 or Kiln 6* gives two.
fn successors(place: &Place<'_>, closure: &Closure, knowledge: &Knowledge) -> Vec<Fix> {
    let Some(successor) = closure.successor.as_deref().filter(|_| place.note.form != Form::Code) else {
        return Vec::new();
    };
    let names: Vec<&str> = successor.split(" or ").collect();
    let is_name = |name: &&str| {
        knowledge.services.iter().any(|service| service.name == *name || service.short_name == *name)
            || knowledge.terms.iter().any(|term| term.name == *name || term.aliases.iter().any(|alias| alias == name))
    };
    if !names.iter().all(is_name) {
        return Vec::new();
    }
    let alone = names.len() == 1;
    names.into_iter().map(|name| place.replace(format!("Use {name} instead"), name, alone, false)).collect()
}
