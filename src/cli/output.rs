//! Output formats of `check`: one file each.
//!
//! A format turns each document into a piece of text, on whatever thread checked it; the pieces are written in
//! the order of the documents, so no format sees more than one document at a time.

mod github;
mod gitlab;
mod json;
mod jsonl;
mod sarif;
pub(super) mod silent;
pub(super) mod statistics;
mod text;

use std::collections::BTreeMap;
use std::ops::AddAssign;
use std::sync::Arc;

use clap::ValueEnum;

use crate::analysis::Snapshot;
use crate::finding::{Finding, Severity};
use crate::knowledge::Knowledge;
use crate::text::Encoding;

/// The formats by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FormatName {
    /// For people
    Text,
    /// For programs: one object
    Json,
    /// For streams: one object a document and line
    Jsonl,
    /// For code scanning: SARIF 2.1.0
    Sarif,
    /// Annotations of a pull request, as GitHub Actions reads them
    Github,
    /// Code quality report of GitLab
    Gitlab,
}

impl FormatName {
    pub(super) fn open(self, is_coloured: bool, knowledge: &Arc<Knowledge>) -> Box<dyn Format> {
        match self {
            Self::Text => Box::new(text::Text::new(is_coloured)),
            Self::Json => Box::new(json::Json),
            Self::Jsonl => Box::new(jsonl::Jsonl),
            Self::Sarif => Box::new(sarif::Sarif::new(Arc::clone(knowledge))),
            Self::Github => Box::new(github::Github),
            Self::Gitlab => Box::new(gitlab::Gitlab),
        }
    }
}

/// A document that has been checked.
#[derive(Debug)]
pub(super) struct Checked<'a> {
    /// As it is shown.
    pub(super) path: &'a str,
    pub(super) snapshot: &'a Snapshot,
    /// In document order.
    pub(super) findings: &'a [Finding],
    /// One for each finding: the same tomorrow for the same finding.
    pub(super) fingerprints: &'a [String],
}

/// How findings are written.
pub(super) trait Format: Sync {
    /// Before the first document.
    fn opening(&self) -> String {
        String::new()
    }

    /// One document; nothing if there is nothing to say about it.
    fn document(&self, checked: &Checked<'_>) -> String;

    /// One document that could not be read; stderr says so in any case.
    fn unread(&self, _path: &str, _problem: &str) -> String {
        String::new()
    }

    /// The last word on a piece, when everything before it has been counted.
    fn admit(&self, piece: String, _before: &Tally) -> String {
        piece
    }

    /// Between two pieces that are not empty.
    fn separator(&self) -> &'static str {
        ""
    }

    /// After the last document.
    fn closing(&self, tally: &Tally) -> String;
}

/// Counts over documents.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) documents: usize,
    pub(super) documents_with_findings: usize,
    pub(super) errors: usize,
    pub(super) warnings: usize,
    pub(super) information: usize,
    pub(super) hints: usize,
    /// Documents and folders that could not be read.
    pub(super) unread: usize,
    /// Findings left out because the baseline holds them.
    pub(super) known: usize,
    /// Findings by rule.
    pub(super) rules: BTreeMap<&'static str, usize>,
    /// Findings by each signal that they name.
    pub(super) signals: BTreeMap<String, usize>,
    /// Findings by the service to which they point.
    pub(super) services: BTreeMap<String, usize>,
}

impl Tally {
    /// The counts of one document.
    pub(super) fn of(findings: &[Finding]) -> Self {
        let mut tally =
            Self { documents: 1, documents_with_findings: usize::from(!findings.is_empty()), ..Self::default() };
        for finding in findings {
            *tally.rules.entry(finding.rule).or_default() += 1;
            for signal in &finding.signals {
                *tally.signals.entry(signal.clone()).or_default() += 1;
            }
            if let Some(service) = &finding.points_to {
                *tally.services.entry(service.clone()).or_default() += 1;
            }
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
        self.documents += other.documents;
        self.documents_with_findings += other.documents_with_findings;
        self.errors += other.errors;
        self.warnings += other.warnings;
        self.information += other.information;
        self.hints += other.hints;
        self.unread += other.unread;
        self.known += other.known;
        add(&mut self.rules, other.rules);
        add(&mut self.signals, other.signals);
        add(&mut self.services, other.services);
    }
}

fn add<K: Ord>(counts: &mut BTreeMap<K, usize>, more: BTreeMap<K, usize>) {
    for (key, count) in more {
        *counts.entry(key).or_default() += count;
    }
}

/// `1 finding`, `2 findings`.
pub(super) fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
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
