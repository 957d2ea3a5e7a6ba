//! Where something stands about which there is something to say: old and wrong names, features and models
//! that have ended, features credited to the wrong owner, claims that are no longer true.
//!
//! The rules decide what is worth a word; here is only how the thing is said.

use std::ops::Range;

use super::Setting;
use crate::knowledge::Knowledge;
use crate::knowledge::names::{NameMatch, Named};
use crate::markdown::Inline;
use crate::prose::{Polarity, Words};

/// Words between a cue of usage and the name.
const USAGE_REACH: usize = 2;
/// Words between a cue of decision and the name.
const DECISION_REACH: usize = 12;

/// A name or claim about which there is something to say. All ranges are bytes of the section.
#[expect(clippy::struct_excessive_bools, reason = "observations that do not depend on one another")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    pub noted: Noted,
    /// The name, or the words of the claim.
    pub range: Range<usize>,
    /// The sentence, cell or heading around it.
    pub around: Range<usize>,
    pub form: Form,
    pub polarity: Polarity,
    /// The sentence asks.
    pub question: bool,
    /// The sentence tells itself of another name.
    pub tells_name: bool,
    /// The sentence tells itself of an end, of leaving, or of the past.
    pub tells_end: bool,
    /// The sentence speaks of the past.
    pub tells_past: bool,
    /// Words around it say that it is used or shall be.
    pub used: bool,
    pub setting: Setting,
}

/// What was found. Each is an index into the list of the knowledge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Noted {
    Rename(usize),
    Closure(usize),
    Misattribution(usize),
    DatedClaim(usize),
}

/// In what kind of text it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    Prose,
    Heading,
    /// The name begins a longer one, as its next word shows: *Acme Kiln Racks*.
    Continued,
    /// A code span.
    Code,
    /// Between quotation marks.
    Quoted,
    /// A part of an identifier or path: *kiln-role*.
    Identifier,
    /// A part of the text of a link: most likely somebody else's title.
    LinkTitle,
}

/// A piece of prose in which such names may stand.
pub(super) struct NotedPassage<'a> {
    /// The whole section.
    pub(super) text: &'a str,
    pub(super) words: &'a Words,
    pub(super) inline: &'a Inline,
    /// Bytes of the section.
    pub(super) range: Range<usize>,
    pub(super) heading: bool,
    /// A label says that what follows is used.
    pub(super) labelled: bool,
    pub(super) setting: &'a Setting,
}

impl NotedPassage<'_> {
    /// The notes on those of `names` (all of the section) that stand in this passage.
    pub(super) fn names(&self, names: &[NameMatch], knowledge: &Knowledge) -> Vec<Note> {
        names
            .iter()
            .skip_while(|name| name.range.start < self.range.start)
            .take_while(|name| name.range.start < self.range.end)
            .filter_map(|name| {
                let noted = match name.named {
                    Named::Rename(index) => Noted::Rename(index),
                    Named::Closure(index) => Noted::Closure(index),
                    Named::Misattribution(index) => Noted::Misattribution(index),
                    Named::Service(_) | Named::Term(_) | Named::Context(_) | Named::Foreign(_) => return None,
                };
                self.note(noted, name.range.clone(), self.form(name)?, knowledge)
            })
            .collect()
    }

    /// The note on a claim whose words span this range. Its polarity has been looked at.
    pub(super) fn claim(&self, index: usize, range: Range<usize>, knowledge: &Knowledge) -> Option<Note> {
        let note = self.note(Noted::DatedClaim(index), range, Form::Prose, knowledge)?;
        Some(Note { polarity: Polarity::Asserted, ..note })
    }

    fn note(&self, noted: Noted, range: Range<usize>, form: Form, knowledge: &Knowledge) -> Option<Note> {
        let lexicon = &knowledge.lexicon;
        let tokens = &self.words.tokens;
        // A name in code is no word; then its neighbours tell.
        let first = tokens.partition_point(|token| token.range.end <= range.start).min(tokens.len().checked_sub(1)?);
        let last = tokens.partition_point(|token| token.range.start < range.end).max(first + 1);
        let span = first..last.min(tokens.len());
        let run = |key: fn(&crate::prose::Token) -> u32| {
            let here = tokens.get(first).map(key);
            let start = tokens.iter().take(first).rposition(|token| Some(key(token)) != here).map_or(0, |at| at + 1);
            let length = tokens.iter().skip(first).take_while(|token| Some(key(token)) == here).count();
            start..first + length
        };
        let sentence = run(|token| token.sentence);
        let clause = run(|token| token.clause);
        let tells = |class: &str| lexicon.class(class).find(self.words, sentence.clone()).is_some();
        let bytes = self.words.bytes(sentence.clone());
        let question = self.text.get(bytes.end..self.range.end).is_some_and(|rest| rest.starts_with('?'))
            || self.text.get(self.range.clone()).is_some_and(|text| text.trim_end().ends_with('?'));
        let near = |class: &str, reach: usize| {
            let cues = lexicon.class(class);
            (clause.start..span.start)
                .any(|index| cues.end_at(self.words, index, span.start).is_some_and(|end| end + reach >= span.start))
        };
        let after = lexicon.class("usage_after");
        let used_after = (span.end..clause.end.min(span.end + USAGE_REACH))
            .any(|index| after.end_at(self.words, index, clause.end).is_some());
        Some(Note {
            noted,
            polarity: lexicon.polarity(self.words, std::slice::from_ref(&span), false),
            question,
            tells_name: tells("name_history"),
            tells_end: ["end_told", "leaving", "past"].into_iter().any(tells),
            tells_past: tells("past"),
            used: self.labelled
                || used_after
                || near("usage_before", USAGE_REACH)
                || near("decide_before", DECISION_REACH),
            around: if self.setting.cell || self.heading {
                self.range.clone()
            } else {
                bytes.start.min(range.start)..bytes.end.max(range.end)
            },
            form,
            range,
            setting: self.setting.clone(),
        })
    }

    /// In what kind of text a name stands; `None` where names do not count.
    fn form(&self, name: &NameMatch) -> Option<Form> {
        let holds = |range: &Range<usize>| range.start <= name.range.start && name.range.end <= range.end;
        if self.inline.code.iter().any(holds) {
            return name.code.then_some(Form::Code);
        }
        if !self.inline.prose.iter().any(holds) {
            return None;
        }
        if let Some(link) = self.inline.links.iter().find(|link| holds(&link.text))
            && link.text != name.range
        {
            return Some(Form::LinkTitle);
        }
        let before = self.text.get(self.range.start..name.range.start).unwrap_or_default();
        let after = self.text.get(name.range.end..self.range.end).unwrap_or_default();
        if joined(before.chars().next_back(), before.chars().nth_back(1))
            || joined(after.chars().next(), after.chars().nth(1))
        {
            return Some(Form::Identifier);
        }
        if is_quoted(before) {
            return Some(Form::Quoted);
        }
        if self.heading {
            return Some(Form::Heading);
        }
        let next = after.strip_prefix(' ').and_then(|rest| rest.chars().next());
        if next.is_some_and(char::is_uppercase) {
            return Some(Form::Continued);
        }
        Some(Form::Prose)
    }
}

/// A mark that ties words into an identifier or path, with a letter or digit behind it.
fn joined(mark: Option<char>, beyond: Option<char>) -> bool {
    let Some(mark) = mark else { return false };
    matches!(mark, '-' | '/' | '\\' | '_' | '.' | ':' | '@' | '=' | '#' | '$')
        && beyond.is_some_and(|beyond| beyond.is_alphanumeric() || matches!(beyond, '/' | '{' | '$'))
}

/// A quotation mark is open at the end of the text.
fn is_quoted(before: &str) -> bool {
    let mut straight = false;
    let mut curly = 0_u32;
    for character in before.chars() {
        match character {
            '"' => straight = !straight,
            '“' | '„' | '«' => curly += 1,
            '”' | '»' => curly = curly.saturating_sub(1),
            _ => {}
        }
    }
    straight || curly > 0
}
