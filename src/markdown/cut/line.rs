//! What a single line says about the blocks around it.

/// What may open a block that swallows headings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opener {
    Fence(u8, usize),
    Html(HtmlEnd),
    /// Any other tag, which may start a block up to a blank line.
    AnyElement,
}

/// Whether a line starts a list item.
pub(super) enum Marker {
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
pub(super) struct Line<'t> {
    bytes: &'t [u8],
    /// What follows the indentation.
    pub(super) rest: &'t [u8],
    /// The indentation in columns, with tab stops at every fourth.
    pub(super) indent: usize,
}

impl<'t> Line<'t> {
    pub(super) fn new(bytes: &'t [u8]) -> Self {
        let (mut indent, mut rest) = (0, bytes);
        while let [first @ (b' ' | b'\t'), tail @ ..] = rest {
            indent += if *first == b'\t' { 4 - indent % 4 } else { 1 };
            rest = tail;
        }
        Self { bytes, rest, indent }
    }

    pub(super) fn is_blank(&self) -> bool {
        self.rest.is_empty()
    }

    /// One to six `#` at column 0, followed by white space or nothing.
    pub(super) fn is_column_0_heading(&self) -> bool {
        let level = run(self.bytes, b'#');
        let after = self.bytes.get(level);
        (1..=6).contains(&level) && matches!(after, None | Some(b' ' | b'\t'))
    }

    pub(super) fn closes_fence(&self, mark: u8, length: usize) -> bool {
        let marks = run(self.rest, mark);
        marks >= length && self.rest.iter().skip(marks).all(|b| matches!(b, b' ' | b'\t'))
    }

    /// Whether the line ends a paragraph before it and is certainly not part of a list.
    pub(super) fn interrupts(&self) -> bool {
        self.rest.first() == Some(&b'>')
            || self.is_column_0_heading()
            || self.opens().is_some_and(|opener| opener != Opener::AnyElement)
    }

    pub(super) fn opens(&self) -> Option<Opener> {
        match self.rest {
            [mark @ (b'`' | b'~'), ..] => {
                let length = run(self.rest, *mark);
                let info = self.rest.get(length..)?;
                let fence = length >= 3 && !(*mark == b'`' && info.contains(mark));
                fence.then_some(Opener::Fence(*mark, length))
            }
            [b'<', b'!', b'-', b'-', ..] => Some(Opener::Html(HtmlEnd::Text(b"-->"))),
            [b'<', b'!', b'[', b'C', b'D', b'A', b'T', b'A', b'[', ..] => Some(Opener::Html(HtmlEnd::Text(b"]]>"))),
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

    pub(super) fn marker(&self) -> Marker {
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
            Some(_) => Marker::Item { offset: offset + if spaces > 4 { 1 } else { spaces }, can_interrupt },
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
    let one_of = |names: &[&str]| names.iter().any(|n| name.eq_ignore_ascii_case(n.as_bytes()));
    let ended = matches!(rest, [] | [b' ' | b'\t' | b'>', ..]);
    if ended && one_of(RAW_TEXT_ELEMENTS) {
        return Some(Opener::Html(HtmlEnd::RawTextTag));
    }
    // Names with more than letters in them (`<my-box>`, but also `<h1>`) are `AnyElement`, which
    // is the careful answer.
    let known = (ended || matches!(rest, [b'/', b'>', ..])) && one_of(BLOCK_ELEMENTS);
    Some(if known { Opener::Html(HtmlEnd::BlankLine) } else { Opener::AnyElement })
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

/// What ends an HTML block, at the end of the line in which it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HtmlEnd {
    Text(&'static [u8]),
    /// The closing tag of an element whose content is not Markdown.
    RawTextTag,
    BlankLine,
}

impl HtmlEnd {
    /// Whether a line ends the block; `after` is its part after the opening of the block.
    pub(super) fn reached(self, line: &[u8], after: &[u8]) -> bool {
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
