//! The language server: transport, session, publisher and the conversion to protocol types.
//!
//! This folder is the only place that knows tower-lsp, its types and tokio. What the rest of the
//! house computes is plain data about a snapshot; here it meets a client that edits, asks and
//! changes its mind. Five rules keep the transport honest. Each has a test over a real pipe.
//!
//! - **T1** A handler changes state before its first `.await`, under a std mutex. `Session` has
//!   no async method, so no lock is ever held across one.
//! - **T2** No handler awaits the client: requests to it go out from spawned tasks.
//! - **T3** The concurrency level is high: its slots are waiters, and with few of them a
//!   cancellation could not overtake what it cancels.
//! - **T4** Every call into a feature is guarded; a panic there answers one request with an error.
//!   A panic anywhere else ends the process at once: no half-dead server.
//! - **T5** The exit code is 0 after `shutdown` and 1 otherwise, also at the end of the input.
//!
//! The path of a keystroke: `inbox` (a thread) cuts the message out of stdin, `backend` applies
//! it to the `session`, `publisher` checks a snapshot as soon as no further message is waiting.

mod actions;
mod backend;
mod capabilities;
mod check;
mod choices;
mod completion;
mod convert;
mod envelope;
mod frames;
mod guard;
mod inbox;
mod lens;
mod loader;
mod navigation;
mod outbox;
mod parent;
mod problems;
mod publisher;
mod session;
mod shared;
mod signs;
mod today;
mod tokens;
mod uri;
mod watcher;
mod workspace;

use std::process::ExitCode;
use std::sync::Arc;

use tokio::runtime::Builder;
use tokio::task::JoinSet;
use tower_lsp::{LspService, Server};

use self::backend::Backend;
use self::outbox::Outbox;
use self::shared::Shared;

/// Handlers that may wait at the same time. A waiter costs nothing, a missing slot costs the order (T3).
const CONCURRENCY: usize = 1024;

/// Threads for checks of long documents and for reading the configuration; they end when idle.
const HELPERS: usize = 2;

/// Serves one client on stdin and stdout until it leaves.
pub fn run() -> ExitCode {
    // One thread for all handlers: they take microseconds, and a thread that does not hand over
    // to another answers sooner and sleeps in less memory.
    let runtime = match Builder::new_current_thread().enable_time().max_blocking_threads(HELPERS).build() {
        Ok(runtime) => runtime,
        Err(error) => {
            tracing::error!(%error, "no runtime");
            return ExitCode::FAILURE;
        }
    };
    let code = runtime.block_on(serve());
    // A thread still reads stdin, and a check may still run: neither may hold up the exit.
    runtime.shutdown_background();
    code
}

async fn serve() -> ExitCode {
    let shared = Arc::new(Shared::default());
    let outbox = match Outbox::stdout(Arc::clone(&shared)) {
        Ok(outbox) => outbox,
        Err(error) => {
            tracing::error!(%error, "no standard output");
            return ExitCode::FAILURE;
        }
    };
    let (inbox, backlog) = inbox::stdin(outbox.clone());
    let mut tasks = JoinSet::new();
    let (service, socket) = LspService::build(|client| {
        tasks.spawn(publisher::run(Arc::clone(&shared), client.clone(), backlog));
        tasks.spawn(loader::run(Arc::clone(&shared), client.clone()));
        Backend::new(Arc::clone(&shared), client)
    })
    .custom_method(choices::METHOD, Backend::choices)
    .finish();
    // In a task of its own, so that a panic in it arrives here as a value and ends the process.
    let server = tokio::spawn(Server::new(inbox, outbox, socket).concurrency_level(CONCURRENCY).serve(service));
    tokio::select! {
        ended = server => {
            if let Err(error) = ended {
                tracing::error!(%error, "the server failed");
                return ExitCode::FAILURE;
            }
        }
        Some(ended) = tasks.join_next() => {
            tracing::error!(?ended, "a task of the server ended");
            return ExitCode::FAILURE;
        }
        () = shared.hangup.notified() => tracing::info!("the client is gone"),
    }
    if shared.session().is_shut_down() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
