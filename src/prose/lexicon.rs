//! The words, classes, cues and patterns of a knowledge, compiled for matching in one pass.

mod builder;
mod needs;

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

use foldhash::fast::RandomState;
use rust_stemmers::{Algorithm, Stemmer};
use serde::{Deserialize, Serialize, Serializer};

pub use super::program::Pattern;
pub use builder::LexiconBuilder;

use needs::Needs;

use super::program::{ClassId, Input, Program};
use super::spelling::american;
use super::words::{Token, UNKNOWN, WordId, Words, each_word};

/// Index of a pattern in its [`Lexicon`], in the order in which they were added.
pub type PatternId = usize;

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
    program: &'lexicon Program,
    class: ClassId,
}

impl Cues<'_> {
    /// End (exclusive) of the longest cue that begins at token `index`, within tokens before `end`.
    pub fn end_at(&self, words: &Words, index: usize, end: usize) -> Option<usize> {
        let lengths = self.program.class(Input { tokens: &words.tokens, end }, self.class, index);
        Some(index + lengths.checked_ilog2()? as usize)
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

/// Ids of words.
type WordTable = HashMap<Box<str>, WordId, RandomState>;

/// The compiled words, classes and patterns.
#[derive(Debug, Deserialize, Serialize)]
pub struct Lexicon {
    /// Distinguishes lexicons in the per-thread memory of words.
    #[serde(skip, default = "next_identity")]
    identity: u64,
    #[serde(serialize_with = "in_order")]
    forms: WordTable,
    #[serde(serialize_with = "in_order")]
    stems: WordTable,
    #[serde(serialize_with = "in_order")]
    irregular: HashMap<Box<str>, Box<str>, RandomState>,
    prefixes: Vec<Box<str>>,
    #[serde(serialize_with = "in_order")]
    class_names: HashMap<Box<str>, ClassId, RandomState>,
    program: Program,
    needs: Needs,
    adversative: ClassId,
    exclusion: ClassId,
    abbreviation: ClassId,
}

/// What words mean to the lexicon of that identity.
type Remembered = (u64, HashMap<Box<str>, WordInfo, RandomState>);

thread_local! {
    static REMEMBERED: RefCell<Remembered> = RefCell::default();
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
        self.cues(self.class_names.get(name).copied().unwrap_or(usize::MAX))
    }

    fn cues(&self, class: ClassId) -> Cues<'_> {
        Cues { program: &self.program, class }
    }

    /// The text ends with a word after which a full stop ends no sentence.
    pub(super) fn is_abbreviation(&self, text: &str) -> bool {
        let start =
            text.rfind(|character: char| !character.is_alphanumeric() && character != '.').map_or(0, |at| at + 1);
        let word = text.get(start..).unwrap_or_default().to_lowercase();
        let stem = self.word(&word).stem;
        self.program.classes.get(self.abbreviation).is_some_and(|class| class.stems.binary_search(&stem).is_ok())
    }

    pub(super) fn adversative(&self) -> Cues<'_> {
        self.cues(self.adversative)
    }

    pub(super) fn exclusion(&self) -> Cues<'_> {
        self.cues(self.exclusion)
    }

    pub fn pattern(&self, id: PatternId) -> Option<&Pattern> {
        self.program.patterns.get(id)
    }

    pub fn pattern_count(&self) -> usize {
        self.program.patterns.len()
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
        candidates
            .into_iter()
            .filter_map(|id| Some((id, *self.program.patterns.get(id)?)))
            .flat_map(|(id, pattern)| {
                let matches = self.program.matches(&words.tokens, pattern, &clauses);
                matches.into_iter().map(move |spans| Match { pattern: id, spans })
            })
            .collect()
    }

    /// The next match of the same pattern in the rest of the clause, behind the first word of this one. Patterns
    /// over several clauses (`&&`) have one match in a sentence.
    pub fn next_match(&self, words: &Words, found: &Match) -> Option<Match> {
        let pattern = *self.program.patterns.get(found.pattern).filter(|pattern| pattern.parts.range().len() == 1)?;
        let start = found.spans.first()?.start;
        let clause = words.tokens.get(start)?.clause;
        let end = start + words.tokens.iter().skip(start).take_while(|token| token.clause == clause).count();
        let rest = start + 1..end;
        let spans = self.program.matches(&words.tokens, pattern, std::slice::from_ref(&rest)).pop()?;
        Some(Match { pattern: found.pattern, spans })
    }

    /// The patterns that are tried in a sentence, ascending: those of which every part may be satisfied by some word.
    pub fn candidates(&self, tokens: &[Token]) -> Vec<PatternId> {
        self.needs.candidates(tokens)
    }

    /// Whether a text without blank lines could hold a match of some pattern, or one of these cues, whatever of it is
    /// prose: true more often than it does, and never false where it does.
    pub fn may_hold(&self, text: &str, cues: &[Cues<'_>]) -> bool {
        let mut present = self.needs.nothing();
        each_word(text, |word| {
            let info = self.word(word);
            present.add(info.stem, info.prefixes, &self.needs);
        });
        cues.iter().any(|cues| present.may_hold(cues.class)) || self.needs.met(&present).next().is_some()
    }
}

fn next_identity() -> u64 {
    static LEXICONS: AtomicU64 = AtomicU64::new(1);
    LEXICONS.fetch_add(1, Ordering::Relaxed)
}

/// A table in the order of its keys, so that the same knowledge always gives the same bytes.
fn in_order<K: Ord + Serialize, V: Serialize, S: Serializer>(
    table: &HashMap<K, V, RandomState>,
    target: S,
) -> Result<S::Ok, S::Error> {
    table.iter().collect::<BTreeMap<_, _>>().serialize(target)
}

/// The stem of a lower-case word, after unifying spelling and irregular forms.
fn stem(word: &str, irregular: &HashMap<Box<str>, Box<str>, RandomState>) -> String {
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
