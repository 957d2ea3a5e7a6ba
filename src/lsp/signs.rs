//! What is shown in the text without being in it: inlay hints and links.

use ls_types::{DocumentLink, InlayHint, InlayHintLabel, InlayHintTooltip, Range};

use super::check::Check;
use super::{convert, uri};
use crate::features;

/// The hints in a range.
pub(super) fn hints(check: &Check, range: Range) -> Vec<InlayHint> {
    let hint = |hint: features::hints::Hint| InlayHint {
        position: check.range(&(hint.offset..hint.offset)).start,
        label: InlayHintLabel::String(hint.label),
        kind: None,
        text_edits: None,
        // The protocol has no capability for it; every known client renders hovers and tooltips alike.
        tooltip: Some(InlayHintTooltip::MarkupContent(convert::markup(hint.tooltip, check.client.markdown_hover))),
        padding_left: Some(true),
        padding_right: None,
        data: None,
    };
    features::hints::hints(&check.snapshot, &check.bytes(range)).into_iter().map(hint).collect()
}

/// The links of a document.
pub(super) fn links(check: &Check) -> Vec<DocumentLink> {
    let link = |link: features::links::Link| {
        Some(DocumentLink {
            range: check.range(&link.range),
            target: Some(uri::parse(&link.address)?),
            tooltip: check.client.link_tooltips.then_some(link.tooltip),
            data: None,
        })
    };
    features::links::links(&check.snapshot).into_iter().filter_map(link).collect()
}
