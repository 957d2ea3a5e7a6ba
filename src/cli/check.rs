//! `fingerpost check`: reads, checks on all cores, writes in order.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use clap::{ColorChoice, ValueEnum};

use super::output::json::Json;
use super::output::text::Text;
use super::output::{Checked, Format, Tally};
use super::path::shown;
use super::settings::{Options, Settings};
use super::streams::Streams;
use super::walk::{Input, Inputs};
use super::{Failure, Outcome, read, today};
use crate::analysis::{self, Date, Snapshot};
use crate::document::Document;
use crate::finding::Severity;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Files, and folders whose Markdown files are checked; `-` reads stdin
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<PathBuf>,
    #[arg(long, value_enum, default_value_t = FormatName::Text)]
    format: FormatName,
    /// The quietest severity that makes the exit code 1
    #[arg(long, value_enum, default_value_t = Threshold::Warning, value_name = "SEVERITY")]
    fail_on: Threshold,
    /// Name of the document on stdin: for reports, and to find its configuration
    #[arg(long, value_name = "FILE")]
    stdin_filename: Option<PathBuf>,
    #[command(flatten)]
    options: Options,
    /// The date to check for instead of today, so that a run can be repeated
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = today::parse)]
    today: Option<Date>,
    #[arg(long, value_enum, default_value_t = ColorChoice::Auto, value_name = "WHEN")]
    color: ColorChoice,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum FormatName {
    /// For people
    Text,
    /// For programs: one object
    Json,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Threshold {
    Error,
    Warning,
    Information,
    Hint,
    Never,
}

pub(super) fn run(arguments: &Arguments, streams: &mut Streams<'_>) -> Result<Outcome, Failure> {
    let settings = arguments.options.load(&home(arguments), streams)?;
    let inputs = Inputs::collect(&arguments.paths, arguments.stdin_filename.as_deref(), &settings);
    let format: Box<dyn Format> = match arguments.format {
        FormatName::Text => Box::new(Text::new(is_coloured(arguments.color, streams))),
        FormatName::Json => Box::new(Json),
    };
    let job = Job {
        settings,
        format: format.as_ref(),
        today: arguments.today.unwrap_or_else(today::today),
        stdin: inputs
            .documents
            .iter()
            .any(|input| matches!(input, Input::Stdin(_)))
            .then(|| read::stream(&mut streams.input)),
    };
    for failure in &inputs.failures {
        streams.complain(failure)?;
    }
    if inputs.documents.is_empty() && inputs.failures.is_empty() {
        streams.complain(
            "there is no Markdown file to check; name one, or see `include` and `exclude` in fingerpost.toml",
        )?;
    }
    let mut tally = Tally { unread: inputs.failures.len(), ..Tally::default() };
    tally += job.check_all(&inputs.documents, streams)?;
    streams.out.write_all(format.closing(&tally).as_bytes())?;
    Ok(if tally.unread > 0 {
        Outcome::Incomplete
    } else if arguments.fail_on.severity().is_some_and(|severity| tally.at_least(severity) > 0) {
        Outcome::Found
    } else {
        Outcome::Clean
    })
}

impl Threshold {
    fn severity(self) -> Option<Severity> {
        match self {
            Self::Error => Some(Severity::Error),
            Self::Warning => Some(Severity::Warning),
            Self::Information => Some(Severity::Information),
            Self::Hint => Some(Severity::Hint),
            Self::Never => None,
        }
    }
}

/// The folder whose configuration counts: that of the first path.
fn home(arguments: &Arguments) -> PathBuf {
    let first = arguments.paths.first().map_or(Path::new("."), PathBuf::as_path);
    let first = match &arguments.stdin_filename {
        Some(name) if first.as_os_str() == "-" => name,
        _ => first,
    };
    if first.is_dir() { first.to_owned() } else { first.parent().unwrap_or(first).to_owned() }
}

/// See <https://no-color.org>.
fn is_coloured(choice: ColorChoice, streams: &Streams<'_>) -> bool {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    match choice {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto => {
            streams.out_is_terminal && !is_set("NO_COLOR") && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
        }
    }
}

/// What the threads share.
struct Job<'a> {
    settings: Settings,
    format: &'a dyn Format,
    today: Date,
    /// What came on stdin, if it is asked for.
    stdin: Option<Result<String, String>>,
}

/// What a thread hands back: the number of the document, and what to write or why it could not be read.
type Piece = (usize, Result<(String, Tally), String>);

/// Pieces that may wait to be written. Then the threads wait: a slow reader must not fill the memory.
const WAITING: usize = 256;

impl Job<'_> {
    fn check_all(&self, documents: &[Input], streams: &mut Streams<'_>) -> Result<Tally, Failure> {
        streams.out.write_all(self.format.opening().as_bytes())?;
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
            self.write(pieces, streams)
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

    fn check(&self, input: &Input) -> Result<(String, Tally), String> {
        let path = shown(input.path());
        let text = match input {
            Input::File(file) => read::file(file),
            Input::Stdin(_) => self.stdin.clone().unwrap_or_else(|| Ok(String::new())),
        };
        let text = text.map_err(|problem| format!("{path}: {problem}"))?;
        let snapshot = Snapshot {
            document: Arc::new(Document::new(&text, Arc::clone(&self.settings.knowledge))),
            config: Arc::clone(&self.settings.config),
            path: self.settings.relative(input.path()),
            today: self.today,
        };
        let findings = analysis::check(&snapshot);
        let checked = Checked { path: &path, snapshot: &snapshot, findings: &findings };
        Ok((self.format.document(&checked), Tally::of(&findings)))
    }

    /// Writes the pieces in the order of the documents, whatever the order in which they come.
    fn write(&self, pieces: Receiver<Piece>, streams: &mut Streams<'_>) -> Result<Tally, Failure> {
        let mut early = BTreeMap::new();
        let mut tally = Tally::default();
        let mut written = 0;
        let mut separator = "";
        for (index, piece) in pieces {
            early.insert(index, piece);
            while let Some(piece) = early.remove(&written) {
                written += 1;
                match piece {
                    Ok((text, counts)) => {
                        tally += counts;
                        if !text.is_empty() {
                            streams.out.write_all(separator.as_bytes())?;
                            streams.out.write_all(text.as_bytes())?;
                            separator = self.format.separator();
                        }
                    }
                    Err(problem) => {
                        tally.unread += 1;
                        streams.complain(&problem)?;
                    }
                }
            }
        }
        Ok(tally)
    }
}
