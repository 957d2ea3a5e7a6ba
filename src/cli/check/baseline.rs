//! Findings that a team has seen and put off, so that an old repository can start clean.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::cli::path::shown;
use crate::cli::read;
use crate::document::Document;
use crate::finding::Finding;

/// Of the shape of the file.
const VERSION: u32 = 1;

/// The fingerprints of known findings.
#[derive(Debug, Default)]
pub(super) struct Baseline {
    fingerprints: BTreeSet<String>,
}

/// A finding as the file records it. Only the fingerprint is compared; the rest is for whoever reviews the file.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Entry {
    path: String,
    rule: String,
    words: String,
    fingerprint: String,
}

#[derive(Serialize, Deserialize)]
struct Recorded {
    version: u32,
    findings: Vec<Entry>,
}

impl Baseline {
    /// Reads the file, or says what is wrong with it.
    pub(super) fn read(file: &Path) -> Result<Self, String> {
        let name = shown(file);
        if !file.exists() {
            return Err(format!("{name}: there is no such baseline; add --update-baseline to record one"));
        }
        let text = read::file(file).map_err(|problem| format!("{name}: {problem}"))?;
        let recorded: Recorded = serde_json::from_str(&text)
            .map_err(|error| format!("{name}: is not a baseline: {error}; record it anew with --update-baseline"))?;
        if recorded.version != VERSION {
            return Err(format!(
                "{name}: has version {}, but this fingerpost reads version {VERSION}; record it anew with --update-baseline",
                recorded.version
            ));
        }
        Ok(Self { fingerprints: recorded.findings.into_iter().map(|entry| entry.fingerprint).collect() })
    }

    pub(super) fn holds(&self, fingerprint: &str) -> bool {
        self.fingerprints.contains(fingerprint)
    }
}

impl Entry {
    pub(super) fn of(path: &str, finding: &Finding, fingerprint: &str, document: &Document) -> Self {
        let words = document.source().get(finding.range.clone()).unwrap_or_default();
        Self {
            path: path.to_owned(),
            rule: finding.rule.to_owned(),
            words: words.split_whitespace().collect::<Vec<_>>().join(" "),
            fingerprint: fingerprint.to_owned(),
        }
    }
}

/// Writes the file whole or not at all, one finding a line, so that its changes are easy to review.
pub(super) fn write(file: &Path, findings: &[Entry]) -> Result<(), String> {
    let lines: Vec<String> = findings.iter().filter_map(|entry| serde_json::to_string(entry).ok()).collect();
    let list = if lines.is_empty() { String::new() } else { format!("\n    {}\n  ", lines.join(",\n    ")) };
    let text = format!("{{\n  \"version\": {VERSION},\n  \"findings\": [{list}]\n}}\n");
    let beside = file.with_extension("new");
    let written = fs::File::create(&beside).and_then(|mut new| {
        new.write_all(text.as_bytes())?;
        new.sync_all()?;
        fs::rename(&beside, file)
    });
    written.map_err(|error| {
        // What is half written helps nobody; the old file is still whole.
        let _ = fs::remove_file(&beside);
        format!("{}: cannot be written: {error}", shown(file))
    })
}
