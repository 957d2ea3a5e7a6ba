//! What handlers and tasks share: the session behind its lock, and the bells they ring for each other.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::{Notify, watch};

use super::session::Session;

/// One per server. The lock is held for microseconds and never across an `.await` (T1).
pub(super) struct Shared {
    session: Mutex<Session>,
    /// A document waits to be checked, or a closed one to be cleared.
    pub(super) dirty: Notify,
    /// Folders, settings or files have changed from which the configuration is made.
    pub(super) stale: Notify,
    /// The client can no longer be served: its process or its end of the pipe is gone.
    pub(super) hangup: Notify,
    /// Becomes true with `initialized`: from then on the client may be asked things.
    pub(super) initialized: watch::Sender<bool>,
    /// Counts the configurations that were loaded. Requests that depend on one wait for the first.
    pub(super) loaded: watch::Sender<u64>,
}

impl Default for Shared {
    fn default() -> Self {
        Self {
            session: Mutex::default(),
            dirty: Notify::new(),
            stale: Notify::new(),
            hangup: Notify::new(),
            initialized: watch::Sender::new(false),
            loaded: watch::Sender::new(0),
        }
    }
}

impl Shared {
    /// The session. A poisoned lock is entered: the panic has been answered, the state is whole,
    /// because every change of it ends in one assignment.
    pub(super) fn session(&self) -> MutexGuard<'_, Session> {
        self.session.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until a configuration has been loaded.
    pub(super) async fn configured(&self) {
        // The sender lives in `self`, so the wait cannot fail.
        let _ = self.loaded.subscribe().wait_for(|&count| count > 0).await;
    }
}
