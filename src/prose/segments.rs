//! Text cut at word boundaries, as Unicode describes them (UAX #29), with a short cut through ASCII.
//!
//! Most text is ASCII, where the rules are few. The library knows the rest; it is asked for the runs between
//! blanks that hold anything else.

use std::iter::Peekable;

use unicode_segmentation::{UWordBoundIndices, UnicodeSegmentation};

/// Words and what stands between them, in order, with the byte where each begins.
pub(super) fn segments(text: &str) -> Peekable<Segments<'_>> {
    Segments { text, at: 0, other: None }.peekable()
}

pub(super) struct Segments<'text> {
    text: &'text str,
    at: usize,
    /// A run that is not ASCII, with its start.
    other: Option<(usize, UWordBoundIndices<'text>)>,
}

impl<'text> Iterator for Segments<'text> {
    type Item = (usize, &'text str);

    fn next(&mut self) -> Option<Self::Item> {
        if let Some((start, run)) = &mut self.other {
            if let Some((offset, segment)) = run.next() {
                return Some((*start + offset, segment));
            }
            self.other = None;
        }
        let rest = self.text.get(self.at..).filter(|rest| !rest.is_empty())?;
        let start = self.at;
        let Some(length) = ascii(rest.as_bytes()) else {
            let run = rest.find(|character: char| character.is_ascii_whitespace()).filter(|end| *end > 0);
            let run = rest.get(..run.unwrap_or(rest.len()))?;
            self.at += run.len();
            self.other = Some((start, run.split_word_bound_indices()));
            return self.next();
        };
        self.at += length;
        Some((start, rest.get(..length)?))
    }
}

/// The length of the segment that begins here; `None` if it is for the library to say.
fn ascii(text: &[u8]) -> Option<usize> {
    let first = *text.first()?;
    let next = text.get(1).copied();
    if first == b' ' {
        return Some(text.iter().take_while(|byte| **byte == b' ').count());
    }
    if first == b'\r' && next == Some(b'\n') {
        return Some(2);
    }
    if first.is_ascii_whitespace() {
        return Some(1);
    }
    let length = if is_word(first) { word(text) } else { 1 };
    // What follows may belong to it: an accent, a joiner, a letter.
    if !first.is_ascii() || text.get(length).is_some_and(|byte| !byte.is_ascii()) || touches_other(text, length) {
        return None;
    }
    Some(length)
}

/// A mark after a word may join it to a letter of another script.
fn touches_other(text: &[u8], length: usize) -> bool {
    text.get(length + 1).is_some_and(|byte| !byte.is_ascii())
        && text.get(length).is_some_and(u8::is_ascii_punctuation)
        && text.first().is_some_and(|first| is_word(*first))
}

/// Letters, digits and underscores join, and a few marks join two letters or two digits.
fn word(text: &[u8]) -> usize {
    let mut length = 1;
    while let Some(byte) = text.get(length) {
        if !is_word(*byte) {
            let both =
                |is: fn(&u8) -> bool| text.get(length - 1).is_some_and(is) && text.get(length + 1).is_some_and(is);
            let joins = match byte {
                b'.' | b'\'' => both(u8::is_ascii_alphabetic) || both(u8::is_ascii_digit),
                b':' => both(u8::is_ascii_alphabetic),
                b',' | b';' => both(u8::is_ascii_digit),
                _ => false,
            };
            if !joins {
                break;
            }
        }
        length += 1;
    }
    length
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_segmentation::UnicodeSegmentation;

    use super::segments;

    fn texts() -> impl Strategy<Value = String> {
        let pieces = prop::sample::select(vec![
            "a",
            "B",
            "word",
            "7",
            "42",
            "_",
            ".",
            "'",
            "’",
            ":",
            ",",
            ";",
            "\"",
            "-",
            "(",
            " ",
            "  ",
            "\n",
            "\r\n",
            "\t",
            "é",
            "e\u{301}",
            "漢",
            "—",
            "→",
            "…",
            "\u{1f600}",
            "a\u{200d}",
            "\u{a0}",
            "א",
            "\0",
        ]);
        prop::collection::vec(pieces, 0..24).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        #[test]
        fn segments_are_those_of_the_library(text in texts()) {
            let ours: Vec<_> = segments(&text).collect();
            let theirs: Vec<_> = text.split_word_bound_indices().collect();
            prop_assert_eq!(ours, theirs);
        }
    }
}
