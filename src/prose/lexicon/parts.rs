//! Which words a pattern cannot do without, and with which it may begin.

use std::collections::{BTreeSet, HashMap};

use super::PartId;
use crate::prose::pattern::{Atom, Begins, Class, Pattern, Sequence};
use crate::prose::words::WordId;

/// Numbers the parts of patterns while a lexicon is built.
#[derive(Default)]
pub(super) struct PartTable {
    pub(super) numbers: HashMap<PartKey, PartId>,
    /// Groups are not compared; each is a part of its own.
    pub(super) groups: usize,
    pub(super) satisfied: HashMap<WordId, Vec<PartId>>,
    pub(super) satisfied_by_prefix: Vec<Vec<PartId>>,
    pub(super) required: Vec<Vec<PartId>>,
}

#[derive(PartialEq, Eq, Hash)]
pub(super) enum PartKey {
    Stem(WordId),
    Prefix(u32),
    Class(usize),
}

impl PartTable {
    pub(super) fn of(patterns: &[Pattern], classes: &[Class], prefixes: usize) -> Self {
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

/// Stems and prefixes of which at least one occurs in every text that the sequences match: those of the
/// element with the fewest.
pub(super) fn indispensable<'a>(
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
pub(super) fn settle(sequence: &mut Sequence, classes: &[Begins]) {
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
pub(super) fn begins_of_class(class: usize, classes: &[Class]) -> Begins {
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
