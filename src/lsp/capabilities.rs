//! What the client can do, asked once, and what the server offers it.

use ls_types::{
    ClientCapabilities, CodeActionKind, CodeActionOptions, CodeLensOptions, CompletionItemCapability,
    CompletionOptions, DiagnosticOptions, DiagnosticServerCapabilities, DocumentLinkOptions, ExecuteCommandOptions,
    MarkupKind, OneOf, PositionEncodingKind, SemanticTokensFullOptions, SemanticTokensOptions, ServerCapabilities,
    TextDocumentSyncCapability, TextDocumentSyncKind, TextDocumentSyncOptions, WorkDoneProgressOptions,
    WorkspaceFoldersServerCapabilities, WorkspaceServerCapabilities,
};

use super::{lens, tokens};
use crate::text::Encoding;

/// The client's capabilities that make a difference here, flat, so that no one else unwraps options.
#[expect(clippy::struct_excessive_bools, reason = "each is one independent capability of the protocol")]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct ClientFeatures {
    /// Pulls diagnostics and can be told to pull again. Without the second, a changed configuration
    /// would not reach the page, so such a client gets diagnostics pushed.
    pub(super) pulls: bool,
    pub(super) answers_configuration: bool,
    pub(super) registers_configuration: bool,
    pub(super) registers_watchers: bool,
    pub(super) relative_patterns: bool,
    pub(super) related_information: bool,
    pub(super) code_description: bool,
    pub(super) diagnostic_data: bool,
    pub(super) code_action_literals: bool,
    pub(super) preferred_actions: bool,
    pub(super) versioned_edits: bool,
    pub(super) markdown_hover: bool,
    pub(super) markdown_documentation: bool,
    pub(super) label_details: bool,
    pub(super) completion_tags: bool,
    pub(super) deprecated_completions: bool,
    /// Has the command behind a code lens itself.
    pub(super) shows_requirements: bool,
    pub(super) definition_links: bool,
    pub(super) link_tooltips: bool,
    pub(super) refreshes_lenses: bool,
    pub(super) refreshes_hints: bool,
    pub(super) refreshes_tokens: bool,
}

impl ClientFeatures {
    /// Reads them out of what `initialize` brought.
    pub(super) fn of(client: &ClientCapabilities) -> Self {
        let text = client.text_document.as_ref();
        let workspace = client.workspace.as_ref();
        let pull = text.and_then(|it| it.diagnostic.as_ref());
        let refresh = workspace.and_then(|it| it.diagnostics.as_ref()).and_then(|it| it.refresh_support);
        let pulls = pull.is_some() && refresh == Some(true);
        let push = text.and_then(|it| it.publish_diagnostics.as_ref());
        // A client may state for either way of delivery what a diagnostic may carry.
        let carries =
            |pushed: Option<bool>, pulled: Option<bool>| pushed == Some(true) || pulls && pulled == Some(true);
        let action = text.and_then(|it| it.code_action.as_ref());
        let completion = text.and_then(|it| it.completion.as_ref()).and_then(|it| it.completion_item.as_ref());
        let item = |read: fn(&CompletionItemCapability) -> Option<bool>| completion.and_then(read) == Some(true);
        let watch = workspace.and_then(|it| it.did_change_watched_files.as_ref());
        let hover = text.and_then(|it| it.hover.as_ref()).and_then(|it| it.content_format.as_ref());
        let documentation = completion.and_then(|it| it.documentation_format.as_ref());
        Self {
            pulls,
            answers_configuration: workspace.and_then(|it| it.configuration) == Some(true),
            registers_configuration: workspace
                .and_then(|it| it.did_change_configuration.as_ref())
                .and_then(|it| it.dynamic_registration)
                == Some(true),
            registers_watchers: watch.and_then(|it| it.dynamic_registration) == Some(true),
            relative_patterns: watch.and_then(|it| it.relative_pattern_support) == Some(true),
            related_information: carries(
                push.and_then(|it| it.related_information),
                pull.and_then(|it| it.related_information),
            ),
            code_description: carries(
                push.and_then(|it| it.code_description_support),
                pull.and_then(|it| it.code_description_support),
            ),
            diagnostic_data: carries(push.and_then(|it| it.data_support), pull.and_then(|it| it.data_support)),
            code_action_literals: action.is_some_and(|it| it.code_action_literal_support.is_some()),
            preferred_actions: action.and_then(|it| it.is_preferred_support) == Some(true),
            versioned_edits: workspace.and_then(|it| it.workspace_edit.as_ref()).and_then(|it| it.document_changes)
                == Some(true),
            markdown_hover: reads_markdown(hover),
            markdown_documentation: reads_markdown(documentation),
            label_details: item(|it| it.label_details_support),
            completion_tags: completion.is_some_and(|it| it.tag_support.is_some()),
            deprecated_completions: item(|it| it.deprecated_support),
            // The way in which rust-analyzer's clients name the commands that they bring along.
            shows_requirements: client
                .experimental
                .as_ref()
                .and_then(|it| it.pointer("/commands/commands")?.as_array())
                .is_some_and(|commands| commands.iter().any(|command| command == lens::COMMAND)),
            definition_links: text.and_then(|it| it.definition.as_ref()).and_then(|it| it.link_support) == Some(true),
            link_tooltips: text.and_then(|it| it.document_link.as_ref()).and_then(|it| it.tooltip_support)
                == Some(true),
            refreshes_lenses: workspace.and_then(|it| it.code_lens.as_ref()).and_then(|it| it.refresh_support)
                == Some(true),
            refreshes_hints: workspace.and_then(|it| it.inlay_hint.as_ref()).and_then(|it| it.refresh_support)
                == Some(true),
            refreshes_tokens: workspace.and_then(|it| it.semantic_tokens.as_ref()).and_then(|it| it.refresh_support)
                == Some(true),
        }
    }
}

/// A client that does not say what it reads most likely shows Markdown as it is written.
fn reads_markdown(formats: Option<&Vec<MarkupKind>>) -> bool {
    formats.is_some_and(|formats| formats.contains(&MarkupKind::Markdown))
}

/// The first of the client's encodings that is known here; the protocol lists them by preference.
pub(super) fn encoding(client: &ClientCapabilities) -> Encoding {
    let offered = client.general.as_ref().and_then(|it| it.position_encodings.as_deref()).unwrap_or_default();
    offered.iter().find_map(known).unwrap_or(Encoding::Utf16)
}

fn known(kind: &PositionEncodingKind) -> Option<Encoding> {
    match kind.as_str() {
        "utf-8" => Some(Encoding::Utf8),
        "utf-16" => Some(Encoding::Utf16),
        "utf-32" => Some(Encoding::Utf32),
        _ => None,
    }
}

/// What is offered to this client.
pub(super) fn offered(client: ClientFeatures, encoding: Encoding) -> ServerCapabilities {
    ServerCapabilities {
        position_encoding: Some(match encoding {
            Encoding::Utf8 => PositionEncodingKind::UTF8,
            Encoding::Utf16 => PositionEncodingKind::UTF16,
            Encoding::Utf32 => PositionEncodingKind::UTF32,
        }),
        text_document_sync: Some(TextDocumentSyncCapability::Options(TextDocumentSyncOptions {
            open_close: Some(true),
            change: Some(TextDocumentSyncKind::INCREMENTAL),
            ..TextDocumentSyncOptions::default()
        })),
        experimental: Some(serde_json::json!({ "choices": true })),
        hover_provider: Some(true.into()),
        completion_provider: Some(CompletionOptions {
            resolve_provider: Some(true),
            // Letters need no mention. These are in the middle of names that an editor takes for finished words.
            // A space would be, too, but after most words there is nothing to offer.
            trigger_characters: Some(vec!["-".to_owned(), ":".to_owned(), ".".to_owned()]),
            ..CompletionOptions::default()
        }),
        code_action_provider: client.code_action_literals.then(|| {
            CodeActionOptions {
                code_action_kinds: Some(vec![CodeActionKind::QUICKFIX, super::actions::FIX_ALL]),
                ..CodeActionOptions::default()
            }
            .into()
        }),
        diagnostic_provider: client.pulls.then(|| {
            DiagnosticServerCapabilities::Options(DiagnosticOptions {
                identifier: Some("fingerpost".to_owned()),
                ..DiagnosticOptions::default()
            })
        }),
        code_lens_provider: Some(CodeLensOptions { resolve_provider: Some(true) }),
        // A client that has the command would find it twice.
        execute_command_provider: (!client.shows_requirements).then(|| ExecuteCommandOptions {
            commands: vec![lens::COMMAND.to_owned()],
            ..ExecuteCommandOptions::default()
        }),
        inlay_hint_provider: Some(OneOf::Left(true)),
        definition_provider: Some(OneOf::Left(true)),
        references_provider: Some(OneOf::Left(true)),
        document_highlight_provider: Some(OneOf::Left(true)),
        workspace_symbol_provider: Some(OneOf::Left(true)),
        document_link_provider: Some(DocumentLinkOptions {
            resolve_provider: Some(false),
            work_done_progress_options: WorkDoneProgressOptions::default(),
        }),
        semantic_tokens_provider: Some(
            SemanticTokensOptions {
                legend: tokens::legend(),
                range: Some(true),
                full: Some(SemanticTokensFullOptions::Delta { delta: Some(true) }),
                ..SemanticTokensOptions::default()
            }
            .into(),
        ),
        workspace: Some(WorkspaceServerCapabilities {
            workspace_folders: Some(WorkspaceFoldersServerCapabilities {
                supported: Some(true),
                change_notifications: Some(OneOf::Left(true)),
            }),
            ..WorkspaceServerCapabilities::default()
        }),
        ..ServerCapabilities::default()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn client(capabilities: Value) -> ClientCapabilities {
        serde_json::from_value(capabilities).expect("capabilities")
    }

    #[test]
    fn the_first_known_encoding_wins() {
        let of = |list: Value| encoding(&client(json!({ "general": { "positionEncodings": list } })));
        assert_eq!(of(json!(["utf-7", "utf-32", "utf-8"])), Encoding::Utf32);
        assert_eq!(of(json!(["utf-8", "utf-16"])), Encoding::Utf8);
        assert_eq!(of(json!(["utf-7"])), Encoding::Utf16);
        assert_eq!(encoding(&client(json!({}))), Encoding::Utf16);
    }

    #[test]
    fn pull_needs_refresh() {
        let of = |capabilities| ClientFeatures::of(&client(capabilities)).pulls;
        assert!(!of(json!({ "textDocument": { "diagnostic": {} } })));
        assert!(!of(json!({ "workspace": { "diagnostics": { "refreshSupport": true } } })));
        assert!(of(json!({
            "textDocument": { "diagnostic": {} }, "workspace": { "diagnostics": { "refreshSupport": true } }
        })));
    }
}
