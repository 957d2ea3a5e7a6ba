//! `fingerpost check`: what is asked for, and how it ends.

mod baseline;
mod changes;
mod fingerprint;
mod job;
mod progress;

use std::path::{Path, PathBuf};

use clap::{ColorChoice, ValueEnum};

use self::baseline::Baseline;
use self::changes::Changes;
use self::job::Job;
use self::progress::Progress;
use super::output::{Format, FormatName, Tally};
use super::read;
use super::settings::Options;
use super::streams::Streams;
use super::walk::{Input, Inputs};
use super::{Failure, Outcome, today};
use crate::analysis::Date;
use crate::finding::Severity;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Files, and folders whose Markdown files are checked; `-` reads stdin
    #[arg(value_name = "PATH", default_value = ".", conflicts_with = "files_from")]
    paths: Vec<PathBuf>,
    /// Read the paths from a file, or from stdin with `-`: one a line, or separated by NUL
    #[arg(long, value_name = "FILE")]
    files_from: Option<PathBuf>,
    #[arg(long, value_enum, default_value_t = FormatName::Text)]
    format: FormatName,
    /// Count by rule, signal and service instead of showing each finding
    #[arg(long, conflicts_with = "format")]
    statistics: bool,
    /// The quietest severity that makes the exit code 1
    #[arg(long, value_enum, default_value_t = Threshold::Warning, value_name = "SEVERITY")]
    fail_on: Threshold,
    /// Report only what touches lines changed since this git revision (`main`, `HEAD~1`, ...)
    #[arg(long, value_name = "REVISION", allow_hyphen_values = true)]
    diff: Option<String>,
    /// Leave out the findings recorded in this file
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Record today's findings in the baseline instead of reporting them
    #[arg(long, requires = "baseline", conflicts_with = "diff")]
    update_baseline: bool,
    /// Write names as they are written today into the files, and report what is left
    #[arg(long, conflicts_with_all = ["diff", "baseline"])]
    fix: bool,
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
enum Threshold {
    Error,
    Warning,
    Information,
    Hint,
    Never,
}

pub(super) fn run(arguments: &Arguments, streams: &mut Streams<'_>) -> Result<Outcome, Failure> {
    let paths = match &arguments.files_from {
        Some(list) => read::list(list, &mut streams.input).map_err(Failure::Misuse)?,
        None => arguments.paths.clone(),
    };
    let home = home(&paths, arguments.stdin_filename.as_deref());
    let settings = arguments.options.load(&home, streams)?;
    let baseline = match &arguments.baseline {
        Some(file) if !arguments.update_baseline => Baseline::read(file).map_err(Failure::Misuse)?,
        _ => Baseline::default(),
    };
    let changes = arguments.diff.as_deref().map(|revision| Changes::since(revision, &home));
    let changes = changes.transpose().map_err(Failure::Misuse)?;

    let mut inputs = Inputs::collect(&paths, arguments.stdin_filename.as_deref(), &settings);
    for failure in &inputs.failures {
        streams.complain(failure)?;
    }
    if inputs.documents.is_empty() && inputs.failures.is_empty() && arguments.files_from.is_none() {
        streams.complain(
            "there is no Markdown file to check; name one, or see `include` and `exclude` in fingerpost.toml",
        )?;
    }
    if let Some(changes) = &changes {
        inputs.documents.retain(|input| changes.touch(input.path()));
    }
    let format: Box<dyn Format> = if arguments.update_baseline {
        Box::new(super::output::silent::Silent)
    } else if arguments.statistics {
        Box::new(super::output::statistics::Statistics)
    } else {
        arguments.format.open(is_coloured(arguments.color, streams), &settings.knowledge)
    };
    let from_stdin = |input: &Input| matches!(input, Input::Stdin(_));
    let stdin = inputs.documents.iter().any(from_stdin).then(|| read::stream(&mut streams.input));
    let lacks_knowledge = settings.lacks_knowledge;
    if arguments.fix && stdin.is_some() {
        return Err(Failure::Misuse("--fix writes into files, and stdin is none; name the file".to_owned()));
    }
    let today = arguments.today.unwrap_or_else(today::today);
    let fix = arguments.fix;
    let job = Job { settings, format: format.as_ref(), today, stdin, changes, baseline, fix };

    streams.out.write_all(format.opening().as_bytes())?;
    let progress = Progress::start(inputs.documents.len(), streams);
    let mut report = job.check_all(&inputs.documents, &progress, streams)?;
    progress.end();
    report.tally.unread += inputs.failures.len();
    if arguments.fix {
        streams.complain(&format!("wrote {}", super::output::counted(report.fixed, "name")))?;
    }
    if let Some(file) = arguments.baseline.as_deref().filter(|_| arguments.update_baseline) {
        return record(file, &report.recorded, &report.tally, streams);
    }
    streams.out.write_all(format.closing(&report.tally).as_bytes())?;
    Ok(match outcome(&report.tally, arguments.fail_on) {
        // A build must not turn green because half of its rules are gone.
        _ if lacks_knowledge => Outcome::Incomplete,
        outcome => outcome,
    })
}

fn record(
    file: &Path,
    recorded: &[baseline::Entry],
    tally: &Tally,
    streams: &mut Streams<'_>,
) -> Result<Outcome, Failure> {
    // A baseline of half the documents would make tomorrow's run complain about the other half.
    if tally.unread > 0 {
        return Err(Failure::Misuse(format!(
            "{}: left as it is, because {} could not be read",
            super::path::shown(file),
            super::output::counted(tally.unread, "document"),
        )));
    }
    baseline::write(file, recorded).map_err(Failure::Misuse)?;
    let count = super::output::counted(recorded.len(), "finding");
    writeln!(streams.out, "Recorded {count} in {}", super::path::shown(file))?;
    Ok(Outcome::Clean)
}

fn outcome(tally: &Tally, fail_on: Threshold) -> Outcome {
    if tally.unread > 0 {
        Outcome::Incomplete
    } else if fail_on.severity().is_some_and(|severity| tally.at_least(severity) > 0) {
        Outcome::Found
    } else {
        Outcome::Clean
    }
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
fn home(paths: &[PathBuf], stdin_name: Option<&Path>) -> PathBuf {
    let first = paths.first().map_or(Path::new("."), PathBuf::as_path);
    let first = stdin_name.filter(|_| first.as_os_str() == "-").unwrap_or(first);
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
