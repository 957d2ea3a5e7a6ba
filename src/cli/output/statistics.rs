//! Counts by rule, signal and service, for whoever wants to know where to begin.

use std::collections::BTreeMap;

use super::{Checked, Format, Tally, counted};

#[derive(Debug)]
pub(in crate::cli) struct Statistics;

impl Format for Statistics {
    fn document(&self, _checked: &Checked<'_>) -> String {
        String::new()
    }

    fn closing(&self, tally: &Tally) -> String {
        let mut text = format!(
            "{} in {} of {}\n",
            counted(tally.findings(), "finding"),
            tally.documents_with_findings,
            counted(tally.documents, "document")
        );
        let rules = tally.rules.iter().map(|(rule, count)| (*rule, *count)).collect();
        table(&mut text, "By rule", rules);
        table(&mut text, "By service that is asked for", named(&tally.services));
        table(&mut text, "By signal", named(&tally.signals));
        text
    }
}

fn named(counts: &BTreeMap<String, usize>) -> Vec<(&str, usize)> {
    counts.iter().map(|(name, count)| (name.as_str(), *count)).collect()
}

/// The most frequent first.
fn table(text: &mut String, title: &str, mut rows: Vec<(&str, usize)>) {
    if rows.is_empty() {
        return;
    }
    rows.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    text.push_str(&format!("\n{title}\n"));
    for (name, count) in rows {
        text.push_str(&format!("{count:>7}  {name}\n"));
    }
}
