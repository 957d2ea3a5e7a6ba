//! Runs the sentences that signals and neutral phrases bring along.

use toml::Spanned;

use super::judgement::judge;
use crate::knowledge::Knowledge;
use crate::problem::Problem;

/// Every example that does not hold, at its place.
pub fn check(knowledge: &Knowledge) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (index, signal) in knowledge.signals.iter().enumerate() {
        let entry = format!("signal:{}", signal.id.as_ref());
        let id = signal.id.as_ref();
        let mut report = |sentence: &Spanned<String>, message: String| {
            problems.push(knowledge.problem_in(&entry, sentence.span(), message));
        };
        let fires = |sentence: &str| {
            let judgement = judge(sentence, knowledge);
            judgement.signals.iter().any(|found| found.signal == index && found.points_to.as_ref() == Some(&signal.points_to))
        };
        for sentence in &signal.fires {
            if !fires(sentence.as_ref()) {
                report(sentence, format!("`{id}` stays silent here and must fire: “{}”; widen a pattern", sentence.as_ref()));
            }
        }
        for sentence in &signal.silent {
            if fires(sentence.as_ref()) {
                report(sentence, format!("`{id}` fires here and must stay silent: “{}”; narrow a pattern or add `unless`", sentence.as_ref()));
            }
        }
    }
    for neutral in &knowledge.neutral {
        let entry = format!("neutral:{}", neutral.phrase.as_ref());
        for sentence in &neutral.examples {
            if let Some(service) = judge(sentence.as_ref(), knowledge).points_to {
                problems.push(knowledge.problem_in(
                    &entry,
                    sentence.span(),
                    format!("this points to `{service}` and must point nowhere: “{}”", sentence.as_ref()),
                ));
            }
        }
    }
    problems.sort();
    problems
}
