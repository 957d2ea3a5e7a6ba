//! Collects classes and patterns, and compiles them to a [`Lexicon`].

use std::collections::{BTreeMap, BTreeSet, HashMap};

use foldhash::fast::RandomState;

use super::needs::Needs;
use super::{Lexicon, MOST_PREFIXES, PatternId, WordTable, next_identity, stem};
use crate::prose::pattern::{Syntax, SyntaxAtom, SyntaxElement};
use crate::prose::program::{Atom, BitTable, Class, ClassId, Element, Pattern, Program, Rows, SequenceId, bits};
use crate::prose::spelling::american;
use crate::prose::words::{UNKNOWN, WordId};

/// Collects classes and patterns; [`LexiconBuilder::build`] compiles them.
#[derive(Debug, Default)]
pub struct LexiconBuilder {
    irregular: HashMap<Box<str>, Box<str>, RandomState>,
    classes: BTreeMap<String, Vec<Syntax>>,
    patterns: Vec<Syntax>,
    forms: WordTable,
    stems: WordTable,
    prefixes: Vec<Box<str>>,
    /// Classes whose every entry says *no*, itself or through another class.
    negating: BTreeSet<String>,
    admitted_prefixes: BTreeSet<String>,
    /// Ids of stems by the word.
    known_stems: HashMap<Box<str>, WordId>,
    program: Program,
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
        let class_names: BTreeMap<String, ClassId> =
            self.classes.keys().enumerate().map(|(index, name)| (name.clone(), index)).collect();
        self.negating = self.negating_classes();
        for entries in std::mem::take(&mut self.classes).into_values() {
            let class = self.compile_class(&entries, &class_names);
            self.program.classes.push(class);
        }
        for syntax in std::mem::take(&mut self.patterns) {
            self.compile_pattern(&syntax, &class_names);
        }
        let stem_count = self.stems.len();
        let mut program = self.program;
        settle_beginnings(&mut program, stem_count);
        program.fillers = BitTable::new(1, stem_count);
        let named = |name: &str| class_names.get(name).copied().unwrap_or(usize::MAX);
        if let Some(fillers) = program.classes.get(named("filler")) {
            fillers.stems.iter().for_each(|stem| program.fillers.insert(0, *stem as usize));
        }
        Lexicon {
            identity: next_identity(),
            needs: Needs::of(&program, stem_count, self.prefixes.len()),
            adversative: named("adversative"),
            exclusion: named("exclusion"),
            abbreviation: named("abbreviation"),
            forms: self.forms,
            stems: self.stems,
            irregular: self.irregular,
            prefixes: self.prefixes,
            class_names: class_names.into_iter().map(|(name, class)| (name.into(), class)).collect(),
            program,
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

    fn compile_class(&mut self, entries: &[Syntax], names: &BTreeMap<String, ClassId>) -> Class {
        let mut class = Class::default();
        for entry in entries {
            let Some(elements) = entry.parts.first().and_then(|part| part.first()) else { continue };
            let elements = self.compile_elements(elements, names);
            match elements.as_slice() {
                [Element { atom: Atom::Stem(stem), .. }] => class.stems.push(*stem),
                [Element { atom: Atom::Stem(stem) | Atom::Form { stem, .. }, optional: false, .. }, ..] => {
                    let stem = *stem;
                    class.longer.push((stem, self.add_sequence(elements)));
                }
                _ => class.unanchored.push(self.add_sequence(elements)),
            }
        }
        class.stems.sort_unstable();
        class.stems.dedup();
        class.longer.sort_unstable();
        class
    }

    fn compile_pattern(&mut self, syntax: &Syntax, names: &BTreeMap<String, ClassId>) {
        let mut mentioned = BTreeSet::new();
        collect_classes(syntax, &mut mentioned);
        let holds_negation = mentioned.contains("no")
            || mentioned.contains("not")
            || holds_word(syntax, &["no", "not", "without", "never"]);
        let start = self.program.parts.len();
        for part in &syntax.parts {
            let part = self.add_sequences(part, names);
            self.program.parts.push(part);
        }
        let parts = Rows::since(start, &self.program.parts);
        self.program.patterns.push(Pattern { parts, holds_negation });
    }

    /// Adds sequences in consecutive rows. The groups in them come first, so that these rows stay together.
    fn add_sequences(&mut self, sequences: &[Vec<SyntaxElement>], names: &BTreeMap<String, ClassId>) -> Rows {
        let compiled: Vec<Vec<Element>> =
            sequences.iter().map(|elements| self.compile_elements(elements, names)).collect();
        let start = self.program.sequences.len();
        for elements in compiled {
            self.add_sequence(elements);
        }
        Rows::since(start, &self.program.sequences)
    }

    fn add_sequence(&mut self, elements: Vec<Element>) -> SequenceId {
        let start = self.program.elements.len();
        self.program.elements.extend(elements);
        let rows = Rows::since(start, &self.program.elements);
        self.program.sequences.push(rows);
        self.program.sequences.len() - 1
    }

    fn compile_elements(&mut self, elements: &[SyntaxElement], names: &BTreeMap<String, ClassId>) -> Vec<Element> {
        elements
            .iter()
            .map(|element| Element {
                atom: self.compile_atom(&element.atom, names),
                optional: element.optional,
                gap: element.gap,
            })
            .collect()
    }

    fn compile_atom(&mut self, atom: &SyntaxAtom, names: &BTreeMap<String, ClassId>) -> Atom {
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
            SyntaxAtom::Group(alternatives) => Atom::Group(self.add_sequences(alternatives, names)),
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

/// Notes for every class what an entry may begin with, through the classes and groups that it begins with.
fn settle_beginnings(program: &mut Program, stem_count: usize) {
    let class_count = program.classes.len();
    // By class: the stems, and the prefixes.
    let mut stems = BitTable::new(class_count, stem_count);
    let mut prefixes = vec![0; class_count];
    let mut done = vec![false; class_count];
    for class in 0..class_count {
        begin_with(program, class, &mut stems, &mut prefixes, &mut done);
    }
    program.begins = BitTable::new(stem_count, class_count);
    for class in 0..class_count {
        for (number, word) in stems.row(class).iter().enumerate() {
            bits((*word).into()).for_each(|bit| program.begins.insert(number * 64 + bit, class));
        }
    }
    for (class, prefixes) in program.classes.iter_mut().zip(prefixes) {
        class.prefixes = prefixes;
    }
}

/// Classes in a circle were refused, so this ends.
fn begin_with(program: &Program, class: ClassId, stems: &mut BitTable, prefixes: &mut [u64], done: &mut [bool]) {
    if done.get_mut(class).is_none_or(|done| std::mem::replace(done, true)) {
        return;
    }
    let Some(known) = program.classes.get(class) else { return };
    known.stems.iter().for_each(|stem| stems.insert(class, *stem as usize));
    let mut sequences: Vec<SequenceId> =
        known.longer.iter().map(|(_, sequence)| *sequence).chain(known.unanchored.iter().copied()).collect();
    while let Some(sequence) = sequences.pop() {
        let elements = program.sequences.get(sequence).map(|rows| rows.of(&program.elements)).unwrap_or_default();
        for element in elements {
            match element.atom {
                Atom::Stem(stem) | Atom::Form { stem, .. } => stems.insert(class, stem as usize),
                Atom::Prefix(bit) => prefixes.get_mut(class).into_iter().for_each(|set| *set |= 1 << bit),
                Atom::Class(other) => {
                    begin_with(program, other, stems, prefixes, done);
                    let row = stems.row(other).to_vec();
                    stems.insert_all(class, &row);
                    let more = prefixes.get(other).copied().unwrap_or_default();
                    prefixes.get_mut(class).into_iter().for_each(|set| *set |= more);
                }
                Atom::Group(alternatives) => sequences.extend(alternatives.range()),
            }
            if !element.optional {
                break;
            }
        }
    }
}

fn intern(table: &mut WordTable, word: &str) -> WordId {
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
