//! Reads pack files and assembles them into a [`Knowledge`].

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::names::NameIndex;
use super::schema::{Comparison, NameFile, Neutral, ProseFile, Service, Signal, SignalFile, Spanned, Term, TermFile};
use super::{Knowledge, PatternOwner, validate};
use crate::catalogue::{Catalogue, CatalogueSource};
use crate::problem::Problem;
use crate::prose::LexiconBuilder;

/// A file of a pack: its path below the pack's folder decides what it holds.
#[derive(Debug, Clone)]
pub struct PackFile {
    /// As shown in messages; its last folder is one of `FOLDERS`.
    pub path: String,
    pub text: Cow<'static, str>,
}

/// The folders of a pack.
pub(super) const FOLDERS: [&str; 7] = ["services", "comparisons", "terms", "signals", "names", "prose", CATALOGUE];

/// The folder that holds tables, too.
const CATALOGUE: &str = "catalogue";

impl PackFile {
    fn folder(&self) -> &str {
        let mut parts = self.path.rsplit('/');
        parts.next();
        parts.next().unwrap_or_default()
    }

    fn parse<T: DeserializeOwned>(&self, problems: &mut Vec<Problem>) -> Option<T> {
        match toml::from_str(&self.text) {
            Ok(file) => Some(file),
            Err(error) => {
                problems.push(Problem::from_toml(&self.path, &self.text, &error));
                None
            }
        }
    }
}

/// Where the entries stand, for messages about them.
#[derive(Debug, Default)]
pub(super) struct Places {
    files: Vec<PackFile>,
    /// Index of the file, by the kind and id of the entry.
    entries: BTreeMap<String, usize>,
}

impl Places {
    pub(super) fn problem(&self, entry: &str, span: Range<usize>, message: String) -> Problem {
        match self.entries.get(entry).and_then(|index| self.files.get(*index)) {
            Some(file) => Problem::at(&file.path, &file.text, span.start, message),
            None => Problem { path: entry.to_owned(), line: 1, column: 1, message },
        }
    }
}

/// All pack files below a folder, in the order of their paths.
pub(super) fn read_folder(folder: &Path) -> Result<Vec<PackFile>, Problem> {
    let unreadable = |path: &Path, error: &std::io::Error| Problem {
        path: path.display().to_string(),
        line: 1,
        column: 1,
        message: format!("cannot be read: {error}; name a folder of knowledge files (see knowledge/README.md)"),
    };
    if !folder.is_dir() {
        let error = std::io::Error::from(std::io::ErrorKind::NotFound);
        return Err(unreadable(folder, &error));
    }
    let mut files = Vec::new();
    for kind in FOLDERS {
        let Ok(entries) = fs::read_dir(folder.join(kind)) else { continue };
        let mut paths: Vec<_> = entries
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| {
                path.extension().is_some_and(|extension| extension == "toml" || kind == CATALOGUE && extension == "tsv")
            })
            .collect();
        paths.sort();
        for path in paths {
            let text = fs::read_to_string(&path).map_err(|error| unreadable(&path, &error))?;
            files.push(PackFile { path: path.to_string_lossy().replace('\\', "/"), text: text.into() });
        }
    }
    if files.is_empty() {
        return Err(Problem {
            path: folder.display().to_string(),
            line: 1,
            column: 1,
            message: format!("holds no knowledge; expected TOML files in one of the folders {}", FOLDERS.join(", ")),
        });
    }
    Ok(files)
}

/// Makes a knowledge of what is right in the files and says what is wrong.
pub(super) fn assemble(files: &[PackFile]) -> (Knowledge, Vec<Problem>) {
    let mut assembly = Assembly::default();
    for (index, file) in files.iter().enumerate() {
        assembly.read(index, file);
    }
    assembly.finish(files)
}

#[derive(Default)]
struct Assembly {
    problems: Vec<Problem>,
    services: Vec<Service>,
    comparisons: Vec<Comparison>,
    terms: Vec<Term>,
    signals: Vec<Signal>,
    neutral: Vec<Neutral>,
    names: NameFile,
    prose: ProseFile,
    /// Classes with the index of their file.
    classes: BTreeMap<String, Vec<(usize, Spanned<String>)>>,
    places: BTreeMap<String, usize>,
    catalogue: Vec<CatalogueSource>,
}

impl Assembly {
    fn read(&mut self, index: usize, file: &PackFile) {
        match file.folder() {
            "services" => {
                if let Some(service) = file.parse::<Service>(&mut self.problems) {
                    self.place("service", service.id.as_ref(), index);
                    replace_or_push(&mut self.services, service, |service| service.id.as_ref());
                }
            }
            "comparisons" => {
                if let Some(comparison) = file.parse::<Comparison>(&mut self.problems) {
                    self.place("comparison", &comparison.relation_id, index);
                    replace_or_push(&mut self.comparisons, comparison, |comparison| &comparison.relation_id);
                }
            }
            "terms" => {
                for term in file.parse::<TermFile>(&mut self.problems).map(|file| file.terms).unwrap_or_default() {
                    self.place("term", term.id.as_ref(), index);
                    replace_or_push(&mut self.terms, term, |term| term.id.as_ref());
                }
            }
            "signals" => {
                let Some(signals) = file.parse::<SignalFile>(&mut self.problems) else { return };
                for signal in signals.signals {
                    self.place("signal", signal.id.as_ref(), index);
                    replace_or_push(&mut self.signals, signal, |signal| signal.id.as_ref());
                }
                for neutral in signals.neutral {
                    self.place("neutral", neutral.phrase.as_ref(), index);
                    replace_or_push(&mut self.neutral, neutral, |neutral| neutral.phrase.as_ref());
                }
                self.add_classes(index, signals.classes);
            }
            "names" => {
                let Some(names) = file.parse::<NameFile>(&mut self.problems) else { return };
                for rename in names.renames {
                    self.place("name", rename.id.as_ref(), index);
                    replace_or_push(&mut self.names.renames, rename, |rename| rename.id.as_ref());
                }
                for closure in names.closures {
                    self.place("name", closure.id.as_ref(), index);
                    replace_or_push(&mut self.names.closures, closure, |closure| closure.id.as_ref());
                }
                for misattribution in names.misattributions {
                    self.place("name", misattribution.id.as_ref(), index);
                    replace_or_push(&mut self.names.misattributions, misattribution, |entry| entry.id.as_ref());
                }
                for claim in names.dated_claims {
                    self.place("name", claim.id.as_ref(), index);
                    replace_or_push(&mut self.names.dated_claims, claim, |claim| claim.id.as_ref());
                }
            }
            "prose" => {
                let Some(prose) = file.parse::<ProseFile>(&mut self.problems) else { return };
                self.add_classes(index, prose.classes);
                self.prose.forms.extend(prose.forms);
                self.prose.alone.extend(prose.alone);
            }
            CATALOGUE => {
                self.catalogue.push(CatalogueSource { path: file.path.clone(), text: file.text.clone() });
            }
            other => self.problems.push(Problem {
                path: file.path.clone(),
                line: 1,
                column: 1,
                message: format!("the folder `{other}` is not one of {}", FOLDERS.join(", ")),
            }),
        }
    }

    fn place(&mut self, kind: &str, id: &str, file: usize) {
        self.places.insert(format!("{kind}:{id}"), file);
    }

    fn add_classes(&mut self, file: usize, classes: BTreeMap<String, Vec<Spanned<String>>>) {
        for (name, entries) in classes {
            self.classes.entry(name).or_default().extend(entries.into_iter().map(|entry| (file, entry)));
        }
    }

    fn finish(mut self, files: &[PackFile]) -> (Knowledge, Vec<Problem>) {
        let mut builder = LexiconBuilder::default();
        for (word, forms) in &self.prose.forms {
            builder.forms(word, forms);
        }
        for word in &self.prose.alone {
            builder.alone(word);
        }
        let known: BTreeSet<String> = self.classes.keys().cloned().collect();
        for (name, entries) in &self.classes {
            for (file, entry) in entries {
                let Some(file) = files.get(*file) else { continue };
                let mut report = |message: String| {
                    self.problems.push(Problem::at(&file.path, &file.text, entry.span().start, message));
                };
                for class in LexiconBuilder::undefined_classes(entry.as_ref(), &known) {
                    report(format!("the class `{name}` uses `@{class}`, which nobody defines; add it under [classes]"));
                }
                if let Err(error) = builder.class(name, std::slice::from_ref(entry.as_ref())) {
                    report(format!("in the class `{name}`: {error}"));
                }
            }
        }
        if let Some(cycle) = builder.cycle() {
            let file = files.iter().find(|file| file.folder() == "prose").or(files.first());
            self.problems.push(Problem {
                path: file.map_or_else(String::new, |file| file.path.clone()),
                line: 1,
                column: 1,
                message: format!("classes contain one another: {}; break the circle", cycle.join(" -> ")),
            });
            builder = LexiconBuilder::default();
        }
        let places = Places { files: files.to_vec(), entries: self.places };
        let mut owners = Vec::new();
        let mut add = |entry: String, pattern: &Spanned<String>, owner: PatternOwner, problems: &mut Vec<Problem>| {
            for class in LexiconBuilder::undefined_classes(pattern.as_ref(), &known) {
                let message = format!("the pattern uses `@{class}`, which nobody defines; add it under [classes]");
                problems.push(places.problem(&entry, pattern.span(), message));
            }
            match builder.pattern(pattern.as_ref()) {
                Ok(_) => owners.push(owner),
                Err(error) => problems.push(places.problem(
                    &entry,
                    pattern.span(),
                    format!("pattern `{}`: {error}", pattern.as_ref()),
                )),
            }
        };
        for (index, signal) in self.signals.iter().enumerate() {
            let entry = format!("signal:{}", signal.id.as_ref());
            for pattern in &signal.patterns {
                add(entry.clone(), pattern, PatternOwner::Signal(index), &mut self.problems);
            }
            for pattern in &signal.unless {
                add(entry.clone(), pattern, PatternOwner::Unless(index), &mut self.problems);
            }
        }
        for (index, claim) in self.names.dated_claims.iter().enumerate() {
            let entry = format!("name:{}", claim.id.as_ref());
            for pattern in &claim.patterns {
                add(entry.clone(), pattern, PatternOwner::DatedClaim(index), &mut self.problems);
            }
        }
        let mut catalogue = None;
        if !self.catalogue.is_empty() {
            let (own, problems) = Catalogue::extended(std::mem::take(&mut self.catalogue));
            self.problems.extend(problems);
            catalogue = Some(Arc::new(own));
        }
        let mut knowledge = Knowledge {
            services: self.services,
            comparisons: self.comparisons,
            terms: self.terms,
            signals: self.signals,
            neutral: self.neutral,
            renames: self.names.renames,
            closures: self.names.closures,
            misattributions: self.names.misattributions,
            dated_claims: self.names.dated_claims,
            lexicon: builder.build(),
            pattern_owners: owners,
            names: NameIndex::default(),
            notes: NameIndex::default(),
            catalogue,
            places,
        };
        knowledge.index();
        validate::validate(&knowledge, &mut self.problems);
        self.problems.sort();
        self.problems.dedup();
        (knowledge, self.problems)
    }
}

fn replace_or_push<T>(list: &mut Vec<T>, entry: T, id: impl Fn(&T) -> &str) {
    match list.iter_mut().find(|known| id(known) == id(&entry)) {
        Some(known) => *known = entry,
        None => list.push(entry),
    }
}
