//! The way into the grammar of tree-sitter-md, around its weak spots.

use std::cell::RefCell;

use tree_sitter::{Parser, Tree};

use crate::markdown::front_matter;

/// What is handed to the grammar, and how its offsets map to the section.
///
/// The grammar stumbles over a few texts, and then loses blocks far around the place. Such a text
/// is given to it in a copy in which some bytes are changed and some inserted.
pub(super) struct Source {
    /// The changed copy, if the section cannot be parsed as it is.
    copy: Option<String>,
    /// Bytes of front matter, which are left out.
    skipped: usize,
    /// Offsets in the copy of the bytes that were inserted, in order.
    inserted: Vec<usize>,
}

impl Source {
    pub(super) fn new(section: &str) -> Self {
        let skipped = front_matter::extent_with_line_end(section).map_or(0, |range| range.end);
        let rest = section.get(skipped..).unwrap_or_default();
        let start = rest.trim_start_matches(['\u{feff}', ' ', '\t']);
        let metadata = start.starts_with(['-', '+']);
        let complete = rest.ends_with(['\n', '\r']);
        let troubles = ["||", "[\\", "\0"];
        let clean = !troubles.iter().any(|trouble| rest.contains(trouble));
        let mut source = Self { copy: None, skipped, inserted: Vec::new() };
        if skipped == 0 && !metadata && complete && clean {
            return source;
        }
        let mut copy = String::with_capacity(rest.len() + 2);
        let mut insert = |copy: &mut String, char| {
            source.inserted.push(copy.len());
            copy.push(char);
        };
        if metadata {
            // It has its own idea of front matter, which a blank line before it dispels.
            insert(&mut copy, '\n');
        }
        for char in rest.chars() {
            match char {
                // It knows no cell with nothing in it, not even a space.
                '|' if copy.ends_with('|') => {
                    insert(&mut copy, ' ');
                    copy.push('|');
                }
                // It takes an escape at the start of what may be a label for an error.
                '\\' if copy.ends_with('[') => copy.push('\u{1}'),
                // It takes this for the end of the text.
                '\0' => copy.push('\u{1}'),
                _ => copy.push(char),
            }
        }
        if !complete {
            // It knows no heading, table and thematic break without a line end.
            copy.push('\n');
        }
        source.copy = Some(copy);
        source
    }

    /// Bytes of front matter, with its last line end.
    pub(super) fn front_matter(&self) -> usize {
        self.skipped
    }

    /// The tree of the section's blocks. None only if there is no parser at all.
    pub(super) fn parse(&self, section: &str) -> Option<Tree> {
        let text = self.copy.as_deref().unwrap_or(section);
        let tree = parse(text)?;
        if tree.root_node().has_error() && text.contains('|') {
            // It takes some lines for a table and cannot go on when they are none. A table that is
            // read as a paragraph is better than a section without blocks.
            return parse(&text.replace('|', "\u{1}"));
        }
        Some(tree)
    }

    /// The offset in the section of an offset in what was parsed.
    pub(super) fn offset(&self, byte: usize) -> usize {
        let inserted = self.inserted.partition_point(|&at| at < byte);
        byte - inserted + self.skipped
    }
}

fn parse(text: &str) -> Option<Tree> {
    thread_local! {
        static PARSER: RefCell<Option<Parser>> = RefCell::new(new_parser());
    }
    PARSER.with_borrow_mut(|parser| parser.as_mut()?.parse(text, None))
}

/// Fails only if the grammar was made for another version of tree-sitter, which a test excludes.
fn new_parser() -> Option<Parser> {
    let mut parser = Parser::new();
    parser.set_language(&tree_sitter_md::LANGUAGE.into()).ok()?;
    Some(parser)
}
