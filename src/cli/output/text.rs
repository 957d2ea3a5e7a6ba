//! Reports for people, in the style of rustc.

use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Element, Level, Renderer, Snippet};

use super::{Checked, Format, Place, Tally, counted};
use crate::finding::{Finding, Severity};

/// Related places that are shown; more would bury the next finding.
const MOST_RELATED: usize = 3;

#[derive(Debug)]
pub(super) struct Text {
    renderer: Renderer,
}

impl Text {
    pub(super) fn new(is_coloured: bool) -> Self {
        Self { renderer: if is_coloured { Renderer::styled() } else { Renderer::plain() } }
    }

    fn finding(&self, finding: &Finding, checked: &Checked<'_>) -> String {
        let title = level(finding.severity).primary_title(finding.message.as_str()).id(finding.rule);
        let mut elements: Vec<Element<'_>> =
            vec![snippet(checked, &finding.range, |span| AnnotationKind::Primary.span(span)).into()];
        for related in finding.related.iter().take(MOST_RELATED) {
            let label = |span| AnnotationKind::Context.span(span).label(related.message.as_str());
            elements.push(snippet(checked, &related.range, label).into());
        }
        if let Some(more) = finding.related.len().checked_sub(MOST_RELATED).filter(|more| *more > 0) {
            elements.push(Level::NOTE.message(format!("and in {}", counted(more, "further place"))).into());
        }
        elements.extend(notes(finding, checked).into_iter().map(|note| Level::NOTE.message(note).into()));
        elements.extend(finding.help.as_deref().map(|help| Level::HELP.message(help).into()));
        self.renderer.render(&[title.elements(elements)])
    }
}

impl Format for Text {
    fn document(&self, checked: &Checked<'_>) -> String {
        checked.findings.iter().map(|finding| self.finding(finding, checked) + "\n\n").collect()
    }

    fn closing(&self, tally: &Tally) -> String {
        let findings = match tally.findings() {
            0 => format!("No findings in {}", counted(tally.documents, "document")),
            count => format!(
                "{} in {} of {}",
                counted(count, "finding"),
                tally.documents_with_findings,
                counted(tally.documents, "document")
            ),
        };
        let known = match tally.known {
            0 => String::new(),
            known => format!("; {known} more in the baseline"),
        };
        let unread = match tally.unread {
            0 => String::new(),
            unread => format!("; {unread} could not be read"),
        };
        format!("{findings}{known}{unread}\n")
    }
}

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Information => Level::INFO.with_name(Severity::Information.name()),
        Severity::Hint => Level::HELP.with_name(Severity::Hint.name()),
    }
}

/// The lines of a range and no others: the renderer's work grows with the text that it is given.
fn snippet<'a>(
    checked: &Checked<'a>,
    range: &Range<usize>,
    annotation: impl FnOnce(Range<usize>) -> Annotation<'a>,
) -> Snippet<'a, Annotation<'a>> {
    let document = &checked.snapshot.document;
    let first = Place::of(range.start, checked).line - 1;
    let last = Place::of(range.end.saturating_sub(1).max(range.start), checked).line - 1;
    let (start, end) = (document.text().line_start(first), document.text().line_start(last + 1));
    let lines = document.source().get(start..end).unwrap_or_default().trim_end_matches(['\r', '\n']);
    let within = |offset: usize| (offset - start).min(lines.len());
    Snippet::source(lines)
        .line_start(first + 1)
        .path(checked.path)
        .annotation(annotation(within(range.start)..within(range.end)))
}

/// Why, when that would be wrong, who made the choice if not the document, and on what source.
fn notes(finding: &Finding, checked: &Checked<'_>) -> Vec<String> {
    let knowledge = checked.snapshot.document.knowledge();
    let mut notes = Vec::new();
    let signal = finding.signals.first().and_then(|id| knowledge.signal(id));
    if let Some(signal) = signal {
        notes.push(signal.why.clone());
        notes.extend(signal.except.as_ref().map(|except| format!("unless: {except}")));
    }
    if signal.is_some() && !finding.chosen.is_empty() && finding.related.is_empty() {
        let names =
            finding.chosen.iter().map(|id| knowledge.service(id).map_or(id.as_str(), |service| service.name.as_str()));
        notes.push(format!("the configuration chooses {}", names.collect::<Vec<_>>().join(" and ")));
    }
    notes.extend(signal.map(|signal| format!("source: {}, checked {}", signal.source.join(", "), signal.checked)));
    notes.extend(finding.notes.iter().cloned());
    notes
}
