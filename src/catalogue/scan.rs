//! Finds identifiers in a text that belong to a known kind and do not exist.

use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};

use super::{Catalogue, Kind};

/// More of them in one section is a list of something else.
const MOST: usize = 50;

/// An identifier that is close to a known one and unknown itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suspect {
    /// Bytes of the text that was scanned.
    pub range: Range<usize>,
    /// As a reader calls the kind.
    pub label: String,
    /// What may be meant, best first; at least one.
    pub meant: Vec<String>,
    /// More than that they look alike: a reason without a full stop.
    pub why: Option<String>,
}

/// Where a pattern of the scanner comes from.
#[derive(Debug, Clone, Copy)]
enum Origin {
    /// Index of the kind.
    Kind(usize),
    /// Index of the mistaken beginning.
    Mistaken(usize),
}

/// Finds beginnings of identifiers in one pass.
#[derive(Debug, Default)]
pub(super) struct Scanner {
    automaton: Option<AhoCorasick>,
    origins: Vec<Origin>,
}

impl Scanner {
    pub(super) fn new(catalogue: &Catalogue) -> Self {
        let kinds = catalogue.kinds.iter().enumerate().filter(|(_, kind)| kind.entry.report);
        let of_kinds =
            kinds.flat_map(|(index, kind)| kind.entry.begins.iter().map(move |begin| (begin, Origin::Kind(index))));
        let mistaken = catalogue.mistaken.iter().enumerate();
        let of_mistaken = mistaken
            .flat_map(|(index, mistaken)| mistaken.begins.iter().map(move |begin| (begin, Origin::Mistaken(index))));
        let (begins, origins): (Vec<&String>, Vec<Origin>) = of_kinds.chain(of_mistaken).unzip();
        let automaton = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(begins).ok();
        Self { automaton, origins }
    }
}

impl Catalogue {
    /// The identifiers of a text that seem to be slips, in order.
    pub fn suspects(&self, text: &str) -> Vec<Suspect> {
        let Some(automaton) = &self.scanner.automaton else { return Vec::new() };
        let found =
            automaton.find_iter(text).filter_map(|hit| match self.scanner.origins.get(hit.pattern().as_usize())? {
                Origin::Kind(index) => self.unknown(text, hit.range(), self.kinds.get(*index)?),
                Origin::Mistaken(index) => self.mistaken(text, hit.range(), *index),
            });
        found.take(MOST).collect()
    }

    fn mistaken(&self, text: &str, hit: Range<usize>, index: usize) -> Option<Suspect> {
        let mistaken = self.mistaken.get(index)?;
        let kind = self.kind(&mistaken.kind)?;
        let range = self.extent(text, hit.clone(), kind)?;
        let rest = text.get(hit.end..range.end)?;
        let name = format!("{}{rest}", mistaken.instead);
        let permission = self.permissions.iter().find(|permission| permission.operation == name);
        let meant = match permission {
            Some(permission) => permission.action.clone(),
            None => kind.table.find(&name)?.name().to_owned(),
        };
        Some(Suspect { range, label: kind.entry.label.clone(), meant: vec![meant], why: Some(mistaken.why.clone()) })
    }

    fn unknown(&self, text: &str, hit: Range<usize>, kind: &Kind) -> Option<Suspect> {
        let mut range = self.extent(text, hit, kind)?;
        let name = text.get(range.clone())?;
        let suspect = |range, meant: Vec<String>, why| {
            (!meant.is_empty()).then(|| Suspect { range, label: kind.entry.label.clone(), meant, why })
        };
        // What stands before the name, if anything may.
        let start = range.start;
        let before = text.get(..start)?;
        let head = before.trim_end_matches(|it: char| it.is_ascii_alphanumeric() || it == '-' || it == '.');
        let prefix = before.get(head.len()..)?;
        let right = prefix.is_empty() || kind.entry.before.iter().any(|known| known == prefix);
        if kind.entry.before.is_empty() {
            if !prefix.is_empty() {
                return None;
            }
        } else {
            range.start = head.len();
        }
        if !right {
            // An unknown word before a known name may be a slip for one that is known.
            let known = kind.find(name)?.name();
            let stem = prefix.trim_end_matches('.');
            let cut = kind.entry.before.iter().find(|known| known.starts_with(stem));
            let near = || kind.entry.before.iter().find(|known| strsim::osa_distance(known, prefix) == 1);
            return suspect(range, cut.or_else(near).map(|near| format!("{near}{known}")).into_iter().collect(), None);
        }
        let same_begin = |other: &&Kind| other.entry.begins.iter().any(|begin| name.starts_with(begin.as_str()));
        if self.kinds.iter().filter(same_begin).any(|kind| kind.find(name).is_some()) {
            return None;
        }
        let (meant, why) = self.meant(kind, name);
        suspect(range, meant.into_iter().map(|meant| format!("{prefix}{meant}")).collect(), why)
    }

    /// The bytes of the identifier whose beginning was hit; nothing for placeholders, wildcards and addresses.
    fn extent(&self, text: &str, hit: Range<usize>, kind: &Kind) -> Option<Range<usize>> {
        let before = text.get(..hit.start)?;
        let joined = |it: char| it.is_alphanumeric() || matches!(it, '_' | '-' | '$' | '{' | '<' | '@' | '*');
        if before.ends_with(joined) || (before.ends_with('.') && kind.entry.before.is_empty()) {
            return None;
        }
        let rest = text.get(hit.end..)?;
        if kind.entry.capital && !rest.trim_start_matches(':').starts_with(|it: char| it.is_ascii_uppercase()) {
            return None;
        }
        let length = rest.find(|it: char| !kind.holds(it)).unwrap_or(rest.len());
        let after = rest.get(length..)?;
        if after.starts_with(['*', '$', '{', '<', '%', '?', '…', '_', '@', '(']) {
            return None;
        }
        let word = rest.get(..length)?.trim_end_matches(|it: char| !it.is_ascii_alphanumeric());
        if word.is_empty() {
            return None;
        }
        let lower = word.to_ascii_lowercase();
        if self.placeholders.iter().any(|placeholder| lower.contains(placeholder.as_str())) {
            return None;
        }
        let address = before.rsplit([' ', '\t', '\n', '"', '\'', '`', '(', '<', '[']).next().unwrap_or_default();
        if address.contains("://") || address.starts_with("www.") {
            return None;
        }
        Some(hit.start..hit.end + word.len())
    }
}

#[cfg(test)]
#[expect(clippy::string_slice, reason = "a test may panic")]
mod tests {
    use crate::catalogue::tests::acme;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, &str)]) {
        let found = acme().suspects(text);
        let found: Vec<(&str, &str)> =
            found.iter().map(|suspect| (&text[suspect.range.clone()], suspect.meant[0].as_str())).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn slips_are_found_with_what_was_meant() {
        check("`kiln:BakLoaf`", &[("kiln:BakLoaf", "kiln:BakeLoaf")]);
        check("kiln-oven:BakeLoaf", &[("kiln-oven:BakeLoaf", "kiln:BakeLoaf")]);
        check("use eu.baker.splet-20250601-v1:0.", &[("eu.baker.splet-20250601-v1:0", "eu.baker.spelt-20250601-v1:0")]);
        check("au.baker.rye-1-v1:0", &[("au.baker.rye-1-v1:0", "eu.baker.rye-1-v1:0")]);
        check("ov.b2.laarge, ov.b2.large", &[("ov.b2.laarge", "ov.b2.large")]);
        check(
            "arn:acme:kiln:north::recipe/baker.splet-20250601-v1:0",
            &[("baker.splet-20250601-v1:0", "baker.spelt-20250601-v1:0")],
        );
    }

    #[test]
    fn what_is_right_or_no_identifier_is_left_alone() {
        for text in [
            "kiln:BakeLoaf and KILN:bakeloaf",
            "kiln:bakeloaf",
            "kiln:latest",
            "kiln:Bak*",
            "kiln:Bak${Name}",
            "<kiln:BakLoaf",
            "kiln:MyLoaf",
            "kiln:Temperature",
            "my-kiln:BakLoaf",
            "https://example.org/kiln:BakLoaf",
            "ov.b7.large",
            "us-east.baker.rye-1-v1:0",
            "kiln:",
            "cov.b2.laarge",
            "see ov. The rest",
        ] {
            check(text, &[]);
        }
    }
}
