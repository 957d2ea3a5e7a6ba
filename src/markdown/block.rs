//! The blocks of a section, as a flat list in the order of the text.
//!
//! They come from the block grammar of tree-sitter-md. Its tree is walked once with an explicit
//! cursor and dropped; deep nesting costs no stack.

mod source;

use std::ops::Range;

use tree_sitter::{Node, Tree};

use self::source::Source;

/// A piece of a section that holds text of one kind: never a container of other blocks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What kind of text it is.
    pub kind: BlockKind,
    /// The bytes of the content in its section: without the marker of a heading, list item or
    /// quote, without the fences of code, without line ends and white space around it.
    pub range: Range<usize>,
    /// How many block quotes it stands in.
    pub quote_depth: u8,
    /// The innermost list item it belongs to.
    pub list: Option<ListItem>,
    /// The bytes inside `range` that are not content although they lie in it: quote markers and
    /// the indentation of list items in front of its later lines. In order; ASCII only.
    pub continuation: Vec<Range<usize>>,
}

/// The kinds of blocks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BlockKind {
    /// A heading of either style.
    Heading {
        /// 1 to 6.
        level: u8,
    },
    /// A paragraph; also the text of a footnote.
    Paragraph,
    /// One cell of a table that is not empty.
    TableCell {
        /// Number of the table in the section, from 0.
        table: u32,
        /// 0 is the header; the row of dashes does not count.
        row: u32,
        /// From 0.
        column: u32,
    },
    /// Code: its lines without the fences.
    Code {
        /// The first word after the opening fence (the language), or an empty range.
        info: Range<usize>,
        /// Set off by indentation instead of fences.
        indented: bool,
    },
    /// An HTML block, comments included.
    Html,
    /// The metadata at the start of the document, delimiters included.
    FrontMatter,
    /// `[label]: destination "title"`.
    LinkDefinition,
}

/// The list item a block belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListItem {
    /// 1 for an item that is in no other item.
    pub depth: u8,
    /// Number of the item in the section, from 0, in the order of the text.
    pub ordinal: u32,
    /// `ordinal` of the item around it.
    pub parent: Option<u32>,
    /// Numbered rather than marked by a bullet.
    pub ordered: bool,
    /// For `[ ]` and `[x]`: whether it is checked.
    pub task: Option<bool>,
    /// Whether the block is the first of its item.
    pub first: bool,
}

/// The blocks of a section, whose text starts at column 0. Thematic breaks and empty cells are
/// left out. Front matter is looked for at the start of the text.
pub fn blocks(section: &str) -> Vec<Block> {
    let mut walk = Walk {
        section,
        source: Source::new(section),
        blocks: Vec::new(),
        quotes: 0,
        items: Vec::new(),
        item_count: 0,
        table_count: 0,
    };
    if walk.source.front_matter() > 0 {
        let range = trim(section, 0..walk.source.front_matter());
        walk.push(BlockKind::FrontMatter, range, Vec::new());
    }
    if let Some(tree) = walk.source.parse(section) {
        walk.tree(&tree);
    }
    walk.blocks
}

/// The walk over the tree of a section.
struct Walk<'t> {
    section: &'t str,
    source: Source,
    blocks: Vec<Block>,
    /// Open block quotes.
    quotes: u8,
    /// Open list items, outermost first.
    items: Vec<ListItem>,
    item_count: u32,
    table_count: u32,
}

impl Walk<'_> {
    fn tree(&mut self, tree: &Tree) {
        let mut cursor = tree.walk();
        loop {
            if self.enter(cursor.node()) && cursor.goto_first_child() {
                continue;
            }
            loop {
                self.leave(cursor.node());
                if cursor.goto_next_sibling() {
                    break;
                }
                if !cursor.goto_parent() {
                    return;
                }
            }
        }
    }

    /// Notes a container or emits a block; whether to look at the children.
    fn enter(&mut self, node: Node) -> bool {
        match node.kind() {
            "block_quote" => {
                self.quotes = self.quotes.saturating_add(1);
                return true;
            }
            "list_item" => {
                self.open_item(node);
                return true;
            }
            "paragraph" => self.paragraph(node),
            "atx_heading" | "setext_heading" => self.heading(node),
            "pipe_table" => self.table(node),
            "fenced_code_block" => self.fenced_code(node),
            "indented_code_block" => {
                let range = self.range(node);
                let info = range.start..range.start;
                let kind = BlockKind::Code { info, indented: true };
                self.leaf(kind, node, range);
            }
            "html_block" => self.leaf(BlockKind::Html, node, self.range(node)),
            "link_reference_definition" => self.link_definition(node),
            // The document, its sections, lists, and what the grammar could not make out.
            _ => return true,
        }
        false
    }

    fn leave(&mut self, node: Node) {
        match node.kind() {
            "block_quote" => self.quotes = self.quotes.saturating_sub(1),
            "list_item" => {
                self.items.pop();
            }
            _ => {}
        }
    }

    fn open_item(&mut self, node: Node) {
        let marker = node.child(0).map_or("", |child| child.kind());
        let task = children(node).find_map(|child| match child.kind() {
            "task_list_marker_checked" => Some(true),
            "task_list_marker_unchecked" => Some(false),
            _ => None,
        });
        self.items.push(ListItem {
            depth: u8::try_from(self.items.len() + 1).unwrap_or(u8::MAX),
            ordinal: self.item_count,
            parent: self.items.last().map(|item| item.ordinal),
            ordered: matches!(marker, "list_marker_dot" | "list_marker_parenthesis"),
            task,
            first: true,
        });
        self.item_count += 1;
    }

    fn paragraph(&mut self, node: Node) {
        let mut range = self.range(node);
        let text = self.section.get(range.clone()).unwrap_or_default();
        range.start += footnote_marker(text).unwrap_or(0);
        self.leaf(BlockKind::Paragraph, node, range);
    }

    fn heading(&mut self, node: Node) {
        let level = children(node).find_map(|child| match child.kind() {
            "atx_h1_marker" | "setext_h1_underline" => Some(1),
            "atx_h2_marker" | "setext_h2_underline" => Some(2),
            "atx_h3_marker" => Some(3),
            "atx_h4_marker" => Some(4),
            "atx_h5_marker" => Some(5),
            "atx_h6_marker" => Some(6),
            _ => None,
        });
        let level = level.unwrap_or(1);
        let range = match node.child_by_field_name("heading_content") {
            Some(content) if node.kind() == "atx_heading" => without_closing_marks(self.section, self.range(content)),
            Some(content) => self.range(content),
            None => {
                let end = self.range(node).end;
                end..end
            }
        };
        self.leaf(BlockKind::Heading { level }, node, range);
    }

    fn link_definition(&mut self, node: Node) {
        let range = self.range(node);
        let text = self.section.get(range.clone()).unwrap_or_default();
        match footnote_marker(text) {
            // A footnote of a single word looks like the definition of a link.
            Some(marker) => {
                self.leaf(BlockKind::Paragraph, node, range.start + marker..range.end);
            }
            None => self.leaf(BlockKind::LinkDefinition, node, range),
        }
    }

    fn fenced_code(&mut self, node: Node) {
        let mut content = None;
        let mut info = None;
        let mut fence_end = self.offset(node.start_byte());
        for child in children(node) {
            match child.kind() {
                "code_fence_content" => content = Some(self.range(child)),
                "info_string" => {
                    let range = self.range(child);
                    fence_end = range.end;
                    info = Some(first_word(self.section, range));
                }
                "fenced_code_block_delimiter" if content.is_none() && info.is_none() => {
                    fence_end = self.range(child).end;
                }
                _ => {}
            }
        }
        let kind = BlockKind::Code { info: info.unwrap_or(fence_end..fence_end), indented: false };
        self.leaf(kind, node, content.unwrap_or(fence_end..fence_end));
    }

    fn table(&mut self, node: Node) {
        let table = self.table_count;
        self.table_count += 1;
        // The lines are split here: the grammar has no node for a cell with nothing in it.
        let whole = self.range(node);
        let prefixes = self.continuation(node, &whole);
        let lines = lines(self.section, &whole).into_iter();
        let without_prefix = |line: Range<usize>| {
            let prefix = prefixes.iter().find(|prefix| line.contains(&prefix.start));
            trim(self.section, prefix.map_or(line.start, |p| p.end)..line.end)
        };
        let rows: Vec<_> = lines.map(without_prefix).collect();
        let rows = rows.into_iter().enumerate().filter(|(line, _)| *line != 1);
        for (row, (_, range)) in (0..).zip(rows) {
            for (column, cell) in (0..).zip(cells(self.section, range)) {
                if !cell.is_empty() {
                    let kind = BlockKind::TableCell { table, row, column };
                    self.push(kind, cell, Vec::new());
                }
            }
        }
    }

    /// Emits a block for a node.
    fn leaf(&mut self, kind: BlockKind, node: Node, mut range: Range<usize>) {
        let mut continuation = self.continuation(node, &range);
        // The prefix of the line after the block counts as part of it in the tree.
        while let Some(prefix) = continuation.pop_if(|prefix| prefix.end >= range.end) {
            range = trim(self.section, range.start..prefix.start.max(range.start));
        }
        self.push(kind, range, continuation);
    }

    fn push(&mut self, kind: BlockKind, range: Range<usize>, continuation: Vec<Range<usize>>) {
        let list = self.items.last().copied();
        if let Some(item) = self.items.last_mut() {
            item.first = false;
        }
        self.blocks.push(Block { kind, range, quote_depth: self.quotes, list, continuation });
    }

    /// The prefixes of later lines in a node, as far as they lie in `range`.
    fn continuation(&self, node: Node, range: &Range<usize>) -> Vec<Range<usize>> {
        let mut found: Vec<Range<usize>> = Vec::new();
        let text = self.section.get(range.clone()).unwrap_or_default();
        if !text.contains(['\n', '\r']) {
            return found;
        }
        let mut cursor = node.walk();
        loop {
            let node = cursor.node();
            if node.kind() == "block_continuation" {
                let prefix = self.offset(node.start_byte())..self.offset(node.end_byte());
                if !prefix.is_empty() && range.start <= prefix.start && prefix.start < range.end {
                    found.push(prefix);
                }
            }
            if cursor.goto_first_child() {
                continue;
            }
            while !cursor.goto_next_sibling() {
                if !cursor.goto_parent() {
                    return found;
                }
            }
        }
    }

    /// The bytes of a node in the section, without white space around them.
    fn range(&self, node: Node) -> Range<usize> {
        trim(self.section, self.offset(node.start_byte())..self.offset(node.end_byte()))
    }

    /// The offset in the section of an offset in what was parsed.
    fn offset(&self, byte: usize) -> usize {
        self.source.offset(byte).min(self.section.len())
    }
}

fn children(node: Node) -> impl Iterator<Item = Node> {
    let mut child = node.child(0);
    std::iter::from_fn(move || {
        let this = child?;
        child = this.next_sibling();
        Some(this)
    })
}

/// The range without white space at its ends.
fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    let space = [' ', '\t', '\n', '\r'];
    let content = text.get(range.clone()).unwrap_or_default();
    let start = range.end - content.trim_start_matches(space).len();
    let end = start + content.trim_matches(space).len();
    start..end
}

/// The content of an ATX heading without a closing sequence of `#`, which counts as one only after
/// white space.
fn without_closing_marks(text: &str, range: Range<usize>) -> Range<usize> {
    let content = text.get(range.clone()).unwrap_or_default();
    let open = content.trim_end_matches('#');
    if open.len() < content.len() && (open.is_empty() || open.ends_with([' ', '\t'])) {
        trim(text, range.start..range.start + open.len())
    } else {
        range
    }
}

/// The length of `[^label]: ` at the start of a footnote.
fn footnote_marker(text: &str) -> Option<usize> {
    let label = text.strip_prefix("[^")?;
    let end = label.find([']', '\n', '\r', ' '])?;
    let content = label.get(end..)?.strip_prefix("]:")?;
    Some(text.len() - content.trim_start_matches([' ', '\t']).len())
}

fn first_word(text: &str, range: Range<usize>) -> Range<usize> {
    let info = text.get(range.clone()).unwrap_or_default();
    let start = range.end - info.trim_start_matches('{').len();
    let word = text.get(start..range.end).unwrap_or_default();
    let length = word.find([' ', '\t', ',', '{', '}']).unwrap_or(word.len());
    start..start + length
}

/// The lines in a range without their line ends. Not for texts with blank lines that count.
fn lines(text: &str, range: &Range<usize>) -> Vec<Range<usize>> {
    let mut at = range.start;
    let content = text.get(range.clone()).unwrap_or_default();
    let lines = content.split(['\n', '\r']).map(|line| {
        let start = at;
        at += line.len() + 1;
        start..start + line.len()
    });
    lines.filter(|line| !line.is_empty()).collect()
}

/// The cells of a table row, trimmed, empty ones included: split at every `|` that is not escaped,
/// even in code spans, as GitHub does.
fn cells(text: &str, row: Range<usize>) -> Vec<Range<usize>> {
    let bytes = text.get(row.clone()).unwrap_or_default().as_bytes();
    let mut cells = Vec::new();
    let mut start = usize::from(bytes.first() == Some(&b'|'));
    let mut at = start;
    while let Some(byte) = bytes.get(at) {
        let escaped = bytes.get(at + 1).is_some_and(u8::is_ascii_punctuation);
        match byte {
            b'\\' if escaped => at += 1,
            b'|' => {
                cells.push(trim(text, row.start + start..row.start + at));
                start = at + 1;
            }
            _ => {}
        }
        at += 1;
    }
    if start < bytes.len() {
        cells.push(trim(text, row.start + start..row.end));
    }
    cells
}

#[cfg(test)]
#[expect(clippy::string_slice, reason = "a test may panic")]
mod tests {
    use std::fmt::Write;

    use expect_test::{Expect, expect};

    use super::*;

    /// One line for each block: kind, where it stands, and its text without continuations.
    fn show(text: &str) -> String {
        let mut shown = String::new();
        for block in blocks(text) {
            let mut content = text[block.range.clone()].to_owned();
            for prefix in &block.continuation {
                let at = prefix.start - block.range.start;
                content.replace_range(at..at + prefix.len(), &"_".repeat(prefix.len()));
            }
            let kind = match block.kind {
                BlockKind::Heading { level } => format!("h{level}"),
                BlockKind::Paragraph => "p".into(),
                BlockKind::TableCell { table, row, column } => format!("t{table}[{row},{column}]"),
                BlockKind::Code { info, indented } => {
                    let style = if indented { "indented" } else { "code" };
                    format!("{style}({})", &text[info])
                }
                BlockKind::Html => "html".into(),
                BlockKind::FrontMatter => "meta".into(),
                BlockKind::LinkDefinition => "def".into(),
            };
            let quotes = ">".repeat(block.quote_depth.into());
            let list = block.list.map_or(String::new(), |item| {
                let parent = item.parent.map_or(String::new(), |p| format!("<{p}"));
                let style = if item.ordered { "ol" } else { "ul" };
                let task = item.task.map_or("", |done| if done { "[x]" } else { "[ ]" });
                let first = if item.first { "" } else { "+" };
                format!(" {style}{}#{}{parent}{task}{first}", item.depth, item.ordinal)
            });
            writeln!(shown, "{quotes}{kind}{list} {content:?}").unwrap();
        }
        shown
    }

    fn check(text: &str, expected: &Expect) {
        expected.assert_eq(&show(text));
        // Line ends of other kinds change nothing but themselves.
        for line_end in ["\r\n", "\r"] {
            let other = show(&text.replace('\n', line_end));
            let escaped = line_end.escape_debug().to_string();
            assert_eq!(other.replace(&escaped, "\\n"), show(text));
        }
    }

    #[test]
    fn headings_of_both_styles() {
        check(
            "# T #\n\nSetext *x*\nmore\n===\n\n   ## In # dented ##\n\n#\n\n# # a\n####### no\n#no\nfoo\n---\n## C#",
            &expect![[r########"
                h1 "T"
                h1 "Setext *x*\nmore"
                h2 "In # dented"
                h1 ""
                h1 "# a"
                h2 "####### no\n#no\nfoo"
                h2 "C#"
            "########]],
        );
    }

    #[test]
    fn tables() {
        check(
            "| a | `b \\| c` | |\n|:--|--:|---|\n| 1 | `x|y` |\n||z|\n| \\\\| |\nafter\n\nx | y\n--|--\n1 | 2\n\n\
             > | in | quote |\n> |---|---|\n> | 1 | 2 |\n\n- |A||\n  |-|-|\n  |b|c|\n",
            &expect![[r#"
                t0[0,0] "a"
                t0[0,1] "`b \\| c`"
                t0[1,0] "1"
                t0[1,1] "`x"
                t0[1,2] "y`"
                t0[2,1] "z"
                t0[3,0] "\\\\"
                t0[4,0] "after"
                t1[0,0] "x"
                t1[0,1] "y"
                t1[1,0] "1"
                t1[1,1] "2"
                >t2[0,0] "in"
                >t2[0,1] "quote"
                >t2[1,0] "1"
                >t2[1,1] "2"
                t3[0,0] ul1#0 "A"
                t3[1,0] ul1#0+ "b"
                t3[1,1] ul1#0+ "c"
            "#]],
        );
    }

    #[test]
    fn what_the_grammar_takes_for_a_table_is_not_lost() {
        check(
            "text\n\n||\n---\n\n# Next\n\nmore\n",
            &expect![[r#"
            p "text"
            h2 "||"
            h1 "Next"
            p "more"
        "#]],
        );
    }

    #[test]
    fn lists_and_tasks() {
        check(
            "- [ ] todo\n- [x] done\n  more\n\n  second\n  1. one\n     - deep\n- last\n* other\n\n1) a\n2) b\n",
            &expect![[r#"
                p ul1#0[ ] "todo"
                p ul1#1[x] "done\n__more"
                p ul1#1[x]+ "second"
                p ol2#2<1 "one"
                p ul3#3<2 "deep"
                p ul1#4 "last"
                p ul1#5 "other"
                p ol1#6 "a"
                p ol1#7 "b"
            "#]],
        );
    }

    #[test]
    fn lists_in_quotes_and_quotes_in_lists() {
        check(
            "> a\n> b\n> > - c\n> >   d\n> > - e\nlazy\n\n- x\n  > y\n  > z\n  >\n  > # h\n",
            &expect![[r#"
                >p "a\n__b"
                >>p ul1#0 "c\n______d"
                >>p ul1#1 "e\nlazy"
                p ul1#2 "x"
                >p ul1#2+ "y\n____z"
                >h1 ul1#2+ "h"
            "#]],
        );
    }

    #[test]
    fn footnotes_and_link_definitions() {
        check(
            "[^1]: A note of words\n    more\n\n[^2]: word\n\n[a]: http://x \"t\"\n[b]: <y>\ntext [^1]\n\n[\\$x] y\n",
            &expect![[r#"
                p "A note of words\n    more"
                p "word"
                def "[a]: http://x \"t\""
                def "[b]: <y>"
                p "text [^1]"
                p "[\\$x] y"
            "#]],
        );
    }

    #[test]
    fn code() {
        check(
            "```rust ignore\nfn\n\n# x\n```\n\n~~~\n~~~\n\n    ind\n      ented\n\n    more\n\n- a\n  ```{.sh}\n  x\n    y\n  ```\n\
             - b\n\n> ```\n> q\n> ```\n\n``` \nunclosed",
            &expect![[r#"
                code(rust) "fn\n\n# x"
                code() ""
                indented() "ind\n____  ented\n\n    more"
                p ul1#0 "a"
                code(.sh) ul1#0+ "x\n__  y"
                p ul1#1 "b"
                >code() "q"
                code() "unclosed"
            "#]],
        );
    }

    #[test]
    fn html() {
        check(
            "<div>\n# x\n</div>\n\n# y\n<span>\n# z\n\ntext\n<!-- a\n\nb --> c\nd\n<b>x</b> y\n<pre>\n\n# q\n</pre>\n",
            &expect![[r#"
                html "<div>\n# x\n</div>"
                h1 "y"
                html "<span>\n# z"
                p "text"
                html "<!-- a\n\nb --> c"
                p "d\n<b>x</b> y"
                html "<pre>\n\n# q\n</pre>"
            "#]],
        );
    }

    #[test]
    fn front_matter_and_what_looks_like_it() {
        check(
            "---\na: b\n---\n---\nb: c\n---\n# x\n",
            &expect![[r#"
            meta "---\na: b\n---"
            h2 "b: c"
            h1 "x"
        "#]],
        );
        check(
            "---\n\nfoo\n---\n+++\nx\n+++\n",
            &expect![[r#"
            h2 "foo"
            p "+++\nx\n+++"
        "#]],
        );
        check(
            "+++\na = 1\n+++",
            &expect![[r#"
            meta "+++\na = 1\n+++"
        "#]],
        );
    }

    #[test]
    fn unusual_characters() {
        check(
            "\u{feff}# T\n\0 nul \0\n\n# \0x\n漢\0b\u{2028}c",
            &expect![[r#"
                h1 "T"
                p "\0 nul \0"
                h1 "\0x"
                p "漢\0b\u{2028}c"
            "#]],
        );
        assert_eq!(show(""), "");
        assert_eq!(show("\n \n\t"), "");
    }

    #[test]
    fn deep_nesting() {
        let quotes = "> ".repeat(1_000) + "x";
        assert_eq!(blocks(&quotes).len(), 1);
        let lists: String = (0..300).map(|depth| " ".repeat(depth * 2) + "- x\n").collect();
        assert!(blocks(&lists).len() > 100);
        let bullets = "- ".repeat(1_000) + "x";
        assert!(!blocks(&bullets).is_empty());
    }
}
