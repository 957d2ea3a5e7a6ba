//! Names that have changed, and names that are written wrongly.

use super::noted::{self, Place};
use super::{Context, Rule};
use crate::facts::{Form, Noted, Role};
use crate::finding::{Finding, Severity};
use crate::knowledge::schema::{Rename, RenameKind};

const OUTDATED: &str = "outdated-name";
const MISSPELT: &str = "misspelt-name";

pub(super) const OUTDATED_NAME: Rule = Rule {
    id: OUTDATED,
    severity: Severity::Information,
    summary: "A service or feature is called otherwise today.",
    documentation: "\
Readers look up the name that they read. Under an old one they find old pages, old prices and old limits. This rule \
reports names that have changed, with the present one and, where it is known, the day of the change.

It is silent in code, addresses, identifiers, quotations and the titles of linked pages, in records that are no longer \
in force, under headings such as *History*, and in sentences that tell of the change themselves (*formerly*, *renamed*) \
or give the present name as well.

The preferred quick fix writes the present name; `source.fixAll.fingerpost` and `fingerpost check --fix` do so \
everywhere.",
    check: outdated,
};

pub(super) const MISSPELT_NAME: Rule = Rule {
    id: MISSPELT,
    severity: Severity::Hint,
    summary: "The name of a service or feature is written otherwise.",
    documentation: "\
A name that is spelt in three ways is hard to search for. This rule points at spellings that were never right: wrong \
capitals, a wrong first word, a wrong maker. It is only a hint.

It is silent in code, addresses, identifiers, quotations and the titles of linked pages, and in records that are no \
longer in force.

The preferred quick fix writes the name as its maker does; `source.fixAll.fingerpost` and `fingerpost check --fix` do \
so everywhere.",
    check: misspelt,
};

fn outdated(context: &Context<'_>) -> Vec<Finding> {
    of_kind(context, RenameKind::Renamed).filter_map(|(place, rename)| outdated_name(&place, rename)).collect()
}

fn misspelt(context: &Context<'_>) -> Vec<Finding> {
    of_kind(context, RenameKind::Misspelt).filter_map(|(place, rename)| misspelt_name(&place, rename)).collect()
}

fn of_kind<'a>(context: &'a Context<'a>, kind: RenameKind) -> impl Iterator<Item = (Place<'a>, &'a Rename)> {
    let knowledge = context.snapshot.document.knowledge();
    noted::notes(context).filter_map(move |place| {
        let Noted::Rename(index) = place.note.noted else { return None };
        let rename = knowledge.renames.get(index).filter(|rename| rename.kind == kind)?;
        let told = place.note.tells_name || matches!(place.note.form, Form::LinkTitle | Form::Code);
        (!told).then_some((place, rename))
    })
}

fn outdated_name(place: &Place<'_>, rename: &Rename) -> Option<Finding> {
    let words = place.words();
    if place.role() == Some(Role::Reference)
        || !noted::is_spelt_as_name(&words, &rename.from)
        || says_both(place, &rename.to)
    {
        return None;
    }
    let message = match &rename.since {
        Some(since) => format!("“{words}” has been called {} since {since}.", rename.to),
        None => format!("“{words}” is called {} today.", rename.to),
    };
    Some(finding(place, rename, OUTDATED, Severity::Information, message, &rename.to))
}

fn misspelt_name(place: &Place<'_>, rename: &Rename) -> Option<Finding> {
    let words = place.words();
    // In lower case throughout it is a command or a package.
    if !rename.case && words.chars().all(|character| !character.is_uppercase()) {
        return None;
    }
    let right = match place.note.form {
        Form::Continued => continued(&words, &rename.to),
        _ => rename.to.clone(),
    };
    let message = format!("“{words}” is written {right}.");
    Some(finding(place, rename, MISSPELT, Severity::Hint, message, &right))
}

fn finding(
    place: &Place<'_>,
    rename: &Rename,
    rule: &'static str,
    severity: Severity,
    message: String,
    right: &str,
) -> Finding {
    let source = place.context.snapshot.document.source();
    // Links within the document go by the words of a heading.
    let breaks_links = place.note.form == Form::Heading && source.contains("](#");
    let note = rename.note.as_deref();
    Finding {
        explanation: noted::explanation(&message, note, &rename.source, &rename.checked),
        notes: noted::reasons(note, &rename.source, &rename.checked),
        help: Some(format!("write {right}")),
        link: noted::link(&rename.source),
        fixes: vec![place.replace(format!("Write {right}"), right, true, !breaks_links), place.silence(rule)],
        subject: Some(rename.id.as_ref().clone()),
        ..place.finding(rule, severity, message)
    }
}

/// The present name stands in the same sentence, cell or heading.
fn says_both(place: &Place<'_>, present: &str) -> bool {
    let source = place.context.snapshot.document.source();
    let around = source.get(place.around()).unwrap_or_default().to_lowercase();
    around.contains(&present.to_lowercase())
}

/// The right beginning of a longer name: what the right name has beyond the last word of the wrong one would
/// stand in its midst.
fn continued(words: &str, right: &str) -> String {
    let Some(last) = words.split(' ').next_back() else { return right.to_owned() };
    let parts: Vec<&str> = right.split(' ').collect();
    match parts.iter().rposition(|part| part.eq_ignore_ascii_case(last)) {
        Some(end) => parts.get(..=end).unwrap_or_default().join(" "),
        None => right.to_owned(),
    }
}
