//! `fingerpost explain`: the page that a hover shows, in a terminal.

use std::io::Write as _;
use std::path::Path;

use super::settings::Options;
use super::streams::Streams;
use super::{Failure, Outcome};
use crate::features::explain::{explain, suggestions};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// A service, term, signal or rule, by id or by any of its names
    #[arg(value_name = "NAME", required = true)]
    words: Vec<String>,
    #[command(flatten)]
    options: Options,
}

pub(super) fn run(arguments: &Arguments, streams: &mut Streams<'_>) -> Result<Outcome, Failure> {
    let knowledge = arguments.options.load(Path::new("."), streams)?.knowledge;
    // Nobody quotes `fingerpost explain model card`.
    let name = arguments.words.join(" ");
    if let Some(page) = explain(&knowledge, &name) {
        writeln!(streams.out, "{}", page.trim_end())?;
        return Ok(Outcome::Clean);
    }
    let near = suggestions(&knowledge, &name);
    let advice = if near.is_empty() {
        "name a service, term, signal or rule".to_owned()
    } else {
        format!("did you mean {}?", near.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "))
    };
    Err(Failure::Misuse(format!("nothing is known about `{name}`; {advice}")))
}
