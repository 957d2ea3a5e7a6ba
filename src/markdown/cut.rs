//! Cuts a document into sections that can be parsed on their own.
//!
//! A heading of the form `# Title` at the start of a line ends every paragraph, list, quote and
//! table before it. So a document may be cut there, and an edit needs only its own section to be
//! parsed again. The exceptions are the blocks that swallow such a line when they stand at the top
//! level: front matter, fenced code and HTML. This file knows just enough of Markdown to tell
//! whether one of them may be open.
//!
//! **Invariant:** parsing the sections one by one gives the blocks of the whole document. A missed
//! cut costs time, a wrong one is a bug. Where a line can be read in two ways (a fence at an
//! indentation that may or may not belong to a list), both readings are followed, and nothing is
//! cut until they agree again.

mod line;

use std::ops::Range;

use self::line::{HtmlEnd, Line, Marker, Opener};
use super::front_matter;

/// Cuts `text` before its headings at column 0: contiguous byte ranges that cover the text, in
/// order, none of them empty. The first holds whatever stands before the first heading. An empty
/// text has no sections.
pub fn cut(text: &str) -> Vec<Range<usize>> {
    let mut sections = Vec::new();
    let mut start = 0;
    let mut cutter = Cutter::default();
    let skipped = front_matter::extent_with_line_end(text).map_or(0, |range| range.end);
    let rest = text.get(skipped..).unwrap_or_default();
    let body = rest.trim_start_matches('\u{feff}');
    let first = text.len() - body.len();
    let mut cut_at = |at: usize, line: &str| {
        if cutter.line(line.as_bytes()) && at > first {
            sections.push(start..at);
            start = at;
        }
    };
    // Lone carriage returns end lines, too, but hardly any text has them.
    let returns = body.contains('\r');
    let mut at = first;
    let line_ends = memchr::memchr_iter(b'\n', body.as_bytes()).map(|newline| first + newline + 1);
    for end in line_ends.chain(std::iter::once(text.len())) {
        let line = text.get(at..end).unwrap_or_default();
        let content = line.strip_suffix('\n').unwrap_or(line);
        let content = content.strip_suffix('\r').unwrap_or(content);
        if returns && content.contains('\r') {
            let mut at = at;
            for line in content.split('\r') {
                cut_at(at, line);
                at += line.len() + 1;
            }
        } else {
            cut_at(at, content);
        }
        at += line.len();
    }
    if start < text.len() {
        sections.push(start..text.len());
    }
    sections
}

/// One reading of the lines so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reading {
    /// A heading at column 0 would be a heading here.
    Outside(List),
    /// In fenced code at the top level, with this mark, this often.
    Fence(u8, usize),
    /// In an HTML block at the top level.
    Html(HtmlEnd),
}

/// The outermost list item that may be open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum List {
    /// None is.
    None,
    /// One is, and lines indented by this many columns belong to it.
    Open(usize),
    /// Hard to say.
    Perhaps,
}

/// More readings than this are not followed; nothing is cut after them.
const MOST_READINGS: usize = 8;

struct Cutter {
    /// Every reading that is possible, without duplicates. Nearly always exactly one; none once
    /// there were too many.
    readings: Vec<Reading>,
    /// The readings before the last line; kept for its memory.
    before: Vec<Reading>,
    /// Whether no paragraph can be open, because the line before was blank or a heading.
    fresh: bool,
}

impl Default for Cutter {
    fn default() -> Self {
        Self { readings: vec![Reading::Outside(List::None)], before: Vec::new(), fresh: true }
    }
}

impl Cutter {
    /// Takes in the next line, without its line end. Whether the text can be cut before it.
    fn line(&mut self, line: &[u8]) -> bool {
        match (line.first(), &mut *self.readings) {
            // The bulk of a document: a line that opens nothing. It closes every list, unless it
            // goes on with the paragraph of an item.
            (Some(first), [Reading::Outside(list)]) if !b" \t#`~<>-+*0123456789".contains(first) => {
                let alone = self.fresh || *list == List::None;
                *list = if alone { List::None } else { List::Perhaps };
                self.fresh = false;
                return false;
            }
            (Some(first), [Reading::Fence(mark, _)]) if *first != b' ' && first != mark => {
                self.fresh = false;
                return false;
            }
            (None, [Reading::Outside(_) | Reading::Fence(..)]) => {
                self.fresh = true;
                return false;
            }
            _ => {}
        }
        let line = Line::new(line);
        let heading = line.is_column_0_heading();
        let outside = |reading: &Reading| matches!(reading, Reading::Outside(_));
        if heading && !self.readings.is_empty() && self.readings.iter().all(outside) {
            self.readings.clear();
            self.readings.push(Reading::Outside(List::None));
            self.fresh = true;
            return true;
        }
        std::mem::swap(&mut self.readings, &mut self.before);
        self.readings.clear();
        if self.before.len() <= MOST_READINGS {
            for reading in &self.before {
                for next in reading.after(&line, self.fresh).into_iter().flatten() {
                    if !self.readings.contains(&next) {
                        self.readings.push(next);
                    }
                }
            }
        }
        self.fresh = line.is_blank() || heading;
        false
    }
}

impl Reading {
    /// The readings that are possible after one more line.
    fn after(self, line: &Line, fresh: bool) -> [Option<Self>; 2] {
        match self {
            Reading::Fence(mark, length) => {
                let closed = line.indent < 4 && line.closes_fence(mark, length);
                [Some(if closed { Reading::Outside(List::None) } else { self }), None]
            }
            Reading::Html(end) => {
                let closed = end.reached(line.rest, line.rest);
                [Some(if closed { Reading::Outside(List::None) } else { self }), None]
            }
            Reading::Outside(list) => {
                let opened = line.opens().filter(|_| line.indent < 4);
                let Some(opened) = opened else {
                    return [Some(Reading::Outside(list.after(line, fresh))), None];
                };
                let top = Reading::open(opened, line);
                let aside = Reading::Outside(list.after(line, fresh));
                match list {
                    // An element of this kind cannot interrupt a paragraph, and its tag must be
                    // complete: too much to tell here.
                    _ if opened == Opener::AnyElement => [Some(top), Some(aside)],
                    List::Open(offset) if line.indent >= offset => [Some(aside), None],
                    List::Perhaps if line.indent >= 2 => [Some(top), Some(aside)],
                    List::None | List::Open(_) | List::Perhaps => [Some(top), None],
                }
            }
        }
    }

    /// The reading inside of what a line opens; outside if the line closes it as well.
    fn open(opener: Opener, line: &Line) -> Self {
        match opener {
            Opener::Fence(mark, length) => Reading::Fence(mark, length),
            Opener::Html(end) => {
                // The `?` of `<?` is no part of `?>`.
                let closed = end.reached(line.rest, line.rest.get(2..).unwrap_or_default());
                if closed { Reading::Outside(List::None) } else { Reading::Html(end) }
            }
            Opener::AnyElement => Reading::Html(HtmlEnd::BlankLine),
        }
    }
}

impl List {
    /// The outermost list after one more line, which is no content of a fence at the top level.
    fn after(self, line: &Line, fresh: bool) -> Self {
        if line.is_blank() {
            return self;
        }
        match self {
            List::Open(offset) if line.indent >= offset => return self,
            List::Perhaps if line.indent >= 2 => return self,
            List::None | List::Open(_) | List::Perhaps => {}
        }
        if line.indent >= 4 {
            // Indented code, or a paragraph that goes on.
            return if fresh { List::None } else { self };
        }
        let interrupts = fresh || matches!(self, List::Open(_));
        match line.marker() {
            Marker::Item { offset, can_interrupt } if can_interrupt || interrupts => List::Open(offset),
            Marker::Break => List::None,
            Marker::None if fresh || self == List::None || line.interrupts() => List::None,
            // Without a marker, the paragraph of an item may go on (a lazy continuation line).
            Marker::Item { .. } | Marker::Unclear | Marker::None => List::Perhaps,
        }
    }
}

#[cfg(test)]
#[expect(clippy::string_slice, reason = "a test may panic")]
mod tests {
    use super::*;

    fn parts(text: &str) -> Vec<&str> {
        cut(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn before_headings_at_column_0() {
        assert_eq!(parts(""), [""; 0]);
        assert_eq!(parts("no heading"), ["no heading"]);
        assert_eq!(parts("# A"), ["# A"]);
        assert_eq!(parts("p\n# A\n## B\r\nx\r\n#\n"), ["p\n", "# A\n", "## B\r\nx\r\n", "#\n"]);
        assert_eq!(parts("\u{feff}# A\n#B\n # C\n####### D\n"), ["\u{feff}# A\n#B\n # C\n####### D\n"]);
        assert_eq!(parts("a\r# B\r\n# C\r"), ["a\r", "# B\r\n", "# C\r"]);
        // A heading ends lists, quotes, tables and paragraphs.
        assert_eq!(parts("- a\n# B\n> q\n# C\n|x|\n|-|\n# D\n").len(), 4);
    }

    /// Texts in which `# x` is no heading.
    #[test]
    fn not_inside_of_what_swallows_headings() {
        for text in [
            "---\na: b\n# x\n---\n",
            "+++\na = 1\n# x\n+++\n",
            "```\n# x\n```\n",
            "~~~~ sh\n~~~\n# x\n",
            "  ```\n# x\n  ```\n",
            "- a\n\ntext\n  ```\n# x\n",
            "- a\n ```\n# x\n",
            "\r```\r# x\r",
            "<!--\n# x\n-->\n",
            "<pre>\n\n# x\n</pre>\n",
            "<pre>\n</prefix>\n\n# x\n</pre>\n",
            "<script>\n\n# x\n</script>\n",
            "<?php\n\n# x\n?>\n",
            "<![CDATA[\n\n# x\n]]>\n",
            "<div>\n# x\n\n",
            "text\n</details>\n# x\n",
            "<my-element>\n# x\n",
            "    <!-- code\n```\n--> \n# x\n```\n",
            "text\n<span>\n```\n\n# x\n```\n",
        ] {
            assert_eq!(parts(text).len(), 1, "{text:?}");
        }
    }

    /// Texts in which `# x` is a heading although something was opened before.
    #[test]
    fn after_what_is_closed_or_stands_aside() {
        for text in [
            "```\n```\n# x\n",
            "- a\n  ```\n  code\n# x\n",
            "1. a\n   ```\n   code\n   ```\n# x\n",
            "10. a\n\n    ```\n    code\n    ```\n\n# x\n",
            "> ```\n# x\n",
            "- ```\n# x\n",
            "    ```\n# x\n",
            "``` `not a fence\n# x\n",
            "<!-- a --> b\n# x\n",
            "<!-->\n# x\n",
            "<div>\n\n# x\n",
            "<pre></pre>\n# x\n",
            "<b>bold</b> text\n\n# x\n",
            "- <div>\n\n  text\n# x\n",
            "text <!-- \n# x\n",
        ] {
            assert_eq!(parts(text).len(), 2, "{text:?}");
        }
    }

    #[test]
    fn long_texts() {
        let prose = "Some words in a line that is as long as lines are.\n".repeat(100_000);
        assert_eq!(cut(&prose).len(), 1);
        assert_eq!(cut(&"# A\n\nwords\n\n".repeat(400_000)).len(), 400_000);
        assert_eq!(cut(&"  ```\n- a\n".repeat(500_000)).len(), 1);
        assert_eq!(cut(&"<span>\n```\n".repeat(400_000)).len(), 1);
        assert_eq!(cut(&"#".repeat(5_000_000)).len(), 1);
        assert_eq!(cut(&"---\n".repeat(1_000_000)).len(), 1);
        assert_eq!(cut(&"\r".repeat(1_000_000)).len(), 1);
    }
}
