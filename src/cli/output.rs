//! Output formats of `check`: one file each.
//!
//! A format turns each document into a piece of text, on whatever thread checked it; the pieces are written in
//! the order of the documents, so no format sees more than one document at a time.

pub(super) mod json;
pub(super) mod text;

use std::ops::AddAssign;

use crate::analysis::Snapshot;
use crate::finding::{Finding, Severity};
use crate::text::Encoding;

/// A document that has been checked.
#[derive(Debug)]
pub(super) struct Checked<'a> {
    /// As it is shown.
    pub(super) path: &'a str,
    pub(super) snapshot: &'a Snapshot,
    /// In document order.
    pub(super) findings: &'a [Finding],
}

/// How findings are written.
pub(super) trait Format: Sync {
    /// Before the first document.
    fn opening(&self) -> String {
        String::new()
    }

    /// One document; nothing if there is nothing to say about it.
    fn document(&self, checked: &Checked<'_>) -> String;

    /// Between two pieces that are not empty.
    fn separator(&self) -> &'static str {
        ""
    }

    /// After the last document.
    fn closing(&self, tally: &Tally) -> String;
}

/// Counts over documents.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) documents: usize,
    pub(super) documents_with_findings: usize,
    pub(super) errors: usize,
    pub(super) warnings: usize,
    pub(super) information: usize,
    pub(super) hints: usize,
    /// Documents and folders that could not be read.
    pub(super) unread: usize,
}

impl Tally {
    /// The counts of one document.
    pub(super) fn of(findings: &[Finding]) -> Self {
        let mut tally =
            Self { documents: 1, documents_with_findings: usize::from(!findings.is_empty()), ..Self::default() };
        for finding in findings {
            match finding.severity {
                Severity::Error => tally.errors += 1,
                Severity::Warning => tally.warnings += 1,
                Severity::Information => tally.information += 1,
                Severity::Hint => tally.hints += 1,
            }
        }
        tally
    }

    pub(super) fn findings(&self) -> usize {
        self.errors + self.warnings + self.information + self.hints
    }

    /// Findings that are at least so loud.
    pub(super) fn at_least(&self, severity: Severity) -> usize {
        let counts = [
            (Severity::Error, self.errors),
            (Severity::Warning, self.warnings),
            (Severity::Information, self.information),
            (Severity::Hint, self.hints),
        ];
        counts.iter().filter(|(level, _)| *level >= severity).map(|(_, count)| count).sum()
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        let Self { documents, documents_with_findings, errors, warnings, information, hints, unread } = other;
        self.documents += documents;
        self.documents_with_findings += documents_with_findings;
        self.errors += errors;
        self.warnings += warnings;
        self.information += information;
        self.hints += hints;
        self.unread += unread;
    }
}

/// A place in a document: one-based line, one-based column in Unicode scalar values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    line: usize,
    column: usize,
}

impl Place {
    /// The place of a byte offset.
    fn of(offset: usize, checked: &Checked<'_>) -> Self {
        let position = checked.snapshot.document.text().position(offset, Encoding::Utf32);
        Self { line: position.line as usize + 1, column: position.character as usize + 1 }
    }
}
