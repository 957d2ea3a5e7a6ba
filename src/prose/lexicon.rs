//! The words, classes, cues and patterns of a knowledge, compiled for matching in one pass.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

use rust_stemmers::{Algorithm, Stemmer};

use super::pattern::{Atom, Begins, Class, Element, Input, Part, Pattern, Sequence, Syntax, SyntaxAtom, SyntaxElement};
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

/// Collects classes and patterns; [`LexiconBuilder::build`] compiles them.
#[derive(Debug, Default)]
pub struct LexiconBuilder {
    irregular: HashMap<Box<str>, Box<str>>,
    classes: BTreeMap<String, Vec<Syntax>>,
    patterns: Vec<Syntax>,
    forms: HashMap<Box<str>, WordId>,
    stems: HashMap<Box<str>, WordId>,
    prefixes: Vec<Box<str>>,
    /// Classes whose every entry says *no*, itself or through another class.
    negating: BTreeSet<String>,
    admitted_prefixes: BTreeSet<String>,
    /// Ids of stems by the word.
    known_stems: HashMap<Box<str>, WordId>,
}

/// Words that deny by themselves.
const NEGATIONS: [&str; 5] = ["no", "not", "without", "never", "zero"];

impl LexiconBuilder {
    /// Declares that `forms` are forms of `word`, whatever the stemmer says.
    pub fn forms(&mut self, word: &str, forms: &[String]) {
        let base: Box<str> = word.into();
        self.irregular.insert(base.clone(), base.clone());
        for form in forms {
            self.irregular.insert(form.to_lowercase().into(), base.clone());
        }
    }

    /// Declares that a word stands alone, with its regular plural.
    pub fn alone(&mut self, word: &str) {
        let base: Box<str> = american(word).into();
        self.irregular.insert(word.into(), base.clone());
        if !word.ends_with('s') {
            self.irregular.insert(format!("{word}s").into(), base);
        }
    }

    /// Adds entries to a class. The error names the entry.
    pub fn class(&mut self, name: &str, entries: &[String]) -> Result<(), String> {
        for entry in entries {
            let syntax = Syntax::parse(entry).map_err(|error| format!("`{entry}`: {error}"))?;
            if syntax.parts.len() != 1 || syntax.parts.first().is_none_or(|part| part.len() != 1) {
                return Err(format!("`{entry}`: an entry of a class cannot hold `&`"));
            }
            self.admit_prefixes(&syntax)?;
            self.classes.entry(name.to_owned()).or_default().push(syntax);
        }
        Ok(())
    }

    /// Adds a pattern and gives its id. The error says what is wrong with it.
    pub fn pattern(&mut self, source: &str) -> Result<PatternId, String> {
        let syntax = Syntax::parse(source)?;
        self.admit_prefixes(&syntax)?;
        self.patterns.push(syntax);
        Ok(self.patterns.len() - 1)
    }

    /// Notes the prefixes of a pattern; an error if they do not fit the bit set of a token.
    fn admit_prefixes(&mut self, syntax: &Syntax) -> Result<(), String> {
        let mut found = BTreeSet::new();
        for element in syntax.parts.iter().flatten().flatten() {
            collect_prefixes(element, &mut found);
        }
        self.admitted_prefixes.extend(found);
        if self.admitted_prefixes.len() > MOST_PREFIXES {
            return Err(format!(
                "there are more than {MOST_PREFIXES} different prefixes (`abc*`); write the words instead"
            ));
        }
        Ok(())
    }

    /// The classes that a pattern or an entry names and nobody defined, each once.
    pub fn undefined_classes(source: &str, known: &BTreeSet<String>) -> Vec<String> {
        let Ok(syntax) = Syntax::parse(source) else { return Vec::new() };
        let mut names = BTreeSet::new();
        collect_classes(&syntax, &mut names);
        names.into_iter().filter(|name| !known.contains(name)).collect()
    }

    /// A chain of classes that contain one another, if there is one.
    pub fn cycle(&self) -> Option<Vec<String>> {
        fn visit(builder: &LexiconBuilder, name: &str, path: &mut Vec<String>) -> bool {
            if path.iter().any(|seen| seen == name) {
                path.push(name.to_owned());
                return true;
            }
            path.push(name.to_owned());
            let mut names = BTreeSet::new();
            for entry in builder.classes.get(name).into_iter().flatten() {
                collect_classes(entry, &mut names);
            }
            if names.iter().any(|name| visit(builder, name, path)) {
                return true;
            }
            path.pop();
            false
        }
        self.classes.keys().find_map(|name| {
            let mut path = Vec::new();
            visit(self, name, &mut path).then_some(path)
        })
    }

    /// Compiles everything. Classes that nobody defined match nothing; classes in a cycle must have been refused.
    pub fn build(mut self) -> Lexicon {
        let class_names: BTreeMap<String, usize> =
            self.classes.keys().enumerate().map(|(index, name)| (name.clone(), index)).collect();
        self.negating = self.negating_classes();
        let classes = std::mem::take(&mut self.classes);
        let mut compiled: Vec<Class> =
            classes.values().map(|entries| self.compile_class(entries, &class_names)).collect();
        let mut patterns: Vec<Pattern> = std::mem::take(&mut self.patterns)
            .iter()
            .map(|syntax| self.compile_pattern(syntax, &class_names))
            .collect();
        let beginnings: Vec<Begins> = (0..compiled.len()).map(|class| begins_of_class(class, &compiled)).collect();
        for class in &mut compiled {
            class.entries.iter_mut().for_each(|entry| settle(entry, &beginnings));
            for entry in &class.entries {
                class.begins.include(&entry.begins);
            }
        }
        for sequence in patterns.iter_mut().flat_map(|pattern| &mut pattern.parts).flat_map(|part| &mut part.0) {
            settle(sequence, &beginnings);
        }
        let mut triggers: HashMap<WordId, Vec<PatternId>> = HashMap::new();
        let mut prefix_triggers = vec![Vec::new(); self.prefixes.len()];
        for (id, pattern) in patterns.iter().enumerate() {
            let (stems, prefixes) = indispensable(pattern.parts.iter().flat_map(|part| &part.0), &compiled);
            for stem in stems {
                triggers.entry(stem).or_default().push(id);
            }
            for prefix in prefixes {
                if let Some(list) = prefix_triggers.get_mut(prefix as usize) {
                    list.push(id);
                }
            }
        }
        let parts = PartTable::of(&patterns, &compiled, self.prefixes.len());
        let stem_count = self.stems.len();
        let named =
            |name: &str| class_names.get(name).and_then(|index| compiled.get(*index)).cloned().unwrap_or_default();
        Lexicon {
            identity: LEXICONS.fetch_add(1, Ordering::Relaxed),
            fillers: named("filler"),
            adversative: named("adversative"),
            exclusion: named("exclusion"),
            forms: self.forms,
            stems: self.stems,
            irregular: self.irregular,
            prefixes: self.prefixes,
            class_names,
            classes: compiled,
            patterns,
            triggers: dense(triggers, stem_count),
            prefix_triggers,
            satisfied: dense(parts.satisfied, stem_count),
            satisfied_by_prefix: parts.satisfied_by_prefix,
            required: parts.required,
            part_count: parts.numbers.len() + parts.groups,
        }
    }

    /// `no` and `not`, and the classes that are built on them in every entry.
    fn negating_classes(&self) -> BTreeSet<String> {
        let mut negating: BTreeSet<String> = ["no", "not"].into_iter().map(str::to_owned).collect();
        loop {
            let more: Vec<String> = self
                .classes
                .iter()
                .filter(|(name, entries)| {
                    let denies = |entry: &Syntax| {
                        holds_word(entry, &NEGATIONS) || negating.iter().any(|class| mentions(entry, class))
                    };
                    !negating.contains(*name) && !entries.is_empty() && entries.iter().all(denies)
                })
                .map(|(name, _)| name.clone())
                .collect();
            if more.is_empty() {
                return negating;
            }
            negating.extend(more);
        }
    }

    fn compile_class(&mut self, entries: &[Syntax], names: &BTreeMap<String, usize>) -> Class {
        let mut class = Class::default();
        for entry in entries {
            let Some(sequence) = entry.parts.first().and_then(|part| part.first()) else { continue };
            let sequence = self.compile_sequence(sequence, names);
            match sequence.elements.as_slice() {
                [Element { atom: Atom::Stem(stem), .. }] => class.stems.push(*stem),
                elements => {
                    let first = match elements.first() {
                        Some(Element { atom: Atom::Stem(stem) | Atom::Form { stem, .. }, optional: false, .. }) => {
                            Some(*stem)
                        }
                        _ => None,
                    };
                    match first {
                        Some(first) => class.longer.entry(first).or_default().push(class.entries.len()),
                        None => class.unanchored.push(class.entries.len()),
                    }
                }
            }
            class.entries.push(sequence);
        }
        class.stems.sort_unstable();
        class.stems.dedup();
        class
    }

    fn compile_pattern(&mut self, syntax: &Syntax, names: &BTreeMap<String, usize>) -> Pattern {
        let mut mentioned = BTreeSet::new();
        collect_classes(syntax, &mut mentioned);
        Pattern {
            holds_negation: mentioned.contains("no")
                || mentioned.contains("not")
                || holds_word(syntax, &["no", "not", "without", "never"]),
            parts: syntax
                .parts
                .iter()
                .map(|part| Part(part.iter().map(|sequence| self.compile_sequence(sequence, names)).collect()))
                .collect(),
        }
    }

    fn compile_sequence(&mut self, elements: &[SyntaxElement], names: &BTreeMap<String, usize>) -> Sequence {
        let elements = elements
            .iter()
            .map(|element| Element {
                atom: self.compile_atom(&element.atom, names),
                optional: element.optional,
                gap: element.gap,
            })
            .collect();
        Sequence { elements, begins: Begins::default() }
    }

    fn compile_atom(&mut self, atom: &SyntaxAtom, names: &BTreeMap<String, usize>) -> Atom {
        match atom {
            SyntaxAtom::Stem(word) => Atom::Stem(self.stem_id(word)),
            SyntaxAtom::Form(word) => {
                // The stem is interned as well: it is the trigger of the exact form.
                let stem = self.stem_id(word);
                Atom::Form { form: intern(&mut self.forms, word), stem }
            }
            SyntaxAtom::Prefix(prefix) => {
                let prefix = american(prefix).into_owned();
                let bit = self.prefixes.iter().position(|known| **known == *prefix).unwrap_or_else(|| {
                    self.prefixes.push(prefix.into());
                    self.prefixes.len() - 1
                });
                Atom::Prefix(u32::try_from(bit.min(MOST_PREFIXES - 1)).unwrap_or_default())
            }
            SyntaxAtom::Class(name) => Atom::Class(names.get(name).copied().unwrap_or(usize::MAX)),
            SyntaxAtom::Group(alternatives) => {
                Atom::Group(alternatives.iter().map(|alternative| self.compile_sequence(alternative, names)).collect())
            }
        }
    }

    /// The id of a word's stem. Patterns repeat their words, and stemming is the dear part.
    fn stem_id(&mut self, word: &str) -> WordId {
        if let Some(id) = self.known_stems.get(word) {
            return *id;
        }
        let id = intern(&mut self.stems, &stem(word, &self.irregular));
        self.known_stems.insert(word.into(), id);
        id
    }
}

/// A table by word id.
fn dense<T: Default>(mut sparse: HashMap<WordId, T>, size: usize) -> Vec<T> {
    (0..size).map(|id| WordId::try_from(id).ok().and_then(|id| sparse.remove(&id)).unwrap_or_default()).collect()
}

/// Numbers the parts of patterns while a lexicon is built.
#[derive(Default)]
struct PartTable {
    numbers: HashMap<PartKey, PartId>,
    /// Groups are not compared; each is a part of its own.
    groups: usize,
    satisfied: HashMap<WordId, Vec<PartId>>,
    satisfied_by_prefix: Vec<Vec<PartId>>,
    required: Vec<Vec<PartId>>,
}

#[derive(PartialEq, Eq, Hash)]
enum PartKey {
    Stem(WordId),
    Prefix(u32),
    Class(usize),
}

impl PartTable {
    fn of(patterns: &[Pattern], classes: &[Class], prefixes: usize) -> Self {
        let mut table = Self { satisfied_by_prefix: vec![Vec::new(); prefixes], ..Self::default() };
        for pattern in patterns {
            let elements = pattern.parts.iter().flat_map(|part| &part.0).flat_map(|sequence| &sequence.elements);
            let required = elements
                .filter(|element| !element.optional)
                .map(|element| table.number(&element.atom, classes))
                .collect();
            table.required.push(required);
        }
        table
    }

    fn number(&mut self, atom: &Atom, classes: &[Class]) -> PartId {
        let next = self.numbers.len() + self.groups;
        let key = match atom {
            Atom::Stem(stem) | Atom::Form { stem, .. } => Some(PartKey::Stem(*stem)),
            Atom::Prefix(prefix) => Some(PartKey::Prefix(*prefix)),
            Atom::Class(class) => Some(PartKey::Class(*class)),
            Atom::Group(_) => None,
        };
        match key {
            Some(key) => {
                if let Some(known) = self.numbers.get(&key) {
                    return *known;
                }
                self.numbers.insert(key, next);
            }
            None => self.groups += 1,
        }
        let (mut stems, mut prefixes) = (BTreeSet::new(), BTreeSet::new());
        literals(atom, classes, &mut stems, &mut prefixes);
        for stem in stems {
            self.satisfied.entry(stem).or_default().push(next);
        }
        for prefix in prefixes {
            if let Some(list) = self.satisfied_by_prefix.get_mut(prefix as usize) {
                list.push(next);
            }
        }
        next
    }
}

fn intern(table: &mut HashMap<Box<str>, WordId>, word: &str) -> WordId {
    if let Some(id) = table.get(word) {
        return *id;
    }
    let id = WordId::try_from(table.len()).unwrap_or(UNKNOWN - 1);
    table.insert(word.into(), id);
    id
}

fn collect_classes(syntax: &Syntax, names: &mut BTreeSet<String>) {
    for element in syntax.parts.iter().flatten().flatten() {
        collect_from(element, names);
    }
}

fn collect_from(element: &SyntaxElement, names: &mut BTreeSet<String>) {
    match &element.atom {
        SyntaxAtom::Class(name) => {
            names.insert(name.clone());
        }
        SyntaxAtom::Group(alternatives) => {
            alternatives.iter().flatten().for_each(|element| collect_from(element, names));
        }
        SyntaxAtom::Stem(_) | SyntaxAtom::Form(_) | SyntaxAtom::Prefix(_) => {}
    }
}

fn collect_prefixes(element: &SyntaxElement, prefixes: &mut BTreeSet<String>) {
    match &element.atom {
        SyntaxAtom::Prefix(prefix) => {
            prefixes.insert(american(prefix).into_owned());
        }
        SyntaxAtom::Group(alternatives) => {
            alternatives.iter().flatten().for_each(|element| collect_prefixes(element, prefixes));
        }
        SyntaxAtom::Stem(_) | SyntaxAtom::Form(_) | SyntaxAtom::Class(_) => {}
    }
}

fn mentions(syntax: &Syntax, class: &str) -> bool {
    let mut names = BTreeSet::new();
    collect_classes(syntax, &mut names);
    names.contains(class)
}

fn holds_word(syntax: &Syntax, words: &[&str]) -> bool {
    fn holds(element: &SyntaxElement, words: &[&str]) -> bool {
        match &element.atom {
            SyntaxAtom::Stem(word) | SyntaxAtom::Form(word) => words.contains(&word.as_str()),
            SyntaxAtom::Group(alternatives) => alternatives.iter().flatten().any(|element| holds(element, words)),
            SyntaxAtom::Prefix(_) | SyntaxAtom::Class(_) => false,
        }
    }
    syntax.parts.iter().flatten().flatten().any(|element| holds(element, words))
}

/// Stems and prefixes of which at least one occurs in every text that the sequences match: those of the
/// element with the fewest.
fn indispensable<'a>(
    sequences: impl Iterator<Item = &'a Sequence>,
    classes: &[Class],
) -> (BTreeSet<WordId>, BTreeSet<u32>) {
    sequences
        .flat_map(|sequence| sequence.elements.iter().filter(|element| !element.optional))
        .map(|element| {
            let (mut stems, mut prefixes) = (BTreeSet::new(), BTreeSet::new());
            literals(&element.atom, classes, &mut stems, &mut prefixes);
            (stems, prefixes)
        })
        .min_by_key(|(stems, prefixes)| stems.len() + prefixes.len())
        .unwrap_or_default()
}

/// Notes in a sequence, and in the groups within it, what a match may begin with.
fn settle(sequence: &mut Sequence, classes: &[Begins]) {
    for element in &mut sequence.elements {
        if let Atom::Group(alternatives) = &mut element.atom {
            for alternative in alternatives {
                settle(alternative, classes);
            }
        }
    }
    let mut begins = Begins::default();
    for element in &sequence.elements {
        match &element.atom {
            Atom::Stem(stem) | Atom::Form { stem, .. } => begins.include(&Begins { stems: vec![*stem], prefixes: 0 }),
            Atom::Prefix(bit) => begins.prefixes |= 1 << bit,
            Atom::Class(class) => {
                if let Some(class) = classes.get(*class) {
                    begins.include(class);
                }
            }
            Atom::Group(alternatives) => {
                for alternative in alternatives {
                    begins.include(&alternative.begins);
                }
            }
        }
        if !element.optional {
            break;
        }
    }
    sequence.begins = begins;
}

/// What an entry of a class may begin with, through the classes and groups that it begins with. Classes in a
/// circle were refused, so this ends.
fn begins_of_class(class: usize, classes: &[Class]) -> Begins {
    fn of_sequence(sequence: &Sequence, classes: &[Class], begins: &mut Begins) {
        for element in &sequence.elements {
            match &element.atom {
                Atom::Stem(stem) | Atom::Form { stem, .. } => begins.stems.push(*stem),
                Atom::Prefix(bit) => begins.prefixes |= 1 << bit,
                Atom::Class(class) => begins.include(&begins_of_class(*class, classes)),
                Atom::Group(alternatives) => {
                    for alternative in alternatives {
                        of_sequence(alternative, classes, begins);
                    }
                }
            }
            if !element.optional {
                break;
            }
        }
    }
    let mut begins = Begins::default();
    for entry in classes.get(class).map_or(&[][..], |class| &class.entries) {
        of_sequence(entry, classes, &mut begins);
    }
    begins.stems.sort_unstable();
    begins.stems.dedup();
    begins
}

fn literals(atom: &Atom, classes: &[Class], stems: &mut BTreeSet<WordId>, prefixes: &mut BTreeSet<u32>) {
    let mut any_of = |sequences: &[Sequence]| {
        for sequence in sequences {
            let (more_stems, more_prefixes) = indispensable(std::iter::once(sequence), classes);
            stems.extend(more_stems);
            prefixes.extend(more_prefixes);
        }
    };
    match atom {
        Atom::Group(alternatives) => any_of(alternatives),
        Atom::Class(index) => any_of(classes.get(*index).map_or(&[], |class| &class.entries)),
        Atom::Stem(stem) | Atom::Form { stem, .. } => {
            stems.insert(*stem);
        }
        Atom::Prefix(prefix) => {
            prefixes.insert(*prefix);
        }
    }
}
