//! Quick fixes. A diagnostic carries its fixes with it, so that offering them takes no analysis.

use std::collections::HashMap;

use ls_types::{
    CodeAction, CodeActionKind, CodeActionOrCommand, Diagnostic, DocumentChanges, OneOf,
    OptionalVersionedTextDocumentIdentifier, Position, TextDocumentEdit, TextEdit, Uri, WorkspaceEdit,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::capabilities::ClientFeatures;
use super::convert;
use crate::finding::Finding;
use crate::text::{Encoding, Text};

/// What travels in the `data` of a diagnostic.
#[derive(Serialize, Deserialize)]
pub(super) struct ActionData {
    fixes: Vec<FixData>,
}

#[derive(Serialize, Deserialize)]
struct FixData {
    title: String,
    preferred: bool,
    automatic: bool,
    edits: Vec<TextEdit>,
}

impl ActionData {
    /// The fixes of a finding, `None` if it has none.
    pub(super) fn of(finding: &Finding, text: &Text, encoding: Encoding) -> Option<Self> {
        let fixes = finding.fixes.iter().map(|fix| FixData {
            title: fix.title.clone(),
            preferred: fix.preferred,
            automatic: fix.automatic,
            edits: fix
                .edits
                .iter()
                .map(|edit| TextEdit::new(convert::range(text, &edit.range, encoding), edit.text.clone()))
                .collect(),
        });
        (!finding.fixes.is_empty()).then(|| Self { fixes: fixes.collect() })
    }

    pub(super) fn to_json(&self) -> Value {
        // Strings, booleans and numbers: there is nothing in it that could fail.
        serde_json::to_value(self).unwrap_or_default()
    }
}

/// Whether the client asked for quick fixes. An empty list of kinds asks for none, no list for all.
pub(super) fn wanted(only: Option<&[CodeActionKind]>) -> bool {
    only.is_none_or(|kinds| kinds.iter().any(|kind| matches!(kind.as_str(), "" | "quickfix")))
}

/// The kind under which an editor applies all fixes that need no look, for instance when it saves.
pub(super) const FIX_ALL: CodeActionKind = CodeActionKind::new("source.fixAll.fingerpost");

/// Whether the client asked for that in so many words.
pub(super) fn wants_fix_all(only: Option<&[CodeActionKind]>) -> bool {
    only.is_some_and(|kinds| {
        kinds.iter().any(|kind| matches!(kind.as_str(), "source" | "source.fixAll" | "source.fixAll.fingerpost"))
    })
}

/// All automatic fixes of a document at once, from all of its diagnostics. `None` if there is none.
pub(super) fn fix_all(
    diagnostics: &[Diagnostic],
    uri: &Uri,
    version: i32,
    client: ClientFeatures,
) -> Option<CodeActionOrCommand> {
    let data = diagnostics.iter().filter_map(|diagnostic| diagnostic.data.clone());
    let fixes = data.filter_map(|data| {
        let fixes = serde_json::from_value::<ActionData>(data).ok()?.fixes;
        fixes.into_iter().find(|fix| fix.automatic)
    });
    let mut edits: Vec<TextEdit> = fixes.flat_map(|fix| fix.edits).collect();
    edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
    let mut end = Position::default();
    edits.retain(|edit| {
        let free = edit.range.start >= end;
        if free {
            end = edit.range.end;
        }
        free
    });
    (!edits.is_empty()).then(|| {
        CodeActionOrCommand::CodeAction(CodeAction {
            title: "Write all names as they are written today".to_owned(),
            kind: Some(FIX_ALL),
            edit: Some(edit(uri, version, edits, client)),
            ..CodeAction::default()
        })
    })
}

/// The fixes that these diagnostics carry, for this version of the document.
pub(super) fn of_diagnostics(
    diagnostics: &[Diagnostic],
    uri: &Uri,
    version: i32,
    client: ClientFeatures,
) -> Vec<CodeActionOrCommand> {
    let mut actions = Vec::new();
    for diagnostic in diagnostics {
        let data = diagnostic.data.clone().and_then(|data| serde_json::from_value::<ActionData>(data).ok());
        for fix in data.into_iter().flat_map(|data| data.fixes) {
            actions.push(CodeActionOrCommand::CodeAction(CodeAction {
                title: fix.title,
                kind: Some(CodeActionKind::QUICKFIX),
                diagnostics: Some(vec![diagnostic.clone()]),
                edit: Some(edit(uri, version, fix.edits, client)),
                is_preferred: (client.preferred_actions && fix.preferred).then_some(true),
                ..CodeAction::default()
            }));
        }
    }
    actions
}

/// With the version, where the client can hold it against its own, so that a late edit does no harm.
fn edit(uri: &Uri, version: i32, edits: Vec<TextEdit>, client: ClientFeatures) -> WorkspaceEdit {
    if client.versioned_edits {
        let text_document = OptionalVersionedTextDocumentIdentifier { uri: uri.clone(), version: Some(version) };
        let edits = edits.into_iter().map(OneOf::Left).collect();
        let change = TextDocumentEdit { text_document, edits };
        return WorkspaceEdit {
            document_changes: Some(DocumentChanges::Edits(vec![change])),
            ..WorkspaceEdit::default()
        };
    }
    WorkspaceEdit { changes: Some(HashMap::from([(uri.clone(), edits)])), ..WorkspaceEdit::default() }
}
