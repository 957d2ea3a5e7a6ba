//! Offers services and terms for the words being typed.

use std::ops::Range;

use super::explain::{self, Length};
use super::identifier;
use super::place::{Place, place};
use crate::catalogue::{Identified, ShownAs};
use crate::knowledge::schema::Service;
use crate::knowledge::{Kind, Knowledge, Status, Term};
use crate::snapshot::Snapshot;

/// Words before the cursor that may be the beginning of one name.
const LONGEST_PREFIX: usize = 5;
/// Fewer typed letters than this say too little.
const SHORTEST_PREFIX: usize = 2;
/// More items than this help nobody.
const MOST_ITEMS: usize = 200;

/// What an editor shows as the icon of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CompletionKind {
    Service,
    Feature,
    Concept,
    Api,
    ResourceType,
    Model,
    Instance,
}

/// One item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    pub label: String,
    pub kind: CompletionKind,
    /// Whose it is, shown after the label.
    pub owner: Option<String>,
    /// The typed words, in bytes of the document.
    pub replace: Range<usize>,
    pub insert: String,
    /// What the typed words are compared with.
    pub filter: String,
    /// Position in the list; lower comes first.
    pub rank: u32,
    /// Retired or closed: shown struck out.
    pub deprecated: bool,
    /// For [`documentation`]; needs no state.
    pub id: String,
}

/// The items, and whether typing on may bring others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CompletionList {
    pub items: Vec<Completion>,
    pub incomplete: bool,
}

/// What fits the words before a byte offset.
pub fn complete(snapshot: &Snapshot, offset: usize) -> CompletionList {
    let document = &snapshot.document;
    let source = document.source();
    let line_start = source.get(..offset).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline + 1);
    let Some(line) = source.get(line_start..offset) else { return CompletionList::default() };
    match place(document, offset) {
        Place::FrontMatter => service_values(snapshot, line, line_start),
        Place::Prose if !in_url(line) => names(snapshot, line, line_start, false),
        Place::CodeSpan(span) => {
            let typed = source.get(span.start..offset).unwrap_or_default();
            if is_identifier_begun(snapshot, typed) {
                return identifiers(snapshot, typed, span.start, false);
            }
            let mut list = names(snapshot, typed, span.start, true);
            let more = identifiers(snapshot, typed, span.start, true);
            list.incomplete |= more.incomplete;
            let known: Vec<String> = list.items.iter().map(|item| item.insert.clone()).collect();
            let same_place = |item: &Completion| list.items.first().is_none_or(|first| first.replace == item.replace);
            let more = more.items.into_iter().filter(|item| same_place(item) && !known.contains(&item.insert));
            let more: Vec<Completion> = more.collect();
            list.items.extend(more);
            for (item, rank) in list.items.iter_mut().zip(0..) {
                item.rank = rank;
            }
            list
        }
        Place::Code => identifiers(snapshot, line, line_start, true),
        Place::Prose | Place::Opaque => CompletionList::default(),
    }
}

/// The page of an item, by its id.
pub fn documentation(knowledge: &Knowledge, id: &str) -> Option<String> {
    let (kind, id) = id.split_once(':')?;
    match kind {
        "service" => Some(explain::service(knowledge.service(id)?, knowledge, Length::Brief)),
        "term" => Some(explain::term(knowledge.term(id)?, knowledge)),
        "identifier" => id.split_once(':').and_then(|(kind, name)| identifier::by_name(kind, name, knowledge)),
        _ => None,
    }
}

/// The word being typed is a URL that is not finished, so no parser knows it yet.
fn in_url(line: &str) -> bool {
    let word = line.rsplit([' ', '\t']).next().unwrap_or_default();
    word.contains("://") || word.contains("](") || word.starts_with("www.") || word.starts_with('/')
}

/// After `service:` in the metadata: the ids of the services.
fn service_values(snapshot: &Snapshot, line: &str, line_start: usize) -> CompletionList {
    let knowledge = snapshot.document.knowledge();
    let Some((key, value)) = line.split_once([':', '=']) else { return CompletionList::default() };
    let key = crate::prose::Words::of(&key.replace(['_', '-'], " ").to_lowercase(), &knowledge.lexicon);
    if key.tokens.is_empty()
        || knowledge.lexicon.class("front_matter_key").end_at(&key, 0, key.tokens.len()) != Some(key.tokens.len())
    {
        return CompletionList::default();
    }
    let typed = value.trim_start().trim_start_matches(['"', '\'']);
    let replace = line_start + line.len() - typed.len()..line_start + line.len();
    let fits = |service: &&Service| {
        let id: &str = service.id.as_ref();
        id.starts_with(&typed.to_lowercase()) || starts_with(&service.short_name, typed)
    };
    let items = knowledge.services.iter().filter(fits).zip(0..).map(|(service, rank)| Completion {
        label: service.id.as_ref().clone(),
        kind: CompletionKind::Service,
        owner: Some(service.name.clone()),
        replace: replace.clone(),
        insert: service.id.as_ref().clone(),
        filter: service.id.as_ref().clone(),
        rank,
        deprecated: false,
        id: format!("service:{}", service.id.as_ref()),
    });
    CompletionList { items: items.collect(), incomplete: false }
}

/// `typed` is the text up to the cursor within its line or code span; `start` is where it begins.
fn names(snapshot: &Snapshot, typed: &str, start: usize, code: bool) -> CompletionList {
    let knowledge = snapshot.document.knowledge();
    let end = start + typed.len();
    let prefixes = prefixes(typed);
    let mut found: Vec<(u32, Completion)> = Vec::new();
    let mut favoured: Option<Vec<String>> = None;
    for entry in Entry::all(knowledge).filter(|entry| entry.code() == code) {
        let Some(fit) = entry.best_fit(&prefixes) else { continue };
        let favoured = favoured.get_or_insert_with(|| {
            snapshot.choices().governing(end).map(|choice| choice.services.clone()).unwrap_or_default()
        });
        let service = entry.service_id(knowledge);
        let at_home = favoured.is_empty() || service.is_some_and(|id| favoured.iter().any(|chosen| chosen == id));
        let order = u32::from(!at_home) * 4 + u32::from(fit.inner) * 2 + u32::from(entry.deprecated());
        let insert = fit.insert;
        found.push((
            order,
            Completion {
                label: insert.clone(),
                kind: entry.kind(),
                owner: entry.owner(knowledge),
                replace: start + fit.typed_from..end,
                insert,
                filter: fit.filter,
                rank: 0,
                deprecated: entry.deprecated(),
                id: entry.id(),
            },
        ));
    }
    found.sort_by(|(one_order, one), (other_order, other)| (one_order, &one.label).cmp(&(other_order, &other.label)));
    let incomplete = found.len() > MOST_ITEMS;
    align(&mut found, typed, start);
    let ranked = found.into_iter().zip(0..).map(|((_, item), rank)| Completion { rank, ..item });
    CompletionList { items: ranked.take(MOST_ITEMS).collect(), incomplete }
}

/// The word before the cursor begins like an identifier of a kind, so nothing else fits.
fn is_identifier_begun(snapshot: &Snapshot, typed: &str) -> bool {
    snapshot.document.knowledge().catalogue().is_begun(last_word(typed))
}

/// The identifier that is being typed.
fn last_word(typed: &str) -> &str {
    let inside = |character: char| character.is_ascii_alphanumeric() || matches!(character, '.' | ':' | '-' | '_');
    typed.get(typed.trim_end_matches(inside).len()..).unwrap_or_default()
}

/// The identifiers that go on from what was typed; `open` admits those without a beginning of their own, in
/// documents about their services.
fn identifiers(snapshot: &Snapshot, typed: &str, start: usize, open: bool) -> CompletionList {
    let knowledge = snapshot.document.knowledge();
    let catalogue = knowledge.catalogue();
    let whole = last_word(typed);
    // `client.invoke` goes on behind the dot, `acme.recipe` does not.
    let word = match whole.rsplit_once('.') {
        Some((_, last)) if !catalogue.is_begun(whole) => last,
        _ => whole,
    };
    if word.is_empty() {
        return CompletionList::default();
    }
    let choices = snapshot.choices();
    let open = open && (!choices.certain_services().is_empty() || !choices.all().is_empty());
    let end = start + typed.len();
    let favoured = choices.governing(end).map(|choice| choice.services.clone()).unwrap_or_default();
    let mut found: Vec<(u32, Completion)> = Vec::new();
    for fitting in catalogue.continuations(word, open) {
        let name = fitting.row.name();
        let identified = Identified { kind: fitting.kind, row: fitting.row, before: None, ending: None };
        let owner = identifier::owner_of(identified, &catalogue);
        let service = owner.and_then(|owner| knowledge.owning_service(owner)).map(|service| service.id.as_ref());
        let at_home = favoured.is_empty() || service.is_some_and(|id| favoured.iter().any(|chosen| chosen == id));
        let retired = identifier::is_retired(name, knowledge);
        let order = u32::from(retired) * 4 + u32::from(fitting.inner) * 2 + u32::from(!at_home);
        let insert = format!("{}{name}", fitting.before);
        found.push((
            order,
            Completion {
                label: insert.clone(),
                kind: match fitting.kind.entry.shown_as {
                    ShownAs::Api => CompletionKind::Api,
                    ShownAs::ResourceType => CompletionKind::ResourceType,
                    ShownAs::Model => CompletionKind::Model,
                    ShownAs::Instance => CompletionKind::Instance,
                },
                owner: owner.and_then(|owner| knowledge.owner_name(owner)).map(str::to_owned),
                replace: end - word.len()..end,
                filter: insert.clone(),
                insert,
                rank: 0,
                deprecated: retired,
                id: format!("identifier:{}:{name}", fitting.kind.entry.id),
            },
        ));
    }
    found.sort_by(|(one_order, one), (other_order, other)| (one_order, &one.label).cmp(&(other_order, &other.label)));
    found.dedup_by(|(_, one), (_, other)| one.label == other.label);
    let incomplete = found.len() > MOST_ITEMS;
    let ranked = found.into_iter().zip(0..).map(|((_, item), rank)| Completion { rank, ..item });
    CompletionList { items: ranked.take(MOST_ITEMS).collect(), incomplete }
}

/// Gives all items the same beginning, the leftmost: clients filter a whole list by one typed text. The words
/// before an item's own become part of it.
fn align(found: &mut [(u32, Completion)], typed: &str, start: usize) {
    let Some(leftmost) = found.iter().map(|(_, item)| item.replace.start).min() else { return };
    for (_, item) in found {
        let before = typed.get(leftmost - start..item.replace.start - start).unwrap_or_default();
        item.insert.insert_str(0, before);
        item.filter.insert_str(0, before);
        item.replace.start = leftmost;
    }
}

/// The ends of `typed` that begin at a word, longest first, with their byte offsets: what a name may begin with.
fn prefixes(typed: &str) -> Vec<(usize, &str)> {
    let starts_word = |index: usize| {
        let before = typed.get(..index).and_then(|before| before.chars().next_back());
        let here = typed.get(index..).and_then(|rest| rest.chars().next());
        here.is_some_and(char::is_alphanumeric)
            && before.is_none_or(|before| !before.is_alphanumeric() && before != '_')
    };
    let mut starts: Vec<usize> =
        typed.char_indices().map(|(index, _)| index).filter(|index| starts_word(*index)).collect();
    let surplus = starts.len().saturating_sub(LONGEST_PREFIX);
    starts.drain(..surplus);
    starts
        .into_iter()
        .filter_map(|index| Some((index, typed.get(index..)?)))
        .filter(|(_, prefix)| prefix.chars().count() >= SHORTEST_PREFIX)
        .collect()
}

fn starts_with(name: &str, prefix: &str) -> bool {
    name.get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix))
}

#[derive(Clone, Copy)]
enum Entry<'knowledge> {
    Service(&'knowledge Service),
    Term(&'knowledge Term),
}

/// How an entry answers to what was typed.
struct Fit {
    /// Where the replaced words begin within the typed text.
    typed_from: usize,
    insert: String,
    filter: String,
    /// The typed words begin inside the name: `Glaz` for *Kiln Glazes*.
    inner: bool,
}

impl<'knowledge> Entry<'knowledge> {
    fn all(knowledge: &'knowledge Knowledge) -> impl Iterator<Item = Self> {
        knowledge.services.iter().map(Self::Service).chain(knowledge.terms.iter().map(Self::Term))
    }

    fn code(self) -> bool {
        match self {
            Self::Service(_) => false,
            Self::Term(term) => matches!(term.kind, Kind::Api | Kind::ResourceType | Kind::Instance),
        }
    }

    fn name(self) -> &'knowledge str {
        match self {
            Self::Service(service) => &service.name,
            Self::Term(term) => &term.name,
        }
    }

    /// The name and what else people type for it.
    fn spellings(self) -> Vec<&'knowledge str> {
        let (name, others): (&str, Vec<&String>) = match self {
            Self::Service(service) => (
                &service.name,
                service.names.iter().chain(&service.ambiguous_names).chain([&service.short_name]).collect(),
            ),
            Self::Term(term) => (&term.name, term.aliases.iter().chain(&term.context_aliases).collect()),
        };
        let identifier = |spelling: &&str| spelling.contains("::") || spelling.contains('_');
        // In prose nobody types an identifier to get a name.
        std::iter::once(name)
            .chain(others.into_iter().map(String::as_str).filter(|spelling| self.code() || !identifier(spelling)))
            .collect()
    }

    /// The best way to read the typed words as a beginning of this entry: most words first, then the proper
    /// name, then other spellings, then the middle of a name.
    fn best_fit(self, prefixes: &[(usize, &str)]) -> Option<Fit> {
        let spellings = self.spellings();
        for (typed_from, prefix) in prefixes {
            if let Some(spelling) = spellings.iter().find(|spelling| starts_with(spelling, prefix)) {
                return Some(Fit {
                    typed_from: *typed_from,
                    insert: self.insertion(spelling),
                    filter: (*spelling).to_owned(),
                    inner: false,
                });
            }
        }
        let (typed_from, prefix) = prefixes.last()?;
        let name = self.name();
        let inner = name
            .char_indices()
            .filter(|(_, character)| matches!(character, ' ' | '-'))
            .filter_map(|(index, _)| name.get(index + 1..))
            .find(|rest| starts_with(rest, prefix))?;
        Some(Fit { typed_from: *typed_from, insert: name.to_owned(), filter: inner.to_owned(), inner: true })
    }

    /// A short form of the present name stays as typed; an abbreviation or an old name gives the present name.
    fn insertion(self, spelling: &str) -> String {
        let short_form = match self {
            Self::Service(service) => spelling == service.short_name,
            Self::Term(_) => self.name().ends_with(spelling),
        };
        if short_form { spelling.to_owned() } else { self.name().to_owned() }
    }

    fn kind(self) -> CompletionKind {
        match self {
            Self::Service(_) => CompletionKind::Service,
            Self::Term(term) => match term.kind {
                Kind::Concept => CompletionKind::Concept,
                Kind::Feature => CompletionKind::Feature,
                Kind::Api => CompletionKind::Api,
                Kind::ResourceType => CompletionKind::ResourceType,
                Kind::ModelFamily => CompletionKind::Model,
                Kind::Instance => CompletionKind::Instance,
            },
        }
    }

    fn deprecated(self) -> bool {
        matches!(self, Self::Term(term) if term.status != Status::Active)
    }

    fn owner(self, knowledge: &Knowledge) -> Option<String> {
        match self {
            Self::Service(_) => None,
            Self::Term(term) => knowledge.owner_name(&term.owner).map(str::to_owned),
        }
    }

    fn service_id(self, knowledge: &Knowledge) -> Option<&str> {
        match self {
            Self::Service(service) => {
                knowledge.service(service.id.as_ref()).map(|service| service.id.as_ref().as_str())
            }
            Self::Term(term) => knowledge.owning_service(&term.owner).map(|service| service.id.as_ref().as_str()),
        }
    }

    fn id(self) -> String {
        match self {
            Self::Service(service) => format!("service:{}", service.id.as_ref()),
            Self::Term(term) => format!("term:{}", term.id.as_ref()),
        }
    }
}
