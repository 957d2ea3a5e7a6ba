//! Whether a clause asserts, denies or sets aside what was found in it.

use std::ops::Range;

use super::lexicon::{Cues, Lexicon};
use super::words::Words;

/// Words between a cue and what it governs, at most.
const REACH: usize = 12;
/// The same for cues that belong to one word (`non`).
const REACH_NEAR: usize = 2;
/// Words between what is governed and a cue after it, at most.
const REACH_BACK: usize = 10;
/// A longer clause after a colon is a statement of its own.
const LONGEST_VERDICT: usize = 4;
/// A longer first clause is no lead-in.
const LONGEST_LEAD_IN: usize = 7;

/// How a text stands to something it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Polarity {
    Asserted,
    /// `no X`, `not to X`, `X is out of scope`.
    Negated,
    /// `rather than X`, `unlike X`.
    Excluded,
}

impl Polarity {
    pub fn name(self) -> &'static str {
        match self {
            Self::Asserted => "asserted",
            Self::Negated => "negated",
            Self::Excluded => "excluded",
        }
    }
}

impl Lexicon {
    /// The polarity of the words in `spans` (token ranges in order, within one sentence).
    ///
    /// `holds_negation`: what matched says *no* itself, so a cue before or inside it belongs to it.
    pub fn polarity(&self, words: &Words, spans: &[Range<usize>], holds_negation: bool) -> Polarity {
        let Some(first) = spans.first() else { return Polarity::Asserted };
        if words.tokens.get(first.start).is_some_and(|token| token.excluded) {
            return Polarity::Excluded;
        }
        if holds_negation {
            return Polarity::Asserted;
        }
        let cues = NegationCues::of(self);
        if cues.lead_in(words, first.start) {
            return Polarity::Negated;
        }
        if spans.iter().any(|span| cues.before(words, span) || cues.after(words, span)) {
            Polarity::Negated
        } else {
            Polarity::Asserted
        }
    }
}

struct NegationCues<'lexicon> {
    cues: Cues<'lexicon>,
    after: Cues<'lexicon>,
    false_cues: Cues<'lexicon>,
    breakers: Cues<'lexicon>,
    subjects: Cues<'lexicon>,
    near: Cues<'lexicon>,
    last: Cues<'lexicon>,
    after_breakers: Cues<'lexicon>,
    joiners: Cues<'lexicon>,
    lead_ins: Cues<'lexicon>,
}

impl<'lexicon> NegationCues<'lexicon> {
    fn of(lexicon: &'lexicon Lexicon) -> Self {
        Self {
            cues: lexicon.class("negation"),
            after: lexicon.class("negation_after"),
            false_cues: lexicon.class("negation_false"),
            breakers: lexicon.class("negation_breakers"),
            subjects: lexicon.class("subject"),
            near: lexicon.class("negation_near"),
            last: lexicon.class("negation_last"),
            after_breakers: lexicon.class("negation_after_breakers"),
            joiners: lexicon.class("list_joiner"),
            lead_ins: lexicon.class("negative_lead_in"),
        }
    }

    /// A cue governs the span from before it or stands inside it.
    fn before(&self, words: &Words, span: &Range<usize>) -> bool {
        let Some(clause) = words.tokens.get(span.start).map(|token| token.clause) else { return false };
        let start = words
            .tokens
            .iter()
            .take(span.start)
            .rposition(|token| token.clause != clause)
            .map_or(0, |position| position + 1);
        let mut cue_end: Option<usize> = None;
        let mut index = start;
        while index < span.end {
            let token_after_comma = words.tokens.get(index).is_some_and(|token| token.after_comma);
            if let Some(end) = self.false_cues.end_at(words, index, words.tokens.len()) {
                index = end;
                continue;
            }
            // What comes after "so" or ", we" is no longer denied; inside the span nothing breaks.
            if index <= span.start
                && (self.breakers.end_at(words, index, words.tokens.len()).is_some()
                    || token_after_comma && (self.begins_anew(words, index) || !self.list_goes_on(words, index, span)))
            {
                cue_end = None;
            }
            if self.near.end_at(words, index, span.end).is_some_and(|end| end + REACH_NEAR > span.start) {
                return true;
            }
            if let Some(end) = self.cues.end_at(words, index, span.end) {
                cue_end = Some(end);
                index = end.max(index + 1);
                continue;
            }
            index += 1;
        }
        cue_end.is_some_and(|end| end + REACH >= span.start)
    }

    fn begins_anew(&self, words: &Words, index: usize) -> bool {
        self.subjects.end_at(words, index, words.tokens.len()).is_some()
    }

    /// After a comma: the members of one list, denied as a whole (`not train, host or tune`).
    fn list_goes_on(&self, words: &Words, index: usize, span: &Range<usize>) -> bool {
        (index..(span.end + 3).min(words.tokens.len())).any(|joiner| {
            let token = words.tokens.get(joiner);
            let here = words.tokens.get(index);
            token.map(|token| token.clause) == here.map(|token| token.clause)
                && self.joiners.end_at(words, joiner, joiner + 1).is_some()
        })
    }

    fn after(&self, words: &Words, span: &Range<usize>) -> bool {
        let Some(clause) = span.end.checked_sub(1).and_then(|last| words.tokens.get(last)).map(|token| token.clause)
        else {
            return false;
        };
        let end = words
            .tokens
            .iter()
            .enumerate()
            .skip(span.end)
            .take(REACH_BACK)
            .take_while(|(_, token)| token.clause == clause)
            .last()
            .map_or(span.end, |(index, _)| index + 1);
        let mut index = span.end;
        while index < end {
            if let Some(skipped) = self.false_cues.end_at(words, index, end) {
                index = skipped;
                continue;
            }
            let token = words.tokens.get(index);
            if token.is_some_and(|token| token.after_comma) {
                return false;
            }
            if self.after_breakers.end_at(words, index, end).is_some() {
                return false;
            }
            if self.after.end_at(words, index, end).is_some() {
                return true;
            }
            let ends_clause = words.tokens.get(index + 1).is_none_or(|next| next.clause != clause);
            if ends_clause && self.last.end_at(words, index, end).is_some() {
                return true;
            }
            index += 1;
        }
        self.denied_by_verdict(words, end)
    }

    /// A short clause after the words denies them: `Training own models: not planned`.
    fn denied_by_verdict(&self, words: &Words, start: usize) -> bool {
        let Some(verdict) = words.tokens.get(start) else { return false };
        let same_sentence = start
            .checked_sub(1)
            .and_then(|last| words.tokens.get(last))
            .is_some_and(|last| last.sentence == verdict.sentence);
        let length = words.tokens.iter().skip(start).take_while(|token| token.clause == verdict.clause).count();
        let end = start + length;
        same_sentence
            && length <= LONGEST_VERDICT
            && (start..end).any(|index| {
                self.after.end_at(words, index, end).is_some()
                    || self.lead_ins.end_at(words, index, end).is_some()
                    || index + 1 == end && self.last.end_at(words, index, end).is_some()
            })
    }

    /// The sentence begins with a short clause such as `Out of scope:`.
    fn lead_in(&self, words: &Words, at: usize) -> bool {
        let Some(here) = words.tokens.get(at) else { return false };
        let Some(start) = words.tokens.iter().position(|token| token.sentence == here.sentence) else { return false };
        let Some(first_clause) = words.tokens.get(start).map(|token| token.clause) else { return false };
        if first_clause == here.clause {
            return false;
        }
        let length = words.tokens.iter().skip(start).take_while(|token| token.clause == first_clause).count();
        length <= LONGEST_LEAD_IN
            && (start..start + length).any(|index| self.lead_ins.end_at(words, index, start + length).is_some())
    }
}
