//! One method of the protocol each: take the lock, change or look, let go, answer.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use ls_types::{
    CodeActionOrCommand, CodeActionParams, CodeLens, CodeLensParams, CompletionItem, CompletionParams,
    CompletionResponse, Diagnostic, DidChangeConfigurationParams, DidChangeTextDocumentParams,
    DidChangeWatchedFilesParams, DidChangeWorkspaceFoldersParams, DidCloseTextDocumentParams,
    DidOpenTextDocumentParams, DidSaveTextDocumentParams, DocumentDiagnosticParams, DocumentDiagnosticReport,
    DocumentDiagnosticReportResult, DocumentHighlight, DocumentHighlightParams, DocumentLink, DocumentLinkParams,
    Documentation, ExecuteCommandParams, FullDocumentDiagnosticReport, GotoDefinitionParams, GotoDefinitionResponse,
    Hover, HoverContents, HoverParams, InitializeParams, InitializeResult, InitializedParams, InlayHint,
    InlayHintParams, Location, Range, ReferenceParams, Registration, RelatedFullDocumentDiagnosticReport,
    RelatedUnchangedDocumentDiagnosticReport, SemanticToken, SemanticTokens, SemanticTokensDeltaParams,
    SemanticTokensFullDeltaResult, SemanticTokensParams, SemanticTokensRangeParams, SemanticTokensRangeResult,
    SemanticTokensResult, ServerInfo, UnchangedDocumentDiagnosticReport, Uri, WorkspaceSymbolParams,
    WorkspaceSymbolResponse,
};
use serde_json::Value;
use tower_lsp::jsonrpc::{Error, ErrorCode, Result};
use tower_lsp::{Client, LanguageServer};

use super::check::{self, Check, SOURCE};
use super::guard::guard;
use super::shared::Shared;
use super::{
    actions, capabilities, choices, completion, convert, lens, loader, navigation, parent, signs, tokens, uri,
};
use crate::features;
use crate::knowledge::Knowledge;

/// The handlers of one server.
pub(super) struct Backend {
    shared: Arc<Shared>,
    client: Client,
}

impl Backend {
    pub(super) fn new(shared: Arc<Shared>, client: Client) -> Self {
        Self { shared, client }
    }

    fn check_of(&self, uri: &Uri) -> Option<Check> {
        self.shared.session().check_of(uri)
    }

    /// The states of all open documents, and how many bytes of text they are.
    fn checks(&self) -> (Vec<Check>, usize) {
        let checks = self.shared.session().checks();
        let bytes = checks.iter().map(|check| check.snapshot.document.text().len()).sum();
        (checks, bytes)
    }

    /// The stamp of a document, its semantic tokens, and those that the client has if they are the `previous` ones.
    /// Nothing where there are none, so that an editor that takes those of one server only may take another's.
    async fn tokens(
        &self,
        uri: &Uri,
        previous: Option<&str>,
    ) -> Result<Option<(u64, Vec<SemanticToken>, Option<Vec<SemanticToken>>)>> {
        let Some(check) = self.configured_check_of(uri).await else {
            return Ok(None);
        };
        let (key, stamp) = (check.key.clone(), check.stamp);
        let whole = 0..check.snapshot.document.source().len();
        let now = check.ask("semantic tokens", move |check| tokens::of(check, &whole)).await?.unwrap_or_default();
        let before = self.shared.session().exchange_tokens(&key, previous, stamp, &now);
        Ok((!now.is_empty() || before.is_some()).then_some((stamp, now, before)))
    }

    /// Which services the document has chosen, and where: for a status bar.
    #[expect(clippy::unused_async, reason = "the transport takes a future")]
    pub(super) async fn choices(&self, params: choices::ChoicesParams) -> Result<Vec<choices::Choice>> {
        let Some(check) = self.check_of(&params.text_document.uri) else {
            return Ok(Vec::new());
        };
        guard("choices", || choices::of(&check))
    }

    /// The current state of a document, with its configuration: for what depends on a switch.
    async fn configured_check_of(&self, uri: &Uri) -> Option<Check> {
        self.shared.configured().await;
        self.check_of(uri)
    }

    /// Takes settings that the client has pushed, or asks for them. A client that can be asked knows better than
    /// what it pushes, which is often nothing or everything. In a task of its own, because it may take its
    /// time, or never answer (T2).
    fn settle_settings(&self, pushed: Value) {
        if self.shared.session().client().answers_configuration {
            tokio::spawn(loader::pull_settings(Arc::clone(&self.shared), self.client.clone(), pushed));
        } else {
            loader::take_settings(&self.shared, pushed);
        }
    }
}

impl LanguageServer for Backend {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        if let Some(process) = params.process_id {
            tokio::spawn(parent::watch(process, Arc::clone(&self.shared)));
        }
        let mut session = self.shared.session();
        session.initialize(params);
        self.shared.stale.notify_one();
        Ok(InitializeResult {
            capabilities: capabilities::offered(session.client(), session.encoding()),
            server_info: Some(ServerInfo {
                name: SOURCE.to_owned(),
                version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            }),
            offset_encoding: None,
        })
    }

    async fn initialized(&self, _: InitializedParams) {
        self.shared.initialized.send_replace(true);
        self.settle_settings(Value::Null);
        if self.shared.session().client().registers_configuration {
            tokio::spawn(register_configuration(self.client.clone()));
        }
    }

    async fn shutdown(&self) -> Result<()> {
        self.shared.session().shut_down();
        Ok(())
    }

    async fn did_open(&self, params: DidOpenTextDocumentParams) {
        let mut session = self.shared.session();
        session.open(params.text_document);
        if session.is_incomplete() {
            self.shared.stale.notify_one();
        }
        self.shared.dirty.notify_one();
    }

    async fn did_change(&self, params: DidChangeTextDocumentParams) {
        let document = params.text_document;
        self.shared.session().change(&document.uri, document.version, params.content_changes);
        self.shared.dirty.notify_one();
    }

    async fn did_close(&self, params: DidCloseTextDocumentParams) {
        self.shared.session().close(&params.text_document.uri);
        self.shared.dirty.notify_one();
    }

    /// Not asked for, but some clients tell it all the same.
    async fn did_save(&self, _: DidSaveTextDocumentParams) {}

    async fn did_change_configuration(&self, params: DidChangeConfigurationParams) {
        self.settle_settings(params.settings);
    }

    async fn did_change_workspace_folders(&self, params: DidChangeWorkspaceFoldersParams) {
        let (added, removed) = (params.event.added, params.event.removed);
        let mut session = self.shared.session();
        session.change_folders(added.iter().map(|folder| &folder.uri), removed.iter().map(|folder| &folder.uri));
        self.shared.stale.notify_one();
    }

    async fn did_change_watched_files(&self, params: DidChangeWatchedFilesParams) {
        let session = self.shared.session();
        let mut changed = params.changes.iter().filter_map(|change| uri::file(&change.uri));
        if changed.any(|path| session.workspace().is_none_or(|workspace| workspace.depends_on(&path))) {
            self.shared.stale.notify_one();
        }
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        let params = params.text_document_position_params;
        let Some(check) = self.check_of(&params.text_document.uri) else {
            return Ok(None);
        };
        let text = check.snapshot.document.text();
        guard("hover", || {
            let offset = convert::offset(text, params.position, check.encoding);
            let hover = features::hover::hover(&check.snapshot, offset)?;
            Some(Hover {
                contents: HoverContents::Markup(convert::markup(hover.markdown, check.client.markdown_hover)),
                range: Some(convert::range(text, &hover.range, check.encoding)),
            })
        })
    }

    async fn completion(&self, params: CompletionParams) -> Result<Option<CompletionResponse>> {
        let params = params.text_document_position;
        let Some(check) = self.check_of(&params.text_document.uri) else {
            return Ok(None);
        };
        let text = check.snapshot.document.text();
        guard("completion", || {
            let offset = convert::offset(text, params.position, check.encoding);
            let found = features::completion::complete(&check.snapshot, offset);
            Some(CompletionResponse::List(completion::list(found, text, check.encoding, check.client)))
        })
    }

    async fn completion_resolve(&self, mut item: CompletionItem) -> Result<CompletionItem> {
        let (knowledge, client) = {
            let session = self.shared.session();
            let loaded = session.workspace().map(|workspace| workspace.knowledge().cloned().collect());
            (loaded.unwrap_or_else(|| vec![Knowledge::embedded()]), session.client())
        };
        let Some(Value::String(id)) = &item.data else {
            return Ok(item);
        };
        let found = guard("documentation", || {
            knowledge.iter().find_map(|knowledge| features::completion::documentation(knowledge, id))
        })?;
        item.documentation = found
            .map(|markdown| Documentation::MarkupContent(convert::markup(markdown, client.markdown_documentation)));
        Ok(item)
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<Vec<CodeActionOrCommand>>> {
        let context = params.context;
        let uri = params.text_document.uri;
        let Some(mut check) = self.check_of(&uri) else {
            return Ok(None);
        };
        let (version, client) = (check.version, check.client);
        let only = context.only.as_deref();
        if !client.code_action_literals || !(actions::wanted(only) || actions::wants_fix_all(only)) {
            return Ok(None);
        }
        if actions::wants_fix_all(only) {
            check.client.diagnostic_data = true;
            let all = check.run().await.unwrap_or_default();
            return Ok(Some(actions::fix_all(&all, &uri, version, client).into_iter().collect()));
        }
        let mut asked = context.diagnostics;
        asked.retain(|diagnostic| diagnostic.source.as_deref() == Some(SOURCE));
        let is_current = client.diagnostic_data && self.shared.session().is_current(&uri, &asked);
        if !is_current {
            // The text has moved on under these diagnostics, or the client does not keep what they carry.
            check.client.diagnostic_data = true;
            asked = check.run().await.unwrap_or_default();
            asked.retain(|diagnostic| overlap(diagnostic.range, params.range));
        }
        Ok(Some(actions::of_diagnostics(&asked, &uri, version, client)))
    }

    async fn code_lens(&self, params: CodeLensParams) -> Result<Option<Vec<CodeLens>>> {
        let Some(check) = self.configured_check_of(&params.text_document.uri).await else {
            return Ok(None);
        };
        check.ask("code lens", lens::all).await
    }

    async fn code_lens_resolve(&self, lens: CodeLens) -> Result<CodeLens> {
        let unresolved = lens::Unresolved::of(&lens)?;
        let Some(check) = self.check_of(&unresolved.uri) else {
            return Err(Error {
                code: ErrorCode::ContentModified,
                message: "the document is closed".into(),
                data: None,
            });
        };
        let resolved = check.ask("code lens", move |check| lens::resolved(check, &unresolved)).await?;
        resolved.unwrap_or(Ok(lens))
    }

    async fn execute_command(&self, params: ExecuteCommandParams) -> Result<Option<Value>> {
        if params.command != lens::COMMAND {
            return Err(Error::invalid_params(format!("no command is called {}", params.command)));
        }
        tokio::spawn(lens::say(self.client.clone(), lens::spoken(&params.arguments)?));
        Ok(None)
    }

    async fn inlay_hint(&self, params: InlayHintParams) -> Result<Option<Vec<InlayHint>>> {
        let Some(check) = self.configured_check_of(&params.text_document.uri).await else {
            return Ok(None);
        };
        check.ask("inlay hints", move |check| signs::hints(check, params.range)).await
    }

    async fn document_link(&self, params: DocumentLinkParams) -> Result<Option<Vec<DocumentLink>>> {
        let Some(check) = self.configured_check_of(&params.text_document.uri).await else {
            return Ok(None);
        };
        check.ask("links", signs::links).await
    }

    async fn document_highlight(&self, params: DocumentHighlightParams) -> Result<Option<Vec<DocumentHighlight>>> {
        let params = params.text_document_position_params;
        let Some(check) = self.check_of(&params.text_document.uri) else {
            return Ok(None);
        };
        check.ask("highlights", move |check| navigation::highlights(check, params.position)).await
    }

    async fn goto_definition(&self, params: GotoDefinitionParams) -> Result<Option<GotoDefinitionResponse>> {
        let params = params.text_document_position_params;
        let Some(check) = self.check_of(&params.text_document.uri) else {
            return Ok(None);
        };
        let found = check.ask("definition", move |check| navigation::definition(check, params.position)).await?;
        Ok(found.flatten())
    }

    async fn references(&self, params: ReferenceParams) -> Result<Option<Vec<Location>>> {
        let params = params.text_document_position;
        let Some(asked) = self.check_of(&params.text_document.uri) else {
            return Ok(None);
        };
        let checks = self.checks();
        let find = move || navigation::references(&asked, params.position, &checks.0);
        check::answer("references", checks.1, find).await.map(Some)
    }

    async fn symbol(&self, params: WorkspaceSymbolParams) -> Result<Option<WorkspaceSymbolResponse>> {
        self.shared.configured().await;
        let checks = self.checks();
        let find = move || navigation::symbols(&params.query, &checks.0);
        let found = check::answer("symbols", checks.1, find).await?;
        Ok(Some(WorkspaceSymbolResponse::Nested(found)))
    }

    async fn semantic_tokens_full(&self, params: SemanticTokensParams) -> Result<Option<SemanticTokensResult>> {
        let found = self.tokens(&params.text_document.uri, None).await?;
        Ok(found.map(|(stamp, now, _)| tokens::full(stamp, now).into()))
    }

    async fn semantic_tokens_full_delta(
        &self,
        params: SemanticTokensDeltaParams,
    ) -> Result<Option<SemanticTokensFullDeltaResult>> {
        let found = self.tokens(&params.text_document.uri, Some(&params.previous_result_id)).await?;
        Ok(found.map(|(stamp, now, before)| match before {
            Some(before) => tokens::delta(stamp, &before, &now).into(),
            None => tokens::full(stamp, now).into(),
        }))
    }

    async fn semantic_tokens_range(
        &self,
        params: SemanticTokensRangeParams,
    ) -> Result<Option<SemanticTokensRangeResult>> {
        let Some(check) = self.configured_check_of(&params.text_document.uri).await else {
            return Ok(None);
        };
        let found = check.ask("semantic tokens", move |check| tokens::of(check, &check.bytes(params.range))).await?;
        let found = found.filter(|data| !data.is_empty());
        Ok(found.map(|data| SemanticTokens { result_id: None, data }.into()))
    }

    async fn diagnostic(&self, params: DocumentDiagnosticParams) -> Result<DocumentDiagnosticReportResult> {
        self.shared.configured().await;
        let uri = params.text_document.uri;
        // Clients pull again when a page is shown again: then the answer is there already.
        let said = self.shared.session().said(&uri).map(<[Diagnostic]>::to_vec);
        let items = match (said, self.check_of(&uri)) {
            (Some(items), _) => items,
            (None, Some(check)) => {
                let (key, stamp, pulls) = (check.key.clone(), check.stamp, check.client.pulls);
                let items = check.run().await.unwrap_or_default();
                // A client that is pushed to has not shown what it asked for beside that.
                if pulls {
                    self.shared.session().is_news(&key, stamp, &items);
                }
                items
            }
            (None, None) => Vec::new(),
        };
        let result_id = result_id(&items);
        Ok(DocumentDiagnosticReportResult::Report(if params.previous_result_id.as_ref() == Some(&result_id) {
            DocumentDiagnosticReport::Unchanged(RelatedUnchangedDocumentDiagnosticReport {
                related_documents: None,
                unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport { result_id },
            })
        } else {
            DocumentDiagnosticReport::Full(RelatedFullDocumentDiagnosticReport {
                related_documents: None,
                full_document_diagnostic_report: FullDocumentDiagnosticReport { result_id: Some(result_id), items },
            })
        }))
    }
}

/// Some clients only tell that settings have changed if they were asked to.
async fn register_configuration(client: Client) {
    let registration = Registration {
        id: "fingerpost-settings".to_owned(),
        method: "workspace/didChangeConfiguration".to_owned(),
        register_options: Some(serde_json::json!({ "section": super::session::SECTION })),
    };
    if let Err(error) = client.register_capability(vec![registration]).await {
        tracing::warn!(%error, "the client will not tell of changed settings");
    }
}

/// Ranges that share a character or touch: a cursor at the end of a word is still on it.
fn overlap(left: Range, right: Range) -> bool {
    left.start <= right.end && right.start <= left.end
}

/// The same for the same diagnostics, whatever happened in between.
fn result_id(items: &[Diagnostic]) -> String {
    let mut hasher = DefaultHasher::new();
    serde_json::to_string(items).unwrap_or_default().hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}
