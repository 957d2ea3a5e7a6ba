//! Labels: the words before a colon, or set in bold at the start, that say what follows them.

use std::ops::Range;

use crate::markdown::Inline;

/// A label has at most this many characters.
const LONGEST_LABEL: usize = 60;

/// A label and what follows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Label {
    /// The words of the label, without marks and colon.
    pub(super) name: Range<usize>,
    /// Where the text after it begins.
    pub(super) value: usize,
}

/// The label at the start of a block, in bytes of the section.
///
/// `**Runs on:** X`, `*Must:*`, `Inference: X`, `**Model** – X`, `**Must**` alone.
pub(super) fn label(section: &str, block: &Range<usize>, inline: &Inline) -> Option<Label> {
    let content = section.get(block.clone())?;
    let marked = inline
        .strong
        .iter()
        .chain(&inline.emphasis)
        .filter(|range| {
            section.get(block.start..range.start).is_some_and(|before| !before.chars().any(char::is_alphanumeric))
        })
        .min_by_key(|range| (range.start, usize::MAX - range.end));
    if let Some(marked) = marked {
        let inner = section.get(marked.clone())?.trim_matches(['*', '_']);
        let inside_colon = inner.trim_end().ends_with([':', '.', '?']);
        let after = section.get(marked.end..block.end)?;
        let separated =
            after.trim_start().is_empty() || after.trim_start().starts_with([':', '–', '—', '-', '→', '(', '=']);
        // A bold word in the middle of a sentence is no label.
        if (inside_colon || separated) && inner.chars().count() <= LONGEST_LABEL && !inner.contains('\n') {
            return Some(Label { name: marked.clone(), value: marked.end });
        }
    }
    let colon = content
        .char_indices()
        .take(LONGEST_LABEL)
        .find(|(index, character)| {
            *character == ':'
                && content.get(index + 1..).is_none_or(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace))
        })
        .map(|(index, _)| index)?;
    let name = content.get(..colon)?;
    let plain =
        !name.contains(['\n', '`', '(', '"', '|']) && name.split_whitespace().count() <= 7 && !name.contains(". ");
    plain.then_some(Label { name: block.start..block.start + colon, value: block.start + colon + 1 })
}

/// The lead-in of a list: the last clause of a paragraph that ends with a colon.
pub(super) fn lead_in(section: &str, block: &Range<usize>) -> Option<Range<usize>> {
    let content = section.get(block.clone())?;
    let trimmed = content.trim_end_matches(['*', '_', ' ']);
    let body = trimmed.strip_suffix(':')?;
    let start = body.rfind(['.', '!', '?', ';']).map_or(0, |position| position + 1);
    Some(block.start + start..block.start + body.len())
}
