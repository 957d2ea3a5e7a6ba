//! What stands at an offset: prose, code, metadata, or nothing to talk about.

use std::ops::Range;

use crate::document::{Document, at};
use crate::markdown::{self, BlockKind};

/// The kind of text around an offset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    Prose,
    /// A code span: the range without its backticks.
    CodeSpan(Range<usize>),
    /// Fenced or indented code.
    Code,
    /// The metadata at the start.
    FrontMatter,
    /// A URL, a path, HTML.
    Opaque,
}

/// What kind of text holds a byte offset of the document.
pub(super) fn place(document: &Document, offset: usize) -> Place {
    let Some((start, section)) = document.section_at(offset) else { return Place::Prose };
    let within = offset - start;
    let text = section.text();
    let holds = |range: &Range<usize>| range.start <= within && within <= range.end;
    for block in markdown::blocks(text) {
        if !holds(&block.range) {
            continue;
        }
        match block.kind {
            BlockKind::Code { .. } => return Place::Code,
            BlockKind::Html | BlockKind::LinkDefinition => return Place::Opaque,
            BlockKind::FrontMatter => return Place::FrontMatter,
            BlockKind::Heading { .. } | BlockKind::Paragraph | BlockKind::TableCell { .. } => {}
        }
        let inline = markdown::inline(text, &block);
        let strictly = |range: &Range<usize>| range.start < within && within < range.end;
        if let Some(code) = inline.code.iter().find(|range| strictly(range)) {
            let ticks = text.get(code.clone()).map_or(0, |code| code.len() - code.trim_start_matches('`').len());
            return Place::CodeSpan(at(start, &(code.start + ticks..code.end.saturating_sub(ticks))));
        }
        let destinations = inline.links.iter().chain(&inline.images).filter_map(|link| link.destination.as_ref());
        if destinations.chain(&inline.html).any(holds) || inline.opaque.iter().any(strictly) {
            return Place::Opaque;
        }
        return Place::Prose;
    }
    if in_open_fence(text, within) { Place::Code } else { Place::Prose }
}

/// The offset lies in a fence outside of its content, for instance on an empty line in it.
fn in_open_fence(text: &str, within: usize) -> bool {
    let Some(before) = text.get(..within) else { return false };
    let mut open: Option<&str> = None;
    for line in before.lines() {
        let line = line.trim_start();
        let marker = ["```", "~~~"].into_iter().find(|marker| line.starts_with(marker));
        open = match (open, marker) {
            (None, marker) => marker,
            (Some(open), Some(marker)) if open == marker => None,
            (open, _) => open,
        };
    }
    open.is_some()
}

/// The offset lies in a link or wiki link, which other servers follow.
pub(super) fn in_link(document: &Document, offset: usize) -> bool {
    let Some((start, section)) = document.section_at(offset) else { return false };
    let within = offset - start;
    let holds = |range: &Range<usize>| range.start <= within && within <= range.end;
    let block = markdown::blocks(section.text()).into_iter().find(|block| holds(&block.range));
    block.is_some_and(|block| markdown::inline(section.text(), &block).links.iter().any(|link| holds(&link.range)))
}
