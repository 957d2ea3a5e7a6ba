//! What the rules about names and claims share: walking over the notes, and who is to be left alone.

use std::ops::Range;

use super::Context;
use super::fixes;
use crate::document::at;
use crate::facts::{Form, Note, Role};
use crate::finding::{Finding, Fix, Severity};
use crate::knowledge::sources;

/// A note with its place in the document.
pub(super) struct Place<'a> {
    pub(super) context: &'a Context<'a>,
    pub(super) note: &'a Note,
    /// Where its section begins.
    start: usize,
}

/// All notes of the document that no status has taken out of force and that are no quotation.
pub(super) fn notes<'a>(context: &'a Context<'a>) -> impl Iterator<Item = Place<'a>> {
    let document = &context.snapshot.document;
    document.sections().flat_map(move |(start, section)| {
        let notes = document.facts(section).notes.iter();
        notes.map(move |note| Place { context, note, start }).filter(|place| {
            !place.note.setting.quoted
                && !matches!(place.note.form, Form::Quoted | Form::Identifier)
                && !context.choices.is_inactive(place.range().start)
        })
    })
}

impl Place<'_> {
    /// Bytes of the document.
    pub(super) fn range(&self) -> Range<usize> {
        at(self.start, &self.note.range)
    }

    pub(super) fn around(&self) -> Range<usize> {
        at(self.start, &self.note.around)
    }

    /// The words as they stand, on one line.
    pub(super) fn words(&self) -> String {
        let source = self.context.snapshot.document.source();
        source.get(self.range()).unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
    }

    pub(super) fn role(&self) -> Option<Role> {
        let in_heading = self.note.form == Form::Heading;
        let standing = self.context.choices.standing(&self.note.setting, self.range().start, in_heading);
        standing.role
    }

    /// Nothing is used or planned here: alternatives, non-goals, what was withdrawn.
    pub(super) fn is_set_aside(&self) -> bool {
        let in_heading = self.note.form == Form::Heading;
        let standing = self.context.choices.standing(&self.note.setting, self.range().start, in_heading);
        standing.excluded && standing.role != Some(Role::Prerequisite)
    }

    pub(super) fn finding(&self, rule: &'static str, severity: Severity, message: String) -> Finding {
        Finding::new(rule, severity, self.range(), self.around(), message)
    }

    /// Offers to put `text` there.
    pub(super) fn replace(&self, title: String, text: &str, preferred: bool, automatic: bool) -> Fix {
        let edit = fixes::replacement(&self.context.snapshot.document, &self.range(), text);
        Fix { title, edits: vec![edit], preferred, automatic }
    }

    pub(super) fn silence(&self, rule: &str) -> Fix {
        let title = "Keep this, with the reason in a comment";
        fixes::silence(&self.context.snapshot.document, &self.around(), rule, title)
    }
}

/// Why, and on what source, for people who read the finding in plain text.
pub(super) fn reasons(why: Option<&str>, source: &[String], checked: &str) -> Vec<String> {
    let source = format!("source: {}, checked {checked}", source.join(", "));
    why.map(str::to_owned).into_iter().chain([source]).collect()
}

/// The same as Markdown.
pub(super) fn explanation(message: &str, why: Option<&str>, source: &[String], checked: &str) -> String {
    let why = why.map(|why| format!("{why}\n\n")).unwrap_or_default();
    format!("{message}\n\n{why}*Source:* {}, checked {checked}.", sources(source))
}

/// The page behind a fact.
pub(super) fn link(source: &[String]) -> Option<String> {
    source.iter().find(|source| source.starts_with("https://")).cloned()
}

/// The words are spelt as a name: each word that is capitalised in the name is so in the text.
pub(super) fn is_spelt_as_name(words: &str, names: &[String]) -> bool {
    let capitals = |name: &str| {
        let mut written = words.split([' ', '-']);
        name.split([' ', '-']).all(|part| {
            written.next().is_some_and(|word| {
                !part.starts_with(|first: char| first.is_uppercase())
                    || word.starts_with(|first: char| first.is_uppercase())
            })
        })
    };
    let same = |name: &str| {
        let (words, name) = (words.to_lowercase().replace('-', " "), name.to_lowercase().replace('-', " "));
        words.strip_prefix(&name).is_some_and(|plural| matches!(plural, "" | "s" | "es"))
    };
    names.iter().any(|name| same(name) && capitals(name))
}
