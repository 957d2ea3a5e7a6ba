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

use std::ops::Range;

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
    let mut at = first;
    for line in body.split_inclusive('\n') {
        let content = line.strip_suffix('\n').unwrap_or(line);
        let content = content.strip_suffix('\r').unwrap_or(content);
        if content.contains('\r') {
            // Lone carriage returns end lines, too.
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

/// What ends an HTML block, at the end of the line in which it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum HtmlEnd {
    Text(&'static [u8]),
    /// The closing tag of an element whose content is not Markdown.
    RawTextTag,
    BlankLine,
}

impl HtmlEnd {
    /// Whether a line ends the block; `after` is its part after the opening of the block.
    fn reached(self, line: &[u8], after: &[u8]) -> bool {
        match self {
            HtmlEnd::BlankLine => line.is_empty(),
            HtmlEnd::Text(end) => after.windows(end.len()).any(|window| window == end),
            HtmlEnd::RawTextTag => {
                let tags = after.split(|&b| b == b'<').skip(1);
                tags.filter_map(|tag| tag.strip_prefix(b"/"))
                    .any(|tag| element(tag) == Some(Opener::Html(HtmlEnd::RawTextTag)))
            }
        }
    }
}

/// More readings than this are not followed; nothing is cut after them.
const MOST_READINGS: usize = 8;

struct Cutter {
    /// Every reading that is possible, without duplicates. Nearly always exactly one.
    readings: Vec<Reading>,
    /// Whether no paragraph can be open, because the line before was blank or a heading.
    fresh: bool,
}

impl Default for Cutter {
    fn default() -> Self {
        Self {
            readings: vec![Reading::Outside(List::None)],
            fresh: true,
        }
    }
}

impl Cutter {
    /// Takes in the next line, without its line end. Whether the text can be cut before it.
    fn line(&mut self, line: &[u8]) -> bool {
        if let (Some(first), [Reading::Outside(list)]) = (line.first(), &mut *self.readings)
            && !b" \t#`~<>-+*0123456789".contains(first)
        {
            // The bulk of a document: a line that opens nothing. It closes every list, unless it
            // goes on with the paragraph of an item.
            let alone = self.fresh || *list == List::None;
            *list = if alone { List::None } else { List::Perhaps };
            self.fresh = false;
            return false;
        }
        let line = Line::new(line);
        let heading = line.is_column_0_heading();
        let outside = |reading: &Reading| matches!(reading, Reading::Outside(_));
        if heading && !self.readings.is_empty() && self.readings.iter().all(outside) {
            *self = Self::default();
            return true;
        }
        let before = std::mem::take(&mut self.readings);
        let lost = before.is_empty() || before.len() > MOST_READINGS;
        for reading in before {
            for next in reading.after(&line, self.fresh).into_iter().flatten() {
                if !lost && !self.readings.contains(&next) {
                    self.readings.push(next);
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
                [
                    Some(if closed {
                        Reading::Outside(List::None)
                    } else {
                        self
                    }),
                    None,
                ]
            }
            Reading::Html(end) => {
                let closed = end.reached(line.rest, line.rest);
                [
                    Some(if closed {
                        Reading::Outside(List::None)
                    } else {
                        self
                    }),
                    None,
                ]
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
                if closed {
                    Reading::Outside(List::None)
                } else {
                    Reading::Html(end)
                }
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
            Marker::Item {
                offset,
                can_interrupt,
            } if can_interrupt || interrupts => List::Open(offset),
            Marker::Break => List::None,
            Marker::None if fresh || self == List::None || line.interrupts() => List::None,
            // Without a marker, the paragraph of an item may go on (a lazy continuation line).
            Marker::Item { .. } | Marker::Unclear | Marker::None => List::Perhaps,
        }
    }
}

/// What may open a block that swallows headings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Opener {
    Fence(u8, usize),
    Html(HtmlEnd),
    /// Any other tag, which may start a block up to a blank line.
    AnyElement,
}

/// Whether a line starts a list item.
enum Marker {
    None,
    /// `offset` is the column of the content; `can_interrupt` whether it ends a paragraph.
    Item {
        offset: usize,
        can_interrupt: bool,
    },
    Unclear,
    /// A thematic break, which looks like one.
    Break,
}

/// A line without its line end.
struct Line<'t> {
    bytes: &'t [u8],
    /// What follows the indentation.
    rest: &'t [u8],
    /// The indentation in columns, with tab stops at every fourth.
    indent: usize,
}

impl<'t> Line<'t> {
    fn new(bytes: &'t [u8]) -> Self {
        let (mut indent, mut rest) = (0, bytes);
        while let [first @ (b' ' | b'\t'), tail @ ..] = rest {
            indent += if *first == b'\t' { 4 - indent % 4 } else { 1 };
            rest = tail;
        }
        Self {
            bytes,
            rest,
            indent,
        }
    }

    fn is_blank(&self) -> bool {
        self.rest.is_empty()
    }

    /// One to six `#` at column 0, followed by white space or nothing.
    fn is_column_0_heading(&self) -> bool {
        let level = run(self.bytes, b'#');
        let after = self.bytes.get(level);
        (1..=6).contains(&level) && matches!(after, None | Some(b' ' | b'\t'))
    }

    fn closes_fence(&self, mark: u8, length: usize) -> bool {
        let marks = run(self.rest, mark);
        marks >= length
            && self
                .rest
                .iter()
                .skip(marks)
                .all(|b| matches!(b, b' ' | b'\t'))
    }

    /// Whether the line ends a paragraph before it and is certainly not part of a list.
    fn interrupts(&self) -> bool {
        self.rest.first() == Some(&b'>')
            || self.is_column_0_heading()
            || self
                .opens()
                .is_some_and(|opener| opener != Opener::AnyElement)
    }

    fn opens(&self) -> Option<Opener> {
        match self.rest {
            [mark @ (b'`' | b'~'), ..] => {
                let length = run(self.rest, *mark);
                let info = self.rest.get(length..)?;
                let fence = length >= 3 && !(*mark == b'`' && info.contains(mark));
                fence.then_some(Opener::Fence(*mark, length))
            }
            [b'<', b'!', b'-', b'-', ..] => Some(Opener::Html(HtmlEnd::Text(b"-->"))),
            [b'<', b'!', b'[', b'C', b'D', b'A', b'T', b'A', b'[', ..] => {
                Some(Opener::Html(HtmlEnd::Text(b"]]>")))
            }
            [b'<', b'!', b'A'..=b'Z', ..] => Some(Opener::Html(HtmlEnd::Text(b">"))),
            [b'<', b'?', ..] => Some(Opener::Html(HtmlEnd::Text(b"?>"))),
            [b'<', b'/', tag @ ..] => {
                // `</pre>` opens nothing of its kind, but is still a tag.
                let opener = element(tag)?;
                let raw = opener == Opener::Html(HtmlEnd::RawTextTag);
                Some(if raw { Opener::AnyElement } else { opener })
            }
            [b'<', tag @ ..] => element(tag),
            _ => None,
        }
    }

    fn marker(&self) -> Marker {
        let (width, can_interrupt) = match self.rest {
            [mark @ (b'-' | b'*' | b'_'), ..] if is_break(self.rest, *mark) => {
                return Marker::Break;
            }
            [b'-' | b'*' | b'+', ..] => (1, true),
            _ => {
                let digits = self.rest.iter().take_while(|b| b.is_ascii_digit()).count();
                match self.rest.get(digits) {
                    Some(b'.' | b')') if (1..=9).contains(&digits) => (digits + 1, digits == 1),
                    _ => return Marker::None,
                }
            }
        };
        let Some(content) = self.rest.get(width..) else {
            return Marker::None;
        };
        let spaces = run(content, b' ');
        let offset = self.indent + width;
        match content.get(spaces) {
            // An empty item does not interrupt a paragraph and ends at a blank line; after a tab
            // the column depends on what is around.
            None | Some(b'\t') => Marker::Unclear,
            Some(_) if spaces == 0 => Marker::None,
            Some(_) => Marker::Item {
                offset: offset + if spaces > 4 { 1 } else { spaces },
                can_interrupt,
            },
        }
    }
}

/// How often `mark` stands at the start.
fn run(bytes: &[u8], mark: u8) -> usize {
    bytes.iter().take_while(|&&b| b == mark).count()
}

/// At least three marks and nothing but white space between them.
fn is_break(line: &[u8], mark: u8) -> bool {
    let mut marks = line.iter().filter(|b| !matches!(b, b' ' | b'\t'));
    marks.by_ref().take(3).filter(|b| **b == mark).count() == 3 && marks.all(|b| *b == mark)
}

/// What the tag of an element opens; `tag` follows the `<` or `</`.
fn element(tag: &[u8]) -> Option<Opener> {
    let length = tag.iter().take_while(|b| b.is_ascii_alphabetic()).count();
    let (name, rest) = tag.split_at_checked(length)?;
    if name.is_empty() {
        return None;
    }
    let one_of = |names: &[&str]| {
        names
            .iter()
            .any(|n| name.eq_ignore_ascii_case(n.as_bytes()))
    };
    let ended = matches!(rest, [] | [b' ' | b'\t' | b'>', ..]);
    if ended && one_of(RAW_TEXT_ELEMENTS) {
        return Some(Opener::Html(HtmlEnd::RawTextTag));
    }
    // Names with more than letters in them (`<my-box>`, but also `<h1>`) are `AnyElement`, which
    // is the careful answer.
    let known = (ended || matches!(rest, [b'/', b'>', ..])) && one_of(BLOCK_ELEMENTS);
    Some(if known {
        Opener::Html(HtmlEnd::BlankLine)
    } else {
        Opener::AnyElement
    })
}

/// The elements whose content is not Markdown, up to their closing tag.
const RAW_TEXT_ELEMENTS: &[&str] = &["pre", "script", "style"];

/// The elements that start an HTML block even in the middle of a paragraph.
const BLOCK_ELEMENTS: &[&str] = &[
    "address",
    "article",
    "aside",
    "base",
    "basefont",
    "blockquote",
    "body",
    "caption",
    "center",
    "col",
    "colgroup",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "frame",
    "frameset",
    "head",
    "header",
    "hr",
    "html",
    "iframe",
    "legend",
    "li",
    "link",
    "main",
    "menu",
    "menuitem",
    "nav",
    "noframes",
    "ol",
    "optgroup",
    "option",
    "p",
    "param",
    "section",
    "source",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "title",
    "tr",
    "track",
    "ul",
];
