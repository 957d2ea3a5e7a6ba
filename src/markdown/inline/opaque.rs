//! Text that is no language although it is not marked up: URLs, addresses, paths, footnotes.

use std::ops::Range;

/// The ranges in `pieces` of `text` that are not to be read as words. In order.
pub(super) fn find(text: &str, pieces: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for piece in pieces {
        let Some(prose) = text.get(piece.clone()) else {
            continue;
        };
        if prose.bytes().any(|b| b"/\\@^".contains(&b)) || prose.contains("www.") {
            for (start, word) in words(prose) {
                let start = piece.start + start;
                let ranges = in_word(word).into_iter();
                found.extend(ranges.map(|range| start + range.start..start + range.end));
            }
        }
    }
    found
}

/// The words between white space, with their offsets.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split(char::is_whitespace).filter_map(move |word| {
        let start = at;
        // White space may be longer than a byte: the offset is taken from the text itself.
        at += word.len();
        at += text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        (!word.is_empty()).then_some((start, word))
    })
}

/// The parts of a word that are no language: its footnote references, or nearly all of it.
fn in_word(word: &str) -> Vec<Range<usize>> {
    let mut notes = Vec::new();
    let mut at = 0;
    while let Some(rest) = word.get(at..)
        && let Some(start) = rest.find("[^")
        && let Some(length) = rest.get(start..).and_then(|note| note.find(']'))
    {
        notes.push(at + start..at + start + length + 1);
        at += start + length + 1;
    }
    if notes.is_empty() {
        notes.extend(address(word));
    }
    notes
}

/// A URL, e-mail address or path without the punctuation around it.
fn address(word: &str) -> Option<Range<usize>> {
    let opened = word.trim_start_matches(['(', '[', '{', '"', '\'', '<', '*', '_', '“', '‘']);
    let start = word.len() - opened.len();
    let closing = ['.', ',', ';', ':', '!', '?', ')', ']', '}', '"', '\'', '>', '*', '_', '”', '’'];
    let core = opened.trim_end_matches(closing);
    let end = start + core.len();
    if let Some(colon) = core.find("://") {
        let scheme = core.get(..colon)?;
        let is_scheme = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
        let length = scheme.len() - scheme.trim_end_matches(is_scheme).len();
        return (length > 0).then(|| start + colon - length..end);
    }
    (core.starts_with("www.") || is_mail(core) || is_path(core)).then_some(start..end)
}

/// `name@host.domain`
fn is_mail(word: &str) -> bool {
    let Some((name, host)) = word.split_once('@') else {
        return false;
    };
    let part = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '+' | '%');
    let name = name.strip_prefix("mailto:").unwrap_or(name);
    !name.is_empty() && name.chars().all(part) && host.contains('.') && host.chars().all(part)
}

/// A file path. Words with a slash between them (`and/or`) are no path, unless the last one ends
/// like a file.
fn is_path(word: &str) -> bool {
    let inside = |c: char| c.is_alphanumeric() || "/\\._-+~@{}<>$:*".contains(c);
    if !word.chars().all(inside) {
        return false;
    }
    let relative = ["./", "../", "~/", ".\\", "..\\", "\\\\"];
    if relative.iter().any(|prefix| word.len() > prefix.len() && word.starts_with(prefix)) {
        return true;
    }
    if let Some(rest) = word.strip_prefix('/') {
        return rest.contains('/') || ends_like_a_file(rest);
    }
    if let [drive, b':', b'\\' | b'/', _, ..] = word.as_bytes() {
        return drive.is_ascii_alphabetic();
    }
    word.contains(['/', '\\']) && ends_like_a_file(word)
}

fn ends_like_a_file(path: &str) -> bool {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    EXTENSIONS.contains(&extension)
}

/// The files that design documents speak of.
const EXTENSIONS: &[&str] = &[
    "md", "mdx", "txt", "rst", "adoc", "json", "jsonl", "yaml", "yml", "toml", "xml", "csv", "parquet", "py", "ipynb",
    "ts", "tsx", "js", "rs", "go", "java", "kt", "cs", "rb", "sh", "sql", "tf", "hcl", "html", "css", "png", "jpg",
    "jpeg", "svg", "gif", "pdf", "drawio", "puml", "cfg", "conf", "ini", "lock", "log", "proto", "zip", "gz",
];

#[cfg(test)]
#[expect(clippy::string_slice, reason = "a test may panic")]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_language() {
        for (word, expected) in [
            ("https://x.y/z?q=1,", "https://x.y/z?q=1"),
            ("(http://x.y)", "http://x.y"),
            ("see:s3://bucket/key.", "s3://bucket/key"),
            ("www.example.org", "www.example.org"),
            ("<ann@example.org>,", "ann@example.org"),
            ("/usr/lib/x", "/usr/lib/x"),
            ("./a/b", "./a/b"),
            ("~/.config", "~/.config"),
            ("C:\\x", "C:\\x"),
            ("docs/adr/0001-use-x.md.", "docs/adr/0001-use-x.md"),
            ("said[^1].", "[^1]"),
            ("[^a][^b]", "[^a] [^b]"),
        ] {
            let found = in_word(word);
            let found: Vec<_> = found.into_iter().map(|range| &word[range]).collect();
            assert_eq!(found.join(" "), expected);
        }
    }

    #[test]
    fn what_stays_language() {
        for word in [
            "and/or",
            "input/output",
            "24/7",
            "/",
            "/GPU",
            "@team",
            "a@b",
            "w/o",
            "TCP/IP.",
            "://",
            "e.g.",
            "1/2",
            "[^",
            "\\",
            "C:",
            "read/write/delete",
            "...",
        ] {
            assert!(in_word(word).is_empty(), "{word}");
        }
    }

    #[test]
    fn offsets_count_bytes() {
        let text = "é\u{a0}http://x  ./y\u{2003}z";
        let whole = 0..text.len();
        let found = find(text, std::slice::from_ref(&whole));
        let found: Vec<_> = found.into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, ["http://x", "./y"]);
    }
}
