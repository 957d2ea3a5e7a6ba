//! Checks documents on all cores and writes what there is to say in the order of the documents.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use super::baseline::{Baseline, Entry};
use super::changes::Changes;
use super::fingerprint::fingerprints;
use super::progress::Progress;
use crate::analysis::{self, Date, Snapshot};
use crate::cli::output::{Checked, Format, Tally};
use crate::cli::path::shown;
use crate::cli::settings::Settings;
use crate::cli::streams::Streams;
use crate::cli::walk::Input;
use crate::cli::{Failure, read as read_file};
use crate::document::Document;
use crate::finding::{Finding, apply, automatic_edits, merged};

/// What the threads share.
pub(super) struct Job<'a> {
    pub(super) settings: Settings,
    pub(super) format: &'a dyn Format,
    pub(super) today: Date,
    /// What came on stdin, if it is asked for.
    pub(super) stdin: Option<Result<String, String>>,
    /// The lines that count; `None` means all.
    pub(super) changes: Option<Changes>,
    /// Findings to leave out.
    pub(super) baseline: Baseline,
    /// Apply the fixes that need no look to the files.
    pub(super) fix: bool,
}

/// What came of documents.
#[derive(Debug, Default)]
pub(super) struct Report {
    pub(super) tally: Tally,
    /// The findings as a baseline records them.
    pub(super) recorded: Vec<Entry>,
    /// Names that have been written anew.
    pub(super) fixed: usize,
}

/// What a thread hands back: the number of the document, and what to write or why it could not be read.
type Piece = (usize, Result<(String, Report), Unread>);

/// A document that could not be read.
struct Unread {
    path: String,
    problem: String,
}

/// Pieces that may wait to be written. Then the threads wait: a slow reader must not fill the memory.
const WAITING: usize = 256;

impl Job<'_> {
    pub(super) fn check_all(
        &self,
        documents: &[Input],
        progress: &Progress,
        streams: &mut Streams<'_>,
    ) -> Result<Report, Failure> {
        let cores = thread::available_parallelism().map_or(1, NonZeroUsize::get);
        let next = AtomicUsize::new(0);
        thread::scope(|scope| {
            let (sender, pieces) = sync_channel(WAITING);
            for _ in 0..cores.min(documents.len()) {
                let (next, sender) = (&next, sender.clone());
                scope.spawn(move || self.work(documents, next, &sender));
            }
            drop(sender);
            // An error drops the receiver, and with it the threads end.
            self.write(pieces, progress, streams)
        })
    }

    fn work(&self, documents: &[Input], next: &AtomicUsize, sender: &SyncSender<Piece>) {
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(input) = documents.get(index) else { return };
            if sender.send((index, self.check(input))).is_err() {
                return;
            }
        }
    }

    fn check(&self, input: &Input) -> Result<(String, Report), Unread> {
        let path = shown(input.path());
        let text = match input {
            Input::File(file) => read_file::file(file),
            Input::Stdin(_) => self.stdin.clone().unwrap_or_else(|| Ok(String::new())),
        };
        let text = match text {
            Ok(text) => text,
            Err(problem) => return Err(Unread { path, problem }),
        };
        let relative = self.settings.relative(input.path());
        let read = |text: &str| {
            Snapshot::new(
                Arc::new(Document::new(text, Arc::clone(&self.settings.knowledge))),
                Arc::clone(&self.settings.config),
                relative.clone(),
                self.today,
            )
        };
        let mut snapshot = read(&text);
        let mut findings = analysis::check(&snapshot);
        let mut fixed = 0;
        if let (true, Input::File(file)) = (self.fix, input) {
            let edits = automatic_edits(&findings);
            if !edits.is_empty() {
                let text = apply(&text, &edits);
                if let Err(problem) = read_file::replace(file, &text) {
                    return Err(Unread { path, problem });
                }
                fixed = edits.len();
                snapshot = read(&text);
                findings = analysis::check(&snapshot);
            }
        }
        let mut prints = fingerprints(&relative, &snapshot.document, &findings);
        if let Some(changes) = &self.changes {
            retain(&mut findings, &mut prints, |finding, _| {
                changes.concern(input.path(), finding, snapshot.document.text())
            });
        }
        let all = findings.len();
        retain(&mut findings, &mut prints, |_, print| !self.baseline.holds(print));
        let known = all - findings.len();
        let recorded = findings.iter().zip(&prints);
        let recorded = recorded.map(|(finding, print)| Entry::of(&relative, finding, print, &snapshot.document));
        let recorded = recorded.collect();
        let (kept, findings): (Vec<usize>, Vec<Finding>) = merged(findings).into_iter().unzip();
        let prints: Vec<String> = kept.iter().filter_map(|index| prints.get(*index).cloned()).collect();
        let report = Report { recorded, fixed, tally: Tally { known, ..Tally::of(&findings) } };
        let checked = Checked { path: &path, snapshot: &snapshot, findings: &findings, fingerprints: &prints };
        Ok((self.format.document(&checked), report))
    }

    /// Writes the pieces in the order of the documents, whatever the order in which they come.
    fn write(
        &self,
        pieces: Receiver<Piece>,
        progress: &Progress,
        streams: &mut Streams<'_>,
    ) -> Result<Report, Failure> {
        let mut early = BTreeMap::new();
        let mut total = Report::default();
        let mut written = 0;
        let mut separator = "";
        for (index, piece) in pieces {
            progress.advance();
            early.insert(index, piece);
            while let Some(piece) = early.remove(&written) {
                written += 1;
                let text = match piece {
                    Ok((text, report)) => {
                        let text = self.format.admit(text, &total.tally);
                        total.tally += report.tally;
                        total.fixed += report.fixed;
                        total.recorded.extend(report.recorded);
                        text
                    }
                    Err(Unread { path, problem }) => {
                        total.tally.unread += 1;
                        progress.pause(|| streams.complain(&format!("{path}: {problem}")))?;
                        self.format.unread(&path, &problem)
                    }
                };
                if !text.is_empty() {
                    progress.pause(|| {
                        streams.out.write_all(separator.as_bytes())?;
                        streams.out.write_all(text.as_bytes())?;
                        if progress.shares_screen() { streams.out.flush() } else { Ok(()) }
                    })?;
                    separator = self.format.separator();
                }
            }
        }
        Ok(total)
    }
}

/// Keeps the findings, and their fingerprints, for which the test holds.
fn retain(findings: &mut Vec<Finding>, prints: &mut Vec<String>, keep: impl Fn(&Finding, &str) -> bool) {
    let kept: Vec<bool> = findings.iter().zip(prints.iter()).map(|(finding, print)| keep(finding, print)).collect();
    let mut flags = kept.iter();
    findings.retain(|_| flags.next().copied().unwrap_or(true));
    let mut flags = kept.iter();
    prints.retain(|_| flags.next().copied().unwrap_or(true));
}
