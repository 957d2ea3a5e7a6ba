//! The requirements that point somewhere, for rules that look at all of them together.

use std::ops::Range;

use super::Context;
use super::acceptance::accepted;
use crate::choice::Choice;
use crate::document::at;
use crate::facts::judgement::signal_of;
use crate::knowledge::Strength;
use crate::prose::Polarity;

/// A requirement that points to a service.
pub(super) struct Demand<'a> {
    /// Id of the service.
    pub(super) service: &'a str,
    pub(super) strength: Strength,
    /// The words of the strongest signal. Bytes of the document.
    pub(super) range: Range<usize>,
    /// What the strongest signal is called.
    pub(super) title: &'a str,
    /// Ids of the signals that speak for the service in so many words.
    pub(super) signals: Vec<String>,
    /// The choice that governs it.
    pub(super) choice: Option<&'a Choice>,
}

/// All of them, in document order, but for those whose gap is accepted. What points to a service only by a negation
/// does not need it.
pub(super) fn demands<'a>(context: &'a Context<'_>) -> Vec<Demand<'a>> {
    let document = &context.snapshot.document;
    let knowledge = document.knowledge();
    let accepted = accepted(context);
    let mut demands = Vec::new();
    for (start, section) in document.sections() {
        for statement in &document.facts(section).statements {
            let Some(service) = statement.points_to.as_deref() else { continue };
            let offset = at(start, &statement.range).start;
            let speaking: Vec<_> = statement
                .signals
                .iter()
                .filter(|found| {
                    found.polarity == Polarity::Asserted
                        && found.points_to.as_deref() == Some(service)
                        && found.strength > Strength::Weak
                        && !accepted.contains(&found.signal)
                })
                .collect();
            let Some(main) = speaking.first().copied() else { continue };
            let Some(title) = signal_of(main, knowledge).map(|signal| signal.title.as_str()) else { continue };
            let (Some(first), Some(last)) = (main.matched.first(), main.matched.last()) else { continue };
            if !context.choices.is_required(statement, offset) {
                continue;
            }
            demands.push(Demand {
                service,
                strength: main.strength,
                range: at(start, &(first.start..last.end)),
                title,
                signals: speaking
                    .iter()
                    .filter_map(|found| Some(signal_of(found, knowledge)?.id.as_ref().clone()))
                    .collect(),
                choice: context.choices.governing(offset),
            });
        }
    }
    demands
}
