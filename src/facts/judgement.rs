//! To which service a statement points, and why.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::knowledge::{Knowledge, PatternOwner, Signal, Strength};
use crate::prose::{Polarity, Words};

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
    let lexicon = &knowledge.lexicon;
    let mut found: Vec<FoundSignal> = Vec::new();
    for sentence in words.sentences() {
        let hits = lexicon.matches(words, sentence);
        let cancelled: Vec<usize> = hits
            .iter()
            .filter_map(|hit| match knowledge.pattern_owner(hit.pattern)? {
                PatternOwner::Unless(signal) => Some(signal),
                PatternOwner::Signal(_) | PatternOwner::DatedClaim(_) => None,
            })
            .collect();
        for hit in hits {
            let Some(PatternOwner::Signal(index)) = knowledge.pattern_owner(hit.pattern) else { continue };
            let Some(signal) = knowledge.signals.get(index) else { continue };
            if cancelled.contains(&index) {
                continue;
            }
            let holds_negation = lexicon.pattern(hit.pattern).is_some_and(|pattern| pattern.holds_negation);
            let polarity = lexicon.polarity(words, &hit.spans, holds_negation);
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
    // One entry for each signal and polarity: the first and, where two begin together, the widest.
    found.sort_by_key(|found| (found.signal, found.polarity as u8, start(found), usize::MAX - end(found)));
    found.dedup_by_key(|found| (found.signal, found.polarity));
    found.sort_by_key(|found| {
        (std::cmp::Reverse((found.points_to.is_some(), found.strength)), start(found), found.signal)
    });
    found
}

fn start(found: &FoundSignal) -> usize {
    found.matched.first().map_or(0, |range| range.start)
}

fn end(found: &FoundSignal) -> usize {
    found.matched.last().map_or(0, |range| range.end)
}

/// Weighs signals: the service whose signals weigh at least twice those of every other one wins. One weak
/// signal alone says nothing.
pub fn weigh(signals: Vec<FoundSignal>) -> Judgement {
    let mut weights: BTreeMap<&str, (u32, Strength)> = BTreeMap::new();
    for found in &signals {
        let Some(service) = &found.points_to else { continue };
        let (weight, strongest) = weights.entry(service).or_insert((0, found.strength));
        *weight += weight_of(found.strength);
        *strongest = (*strongest).max(found.strength);
    }
    let winner = weights.iter().max_by_key(|(_, (weight, strongest))| (*weight, *strongest));
    let verdict = winner.and_then(|(service, (weight, strongest))| {
        let rivals: u32 =
            weights.iter().filter(|(other, _)| *other != service).map(|(_, (weight, _))| *weight).max().unwrap_or(0);
        (*weight >= weight_of(Strength::Strong) && *weight >= 2 * rivals).then(|| ((*service).to_owned(), *strongest))
    });
    Judgement {
        points_to: verdict.as_ref().map(|(service, _)| service.clone()),
        strength: verdict.map(|(_, strength)| strength),
        signals,
    }
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
    weigh(find_signals(&Words::of(text, &knowledge.lexicon), knowledge))
}

/// The signal of a find.
pub fn signal_of<'a>(found: &FoundSignal, knowledge: &'a Knowledge) -> Option<&'a Signal> {
    knowledge.signals.get(found.signal)
}
