//! A sentence about a service that was true once, or never.

use super::noted;
use super::{Context, Rule};
use crate::facts::Noted;
use crate::finding::{Finding, Severity};

const ID: &str = "dated-claim";

pub(super) const RULE: Rule = Rule {
    id: ID,
    severity: Severity::Information,
    summary: "A sentence claims something of a service that is not true today.",
    documentation: "\
Choices rest on sentences such as *X cannot be tuned*, and such sentences age. This rule reports claims that are known \
to be out of date, with what is true today, the source, and the day on which somebody last looked. It speaks among \
alternatives, too: a service rejected for a reason that is gone is worth another look.

It is silent in questions, quotations, accounts of the past, and records that are no longer in force.",
    check,
};

fn check(context: &Context<'_>) -> Vec<Finding> {
    let knowledge = context.snapshot.document.knowledge();
    let mut findings = Vec::new();
    for place in noted::notes(context) {
        let Noted::DatedClaim(index) = place.note.noted else { continue };
        let Some(claim) = knowledge.dated_claims.get(index) else { continue };
        if place.note.question || place.note.tells_past {
            continue;
        }
        let first = claim.correction.split_inclusive(". ").next().unwrap_or_default().trim();
        let rest = claim.correction.get(first.len()..).map(str::trim).filter(|rest| !rest.is_empty());
        let message = format!("This is not true today: {first}");
        findings.push(Finding {
            explanation: noted::explanation(&message, rest, &claim.source, &claim.checked),
            notes: noted::reasons(rest, &claim.source, &claim.checked),
            help: Some("correct the sentence, and look again at what was decided because of it".to_owned()),
            link: noted::link(&claim.source),
            fixes: vec![place.silence(ID)],
            ..place.finding(ID, Severity::Information, message)
        });
    }
    findings
}
