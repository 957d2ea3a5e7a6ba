//! Reads the blocks of a section into facts.

mod components;

use std::collections::HashMap;
use std::ops::Range;

use self::components::Place;
use super::judgement::{find_signals_and_claims, weigh};
use super::labels::{label, lead_in};
use super::mentions::Passage;
use super::notes::{Noted, NotedPassage};
use super::{Facts, Heading, Inactive, Modality, Role, Roles, Setting, Statement, Suspect};
use crate::knowledge::Knowledge;
use crate::knowledge::names::{NameMatch, Named};
use crate::markdown::{self, Block, BlockKind, Inline};
use crate::prose::Words;

/// Reads a section. One that cannot hold anything worth judging is not parsed beyond its heading.
pub(super) fn read(section: &str, knowledge: &Knowledge, worth: bool) -> Facts {
    if !worth {
        let end = section.find('\n').map_or(section.len(), |newline| newline + 1);
        return read_blocks(section.get(..end).unwrap_or_default(), knowledge, false, Vec::new());
    }
    let suspects = knowledge.catalogue().suspects(section);
    Facts { parsed: true, ..read_blocks(section, knowledge, false, suspects) }
}

/// All statements of a section, also those that hold no signal.
pub(super) fn every_statement(section: &str, knowledge: &Knowledge) -> Vec<Statement> {
    read_blocks(section, knowledge, true, Vec::new()).statements
}

fn read_blocks(section: &str, knowledge: &Knowledge, every_statement: bool, suspects: Vec<Suspect>) -> Facts {
    let mut reader = Reader {
        section,
        knowledge,
        names: knowledge.names().find(section),
        noted: knowledge.notes().find(section),
        facts: Facts::default(),
        lead_in: None,
        after_heading: false,
        items: HashMap::new(),
        columns: HashMap::new(),
        row: None,
        every_statement,
        suspects,
        components: Vec::new(),
    };
    for block in markdown::blocks(section) {
        reader.block(&block);
    }
    reader.company();
    reader.facts.comments = markdown::html_comments(section);
    reader.facts.suspects.sort_by_key(|suspect| suspect.range.start);
    reader.facts
}

/// The item begins with a link to what it describes, as in a table of contents. A ticket's number is no such link.
fn is_index_entry(inline: &Inline, block: &Block, section: &str) -> bool {
    inline.links.first().is_some_and(|link| {
        let before = section.get(block.range.start..link.range.start).unwrap_or_default();
        let text = section.get(link.text.clone()).unwrap_or_default();
        !before.chars().any(char::is_alphanumeric) && !text.chars().any(|letter| letter.is_ascii_digit())
    })
}

/// Signs before an item that say it is not done, as ticks say that others are.
const CROSSES: [char; 4] = ['❌', '✗', '✘', '✖'];
/// Words of an item that may be a label by itself.
const LONGEST_BARE_LABEL: usize = 4;

struct Reader<'a> {
    section: &'a str,
    knowledge: &'a Knowledge,
    /// All names in the section, in order.
    names: Vec<NameMatch>,
    /// All names in the section about which there is something to say, in order.
    noted: Vec<NameMatch>,
    facts: Facts,
    /// Roles given by the paragraph before a list.
    lead_in: Option<Roles>,
    /// Nothing came after the last heading yet.
    after_heading: bool,
    /// Roles given by the label of a list item to the items in it, and the item around it.
    items: HashMap<u32, (Roles, Option<u32>)>,
    /// Roles and component label given by the header of a column, by table and column.
    columns: HashMap<(u32, u32), Roles>,
    /// The first cell of the current row: table, row, roles, whether it labels a component or decision, its range.
    row: Option<(u32, u32, Roles, bool, Range<usize>)>,
    /// Statements count even if they hold no signal.
    every_statement: bool,
    /// Identifiers that seem to be slips, wherever they stand, in order.
    suspects: Vec<Suspect>,
    /// The components found so far, with their index among the facts.
    components: Vec<(Place, usize)>,
}

impl Reader<'_> {
    fn block(&mut self, block: &Block) {
        match block.kind {
            BlockKind::Heading { level } => self.heading(block, level),
            BlockKind::Paragraph | BlockKind::TableCell { .. } => self.text(block),
            BlockKind::Code { .. } => self.suspects_in(std::slice::from_ref(&block.range)),
            BlockKind::Html => {
                // Far from the numbers of the other tables.
                let first = u32::MAX / 2 + u32::try_from(block.range.start).unwrap_or_default();
                for cell in markdown::html_cells(self.section, block, first) {
                    self.text(&cell);
                }
            }
            BlockKind::FrontMatter | BlockKind::LinkDefinition => {}
        }
    }

    /// Keeps the suspects that stand in code or prose; an address or a comment may hold anything.
    fn suspects_in(&mut self, places: &[Range<usize>]) {
        let stands = |suspect: &&Suspect| {
            places.iter().any(|place| place.start <= suspect.range.start && suspect.range.end <= place.end)
        };
        self.facts.suspects.extend(self.suspects.iter().filter(stands).cloned());
    }

    fn words(&self, pieces: &[Range<usize>]) -> Words {
        Words::read(self.section, pieces, &self.knowledge.lexicon)
    }

    fn words_in(&self, inline: &Inline, range: &Range<usize>) -> Words {
        let pieces: Vec<Range<usize>> = inline
            .prose
            .iter()
            .map(|piece| piece.start.max(range.start)..piece.end.min(range.end))
            .filter(|piece| piece.start < piece.end)
            .collect();
        self.words(&pieces)
    }

    fn names_in(&self, inline: &Inline, range: &Range<usize>) -> Vec<NameMatch> {
        self.names
            .iter()
            .skip_while(|name| name.range.start < range.start)
            .take_while(|name| name.range.start < range.end)
            .filter(|name| {
                inline.prose.iter().any(|piece| piece.start < name.range.end && name.range.start < piece.end)
            })
            .cloned()
            .collect()
    }

    fn heading(&mut self, block: &Block, level: u8) {
        let inline = markdown::inline(self.section, block).without_struck();
        self.suspects_in(&inline.code);
        self.suspects_in(&inline.prose);
        let words = self.words(&inline.prose);
        let mut roles = Roles::of(&words, &self.knowledge.lexicon);
        if inline.strikethrough.iter().map(Range::len).sum::<usize>() * 2 >= block.range.len() {
            roles = roles.struck();
        }
        self.after_heading = true;
        let question = self.section.get(block.range.clone()).is_some_and(|text| text.trim_end().ends_with('?'));
        self.lead_in = None;
        self.items.clear();
        let lesson = self.lesson(&words, block);
        let comparison = self.any(&words, &["lesson_title"]);
        self.facts.headings.push(Heading { level, range: block.range.clone(), roles, question, lesson, comparison });
        let setting = self.setting(block, Vec::new());
        self.notes(block, &words, &inline, &setting, false, Vec::new());
        let names = self.names_in(&inline, &block.range);
        if !question && !names.is_empty() {
            let passage = Passage {
                text: self.section,
                words: &words,
                range: block.range.clone(),
                heading: true,
                component_from: None,
                component_named: false,
                decided: false,
                label: None,
                setting: &setting,
            };
            self.facts.mentions.extend(passage.mentions(&names, self.knowledge));
        }
    }

    /// *Tutorial* anywhere; *Lab*, *Workshop* only before a number or colon: a workshop may also repair cars.
    fn lesson(&self, words: &Words, block: &Block) -> bool {
        let first = self.knowledge.lexicon.class("lesson_first").end_at(words, 0, words.tokens.len());
        let set_apart = first.and_then(|end| words.tokens.get(end.checked_sub(1)?)).is_some_and(|word| {
            let rest = self.section.get(word.range.end..block.range.end).unwrap_or_default().trim_start();
            rest.is_empty()
                || rest.starts_with([':', '–', '—', '-', '.'])
                || rest.starts_with(|c: char| c.is_ascii_digit())
        });
        set_apart || self.any(words, &["lesson"])
    }

    fn setting(&self, block: &Block, roles: Vec<Roles>) -> Setting {
        Setting {
            heading: self.facts.headings.len().checked_sub(1),
            roles,
            quoted: block.quote_depth > 0,
            cell: matches!(block.kind, BlockKind::TableCell { .. }),
            item: block.list.map(|item| (item.ordinal, item.parent)),
            task: block.list.and_then(|item| item.task),
        }
    }

    fn text(&mut self, block: &Block) {
        let inline = markdown::inline(self.section, block).without_struck();
        self.suspects_in(&inline.code);
        self.suspects_in(&inline.prose);
        let lexicon = &self.knowledge.lexicon;
        let label = label(self.section, &block.range, &inline);
        let label_words = label.as_ref().map(|label| self.words_in(&inline, &label.name));
        let label_roles = label_words.as_ref().map(|words| Roles::of_label(words, lexicon)).unwrap_or_default();
        // "2. Requirements" above items of its own is a label without a colon.
        let bare = block.list.filter(|item| item.first && label.is_none()).map(|_| self.words(&inline.prose));
        let label_roles = bare
            .filter(|words| words.tokens.len() <= LONGEST_BARE_LABEL)
            .map(|words| Roles::of_label(&words, lexicon))
            .filter(|roles| !roles.is_specific())
            .unwrap_or(label_roles);
        let mut component = label_words.as_ref().is_some_and(|words| {
            lexicon.class("component_label").find(words, 0..words.tokens.len()).is_some()
                || label_roles.has(Role::Decision)
        });
        let mut row_label = None;
        let mut decision = label_roles.has(Role::Decision);
        let mut component_from = label.as_ref().map(|label| label.value);

        let mut roles = vec![label_roles.clone()];
        let content = self.section.get(block.range.clone()).unwrap_or_default();
        if block.list.is_some_and(|item| item.task.is_none()) && content.starts_with(CROSSES) {
            roles.insert(0, Roles::crossed());
        }
        roles.extend(self.enter_item(block, label_roles.clone()));
        if block.list.is_some() {
            roles.extend(self.lead_in.clone());
        }
        if let BlockKind::TableCell { table, row, column } = block.kind {
            let words = self.words(&inline.prose);
            if row == 0 {
                self.columns.insert((table, column), Roles::of_label(&words, lexicon));
                self.row = None;
            } else if column == 0 {
                let named = lexicon.class("component_label").find(&words, 0..words.tokens.len()).is_some();
                let row_roles = Roles::of_label(&words, lexicon);
                let labels = named || row_roles.has(Role::Decision);
                self.row = Some((table, row, row_roles, labels, block.range.clone()));
            } else if let Some((_, _, row_roles, labels, label_range)) =
                self.row.as_ref().filter(|(t, r, ..)| (*t, *r) == (table, row))
            {
                roles.push(row_roles.clone());
                row_label = Some(label_range.clone());
                decision |= row_roles.has(Role::Decision);
                component = *labels;
                component_from = self
                    .section
                    .get(label_range.clone())
                    .is_some_and(|label| *labels || label.chars().any(char::is_alphabetic))
                    .then_some(block.range.start);
            }
            roles.extend(self.columns.get(&(table, column)).cloned());
            if row == 0 {
                let setting = self.setting(block, roles);
                self.notes(block, &words, &inline, &setting, false, Vec::new());
                return;
            }
        } else if block.list.is_none() {
            self.lead_in = None;
        }
        // What is set aside or asked for is no part of the system.
        if !component && label_roles.first().is_some() {
            component_from = None;
        }

        let setting = self.setting(block, roles);
        let words = self.words(&inline.prose);
        self.extend_components(block);
        self.status(block, &words, label_words.as_ref());
        self.after_heading = false;
        self.remember_lead_in(block, &inline, label.is_some_and(|label| label.value >= block.range.end), label_roles);
        let names = self.names_in(&inline, &block.range);
        if !names.is_empty() && !setting.quoted {
            let passage = Passage {
                text: self.section,
                words: &words,
                range: block.range.clone(),
                heading: false,
                component_from,
                component_named: component,
                decided: decision,
                label: row_label,
                setting: &setting,
            };
            let mut mentions = passage.mentions(&names, self.knowledge);
            self.open_component(block, &mut mentions);
            self.facts.mentions.extend(mentions);
        }
        let claims = self.statements(block, &inline, &words, &setting);
        self.notes(block, &words, &inline, &setting, component, claims);
    }

    /// Notes the names, and the claims that were found on the way (index and bytes).
    fn notes(
        &mut self,
        block: &Block,
        words: &Words,
        inline: &Inline,
        setting: &Setting,
        labelled: bool,
        claims: Vec<(usize, Range<usize>)>,
    ) {
        if self.noted.is_empty() && claims.is_empty() {
            return;
        }
        let passage = NotedPassage {
            text: self.section,
            words,
            inline,
            range: block.range.clone(),
            heading: matches!(block.kind, BlockKind::Heading { .. }),
            labelled,
            setting,
        };
        let mut notes = passage.names(&self.noted, self.knowledge);
        notes.extend(claims.into_iter().filter_map(|(index, range)| passage.claim(index, range, self.knowledge)));
        notes.sort_by_key(|note| (note.range.start, note.noted));
        // A claim is made once in a sentence, however many patterns see it.
        notes.dedup_by(|one, other| {
            matches!(one.noted, Noted::DatedClaim(_)) && one.noted == other.noted && one.around == other.around
        });
        self.facts.notes.append(&mut notes);
    }

    /// Notes the roles that this item's label gives to the items in it; returns those of the items around it.
    fn enter_item(&mut self, block: &Block, label_roles: Roles) -> Vec<Roles> {
        let Some(item) = block.list else { return Vec::new() };
        if item.first {
            self.items.insert(item.ordinal, (label_roles, item.parent));
        }
        let mut around = Vec::new();
        let mut parent = item.parent;
        while let Some((roles, next)) = parent.and_then(|ordinal| self.items.get(&ordinal)) {
            around.push(roles.clone());
            parent = *next;
        }
        around
    }

    fn remember_lead_in(&mut self, block: &Block, inline: &Inline, label_alone: bool, label_roles: Roles) {
        if block.list.is_some() || matches!(block.kind, BlockKind::TableCell { .. }) {
            return;
        }
        if label_alone {
            self.lead_in = Some(label_roles);
            return;
        }
        let content = self.section.get(block.range.clone()).unwrap_or_default();
        // "Positive" alone on its line is a label without a colon.
        let single = content.split_whitespace().count() <= 3 && !content.ends_with(['.', '!']);
        let range = lead_in(self.section, &block.range).or_else(|| single.then(|| block.range.clone()));
        if let Some(range) = range {
            self.lead_in = Some(Roles::of_label(&self.words_in(inline, &range), &self.knowledge.lexicon));
        }
    }

    /// A status that takes the record out of force: `Status: superseded`, a cell in a row of that label, or a line
    /// set apart under the title of the record.
    fn status(&mut self, block: &Block, words: &Words, label: Option<&Words>) {
        let lexicon = &self.knowledge.lexicon;
        let whole = 0..words.tokens.len();
        let inactive = lexicon.class("status_inactive").find(words, whole.clone()).is_some();
        let undecided = lexicon.class("undecided").find(words, whole).is_some();
        if !(inactive || undecided) || words.tokens.len() > 12 {
            return;
        }
        let labelled =
            label.is_some_and(|words| lexicon.class("status_label").find(words, 0..words.tokens.len()).is_some());
        let under_heading = self
            .facts
            .headings
            .last()
            .and_then(|heading| self.section.get(heading.range.clone()))
            .is_some_and(|heading| heading.trim().eq_ignore_ascii_case("status"));
        let in_row = matches!(block.kind, BlockKind::TableCell { .. })
            && self
                .row_label(block)
                .is_some_and(|words| lexicon.class("status_label").find(&words, 0..words.tokens.len()).is_some());
        // "*2025-03-01, superseded by 7*" under the title of a record.
        let dated = self.after_heading
            && block.list.is_none()
            && self.section.get(block.range.clone()).is_some_and(|text| {
                text.starts_with(['*', '_', '(', '[']) && text.ends_with(['*', '_', ')', ']'])
                    || text.starts_with(|first: char| first.is_ascii_digit())
            });
        let says_status = labelled || under_heading || in_row || dated;
        self.facts.undecided |= undecided && says_status;
        if says_status && inactive {
            self.facts
                .inactive
                .push(Inactive { range: block.range.clone(), heading: self.facts.headings.len().checked_sub(1) });
        }
    }

    /// The words of the line from its start to this cell.
    fn row_label(&self, block: &Block) -> Option<Words> {
        let line = self.section.get(..block.range.start)?.rfind('\n').map_or(0, |newline| newline + 1);
        let first = self.section.get(line..block.range.start)?.trim_matches(['|', ' ']);
        Some(Words::of(first, &self.knowledge.lexicon))
    }

    /// Notes the statements; returns the dated claims in them (index and bytes).
    fn statements(
        &mut self,
        block: &Block,
        inline: &Inline,
        words: &Words,
        setting: &Setting,
    ) -> Vec<(usize, Range<usize>)> {
        let mut claims = Vec::new();
        let whole = setting.item.is_some() || setting.cell;
        let ranges = if whole { std::iter::once(0..words.tokens.len()).collect() } else { words.sentences() };
        for range in ranges {
            let part;
            let read = if whole {
                words
            } else {
                part = Words { tokens: words.tokens.get(range.clone()).unwrap_or_default().to_vec() };
                &part
            };
            let signals = find_signals_and_claims(read, self.knowledge, &mut claims);
            if signals.is_empty() && !self.every_statement {
                continue;
            }
            let judgement = weigh(signals, self.knowledge);
            let bytes = if whole { block.range.clone() } else { words.bytes(range) };
            let question = self.section.get(bytes.end..).is_some_and(|rest| rest.starts_with('?'))
                || self.section.get(bytes.clone()).is_some_and(|text| text.trim_end().ends_with('?'));
            let index_entry = whole && is_index_entry(inline, block, self.section);
            self.facts.statements.push(Statement {
                modality: self.modality(read),
                index_entry,
                binding: self.binding(read),
                remote: self.remote(read),
                question,
                accepts: self.knowledge.lexicon.class("acceptance").find(read, 0..read.tokens.len()).is_some(),
                range: bytes,
                setting: setting.clone(),
                signals: judgement.signals,
                points_to: judgement.points_to,
                strength: judgement.strength,
            });
        }
        claims
    }

    fn modality(&self, words: &Words) -> Modality {
        if self.any(words, &["mandatory"]) {
            Modality::Mandatory
        } else if self.any(words, &["wish", "story"]) {
            Modality::Wish
        } else {
            Modality::Plain
        }
    }

    /// The statement binds the system at hand, whatever stands above it: *must*, *shall*; not what is said to
    /// the reader (*you must install*).
    fn binding(&self, words: &Words) -> bool {
        self.any(words, &["binding"]) && !self.any(words, &["reader"])
    }

    fn remote(&self, words: &Words) -> bool {
        self.any(words, &["unreal"])
            || self.any(words, &["future", "hypothetical", "past"]) && !self.any(words, &["binding"])
    }

    fn any(&self, words: &Words, classes: &[&str]) -> bool {
        classes.iter().any(|class| self.knowledge.lexicon.class(class).find(words, 0..words.tokens.len()).is_some())
    }

    /// Notes the words of this section that settle what an ambiguous name means.
    fn company(&mut self) {
        for name in &self.names {
            let company = match name.named {
                Named::Context(service) => (service, false),
                Named::Foreign(service) => (service, true),
                Named::Service(service) => {
                    if !self.facts.named.contains(&service) {
                        self.facts.named.push(service);
                    }
                    continue;
                }
                _ => continue,
            };
            if !self.facts.company.contains(&company) {
                self.facts.company.push(company);
            }
        }
    }
}
