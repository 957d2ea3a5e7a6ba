//! A document: its text, cut into sections that survive edits elsewhere.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use crate::facts::{self, Facts, Statement, Use};
use crate::knowledge::Knowledge;
use crate::markdown::{self, FrontMatter};
use crate::text::{Change, Encoding, Text};

/// A section's text and, once somebody asked, what it says. Ranges in its facts are relative to it, so an
/// edit above it changes nothing here.
#[derive(Debug)]
pub struct Section {
    text: Box<str>,
    worth_reading: OnceLock<bool>,
    facts: OnceLock<Facts>,
    statements: OnceLock<Box<[Statement]>>,
    uses: OnceLock<Box<[Use]>>,
}

impl Section {
    fn new(text: &str) -> Self {
        Self {
            text: text.into(),
            worth_reading: OnceLock::new(),
            facts: OnceLock::new(),
            statements: OnceLock::new(),
            uses: OnceLock::new(),
        }
    }

    pub fn text(&self) -> &str {
        &self.text
    }
}

/// An immutable document. An edit makes a new one that shares the unchanged sections.
#[derive(Debug, Clone)]
pub struct Document {
    text: Text,
    source: Arc<str>,
    sections: Vec<Arc<Section>>,
    /// Byte offset of each section in the source.
    starts: Vec<usize>,
    knowledge: Arc<Knowledge>,
}

impl Document {
    pub fn new(source: &str, knowledge: Arc<Knowledge>) -> Self {
        Self::assemble(Text::new(source), source.into(), &[], knowledge)
    }

    /// The document after these changes, each in terms of the text after the one before it. Positions count
    /// in units of `encoding` and are clamped.
    #[must_use]
    pub fn edited(&self, changes: &[Change], encoding: Encoding) -> Self {
        let mut text = self.text.clone();
        for change in changes {
            text.apply(change, encoding);
        }
        let source: Arc<str> = text.to_text().into();
        Self::assemble(text, source, &self.sections, Arc::clone(&self.knowledge))
    }

    /// The same text, read with another knowledge.
    #[must_use]
    pub fn with_knowledge(&self, knowledge: Arc<Knowledge>) -> Self {
        Self::assemble(self.text.clone(), Arc::clone(&self.source), &[], knowledge)
    }

    fn assemble(text: Text, source: Arc<str>, old: &[Arc<Section>], knowledge: Arc<Knowledge>) -> Self {
        let ranges = markdown::cut(&source);
        let slices: Vec<&str> = ranges.iter().filter_map(|range| source.get(range.clone())).collect();
        let same = |(section, slice): &(&Arc<Section>, &&str)| *section.text == ***slice;
        let head = old.iter().zip(&slices).take_while(same).count();
        let most = old.len().min(slices.len()) - head;
        let tail = old.iter().rev().zip(slices.iter().rev()).take(most).take_while(same).count();
        let fresh = slices.len() - tail;
        let sections = slices
            .iter()
            .enumerate()
            .map(|(index, slice)| {
                let kept = if index < head {
                    old.get(index)
                } else if index >= fresh {
                    old.get(old.len() - (slices.len() - index))
                } else {
                    None
                };
                kept.cloned().unwrap_or_else(|| Arc::new(Section::new(slice)))
            })
            .collect();
        let starts = ranges.iter().map(|range| range.start).collect();
        Self { text, source, sections, starts, knowledge }
    }

    pub fn text(&self) -> &Text {
        &self.text
    }

    /// The whole text.
    pub fn source(&self) -> &str {
        &self.source
    }

    pub fn knowledge(&self) -> &Arc<Knowledge> {
        &self.knowledge
    }

    /// The sections with their byte offsets, in order.
    pub fn sections(&self) -> impl Iterator<Item = (usize, &Arc<Section>)> {
        self.starts.iter().copied().zip(&self.sections)
    }

    /// The sections that share a byte with a range, or touch it, with their byte offsets.
    pub fn sections_in(&self, range: &Range<usize>) -> impl Iterator<Item = (usize, &Arc<Section>)> {
        let first = self.starts.partition_point(|start| *start <= range.start).saturating_sub(1);
        let after = self.starts.partition_point(|start| *start <= range.end);
        self.sections().take(after).skip(first)
    }

    /// The section that holds a byte offset, with its own offset. The end of the document belongs to the last.
    pub fn section_at(&self, offset: usize) -> Option<(usize, &Arc<Section>)> {
        let index = self.starts.partition_point(|start| *start <= offset).checked_sub(1)?;
        Some((*self.starts.get(index)?, self.sections.get(index)?))
    }

    /// What a section of this document says; read once, whoever asks first.
    pub fn facts<'section>(&self, section: &'section Section) -> &'section Facts {
        section.facts.get_or_init(|| Facts::read_again(&section.text, &self.knowledge, self.is_worth_reading(section)))
    }

    fn is_worth_reading(&self, section: &Section) -> bool {
        *section.worth_reading.get_or_init(|| facts::is_worth_reading(&section.text, &self.knowledge))
    }

    /// No section has anything but headings to tell: nothing is chosen, demanded or noted here. Most files of most
    /// folders end here.
    pub fn says_nothing(&self) -> bool {
        !self.sections.iter().any(|section| self.is_worth_reading(section))
    }

    /// All statements of a section of this document, also those that hold no signal; read once, whoever asks first.
    /// Only for what a person asks about: it takes a parse.
    pub fn every_statement<'section>(&self, section: &'section Section) -> &'section [Statement] {
        section.statements.get_or_init(|| facts::every_statement(&section.text, &self.knowledge).into_boxed_slice())
    }

    /// Where names of services and terms stand in a section of this document; read once, whoever asks first.
    pub fn uses<'section>(&self, section: &'section Section) -> &'section [Use] {
        section.uses.get_or_init(|| facts::uses(&section.text, &self.knowledge).into_boxed_slice())
    }

    /// Reads all sections that nobody has read yet, on all cores if there is much to read.
    pub fn read_all(&self) {
        let unread: Vec<&Arc<Section>> = self.sections.iter().filter(|section| section.facts.get().is_none()).collect();
        let bytes: usize = unread.iter().map(|section| section.text.len()).sum();
        let workers =
            if bytes < WORTH_SHARING { 1 } else { std::thread::available_parallelism().map_or(1, usize::from) };
        if workers == 1 {
            for section in unread {
                self.facts(section);
            }
            return;
        }
        let next = std::sync::atomic::AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for _ in 0..workers {
                scope.spawn(|| {
                    while let Some(section) = unread.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed)) {
                        self.facts(section);
                    }
                });
            }
        });
    }

    /// The metadata at the start, in bytes of the document.
    pub fn front_matter(&self) -> Option<FrontMatter> {
        markdown::front_matter(&self.source)
    }

    /// How many of them were worth a parse: a measure of work for tests.
    pub fn sections_parsed(&self) -> usize {
        self.sections.iter().filter(|section| section.facts.get().is_some_and(|facts| facts.parsed)).count()
    }

    /// How many of this document's sections have been read: a measure of work for tests.
    pub fn sections_read(&self) -> usize {
        self.sections.iter().filter(|section| section.facts.get().is_some()).count()
    }
}

/// Below this many unread bytes a second thread costs more than it saves.
const WORTH_SHARING: usize = 32 * 1024;

/// Moves a range of a section to where the section stands.
pub fn at(start: usize, range: &Range<usize>) -> Range<usize> {
    start + range.start..start + range.end
}
