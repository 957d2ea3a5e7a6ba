//! The code quality report that GitLab shows in a merge request.
//!
//! <https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>

use serde::Serialize;

use super::{Checked, Format, Place, Tally, json};
use crate::finding::Severity;

#[derive(Debug)]
pub(super) struct Gitlab;

#[derive(Serialize)]
struct Issue<'a> {
    description: &'a str,
    check_name: &'a str,
    fingerprint: &'a str,
    severity: &'static str,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

impl Format for Gitlab {
    fn opening(&self) -> String {
        "[\n".to_owned()
    }

    fn document(&self, checked: &Checked<'_>) -> String {
        let issues = checked.findings.iter().zip(checked.fingerprints).map(|(finding, fingerprint)| {
            let begin = Place::of(finding.range.start, checked).line;
            let end = Place::of(finding.range.end, checked).line;
            json::write(&Issue {
                description: &finding.message,
                check_name: finding.rule,
                fingerprint,
                severity: match finding.severity {
                    Severity::Error => "critical",
                    Severity::Warning => "major",
                    Severity::Information => "minor",
                    Severity::Hint => "info",
                },
                location: Location { path: checked.path, lines: Lines { begin, end } },
            })
        });
        issues.collect::<Vec<_>>().join(",\n")
    }

    fn separator(&self) -> &'static str {
        ",\n"
    }

    fn closing(&self, _tally: &Tally) -> String {
        "\n]\n".to_owned()
    }
}
