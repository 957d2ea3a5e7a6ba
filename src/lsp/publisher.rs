//! Publishes diagnostics: one task, so that what it says about a document never comes out of order.
//!
//! No timer: it runs when a message has changed something and none is waiting. A burst of edits is
//! so one check, and a single keystroke waits for nothing.

use std::sync::Arc;

use tower_lsp::Client;

use super::inbox::Backlog;
use super::session::Task;
use super::shared::Shared;

/// Runs as long as the server.
pub(super) async fn run(shared: Arc<Shared>, client: Client, mut backlog: Backlog) {
    loop {
        shared.dirty.notified().await;
        loop {
            backlog.drained().await;
            let Some(task) = next(&shared) else { break };
            match task {
                Task::Clear(uri) => client.publish_diagnostics(uri, Vec::new(), None).await,
                Task::Check(check) => {
                    let (key, stamp, uri, version) = (check.key.clone(), check.stamp, check.uri.clone(), check.version);
                    let Some(diagnostics) = check.run().await else {
                        continue;
                    };
                    let is_news = shared.session().is_news(&key, stamp, &diagnostics);
                    if is_news {
                        client.publish_diagnostics(uri, diagnostics, Some(version)).await;
                    }
                }
            }
        }
    }
}

/// In a function of its own, so that the lock is gone before anything is awaited.
fn next(shared: &Shared) -> Option<Task> {
    shared.session().next_task()
}
