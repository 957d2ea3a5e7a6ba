//! Phrase patterns: a small language over stems, word classes and bounded gaps.
//!
//! `knowledge/README.md` describes the notation. A pattern is parsed to [`Syntax`] first; the lexicon then
//! interns its words and classes ([`super::lexicon`]) and gives the compiled [`Pattern`].

use std::collections::HashMap;
use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::words::{Token, WordId, Words};

/// Tokens allowed between two parts joined by `&`.
const CONJUNCTION_REACH: usize = 12;
/// Fillers that may stand between two neighbours unnoticed.
const FILLER_REACH: usize = 3;
/// Words allowed by a bare `..`.
const DEFAULT_GAP: u8 = 3;

/// A parsed pattern, before its words are interned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Syntax {
    /// Joined by `&&`; each holds the sequences joined by `&`.
    pub parts: Vec<Vec<Vec<SyntaxElement>>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxElement {
    pub atom: SyntaxAtom,
    pub optional: bool,
    /// Words that may stand before this element and after the one before it.
    pub gap: u8,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SyntaxAtom {
    Stem(String),
    Form(String),
    Prefix(String),
    Class(String),
    Group(Vec<Vec<SyntaxElement>>),
}

impl Syntax {
    /// Parses a pattern. The error says what is wrong and how to write it.
    pub fn parse(source: &str) -> Result<Self, String> {
        let mut parser = Parser { rest: source, depth: 0 };
        let mut parts = Vec::new();
        loop {
            let mut sequences = vec![parser.sequence()?];
            loop {
                parser.space();
                if parser.rest.starts_with("&&") || !parser.take('&') {
                    break;
                }
                sequences.push(parser.sequence()?);
            }
            parts.push(sequences);
            parser.space();
            if let Some(rest) = parser.rest.strip_prefix("&&") {
                parser.rest = rest;
                continue;
            }
            break;
        }
        match parser.rest.chars().next() {
            None => Ok(Self { parts }),
            Some(')') => Err("`)` without `(` before it".to_owned()),
            Some('|') => Err("alternatives must stand in parentheses: `(a | b)`".to_owned()),
            Some(other) => Err(format!("unexpected `{other}`")),
        }
    }
}

struct Parser<'source> {
    rest: &'source str,
    depth: usize,
}

impl Parser<'_> {
    fn space(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn take(&mut self, expected: char) -> bool {
        match self.rest.strip_prefix(expected) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn run(&mut self, accept: impl Fn(char) -> bool) -> String {
        let end = self.rest.find(|character| !accept(character)).unwrap_or(self.rest.len());
        let (run, rest) = self.rest.split_at(end);
        self.rest = rest;
        run.to_owned()
    }

    fn sequence(&mut self) -> Result<Vec<SyntaxElement>, String> {
        let mut elements: Vec<SyntaxElement> = Vec::new();
        let mut gap = 0;
        loop {
            self.space();
            if let Some(rest) = self.rest.strip_prefix("..") {
                if elements.is_empty() {
                    return Err("`..` needs a word before it".to_owned());
                }
                self.rest = rest;
                let digits = self.run(|character| character.is_ascii_digit());
                gap = if digits.is_empty() {
                    DEFAULT_GAP
                } else {
                    digits.parse().map_err(|_| format!("the gap `..{digits}` is too large"))?
                };
                continue;
            }
            if self.rest.is_empty() || self.rest.starts_with(['&', ')', '|']) {
                break;
            }
            let atoms = self.atoms()?;
            let optional = self.take('?');
            let single = atoms.len() == 1;
            if optional && !single {
                let group = atoms.into_iter().map(adjacent).collect();
                elements.push(SyntaxElement { atom: SyntaxAtom::Group(vec![group]), optional, gap });
            } else {
                for (index, atom) in atoms.into_iter().enumerate() {
                    let gap = if index == 0 { gap } else { 0 };
                    elements.push(SyntaxElement { atom, optional, gap });
                }
            }
            gap = 0;
        }
        if gap > 0 {
            return Err("`..` needs a word after it".to_owned());
        }
        if elements.iter().all(|element| element.optional) {
            return Err("a sequence needs at least one word that is not optional".to_owned());
        }
        Ok(elements)
    }

    fn atoms(&mut self) -> Result<Vec<SyntaxAtom>, String> {
        if self.take('(') {
            self.depth += 1;
            if self.depth > 8 {
                return Err("more than 8 nested parentheses".to_owned());
            }
            let mut alternatives = vec![self.sequence()?];
            self.space();
            while self.take('|') {
                alternatives.push(self.sequence()?);
                self.space();
            }
            if !self.take(')') {
                return Err("`(` without `)` after it".to_owned());
            }
            self.depth -= 1;
            return Ok(vec![SyntaxAtom::Group(alternatives)]);
        }
        if self.take('@') {
            let name = self.run(|character| character.is_ascii_alphanumeric() || character == '_' || character == '-');
            return if name.is_empty() {
                Err("`@` needs the name of a class after it".to_owned())
            } else {
                Ok(vec![SyntaxAtom::Class(name)])
            };
        }
        let exact = self.take('=');
        let raw = self.run(|character| !character.is_whitespace() && !"()|?&@*=".contains(character));
        let raw = if let Some(position) = raw.find("..") {
            let (word, gap) = raw.split_at(position);
            let rest = self.rest.len() + gap.len();
            // `a..b` without spaces: give the gap back.
            return Err(format!("put spaces around the gap in `{word}{gap}` ({rest} characters before the end)"));
        } else {
            raw
        };
        if self.take('*') {
            let prefix = raw.to_lowercase();
            return if prefix.chars().count() >= 3 && prefix.chars().all(char::is_alphanumeric) {
                Ok(vec![SyntaxAtom::Prefix(prefix)])
            } else {
                Err(format!("the prefix `{raw}*` needs at least 3 letters and nothing else"))
            };
        }
        let atoms: Vec<SyntaxAtom> = raw
            .unicode_words()
            .flat_map(|word| {
                let lower = super::words::fold(word);
                let (base, rest) = super::words::open_contraction(&lower);
                [base.to_owned(), rest.to_owned()]
            })
            .filter(|word| !word.is_empty())
            .map(|word| if exact { SyntaxAtom::Form(word) } else { SyntaxAtom::Stem(word) })
            .collect();
        if atoms.is_empty() {
            return Err(format!("`{}` holds no word", if raw.is_empty() { self.rest } else { &raw }));
        }
        Ok(atoms)
    }
}

fn adjacent(atom: SyntaxAtom) -> SyntaxElement {
    SyntaxElement { atom, optional: false, gap: 0 }
}

/// A compiled pattern.
#[derive(Debug, Clone)]
pub struct Pattern {
    /// Joined by `&&`.
    pub(super) parts: Vec<Part>,
    /// The pattern itself says *no* or *without*: a cue inside a match belongs to it.
    pub holds_negation: bool,
}

/// Sequences joined by `&`.
#[derive(Debug, Clone)]
pub(super) struct Part(pub(super) Vec<Sequence>);

#[derive(Debug, Clone, Default)]
pub(super) struct Sequence {
    pub(super) elements: Vec<Element>,
    /// What a match may begin with.
    pub(super) begins: Begins,
}

/// Words with which a match may begin: most positions fail this look, and cost nothing else.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Begins {
    /// Sorted.
    pub(super) stems: Vec<WordId>,
    /// As the bit set of a token.
    pub(super) prefixes: u64,
}

impl Begins {
    fn admits(&self, token: &Token) -> bool {
        self.prefixes & token.prefixes != 0 || self.stems.binary_search(&token.stem).is_ok()
    }

    pub(super) fn include(&mut self, other: &Self) {
        self.prefixes |= other.prefixes;
        self.stems.extend_from_slice(&other.stems);
        self.stems.sort_unstable();
        self.stems.dedup();
    }
}

#[derive(Debug, Clone)]
pub(super) struct Element {
    pub(super) atom: Atom,
    pub(super) optional: bool,
    pub(super) gap: u8,
}

#[derive(Debug, Clone)]
pub(super) enum Atom {
    Stem(WordId),
    /// An exact form, with its stem, by which the pattern is found.
    Form {
        form: WordId,
        stem: WordId,
    },
    Prefix(u32),
    Class(usize),
    Group(Vec<Sequence>),
}

/// A set of sequences that can be asked at a position: a word class or a list of cues.
#[derive(Debug, Clone, Default)]
pub struct Class {
    pub(super) entries: Vec<Sequence>,
    /// Stems that are an entry by themselves, sorted.
    pub(super) stems: Vec<WordId>,
    /// Indices of the longer entries by the stem they begin with.
    pub(super) longer: HashMap<WordId, Vec<usize>>,
    /// Indices of the entries that begin with no certain stem.
    pub(super) unanchored: Vec<usize>,
    /// What an entry may begin with.
    pub(super) begins: Begins,
}

/// What a sequence is matched against.
#[derive(Clone, Copy)]
pub(super) struct Input<'a> {
    pub(super) words: &'a Words,
    pub(super) classes: &'a [Class],
    pub(super) fillers: &'a Class,
    /// End (exclusive) of the tokens that may take part.
    pub(super) end: usize,
}

impl Input<'_> {
    fn token(&self, index: usize) -> Option<&Token> {
        if index < self.end { self.words.tokens.get(index) } else { None }
    }

    fn is_filler(&self, index: usize) -> bool {
        self.token(index).is_some_and(|token| self.fillers.stems.binary_search(&token.stem).is_ok())
    }
}

impl Sequence {
    /// Ends (exclusive, ascending) of all matches that begin at `start`.
    pub(super) fn ends(&self, input: Input<'_>, start: usize) -> Vec<usize> {
        if !input.token(start).is_some_and(|token| self.begins.admits(token)) {
            return Vec::new();
        }
        // Positions reached after the elements so far. A set, so that the cost does not multiply with gaps.
        let mut reached = vec![start];
        let mut begun = false;
        for element in &self.elements {
            let mut next = Vec::new();
            for &position in &reached {
                let mut words_left = element.gap;
                let mut fillers_left = FILLER_REACH;
                let mut index = position;
                loop {
                    element.atom.ends_at(input, index, &mut next);
                    // The first element must stand exactly at the start.
                    if !begun || index >= input.end {
                        break;
                    }
                    if fillers_left > 0 && input.is_filler(index) {
                        fillers_left -= 1;
                    } else if words_left > 0 {
                        words_left -= 1;
                    } else {
                        break;
                    }
                    index += 1;
                }
            }
            if element.optional {
                next.extend_from_slice(&reached);
            } else {
                begun = true;
            }
            if next.is_empty() {
                return next;
            }
            next.sort_unstable();
            next.dedup();
            reached = next;
        }
        reached.retain(|end| *end > start);
        reached
    }

    /// The first match that begins in `from..input.end`, as token range.
    fn first(&self, input: Input<'_>, from: usize) -> Option<Range<usize>> {
        (from..input.end).find_map(|start| self.ends(input, start).first().map(|end| start..*end))
    }

    fn all(&self, input: Input<'_>, from: usize) -> Vec<Range<usize>> {
        (from..input.end).filter_map(|start| self.ends(input, start).first().map(|end| start..*end)).collect()
    }
}

impl Atom {
    fn ends_at(&self, input: Input<'_>, index: usize, ends: &mut Vec<usize>) {
        let Some(token) = input.token(index) else { return };
        match self {
            Self::Stem(stem) => {
                if token.stem == *stem {
                    ends.push(index + 1);
                }
            }
            Self::Form { form, .. } => {
                if token.form == *form {
                    ends.push(index + 1);
                }
            }
            Self::Prefix(bit) => {
                if token.prefixes >> bit & 1 == 1 {
                    ends.push(index + 1);
                }
            }
            Self::Class(class) => {
                if let Some(class) = input.classes.get(*class) {
                    class.ends_at(input, index, ends);
                }
            }
            Self::Group(alternatives) => {
                for alternative in alternatives {
                    ends.extend(alternative.ends(input, index));
                }
            }
        }
    }
}

impl Class {
    pub(super) fn ends_at(&self, input: Input<'_>, index: usize, ends: &mut Vec<usize>) {
        let Some(token) = input.token(index) else { return };
        if !self.begins.admits(token) {
            return;
        }
        if self.stems.binary_search(&token.stem).is_ok() {
            ends.push(index + 1);
        }
        for entry in self.longer.get(&token.stem).into_iter().flatten().chain(&self.unanchored) {
            if let Some(sequence) = self.entries.get(*entry) {
                ends.extend(sequence.ends(input, index));
            }
        }
    }
}

impl Part {
    /// The first match within one clause, as the token ranges of its sequences in order.
    ///
    /// None of them touches a token range in `taken`.
    fn first(&self, input: Input<'_>, from: usize, taken: &[Range<usize>]) -> Option<Vec<Range<usize>>> {
        let (head, rest) = self.0.split_first()?;
        let free = |range: &Range<usize>| taken.iter().all(|span| disjoint(span, range));
        if rest.is_empty() && taken.is_empty() {
            return head.first(input, from).map(|range| vec![range]);
        }
        for range in head.all(input, from).into_iter().filter(free) {
            let mut spans = vec![range];
            for sequence in rest {
                let nearest = sequence
                    .all(input, from)
                    .into_iter()
                    .filter(|found| free(found) && spans.iter().all(|span| disjoint(span, found)))
                    .min_by_key(|found| spans.iter().map(|span| distance(span, found)).min());
                match nearest {
                    Some(found) if spans.iter().any(|span| distance(span, &found) <= CONJUNCTION_REACH) => {
                        spans.push(found);
                    }
                    _ => break,
                }
            }
            if spans.len() == self.0.len() {
                spans.sort_by_key(|span| span.start);
                return Some(spans);
            }
        }
        None
    }
}

fn disjoint(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.end <= other.start || other.end <= one.start
}

fn distance(one: &Range<usize>, other: &Range<usize>) -> usize {
    other.start.saturating_sub(one.end).max(one.start.saturating_sub(other.end))
}

impl Pattern {
    /// Matches in one sentence: at most one in each clause, as token ranges in order.
    ///
    /// `clauses` are the token ranges of the sentence's clauses.
    pub(super) fn matches(&self, input: Input<'_>, clauses: &[Range<usize>]) -> Vec<Vec<Range<usize>>> {
        let in_clause = |part: &Part, clause: &Range<usize>, taken: &[Range<usize>]| {
            part.first(Input { end: clause.end, ..input }, clause.start, taken)
        };
        match self.parts.as_slice() {
            [part] => clauses.iter().filter_map(|clause| in_clause(part, clause, &[])).collect(),
            parts => {
                let mut spans: Vec<Range<usize>> = Vec::new();
                for part in parts {
                    match clauses.iter().find_map(|clause| in_clause(part, clause, &spans)) {
                        Some(found) => spans.extend(found),
                        None => return Vec::new(),
                    }
                }
                spans.sort_by_key(|span| span.start);
                vec![spans]
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_say_what_to_write() {
        for (source, part) in [
            ("train (a", "without `)`"),
            ("a | b", "parentheses"),
            (".. a", "before it"),
            ("a ..", "after it"),
            ("a?", "not optional"),
            ("@ x", "name of a class"),
            ("ab*", "3 letters"),
        ] {
            let error = Syntax::parse(source).expect_err(source);
            assert!(error.contains(part), "{source}: {error}");
        }
    }

    #[test]
    fn parts_and_sequences_are_kept_apart() {
        let syntax = Syntax::parse("a b ..2 c & d && e?  f").expect("parses");
        assert_eq!(syntax.parts.len(), 2);
        assert_eq!(syntax.parts[0].len(), 2);
        assert_eq!(syntax.parts[0][0][2].gap, 2);
        assert!(syntax.parts[1][0][0].optional);
    }
}
