//! How far a long run has come, for whoever watches a terminal.

use std::io;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::cli::streams::Streams;

/// Runs of fewer documents are over before anybody wonders.
const LONG: usize = 500;

/// A bar on stderr; nothing if nobody looks there.
pub(super) struct Progress {
    bar: ProgressBar,
    /// Findings appear on the same screen, so the bar has to make room.
    shares_screen: bool,
}

impl Progress {
    pub(super) fn start(documents: usize, streams: &Streams<'_>) -> Self {
        let shown = streams.err_is_terminal && documents >= LONG;
        let target = if shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let style = ProgressStyle::with_template("{bar:30} {pos} of {len} documents, {eta} left");
        let bar = ProgressBar::with_draw_target(Some(documents as u64), target)
            .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        if shown {
            bar.enable_steady_tick(Duration::from_millis(200));
        }
        Self { bar, shares_screen: shown && streams.out_is_terminal }
    }

    /// One more document is done.
    pub(super) fn advance(&self) {
        self.bar.inc(1);
    }

    /// What is written to stdout shows up beside the bar, and so must not wait in a buffer.
    pub(super) fn shares_screen(&self) -> bool {
        self.shares_screen
    }

    /// Writes without the bar in the way.
    pub(super) fn pause(&self, write: impl FnOnce() -> io::Result<()>) -> io::Result<()> {
        if self.shares_screen { self.bar.suspend(write) } else { write() }
    }

    pub(super) fn end(&self) {
        self.bar.finish_and_clear();
    }
}
