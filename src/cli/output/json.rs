//! One JSON object for programs. Its shape is a promise; the structs here are its description.
//!
//! Lines and columns are one-based, columns count Unicode scalar values, an end lies behind the last character.

use serde::Serialize;

use super::{Checked, Format, Place, Tally};
use crate::analysis;
use crate::choice::Choice;
use crate::finding::{Finding, Related};

/// Of the shape. A field may be added without a new version; readers skip those they do not know.
const VERSION: u32 = 1;

#[derive(Debug)]
pub(super) struct Json;

#[derive(Serialize)]
struct DocumentEntry<'a> {
    path: &'a str,
    choices: Vec<ChoiceEntry>,
    findings: Vec<FindingEntry<'a>>,
}

/// Which services govern which lines, and where it says so.
#[derive(Serialize)]
struct ChoiceEntry {
    services: Vec<String>,
    start_line: usize,
    /// The last line, included.
    end_line: usize,
    /// Where the choice is made; null if the configuration makes it.
    line: Option<usize>,
    /// The words that make it.
    evidence: Option<String>,
}

#[derive(Serialize)]
struct FindingEntry<'a> {
    rule: &'a str,
    severity: &'static str,
    message: &'a str,
    signals: &'a [String],
    points_to: Option<&'a str>,
    chosen: &'a [String],
    #[serde(flatten)]
    place: Span,
    related: Vec<RelatedEntry<'a>>,
    help: Option<&'a str>,
    link: Option<&'a str>,
    /// The same tomorrow for the same finding, wherever its lines have moved.
    fingerprint: &'a str,
}

#[derive(Serialize)]
struct RelatedEntry<'a> {
    message: &'a str,
    #[serde(flatten)]
    place: Span,
}

#[derive(Serialize)]
struct Span {
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

#[derive(Serialize)]
struct Summary {
    documents: usize,
    documents_with_findings: usize,
    findings: usize,
    errors: usize,
    warnings: usize,
    information: usize,
    hints: usize,
    /// Files and folders that could not be read; stderr says which.
    unread: usize,
    /// Findings left out because the baseline holds them.
    known: usize,
}

impl Format for Json {
    fn opening(&self) -> String {
        format!("{{\"version\":{VERSION},\"documents\":[\n")
    }

    fn document(&self, checked: &Checked<'_>) -> String {
        document(checked)
    }

    fn separator(&self) -> &'static str {
        ",\n"
    }

    fn closing(&self, tally: &Tally) -> String {
        let summary = Summary {
            documents: tally.documents,
            documents_with_findings: tally.documents_with_findings,
            findings: tally.findings(),
            errors: tally.errors,
            warnings: tally.warnings,
            information: tally.information,
            hints: tally.hints,
            unread: tally.unread,
            known: tally.known,
        };
        format!("\n],\"summary\":{}}}\n", write(&summary))
    }
}

/// One document as an object on one line.
pub(super) fn document(checked: &Checked<'_>) -> String {
    let choices = analysis::choices(checked.snapshot);
    write(&DocumentEntry {
        path: checked.path,
        choices: choices.iter().map(|choice| ChoiceEntry::of(choice, checked)).collect(),
        findings: checked
            .findings
            .iter()
            .zip(checked.fingerprints)
            .map(|(finding, fingerprint)| FindingEntry::of(finding, fingerprint, checked))
            .collect(),
    })
}

impl ChoiceEntry {
    fn of(choice: &Choice, checked: &Checked<'_>) -> Self {
        let is_written = !choice.evidence.is_empty();
        let (start, end) = (Place::of(choice.scope.start, checked).line, Place::of(choice.scope.end, checked).line);
        // A part ends in the line of the next heading, which is no longer its own, or with the document.
        let is_last = choice.scope.end >= checked.snapshot.document.source().trim_end().len();
        Self {
            services: choice.services.clone(),
            start_line: start,
            end_line: if is_last { last_line(checked) } else { end.saturating_sub(1).max(start) },
            line: is_written.then(|| Place::of(choice.evidence.start, checked).line),
            evidence: is_written
                .then(|| plain(checked.snapshot.document.source().get(choice.around.clone()).unwrap_or_default())),
        }
    }
}

impl<'a> FindingEntry<'a> {
    fn of(finding: &'a Finding, fingerprint: &'a str, checked: &Checked<'_>) -> Self {
        Self {
            rule: finding.rule,
            severity: finding.severity.name(),
            message: &finding.message,
            signals: &finding.signals,
            points_to: finding.points_to.as_deref(),
            chosen: &finding.chosen,
            place: Span::of(&finding.range, checked),
            related: finding.related.iter().map(|related| RelatedEntry::of(related, checked)).collect(),
            help: finding.help.as_deref(),
            link: finding.link.as_deref(),
            fingerprint,
        }
    }
}

impl<'a> RelatedEntry<'a> {
    fn of(related: &'a Related, checked: &Checked<'_>) -> Self {
        Self { message: &related.message, place: Span::of(&related.range, checked) }
    }
}

impl Span {
    fn of(range: &std::ops::Range<usize>, checked: &Checked<'_>) -> Self {
        let (start, end) = (Place::of(range.start, checked), Place::of(range.end, checked));
        Self { line: start.line, column: start.column, end_line: end.line, end_column: end.column }
    }
}

/// On one line and without the marks of strong emphasis, of which a sentence may hold only one half.
fn plain(markdown: &str) -> String {
    markdown.replace("**", "").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The last line that holds text; an editor shows an empty one behind the last line break.
fn last_line(checked: &Checked<'_>) -> usize {
    let source = checked.snapshot.document.source();
    Place::of(source.strip_suffix('\n').unwrap_or(source).len(), checked).line
}

/// Strings, numbers and lists cannot fail to be written.
pub(super) fn write(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
