//! Arguments in, exit code out. The command line and the server meet only here.

use std::process::ExitCode;

fn main() -> ExitCode {
    fingerpost::cli::run(std::env::args_os(), fingerpost::lsp::run)
}
