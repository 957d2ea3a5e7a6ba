//! The text of a document: edits, and the way between byte offsets and protocol positions.
//!
//! This is the only file that knows about the rope. Everything above it speaks of byte offsets
//! into plain `&str`s; positions (line and character, in the units the client asked for) exist
//! only at the border of the language server.
//!
//! Lines end at `\n`, `\r\n` and a lone `\r`, as the protocol says, and nowhere else.

use std::fmt;
use std::ops::Range;

use ropey::Rope;

/// The unit of [`Position::character`], as negotiated with the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// UTF-16 code units: what the protocol assumes when nothing was negotiated.
    #[default]
    Utf16,
    /// Unicode scalar values.
    Utf32,
}

/// A place in a text as the protocol writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Position {
    /// Zero-based line.
    pub line: u32,
    /// Zero-based offset in the line, in units of an [`Encoding`].
    pub character: u32,
}

/// One edit as a client sends it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What is replaced, start and end; `None` stands for the whole text.
    pub range: Option<(Position, Position)>,
    /// What it is replaced by.
    pub text: String,
}

/// A text that is cheap to edit and to clone.
#[derive(Debug, Clone, Default)]
pub struct Text {
    rope: Rope,
}

impl Text {
    /// The text `text`.
    pub fn new(text: &str) -> Self {
        Self { rope: Rope::from_str(text) }
    }

    /// The length in bytes.
    pub fn len(&self) -> usize {
        self.rope.len_bytes()
    }

    /// Whether there is no text at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number of lines: one more than there are line ends.
    pub fn line_count(&self) -> usize {
        self.rope.len_lines()
    }

    /// The byte offset at which a line starts; the length of the text for lines past the end.
    pub fn line_start(&self, line: usize) -> usize {
        if line < self.line_count() { self.rope.line_to_byte(line) } else { self.len() }
    }

    /// Applies one edit, whose positions count in `encoding` against the text as it is now.
    ///
    /// Clients do send positions that do not exist. They are moved to the nearest that does: past
    /// the end of a line to the end of that line, past the last line to the end of the text, inside
    /// of a character to its start. A range the wrong way round is turned round.
    pub fn apply(&mut self, change: &Change, encoding: Encoding) {
        let Some((start, end)) = change.range else {
            self.rope = Rope::from_str(&change.text);
            return;
        };
        let start = self.char_at(start, encoding);
        let end = self.char_at(end, encoding);
        let (start, end) = (start.min(end), start.max(end));
        self.rope.remove(start..end);
        self.rope.insert(start, &change.text);
    }

    /// The byte offset of a position, moved to the nearest place that exists as in [`Text::apply`].
    pub fn offset(&self, position: Position, encoding: Encoding) -> usize {
        self.rope.char_to_byte(self.char_at(position, encoding))
    }

    /// The position of a byte offset. Offsets past the end give the end; offsets inside of a
    /// character, or between the two halves of a `\r\n`, give the start of that character or pair.
    pub fn position(&self, offset: usize, encoding: Encoding) -> Position {
        let mut char = self.rope.byte_to_char(offset.min(self.len()));
        let line = self.rope.char_to_line(char);
        char = char.min(self.line_end(line));
        let start = self.rope.line_to_char(line);
        let character = match encoding {
            Encoding::Utf8 => self.rope.char_to_byte(char) - self.rope.char_to_byte(start),
            Encoding::Utf16 => self.rope.char_to_utf16_cu(char) - self.rope.char_to_utf16_cu(start),
            Encoding::Utf32 => char - start,
        };
        Position { line: saturate(line), character: saturate(character) }
    }

    /// The text of a range of bytes, clamped to the text and widened to whole characters at its
    /// start, narrowed at its end.
    pub fn slice(&self, range: Range<usize>) -> String {
        let start = self.rope.byte_to_char(range.start.min(self.len()));
        let end = self.rope.byte_to_char(range.end.min(self.len()));
        self.rope.slice(start.min(end)..end).to_string()
    }

    /// The whole text.
    pub fn to_text(&self) -> String {
        self.rope.to_string()
    }

    /// The index of the character at a position.
    fn char_at(&self, position: Position, encoding: Encoding) -> usize {
        let line = position.line as usize;
        if line >= self.line_count() {
            return self.rope.len_chars();
        }
        let rope = &self.rope;
        let start = rope.line_to_char(line);
        let units = position.character as usize;
        let char = match encoding {
            Encoding::Utf8 => {
                let byte = rope.char_to_byte(start).saturating_add(units);
                rope.byte_to_char(byte.min(self.len()))
            }
            Encoding::Utf16 => {
                let unit = rope.char_to_utf16_cu(start).saturating_add(units);
                rope.utf16_cu_to_char(unit.min(rope.len_utf16_cu()))
            }
            Encoding::Utf32 => start.saturating_add(units),
        };
        char.min(self.line_end(line))
    }

    /// The index of the character that ends a line: that of its line end, or of the end of text.
    fn line_end(&self, line: usize) -> usize {
        if line + 1 >= self.line_count() {
            return self.rope.len_chars();
        }
        let start = self.rope.line_to_char(line);
        let next = self.rope.line_to_char(line + 1);
        let before = |end: usize, mark: char| end > start && self.rope.get_char(end - 1).is_some_and(|c| c == mark);
        let end = next - usize::from(before(next, '\n'));
        end - usize::from(before(end, '\r'))
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.rope.chunks().try_for_each(|chunk| f.write_str(chunk))
    }
}

/// Protocol numbers are 32 bits wide; a text that outgrows them is clamped, not wrapped.
fn saturate(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
#[expect(clippy::string_slice, reason = "a test may panic")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ENCODINGS: [Encoding; 3] = [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32];

    fn at(line: u32, character: u32) -> Position {
        Position { line, character }
    }

    /// The features of ropey add up over the whole dependency graph: one crate that asks for
    /// `unicode_lines` would move every line of ours.
    #[test]
    fn only_protocol_line_ends_count() {
        let rope = Rope::from_str("a\u{2028}b\u{b}c\u{c}d\u{85}e");
        assert_eq!(rope.len_lines(), 1);
        assert_eq!(Text::new("a\rb\r\nc\nd").line_count(), 4);
        assert_eq!(Text::new("").line_count(), 1);
        assert_eq!(Text::new("a\n").line_count(), 2);
    }

    #[test]
    fn positions_clamp_to_the_end_of_line_and_text() {
        let text = Text::new("ab\r\ncd\r\n");
        for encoding in ENCODINGS {
            assert_eq!(text.offset(at(0, 99), encoding), 2);
            assert_eq!(text.offset(at(1, u32::MAX), encoding), 6);
            assert_eq!(text.offset(at(2, 5), encoding), 8);
            assert_eq!(text.offset(at(u32::MAX, 0), encoding), 8);
            assert_eq!(text.position(3, encoding), at(0, 2), "inside of \\r\\n");
            assert_eq!(text.position(999, encoding), at(2, 0));
        }
        assert_eq!(text.line_start(1), 4);
        assert_eq!(text.line_start(9), 8);
    }

    #[test]
    fn positions_inside_a_character_snap_to_its_start() {
        let text = Text::new("a\u{1f600}b");
        assert_eq!(text.offset(at(0, 2), Encoding::Utf16), 1);
        assert_eq!(text.offset(at(0, 3), Encoding::Utf16), 5);
        assert_eq!(text.offset(at(0, 3), Encoding::Utf8), 1);
        assert_eq!(text.offset(at(0, 2), Encoding::Utf32), 5);
        assert_eq!(text.position(3, Encoding::Utf16), at(0, 1));
        assert_eq!(text.slice(2..6), "\u{1f600}b");
    }

    #[test]
    fn edits_replace_insert_and_delete() {
        let mut text = Text::new("one\ntwo\n");
        let edit = |range, new: &str| Change { range, text: new.into() };
        text.apply(&edit(Some((at(1, 3), at(1, 0))), "2"), Encoding::Utf16);
        assert_eq!(text.to_text(), "one\n2\n");
        text.apply(&edit(Some((at(0, 99), at(1, 0))), ""), Encoding::Utf16);
        assert_eq!(text.to_string(), "one2\n");
        text.apply(&edit(None, "new"), Encoding::Utf16);
        assert_eq!((text.to_text().as_str(), text.len()), ("new", 3));
        assert!(!text.is_empty());
        assert_eq!(text.slice(Range { start: 9, end: 1 }), "");
    }

    /// The same operations on a plain string, as slow and as obvious as possible.
    mod model {
        use super::super::{Change, Encoding, Position};

        /// Start and end (without the line end) of each line, in bytes.
        fn lines(text: &str) -> Vec<(usize, usize)> {
            let bytes = text.as_bytes();
            let (mut lines, mut start, mut at) = (Vec::new(), 0, 0);
            while at < bytes.len() {
                let width = match bytes[at] {
                    b'\r' if bytes.get(at + 1) == Some(&b'\n') => 2,
                    b'\r' | b'\n' => 1,
                    _ => 0,
                };
                if width > 0 {
                    lines.push((start, at));
                    start = at + width;
                }
                at += width.max(1);
            }
            lines.push((start, text.len()));
            lines
        }

        pub(super) fn offset(text: &str, position: Position, encoding: Encoding) -> usize {
            let lines = lines(text);
            let Some(&(start, end)) = lines.get(position.line as usize) else {
                return text.len();
            };
            let mut left = position.character as usize;
            for (index, char) in text[start..end].char_indices() {
                let width = match encoding {
                    Encoding::Utf8 => char.len_utf8(),
                    Encoding::Utf16 => char.len_utf16(),
                    Encoding::Utf32 => 1,
                };
                if left < width {
                    return start + index;
                }
                left -= width;
            }
            end
        }

        pub(super) fn apply(text: &mut String, change: &Change, encoding: Encoding) {
            let Some((start, end)) = change.range else {
                text.clone_from(&change.text);
                return;
            };
            let start = offset(text, start, encoding);
            let end = offset(text, end, encoding);
            text.replace_range(start.min(end)..start.max(end), &change.text);
        }
    }

    fn texts() -> impl Strategy<Value = String> {
        let pieces = prop::sample::select(vec![
            "a",
            "é",
            "漢",
            "\u{1f600}",
            "e\u{301}",
            "\n",
            "\r\n",
            "\r",
            "\u{2028}",
            "\u{85}",
            "\u{c}",
            "word ",
            "\u{feff}",
            "\0",
        ]);
        prop::collection::vec(pieces, 0..40).prop_map(|pieces| pieces.concat())
    }

    fn encodings() -> impl Strategy<Value = Encoding> {
        prop::sample::select(ENCODINGS.to_vec())
    }

    fn positions() -> impl Strategy<Value = Position> {
        (0..14_u32, 0..14_u32).prop_map(|(line, character)| at(line, character))
    }

    fn changes() -> impl Strategy<Value = Change> {
        let range = prop::option::weighted(0.95, (positions(), positions()));
        (range, texts()).prop_map(|(range, text)| Change { range, text })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn every_character_boundary_survives_the_round_trip(text in texts()) {
            let rope = Text::new(&text);
            let inside_pair = |at: usize| text[..at].ends_with('\r') && text[at..].starts_with('\n');
            for encoding in ENCODINGS {
                for at in (0..=text.len()).filter(|&at| text.is_char_boundary(at)) {
                    let expected = if inside_pair(at) { at - 1 } else { at };
                    let position = rope.position(at, encoding);
                    prop_assert_eq!(rope.offset(position, encoding), expected);
                }
            }
        }

        #[test]
        fn edits_do_what_they_do_to_a_string(
            text in texts(),
            changes in prop::collection::vec(changes(), 1..6),
            encoding in encodings(),
        ) {
            let mut model = text.clone();
            let mut rope = Text::new(&text);
            for change in &changes {
                model::apply(&mut model, change, encoding);
                rope.apply(change, encoding);
                prop_assert_eq!(rope.to_text(), model.as_str());
                prop_assert_eq!(rope.len(), model.len());
            }
        }

        #[test]
        fn positions_mean_what_they_mean_in_a_string(
            text in texts(),
            position in positions(),
            encoding in encodings(),
        ) {
            let expected = model::offset(&text, position, encoding);
            prop_assert_eq!(Text::new(&text).offset(position, encoding), expected);
        }
    }
}
