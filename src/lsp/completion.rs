//! Completions in the protocol's words.

use ls_types::{
    CompletionItem, CompletionItemKind, CompletionItemLabelDetails, CompletionItemTag, CompletionList,
    CompletionTextEdit, TextEdit,
};
use serde_json::Value;

use super::capabilities::ClientFeatures;
use super::convert;
use crate::features::completion::{self, Completion, CompletionKind};
use crate::text::{Encoding, Text};

/// The list for the client. Documentation comes later, by `completionItem/resolve`.
pub(super) fn list(
    found: completion::CompletionList,
    text: &Text,
    encoding: Encoding,
    client: ClientFeatures,
) -> CompletionList {
    CompletionList {
        is_incomplete: found.incomplete,
        items: found.items.into_iter().map(|completion| item(completion, text, encoding, client)).collect(),
    }
}

fn item(completion: Completion, text: &Text, encoding: Encoding, client: ClientFeatures) -> CompletionItem {
    let range = convert::range(text, &completion.replace, encoding);
    let (label_details, detail) = if client.label_details {
        (completion.owner.map(|owner| CompletionItemLabelDetails { detail: None, description: Some(owner) }), None)
    } else {
        (None, completion.owner)
    };
    CompletionItem {
        label: completion.label,
        label_details,
        detail,
        // The protocol's kinds are those of a programming language; these give fitting, distinct icons.
        kind: Some(match completion.kind {
            CompletionKind::Service => CompletionItemKind::MODULE,
            CompletionKind::Feature => CompletionItemKind::CLASS,
            CompletionKind::Concept => CompletionItemKind::KEYWORD,
            CompletionKind::Api => CompletionItemKind::METHOD,
            CompletionKind::ResourceType => CompletionItemKind::STRUCT,
            CompletionKind::Model => CompletionItemKind::VALUE,
            CompletionKind::Instance => CompletionItemKind::UNIT,
        }),
        filter_text: Some(completion.filter),
        // Clients sort by text.
        sort_text: Some(format!("{:010}", completion.rank)),
        text_edit: Some(CompletionTextEdit::Edit(TextEdit::new(range, completion.insert))),
        deprecated: (completion.deprecated && client.deprecated_completions && !client.completion_tags).then_some(true),
        tags: (completion.deprecated && client.completion_tags).then(|| vec![CompletionItemTag::DEPRECATED]),
        // All that resolving needs, so that the server need not remember its lists.
        data: Some(Value::String(completion.id)),
        ..CompletionItem::default()
    }
}
