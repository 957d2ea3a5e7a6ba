//! Annotations of a pull request: workflow commands that GitHub Actions reads from the log.
//!
//! <https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands>

use super::{Checked, Format, Place, Tally, counted};
use crate::finding::{Finding, Severity};

/// GitHub keeps ten annotations of a kind for a step and drops the rest without a word, so it is not flooded, and
/// the closing line says what is missing.
const MOST: usize = 10;

#[derive(Debug)]
pub(super) struct Github;

impl Format for Github {
    /// One command a finding and line.
    fn document(&self, checked: &Checked<'_>) -> String {
        checked.findings.iter().map(|finding| annotation(finding, checked)).collect()
    }

    fn admit(&self, piece: String, before: &Tally) -> String {
        let room = MOST.saturating_sub(before.findings());
        piece.split_inclusive('\n').take(room).collect()
    }

    fn closing(&self, tally: &Tally) -> String {
        match tally.findings() {
            0 => format!("No findings in {}\n", counted(tally.documents, "document")),
            count if count <= MOST => format!("{} annotated\n", counted(count, "finding")),
            count => format!(
                "::notice title=fingerpost::{} in {}, of which the first {MOST} are annotated. \
Run `fingerpost check` or upload SARIF to see all.\n",
                counted(count, "finding"),
                counted(tally.documents_with_findings, "document"),
            ),
        }
    }
}

fn annotation(finding: &Finding, checked: &Checked<'_>) -> String {
    let command = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Information | Severity::Hint => "notice",
    };
    let (start, end) = (Place::of(finding.range.start, checked), Place::of(finding.range.end, checked));
    let mut places = format!("line={},endLine={}", start.line, end.line);
    // Columns of a range over several lines are refused.
    if start.line == end.line {
        places.push_str(&format!(",col={},endColumn={}", start.column, end.column));
    }
    let mut message = finding.message.clone();
    if let Some(help) = &finding.help {
        message.push_str(&format!("\nHelp: {help}"));
    }
    let (file, title) = (property(checked.path), property(&format!("fingerpost {}", finding.rule)));
    format!("::{command} file={file},{places},title={title}::{}\n", data(&message))
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
