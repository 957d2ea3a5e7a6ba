//! The requirements of a document as a person would count them: an item of a list, a row of a table, or a sentence.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use crate::document::at;
use crate::facts::{Modality, Role, Statement};
use crate::snapshot::Snapshot;

/// One requirement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    /// The statement that points somewhere, else the first. Bytes of the document.
    pub range: Range<usize>,
    /// Id of the service; `None` if it points nowhere, or its parts to several.
    pub points_to: Option<String>,
}

/// Those that point somewhere, in order: from what has been read anyway.
pub(super) fn pointing(snapshot: &Snapshot, scope: &Range<usize>) -> Vec<Requirement> {
    let document = &snapshot.document;
    let mut found = Vec::new();
    for (start, section) in document.sections_in(&inside(scope)) {
        found.extend(counted(snapshot, start, section.text(), &document.facts(section).statements));
    }
    found.retain(|requirement| requirement.points_to.is_some() && scope.contains(&requirement.range.start));
    found.sort_by_key(|requirement| requirement.range.start);
    found
}

/// Without the byte behind the end, where the next section begins.
fn inside(scope: &Range<usize>) -> Range<usize> {
    scope.start..scope.end.saturating_sub(1).max(scope.start)
}

/// Those of a list in order that begin in a range.
pub(super) fn within<'a>(list: &'a [Requirement], range: &Range<usize>) -> &'a [Requirement] {
    let from = list.partition_point(|requirement| requirement.range.start < range.start);
    let to = list.partition_point(|requirement| requirement.range.start < range.end);
    list.get(from..to).unwrap_or_default()
}

/// All of them, in order: those under a heading for requirements, and those elsewhere that point somewhere. Takes a
/// parse of the former, once.
pub(super) fn all(snapshot: &Snapshot, scope: &Range<usize>) -> Vec<Requirement> {
    let document = &snapshot.document;
    let mut found = Vec::new();
    for (start, section) in document.sections_in(&inside(scope)) {
        let range = start..start + section.text().len();
        let asks = asks(snapshot, &range);
        let statements =
            if asks { document.every_statement(section) } else { document.facts(section).statements.as_slice() };
        let mut here = counted(snapshot, start, section.text(), statements);
        here.retain(|requirement| asks || requirement.points_to.is_some());
        found.extend(here);
    }
    found.retain(|requirement| scope.contains(&requirement.range.start));
    found.sort_by_key(|requirement| requirement.range.start);
    found
}

/// A range holds a part for requirements, or lies in one.
fn asks(snapshot: &Snapshot, range: &Range<usize>) -> bool {
    let outline = snapshot.choices().outline();
    let parts = outline.parts();
    let from = parts.partition_point(|part| part.range.start < range.start);
    let to = parts.partition_point(|part| part.range.start < range.end);
    let inside = parts.get(from..to).unwrap_or_default().iter();
    outline.around(range.start).chain(inside).any(|part| part.roles.first() == Some(Role::Requirement))
}

/// What makes several statements one requirement.
#[derive(Debug, PartialEq, Eq, Hash)]
enum Unit {
    /// The number of the item in its section.
    Item(u32),
    /// Where the row begins. Bytes of the section.
    Row(usize),
    /// Where the sentence begins. Bytes of the section.
    Sentence(usize),
}

/// A list item and the one around it, by their numbers in the section.
type Item = (u32, Option<u32>);

fn counted(snapshot: &Snapshot, start: usize, section: &str, statements: &[Statement]) -> Vec<Requirement> {
    let mut found: Vec<(Requirement, Option<Item>)> = Vec::new();
    let mut known: HashMap<Unit, usize> = HashMap::new();
    for statement in statements {
        let range = at(start, &statement.range);
        if !snapshot.choices().is_required(statement, range.start) {
            continue;
        }
        let setting = &statement.setting;
        let unit = if setting.cell {
            let before = section.get(..statement.range.start).unwrap_or_default();
            Unit::Row(before.rfind('\n').map_or(0, |newline| newline + 1))
        } else if let Some((item, _)) = setting.item {
            Unit::Item(item)
        } else if statement.points_to.is_some() || statement.modality != Modality::Plain {
            Unit::Sentence(statement.range.start)
        } else {
            // A sentence that asks for nothing in so many words introduces those that do.
            continue;
        };
        let next = found.len();
        let index = *known.entry(unit).or_insert(next);
        match found.get_mut(index) {
            None => found.push((Requirement { range, points_to: statement.points_to.clone() }, setting.item)),
            Some((requirement, _)) => match (&requirement.points_to, &statement.points_to) {
                (None, Some(_)) => *requirement = Requirement { range, points_to: statement.points_to.clone() },
                (Some(one), Some(other)) if one != other => requirement.points_to = None,
                _ => {}
            },
        }
    }
    // Of an item and its items count those that point somewhere, else the inner ones.
    let parents = |of_pointing: bool| -> BTreeSet<u32> {
        let children = found.iter().filter(|(child, _)| !of_pointing || child.points_to.is_some());
        children.filter_map(|(_, item)| item.as_ref()?.1).collect()
    };
    let (parents, parents_of_pointing) = (parents(false), parents(true));
    let alone: BTreeSet<u32> = found
        .iter()
        .filter(|(requirement, _)| requirement.points_to.is_some())
        .filter_map(|(_, item)| Some((*item)?.0))
        .filter(|item| parents.contains(item) && !parents_of_pointing.contains(item))
        .collect();
    let counts = |item: u32, parent: Option<u32>| {
        (!parents.contains(&item) || alone.contains(&item)) && parent.is_none_or(|parent| !alone.contains(&parent))
    };
    found
        .into_iter()
        .filter(|(_, item)| item.is_none_or(|(item, parent)| counts(item, parent)))
        .map(|(requirement, _)| requirement)
        .collect()
}
