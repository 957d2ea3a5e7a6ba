//! The metadata at the very start of a document: YAML between `---` lines, TOML between `+++`.
//!
//! Only what a design document writes there is read: `key: value` at the top level, and lists of
//! plain values. Everything else is passed over in silence, never misread.

use std::ops::Range;

/// The metadata of a document, in byte ranges of the text it was found in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrontMatter {
    /// From the opening to the closing delimiter, both included, without the last line end.
    pub range: Range<usize>,
    /// The lines between the delimiters.
    pub body: Range<usize>,
    /// The language of the body.
    pub format: Format,
    /// The entries at the top level, in order.
    pub entries: Vec<Entry>,
}

/// The language front matter is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Between `---` lines.
    Yaml,
    /// Between `+++` lines.
    Toml,
}

/// One `key: value` of the metadata.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The bytes of the key, without quotes.
    pub key: Range<usize>,
    /// The bytes of each value, without quotes: one for a scalar, several for a list, none for
    /// what is nested or empty.
    pub values: Vec<Range<usize>>,
}

impl FrontMatter {
    /// The values of a top-level key, by its name in any case. `text` is what was parsed.
    pub fn values<'t>(&self, text: &'t str, key: &str) -> Vec<(&'t str, Range<usize>)> {
        let of_key = |entry: &&Entry| {
            let name = text.get(entry.key.clone());
            name.is_some_and(|name| name.eq_ignore_ascii_case(key))
        };
        let values = self.entries.iter().filter(of_key).flat_map(|e| &e.values);
        values.filter_map(|value| Some((text.get(value.clone())?, value.clone()))).collect()
    }
}

/// Reads the front matter of a document, if it starts with one.
///
/// A `---` at the start may as well be a thematic break. It opens front matter only if a second one
/// closes it and the first line between them that is not a comment looks like an entry.
pub fn front_matter(text: &str) -> Option<FrontMatter> {
    let (range, body, format) = extent(text)?;
    let entries = entries(text, &body, format);
    Some(FrontMatter { range, body, format, entries })
}

/// The bytes of the front matter including its last line end: what the parser of blocks skips.
pub(super) fn extent_with_line_end(text: &str) -> Option<Range<usize>> {
    let (range, ..) = extent(text)?;
    let rest = text.get(range.end..)?;
    let line_end = match rest.as_bytes() {
        [b'\r', b'\n', ..] => 2,
        [b'\r' | b'\n', ..] => 1,
        _ => 0,
    };
    Some(range.start..range.end + line_end)
}

/// Whole range, body and language.
fn extent(text: &str) -> Option<(Range<usize>, Range<usize>, Format)> {
    // A byte order mark before it is no part of it.
    let start = text.len() - text.trim_start_matches('\u{feff}').len();
    let mut lines = Lines { text, at: start };
    let opening = lines.next()?;
    let delimiter = text.get(opening)?.trim_end();
    let format = match delimiter {
        "---" => Format::Yaml,
        "+++" => Format::Toml,
        _ => return None,
    };
    let body = lines.at;
    let mut plausible = None;
    while let Some(line) = lines.next() {
        let content = text.get(line.clone())?;
        if content.trim_end() == delimiter {
            let range = start..line.start + delimiter.len();
            return (plausible != Some(false)).then_some((range, body..line.start, format));
        }
        let content = content.trim();
        if plausible.is_none() && !content.is_empty() && !content.starts_with('#') {
            let entry = content.contains(if format == Format::Yaml { ':' } else { '=' });
            plausible = Some(entry || content.starts_with('['));
        }
        if plausible == Some(false) {
            return None;
        }
    }
    None
}

/// The entries of a body at its top level.
fn entries(text: &str, body: &Range<usize>, format: Format) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut lines = Lines { text, at: body.start };
    while let Some(line) = lines.next_before(body.end) {
        let Some(content) = text.get(line.clone()) else {
            break;
        };
        let trimmed = content.trim_start();
        if trimmed.is_empty() || trimmed.starts_with('#') {
            continue;
        }
        if format == Format::Toml && trimmed.starts_with('[') {
            // What follows belongs to a table and is not at the top level any more.
            break;
        }
        let indent = content.len() - trimmed.len();
        if let Some(item) = trimmed.strip_prefix("- ").filter(|_| format == Format::Yaml) {
            // `- a: b` is a mapping in the list, not a value.
            if let Some(entry) = entries.last_mut() {
                let start = line.end - item.len();
                entry.values.extend(scalar(text, start..line.end, format));
            }
            continue;
        }
        let separator = if format == Format::Yaml { ':' } else { '=' };
        let Some((key, value)) = trimmed.split_once(separator) else {
            continue;
        };
        let separated = format == Format::Toml || value.is_empty() || value.starts_with([' ', '\t']);
        if !separated || (format == Format::Yaml && indent > 0) {
            continue;
        }
        let key = unquoted(text, line.start + indent..line.start + indent + key.len());
        let mut value = line.end - value.len()..line.end;
        let written = text.get(value.clone()).unwrap_or_default().trim_start();
        if written.starts_with('[') {
            // A list in brackets may go on over several lines.
            let rest = text.get(value.start..body.end).unwrap_or_default();
            value.end = rest.find(']').map_or(value.end, |end| value.start + end);
            if value.end > line.end {
                lines.at = value.end;
                lines.next_before(body.end);
            }
            let values = bracketed(text, value, format);
            entries.push(Entry { key, values });
        } else {
            let values = scalar(text, value, format).into_iter().collect();
            entries.push(Entry { key, values });
        }
    }
    entries
}

/// The values of `[a, "b"]`; `range` ends before the closing bracket.
fn bracketed(text: &str, range: Range<usize>, format: Format) -> Vec<Range<usize>> {
    let list = text.get(range.clone()).unwrap_or_default();
    let mut start = range.end - list.trim_start().trim_start_matches('[').len();
    let mut values = Vec::new();
    for line in text.get(start..range.end).unwrap_or_default().split_inclusive([',', '\n']) {
        let end = start + line.trim_end_matches([',', '\n', '\r']).len();
        values.extend(scalar(text, start..end, format));
        start += line.len();
    }
    values
}

/// One plain value without its quotes and the comment behind it; nothing for the start of
/// something nested (`|`, `>`, `{`, `a: b`).
fn scalar(text: &str, range: Range<usize>, format: Format) -> Option<Range<usize>> {
    let range = trimmed(text, range);
    let value = text.get(range.clone())?;
    let quote = value.chars().next()?;
    match quote {
        '"' | '\'' => {
            let inner = value.get(1..)?;
            let end = inner.find(quote)?;
            Some(range.start + 1..range.start + 1 + end).filter(|inner| !inner.is_empty())
        }
        '|' | '>' | '{' | '[' | '&' | '*' | '#' => None,
        _ => {
            let comment = match format {
                Format::Yaml => value.find(" #"),
                Format::Toml => value.find('#'),
            };
            let end = comment.unwrap_or(value.len());
            let plain = trimmed(text, range.start..range.start + end);
            let nested = format == Format::Yaml && text.get(plain.clone())?.contains(": ");
            (!plain.is_empty() && !nested).then_some(plain)
        }
    }
}

/// The range without white space at its ends.
fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let content = text.get(range.clone()).unwrap_or_default();
    let start = range.end - content.trim_start().len();
    start..start + content.trim().len()
}

/// The range without white space and one pair of quotes at its ends.
fn unquoted(text: &str, range: Range<usize>) -> Range<usize> {
    let range = trimmed(text, range);
    let content = text.get(range.clone()).unwrap_or_default();
    let quoted = content.len() >= 2 && ['"', '\''].iter().any(|&q| content.starts_with(q) && content.ends_with(q));
    if quoted { range.start + 1..range.end - 1 } else { range }
}

/// The lines of a text from some place on, as byte ranges without their line ends.
struct Lines<'t> {
    text: &'t str,
    at: usize,
}

impl Lines<'_> {
    fn next(&mut self) -> Option<Range<usize>> {
        self.next_before(self.text.len())
    }

    fn next_before(&mut self, end: usize) -> Option<Range<usize>> {
        if self.at >= end {
            return None;
        }
        let start = self.at;
        let rest = self.text.get(start..end)?;
        let length = rest.find(['\n', '\r']).unwrap_or(rest.len());
        let line_end = match rest.as_bytes().get(length..) {
            Some([b'\r', b'\n', ..]) => 2,
            Some([_, ..]) => 1,
            _ => 0,
        };
        self.at = start + length + line_end;
        Some(start..start + length)
    }
}

#[cfg(test)]
#[expect(clippy::string_slice, reason = "a test may panic")]
mod tests {
    use super::*;

    /// The front matter written as `key = value, value` lines.
    fn read(text: &str) -> Option<String> {
        let found = front_matter(text)?;
        let entry = |entry: &Entry| {
            let values: Vec<_> = entry.values.iter().map(|v| &text[v.clone()]).collect();
            format!("{} = {}", &text[entry.key.clone()], values.join(", "))
        };
        let entries: Vec<_> = found.entries.iter().map(entry).collect();
        Some(entries.join("; "))
    }

    #[test]
    fn yaml_scalars_and_lists() {
        let text = "---\n# note\nservice: kiln # chosen\ntitle: \"A: b\"\ntags: [x, 'y z']\n\
                    deciders:\n  - Ann\n  - Bob\nnested:\n  inner: 1\nurl: http://x.y/z\nempty:\n---\n# T\n";
        let expected = "service = kiln; title = A: b; tags = x, y z; deciders = Ann, Bob; \
                        nested = ; url = http://x.y/z; empty = ";
        assert_eq!(read(text).as_deref(), Some(expected));
        let found = front_matter(text).unwrap();
        assert!(text[found.range.clone()].ends_with("empty:\n---"));
        assert_eq!(found.values(text, "Service"), [("kiln", 20..24)]);
    }

    #[test]
    fn toml_scalars_lists_and_tables() {
        let text = "+++\ntitle = \"x\" # y\nlist = [\n  \"a\", # one\n  \"b\",\n]\nn = 3\n\n[extra]\nk = 'v'\n+++\n";
        assert_eq!(read(text).as_deref(), Some("title = x; list = a, b; n = 3"));
        assert_eq!(front_matter(text).unwrap().format, Format::Toml);
    }

    #[test]
    fn every_line_end_works() {
        for line_end in ["\n", "\r\n", "\r"] {
            let text = "---\na: b\nc:\n- d\n- e\n---\n# x".replace('\n', line_end);
            assert_eq!(read(&text).as_deref(), Some("a = b; c = d, e"), "{text:?}");
            let skipped = extent_with_line_end(&text).unwrap();
            assert_eq!(&text[skipped.end..], "# x");
        }
    }

    #[test]
    fn what_is_not_front_matter() {
        for text in [
            "",
            "---",
            "---\n",
            "---\na: b\n",
            "----\na: b\n----\n",
            "\n---\na: b\n---\n",
            " ---\na: b\n---\n",
            "---\n\nSome prose after a thematic break.\n\n---\n",
            "---\n# Heading\n\nProse\n---\n",
            "text\n---\na: b\n---\n",
        ] {
            assert_eq!(front_matter(text), None, "{text:?}");
        }
    }

    #[test]
    fn at_the_edges() {
        assert_eq!(read("---\n---").as_deref(), Some(""));
        assert_eq!(read("---\na: b\n---").as_deref(), Some("a = b"));
        assert_eq!(read("\u{feff}---  \na: b\n--- \nrest").as_deref(), Some("a = b"));
        assert_eq!(read("---\na: [b, c\n---\n").as_deref(), Some("a = b, c"));
        assert_eq!(read("---\na: |\n  text\n---\n").as_deref(), Some("a = "));
        assert_eq!(read("---\na: 'b\nc: \"\n---\n").as_deref(), Some("a = ; c = "));
    }
}
