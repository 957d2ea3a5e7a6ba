//! To which service a statement points, and why.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::knowledge::{Knowledge, PatternOwner, Signal, Strength};
use crate::prose::{Match, Polarity, Words};

/// A signal found in a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundSignal {
    /// Index into [`Knowledge::signals`].
    pub signal: usize,
    pub polarity: Polarity,
    /// Id of the service to which it points here; `None` where a negation merely cancels it.
    pub points_to: Option<String>,
    pub strength: Strength,
    /// Bytes of the matched words, in order; never empty.
    pub matched: Vec<Range<usize>>,
}

/// The verdict on a statement.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Judgement {
    /// Id of the service; `None` if nothing points anywhere or both ways.
    pub points_to: Option<String>,
    pub strength: Option<Strength>,
    /// Strongest first, then in the order of the text.
    pub signals: Vec<FoundSignal>,
}

/// The signals in these words (any number of sentences).
pub fn find_signals(words: &Words, knowledge: &Knowledge) -> Vec<FoundSignal> {
    find_signals_and_claims(words, knowledge, &mut Vec::new())
}

/// The same, and the dated claims that the words assert: index and bytes of each. Both come from one pass.
pub(super) fn find_signals_and_claims(
    words: &Words,
    knowledge: &Knowledge,
    claims: &mut Vec<(usize, Range<usize>)>,
) -> Vec<FoundSignal> {
    let lexicon = &knowledge.lexicon;
    let mut found: Vec<FoundSignal> = Vec::new();
    for sentence in words.sentences() {
        let hits = lexicon.matches(words, sentence);
        let exceptions: Vec<(usize, &Match)> = hits
            .iter()
            .filter_map(|hit| match knowledge.pattern_owner(hit.pattern)? {
                PatternOwner::Unless(signal) => Some((signal, hit)),
                PatternOwner::Signal(_) | PatternOwner::DatedClaim(_) => None,
            })
            .collect();
        for hit in &hits {
            let index = match knowledge.pattern_owner(hit.pattern) {
                Some(PatternOwner::Signal(index)) => index,
                Some(PatternOwner::DatedClaim(index)) => {
                    if polarity_of(words, hit, knowledge) == Polarity::Asserted
                        && let (Some(first), Some(last)) = (hit.spans.first(), hit.spans.last())
                    {
                        claims.push((index, words.bytes(first.start..last.end)));
                    }
                    continue;
                }
                Some(PatternOwner::Unless(_)) | None => continue,
            };
            let Some(signal) = knowledge.signals.get(index) else { continue };
            let excepted = |hit: &Match| {
                exceptions.iter().any(|(signal, exception)| {
                    *signal == index
                        && share_a_clause(words, hit, exception)
                        && (says_no(hit, knowledge)
                            || polarity_of(words, exception, knowledge) == Polarity::Asserted
                            || overlap(hit, exception))
                })
            };
            let Some((hit, polarity)) = best_match(words, hit, knowledge, excepted) else { continue };
            let (points_to, strength) = match polarity {
                Polarity::Asserted => (Some(signal.points_to.clone()), signal.strength),
                Polarity::Negated | Polarity::Excluded => signal
                    .negated
                    .as_ref()
                    .map_or((None, signal.strength), |negated| (Some(negated.points_to.clone()), negated.strength)),
            };
            let matched = hit.spans.into_iter().map(|span| words.bytes(span)).collect();
            found.push(FoundSignal { signal: index, polarity, points_to, strength, matched });
        }
    }
    // Where a longer match reaches back over a denial (`Nothing fits, so we train …`), the shorter one knows better.
    let asserted: Vec<(usize, Range<usize>)> = found
        .iter()
        .filter(|found| found.polarity == Polarity::Asserted)
        .map(|found| (found.signal, start(found)..end(found)))
        .collect();
    found.retain(|found| {
        found.polarity == Polarity::Asserted
            || !asserted
                .iter()
                .any(|(signal, range)| *signal == found.signal && start(found) < range.end && range.start < end(found))
    });
    // One entry for each signal and polarity: the first and, where two begin together, the widest.
    found.sort_by_key(|found| (found.signal, found.polarity as u8, start(found), usize::MAX - end(found)));
    found.dedup_by_key(|found| (found.signal, found.polarity));
    found.sort_by_key(|found| {
        (std::cmp::Reverse((found.points_to.is_some(), found.strength)), start(found), found.signal)
    });
    found
}

fn polarity_of(words: &Words, hit: &Match, knowledge: &Knowledge) -> Polarity {
    knowledge.lexicon.polarity(words, &hit.spans, says_no(hit, knowledge))
}

fn says_no(hit: &Match, knowledge: &Knowledge) -> bool {
    knowledge.lexicon.pattern(hit.pattern).is_some_and(|pattern| pattern.holds_negation)
}

fn overlap(one: &Match, other: &Match) -> bool {
    one.spans.iter().any(|span| other.spans.iter().any(|with| span.start < with.end && with.start < span.end))
}

/// The first match of this pattern from here on that is asserted and not excepted; without one, the first that is
/// not excepted. `Not the stock model but our own model` holds the words twice, and means the second.
fn best_match(
    words: &Words,
    first: &Match,
    knowledge: &Knowledge,
    excepted: impl Fn(&Match) -> bool,
) -> Option<(Match, Polarity)> {
    let mut fallback = None;
    let mut next = Some(first.clone());
    while let Some(hit) = next {
        if !excepted(&hit) {
            let polarity = polarity_of(words, &hit, knowledge);
            if polarity == Polarity::Asserted {
                return Some((hit, polarity));
            }
            fallback = fallback.or_else(|| Some((hit.clone(), polarity)));
        }
        next = knowledge.lexicon.next_match(words, &hit);
    }
    fallback
}

fn share_a_clause(words: &Words, one: &Match, other: &Match) -> bool {
    let clauses = |hit: &Match| -> Vec<u32> {
        hit.spans
            .iter()
            .flat_map(|span| words.tokens.get(span.clone()).unwrap_or_default())
            .map(|token| token.clause)
            .collect()
    };
    let others = clauses(other);
    clauses(one).iter().any(|clause| others.contains(clause))
}

fn start(found: &FoundSignal) -> usize {
    found.matched.first().map_or(0, |range| range.start)
}

fn end(found: &FoundSignal) -> usize {
    found.matched.last().map_or(0, |range| range.end)
}

/// Weighs signals: the service whose signals weigh at least twice those of every rival wins. One weak signal alone
/// says nothing.
pub fn weigh(signals: Vec<FoundSignal>, knowledge: &Knowledge) -> Judgement {
    let verdict = verdict(&signals, knowledge);
    Judgement {
        points_to: verdict.as_ref().map(|(service, _)| service.clone()),
        strength: verdict.map(|(_, strength)| strength),
        signals,
    }
}

/// To which of the services in question, or their rivals, the signals point.
pub fn points_among(signals: &[FoundSignal], services: &[String], knowledge: &Knowledge) -> Option<String> {
    let concerns = |service: &String| services.iter().any(|it| it == service || knowledge.are_rivals(it, service));
    let signals: Vec<FoundSignal> =
        signals.iter().filter(|found| found.points_to.as_ref().is_some_and(concerns)).cloned().collect();
    verdict(&signals, knowledge).map(|(service, _)| service)
}

fn verdict(signals: &[FoundSignal], knowledge: &Knowledge) -> Option<(String, Strength)> {
    let mut weights: BTreeMap<&str, (u32, Strength)> = BTreeMap::new();
    for found in signals {
        let Some(service) = &found.points_to else { continue };
        let (weight, strongest) = weights.entry(service).or_insert((0, found.strength));
        *weight += weight_of(found.strength);
        *strongest = (*strongest).max(found.strength);
    }
    let (service, (weight, strongest)) = weights.iter().max_by_key(|(_, (weight, strongest))| (*weight, *strongest))?;
    let is_rival = |other: &str| knowledge.are_rivals(service, other);
    let rivals = weights.iter().filter(|(other, _)| is_rival(other)).map(|(_, (weight, _))| *weight).max();
    let wins = *weight >= weight_of(Strength::Strong) && *weight >= 2 * rivals.unwrap_or(0);
    wins.then(|| ((*service).to_owned(), *strongest))
}

fn weight_of(strength: Strength) -> u32 {
    match strength {
        Strength::Weak => 1,
        Strength::Strong => 2,
        Strength::Decisive => 4,
    }
}

/// Judges a text as if it were one requirement.
pub fn judge(text: &str, knowledge: &Knowledge) -> Judgement {
    weigh(find_signals(&Words::of(text, &knowledge.lexicon), knowledge), knowledge)
}

/// The signal of a find.
pub fn signal_of<'a>(found: &FoundSignal, knowledge: &'a Knowledge) -> Option<&'a Signal> {
    knowledge.signals.get(found.signal)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    /// The polarity of `phrase` in `text`, with the cues of the embedded knowledge.
    fn polarity(text: &str, phrase: &str) -> Polarity {
        let knowledge: Arc<Knowledge> = Knowledge::embedded();
        let words = Words::of(text, &knowledge.lexicon);
        let start = text.find(phrase).expect("the phrase is in the text");
        let within =
            |token: &crate::prose::Token| token.range.start >= start && token.range.end <= start + phrase.len();
        let first = words.tokens.iter().position(within).expect("a first word");
        let last = words.tokens.iter().rposition(within).expect("a last word");
        let span = first..last + 1;
        knowledge.lexicon.polarity(&words, std::slice::from_ref(&span), false)
    }

    #[test]
    fn cues_reach_what_they_govern_and_no_further() {
        use Polarity::{Asserted, Excluded, Negated};
        for (text, phrase, expected) in [
            ("We do not want to glaze pots.", "glaze pots", Negated),
            ("Glazing is out of scope; we only fire the kiln.", "fire the kiln", Asserted),
            ("No separate glazing step: the kiln glazes the pots.", "glazes the pots", Asserted),
            ("Out of scope: glaze pots", "glaze pots", Negated),
            ("We will not do: glaze pots", "glaze pots", Negated),
            ("Glaze pots (no downtime)", "Glaze pots", Asserted),
            ("Glaze pots: not planned", "Glaze pots", Negated),
            ("Clay that must not leave the house is used to glaze pots.", "glaze pots", Asserted),
            ("No servers for our pottery class", "pottery class", Asserted),
            ("No need for our own pottery class", "pottery class", Negated),
            ("Zero infrastructure work, glazed pots and a warm kiln", "glazed pots", Asserted),
            ("Not fire, glaze or sell pots", "sell pots", Negated),
            ("Instead of buying pots we glaze pots at home", "buying pots", Excluded),
            ("Instead of buying pots we glaze pots at home", "glaze pots", Asserted),
            ("Instead of pots we glaze, plates are sold", "glaze", Excluded),
            ("The kiln must refuse wet pots", "refuse wet pots", Asserted),
            ("Glazing pots beats training apprentices", "Glazing pots", Asserted),
            ("Glazing pots beats training apprentices", "apprentices", Excluded),
            ("Compared with self-hosted kilns, buying pots is easy", "kilns", Excluded),
            ("Compared with self-hosted kilns, buying pots is easy", "buying pots", Asserted),
        ] {
            assert_eq!(polarity(text, phrase), expected, "{phrase:?} in {text:?}");
        }
    }
}
