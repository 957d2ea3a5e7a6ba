//! What makes a finding the same finding tomorrow, when lines have moved and other words have changed.

use std::collections::BTreeMap;

use xxhash_rust::xxh3::xxh3_128;

use crate::document::Document;
use crate::finding::Finding;

/// One for each finding: 32 hexadecimal digits over the path, the rule, where it points, and the words of the
/// statement whatever their spacing. Equal statements in one document are numbered. XXH3 is the same in each release.
pub(super) fn fingerprints(path: &str, document: &Document, findings: &[Finding]) -> Vec<String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    findings
        .iter()
        .map(|finding| {
            let statement = document.source().get(finding.statement.clone()).unwrap_or_default();
            let words = statement.split_whitespace().collect::<Vec<_>>().join(" ");
            let points_to = finding.points_to.as_deref().unwrap_or_default();
            let identity = [path, finding.rule, points_to, &words].join("\0");
            let number = seen.entry(identity.clone()).or_default();
            *number += 1;
            format!("{:032x}", xxh3_128(format!("{identity}\0{number}").as_bytes()))
        })
        .collect()
}
