//! Collects classes and patterns, and compiles them to a [`Lexicon`].

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::atomic::Ordering;

use super::parts::{PartTable, begins_of_class, indispensable, settle};
use super::{LEXICONS, Lexicon, MOST_PREFIXES, PatternId, stem};
use crate::prose::pattern::{Atom, Begins, Class, Element, Part, Pattern, Sequence, Syntax, SyntaxAtom, SyntaxElement};
use crate::prose::spelling::american;
use crate::prose::words::{UNKNOWN, WordId};

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
