//! Finds the names of services and terms in a text, in one pass.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};

use super::schema::{Closure, Kind, Misattribution, Rename, Service, Term};

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Named {
    /// Index of the service.
    Service(usize),
    /// Index of the term.
    Term(usize),
    /// A word that makes an ambiguous name of that service certain.
    Context(usize),
    /// A word that makes an ambiguous name of that service mean something else.
    Foreign(usize),
    /// Index of the rename whose old or wrong name stands there.
    Rename(usize),
    /// Index of the closure.
    Closure(usize),
    /// Index of the misattribution.
    Misattribution(usize),
}

/// How sure a name is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Certainty {
    Certain,
    /// Means the thing only in the right company.
    NeedsContext,
}

/// A name in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameMatch {
    /// Bytes of the text that was searched.
    pub range: Range<usize>,
    pub named: Named,
    pub certainty: Certainty,
    /// The name is an identifier: it counts in code, with its exact spelling.
    pub code: bool,
}

#[derive(Debug)]
struct Entry {
    name: String,
    named: Named,
    certainty: Certainty,
    code: bool,
    /// Upper and lower case matter.
    exact: bool,
}

/// All names of a knowledge.
#[derive(Debug, Default)]
pub struct NameIndex {
    automaton: Option<AhoCorasick>,
    entries: Vec<Entry>,
    /// Entries by pattern of the automaton: several things may share a spelling.
    by_pattern: Vec<Vec<usize>>,
    /// Names that share some words both count; only what lies within another is passed over.
    overlapping: bool,
}

impl NameIndex {
    pub(super) fn new(services: &[Service], terms: &[Term]) -> Self {
        let mut entries = Vec::new();
        for (index, service) in services.iter().enumerate() {
            let named = Named::Service(index);
            let certain = std::iter::once(&service.name).chain(&service.names);
            entries.extend(certain.map(|name| Entry::prose(name, named, Certainty::Certain)));
            entries.extend(
                service.context.iter().map(|name| Entry::prose(name, Named::Context(index), Certainty::Certain)),
            );
            entries.extend(
                service
                    .foreign_context
                    .iter()
                    .map(|name| Entry::prose(name, Named::Foreign(index), Certainty::Certain)),
            );
            entries
                .extend(service.ambiguous_names.iter().map(|name| Entry::prose(name, named, Certainty::NeedsContext)));
        }
        for (index, term) in terms.iter().enumerate() {
            let named = Named::Term(index);
            let certain = std::iter::once(&term.name).chain(&term.aliases);
            let code_kind = matches!(term.kind, Kind::Api | Kind::ResourceType | Kind::Instance);
            entries.extend(certain.map(|name| Entry::new(name, named, Certainty::Certain, code_kind)));
            entries.extend(
                term.context_aliases.iter().map(|name| Entry::new(name, named, Certainty::NeedsContext, code_kind)),
            );
        }
        Self::build(entries)
    }

    /// The names about which there is something to say: old, wrong, closed, or credited to the wrong owner.
    pub(super) fn of_notes(renames: &[Rename], closures: &[Closure], misattributions: &[Misattribution]) -> Self {
        let mut entries = Vec::new();
        let mut add = |names: &[String], named: Named, exact: bool| {
            entries
                .extend(names.iter().map(|name| Entry { exact, ..Entry::new(name, named, Certainty::Certain, false) }));
        };
        for (index, rename) in renames.iter().enumerate() {
            add(&rename.from, Named::Rename(index), rename.case);
        }
        for (index, closure) in closures.iter().enumerate() {
            add(&closure.names, Named::Closure(index), false);
        }
        for (index, misattribution) in misattributions.iter().enumerate() {
            add(&misattribution.said, Named::Misattribution(index), false);
        }
        Self { overlapping: true, ..Self::build(entries) }
    }

    fn build(entries: Vec<Entry>) -> Self {
        let mut sharing: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, entry) in entries.iter().enumerate() {
            for spelling in spellings(&entry.name) {
                sharing.entry(spelling.to_ascii_lowercase()).or_default().push(index);
            }
        }
        let (patterns, by_pattern): (Vec<String>, Vec<Vec<usize>>) = sharing.into_iter().unzip();
        let automaton =
            AhoCorasick::builder().ascii_case_insensitive(true).match_kind(MatchKind::Standard).build(&patterns).ok();
        Self { automaton, entries, by_pattern, overlapping: false }
    }

    /// All names in a text: the longest at each place, in order; names of services and terms never overlap.
    /// Several things of one spelling all count. Words must be whole; a plural `s` may follow. A line break counts as a space.
    pub fn find(&self, text: &str) -> Vec<NameMatch> {
        let Some(automaton) = &self.automaton else { return Vec::new() };
        let searched = unbroken(text);
        let mut found: Vec<(Range<usize>, usize)> = automaton
            .find_overlapping_iter(&*searched)
            .filter_map(|hit| Some((whole_word(&searched, hit.range())?, hit.pattern().as_usize())))
            .collect();
        found.sort_by_key(|(range, _)| (range.start, usize::MAX - range.end));
        let mut names: Vec<NameMatch> = Vec::new();
        let mut end = 0;
        for (range, pattern) in found {
            let same_place = names.last().is_some_and(|last| last.range == range);
            let taken = if self.overlapping { range.end <= end } else { range.start < end };
            if taken && !same_place {
                continue;
            }
            for entry in self.by_pattern.get(pattern).into_iter().flatten().filter_map(|index| self.entries.get(*index))
            {
                let spelt_exactly = text.get(range.clone()).is_some_and(|written| written.starts_with(&entry.name));
                if (entry.code || entry.exact) && !spelt_exactly {
                    continue;
                }
                end = end.max(range.end);
                let name = NameMatch {
                    range: range.clone(),
                    named: entry.named,
                    certainty: entry.certainty,
                    code: entry.code,
                };
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        names
    }

    /// True if some name occurs in the text, in whatever spelling of its case: a cheap first look.
    pub fn may_occur(&self, text: &str) -> bool {
        let Some(automaton) = &self.automaton else { return false };
        let text = unbroken(text);
        automaton.find_overlapping_iter(&*text).any(|hit| whole_word(&text, hit.range()).is_some())
    }
}

impl Entry {
    fn prose(name: &str, named: Named, certainty: Certainty) -> Self {
        Self::new(name, named, certainty, false)
    }

    fn new(name: &str, named: Named, certainty: Certainty, code_kind: bool) -> Self {
        // An alias of an API in plain words is prose; an identifier has no space in it.
        let identifier =
            name.contains("::") || name.contains('_') || name.matches('.').count() > 0 && !name.contains(' ');
        let code = identifier || code_kind && !name.contains(' ');
        Self { name: name.to_owned(), named, certainty, code, exact: false }
    }
}

/// The text with a space for every line break, so that a name may go on in the next line.
fn unbroken(text: &str) -> Cow<'_, str> {
    if text.contains(['\n', '\r', '\t']) {
        Cow::Owned(text.replace(['\n', '\r', '\t'], " "))
    } else {
        Cow::Borrowed(text)
    }
}

/// The ways to write a name: with hyphens or spaces between its words.
fn spellings(name: &str) -> Vec<String> {
    let mut all = vec![name.to_owned()];
    if name.contains('-') && !name.contains(['.', ':', '_']) {
        all.push(name.replace('-', " "));
    }
    all
}

/// The range of a hit with its plural ending, if whole words stand there.
fn whole_word(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let joins = |character: char| character.is_alphanumeric() || character == '_';
    if text.get(..range.start)?.ends_with(joins) {
        return None;
    }
    let rest = text.get(range.end..)?;
    // "Kiln 4" does not stand in "Kiln 4.5".
    let version_goes_on =
        rest.strip_prefix('.').is_some_and(|rest| rest.starts_with(|next: char| next.is_ascii_digit()));
    if version_goes_on && text.get(..range.end)?.ends_with(|last: char| last.is_ascii_digit()) {
        return None;
    }
    if !rest.starts_with(joins) {
        return Some(range);
    }
    ["s", "es"].into_iter().find_map(|plural| {
        let after = rest.strip_prefix(plural)?;
        (!after.starts_with(joins)).then_some(range.start..range.end + plural.len())
    })
}
