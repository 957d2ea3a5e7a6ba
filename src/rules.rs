//! The kinds of reasoning, one file each.

mod acceptance;
mod closures;
mod contradictory_choice;
mod dated_claim;
mod demands;
mod fixes;
mod names;
mod needs_both;
mod no_choice;
mod noted;
pub mod points_elsewhere;
mod unknown_identifier;
mod wrong_owner;

use crate::choice::Choices;
use crate::finding::{Finding, Severity};
use crate::snapshot::Snapshot;

/// What a rule may look at.
#[derive(Debug)]
pub struct Context<'a> {
    pub snapshot: &'a Snapshot,
    pub choices: &'a Choices,
}

/// A kind of reasoning.
#[derive(Debug)]
pub struct Rule {
    /// Words joined by hyphens; used in suppressions and configuration.
    pub id: &'static str,
    /// The loudest severity it uses by itself.
    pub severity: Severity,
    /// One sentence: what it reports.
    pub summary: &'static str,
    /// Markdown: what it does, why, and when it is silent.
    pub documentation: &'static str,
    pub check: fn(&Context<'_>) -> Vec<Finding>,
}

/// All rules. Suppressions have two more ids ([`crate::suppress::RULES`]).
pub static RULES: [Rule; 11] = [
    points_elsewhere::RULE,
    needs_both::RULE,
    no_choice::RULE,
    contradictory_choice::RULE,
    wrong_owner::RULE,
    dated_claim::RULE,
    closures::CLOSED_FEATURE,
    closures::RETIRED_MODEL,
    names::OUTDATED_NAME,
    names::MISSPELT_NAME,
    unknown_identifier::RULE,
];

/// Id, severity, summary and documentation of everything that can be reported.
pub fn documented() -> impl Iterator<Item = (&'static str, Severity, &'static str, &'static str)> {
    let rules = RULES.iter().map(|rule| (rule.id, rule.severity, rule.summary, rule.documentation));
    rules.chain(crate::suppress::RULES)
}

#[cfg(test)]
mod tests {
    use crate::finding::RULE_IDS;

    #[test]
    fn every_id_has_a_rule_and_every_rule_an_id() {
        let documented: Vec<&str> = super::documented().map(|(id, ..)| id).collect();
        assert_eq!(documented, RULE_IDS);
    }
}
