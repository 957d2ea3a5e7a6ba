//! Stdin as the transport reads it: one whole, valid message at a time.
//!
//! A thread reads, because reading stdin blocks. The transport gets a message only after the
//! handlers of the one before have run up to their first `.await`. So handlers that change state do it
//! in the order of arrival, and a client may send `initialize` and all the rest in one go.

use std::io::{self, BufReader};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::thread;
use std::time::Duration;

use tokio::io::{AsyncRead, ReadBuf};
use tokio::sync::{mpsc, watch};

use super::envelope;
use super::frames::{self, Frame};
use super::outbox::Outbox;

/// Enough for any keystroke; a whole document passes through in pieces.
const BUFFER: usize = 64 << 10;

/// How long a burst may hold back what it delays. A client that never pauses is still served.
const PATIENCE: Duration = Duration::from_millis(50);

/// A message as the transport expects it, header included.
struct Message {
    bytes: Vec<u8>,
    /// More bytes had arrived behind it: the next message is on its way.
    followed: bool,
}

/// The messages that have arrived.
pub(super) struct Inbox {
    arrivals: mpsc::UnboundedReceiver<Message>,
    current: Vec<u8>,
    read: usize,
    followed: bool,
    /// A message was handed over and its handler has not had its turn.
    pause: bool,
    busy: watch::Sender<bool>,
}

/// Tells whether messages are waiting to be handled.
pub(super) struct Backlog(watch::Receiver<bool>);

/// Starts to read stdin. What cannot be a message is answered through the outbox.
pub(super) fn stdin(outbox: Outbox) -> (Inbox, Backlog) {
    let (sender, inbox, backlog) = channel();
    thread::spawn(move || read(BufReader::with_capacity(BUFFER, io::stdin()), &sender, &outbox));
    (inbox, backlog)
}

fn channel() -> (mpsc::UnboundedSender<Message>, Inbox, Backlog) {
    let (sender, arrivals) = mpsc::unbounded_channel();
    let (busy, receiver) = watch::channel(false);
    let inbox = Inbox { arrivals, current: Vec::new(), read: 0, followed: false, pause: false, busy };
    (sender, inbox, Backlog(receiver))
}

/// Reads until the end of the input; dropping the sender then ends the transport.
fn read<R: io::Read>(mut input: BufReader<R>, sender: &mpsc::UnboundedSender<Message>, outbox: &Outbox) {
    loop {
        let accepted = match frames::next(&mut input) {
            Ok(Some(Frame::Body(body))) => envelope::accept(&body),
            Ok(Some(Frame::BadLength(value))) => Err(envelope::bad_length(&value)),
            Ok(None) => return,
            Err(error) => {
                tracing::error!(%error, "cannot read standard input");
                return;
            }
        };
        match accepted {
            Ok(body) => {
                let mut bytes = format!("Content-Length: {}\r\n\r\n", body.len()).into_bytes();
                bytes.extend_from_slice(&body);
                if sender.send(Message { bytes, followed: !input.buffer().is_empty() }).is_err() {
                    return;
                }
            }
            Err(response) => outbox.respond(&response),
        }
    }
}

impl AsyncRead for Inbox {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let inbox = &mut *self;
        if inbox.read == inbox.current.len() {
            if inbox.pause {
                // The transport polls its handlers before its reader, so one turn is enough.
                inbox.pause = false;
                context.waker().wake_by_ref();
                return Poll::Pending;
            }
            let next = inbox.arrivals.poll_recv(context);
            inbox.busy.send_if_modified(|busy| {
                let now = match &next {
                    Poll::Ready(message) => message.is_some(),
                    Poll::Pending => inbox.followed,
                };
                std::mem::replace(busy, now) != now
            });
            let Poll::Ready(next) = next else {
                return Poll::Pending;
            };
            let Some(message) = next else {
                return Poll::Ready(Ok(()));
            };
            (inbox.current, inbox.followed, inbox.read) = (message.bytes, message.followed, 0);
        }
        let unread = inbox.current.get(inbox.read..).unwrap_or_default();
        let part = unread.get(..buffer.remaining()).unwrap_or(unread);
        buffer.put_slice(part);
        inbox.read += part.len();
        if inbox.read == inbox.current.len() {
            inbox.pause = true;
        }
        Poll::Ready(Ok(()))
    }
}

impl Backlog {
    /// Waits until every message that has arrived was handled, but not for ever.
    pub(super) async fn drained(&mut self) {
        // Neither the end of the patience nor that of the inbox is worth a word.
        let _ = tokio::time::timeout(PATIENCE, self.0.wait_for(|busy| !busy)).await;
    }
}
