//! SARIF 2.1.0, for code scanning.
//!
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/>

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::{Checked, Format, Place, Tally};
use crate::finding::{Finding, Severity};
use crate::knowledge::Knowledge;
use crate::rules;

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// What a path keeps as it is in an address.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The name for the folder to which paths are relative.
const ROOT: &str = "SRCROOT";

pub(super) struct Sarif {
    knowledge: Arc<Knowledge>,
}

impl Sarif {
    pub(super) fn new(knowledge: Arc<Knowledge>) -> Self {
        Self { knowledge }
    }

    fn result(&self, finding: &Finding, fingerprint: &str, checked: &Checked<'_>) -> Value {
        let mut result = json!({
            "ruleId": finding.rule,
            "ruleIndex": rules::documented().position(|(id, ..)| id == finding.rule),
            "level": level(finding.severity),
            "message": { "text": finding.message },
            "locations": [location(&finding.range, checked)],
            "partialFingerprints": { "fingerpost/v1": fingerprint },
            "properties": {
                "signals": finding.signals,
                "pointsTo": finding.points_to,
                "chosen": finding.chosen,
                "sources": self.sources(finding),
            },
        });
        if let Some(fields) = result.as_object_mut() {
            let related = finding.related.iter().enumerate().map(|(index, related)| {
                let mut place = location(&related.range, checked);
                if let Some(place) = place.as_object_mut() {
                    place.insert("id".to_owned(), json!(index + 1));
                    place.insert("message".to_owned(), json!({ "text": related.message }));
                }
                place
            });
            let related: Vec<Value> = related.collect();
            if !related.is_empty() {
                fields.insert("relatedLocations".to_owned(), related.into());
            }
        }
        result
    }

    fn sources(&self, finding: &Finding) -> Vec<&str> {
        let signals = finding.signals.iter().filter_map(|id| self.knowledge.signal(id));
        signals.flat_map(|signal| signal.source.iter().map(String::as_str)).collect()
    }
}

impl Format for Sarif {
    fn opening(&self) -> String {
        let rules: Vec<Value> = rules::documented()
            .map(|(id, severity, summary, documentation)| {
                json!({
                    "id": id,
                    "shortDescription": { "text": summary },
                    "fullDescription": { "text": summary },
                    "help": { "text": documentation, "markdown": documentation },
                    "defaultConfiguration": { "level": level(severity) },
                })
            })
            .collect();
        let driver = json!({
            "name": "fingerpost",
            "semanticVersion": env!("CARGO_PKG_VERSION"),
            "rules": rules,
        });
        format!(
            "{{\"$schema\":\"{SCHEMA}\",\"version\":\"2.1.0\",\"runs\":[{{\"columnKind\":\"unicodeCodePoints\",\
\"tool\":{{\"driver\":{driver}}},\"results\":[\n"
        )
    }

    fn document(&self, checked: &Checked<'_>) -> String {
        let findings = checked.findings.iter().zip(checked.fingerprints);
        let results = findings.map(|(finding, fingerprint)| self.result(finding, fingerprint, checked).to_string());
        results.collect::<Vec<_>>().join(",\n")
    }

    fn separator(&self) -> &'static str {
        ",\n"
    }

    fn closing(&self, tally: &Tally) -> String {
        let successful = tally.unread == 0;
        format!("\n],\"invocations\":[{{\"executionSuccessful\":{successful}}}]}}]}}\n")
    }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Information | Severity::Hint => "note",
    }
}

fn location(range: &Range<usize>, checked: &Checked<'_>) -> Value {
    let (start, end) = (Place::of(range.start, checked), Place::of(range.end, checked));
    let encoded = utf8_percent_encode(checked.path, PATH).to_string();
    let artifact = if Path::new(checked.path).is_absolute() {
        json!({ "uri": format!("file://{encoded}") })
    } else {
        json!({ "uri": encoded, "uriBaseId": ROOT })
    };
    json!({
        "physicalLocation": {
            "artifactLocation": artifact,
            "region": {
                "startLine": start.line,
                "startColumn": start.column,
                "endLine": end.line,
                "endColumn": end.column,
            },
        },
    })
}
