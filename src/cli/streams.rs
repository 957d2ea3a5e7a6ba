//! Where a command reads and writes, so that nothing below reaches for the process's own streams.

use std::io::{self, BufReader, BufWriter, IsTerminal, Read, Write};

/// The three streams of a command.
pub(super) struct Streams<'a> {
    pub(super) input: BufReader<Box<dyn Read + 'a>>,
    /// Buffered; flushed at the end of a command and before it waits for input.
    pub(super) out: Box<dyn Write + 'a>,
    pub(super) err: Box<dyn Write + 'a>,
    /// Somebody types the input.
    pub(super) input_is_terminal: bool,
    /// Somebody reads the output while it is written.
    pub(super) out_is_terminal: bool,
    /// Somebody reads what goes wrong, and how far it has come.
    pub(super) err_is_terminal: bool,
}

impl Streams<'_> {
    pub(super) fn of_process() -> Self {
        let (input, out, err) = (io::stdin(), io::stdout(), io::stderr());
        Self {
            input_is_terminal: input.is_terminal(),
            out_is_terminal: out.is_terminal(),
            err_is_terminal: err.is_terminal(),
            input: BufReader::new(Box::new(input.lock())),
            out: Box::new(BufWriter::new(out.lock())),
            err: Box::new(err),
        }
    }

    /// Says on stderr what went wrong.
    pub(super) fn complain(&mut self, message: &str) -> io::Result<()> {
        writeln!(self.err, "fingerpost: {message}")
    }
}
