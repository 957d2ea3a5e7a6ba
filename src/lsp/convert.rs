//! Between byte offsets and the protocol's positions, in the encoding that was negotiated.

use std::ops::Range;

use ls_types::{MarkupContent, MarkupKind, TextDocumentContentChangeEvent};

use crate::finding::Severity;
use crate::text::{Change, Encoding, Position, Text};

pub(super) fn offset(text: &Text, position: ls_types::Position, encoding: Encoding) -> usize {
    text.offset(internal(position), encoding)
}

pub(super) fn range(text: &Text, range: &Range<usize>, encoding: Encoding) -> ls_types::Range {
    ls_types::Range::new(external(text.position(range.start, encoding)), external(text.position(range.end, encoding)))
}

pub(super) fn change(event: TextDocumentContentChangeEvent) -> Change {
    Change { range: event.range.map(|range| (internal(range.start), internal(range.end))), text: event.text }
}

fn internal(position: ls_types::Position) -> Position {
    Position { line: position.line, character: position.character }
}

fn external(position: Position) -> ls_types::Position {
    ls_types::Position::new(position.line, position.character)
}

pub(super) fn severity(severity: Severity) -> ls_types::DiagnosticSeverity {
    match severity {
        Severity::Hint => ls_types::DiagnosticSeverity::HINT,
        Severity::Information => ls_types::DiagnosticSeverity::INFORMATION,
        Severity::Warning => ls_types::DiagnosticSeverity::WARNING,
        Severity::Error => ls_types::DiagnosticSeverity::ERROR,
    }
}

/// Markdown, labelled as plain text for a client that does not render it.
pub(super) fn markup(value: String, markdown: bool) -> MarkupContent {
    MarkupContent { kind: if markdown { MarkupKind::Markdown } else { MarkupKind::PlainText }, value }
}
