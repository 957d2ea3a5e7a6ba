//! Ways through documents: to the choice, to every use of a term, to what is looked for by name.

use ls_types::{
    DocumentHighlight, DocumentHighlightKind, GotoDefinitionResponse, Location, LocationLink, OneOf, Position,
    SymbolKind, WorkspaceSymbol,
};

use super::check::Check;
use crate::features::references::{self, Subject};
use crate::features::{definition, symbols};

/// As many symbols as a person would look through.
const MOST_SYMBOLS: usize = 1000;

/// Every use in this document of what is named at a position.
pub(super) fn highlights(check: &Check, position: Position) -> Vec<DocumentHighlight> {
    let uses = references::highlights(&check.snapshot, check.offset(position));
    let highlight = |range| DocumentHighlight { range: check.range(&range), kind: Some(DocumentHighlightKind::TEXT) };
    uses.into_iter().map(highlight).collect()
}

/// The choice that governs the requirement at a position.
pub(super) fn definition(check: &Check, position: Position) -> Option<GotoDefinitionResponse> {
    let found = definition::definition(&check.snapshot, check.offset(position))?;
    let choice = check.range(&found.choice);
    Some(if check.client.definition_links {
        GotoDefinitionResponse::Link(vec![LocationLink {
            origin_selection_range: Some(check.range(&found.requirement)),
            target_uri: check.uri.clone(),
            target_range: check.range(&found.around),
            target_selection_range: choice,
        }])
    } else {
        GotoDefinitionResponse::Scalar(Location::new(check.uri.clone(), choice))
    })
}

/// Every use in these documents of what is named at a position of another (which may be among them).
pub(super) fn references(asked: &Check, position: Position, checks: &[Check]) -> Vec<Location> {
    let Some(subject) = Subject::at(&asked.snapshot, asked.offset(position)) else { return Vec::new() };
    let mut found = Vec::new();
    for check in checks {
        let uses = references::uses(&check.snapshot, &subject);
        found.extend(uses.iter().map(|range| Location::new(check.uri.clone(), check.range(range))));
    }
    found
}

/// The decisions, requirements and terms of these documents that a query matches.
pub(super) fn symbols(query: &str, checks: &[Check]) -> Vec<WorkspaceSymbol> {
    let mut found = Vec::new();
    for check in checks {
        let symbol = |symbol: symbols::Symbol| WorkspaceSymbol {
            name: symbol.name,
            kind: match symbol.kind {
                symbols::SymbolKind::Decision => SymbolKind::EVENT,
                symbols::SymbolKind::Requirement => SymbolKind::INTERFACE,
                symbols::SymbolKind::Term => SymbolKind::CLASS,
            },
            tags: None,
            container_name: Some(check.snapshot.path.clone()),
            location: OneOf::Left(Location::new(check.uri.clone(), check.range(&symbol.range))),
            data: None,
        };
        found.extend(symbols::symbols(&check.snapshot, query).into_iter().map(symbol));
    }
    found.truncate(MOST_SYMBOLS);
    found
}
