//! A requirement points to another service than the one that governs it.
//!
//! Silent when in doubt: no choice, two services chosen, a statement that points both ways, or a place where
//! nothing is demanded (alternatives, non-goals, later, quotes, glossaries) give no finding.

use std::collections::BTreeSet;
use std::ops::Range;

use super::acceptance::{accepted, record};
use super::{Context, Rule, fixes};
use crate::choice::Choice;
use crate::document::at;
use crate::facts::judgement::{FoundSignal, points_among, signal_of};
use crate::facts::{Modality, Statement};
use crate::finding::{Finding, Fix, Related, Severity};
use crate::knowledge::schema::{Service, Signal};
use crate::knowledge::{Knowledge, Strength};

const ID: &str = "points-elsewhere";

pub(super) const RULE: Rule = Rule {
    id: ID,
    severity: Severity::Warning,
    summary: "A requirement asks for something that another service than the chosen one provides.",
    documentation: "\
Design documents often choose one service and then list a requirement that only the other can meet. This rule \
compares each stated requirement with the choice that governs it and reports those that point elsewhere.

- A **decisive** reason (only the other service can do it) is a warning.
- A **strong** reason (typical of the other service) is a warning where the wording is binding (*must*, *shall*) or \
two independent reasons agree, and information otherwise.
- **Weak** reasons never speak alone.

It is silent about statements that point both ways, about alternatives, non-goals, future work, quotes, glossaries \
and comparisons, and where no service or both services are chosen.

Where the finding is right, move the requirement to a component on the other service, drop it, or choose anew. Where \
the team accepts the gap, say so in a sentence, for instance under *Consequences*: *We accept that this leaves “…” \
unmet.* A comment does as well: `<!-- fingerpost-disable-next-line points-elsewhere: the reason -->`. Quick fixes write \
both.",
    check,
};

fn check(context: &Context<'_>) -> Vec<Finding> {
    let document = &context.snapshot.document;
    let accepted = accepted(context);
    let mut findings = Vec::new();
    for (start, section) in document.sections() {
        let judged: Vec<(&Statement, Finding)> = document
            .facts(section)
            .statements
            .iter()
            .filter_map(|statement| Some((statement, judge(context, start, statement, &accepted)?)))
            .collect();
        // An item whose sub-items are flagged is their heading.
        let accepting = document.facts(section).statements.iter().filter(|statement| statement.accepts);
        let headings: BTreeSet<u32> = judged
            .iter()
            .map(|(statement, _)| *statement)
            .chain(accepting)
            .filter_map(|statement| statement.setting.item?.1)
            .collect();
        let own = |statement: &Statement| statement.setting.item.is_none_or(|(item, _)| !headings.contains(&item));
        findings.extend(judged.into_iter().filter(|(statement, _)| own(statement)).map(|(_, finding)| finding));
    }
    findings
}

fn judge(context: &Context<'_>, start: usize, statement: &Statement, accepted: &BTreeSet<usize>) -> Option<Finding> {
    if statement.signals.is_empty() {
        return None;
    }
    let range = at(start, &statement.range);
    if !context.choices.is_required(statement, range.start) {
        return None;
    }
    let choice = context.choices.governing(range.start)?;
    let points_to = &points_among(&statement.signals, &choice.services, context.snapshot.document.knowledge())?;
    if choice.services.contains(points_to) {
        return None;
    }
    let reasons: Vec<&FoundSignal> = statement
        .signals
        .iter()
        .filter(|found| found.points_to.as_ref() == Some(points_to) && found.strength > Strength::Weak)
        .collect();
    if !reasons.is_empty() && reasons.iter().all(|found| accepted.contains(&found.signal)) {
        return None;
    }
    let supports = statement.signals.iter().filter(|found| found.points_to.as_ref() == Some(points_to)).count();
    let severity = match reasons.first().map_or(Strength::Weak, |found| found.strength) {
        Strength::Decisive => Severity::Warning,
        Strength::Strong if reasons.len() > 1 || statement.modality == Modality::Mandatory => Severity::Warning,
        Strength::Strong => Severity::Information,
        Strength::Weak if supports > 1 => Severity::Hint,
        Strength::Weak => return None,
    };
    let report = Report { context, choice, start, statement, points_to };
    report.finding(range, severity)
}

struct Report<'a> {
    context: &'a Context<'a>,
    choice: &'a Choice,
    /// Where the statement's section begins.
    start: usize,
    statement: &'a Statement,
    points_to: &'a str,
}

impl Report<'_> {
    fn finding(&self, range_of_statement: Range<usize>, severity: Severity) -> Option<Finding> {
        let knowledge = self.context.snapshot.document.knowledge();
        let service = knowledge.service(self.points_to)?;
        let main = self.statement.signals.iter().find(|found| found.points_to.as_deref() == Some(self.points_to))?;
        let signal = signal_of(main, knowledge)?;
        let chosen: Vec<&Service> = self
            .choice
            .services
            .iter()
            .filter(|id| knowledge.are_rivals(id, self.points_to))
            .filter_map(|id| knowledge.service(id))
            .collect();
        let chosen_names: Vec<&str> = chosen.iter().map(|service| service.name.as_str()).collect();
        let chosen_names = chosen_names.join(" and ");
        let words = main.matched.first()?.start..main.matched.last()?.end;
        Some(Finding {
            rule: ID,
            severity,
            range: at(self.start, &words),
            statement: range_of_statement.clone(),
            message: message(signal, main, service, &chosen_names),
            subject: None,
            signals: self.signal_ids(knowledge),
            points_to: Some(self.points_to.to_owned()),
            chosen: self.choice.services.clone(),
            related: self.related(&chosen_names),
            explanation: self.explanation(signal, main, service, &chosen_names),
            notes: Vec::new(),
            help: Some(format!(
                "move this to a component on {}, drop it, or note why {} is still right",
                service.name, chosen_names
            )),
            link: signal.source.iter().find(|source| source.starts_with("https://")).cloned(),
            fixes: self.fixes(main, &range_of_statement),
        })
    }

    /// To record the gap in the document's own words, or to silence the finding in a comment.
    fn fixes(&self, main: &FoundSignal, statement: &Range<usize>) -> Vec<Fix> {
        let speaking = self
            .statement
            .signals
            .iter()
            .filter(|found| found.points_to.as_deref() == Some(self.points_to) && found.strength > Strength::Weak);
        let (mut signals, mut words) = (Vec::new(), Vec::new());
        for found in speaking {
            signals.push(found.signal);
            words.extend(found.matched.iter().cloned());
        }
        if signals.is_empty() {
            words.clone_from(&main.matched);
        }
        let start = words.iter().map(|range| range.start).min().unwrap_or_default();
        let end = words.iter().map(|range| range.end).max().unwrap_or_default();
        let words = at(self.start, &(start..end));
        let recorded = record(self.context, &words, statement, &signals).filter(|_| !signals.is_empty());
        let title = "Accept this gap, with the reason in a comment";
        recorded.into_iter().chain([fixes::silence(&self.context.snapshot.document, statement, ID, title)]).collect()
    }

    fn signal_ids(&self, knowledge: &Knowledge) -> Vec<String> {
        self.statement
            .signals
            .iter()
            .filter(|found| found.points_to.as_deref() == Some(self.points_to))
            .filter_map(|found| Some(signal_of(found, knowledge)?.id.as_ref().clone()))
            .collect()
    }

    fn related(&self, chosen: &str) -> Vec<Related> {
        if self.choice.evidence.is_empty() {
            return Vec::new();
        }
        vec![Related { range: self.choice.evidence.clone(), message: format!("{chosen} is chosen here") }]
    }

    /// The line of the choice, one-based.
    fn choice_line(&self) -> Option<usize> {
        if self.choice.evidence.is_empty() {
            return None;
        }
        let text = self.context.snapshot.document.text();
        let position = text.position(self.choice.evidence.start, crate::text::Encoding::Utf8);
        Some(position.line as usize + 1)
    }

    fn explanation(&self, signal: &Signal, main: &FoundSignal, service: &Service, chosen: &str) -> String {
        let source = self.context.snapshot.document.source();
        let words: Vec<&str> = main.matched.iter().filter_map(|range| source.get(at(self.start, range))).collect();
        let mut text = format!("**Points to {}** · {}\n\n", service.name, signal.title);
        text.push_str(&format!("Because of “{}”: {}\n\n", quoted(&words.join(" … ")), signal.why));
        if let Some(except) = &signal.except {
            text.push_str(&format!("*Unless:* {except}\n\n"));
        }
        match self.choice_line() {
            Some(line) => text.push_str(&format!("*Chosen:* {chosen}, line {line}.\n\n")),
            None => text.push_str(&format!("*Chosen:* {chosen}, by the configuration.\n\n")),
        }
        text.push_str(&format!("*Source:* {}, checked {}.", crate::knowledge::sources(&signal.source), signal.checked));
        text
    }
}

/// One sentence that a colleague would say. It has no verb that would have to agree with the title.
fn message(signal: &Signal, main: &FoundSignal, service: &Service, chosen: &str) -> String {
    let title = &signal.title;
    let service = &service.name;
    if main.points_to.as_deref() != Some(signal.points_to.as_str()) {
        return format!("This does without {title}, usually a reason for {service}, but this design chose {chosen}.");
    }
    match main.strength {
        Strength::Decisive => {
            format!("This asks for {title}, a job for {service} alone, but this design chose {chosen}.")
        }
        Strength::Strong | Strength::Weak => {
            format!("This asks for {title}, usually a job for {service}, but this design chose {chosen}.")
        }
    }
}

/// Words of the document for a hover: on one line, and nothing in them is Markdown or HTML.
fn quoted(words: &str) -> String {
    let mut text = String::with_capacity(words.len());
    for character in words.split_whitespace().collect::<Vec<_>>().join(" ").chars() {
        if matches!(character, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '!' | '|' | '&' | '~' | '$') {
            text.push('\\');
        }
        text.push(character);
    }
    text
}
