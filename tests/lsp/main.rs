//! The language server over a real pipe: the built binary, real messages, no sleeps.
//!
//! A test says what it waits for and gets it or fails after a time-out; what must *not* happen is shown by
//! something that the server does later. Work is counted (messages, publications), never timed.
//! When a server is dropped it is shut down, must end with 0 and must not have said anything unheard.

#![expect(clippy::string_slice, reason = "a slice in the wrong place fails the test, as it should")]

#[cfg(test)]
mod client;
#[cfg(test)]
mod diagnostics;
#[cfg(test)]
mod features;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod lifecycle;
#[cfg(test)]
mod reading;
#[cfg(test)]
mod sync;
#[cfg(test)]
mod workspace;
