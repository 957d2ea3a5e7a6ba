//! Where a service is named, and in what manner: the raw material of the choice.

use std::ops::Range;

use super::Setting;
use crate::knowledge::Knowledge;
use crate::knowledge::names::{Certainty, NameMatch, Named};
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
    /// Where the value after a component's or a decision's label begins.
    pub(super) component_from: Option<usize>,
    /// That label speaks of a decision.
    pub(super) decided: bool,
    /// The words of that label, where it is a cell.
    pub(super) label: Option<Range<usize>>,
    pub(super) setting: &'a Setting,
}

impl Passage<'_> {
    /// The mentions among `names` (all of this passage).
    pub(super) fn mentions(&self, names: &[NameMatch], knowledge: &Knowledge) -> Vec<Mention> {
        names.iter().filter_map(|name| self.mention(name, names, knowledge)).collect()
    }

    fn mention(&self, name: &NameMatch, names: &[NameMatch], knowledge: &Knowledge) -> Option<Mention> {
        let (service, feature, ambiguous) = match name.named {
            Named::Service(index) => (index, false, name.certainty == Certainty::NeedsContext),
            Named::Term(index) if name.certainty == Certainty::Certain && !name.code => {
                let owner = &knowledge.terms.get(index)?.owner;
                let service = knowledge.owning_service(owner)?;
                // "Kiln Glazes" names the service, too; the glaze alone does not.
                let written = self.text.get(name.range.clone())?.to_lowercase();
                let says_so = service
                    .names
                    .iter()
                    .chain(&service.ambiguous_names)
                    .any(|name| written.contains(&name.to_lowercase()));
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
        // "X over Y", "away from Y": the cue ends right before the name.
        let loser = lexicon.class("loser_before");
        if (clause.start..first).any(|index| loser.end_at(words, index, first).is_some_and(|end| end + 1 >= first)) {
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
            (first_of_value..first_of_value + LABEL_REACH).contains(&first)
        });
        // "must answer through X": what is demanded need not be what is chosen.
        let demanded = self.setting.task.is_some() || lexicon.class("mandatory").find(words, clause.clone()).is_some();
        let decided = labelled && self.decided || self.decides(&clause, &span, knowledge);
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
            demanded,
            setting: self.setting.clone(),
        })
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
