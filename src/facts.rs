//! What a section says: headings, statements with their signals, and evidence of a choice.
//!
//! Facts are a function of the section's text and the knowledge alone. Whatever needs the rest of the
//! document (the role that a heading above gives, the choice that governs) is worked out later, from facts.

pub mod examples;
mod first_look;
pub mod judgement;
mod labels;
mod mentions;
mod notes;
mod reader;
mod roles;
mod uses;

use std::ops::Range;

pub use crate::catalogue::Suspect;
use crate::knowledge::Knowledge;

pub use judgement::FoundSignal;
pub use mentions::{Mention, MentionKind};
pub use notes::{Form, Note, Noted};
pub use roles::{Role, Roles};
pub use uses::Use;

/// What a section says. All ranges are bytes of the section.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// There was something to look for; otherwise only the first line was parsed.
    pub parsed: bool,
    /// In order.
    pub headings: Vec<Heading>,
    /// Those that hold a signal, in order.
    pub statements: Vec<Statement>,
    /// Where services are named, in order.
    pub mentions: Vec<Mention>,
    /// Names and claims about which there is something to say, in order.
    pub notes: Vec<Note>,
    /// Services that are named at all, in whatever manner.
    pub named: Vec<usize>,
    /// A status leaves the choice open.
    pub undecided: bool,
    /// List items and table rows that are about a part of the system and say on what it runs, in order.
    pub components: Vec<Range<usize>>,
    /// Where a label gives a status that takes the record out of force.
    pub inactive: Vec<Inactive>,
    /// Services with a word that settles their ambiguous names: `true` if it says that they mean something else.
    pub company: Vec<(usize, bool)>,
    /// Identifiers that seem to be slips, in order.
    pub suspects: Vec<Suspect>,
    /// HTML comments: the whole and what is between the marks.
    pub comments: Vec<(Range<usize>, Range<usize>)>,
}

/// A heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// The text without markers.
    pub range: Range<usize>,
    /// What its words say about the text under it.
    pub roles: Roles,
    /// It asks or compares, so it chooses nothing.
    pub question: bool,
    /// It announces a lesson: *Tutorial*, *Lab 2*, *What you will learn*.
    pub lesson: bool,
    /// It would announce a comparison if it were the title of the document.
    pub comparison: bool,
}

/// A status such as *superseded*, found in a label or table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inactive {
    pub range: Range<usize>,
    /// Index of the heading of this section under which it stands; `None` before the first.
    pub heading: Option<usize>,
}

/// How binding a statement is by its own words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Modality {
    /// Neither *must* nor *should*.
    Plain,
    /// *should*, *want*, an open task.
    Wish,
    /// *must*, *shall*, *is required*.
    Mandatory,
}

/// What surrounds a statement or mention, as far as its own section tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// Index of the heading of this section under which it stands; `None` before the first.
    pub heading: Option<usize>,
    /// Roles given by labels, lead-ins, the row or the column, nearest first; the first that is set counts.
    pub roles: Vec<Roles>,
    /// It stands in a block quote.
    pub quoted: bool,
    /// It is a cell of a table.
    pub cell: bool,
    /// Its list item and the one around that, by their numbers in the section.
    pub item: Option<(u32, Option<u32>)>,
    /// It is an open or done task.
    pub task: Option<bool>,
}

/// A statement that holds at least one signal.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "independent observations of the same words")]
pub struct Statement {
    pub range: Range<usize>,
    pub setting: Setting,
    pub modality: Modality,
    /// It begins with a link to what it describes.
    pub index_entry: bool,
    /// It binds by its own words, wherever it stands.
    pub binding: bool,
    /// It speaks of the past, a possible future or a mere possibility.
    pub remote: bool,
    /// It asks.
    pub question: bool,
    /// It accepts a gap: what it names need not be met.
    pub accepts: bool,
    pub signals: Vec<FoundSignal>,
    pub points_to: Option<String>,
    pub strength: Option<crate::knowledge::Strength>,
}

impl Facts {
    /// Reads a section.
    pub fn read(section: &str, knowledge: &Knowledge) -> Self {
        Self::read_again(section, knowledge, is_worth_reading(section, knowledge))
    }

    /// The same, where [`is_worth_reading`] has been asked before.
    pub fn read_again(section: &str, knowledge: &Knowledge, worth: bool) -> Self {
        reader::read(section, knowledge, worth)
    }
}

/// A first look, far cheaper than reading: false where a section has nothing but perhaps a heading to tell.
pub fn is_worth_reading(section: &str, knowledge: &Knowledge) -> bool {
    first_look::worth_reading(section, knowledge)
}

/// All statements of a section in order, also those that hold no signal. They are too many to keep for every
/// section.
pub fn every_statement(section: &str, knowledge: &Knowledge) -> Vec<Statement> {
    reader::every_statement(section, knowledge)
}

/// Where names of services and terms stand in a section, in order.
pub fn uses(section: &str, knowledge: &Knowledge) -> Vec<Use> {
    uses::read(section, knowledge)
}
