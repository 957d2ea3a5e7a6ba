//! Compiled patterns and classes, in flat tables, and how they are matched.
//!
//! A match is a set of lengths, one bit each: what an element reaches is a shift and an *or*, so that gaps and
//! alternatives neither multiply the cost nor allocate.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::words::{Token, WordId};

/// Tokens allowed between two parts joined by `&`.
const CONJUNCTION_REACH: usize = 12;
/// Fillers that may stand between two neighbours unnoticed.
const FILLER_REACH: usize = 3;

pub(super) type ClassId = usize;
pub(super) type SequenceId = usize;

/// Lengths of matches in words, one bit each. No match is longer than 127 words.
type Lengths = u128;

/// The length of one word.
const ONE: Lengths = 1 << 1;

/// Consecutive rows of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Deserialize, Serialize)]
pub(super) struct Rows {
    start: u32,
    end: u32,
}

impl Rows {
    /// The rows in which `add` puts what is new at the end of a table.
    pub(super) fn since<T>(start: usize, table: &[T]) -> Self {
        let row = |index: usize| u32::try_from(index).unwrap_or(u32::MAX);
        Self { start: row(start), end: row(table.len()) }
    }

    pub(super) fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    pub(super) fn of<T>(self, table: &[T]) -> &[T] {
        table.get(self.range()).unwrap_or_default()
    }
}

#[derive(Debug, Clone, Copy, Deserialize, Serialize)]
pub(super) struct Element {
    pub(super) atom: Atom,
    pub(super) optional: bool,
    /// Words that may stand before this element and after the one before it.
    pub(super) gap: u8,
}

#[derive(Debug, Clone, Copy, Deserialize, Serialize)]
pub(super) enum Atom {
    Stem(WordId),
    /// An exact form, with its stem, by which the pattern is found.
    Form {
        form: WordId,
        stem: WordId,
    },
    /// A bit of [`Token::prefixes`].
    Prefix(u32),
    Class(ClassId),
    /// Alternatives: rows of [`Program::sequences`].
    Group(Rows),
}

/// A set of sequences that can be asked at a position: a word class or a list of cues.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
pub(super) struct Class {
    /// Stems that are an entry by themselves, sorted.
    pub(super) stems: Vec<WordId>,
    /// The longer entries, with the stem they begin with, sorted by it.
    pub(super) longer: Vec<(WordId, SequenceId)>,
    /// The entries that begin with no certain stem.
    pub(super) unanchored: Vec<SequenceId>,
    /// Prefixes with which an entry may begin.
    pub(super) prefixes: u64,
}

/// A compiled pattern.
#[derive(Debug, Clone, Copy, Deserialize, Serialize)]
pub struct Pattern {
    /// Joined by `&&`: rows of [`Program::parts`].
    pub(super) parts: Rows,
    /// The pattern itself says *no* or *without*: a cue inside a match belongs to it.
    pub holds_negation: bool,
}

/// All classes and patterns.
#[derive(Debug, Default, Deserialize, Serialize)]
pub(super) struct Program {
    pub(super) elements: Vec<Element>,
    /// Rows of `elements`.
    pub(super) sequences: Vec<Rows>,
    /// Joined by `&`: rows of `sequences`.
    pub(super) parts: Vec<Rows>,
    pub(super) patterns: Vec<Pattern>,
    pub(super) classes: Vec<Class>,
    /// By stem: the classes of which an entry may begin with it. Most questions end here.
    pub(super) begins: BitTable,
    /// Stems that may stand between two neighbours.
    pub(super) fillers: BitTable,
}

/// Sets of small numbers, one in each row.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
pub(super) struct BitTable {
    words_in_row: usize,
    bits: Vec<u64>,
}

impl BitTable {
    /// `rows` sets of numbers below `size`.
    pub(super) fn new(rows: usize, size: usize) -> Self {
        let words_in_row = size.div_ceil(64);
        Self { words_in_row, bits: vec![0; rows * words_in_row] }
    }

    pub(super) fn insert(&mut self, row: usize, number: usize) {
        if number / 64 < self.words_in_row
            && let Some(word) = self.bits.get_mut(row * self.words_in_row + number / 64)
        {
            *word |= 1 << (number % 64);
        }
    }

    pub(super) fn contains(&self, row: usize, number: usize) -> bool {
        number / 64 < self.words_in_row
            && self.bits.get(row * self.words_in_row + number / 64).is_some_and(|word| word >> (number % 64) & 1 == 1)
    }

    pub(super) fn row(&self, row: usize) -> &[u64] {
        self.bits.get(row * self.words_in_row..(row + 1) * self.words_in_row).unwrap_or_default()
    }

    /// Adds the numbers of another set.
    pub(super) fn insert_all(&mut self, row: usize, numbers: &[u64]) {
        if let Some(words) = self.bits.get_mut(row * self.words_in_row..(row + 1) * self.words_in_row) {
            words.iter_mut().zip(numbers).for_each(|(word, more)| *word |= more);
        }
    }
}

/// The numbers whose bit is set, ascending.
pub(super) fn bits(mut set: u128) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let lowest = set.checked_ilog2().map(|_| set.trailing_zeros())?;
        set &= set - 1;
        Some(lowest as usize)
    })
}

/// The tokens of a text of which those before `end` may take part in a match.
#[derive(Clone, Copy)]
pub(super) struct Input<'a> {
    pub(super) tokens: &'a [Token],
    pub(super) end: usize,
}

impl<'a> Input<'a> {
    fn token(self, index: usize) -> Option<&'a Token> {
        if index < self.end { self.tokens.get(index) } else { None }
    }
}

impl Program {
    /// Lengths of the matches of a class that begin at `index`.
    pub(super) fn class(&self, input: Input<'_>, class: ClassId, index: usize) -> Lengths {
        let Some((token, class)) = self.admitted(input, class, index) else { return 0 };
        let mut lengths = if class.stems.binary_search(&token.stem).is_ok() { ONE } else { 0 };
        let from = class.longer.partition_point(|(stem, _)| *stem < token.stem);
        let longer = class.longer.iter().skip(from).take_while(|(stem, _)| *stem == token.stem);
        for sequence in longer.map(|(_, sequence)| sequence).chain(&class.unanchored) {
            lengths |= self.sequence(input, *sequence, index);
        }
        lengths
    }

    /// The token and the class, if an entry of the class may begin there.
    fn admitted<'a>(&'a self, input: Input<'a>, class: ClassId, index: usize) -> Option<(&'a Token, &'a Class)> {
        let token = input.token(index)?;
        let known = self.classes.get(class)?;
        let may_begin = self.begins.contains(token.stem as usize, class) || known.prefixes & token.prefixes != 0;
        may_begin.then_some((token, known))
    }

    /// Lengths of the matches of a sequence that begin at `start`.
    fn sequence(&self, input: Input<'_>, sequence: SequenceId, start: usize) -> Lengths {
        let Some(elements) = self.sequences.get(sequence).map(|rows| rows.of(&self.elements)) else { return 0 };
        let mut reached: Lengths = 1;
        // The first element must stand exactly at the start.
        let mut begun = false;
        for element in elements {
            let places = if begun { self.spread(input, start, reached, element.gap) } else { reached };
            let mut next = if element.optional { reached } else { 0 };
            for place in bits(places) {
                next |= self.atom(input, element.atom, start + place) << place;
            }
            if next == 0 {
                return 0;
            }
            begun |= !element.optional;
            reached = next;
        }
        reached & !1
    }

    /// The places at which the next element may stand, as lengths from `start`: those reached, and those behind
    /// fillers and a gap.
    fn spread(&self, input: Input<'_>, start: usize, reached: Lengths, gap: u8) -> Lengths {
        let mut places = reached;
        for place in bits(reached) {
            let (mut words_left, mut fillers_left) = (gap, FILLER_REACH);
            let mut bit: Lengths = 1 << place;
            let mut index = start + place;
            while let Some(token) = input.token(index) {
                if fillers_left > 0 && self.fillers.contains(0, token.stem as usize) {
                    fillers_left -= 1;
                } else if words_left > 0 {
                    words_left -= 1;
                } else {
                    break;
                }
                index += 1;
                bit <<= 1;
                places |= bit;
            }
        }
        places
    }

    fn atom(&self, input: Input<'_>, atom: Atom, index: usize) -> Lengths {
        let Some(token) = input.token(index) else { return 0 };
        let one = |matches: bool| if matches { ONE } else { 0 };
        match atom {
            Atom::Stem(stem) => one(token.stem == stem),
            Atom::Form { form, .. } => one(token.form == form),
            Atom::Prefix(bit) => one(token.prefixes >> bit & 1 == 1),
            Atom::Class(class) => self.class(input, class, index),
            Atom::Group(alternatives) => {
                alternatives.range().fold(0, |lengths, sequence| lengths | self.sequence(input, sequence, index))
            }
        }
    }

    /// The shortest match at each place in `from..input.end` where there is one, as token ranges.
    fn all<'a>(
        &'a self,
        input: Input<'a>,
        sequence: SequenceId,
        from: usize,
    ) -> impl Iterator<Item = Range<usize>> + 'a {
        (from..input.end).filter_map(move |start| {
            let lengths = self.sequence(input, sequence, start);
            (lengths != 0).then(|| start..start + lengths.trailing_zeros() as usize)
        })
    }

    /// The first match of a part within one clause, as the token ranges of its sequences in order.
    ///
    /// None of them touches a token range in `taken`.
    fn part(&self, input: Input<'_>, part: Rows, from: usize, taken: &[Range<usize>]) -> Option<Vec<Range<usize>>> {
        let mut sequences = part.range();
        let (head, rest) = (sequences.next()?, sequences);
        let free = |range: &Range<usize>| taken.iter().all(|span| disjoint(span, range));
        for range in self.all(input, head, from).filter(free) {
            let mut spans = vec![range];
            for sequence in rest.clone() {
                let nearest = self
                    .all(input, sequence, from)
                    .filter(|found| free(found) && spans.iter().all(|span| disjoint(span, found)))
                    .min_by_key(|found| spans.iter().map(|span| distance(span, found)).min());
                match nearest {
                    Some(found) if spans.iter().any(|span| distance(span, &found) <= CONJUNCTION_REACH) => {
                        spans.push(found);
                    }
                    _ => break,
                }
            }
            if spans.len() == part.range().len() {
                spans.sort_by_key(|span| span.start);
                return Some(spans);
            }
        }
        None
    }

    /// Matches in one sentence: at most one in each clause, as token ranges in order.
    ///
    /// `clauses` are the token ranges of the sentence's clauses.
    pub(super) fn matches(
        &self,
        tokens: &[Token],
        pattern: Pattern,
        clauses: &[Range<usize>],
    ) -> Vec<Vec<Range<usize>>> {
        let in_clause = |part: Rows, clause: &Range<usize>, taken: &[Range<usize>]| {
            self.part(Input { tokens, end: clause.end }, part, clause.start, taken)
        };
        match pattern.parts.of(&self.parts) {
            [part] => clauses.iter().filter_map(|clause| in_clause(*part, clause, &[])).collect(),
            parts => {
                let mut spans: Vec<Range<usize>> = Vec::new();
                for part in parts {
                    match clauses.iter().find_map(|clause| in_clause(*part, clause, &spans)) {
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

fn disjoint(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.end <= other.start || other.end <= one.start
}

fn distance(one: &Range<usize>, other: &Range<usize>) -> usize {
    other.start.saturating_sub(one.end).max(one.start.saturating_sub(other.end))
}

#[cfg(test)]
mod tests {
    use super::{BitTable, bits};

    #[test]
    fn bits_are_numbers_in_order() {
        assert_eq!(bits(0b1010_0001).collect::<Vec<_>>(), [0, 5, 7]);
        assert_eq!(bits(1 << 127).collect::<Vec<_>>(), [127]);
        assert_eq!(bits(0).count(), 0);
    }

    #[test]
    fn rows_of_a_table_are_apart() {
        let mut table = BitTable::new(3, 70);
        table.insert(1, 69);
        assert!(table.contains(1, 69) && !table.contains(0, 69) && !table.contains(2, 69));
        // What is outside of the table is in no set.
        table.insert(1, 200);
        assert!(!table.contains(1, 200) && !table.contains(9, 1));
        let row = table.row(1).to_vec();
        table.insert_all(2, &row);
        assert!(table.contains(2, 69));
    }
}
