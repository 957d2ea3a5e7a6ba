//! Stdout as the transport writes it.
//!
//! Writes are made at once, on the thread of the handlers. A client that does not read what it is
//! sent stalls the answers to itself and nothing else: its messages are still taken in by [`super::inbox`].

use std::fs::File;
use std::io::{self, Write};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use serde_json::Value;
use tokio::io::AsyncWrite;

use super::shared::Shared;

/// The way out. Clones write to the same pipe, each whole messages.
#[derive(Clone)]
pub(super) struct Outbox {
    pipe: Arc<Mutex<File>>,
    shared: Arc<Shared>,
}

impl Outbox {
    /// Stdout without the line buffer of the standard library, which would split each message in two.
    pub(super) fn stdout(shared: Arc<Shared>) -> io::Result<Self> {
        #[cfg(unix)]
        let owned = std::os::fd::AsFd::as_fd(&io::stdout()).try_clone_to_owned()?;
        #[cfg(windows)]
        let owned = std::os::windows::io::AsHandle::as_handle(&io::stdout()).try_clone_to_owned()?;
        Ok(Self { pipe: Arc::new(Mutex::new(File::from(owned))), shared })
    }

    /// Sends a response past the transport, for messages that never reached it.
    pub(super) fn respond(&self, response: &Value) {
        let body = response.to_string();
        let _ = self.write(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    }

    fn write(&self, bytes: &[u8]) -> io::Result<()> {
        let written = self.pipe.lock().unwrap_or_else(PoisonError::into_inner).write_all(bytes);
        if written.is_err() {
            // Nobody reads any more, and the transport would wait for the end of stdin all the same.
            self.shared.hangup.notify_one();
        }
        written
    }
}

impl AsyncWrite for Outbox {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Poll::Ready(self.write(bytes).map(|()| bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}
