//! Cuts the base protocol into message bodies, and finds the way back after anything that is none.

use std::io::{self, BufRead, Read};

/// Longer bodies are refused: the length is then more likely damaged than meant.
const LONGEST_BODY: usize = 256 << 20;

/// Longer lines are read in pieces. No header of the protocol comes near it.
const LONGEST_LINE: u64 = 8 << 10;

const LENGTH_HEADER: &[u8] = b"content-length:";

/// What came in.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Frame {
    /// The bytes that a header announced.
    Body(Vec<u8>),
    /// A header with a length that cannot be followed.
    BadLength(String),
}

/// The next frame, `None` at the end of the input.
///
/// Header names are compared without case. Lines that are no header are skipped, so that after a
/// body of a wrong length the next `Content-Length` puts the reader back on its feet, even in the
/// middle of a line.
pub(super) fn next(input: &mut impl BufRead) -> io::Result<Option<Frame>> {
    let mut length = None;
    loop {
        let mut line = Vec::new();
        if input.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        if let Some(value) = after_length_header(&line) {
            match value.parse::<usize>() {
                Ok(number) if number <= LONGEST_BODY => length = Some(number),
                _ => return Ok(Some(Frame::BadLength(value))),
            }
        } else if line.trim_ascii().is_empty()
            && let Some(length) = length
        {
            return body(input, length);
        }
    }
}

/// The value of the last length header that the line ends with.
fn after_length_header(line: &[u8]) -> Option<String> {
    let start = line.windows(LENGTH_HEADER.len()).rposition(|window| window.eq_ignore_ascii_case(LENGTH_HEADER))?;
    let value = line.get(start + LENGTH_HEADER.len()..)?;
    Some(String::from_utf8_lossy(value.trim_ascii()).into_owned())
}

fn body(input: &mut impl BufRead, length: usize) -> io::Result<Option<Frame>> {
    // Not allocated at once: a header may promise what never comes.
    let mut body = Vec::with_capacity(length.min(1 << 16));
    let read = input.by_ref().take(length as u64).read_to_end(&mut body)?;
    Ok((read == length).then_some(Frame::Body(body)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frames(mut input: &[u8]) -> Vec<String> {
        std::iter::from_fn(|| next(&mut input).expect("memory does not fail"))
            .map(|frame| match frame {
                Frame::Body(body) => String::from_utf8(body).expect("tests send text"),
                Frame::BadLength(value) => format!("bad length {value}"),
            })
            .collect()
    }

    #[test]
    fn bodies_follow_their_headers() {
        assert_eq!(frames(b"Content-Length: 2\r\n\r\n{}Content-Length: 4\r\n\r\nnull"), ["{}", "null"]);
    }

    #[test]
    fn other_headers_line_ends_and_case_do_not_matter() {
        let input = b"content-type: application/vscode-jsonrpc; charset=utf-8\nX: y\nZ: z\ncontent-length:2\n\n{}";
        assert_eq!(frames(input), ["{}"]);
    }

    #[test]
    fn garbage_is_skipped_up_to_the_next_header() {
        assert_eq!(frames(b"hello\r\n\r\n}}Content-Length: 2\r\n\r\n{}"), ["{}"]);
        assert_eq!(frames(b"Content-Length: 2\r\n\r\n{}tail\n\xff\xfeContent-Length: 2\r\n\r\n{}"), ["{}", "{}"]);
    }

    #[test]
    fn lengths_that_cannot_be_followed_are_reported() {
        assert_eq!(frames(b"Content-Length: x\r\n\r\n{}Content-Length: 2\r\n\r\n[]"), ["bad length x", "[]"]);
        assert_eq!(frames(b"Content-Length: -1\r\n\r\n"), ["bad length -1"]);
        assert_eq!(frames(b"Content-Length: 99999999999999999999\r\n\r\n"), ["bad length 99999999999999999999"]);
        assert_eq!(frames(b"Content-Length: 999999999999\r\n\r\n"), ["bad length 999999999999"]);
    }

    #[test]
    fn a_cut_off_message_is_the_end() {
        assert!(frames(b"Content-Length: 10\r\n\r\n{}").is_empty());
        assert!(frames(b"Content-Le").is_empty());
    }

    #[test]
    fn an_endless_line_takes_no_memory() {
        let mut input = vec![b'x'; 100_000];
        input.extend_from_slice(b"\nContent-Length: 2\r\n\r\n{}");
        assert_eq!(frames(&input), ["{}"]);
    }
}
