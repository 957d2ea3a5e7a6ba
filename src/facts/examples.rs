//! Runs the sentences that entries of the knowledge bring along.

use super::judgement::judge;
use crate::knowledge::names::Named;
use crate::knowledge::schema::Spanned;
use crate::knowledge::{Knowledge, PatternOwner};
use crate::markdown;
use crate::problem::Problem;
use crate::prose::{Polarity, Words};

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
            judgement
                .signals
                .iter()
                .any(|found| found.signal == index && found.points_to.as_ref() == Some(&signal.points_to))
        };
        for sentence in &signal.fires {
            if !fires(sentence.as_ref()) {
                report(
                    sentence,
                    format!("`{id}` stays silent here and must fire: “{}”; widen a pattern", sentence.as_ref()),
                );
            }
        }
        for sentence in &signal.silent {
            if fires(sentence.as_ref()) {
                report(
                    sentence,
                    format!(
                        "`{id}` fires here and must stay silent: “{}”; narrow a pattern or add `unless`",
                        sentence.as_ref()
                    ),
                );
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
    names(knowledge, &mut problems);
    problems.sort();
    problems
}

/// The sentences of renames, closures, misattributions and dated claims.
fn names(knowledge: &Knowledge, problems: &mut Vec<Problem>) {
    type Entry<'a> = (&'a Spanned<String>, &'a [Spanned<String>], &'a [Spanned<String>]);
    let mut check = |(id, fires, silent): Entry<'_>, found: &dyn Fn(&str) -> bool| {
        let entry = format!("name:{}", id.as_ref());
        for (sentences, expected, remedy) in
            [(fires, true, "is not found here and must be"), (silent, false, "is found here and must not be")]
        {
            for sentence in sentences.iter().filter(|sentence| found(sentence.as_ref()) != expected) {
                let message = format!("`{}` {remedy}: “{}”", id.as_ref(), sentence.as_ref());
                problems.push(knowledge.problem_in(&entry, sentence.span(), message));
            }
        }
    };
    let noted = |named: Named| move |sentence: &str| notes_in(sentence, knowledge).any(|found| found == named);
    for (index, rename) in knowledge.renames.iter().enumerate() {
        check((&rename.id, &rename.fires, &rename.silent), &noted(Named::Rename(index)));
    }
    for (index, closure) in knowledge.closures.iter().enumerate() {
        check((&closure.id, &closure.fires, &closure.silent), &noted(Named::Closure(index)));
    }
    for (index, misattribution) in knowledge.misattributions.iter().enumerate() {
        check(
            (&misattribution.id, &misattribution.fires, &misattribution.silent),
            &noted(Named::Misattribution(index)),
        );
    }
    for (index, claim) in knowledge.dated_claims.iter().enumerate() {
        check((&claim.id, &claim.fires, &claim.silent), &|sentence| {
            claims_in(sentence, knowledge).any(|found| found == index)
        });
    }
}

/// The notes on names in the prose of a Markdown text.
fn notes_in<'a>(text: &'a str, knowledge: &'a Knowledge) -> impl Iterator<Item = Named> + 'a {
    let prose: Vec<_> = markdown::blocks(text).iter().flat_map(|block| markdown::inline(text, block).prose).collect();
    knowledge
        .notes()
        .find(text)
        .into_iter()
        .filter(move |name| prose.iter().any(|piece| piece.start <= name.range.start && name.range.end <= piece.end))
        .map(|name| name.named)
}

/// The claims that a text asserts, as indices into the dated claims.
fn claims_in<'a>(text: &'a str, knowledge: &'a Knowledge) -> impl Iterator<Item = usize> + 'a {
    let lexicon = &knowledge.lexicon;
    let words = Words::of(text, lexicon);
    let matches: Vec<_> =
        words.sentences().into_iter().flat_map(|sentence| lexicon.matches(&words, sentence)).collect();
    matches.into_iter().filter_map(move |hit| {
        let Some(PatternOwner::DatedClaim(index)) = knowledge.pattern_owner(hit.pattern) else { return None };
        let holds_negation = lexicon.pattern(hit.pattern).is_some_and(|pattern| pattern.holds_negation);
        (lexicon.polarity(&words, &hit.spans, holds_negation) == Polarity::Asserted).then_some(index)
    })
}
