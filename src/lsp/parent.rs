//! Ends the server when the client's process has died without saying so.
//!
//! The end of stdin tells the same in most cases; not where another child of the client keeps the pipe open.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::shared::Shared;

const INTERVAL: Duration = Duration::from_secs(3);

/// Watches the process until it is gone.
///
/// Only on systems with `/proc`: elsewhere a look at a foreign process takes unsafe code. And only if it can
/// be seen at the start: the client of a server in a container is in another world of process ids.
pub(super) async fn watch(process: u32, shared: Arc<Shared>) {
    let entry = PathBuf::from(format!("/proc/{process}"));
    if !entry.exists() {
        return;
    }
    while entry.exists() {
        tokio::time::sleep(INTERVAL).await;
    }
    tracing::info!(process, "the client's process is gone");
    shared.hangup.notify_one();
}
