//! The command line: what a continuous build and a curious writer use.
//!
//! Each command is a file of its own and a function from arguments and streams to an `Outcome`. Nothing below
//! this module prints but through the `Streams` it is given, and nothing but [`run`] knows about exit codes.

mod check;
mod classify;
mod completions;
mod explain;
mod knowledge;
mod output;
mod path;
mod read;
mod schema;
mod settings;
mod streams;
mod today;
mod walk;

use std::ffi::OsString;
use std::io::{self, IsTerminal};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};
use tracing_subscriber::EnvFilter;

use self::streams::Streams;

/// Checks architecture Markdown: requirements that point to another service than the one a design chose.
#[derive(Debug, Parser)]
#[command(name = "fingerpost", version, propagate_version = false, arg_required_else_help = true, after_help = EXIT_CODES)]
struct Arguments {
    /// How much to log to stderr; the variable `FINGERPOST_LOG` takes filters, too (`fingerpost::lsp=debug`)
    #[arg(long, global = true, value_name = "LEVEL", help_heading = "Logging")]
    log_level: Option<LogLevel>,
    #[command(subcommand)]
    command: Command,
}

const EXIT_CODES: &str = "\
Exit codes: 0 nothing at or above the threshold, 1 findings, 2 misuse or a file that cannot be read.";

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the language server on stdin and stdout
    Server(ServerArguments),
    /// Check documents
    #[command(after_help = EXIT_CODES)]
    Check(check::Arguments),
    /// Tell for each statement to which service it points, as JSON Lines
    Classify(classify::Arguments),
    /// Show what is known about a service, term, signal or rule
    Explain(explain::Arguments),
    /// Look after knowledge packs
    Knowledge(knowledge::Arguments),
    /// Print the JSON Schema of a file that a team writes
    Schema(schema::Arguments),
    /// Print a completion script for a shell
    Completions(completions::Arguments),
}

/// What editors add to the command line of every server they start.
#[derive(Debug, Args)]
struct ServerArguments {
    /// Talk over stdin and stdout (the only way, so it changes nothing)
    #[arg(long, hide = true)]
    stdio: bool,
    /// Process of the editor; the server learns it from the protocol
    #[arg(long = "clientProcessId", hide = true)]
    client_process_id: Option<u32>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum LogLevel {
    Off,
    Error,
    Warn,
    Info,
    Debug,
    Trace,
}

/// How a command ended that could do its work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// Nothing to complain about.
    Clean,
    /// Findings at or above the threshold, or problems in a pack.
    Found,
    /// Something could not be read; it has been said on stderr.
    Incomplete,
}

/// Why a command could not do its work.
#[derive(Debug)]
enum Failure {
    /// Stdout or stderr could not be written to.
    Output(io::Error),
    /// What is wrong and how to mend it.
    Misuse(String),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

/// Runs the command that the arguments name. `serve` is the language server, which the command line must not know.
pub fn run(arguments: impl IntoIterator<Item = OsString>, serve: fn() -> ExitCode) -> ExitCode {
    let Arguments { log_level, command } = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(answer) => {
            // Help and version come this way, too. A reader who has gone needs neither.
            let _ = answer.print();
            return if answer.use_stderr() { ExitCode::from(MISUSE) } else { ExitCode::SUCCESS };
        }
    };
    start_log(log_level);
    let mut streams = match command {
        // The server owns the process's streams; the locks of the others would shut it out.
        Command::Server(_) => return serve(),
        _ => Streams::of_process(),
    };
    let result = match command {
        Command::Server(_) => Ok(Outcome::Clean),
        Command::Check(arguments) => check::run(&arguments, &mut streams),
        Command::Classify(arguments) => classify::run(&arguments, &mut streams),
        Command::Explain(arguments) => explain::run(&arguments, &mut streams),
        Command::Knowledge(arguments) => knowledge::run(&arguments, &mut streams),
        Command::Schema(arguments) => schema::run(&arguments, &mut streams),
        Command::Completions(arguments) => completions::run(&arguments, &mut streams),
    };
    exit_code(result.and_then(|outcome| streams.out.flush().map(|()| outcome).map_err(Failure::Output)), &mut streams)
}

const FOUND: u8 = 1;
const MISUSE: u8 = 2;

fn exit_code(result: Result<Outcome, Failure>, streams: &mut Streams<'_>) -> ExitCode {
    let failure = match result {
        Ok(Outcome::Clean) => return ExitCode::SUCCESS,
        Ok(Outcome::Found) => return ExitCode::from(FOUND),
        Ok(Outcome::Incomplete) => return ExitCode::from(MISUSE),
        Err(failure) => failure,
    };
    let message = match failure {
        // `fingerpost check | head` has seen enough.
        Failure::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => return ExitCode::SUCCESS,
        Failure::Output(error) => format!("the output cannot be written: {error}"),
        Failure::Misuse(message) => message,
    };
    let _ = streams.complain(&message);
    ExitCode::from(MISUSE)
}

fn start_log(level: Option<LogLevel>) {
    let wanted = level.and_then(|level| Some(level.to_possible_value()?.get_name().to_owned()));
    let wanted = wanted.or_else(|| std::env::var("FINGERPOST_LOG").ok()).unwrap_or_else(|| "warn".to_owned());
    let subscriber = tracing_subscriber::fmt()
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal())
        .with_env_filter(EnvFilter::builder().parse_lossy(wanted))
        .finish();
    // Somebody who embeds this crate may have set up a log of their own.
    let _ = tracing::subscriber::set_global_default(subscriber);
}
