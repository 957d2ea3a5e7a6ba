//! A gap that the team lives with, in the document's own words: how it is recorded, and what it settles.

use std::collections::BTreeSet;
use std::ops::Range;

use super::Context;
use super::fixes::sentence_end;
use crate::document::Document;
use crate::facts::judgement::find_signals;
use crate::finding::{Edit, Fix};
use crate::prose::Words;

/// Longer words are no quotation any more.
const LONGEST: usize = 160;

/// The signals whose gap some sentence of the document accepts, as indices.
pub(super) fn accepted(context: &Context<'_>) -> BTreeSet<usize> {
    let document = &context.snapshot.document;
    let sections = document.sections().flat_map(|(_, section)| &document.facts(section).statements);
    sections
        .filter(|statement| statement.accepts)
        .flat_map(|statement| statement.signals.iter().map(|found| found.signal))
        .collect()
}

/// Offers to record that a requirement is left unmet. `words` and `statement` are bytes of the document, `signals`
/// what speaks for the other service in them.
pub(super) fn record(
    context: &Context<'_>,
    words: &Range<usize>,
    statement: &Range<usize>,
    signals: &[usize],
) -> Option<Fix> {
    let document = &context.snapshot.document;
    let knowledge = document.knowledge();
    let quoted: String = document
        .source()
        .get(words.clone())
        .filter(|text| text.len() <= LONGEST && !text.contains(['[', ']', '<', '|', '“', '”', '"']))?
        .chars()
        .filter(|character| !matches!(character, '*' | '_' | '`'))
        .collect();
    let quoted = quoted.split_whitespace().collect::<Vec<_>>().join(" ");
    let sentence = format!("We accept that this leaves “{quoted}” unmet.");
    // It settles the matter only if it is understood.
    let read = Words::of(&sentence, &knowledge.lexicon);
    let accepts = knowledge.lexicon.class("acceptance").find(&read, 0..read.tokens.len()).is_some();
    let found: BTreeSet<usize> = find_signals(&read, knowledge).into_iter().map(|found| found.signal).collect();
    if !accepts || !signals.iter().all(|signal| found.contains(signal)) {
        return None;
    }
    let edit = under_heading(context, statement, &sentence).unwrap_or_else(|| {
        let end = sentence_end(document.source(), statement.end);
        let stop = if document.source().get(..end).is_some_and(|text| text.ends_with(char::is_alphanumeric)) {
            "."
        } else {
            ""
        };
        Edit { range: end..end, text: format!("{stop} {sentence}") }
    });
    let title = "Record this as an accepted trade-off".to_owned();
    Some(Fix { title, edits: vec![edit], preferred: false, automatic: false })
}

/// Under a heading such as *Consequences*, in the manner of what stands there.
fn under_heading(context: &Context<'_>, statement: &Range<usize>, sentence: &str) -> Option<Edit> {
    let document = &context.snapshot.document;
    let lexicon = &document.knowledge().lexicon;
    let source = document.source();
    let chosen = |offset: usize| context.choices.governing(offset).map(|choice| &choice.services);
    let part = context.choices.outline().parts().iter().find(|part| {
        let heading = Words::of(source.get(part.heading.clone()).unwrap_or_default(), lexicon);
        lexicon.class("acceptance_heading").find(&heading, 0..heading.tokens.len()).is_some()
            && chosen(part.heading.start) == chosen(statement.start)
            && !context.choices.is_inactive(part.heading.start)
    })?;
    let own = source.get(part.own.clone())?;
    let end = part.own.start + own.trim_end().len();
    let line_end = if source.contains("\r\n") { "\r\n" } else { "\n" };
    let text = match last_item(document, part.heading.end..end) {
        Some(marker) => format!("{line_end}{marker}{sentence}"),
        None => format!("{line_end}{line_end}{sentence}"),
    };
    Some(Edit { range: end..end, text })
}

/// Indentation and marker of the next item, if the text ends with a list: a number goes on.
fn last_item(document: &Document, range: Range<usize>) -> Option<String> {
    let text = document.source().get(range)?;
    let last_paragraph = text.trim_end().rsplit("\n\n").next()?;
    let line = last_paragraph.lines().rev().find(|line| !line.starts_with([' ', '\t']) && !line.trim().is_empty())?;
    let marker = ["- ", "* ", "+ "].into_iter().find(|marker| line.starts_with(marker));
    if let Some(marker) = marker {
        return Some(marker.to_owned());
    }
    let digits = line.find(|character: char| !character.is_ascii_digit()).filter(|digits| (1..=4).contains(digits))?;
    let (number, rest) = line.split_at_checked(digits)?;
    let mark = [". ", ") "].into_iter().find(|mark| rest.starts_with(mark))?;
    Some(format!("{}{mark}", number.parse::<u32>().ok()? + 1))
}
