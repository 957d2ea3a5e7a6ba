//! Markdown, taken apart into byte ranges: sections, blocks, and what is prose in them.
//!
//! A document is first [`cut()`] into sections at its headings, by a scan of the lines. A section is
//! parsed into a flat list of [`blocks()`] by the block grammar of tree-sitter-md, always from
//! scratch: no tree is kept, and the result depends on nothing but the text. The [`inline()`]
//! structure of a block (code spans, links, what is prose) is worked out when it is asked for.
//!
//! Everything here is total: any text gives a result, and all ranges are valid for the text they
//! were made from, start and end at character boundaries, and count bytes.

mod block;
mod comment;
mod cut;
mod front_matter;
mod html_table;
mod inline;

pub use block::{Block, BlockKind, ListItem, blocks};
pub use comment::html_comments;
pub use cut::cut;
pub use front_matter::{Entry, Format, FrontMatter, front_matter};
pub use html_table::html_cells;
pub use inline::{Inline, Link, inline};

#[cfg(test)]
#[expect(clippy::string_slice, reason = "a test may panic")]
mod equivalence;
