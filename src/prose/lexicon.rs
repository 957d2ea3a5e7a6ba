//! The words, classes, cues and patterns of a knowledge, compiled for matching in one pass.

mod builder;
mod parts;

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::LazyLock;
use std::sync::atomic::AtomicU64;

use rust_stemmers::{Algorithm, Stemmer};

pub use builder::LexiconBuilder;

use super::pattern::{Class, Input, Pattern};
use super::spelling::american;
use super::words::{Token, UNKNOWN, WordId, Words};

/// Index of a pattern in its [`Lexicon`], in the order in which they were added.
pub type PatternId = usize;

/// Number of a distinct part of patterns.
type PartId = usize;

/// Surface forms remembered by each thread; enough for the vocabulary of a large folder of documents.
const REMEMBERED_WORDS: usize = 1 << 16;

/// Number of prefixes that fit the bit set of a token.
const MOST_PREFIXES: usize = 64;

/// What a word means to a lexicon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WordInfo {
    pub form: WordId,
    pub stem: WordId,
    pub prefixes: u64,
}

/// A set of cues: a class that can be asked directly.
#[derive(Clone, Copy)]
pub struct Cues<'lexicon> {
    lexicon: &'lexicon Lexicon,
    class: &'lexicon Class,
}

impl Cues<'_> {
    /// End (exclusive) of the longest cue that begins at token `index`, within tokens before `end`.
    pub fn end_at(&self, words: &Words, index: usize, end: usize) -> Option<usize> {
        let mut ends = Vec::new();
        self.class.ends_at(self.lexicon.input(words, end), index, &mut ends);
        ends.into_iter().max()
    }

    /// The word alone is, or begins, a cue.
    pub fn holds(&self, stem: WordId) -> bool {
        self.class.stems.binary_search(&stem).is_ok() || self.class.longer.contains_key(&stem)
    }

    /// The first cue within `tokens`.
    pub fn find(&self, words: &Words, tokens: Range<usize>) -> Option<Range<usize>> {
        tokens.clone().find_map(|index| self.end_at(words, index, tokens.end).map(|end| index..end))
    }
}

/// A pattern that matched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    pub pattern: PatternId,
    /// Token ranges of its parts, in order; never empty.
    pub spans: Vec<Range<usize>>,
}

/// The compiled words, classes and patterns.
#[derive(Debug)]
pub struct Lexicon {
    /// Distinguishes lexicons in the per-thread memory of words.
    identity: u64,
    forms: HashMap<Box<str>, WordId>,
    stems: HashMap<Box<str>, WordId>,
    irregular: HashMap<Box<str>, Box<str>>,
    prefixes: Vec<Box<str>>,
    class_names: BTreeMap<String, usize>,
    classes: Vec<Class>,
    fillers: Class,
    patterns: Vec<Pattern>,
    /// By stem: the patterns to try where that indispensable word of theirs occurs.
    triggers: Vec<Vec<PatternId>>,
    prefix_triggers: Vec<Vec<PatternId>>,
    /// The parts of patterns (a word, a class, a group), numbered, that a stem or prefix may satisfy.
    satisfied: Vec<Vec<PartId>>,
    satisfied_by_prefix: Vec<Vec<PartId>>,
    /// The parts that must all be satisfied in a sentence, by pattern.
    required: Vec<Vec<PartId>>,
    part_count: usize,
    adversative: Class,
    exclusion: Class,
}

thread_local! {
    static REMEMBERED: RefCell<(u64, HashMap<Box<str>, WordInfo>)> = RefCell::new((0, HashMap::new()));
}

impl Lexicon {
    /// What a lower-case word means here.
    pub fn word(&self, word: &str) -> WordInfo {
        REMEMBERED.with_borrow_mut(|(identity, remembered)| {
            if *identity != self.identity || remembered.len() > REMEMBERED_WORDS {
                remembered.clear();
                *identity = self.identity;
            }
            if let Some(info) = remembered.get(word) {
                return *info;
            }
            let info = WordInfo {
                form: self.forms.get(word).copied().unwrap_or(UNKNOWN),
                stem: self.stems.get(stem(word, &self.irregular).as_str()).copied().unwrap_or(UNKNOWN),
                prefixes: self
                    .prefixes
                    .iter()
                    .enumerate()
                    .filter(|(_, prefix)| american(word).starts_with(&***prefix) || word.starts_with(&***prefix))
                    .fold(0, |bits, (bit, _)| bits | 1 << bit),
            };
            remembered.insert(word.into(), info);
            info
        })
    }

    /// The cues or class of that name; an empty one if there is none.
    pub fn class(&self, name: &str) -> Cues<'_> {
        let class = self.class_names.get(name).and_then(|index| self.classes.get(*index));
        Cues { lexicon: self, class: class.unwrap_or(&EMPTY) }
    }

    /// The text ends with a word after which a full stop ends no sentence.
    pub(super) fn is_abbreviation(&self, text: &str) -> bool {
        let start =
            text.rfind(|character: char| !character.is_alphanumeric() && character != '.').map_or(0, |at| at + 1);
        let word = text.get(start..).unwrap_or_default().to_lowercase();
        self.class_names
            .get("abbreviation")
            .and_then(|index| self.classes.get(*index))
            .is_some_and(|class| class.stems.binary_search(&self.word(&word).stem).is_ok())
    }

    pub(super) fn adversative(&self) -> Cues<'_> {
        Cues { lexicon: self, class: &self.adversative }
    }

    pub(super) fn exclusion(&self) -> Cues<'_> {
        Cues { lexicon: self, class: &self.exclusion }
    }

    pub fn pattern(&self, id: PatternId) -> Option<&Pattern> {
        self.patterns.get(id)
    }

    pub fn pattern_count(&self) -> usize {
        self.patterns.len()
    }

    /// All matches in one sentence, ordered by pattern and place.
    ///
    /// Only patterns of which some indispensable word occurs are tried.
    pub fn matches(&self, words: &Words, sentence: Range<usize>) -> Vec<Match> {
        let Some(tokens) = words.tokens.get(sentence.clone()) else { return Vec::new() };
        let candidates = self.candidates(tokens);
        if candidates.is_empty() {
            return Vec::new();
        }
        let mut start = sentence.start;
        let clauses: Vec<Range<usize>> = tokens
            .chunk_by(|one, other| one.clause == other.clause)
            .map(|clause| {
                let range = start..start + clause.len();
                start = range.end;
                range
            })
            .collect();
        let input = self.input(words, sentence.end);
        candidates
            .into_iter()
            .filter_map(|id| Some((id, self.patterns.get(id)?)))
            .flat_map(|(id, pattern)| {
                pattern.matches(input, &clauses).into_iter().map(move |spans| Match { pattern: id, spans })
            })
            .collect()
    }

    /// The next match of the same pattern in the rest of the clause, behind the first word of this one. Patterns
    /// over several clauses (`&&`) have one match in a sentence.
    pub fn next_match(&self, words: &Words, found: &Match) -> Option<Match> {
        let pattern = self.patterns.get(found.pattern).filter(|pattern| pattern.parts.len() == 1)?;
        let start = found.spans.first()?.start;
        let clause = words.tokens.get(start)?.clause;
        let end = start + words.tokens.iter().skip(start).take_while(|token| token.clause == clause).count();
        let rest = start + 1..end;
        let spans = pattern.matches(self.input(words, end), std::slice::from_ref(&rest)).pop()?;
        Some(Match { pattern: found.pattern, spans })
    }

    /// The patterns of which every part may be satisfied by some word, in ascending order. Most patterns fail
    /// here, which is what keeps the cost of a sentence from growing with their number.
    fn candidates(&self, tokens: &[Token]) -> Vec<PatternId> {
        let mut present = BitSet::new(self.part_count);
        let bits = |prefixes: u64| (0..MOST_PREFIXES).filter(move |bit| prefixes >> bit & 1 == 1);
        for token in tokens {
            present.insert_all(self.satisfied.get(token.stem as usize));
            for bit in bits(token.prefixes) {
                present.insert_all(self.satisfied_by_prefix.get(bit));
            }
        }
        let mut tried = BitSet::new(self.patterns.len());
        let mut candidates = Vec::new();
        let mut consider = |patterns: Option<&Vec<PatternId>>| {
            for &pattern in patterns.into_iter().flatten() {
                if tried.insert(pattern)
                    && self.required.get(pattern).is_some_and(|parts| parts.iter().all(|part| present.contains(*part)))
                {
                    candidates.push(pattern);
                }
            }
        };
        for token in tokens {
            consider(self.triggers.get(token.stem as usize));
            for bit in bits(token.prefixes) {
                consider(self.prefix_triggers.get(bit));
            }
        }
        candidates.sort_unstable();
        candidates
    }

    /// True if the word occurs in some pattern's list of indispensable words.
    pub fn is_trigger(&self, info: WordInfo) -> bool {
        info.prefixes != 0 || self.triggers.get(info.stem as usize).is_some_and(|patterns| !patterns.is_empty())
    }

    fn input<'a>(&'a self, words: &'a Words, end: usize) -> Input<'a> {
        Input { words, classes: &self.classes, fillers: &self.fillers, end }
    }
}

static EMPTY: LazyLock<Class> = LazyLock::new(Class::default);

/// A set of small numbers.
struct BitSet(Vec<u64>);

impl BitSet {
    fn new(size: usize) -> Self {
        Self(vec![0; size.div_ceil(64)])
    }

    /// True if the number was not in the set.
    fn insert(&mut self, number: usize) -> bool {
        let Some(word) = self.0.get_mut(number / 64) else { return false };
        let bit = 1 << (number % 64);
        let new = *word & bit == 0;
        *word |= bit;
        new
    }

    fn insert_all(&mut self, numbers: Option<&Vec<usize>>) {
        for number in numbers.into_iter().flatten() {
            self.insert(*number);
        }
    }

    fn contains(&self, number: usize) -> bool {
        self.0.get(number / 64).is_some_and(|word| word >> (number % 64) & 1 == 1)
    }
}
static LEXICONS: AtomicU64 = AtomicU64::new(1);

/// The stem of a lower-case word, after unifying spelling and irregular forms.
fn stem(word: &str, irregular: &HashMap<Box<str>, Box<str>>) -> String {
    if let Some(base) = irregular.get(word) {
        return base.to_string();
    }
    let word = american(word);
    if let Some(base) = irregular.get(&*word) {
        return base.to_string();
    }
    thread_local! {
        static STEMMER: Stemmer = Stemmer::create(Algorithm::English);
    }
    let mut stem = STEMMER.with(|stemmer| stemmer.stem(&word).into_owned());
    if stem.ends_with("ll") {
        stem.pop();
    }
    stem
}
