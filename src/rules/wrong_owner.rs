//! A feature is credited to a service that does not have it.

use super::noted;
use super::{Context, Rule};
use crate::facts::{Form, Noted};
use crate::finding::{Finding, Severity};
use crate::prose::Polarity;

const ID: &str = "wrong-owner";

pub(super) const RULE: Rule = Rule {
    id: ID,
    severity: Severity::Warning,
    summary: "A feature is credited to a service that does not have it.",
    documentation: "\
A design that counts on a feature where it does not exist finds out late. This rule reports features that are named \
together with the wrong service, and says whose they are.

It is silent where the sentence denies the feature or asks for it, in quotations, code and identifiers, in the titles \
of linked pages, and in records that are no longer in force.

The quick fix credits the right service. Look at the choice afterwards: a component may need another service than the \
one it names.",
    check,
};

fn check(context: &Context<'_>) -> Vec<Finding> {
    let knowledge = context.snapshot.document.knowledge();
    let mut findings = Vec::new();
    for place in noted::notes(context) {
        let Noted::Misattribution(index) = place.note.noted else { continue };
        let Some(entry) = knowledge.misattributions.get(index) else { continue };
        let note = place.note;
        let words = place.words();
        if note.polarity != Polarity::Asserted
            || note.question
            || note.tells_name
            || matches!(note.form, Form::LinkTitle | Form::Code)
            || !noted::is_spelt_as_name(&words, &entry.said)
        {
            continue;
        }
        let owner = knowledge.owning_service(&entry.owner).map_or(entry.owner.as_str(), |service| &service.name);
        let message = format!("“{words}” is credited to the wrong service: {} has {}.", owner, entry.right);
        findings.push(Finding {
            explanation: noted::explanation(&message, Some(&entry.why), &entry.source, &entry.checked),
            notes: noted::reasons(Some(&entry.why), &entry.source, &entry.checked),
            help: Some(format!("write {}, or plan without it", entry.right)),
            link: noted::link(&entry.source),
            fixes: vec![
                place.replace(format!("Credit the right service: {}", entry.right), &entry.right, true, false),
                place.silence(ID),
            ],
            ..place.finding(ID, Severity::Warning, message)
        });
    }
    findings
}
