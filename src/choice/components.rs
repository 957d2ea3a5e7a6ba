//! The parts of a document that are about one part of the system each, and where else they are spoken of.

use std::collections::HashMap;
use std::ops::Range;

use super::Outline;
use crate::document::Document;

/// A heading of fewer bytes (*Chat*) occurs in too many sentences to be meant.
const SHORTEST_PHRASE: usize = 6;
/// A document with more components has them listed in a table.
const MOST_COMPONENTS: usize = 64;

/// The headings of an outline as words that other places may use.
#[derive(Debug, Default)]
pub(super) struct Components {
    /// The words of the headings, by part.
    phrases: Vec<Option<String>>,
    /// The first part of each heading.
    by_phrase: HashMap<String, usize>,
    /// Indices of the parts whose heading names a part of the system, in order.
    parts: Vec<usize>,
}

impl Components {
    pub(super) fn of(document: &Document, outline: &Outline) -> Self {
        let parts = outline.parts();
        let named = parts.iter().enumerate().filter(|(_, part)| part.is_component()).map(|(index, _)| index);
        let phrases: Vec<Option<String>> = parts.iter().map(|part| phrase(document, &part.heading)).collect();
        let numbered = phrases.iter().enumerate().rev();
        Self {
            by_phrase: numbered.filter_map(|(index, phrase)| Some((phrase.clone()?, index))).collect(),
            phrases,
            parts: named.take(MOST_COMPONENTS).collect(),
        }
    }

    /// The part whose heading has the words of this range, or the only component whose heading holds them.
    pub(super) fn named(&self, document: &Document, label: &Range<usize>) -> Option<usize> {
        let label = phrase(document, label)?;
        if let Some(same) = self.by_phrase.get(&label) {
            return Some(*same);
        }
        let mut holding = self
            .parts
            .iter()
            .filter(|part| self.phrase(**part).is_some_and(|phrase| last_of(phrase, &label).is_some()));
        let only = holding.next()?;
        (holding.next().is_none() && label.len() >= SHORTEST_PHRASE).then_some(*only)
    }

    /// The component elsewhere of which the words before a name speak last: *the demand forecast runs on X*.
    pub(super) fn spoken_of(&self, document: &Document, outline: &Outline, before: &Range<usize>) -> Option<usize> {
        let said = phrase(document, before)?;
        self.parts
            .iter()
            .filter(|part| outline.parts().get(**part).is_some_and(|part| !part.range.contains(&before.end)))
            .filter_map(|part| {
                let phrase = self.phrase(*part).filter(|phrase| phrase.len() >= SHORTEST_PHRASE)?;
                Some((last_of(&said, phrase)?, *part))
            })
            .max()
            .map(|(_, part)| part)
    }

    fn phrase(&self, part: usize) -> Option<&str> {
        self.phrases.get(part)?.as_deref()
    }
}

/// The words of a range without numbers and marks around them, in lower case.
fn phrase(document: &Document, range: &Range<usize>) -> Option<String> {
    let text = document.source().get(range.clone())?;
    let phrase = text.trim_matches(|letter: char| !letter.is_alphabetic()).to_lowercase();
    (!phrase.is_empty()).then_some(phrase)
}

/// Where the words occur last as whole words.
fn last_of(text: &str, words: &str) -> Option<usize> {
    let letter = |side: Option<char>| side.is_some_and(char::is_alphabetic);
    text.rmatch_indices(words).map(|(start, _)| start).find(|start| {
        !letter(text.get(..*start).and_then(|before| before.chars().next_back()))
            && !letter(text.get(start + words.len()..).and_then(|after| after.chars().next()))
    })
}

#[cfg(test)]
mod tests {
    use super::last_of;

    #[test]
    fn whole_words_only() {
        assert_eq!(last_of("the chat and the chatter, the chat.", "the chat"), Some(26));
        assert_eq!(last_of("the chatter", "the chat"), None);
        assert_eq!(last_of("überchat", "chat"), None);
    }
}
