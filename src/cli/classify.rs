//! `fingerpost classify`: to which service a statement points, as JSON Lines for programs.

use std::io::{BufRead as _, Write as _};
use std::path::Path;

use serde::Serialize;

use super::settings::Options;
use super::streams::Streams;
use super::{Failure, Outcome};
use crate::facts::judgement::{judge, signal_of};
use crate::knowledge::{Knowledge, Strength};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Statements, each judged like a bullet under "Requirements"; without any, one on each line of stdin
    #[arg(value_name = "TEXT")]
    texts: Vec<String>,
    #[command(flatten)]
    options: Options,
}

#[derive(Serialize)]
struct Line<'a> {
    text: &'a str,
    points_to: Option<&'a str>,
    strength: Option<&'static str>,
    signals: Vec<SignalEntry<'a>>,
}

#[derive(Serialize)]
struct SignalEntry<'a> {
    id: &'a str,
    /// Null where a negation merely cancels it.
    points_to: Option<&'a str>,
    polarity: &'static str,
    /// The words, in the order of the text.
    matched: Vec<&'a str>,
}

pub(super) fn run(arguments: &Arguments, streams: &mut Streams<'_>) -> Result<Outcome, Failure> {
    let knowledge = arguments.options.load(Path::new("."), streams)?.knowledge;
    if !arguments.texts.is_empty() {
        for text in &arguments.texts {
            writeln!(streams.out, "{}", line(text, &knowledge))?;
        }
        return Ok(Outcome::Clean);
    }
    if streams.input_is_terminal {
        streams.complain("type one statement per line")?;
    }
    let mut number = 0;
    let mut bytes = Vec::new();
    loop {
        // Whoever waits for the answer before sending the next line shall have it.
        if streams.input.buffer().is_empty() {
            streams.out.flush()?;
        }
        bytes.clear();
        let count = streams.input.read_until(b'\n', &mut bytes);
        number += 1;
        let failed = |problem: &str| Failure::Misuse(format!("line {number} of stdin {problem}"));
        match count {
            Ok(0) => return Ok(Outcome::Clean),
            Ok(_) => {
                let text = std::str::from_utf8(&bytes).map_err(|_| failed("is not UTF-8"))?;
                writeln!(streams.out, "{}", line(text.trim_end_matches(['\r', '\n']), &knowledge))?;
            }
            Err(error) => return Err(failed(&format!("cannot be read: {error}"))),
        }
    }
}

fn line(text: &str, knowledge: &Knowledge) -> String {
    let judgement = judge(text, knowledge);
    let signals = judgement.signals.iter().filter_map(|found| {
        Some(SignalEntry {
            id: signal_of(found, knowledge)?.id.as_ref(),
            points_to: found.points_to.as_deref(),
            polarity: found.polarity.name(),
            matched: found.matched.iter().filter_map(|range| text.get(range.clone())).collect(),
        })
    });
    let line = Line {
        text,
        points_to: judgement.points_to.as_deref(),
        strength: judgement.strength.map(Strength::name),
        signals: signals.collect(),
    };
    serde_json::to_string(&line).unwrap_or_default()
}
