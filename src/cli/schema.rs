//! `fingerpost schema`: the JSON Schema of what a team writes, for editors and for checks of its own.

use std::io::Write as _;

use super::streams::Streams;
use super::{Failure, Outcome};
use crate::config::Config;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[arg(value_enum)]
    of: Subject,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Subject {
    /// `fingerpost.toml`; the settings of editors have the same keys
    Config,
}

pub(super) fn run(arguments: &Arguments, streams: &mut Streams<'_>) -> Result<Outcome, Failure> {
    let schema = match arguments.of {
        Subject::Config => Config::schema(),
    };
    writeln!(streams.out, "{schema:#}")?;
    Ok(Outcome::Clean)
}
