//! Whether a clause asserts, denies or sets aside what was found in it.

use std::ops::Range;

use super::lexicon::{Cues, Lexicon};
use super::words::{Boundary, Token, Words};

/// Words between a cue and what it governs, at most.
const REACH: usize = 12;
/// The same for cues that belong to one word (`non`).
const REACH_NEAR: usize = 2;
/// Words between what is governed and a cue after it, at most.
const REACH_BACK: usize = 10;
/// A longer clause after a colon is a statement of its own.
const LONGEST_VERDICT: usize = 4;
/// Words after an open lead-in (`We will not build:`), at most.
const LONGEST_OBJECT: usize = 2;
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

/// The words from `start` to `end` are words of the pattern itself: a match begins or ends with them.
fn matched(spans: &[Range<usize>], start: usize, end: usize) -> bool {
    spans.iter().any(|span| span.start == start || span.end == end)
}

impl Lexicon {
    /// The polarity of the words in `spans` (token ranges in order, within one sentence).
    ///
    /// `holds_negation`: what matched says *no* itself, so a cue before or inside it belongs to it.
    pub fn polarity(&self, words: &Words, spans: &[Range<usize>], holds_negation: bool) -> Polarity {
        let Some(first) = spans.first() else { return Polarity::Asserted };
        let excluded = |span: &Range<usize>| words.tokens.get(span.start).is_some_and(|token| token.excluded);
        if spans.iter().any(excluded) {
            return Polarity::Excluded;
        }
        if holds_negation {
            return Polarity::Asserted;
        }
        let cues = NegationCues::of(self);
        if cues.lead_in(words, first.start) {
            return Polarity::Negated;
        }
        if spans.iter().any(|span| cues.before(words, span, spans) || cues.after(words, span, spans)) {
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
    open_lead_ins: Cues<'lexicon>,
    relatives: Cues<'lexicon>,
    finite: Cues<'lexicon>,
    presupposed: Cues<'lexicon>,
    wants: Cues<'lexicon>,
    list_heads: Cues<'lexicon>,
    alternatives: Cues<'lexicon>,
}

/// A cue that reaches forward.
#[derive(Clone, Copy)]
struct Reaching {
    /// First token after the cue.
    end: usize,
    /// It stands in a relative clause (`data that must not leave …`).
    relative: bool,
    /// It denies one thing at the head of a list of merits (`Zero effort, cheap clay and …`).
    one_merit: bool,
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
            open_lead_ins: lexicon.class("negative_lead_in_open"),
            relatives: lexicon.class("relative_pronoun"),
            finite: lexicon.class("finite_verb"),
            presupposed: lexicon.class("presupposed_purpose"),
            wants: lexicon.class("noun_of_wanting"),
            list_heads: lexicon.class("negation_of_burden"),
            alternatives: lexicon.class("list_joiner_or"),
        }
    }

    /// A cue governs the span from before it or stands inside it. What a pattern matched itself is no cue.
    fn before(&self, words: &Words, span: &Range<usize>, spans: &[Range<usize>]) -> bool {
        let Some(clause) = words.tokens.get(span.start).map(|token| token.clause) else { return false };
        let start = words
            .tokens
            .iter()
            .take(span.start)
            .rposition(|token| token.clause != clause)
            .map_or(0, |position| position + 1);
        let mut cue: Option<Reaching> = None;
        let mut index = start;
        while index < span.end {
            let token_after_comma = words.tokens.get(index).is_some_and(Token::after_comma);
            if let Some(end) = self.false_cues.end_at(words, index, words.tokens.len()) {
                index = end;
                continue;
            }
            // What comes after "so" or ", we" is no longer denied; inside the span nothing breaks.
            if let Some(open) = cue
                && index <= span.start
                && (self.breakers.end_at(words, index, words.tokens.len()).is_some()
                    || open.relative && index > open.end && self.finite.end_at(words, index, span.end).is_some()
                    || self.names_a_given(words, open, index)
                    || token_after_comma
                        && (self.begins_anew(words, index) || !self.list_goes_on(words, index, span, open)))
            {
                cue = None;
            }
            let near = self.near.end_at(words, index, span.end);
            if near.is_some_and(|end| end + REACH_NEAR > span.start && !matched(spans, index, end)) {
                return true;
            }
            if let Some(end) = self.cues.end_at(words, index, span.end)
                && !matched(spans, index, end)
            {
                cue = Some(Reaching {
                    end,
                    relative: (index.saturating_sub(2).max(start)..index)
                        .any(|before| self.relatives.end_at(words, before, index).is_some()),
                    one_merit: self.list_heads.end_at(words, index, words.tokens.len()).is_some(),
                });
                index = end.max(index + 1);
                continue;
            }
            index += 1;
        }
        cue.is_some_and(|cue| cue.end + REACH >= span.start)
    }

    /// `No servers for our chatbot` denies the servers only; `no need for our own models` denies the models.
    fn names_a_given(&self, words: &Words, cue: Reaching, index: usize) -> bool {
        index > cue.end
            && self.presupposed.end_at(words, index, words.tokens.len()).is_some()
            && self.wants.end_at(words, index - 1, index).is_none()
    }

    fn begins_anew(&self, words: &Words, index: usize) -> bool {
        self.subjects.end_at(words, index, words.tokens.len()).is_some()
    }

    /// After a comma: the members of one list, denied as a whole (`not train, host or tune`).
    fn list_goes_on(&self, words: &Words, index: usize, span: &Range<usize>, cue: Reaching) -> bool {
        let joiners = if cue.one_merit { self.alternatives } else { self.joiners };
        (index..(span.end + 3).min(words.tokens.len())).any(|joiner| {
            let token = words.tokens.get(joiner);
            let here = words.tokens.get(index);
            token.map(|token| token.clause) == here.map(|token| token.clause)
                && joiners.end_at(words, joiner, joiner + 1).is_some()
        })
    }

    fn after(&self, words: &Words, span: &Range<usize>, spans: &[Range<usize>]) -> bool {
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
            if token.is_some_and(Token::after_comma) {
                return false;
            }
            if self.after_breakers.end_at(words, index, end).is_some() {
                return false;
            }
            if self.after.end_at(words, index, end).is_some_and(|cue_end| !matched(spans, index, cue_end)) {
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
            && verdict.before != Boundary::Semicolon
            && length <= LONGEST_VERDICT
            && (start..end).any(|index| {
                self.after.end_at(words, index, end).is_some()
                    // `… (no downtime)` denies something else.
                    || self.lead_ins.end_at(words, index, end) == Some(end)
                    || self.open_lead_ins.end_at(words, index, end) == Some(end)
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
        let end = start + length;
        let another =
            words.tokens.get(end).is_none_or(|next| next.before == Boundary::Semicolon) || self.begins_anew(words, end);
        length <= LONGEST_LEAD_IN
            && !another
            && (start..end).any(|index| {
                self.lead_ins.end_at(words, index, end).is_some()
                    // `We do not:` sets aside what follows; `No separate servers: …` does not.
                    || self.open_lead_ins.end_at(words, index, end).is_some_and(|cue| cue + LONGEST_OBJECT >= end)
            })
    }
}
