//! The pages about identifiers: operations, actions, resource types, instances, model ids, resource names.

use std::fmt::Write as _;
use std::ops::Range;

use super::explain;
use super::place::{Place, place};
use crate::catalogue::{Catalogue, Client, Identified};
use crate::knowledge::{Kind, Knowledge, Status, Term};
use crate::snapshot::Snapshot;

/// The identifier at a byte offset of the document, as range and page.
pub(super) fn at_offset(snapshot: &Snapshot, offset: usize) -> Option<(Range<usize>, String)> {
    let document = &snapshot.document;
    let source = document.source();
    let knowledge = document.knowledge();
    let catalogue = knowledge.catalogue();
    let line_start = source.get(..offset)?.rfind('\n').map_or(0, |newline| newline + 1);
    let line = source.get(line_start..)?.lines().next()?;
    let column = offset - line_start;
    let named = catalogue.identify_at(line, column);
    let arn = if named.is_none() { catalogue.arn_at(line, column) } else { None };
    let (range, identified) = named.or(arn)?;
    let written = line.get(range.clone())?;
    match place(document, offset) {
        Place::Opaque => return None,
        Place::Prose | Place::FrontMatter if !is_no_word(written) => return None,
        _ => {}
    }
    // An operation may be one of any service; a prefix tells.
    if identified.kind.entry.begins.is_empty() && !identified.kind.entry.arn && !in_company(snapshot) {
        return None;
    }
    let page = page(identified, written, knowledge, &catalogue);
    Some((line_start + range.start..line_start + range.end, page))
}

/// No word of English looks like this.
fn is_no_word(written: &str) -> bool {
    let inner_capital = written.chars().skip(1).any(|letter| letter.is_ascii_uppercase());
    inner_capital || written.contains(['_', ':', '.', '-'])
}

/// The document names some service for certain, or somebody chose one for it.
fn in_company(snapshot: &Snapshot) -> bool {
    let choices = snapshot.choices();
    !choices.certain_services().is_empty() || !choices.all().is_empty()
}

/// The page of an identifier by the id of its kind and its name.
pub(super) fn by_name(kind: &str, name: &str, knowledge: &Knowledge) -> Option<String> {
    let catalogue = knowledge.catalogue();
    let mut kinds = catalogue.kinds().iter().filter(|known| known.entry.id == kind);
    let (kind, row) = kinds.find_map(|kind| Some((kind, kind.table.find(name)?)))?;
    Some(page(Identified { kind, row, before: None, ending: None }, name, knowledge, &catalogue))
}

/// The page of a whole word, if it is an identifier.
pub(super) fn of_word(word: &str, knowledge: &Knowledge) -> Option<String> {
    let catalogue = knowledge.catalogue();
    let found = catalogue.identify(word).or_else(|| catalogue.arn_at(word, 0).map(|(_, found)| found))?;
    Some(page(found, word, knowledge, &catalogue))
}

/// Whether something is to be said against the use of an identifier.
pub(super) fn is_retired(name: &str, knowledge: &Knowledge) -> bool {
    retirement(name, knowledge).is_some()
}

/// What there is to say about an old identifier.
fn retirement(name: &str, knowledge: &Knowledge) -> Option<String> {
    let notes = knowledge.notes().find(name);
    let whole = notes.into_iter().find(|note| note.range == (0..name.len()))?;
    explain::note(whole.named, knowledge)
}

/// The id of the owner of an identifier.
pub(super) fn owner_of<'a>(identified: Identified<'a>, catalogue: &'a Catalogue) -> Option<&'a str> {
    let (owner, _) = identified.kind.owner(identified.row.name());
    owner.or_else(|| Some(clients(identified, catalogue).first()?.owner.as_str()))
}

/// The clients that have an operation, or the client itself.
fn clients<'a>(identified: Identified<'a>, catalogue: &'a Catalogue) -> Vec<&'a Client> {
    let twin = || catalogue.twin(identified);
    let of = |found: Identified<'a>| found.kind.entry.clients.map(|cell| found.row.cell(cell));
    let names = of(identified).or_else(|| of(twin()?)).unwrap_or_default();
    names.split(", ").filter_map(|name| catalogue.client(name)).collect()
}

fn page(identified: Identified<'_>, written: &str, knowledge: &Knowledge, catalogue: &Catalogue) -> String {
    let (entry, name) = (&identified.kind.entry, identified.row.name());
    let owner = owner_of(identified, catalogue);
    let clients = clients(identified, catalogue);
    let own_client = entry.clients == Some(0);
    let mut text = format!("**{}** · {}", if entry.arn { name } else { written }, entry.label);
    if let Some(owner) = owner.and_then(|id| knowledge.owner_name(id)) {
        let _ = write!(text, " · {owner}");
    }
    if let (Some(client), true) = (clients.first(), entry.clients.is_some()) {
        let _ = write!(text, " · {}", client.plane);
    }
    text.push('\n');
    if let Some(note) = retirement(name, knowledge) {
        let _ = write!(text, "\n{note}\n");
    }
    if let (Some(before), Some(means)) = (identified.before, &entry.before_means) {
        let _ = write!(text, "\n`{before}` makes it {means}.\n");
    }
    if let (Some(_), Some(mean)) = (identified.ending, &entry.endings_mean) {
        let _ = write!(text, "\nThis is {mean} `{name}`.\n");
    }
    for client in &clients {
        let operation = catalogue.twin(identified).filter(|_| !own_client).map(|twin| twin.row.name());
        let _ = match (own_client, operation) {
            (true, _) => write!(text, "\nFor {}.\n", client.usage),
            (_, Some(operation)) => write!(
                text,
                "\nThe operation `{operation}` of the client `{}` ({}): {}.\n",
                client.name, client.plane, client.usage
            ),
            _ => write!(text, "\nOf the client `{}`: {}.\n", client.name, client.usage),
        };
    }
    let exact = exact_term(identified, knowledge, catalogue);
    match exact {
        Some(term) => {
            let _ = write!(text, "\n{}", explain::about(term, knowledge));
        }
        None if own_client => {}
        None => belonging(&mut text, identified, owner, knowledge, catalogue),
    }
    if entry.arn {
        parts(&mut text, written, identified.row.cell(1));
    }
    facts(&mut text, identified, catalogue);
    let (_, link) = identified.kind.owner(name);
    let operation = catalogue.twin(identified).map_or(name, |twin| twin.row.name());
    let link = link.map(|link| link.replace("{name}", name)).or_else(|| {
        let link = clients.first().filter(|_| !own_client)?.link.as_ref()?;
        Some(link.replace("{name}", operation))
    });
    let link = link.map(|link| format!("[Documentation]({link}) · ")).unwrap_or_default();
    // The name and version of a package; its date and licence are in the table.
    let sources: Vec<&str> =
        identified.kind.table.sources().map(|source| source.split(" (").next().unwrap_or(source)).collect();
    let checked = exact.map(|term| format!(" · checked {}", term.checked)).unwrap_or_default();
    let _ = write!(text, "\n{link}{}{checked}", sources.join(", "));
    text
}

/// The term that an identifier is.
fn exact_term<'a>(identified: Identified<'_>, knowledge: &'a Knowledge, catalogue: &Catalogue) -> Option<&'a Term> {
    let name = identified.row.name();
    let twin = catalogue.twin(identified).map(|twin| twin.row.name());
    let is = |term: &&Term| {
        std::iter::once(&term.name).chain(&term.aliases).any(|known| known == name || Some(known.as_str()) == twin)
    };
    // An id among the other spellings of a family names one model of it.
    knowledge.terms.iter().filter(|term| term.kind != Kind::ModelFamily).find(is)
}

/// The term to which an identifier belongs.
fn belonging(
    text: &mut String,
    identified: Identified<'_>,
    owner: Option<&str>,
    knowledge: &Knowledge,
    catalogue: &Catalogue,
) {
    let name = identified.row.name();
    let service = owner.and_then(|owner| knowledge.owning_service(owner)).map(|service| &service.id);
    let fits = |term: &&Term| match knowledge.owning_service(&term.owner) {
        Some(of_term) => service.is_none_or(|service| *service == of_term.id),
        None => true,
    };
    let mut topics = catalogue.topics(name).into_iter().filter_map(|id| knowledge.term(id));
    if let Some(term) = topics.find(fits) {
        let closed = if term.status == Status::Active { "" } else { "⚠ " };
        let _ = write!(text, "\n*Belongs to* {closed}**{}**: {}", term.name, explain::about(term, knowledge));
    }
}

/// The parts of a resource name.
fn parts(text: &mut String, written: &str, pattern: &str) {
    let _ = write!(text, "\n*Pattern:* `{pattern}`\n");
    let parts: Vec<&str> = written.splitn(6, ':').collect();
    let shown: Vec<String> = ["partition", "service", "Region", "account", "resource"]
        .iter()
        .zip(parts.iter().skip(1))
        .map(|(label, part)| if part.is_empty() { format!("no {label}") } else { format!("{label} `{part}`") })
        .collect();
    if shown.len() == 5 {
        let _ = write!(text, "\n*Here:* {}\n", shown.join(", "));
    }
}

/// What the table says.
fn facts(text: &mut String, identified: Identified<'_>, catalogue: &Catalogue) {
    let entry = &identified.kind.entry;
    let mut shown = Vec::new();
    for fact in &entry.facts {
        let mut line = fact.clone();
        let cells = (1..=9).filter(|number| fact.contains(&format!("{{{number}}}")));
        let filled = cells.fold(true, |filled, number| {
            let cell = identified.row.cell(number);
            line = line.replace(&format!("{{{number}}}"), &grouped(cell));
            filled && !cell.is_empty()
        });
        if filled {
            shown.push(line);
        }
    }
    shown.extend(permission(identified, catalogue));
    if shown.is_empty() {
        return;
    }
    let note = entry.note.as_ref().map(|note| format!("\n{note}\n")).unwrap_or_default();
    let _ = write!(text, "\n{}\n{note}", shown.join("  \n"));
}

/// The permission for an operation.
fn permission(identified: Identified<'_>, catalogue: &Catalogue) -> Option<String> {
    let operation = match catalogue.twin(identified) {
        Some(twin) if identified.kind.entry.stands_for.is_some() => twin,
        _ => identified,
    };
    let entry = &operation.kind.entry;
    if entry.clients.is_none_or(|cell| cell == 0) {
        return None;
    }
    let other = catalogue.permission_of(operation)?;
    Some(format!("*Permission:* `{other}`"))
}

/// A number of five digits or more with commas between its thousands.
fn grouped(cell: &str) -> String {
    if cell.len() < 5 || !cell.bytes().all(|byte| byte.is_ascii_digit()) {
        return cell.to_owned();
    }
    let mut grouped = String::new();
    for (index, digit) in cell.chars().enumerate() {
        if index > 0 && (cell.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn long_numbers_are_grouped() {
        for (cell, expected) in
            [("512", "512"), ("8192", "8192"), ("32000", "32,000"), ("1000000", "1,000,000"), ("v1", "v1")]
        {
            assert_eq!(grouped(cell), expected);
        }
    }
}
