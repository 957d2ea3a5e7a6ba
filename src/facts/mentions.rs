//! Where a service is named, and in what manner: the raw material of the choice.

use std::ops::Range;

use super::Setting;
use crate::knowledge::Knowledge;
use crate::knowledge::names::{Certainty, NameMatch, Named};
use crate::knowledge::schema::Kind;
use crate::prose::{Polarity, Words};

/// A service named in prose, not denied and not set aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// Index of the service.
    pub service: usize,
    /// The name. Bytes of the section.
    pub range: Range<usize>,
    /// The sentence, cell or heading around it.
    pub around: Range<usize>,
    pub kind: MentionKind,
    /// The name means the service only in the right company.
    pub ambiguous: bool,
    /// It stands in a demand or an open task.
    pub demanded: bool,
    /// The first cell of its row: the component that the row is about.
    pub label: Option<Range<usize>>,
    /// Index into [`super::Facts::components`]: the item or row for which it says on what that part runs.
    pub component: Option<usize>,
    pub setting: Setting,
}

/// How a service is named. The order is from saying little to saying much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MentionKind {
    /// A feature that only this service has.
    Feature,
    /// Named in passing.
    Bare,
    /// *powered by X*, *with X*.
    Usage,
    /// The label or row of a component: *Inference: X*.
    Component,
    /// In a heading.
    Heading,
    /// *We will use X*, *chosen: X*.
    Decision,
}

/// Words between a cue of decision and the name it decides for.
const DECISION_REACH: usize = 16;
/// Words between a cue of usage and the name.
const USAGE_REACH: usize = 2;

/// A label speaks of what follows it within this many words.
const LABEL_REACH: usize = 5;
/// Words after a name that may still take it out of the running.
const AFTERTHOUGHT: usize = 4;

/// A piece of prose in which names were found.
pub(super) struct Passage<'a> {
    /// The whole section.
    pub(super) text: &'a str,
    pub(super) words: &'a Words,
    /// Bytes of the section.
    pub(super) range: Range<usize>,
    /// A heading; otherwise a label, row or column may say that a component runs on what is named.
    pub(super) heading: bool,
    /// Where the value after a label begins.
    pub(super) component_from: Option<usize>,
    /// The label is a word for a part of a system, or speaks of a decision. After any other label the name must
    /// stand by itself.
    pub(super) component_named: bool,
    /// That label speaks of a decision.
    pub(super) decided: bool,
    /// The words of that label, where it is a cell.
    pub(super) label: Option<Range<usize>>,
    pub(super) setting: &'a Setting,
}

impl Passage<'_> {
    /// The mentions among `names` (all of this passage).
    pub(super) fn mentions(&self, names: &[NameMatch], knowledge: &Knowledge) -> Vec<Mention> {
        let mut mentions: Vec<Mention> = names.iter().filter_map(|name| self.mention(name, names, knowledge)).collect();
        // "With X, Y and Z": what is said of one is said of all.
        for index in 1..mentions.len() {
            let Some([one, other]) = mentions.get_mut(index - 1..=index) else { continue };
            let in_prose = |kind| matches!(kind, MentionKind::Bare | MentionKind::Usage | MentionKind::Decision);
            if in_prose(one.kind) && in_prose(other.kind) && self.enumerated(&one.range, &other.range) {
                let kind = one.kind.max(other.kind);
                one.kind = kind;
                other.kind = kind;
            }
        }
        mentions
    }

    /// *And* stands between the two names and no verb after them: *X, Y was rejected* lists nothing.
    fn enumerated(&self, one: &Range<usize>, other: &Range<usize>) -> bool {
        let between = self.text.get(one.end..other.start).unwrap_or_default();
        let joined =
            between.split(|letter: char| !letter.is_alphabetic()).all(|word| matches!(word, "" | "and" | "plus"))
                && ["and", "plus", "&", "+"].iter().any(|word| between.contains(word));
        joined && !between.contains(['.', ';', ':', '\n']) && self.by_itself(other)
    }

    fn mention(&self, name: &NameMatch, names: &[NameMatch], knowledge: &Knowledge) -> Option<Mention> {
        let (service, feature, ambiguous) = match name.named {
            Named::Service(index) => (index, false, name.certainty == Certainty::NeedsContext),
            Named::Term(index) if name.certainty == Certainty::Certain && !name.code => {
                let term = knowledge.terms.get(index)?;
                let owner = &term.owner;
                let service = knowledge.owning_service(owner)?;
                // "Kiln Glazes" names the service, too; the glaze alone does not.
                let written = self.text.get(name.range.clone())?.to_lowercase();
                let says_so = service
                    .names
                    .iter()
                    .chain(&service.ambiguous_names)
                    .any(|name| written.contains(&name.to_lowercase()));
                // Models are offered in many places, and concepts are everywhere.
                if !says_so && matches!(term.kind, Kind::ModelFamily | Kind::Concept) {
                    return None;
                }
                (knowledge.services.iter().position(|known| known.id == service.id)?, !says_so, false)
            }
            _ => return None,
        };
        let lexicon = &knowledge.lexicon;
        let words = self.words;
        let first = words
            .tokens
            .iter()
            .position(|token| token.range.start >= name.range.start && token.range.end <= name.range.end)?;
        let last = words
            .tokens
            .iter()
            .rposition(|token| token.range.end <= name.range.end && token.range.start >= name.range.start)?;
        let span = first..last + 1;
        if lexicon.polarity(words, std::slice::from_ref(&span), false) != Polarity::Asserted {
            return None;
        }
        let sentence = self.sentence(first);
        let clause = self.clause(first);
        if self.asked(&sentence) || self.defined(name) || self.placeheld(name) {
            return None;
        }
        // "X over Y", "away from Y": the cue ends right before the name.
        let loser = lexicon.class("loser_before");
        let example = lexicon.class("example_before");
        let right_before = |end: usize| end + 1 >= first;
        if (clause.start..first).any(|index| {
            loser.end_at(words, index, first).is_some_and(right_before)
                || example.end_at(words, index, first).is_some_and(right_before)
        }) || lexicon.class("condition_first").end_at(words, sentence.start, first).is_some()
        {
            return None;
        }
        if lexicon.class("tentative").find(words, sentence.clone()).is_some()
            || self.undecided(names, service, &sentence, knowledge)
        {
            return None;
        }
        // What stands far behind the name is about something else.
        let near = sentence.start..clause.end.min(span.end + AFTERTHOUGHT);
        let remote =
            ["past", "not_chosen"].into_iter().any(|class| lexicon.class(class).find(words, near.clone()).is_some());
        let labelled = self.component_from.is_some_and(|from| {
            let first_of_value = words.tokens.partition_point(|token| token.range.start < from);
            if self.component_named {
                (first_of_value..first_of_value + LABEL_REACH).contains(&first)
            } else {
                first == first_of_value && self.by_itself(&name.range)
            }
        });
        // "You will use X" teaches the reader instead of deciding for a system.
        let taught = lexicon.class("reader").find(words, clause.start..first).is_some();
        let decided = labelled && self.decided || !taught && self.decides(&clause, &span, knowledge);
        // "must answer through X": what is demanded need not be what is chosen. "We chose X, so that we need no
        // servers" is chosen all the same.
        let before = if decided { clause.start..first } else { clause.clone() };
        let demanded = self.setting.task.is_some() || lexicon.class("mandatory").find(words, before).is_some();
        let kind = if feature {
            MentionKind::Feature
        } else if self.heading {
            MentionKind::Heading
        } else if decided {
            MentionKind::Decision
        } else if labelled {
            MentionKind::Component
        } else if self.used(&clause, &span, knowledge) {
            MentionKind::Usage
        } else {
            MentionKind::Bare
        };
        if remote && kind != MentionKind::Decision {
            return None;
        }
        Some(Mention {
            service,
            range: name.range.clone(),
            around: if self.setting.cell || self.heading { self.range.clone() } else { words.bytes(sentence) },
            kind,
            ambiguous,
            label: self.label.clone(),
            component: None,
            demanded,
            setting: self.setting.clone(),
        })
    }

    /// What follows the name, if anything, says how or what of it, but makes no sentence of which it is the subject.
    fn by_itself(&self, name: &Range<usize>) -> bool {
        let rest =
            self.text.get(name.end..self.range.end).unwrap_or_default().trim_start_matches(['*', '_', '`', ')', ']']);
        let word = rest.split_whitespace().next().unwrap_or_default();
        rest.trim().is_empty()
            || !rest.starts_with(' ')
            || !word.starts_with(char::is_alphanumeric)
            || matches!(word.to_lowercase().as_str(), "with" | "via" | "using" | "by" | "for" | "and" | "in")
    }

    /// The sentence is a question.
    fn asked(&self, sentence: &Range<usize>) -> bool {
        let rest = self.text.get(self.words.bytes(sentence.clone()).end..).unwrap_or_default();
        rest.trim_start_matches(['*', '_', '"', '”', ')', '`']).starts_with('?')
    }

    /// The name stands in braces, or in brackets with others: a template still to be filled in.
    fn placeheld(&self, name: &NameMatch) -> bool {
        let before = self.text.get(self.range.start..name.range.start).unwrap_or_default();
        let after = self.text.get(name.range.end..self.range.end).unwrap_or_default();
        let enclosed = |open: char, close: char| {
            let start =
                before.rfind(open).filter(|start| !before.get(*start..).is_some_and(|rest| rest.contains(close)))?;
            let end = after.find(close).filter(|end| !after.get(..*end).is_some_and(|rest| rest.contains(open)))?;
            Some((before.get(start..)?, after.get(..end)?))
        };
        enclosed('{', '}').is_some()
            || enclosed('[', ']').is_some_and(|(before, after)| before.contains('|') || after.contains('|'))
    }

    /// The name stands alone as the term of a definition list: one of several that are described.
    fn defined(&self, name: &NameMatch) -> bool {
        let rest = self.text.get(name.range.end..).unwrap_or_default();
        name.range.start == self.range.start
            && rest
                .strip_prefix("\r\n")
                .or_else(|| rest.strip_prefix('\n'))
                .is_some_and(|next| next.trim_start_matches(' ').starts_with(": "))
    }

    /// Another service stands in the same sentence, joined by *or* or *versus*.
    fn undecided(&self, names: &[NameMatch], service: usize, sentence: &Range<usize>, knowledge: &Knowledge) -> bool {
        let bytes = self.words.bytes(sentence.clone());
        let rival = names.iter().any(|other| {
            matches!(other.named, Named::Service(index) if index != service)
                && bytes.start <= other.range.start
                && other.range.end <= bytes.end
        });
        rival && knowledge.lexicon.class("undecided_between").find(self.words, sentence.clone()).is_some()
    }

    fn decides(&self, clause: &Range<usize>, span: &Range<usize>, knowledge: &Knowledge) -> bool {
        let lexicon = &knowledge.lexicon;
        let before = lexicon.class("decide_before");
        let reach = clause.start.max(span.start.saturating_sub(DECISION_REACH));
        let decided_before = (reach..span.start).any(|index| before.end_at(self.words, index, span.start).is_some());
        let after = lexicon.class("decide_after");
        let decided_after =
            (span.end..clause.end.min(span.end + 4)).any(|index| after.end_at(self.words, index, clause.end).is_some());
        decided_before || decided_after
    }

    fn used(&self, clause: &Range<usize>, span: &Range<usize>, knowledge: &Knowledge) -> bool {
        let before = knowledge.lexicon.class("usage_before");
        let near = |end: usize| end + USAGE_REACH >= span.start;
        let used_before =
            (clause.start..span.start).any(|index| before.end_at(self.words, index, span.start).is_some_and(near));
        let after = knowledge.lexicon.class("usage_after");
        let used_after = (span.end..clause.end.min(span.end + USAGE_REACH))
            .any(|index| after.end_at(self.words, index, clause.end).is_some());
        used_before || used_after
    }

    fn sentence(&self, token: usize) -> Range<usize> {
        self.words.sentences().into_iter().find(|range| range.contains(&token)).unwrap_or(token..token + 1)
    }

    fn clause(&self, token: usize) -> Range<usize> {
        self.words.clauses().into_iter().find(|range| range.contains(&token)).unwrap_or(token..token + 1)
    }
}
