//! Arguments in, exit code out. The command line and the server meet only here.

use std::process::ExitCode;

fn main() -> ExitCode {
    // `fingerpost::lsp::run` takes the place of the closure as soon as the library has it.
    fingerpost::cli::run(std::env::args_os(), || ExitCode::from(2))
}
