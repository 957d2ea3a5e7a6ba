//! `fingerpost completions`: a script that a shell loads.

use clap::CommandFactory as _;
use clap_complete::Shell;

use super::streams::Streams;
use super::{Failure, Outcome};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[arg(value_enum)]
    shell: Shell,
}

pub(super) fn run(arguments: &Arguments, streams: &mut Streams<'_>) -> Result<Outcome, Failure> {
    // Into memory first: the generator panics where a pipe breaks.
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut super::Arguments::command(), "fingerpost", &mut script);
    streams.out.write_all(&script)?;
    Ok(Outcome::Clean)
}
