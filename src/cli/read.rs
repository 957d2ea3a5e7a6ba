//! Reads a document, and says clearly why it cannot be read.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::path::shown;

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// The text of a file, or what is wrong with it and how to mend that.
pub(super) fn file(path: &Path) -> Result<String, String> {
    text(fs::read(path).map_err(|error| explain(&error))?)
}

/// Puts a text into a file that has been read, with the byte order mark if it had one. The error says what is wrong.
pub(super) fn replace(path: &Path, text: &str) -> Result<(), String> {
    let marked = fs::read(path).is_ok_and(|bytes| bytes.starts_with(BYTE_ORDER_MARK));
    let mut bytes = if marked { BYTE_ORDER_MARK.to_vec() } else { Vec::new() };
    bytes.extend_from_slice(text.as_bytes());
    fs::write(path, bytes).map_err(|error| match error.kind() {
        io::ErrorKind::PermissionDenied => "must not be written to; check its permissions".to_owned(),
        _ => format!("cannot be written to: {error}"),
    })
}

/// The text on a stream, to its end.
pub(super) fn stream(input: &mut dyn Read) -> Result<String, String> {
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes).map_err(|error| explain(&error))?;
    text(bytes)
}

/// The paths in a list, one a line or separated by NUL; `-` is the stream. Empty lines are passed over.
pub(super) fn list(list: &Path, input: &mut dyn Read) -> Result<Vec<PathBuf>, String> {
    let (name, text) = if list.as_os_str() == "-" {
        ("the list of files on stdin".to_owned(), stream(input))
    } else {
        (shown(list), file(list))
    };
    let text = text.map_err(|problem| format!("{name}: {problem}"))?;
    let separator = if text.contains('\0') { '\0' } else { '\n' };
    let paths = text.split(separator).map(|path| path.strip_suffix('\r').unwrap_or(path));
    Ok(paths.filter(|path| !path.is_empty()).map(PathBuf::from).collect())
}

/// What to do about a file or folder that cannot be read.
pub(super) fn explain(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file or folder; check the spelling".to_owned(),
        io::ErrorKind::PermissionDenied => {
            "reading is not permitted; change the permissions or list it under `exclude` in fingerpost.toml".to_owned()
        }
        _ => format!("cannot be read: {error}"),
    }
}

fn text(mut bytes: Vec<u8>) -> Result<String, String> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err("is encoded as UTF-16; save it as UTF-8".to_owned());
    }
    // The mark is no part of the text, and a heading after it is a heading.
    if bytes.starts_with(BYTE_ORDER_MARK) {
        bytes.drain(..BYTE_ORDER_MARK.len());
    }
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.as_bytes().get(..error.utf8_error().valid_up_to()).unwrap_or_default();
        let line = valid.split(|byte| *byte == b'\n').count();
        format!("is not UTF-8 (line {line}); save it as UTF-8 or list it under `exclude` in fingerpost.toml")
    })
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn a_byte_order_mark_is_no_text() {
        assert_eq!(text(b"\xef\xbb\xbf# A".to_vec()).as_deref(), Ok("# A"));
    }

    #[test]
    fn the_line_of_a_wrong_byte_is_named() {
        assert!(text(b"a\nb\xe9c\n".to_vec()).is_err_and(|message| message.contains("(line 2)")));
        assert!(text(b"\xff\xfea\0".to_vec()).is_err_and(|message| message.contains("UTF-16")));
    }
}
