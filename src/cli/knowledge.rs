//! `fingerpost knowledge check`: validates a pack and runs the examples in it.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::path::shown;
use super::streams::Streams;
use super::{Failure, Outcome};
use crate::facts::examples;
use crate::knowledge::Knowledge;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Validate a pack and run the examples in it
    Check {
        /// Folder of the pack: a whole knowledge, or one to lay over the built-in knowledge; without it, the built-in knowledge
        #[arg(value_name = "DIR")]
        folder: Option<PathBuf>,
    },
}

pub(super) fn run(arguments: &Arguments, streams: &mut Streams<'_>) -> Result<Outcome, Failure> {
    let Command::Check { folder } = &arguments.command;
    let (knowledge, mut problems) = match folder {
        None => (Knowledge::from_sources(), Vec::new()),
        Some(folder) if !folder.is_dir() => {
            return Err(Failure::Misuse(format!(
                "{}: there is no such folder; name a folder of knowledge files",
                shown(folder)
            )));
        }
        Some(folder) if is_whole(folder) => Knowledge::from_folder(folder),
        Some(folder) => Knowledge::with_packs(std::slice::from_ref(folder)),
    };
    problems.extend(examples::check(&knowledge));
    problems.sort();
    problems.dedup();
    for problem in &problems {
        writeln!(streams.out, "{problem}")?;
    }
    let counts = [
        (problems.len(), "problem"),
        (knowledge.services.len(), "service"),
        (knowledge.terms.len(), "term"),
        (knowledge.signals.len(), "signal"),
        (knowledge.lexicon.pattern_count(), "pattern"),
        (example_count(&knowledge), "example"),
    ];
    let counts = counts.map(|(count, what)| format!("{count} {what}{}", if count == 1 { "" } else { "s" }));
    writeln!(streams.out, "{}", counts.join(", "))?;
    Ok(if problems.is_empty() { Outcome::Clean } else { Outcome::Found })
}

/// A pack that brings services and English of its own stands by itself.
fn is_whole(folder: &Path) -> bool {
    ["services", "prose"].iter().all(|kind| folder.join(kind).is_dir())
}

/// Sentences that were tried.
fn example_count(knowledge: &Knowledge) -> usize {
    let signals = knowledge.signals.iter().map(|signal| signal.fires.len() + signal.silent.len());
    let neutral = knowledge.neutral.iter().map(|neutral| neutral.examples.len());
    let renames = knowledge.renames.iter().map(|name| name.fires.len() + name.silent.len());
    let closures = knowledge.closures.iter().map(|name| name.fires.len() + name.silent.len());
    let misattributions = knowledge.misattributions.iter().map(|name| name.fires.len() + name.silent.len());
    let claims = knowledge.dated_claims.iter().map(|name| name.fires.len() + name.silent.len());
    signals.chain(neutral).chain(renames).chain(closures).chain(misattributions).chain(claims).sum()
}
