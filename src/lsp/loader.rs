//! Loads the configuration when something it is made of has changed: one task, files read on another thread.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ls_types::{ConfigurationItem, Diagnostic, MessageType, Uri};
use serde_json::Value;
use tokio::task::spawn_blocking;
use tower_lsp::Client;
use tower_lsp::jsonrpc::Result;

use super::capabilities::ClientFeatures;
use super::problems;
use super::session::SECTION;
use super::shared::Shared;
use super::watcher::Watcher;
use super::workspace::Workspace;
use crate::problem::Problem;

/// Runs as long as the server. The first round is asked for by `initialize`; the handshake does not wait for it,
/// and not for the knowledge, which is first needed here.
pub(super) async fn run(shared: Arc<Shared>, client: Client) {
    let mut said = BTreeSet::new();
    let mut complained = Vec::new();
    let mut watcher = Watcher::default();
    let mut rounds = 0_u64;
    loop {
        shared.stale.notified().await;
        let (request, features, encoding) = {
            let session = shared.session();
            (session.request(), session.client(), session.encoding())
        };
        let loading = spawn_blocking(move || {
            let workspace = Workspace::load(&request);
            let diagnostics = problems::by_file(&workspace.problems, encoding);
            (workspace, diagnostics)
        });
        let (workspace, diagnostics) = match loading.await {
            Ok(loaded) => loaded,
            Err(error) => {
                tracing::error!(%error, "the configuration was not loaded");
                continue;
            }
        };
        for problem in workspace.problems.iter().chain(&workspace.settings_problems) {
            tracing::warn!("{problem}");
        }
        let to_watch = watcher.plan(&workspace, features);
        let complaint = workspace.settings_problems.clone();
        let is_incomplete = {
            let mut session = shared.session();
            session.install(workspace);
            session.is_incomplete()
        };
        if is_incomplete {
            shared.stale.notify_one();
        }
        shared.loaded.send_modify(|count| *count += 1);
        shared.dirty.notify_one();

        // From here on the client is spoken to, which it allows with `initialized`.
        let _ = shared.initialized.subscribe().wait_for(|&it| it).await;
        publish(&client, &mut said, diagnostics).await;
        if complaint != complained {
            complained = complaint;
            complain(&client, &complained).await;
        }
        if let Some(watched) = to_watch {
            tokio::spawn(watched.register(client.clone()));
        }
        tokio::spawn(refresh(client.clone(), features, rounds > 0));
        rounds += 1;
    }
}

/// Shows the problems of each file on the file, and takes away those that are mended.
async fn publish(client: &Client, said: &mut BTreeSet<Uri>, diagnostics: BTreeMap<Uri, Vec<Diagnostic>>) {
    let now: BTreeSet<Uri> = diagnostics.keys().cloned().collect();
    for mended in said.difference(&now) {
        client.publish_diagnostics(mended.clone(), Vec::new(), None).await;
    }
    *said = now;
    for (uri, diagnostics) in diagnostics {
        client.publish_diagnostics(uri, diagnostics, None).await;
    }
}

/// The editor's settings are no document, so a message has to do.
async fn complain(client: &Client, problems: &[Problem]) {
    if !problems.is_empty() {
        let messages: Vec<&str> = problems.iter().map(|problem| problem.message.as_str()).collect();
        client.show_message(MessageType::WARNING, format!("Fingerpost settings: {}", messages.join("; "))).await;
    }
}

/// Has the client ask again for what depends on the configuration. What waits for the first one needs no second ask.
async fn refresh(client: Client, features: ClientFeatures, again: bool) {
    let log = |result: Result<()>, what: &str| {
        if let Err(error) = result {
            tracing::warn!(%error, "the client did not refresh its {what}");
        }
    };
    if features.pulls {
        log(client.workspace_diagnostic_refresh().await, "diagnostics");
    }
    if again && features.refreshes_lenses {
        log(client.code_lens_refresh().await, "code lenses");
    }
    if again && features.refreshes_hints {
        log(client.inlay_hint_refresh().await, "inlay hints");
    }
    if again && features.refreshes_tokens {
        log(client.semantic_tokens_refresh().await, "semantic tokens");
    }
}

/// Asks the client for its settings. If it has nothing to say, what it pushed counts.
pub(super) async fn pull_settings(shared: Arc<Shared>, client: Client, pushed: Value) {
    let item = ConfigurationItem { scope_uri: None, section: Some(SECTION.to_owned()) };
    let pulled = match client.configuration(vec![item]).await {
        Ok(answer) => answer.into_iter().next().unwrap_or_default(),
        Err(error) => {
            tracing::warn!(%error, "the client did not tell its settings");
            Value::Null
        }
    };
    take_settings(&shared, if pulled.is_null() { pushed } else { pulled });
}

/// Loads anew if the settings differ. None at all are no reason to forget those that came with `initialize`.
pub(super) fn take_settings(shared: &Shared, settings: Value) {
    if !settings.is_null() && shared.session().configure(settings) {
        shared.stale.notify_one();
    }
}
