//! From a snapshot to findings: rules, then suppressions, then order. Pure and total.

use crate::choice::Choice;
use crate::finding::Finding;
use crate::rules::{self, Context};
pub use crate::snapshot::{Date, Snapshot};
use crate::suppress;

/// Everything worth telling about a document, in document order.
pub fn check(snapshot: &Snapshot) -> Vec<Finding> {
    if snapshot.document.says_nothing() {
        return Vec::new();
    }
    let context = Context { choices: snapshot.choices(), snapshot };
    let mut findings: Vec<Finding> = rules::RULES.iter().flat_map(|rule| (rule.check)(&context)).collect();
    findings = suppress::apply(&snapshot.document, findings);
    findings.retain_mut(|finding| match snapshot.config.severity.get(finding.rule) {
        None => true,
        Some(None) => false,
        Some(Some(severity)) => {
            finding.severity = *severity;
            true
        }
    });
    findings.sort_by(|one, other| {
        (one.range.start, one.range.end, one.rule).cmp(&(other.range.start, other.range.end, other.rule))
    });
    findings
}

/// The choices of a document, in document order: the whole first, then parts that choose otherwise.
pub fn choices(snapshot: &Snapshot) -> Vec<Choice> {
    snapshot.choices().all()
}
