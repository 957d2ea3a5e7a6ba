//! What a sentence must hold for a pattern to match: tried first, because most patterns fail here, which is what
//! keeps the cost of a sentence from growing with their number.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use super::PatternId;
use crate::prose::program::{self, Atom, BitTable, ClassId, Element, Program, Rows};
use crate::prose::words::{Token, UNKNOWN, WordId};

/// One of these words must occur: the need of one element of a pattern.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
struct Words {
    /// Sorted.
    stems: Vec<WordId>,
    /// Sorted; stand for the words that their entries need.
    classes: Vec<ClassId>,
    /// As the bit set of a token.
    prefixes: u64,
}

/// A row of the table of needs.
#[derive(Debug, Clone, Copy, Deserialize, Serialize)]
struct Need {
    /// Rows of [`Needs::stems`].
    stems: Rows,
    /// Rows of [`Needs::classes`].
    classes: Rows,
    prefixes: u64,
}

/// The needs of all patterns.
#[derive(Debug, Default, Deserialize, Serialize)]
pub(super) struct Needs {
    rows: Vec<Need>,
    stems: Vec<WordId>,
    classes: Vec<ClassId>,
    /// Rows of `needed`, by pattern: all of them must be met.
    by_pattern: Vec<Rows>,
    /// Indices into `rows`.
    needed: Vec<u32>,
    /// By stem: the classes that it meets.
    meets: BitTable,
    /// The same by prefix.
    meets_by_prefix: BitTable,
    /// By stem, then by prefix: rows of `triggered`, the patterns whose rarest need it meets.
    triggers: Vec<Rows>,
    prefix_triggers: Vec<Rows>,
    triggered: Vec<u32>,
    class_count: usize,
}

/// The words of a text, as far as needs go.
#[derive(Debug)]
pub(super) struct Present {
    /// Each once.
    stems: Vec<WordId>,
    /// The same as a set.
    known: BitTable,
    classes: BitTable,
    prefixes: u64,
}

impl Present {
    /// An entry of the class may stand here.
    pub(super) fn may_hold(&self, class: ClassId) -> bool {
        self.classes.contains(0, class)
    }

    /// Notes a word.
    pub(super) fn add(&mut self, stem: WordId, prefixes: u64, needs: &Needs) {
        if prefixes & !self.prefixes != 0 {
            for prefix in bits(prefixes & !self.prefixes) {
                self.classes.insert_all(0, needs.meets_by_prefix.row(prefix));
            }
            self.prefixes |= prefixes;
        }
        if stem != UNKNOWN && !self.known.contains(0, stem as usize) {
            self.known.insert(0, stem as usize);
            self.stems.push(stem);
            self.classes.insert_all(0, needs.meets.row(stem as usize));
        }
    }
}

impl Needs {
    pub(super) fn of(program: &Program, stem_count: usize, prefix_count: usize) -> Self {
        Builder::new(program, stem_count).build(prefix_count)
    }

    /// No words yet.
    pub(super) fn nothing(&self) -> Present {
        Present {
            stems: Vec::new(),
            known: BitTable::new(1, self.triggers.len()),
            classes: BitTable::new(1, self.class_count),
            prefixes: 0,
        }
    }

    /// The patterns whose needs these tokens meet, ascending.
    pub(super) fn candidates(&self, tokens: &[Token]) -> Vec<PatternId> {
        let mut present = self.nothing();
        for token in tokens {
            present.add(token.stem, token.prefixes, self);
        }
        let mut candidates: Vec<PatternId> = self.met(&present).collect();
        candidates.sort_unstable();
        candidates.dedup();
        candidates
    }

    /// The patterns whose needs are met, in any order; some more than once.
    pub(super) fn met<'a>(&'a self, present: &'a Present) -> impl Iterator<Item = PatternId> + 'a {
        let by_stem = present.stems.iter().filter_map(|stem| self.triggers.get(*stem as usize));
        let by_prefix = bits(present.prefixes).filter_map(|prefix| self.prefix_triggers.get(prefix));
        by_stem
            .chain(by_prefix)
            .flat_map(|rows| rows.of(&self.triggered))
            .map(|pattern| *pattern as usize)
            .filter(|pattern| self.are_met(*pattern, present))
    }

    fn are_met(&self, pattern: PatternId, present: &Present) -> bool {
        let needed = self.by_pattern.get(pattern).map(|rows| rows.of(&self.needed)).unwrap_or_default();
        needed.iter().filter_map(|need| self.rows.get(*need as usize)).all(|need| {
            need.prefixes & present.prefixes != 0
                || need.stems.of(&self.stems).iter().any(|stem| present.known.contains(0, *stem as usize))
                || need.classes.of(&self.classes).iter().any(|class| present.classes.contains(0, *class))
        })
    }
}

struct Builder<'a> {
    program: &'a Program,
    /// How often patterns and classes speak of a stem. What they speak of often is frequent in texts, too.
    frequency: Vec<u32>,
    /// By class, once worked out: what its entries need, with the words of classes in it.
    class_words: Vec<Option<Words>>,
    table: Needs,
    known: HashMap<Words, u32>,
}

impl<'a> Builder<'a> {
    fn new(program: &'a Program, stem_count: usize) -> Self {
        let mut frequency = vec![1; stem_count];
        let in_sequences = program.elements.iter().filter_map(|element| match element.atom {
            Atom::Stem(stem) | Atom::Form { stem, .. } => Some(stem),
            Atom::Prefix(_) | Atom::Class(_) | Atom::Group(_) => None,
        });
        let alone = program.classes.iter().flat_map(|class| class.stems.iter().copied());
        for stem in in_sequences.chain(alone) {
            if let Some(count) = frequency.get_mut(stem as usize) {
                *count += 1;
            }
        }
        Self {
            program,
            frequency,
            class_words: vec![None; program.classes.len()],
            table: Needs::default(),
            known: HashMap::new(),
        }
    }

    fn build(mut self, prefix_count: usize) -> Needs {
        let class_count = self.program.classes.len();
        self.table.class_count = class_count;
        self.table.meets = BitTable::new(self.frequency.len(), class_count);
        self.table.meets_by_prefix = BitTable::new(prefix_count, class_count);
        for class in 0..class_count {
            let words = self.words_of_class(class);
            words.stems.iter().for_each(|stem| self.table.meets.insert(*stem as usize, class));
            bits(words.prefixes).for_each(|prefix| self.table.meets_by_prefix.insert(prefix, class));
        }
        let mut triggers: BTreeMap<(bool, u32), Vec<u32>> = BTreeMap::new();
        for pattern in &self.program.patterns {
            let needs = self.needs_of(pattern.parts);
            let id = u32::try_from(self.table.by_pattern.len()).unwrap_or(u32::MAX);
            if let Some(rarest) = needs.iter().min_by_key(|words| self.commonness(words)) {
                let all = self.expanded(rarest);
                for stem in all.stems {
                    triggers.entry((false, stem)).or_default().push(id);
                }
                for prefix in bits(all.prefixes) {
                    triggers.entry((true, u32::try_from(prefix).unwrap_or_default())).or_default().push(id);
                }
            }
            let start = self.table.needed.len();
            for words in needs {
                let need = self.number(words);
                self.table.needed.push(need);
            }
            let rows = Rows::since(start, &self.table.needed);
            self.table.by_pattern.push(rows);
        }
        let stem_count = self.frequency.len();
        let mut table = self.table;
        let mut rows = |key: (bool, u32)| {
            let start = table.triggered.len();
            table.triggered.extend(triggers.remove(&key).unwrap_or_default());
            Rows::since(start, &table.triggered)
        };
        let ids = |count: usize| 0..u32::try_from(count).unwrap_or(u32::MAX);
        table.triggers = ids(stem_count).map(|stem| rows((false, stem))).collect();
        table.prefix_triggers = ids(prefix_count).map(|prefix| rows((true, prefix))).collect();
        table
    }

    /// The needs of all elements of a pattern that are not optional.
    fn needs_of(&mut self, parts: Rows) -> Vec<Words> {
        let program = self.program;
        let sequences = parts.of(&program.parts).iter().flat_map(|part| part.of(&program.sequences));
        let elements = sequences.flat_map(|sequence| sequence.of(&program.elements));
        elements.filter(|element| !element.optional).map(|element| self.words(element.atom)).collect()
    }

    fn words(&mut self, atom: Atom) -> Words {
        match atom {
            Atom::Stem(stem) | Atom::Form { stem, .. } => Words { stems: vec![stem], ..Words::default() },
            Atom::Prefix(prefix) => Words { prefixes: 1 << prefix, ..Words::default() },
            Atom::Class(class) => Words { classes: vec![class], ..Words::default() },
            Atom::Group(alternatives) => {
                let program = self.program;
                let mut all = Words::default();
                for sequence in alternatives.of(&program.sequences) {
                    let words = self.rarest(sequence.of(&program.elements));
                    all.include(&words);
                }
                all
            }
        }
    }

    /// What a sequence needs: the words of its rarest element.
    fn rarest(&mut self, elements: &[Element]) -> Words {
        let needs: Vec<Words> =
            elements.iter().filter(|element| !element.optional).map(|element| self.words(element.atom)).collect();
        needs.into_iter().min_by_key(|words| self.commonness(words)).unwrap_or_default()
    }

    fn commonness(&mut self, words: &Words) -> u64 {
        let all = self.expanded(words);
        let stems = all.stems.iter().filter_map(|stem| self.frequency.get(*stem as usize));
        // What begins with a prefix is many words.
        stems.map(|count| u64::from(*count)).sum::<u64>() + 20 * u64::from(all.prefixes.count_ones())
    }

    /// With the words of the classes instead of the classes.
    fn expanded(&mut self, words: &Words) -> Words {
        let mut all = Words { classes: Vec::new(), ..words.clone() };
        for class in &words.classes {
            all.include(&self.words_of_class(*class));
        }
        all
    }

    /// What the entries of a class need. Classes in a circle were refused, so this ends.
    fn words_of_class(&mut self, class: ClassId) -> Words {
        if let Some(Some(known)) = self.class_words.get(class) {
            return known.clone();
        }
        let program = self.program;
        let Some(known) = program.classes.get(class) else { return Words::default() };
        let mut all = Words { stems: known.stems.clone(), ..Words::default() };
        for sequence in known.longer.iter().map(|(_, sequence)| sequence).chain(&known.unanchored) {
            let elements = program.sequences.get(*sequence).map(|rows| rows.of(&program.elements)).unwrap_or_default();
            let words = self.rarest(elements);
            all.include(&self.expanded(&words));
        }
        if let Some(place) = self.class_words.get_mut(class) {
            *place = Some(all.clone());
        }
        all
    }

    /// The row of a need; equal ones share it.
    fn number(&mut self, words: Words) -> u32 {
        if let Some(known) = self.known.get(&words) {
            return *known;
        }
        let table = &mut self.table;
        let (stems, classes) = (table.stems.len(), table.classes.len());
        table.stems.extend_from_slice(&words.stems);
        table.classes.extend_from_slice(&words.classes);
        table.rows.push(Need {
            stems: Rows::since(stems, &table.stems),
            classes: Rows::since(classes, &table.classes),
            prefixes: words.prefixes,
        });
        let number = u32::try_from(table.rows.len() - 1).unwrap_or(u32::MAX);
        self.known.insert(words, number);
        number
    }
}

impl Words {
    fn include(&mut self, other: &Self) {
        self.prefixes |= other.prefixes;
        merge(&mut self.stems, &other.stems);
        merge(&mut self.classes, &other.classes);
    }
}

fn merge<T: Ord + Copy>(list: &mut Vec<T>, more: &[T]) {
    list.extend_from_slice(more);
    list.sort_unstable();
    list.dedup();
}

/// The prefixes of a token by their numbers.
fn bits(prefixes: u64) -> impl Iterator<Item = usize> {
    program::bits(prefixes.into())
}
