//! The headings of a document and the parts under them.

use std::ops::Range;

use crate::document::{Document, at};
use crate::facts::Roles;

/// A heading and all that stands under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// 1 to 6.
    pub level: u8,
    /// The text of the heading. Bytes of the document.
    pub heading: Range<usize>,
    /// From the heading to the next one of its level or above.
    pub range: Range<usize>,
    /// The same up to the first heading below it.
    pub own: Range<usize>,
    pub roles: Roles,
    /// The first heading, if nothing of its level follows: it names the document.
    pub is_title: bool,
    /// Index of the part around this one.
    parent: Option<usize>,
}

/// The parts of a document, in order of their headings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outline {
    parts: Vec<Part>,
}

impl Part {
    /// It is about a part of the system rather than one kind of text about all of it.
    pub fn is_component(&self) -> bool {
        !self.is_title && self.roles.is_specific() && self.roles.is_empty()
    }
}

impl Outline {
    pub fn of(document: &Document) -> Self {
        let mut parts: Vec<Part> = Vec::new();
        for (start, section) in document.sections() {
            for heading in &document.facts(section).headings {
                let range = at(start, &heading.range);
                parts.push(Part {
                    level: heading.level,
                    range: range.start..document.source().len(),
                    own: range.start..document.source().len(),
                    heading: range,
                    roles: heading.roles.clone(),
                    is_title: false,
                    parent: None,
                });
            }
        }
        // A heading ends every open part of its level or below.
        let mut open: Vec<usize> = Vec::new();
        for index in 0..parts.len() {
            let Some((level, start)) = parts.get(index).map(|part| (part.level, part.heading.start)) else { continue };
            while let Some(last) = open.last().copied()
                && parts.get(last).is_some_and(|part| part.level >= level)
            {
                open.pop();
                if let Some(part) = parts.get_mut(last) {
                    part.range.end = start;
                }
            }
            if let Some(part) = parts.get_mut(index) {
                part.parent = open.last().copied();
            }
            open.push(index);
        }
        let starts: Vec<usize> = parts.iter().skip(1).map(|part| part.heading.start).collect();
        for (part, next) in parts.iter_mut().zip(starts) {
            part.own.end = next;
        }
        let highest = parts.iter().map(|part| part.level).min();
        let alone = parts.iter().filter(|part| Some(part.level) == highest).count() == 1;
        if let Some(first) = parts.first_mut()
            && (alone && Some(first.level) == highest || first.level == 1)
        {
            // A lone "# Requirements" says what is under it rather than what the document is about.
            first.is_title = first.roles.is_empty() || first.roles.is_specific();
        }
        Self { parts }
    }

    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// Indices of the parts that hold an offset, from the innermost outward.
    pub fn indices_around(&self, offset: usize) -> impl Iterator<Item = usize> {
        let innermost = self.parts.partition_point(|part| part.range.start <= offset).checked_sub(1);
        std::iter::successors(innermost, |index| self.parts.get(*index)?.parent)
    }

    /// The parts that hold an offset, from the innermost outward.
    pub fn around(&self, offset: usize) -> impl Iterator<Item = &Part> {
        self.indices_around(offset).filter_map(|index| self.parts.get(index))
    }

    /// The part whose heading holds an offset.
    pub fn heading_at(&self, offset: usize) -> Option<&Part> {
        self.around(offset).next().filter(|part| part.heading.contains(&offset))
    }
}
