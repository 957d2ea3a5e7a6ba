//! Behind each requirement: the service to which it points.

use std::ops::Range;

use crate::document::at;
use crate::facts::judgement::signal_of;
use crate::snapshot::Snapshot;

/// A word that an editor shows in the text without its being there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// Where it stands. Byte of the document.
    pub offset: usize,
    pub label: String,
    /// The reason, as Markdown.
    pub tooltip: String,
}

/// The hints in a range (bytes of the document). None unless the configuration asks for them.
pub fn hints(snapshot: &Snapshot, range: &Range<usize>) -> Vec<Hint> {
    if !snapshot.config.editor.inlay_hints {
        return Vec::new();
    }
    let document = &snapshot.document;
    let knowledge = document.knowledge();
    let source = document.source();
    let mut hints = Vec::new();
    for (start, section) in document.sections_in(range) {
        for statement in &document.facts(section).statements {
            let place = at(start, &statement.range);
            let visible = place.start <= range.end && range.start <= place.end;
            if !visible || !snapshot.choices().is_required(statement, place.start) {
                continue;
            }
            let Some(service) = statement.points_to.as_deref().and_then(|id| knowledge.service(id)) else { continue };
            let reasons = statement.signals.iter().filter(|found| found.points_to == statement.points_to);
            let reasons = reasons.filter_map(|found| {
                let signal = signal_of(found, knowledge)?;
                let words: Vec<&str> = found.matched.iter().filter_map(|range| source.get(at(start, range))).collect();
                let words = words.join(" … ").replace(['\n', '\r'], " ");
                Some(format!("**{}** ({}): “{words}”. {}", signal.title, found.strength.name(), signal.why))
            });
            hints.push(Hint {
                offset: behind_marks(source, place.end),
                label: format!("→ {}", service.name),
                tooltip: reasons.collect::<Vec<_>>().join("\n\n"),
            });
        }
    }
    hints
}

/// Behind the full stop and the marks that close the sentence.
fn behind_marks(source: &str, end: usize) -> usize {
    let rest = source.get(end..).unwrap_or_default();
    end + rest.len() - rest.trim_start_matches(['.', '!', ')', '"', '”', '*', '_', '`']).len()
}
