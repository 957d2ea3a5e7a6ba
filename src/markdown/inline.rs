//! What is prose in a block, and what is not: code spans, links, HTML, URLs.
//!
//! The inline structure is worked out by pulldown-cmark on a copy of the block's text that has the
//! same length, so that offsets map one to one. The copy is one line long and starts inside of a
//! paragraph; hence nothing in it can be taken for a list, a heading or any other block.

mod opaque;

use std::ops::Range;

use pulldown_cmark::{BrokenLink, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd};

use super::block::{Block, BlockKind};

/// The inline structure of a block. All ranges count bytes in the section and are in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inline {
    /// The text that people read: words, with link texts and emphasised text, without markup and
    /// without anything in `code`, `images`, `html` and `opaque`. Ranges that touch are merged.
    /// A range ends where something was left out: at markup such as `**` the text reads on in the
    /// next range without a break; at the prefix of a later line the line end comes before it.
    pub prose: Vec<Range<usize>>,
    /// Code spans with their backticks.
    pub code: Vec<Range<usize>>,
    /// Strong text with its marks.
    pub strong: Vec<Range<usize>>,
    /// Emphasised text with its marks.
    pub emphasis: Vec<Range<usize>>,
    /// Struck-out text with its marks.
    pub strikethrough: Vec<Range<usize>>,
    /// Links, autolinks in angle brackets included.
    pub links: Vec<Link>,
    /// Images; their text is the alternative text, which is not part of `prose`.
    pub images: Vec<Link>,
    /// HTML tags and comments.
    pub html: Vec<Range<usize>>,
    /// Text that is no language: bare URLs and those in angle brackets, e-mail addresses, file
    /// paths, formulas, footnote references.
    pub opaque: Vec<Range<usize>>,
}

impl Inline {
    /// The same with struck-out text taken out of the prose: people strike what no longer holds.
    #[must_use]
    pub fn without_struck(mut self) -> Self {
        self.prose = without(self.prose, &self.strikethrough);
        self
    }
}

/// A link or image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// All of it.
    pub range: Range<usize>,
    /// The text between the brackets.
    pub text: Range<usize>,
    /// The destination as written; none for links by reference.
    pub destination: Option<Range<usize>>,
}

/// The inline structure of a heading, paragraph or table cell; nothing for other blocks.
pub fn inline(section: &str, block: &Block) -> Inline {
    let mut inline = Inline::default();
    let Some(content) = section.get(block.range.clone()) else {
        return inline;
    };
    match block.kind {
        BlockKind::Heading { .. } | BlockKind::Paragraph | BlockKind::TableCell { .. } => {}
        BlockKind::Code { .. } | BlockKind::Html | BlockKind::FrontMatter | BlockKind::LinkDefinition => return inline,
    }
    if content.bytes().any(|b| MARKUP.contains(&b)) {
        Reader { section, start: block.range.start, inline: &mut inline, open: Vec::new() }
            .read(&one_line(content, block));
    } else {
        inline.prose.push(block.range.clone());
    }
    let pieces = std::mem::take(&mut inline.prose);
    let pieces = without(pieces, &block.continuation);
    let found = opaque::find(section, &pieces);
    inline.prose = without(pieces, &found);
    inline.opaque.extend(found);
    inline.opaque.sort_by_key(|range| range.start);
    inline
}

/// Without one of these bytes there is nothing but text.
const MARKUP: &[u8] = b"\\`*_[]<&~$";

/// What the copy starts with, to be inside of a paragraph.
const LEAD: &str = "x ";

/// The content after the [`LEAD`], with spaces for line ends and the prefixes of later lines.
fn one_line(content: &str, block: &Block) -> String {
    let mut line = String::with_capacity(LEAD.len() + content.len());
    line.push_str(LEAD);
    let mut at = block.range.start;
    let mut push = |text: Option<&str>| {
        let spaced = |c: char| if matches!(c, '\n' | '\r') { ' ' } else { c };
        line.extend(text.unwrap_or_default().chars().map(spaced));
    };
    let part = |from: usize, to: usize| content.get(from - block.range.start..to - block.range.start);
    for prefix in &block.continuation {
        push(part(at, prefix.start));
        prefix.clone().for_each(|_| push(Some(" ")));
        at = prefix.end;
    }
    push(part(at, block.range.end));
    line
}

/// Turns the events of the parser into ranges.
struct Reader<'s, 'i> {
    section: &'s str,
    /// Where the content starts in the section.
    start: usize,
    inline: &'i mut Inline,
    /// The links and images that are open.
    open: Vec<Open>,
}

/// A link or image whose end was not seen yet.
struct Open {
    link: Link,
    /// Whether its text is an address and not prose.
    opaque: bool,
    /// Whether it has a destination in parentheses.
    direct: bool,
}

impl Reader<'_, '_> {
    fn read(&mut self, line: &str) {
        let options = Options::ENABLE_STRIKETHROUGH | Options::ENABLE_MATH;
        let resolve = |link: BrokenLink<'_>| {
            // The definition may be in another section. Single brackets stay text: they are to-do
            // marks, placeholders and footnotes more often than links.
            let explicit = matches!(link.link_type, LinkType::Reference | LinkType::Collapsed);
            let footnote = link.reference.starts_with('^');
            (explicit && !footnote).then(|| (CowStr::from(""), CowStr::from("")))
        };
        let parser = Parser::new_with_broken_link_callback(line, options, Some(resolve));
        for (event, range) in parser.into_offset_iter() {
            let lead = LEAD.len();
            let range = self.start + range.start.saturating_sub(lead)..self.start + range.end.saturating_sub(lead);
            self.event(&event, range);
        }
    }

    fn event(&mut self, event: &Event, range: Range<usize>) {
        if !matches!(event, Event::End(_)) {
            for open in &mut self.open {
                open.link.text.end = open.link.text.end.max(range.end);
            }
        }
        match event {
            Event::Start(Tag::Strong) => self.inline.strong.push(range),
            Event::Start(Tag::Emphasis) => self.inline.emphasis.push(range),
            Event::Start(Tag::Strikethrough) => self.inline.strikethrough.push(range),
            Event::Start(Tag::Link { link_type, .. }) => {
                let address = matches!(link_type, LinkType::Autolink | LinkType::Email);
                self.open(range, 1, address, *link_type == LinkType::Inline);
            }
            Event::Start(Tag::Image { link_type, .. }) => {
                self.open(range, 2, false, *link_type == LinkType::Inline);
            }
            Event::End(TagEnd::Link) => {
                if let Some(open) = self.open.pop() {
                    if open.opaque {
                        self.inline.opaque.push(open.link.range.clone());
                    }
                    let link = self.close(open);
                    self.inline.links.push(link);
                }
            }
            Event::End(TagEnd::Image) => {
                if let Some(open) = self.open.pop() {
                    let image = self.close(open);
                    self.inline.images.push(image);
                }
            }
            Event::Text(_) => self.prose(range),
            Event::Code(_) => self.inline.code.push(range),
            Event::InlineHtml(_) | Event::Html(_) => self.inline.html.push(range),
            Event::InlineMath(formula) if self.is_money(formula, range.end) => self.prose(range),
            Event::InlineMath(_) | Event::DisplayMath(_) => self.inline.opaque.push(range),
            // Block structure, which the copy has none of but its paragraph, and extensions that
            // are not switched on.
            _ => {}
        }
    }

    fn open(&mut self, range: Range<usize>, marker: usize, opaque: bool, direct: bool) {
        let start = range.start + marker;
        let link = Link { range, text: start..start, destination: None };
        self.open.push(Open { link, opaque, direct });
    }

    /// Completes a link with its destination.
    fn close(&self, open: Open) -> Link {
        let mut link = open.link;
        if open.opaque {
            link.destination = Some(link.text.clone());
        } else if open.direct {
            link.destination = destination(self.section, link.text.end..link.range.end);
        }
        link
    }

    fn prose(&mut self, range: Range<usize>) {
        if self.open.iter().any(|open| open.opaque) || self.in_image(&range) {
            return;
        }
        match self.inline.prose.last_mut() {
            Some(last) if last.end == range.start => last.end = range.end,
            _ if range.is_empty() => {}
            _ => self.inline.prose.push(range),
        }
    }

    /// Alternative text is no prose. An image starts with `!`, a link does not.
    fn in_image(&self, range: &Range<usize>) -> bool {
        let image = |open: &Open| {
            let at = open.link.range.start;
            self.section.get(at..=at) == Some("!") && open.link.range.contains(&range.start)
        };
        self.open.iter().any(image)
    }

    /// `$5/GB to $10` is no formula: amounts start with a digit, or go on with one after the
    /// second sign.
    fn is_money(&self, formula: &str, end: usize) -> bool {
        let amount = formula.starts_with(|c: char| c.is_ascii_digit());
        let after = self.section.get(end..).and_then(|rest| rest.chars().next());
        amount || after.is_some_and(char::is_alphanumeric)
    }
}

/// The destination in `](destination "title")`, which is what `range` holds.
fn destination(section: &str, range: Range<usize>) -> Option<Range<usize>> {
    let tail = section.get(range.clone())?.strip_prefix("](")?;
    let tail = tail.trim_start();
    let start = range.end - tail.len();
    if let Some(inner) = tail.strip_prefix('<') {
        return Some(start + 1..start + 1 + inner.find('>')?);
    }
    let inner = tail.strip_suffix(')')?;
    let length = inner.find(char::is_whitespace).unwrap_or(inner.len());
    Some(start..start + length)
}

/// The pieces without the parts in `removed`; both are in order.
fn without(pieces: Vec<Range<usize>>, removed: &[Range<usize>]) -> Vec<Range<usize>> {
    if removed.is_empty() {
        return pieces;
    }
    let mut left = Vec::with_capacity(pieces.len() + removed.len());
    let mut removed = removed.iter().peekable();
    for mut piece in pieces {
        while let Some(hole) = removed.next_if(|hole| hole.end <= piece.end) {
            if piece.start < hole.start {
                left.push(piece.start..hole.start.min(piece.end));
            }
            piece.start = piece.start.max(hole.end);
        }
        if let Some(hole) = removed.peek().filter(|hole| hole.start < piece.end) {
            let end = hole.start;
            if piece.start < end {
                left.push(piece.start..end);
            }
        } else if !piece.is_empty() {
            left.push(piece);
        }
    }
    left
}

#[cfg(test)]
#[expect(clippy::string_slice, reason = "a test may panic")]
mod tests {
    use std::fmt::Write;

    use expect_test::{Expect, expect};

    use super::*;
    use crate::markdown::blocks;

    /// The inline structure of all blocks of a text, one line for each kind of range.
    fn check(text: &str, expected: &Expect) {
        let mut shown = String::new();
        for block in blocks(text) {
            let inline = inline(text, &block);
            let mut show = |name: &str, ranges: &[Range<usize>]| {
                if !ranges.is_empty() {
                    let texts: Vec<_> = ranges.iter().map(|range| &text[range.clone()]).collect();
                    writeln!(shown, "{name} {texts:?}").unwrap();
                }
            };
            show("prose", &inline.prose);
            show("code", &inline.code);
            show("strong", &inline.strong);
            show("emphasis", &inline.emphasis);
            show("strikethrough", &inline.strikethrough);
            for link in &inline.links {
                show("link", &[&[link.text.clone()][..], link.destination.as_slice()].concat());
            }
            for image in &inline.images {
                show("image", &[&[image.text.clone()][..], image.destination.as_slice()].concat());
            }
            show("html", &inline.html);
            show("opaque", &inline.opaque);
        }
        expected.assert_eq(&shown);
    }

    #[test]
    fn emphasis_and_code() {
        check(
            "We **must** _not_ `train` ~~models~~ ***ever***, ``a ` b`` snake_case 2 * 3 * 4",
            &expect![[r#"
                prose ["We ", "must", " ", "not", " ", " ", "models", " ", "ever", ", ", " snake_case 2 * 3 * 4"]
                code ["`train`", "``a ` b``"]
                strong ["**must**", "**ever**"]
                emphasis ["_not_", "***ever***"]
                strikethrough ["~~models~~"]
            "#]],
        );
    }

    #[test]
    fn links_and_images() {
        check(
            "See [the **docs**](https://x.y \"T\"), [a][elsewhere], [b][], [c] and ![Alt](<a b.png>) \
             [![in](i.svg)](out) <https://auto.link> <me@x.org>.",
            &expect![[r#"
                prose ["See ", "the ", "docs", ", ", "a", ", ", "b", ", [c] and ", " ", " ", " ", "."]
                strong ["**docs**"]
                link ["the **docs**", "https://x.y"]
                link ["a"]
                link ["b"]
                link ["![in](i.svg)", "out"]
                link ["https://auto.link", "https://auto.link"]
                link ["me@x.org", "me@x.org"]
                image ["Alt", "a b.png"]
                image ["in", "i.svg"]
                opaque ["<https://auto.link>", "<me@x.org>"]
            "#]],
        );
        check(
            "[x] done, [ ] open, [TODO], [^1] and [^1][^2], [a](b) (c)",
            &expect![[r#"
                prose ["[x] done, [ ] open, [TODO], ", " and ", ", ", "a", " (c)"]
                link ["a", "b"]
                opaque ["[^1]", "[^1]", "[^2]"]
            "#]],
        );
    }

    #[test]
    fn html_and_entities() {
        check(
            "a<br>b <!-- c --> d &amp; e\\* <b>f</b> 1 < 2 > 0",
            &expect![[r#"
                prose ["a", "b ", " d &amp; e", "* ", "f", " 1 < 2 > 0"]
                html ["<br>", "<!-- c -->", "<b>", "</b>"]
            "#]],
        );
    }

    #[test]
    fn text_that_looks_like_a_block() {
        for text in [
            "# 1. Introduction\n",
            "# > quoted\n",
            "# - item\n",
            "# ```x\n",
            "# # sharp\n",
            "# [a]: http\n",
            "| --- |\n|---|\n",
            "# =====\n",
        ] {
            let block = &blocks(text)[0];
            let prose = inline(text, block).prose;
            assert_eq!(prose, std::slice::from_ref(&block.range), "{text:?}");
        }
        check(
            "# <div>hello</div>\n\n| <br> | *x* |\n|---|---|\n",
            &expect![[r#"
                prose ["hello"]
                html ["<div>", "</div>"]
                html ["<br>"]
                prose ["x"]
                emphasis ["*x*"]
            "#]],
        );
    }

    #[test]
    fn later_lines_have_prefixes() {
        check(
            "> one **two\n> three** four\n> `co\n> de` five\r\n\n- six\n  seven\n\n  > eight\n  nine\n",
            &expect![[r#"
                prose ["one ", "two\n", "three", " four\n", " five"]
                code ["`co\n> de`"]
                strong ["**two\n> three**"]
                prose ["six\n", "seven"]
                prose ["eight\n", "nine"]
            "#]],
        );
    }

    #[test]
    fn urls_and_paths_are_no_prose() {
        check(
            "Read https://x.y/z_w, (www.z.org) or mail a@b.cd; copy ./a/b to /usr/lib/x and C:\\x, and/or ask[^1].",
            &expect![[r#"
                prose ["Read ", ", (", ") or mail ", "; copy ", " to ", " and ", ", and/or ask", "."]
                opaque ["https://x.y/z_w", "www.z.org", "a@b.cd", "./a/b", "/usr/lib/x", "C:\\x", "[^1]"]
            "#]],
        );
    }

    #[test]
    fn money_is_no_formula() {
        check(
            "It costs $5/GB and $10 or $x$ at most, $$y = z$$.",
            &expect![[r#"
                prose ["It costs $5/GB and $10 or ", " at most, ", "."]
                opaque ["$x$", "$$y = z$$"]
            "#]],
        );
        check(
            "From $0.10/h$2 to $3",
            &expect![[r#"
            prose ["From $0.10/h$2 to $3"]
        "#]],
        );
    }

    #[test]
    fn other_blocks_have_none() {
        for text in ["```\n*x*\n```\n", "<div>\n*x*\n", "[a]: b\n", "---\na: b\n---\n"] {
            assert_eq!(inline(text, &blocks(text)[0]), Inline::default());
        }
    }

    #[test]
    fn hostile_text_takes_no_time() {
        for piece in ["[", "*a ", "`", "<", "![", "](", "$a ", "a_", "**a", "\\", "&", "[a](", "~~", "<!--", "[^"] {
            let text = format!("x {}", piece.repeat(20_000));
            for block in blocks(&text) {
                inline(&text, &block);
            }
        }
    }
}
