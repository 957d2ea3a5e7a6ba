//! `fingerpost/choices`: which service each part of a document has chosen. Not in the protocol, so only for clients
//! that look for `experimental.choices` among the capabilities.

use ls_types::{Range, TextDocumentIdentifier};
use serde::{Deserialize, Serialize};

use super::check::Check;
use super::convert;
use crate::analysis;

pub(super) const METHOD: &str = "fingerpost/choices";

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ChoicesParams {
    pub(super) text_document: TextDocumentIdentifier,
}

#[derive(Debug, Serialize)]
pub(super) struct Choice {
    services: Vec<Service>,
    /// Where the choice holds; a smaller part that chooses otherwise goes before.
    scope: Range,
    /// Where it was made; null if the configuration says so.
    evidence: Option<Range>,
}

#[derive(Debug, Serialize)]
struct Service {
    id: String,
    name: String,
}

/// The whole document first, then the parts that choose otherwise.
pub(super) fn of(check: &Check) -> Vec<Choice> {
    let document = &check.snapshot.document;
    let range = |bytes| convert::range(document.text(), bytes, check.encoding);
    let service = |id: &String| {
        let name = document.knowledge().service(id).map_or_else(|| id.clone(), |service| service.name.clone());
        Service { id: id.clone(), name }
    };
    let choices = analysis::choices(&check.snapshot);
    let choice = choices.iter().map(|choice| Choice {
        services: choice.services.iter().map(service).collect(),
        scope: range(&choice.scope),
        evidence: (!choice.evidence.is_empty()).then(|| range(&choice.evidence)),
    });
    choice.collect()
}
