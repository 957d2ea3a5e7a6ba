//! Changes that settle a finding, as plain edits of the text.

use std::ops::Range;

use crate::document::Document;
use crate::finding::{Edit, Fix};

/// Puts `text` in the place of `range` (bytes of the document), with the right article before it.
pub(super) fn replacement(document: &Document, range: &Range<usize>, text: &str) -> Edit {
    let source = document.source();
    let before = source.get(..range.start).unwrap_or_default();
    let begins_with_vowel = text.starts_with(['A', 'E', 'I', 'O', 'U', 'a', 'e', 'i', 'o', 'u']);
    for (article, other, fits) in [("a", "an", !begins_with_vowel), ("an", "a", begins_with_vowel)] {
        let Some(rest) = before.strip_suffix(' ') else { break };
        let Some(word) = rest.len().checked_sub(article.len()).and_then(|at| rest.get(at..)) else { continue };
        let whole = rest.get(..rest.len() - article.len()).is_some_and(|left| !left.ends_with(char::is_alphanumeric));
        if whole && word.eq_ignore_ascii_case(article) && !fits {
            let capital = word.starts_with(char::is_uppercase);
            let other = if capital { other.replacen('a', "A", 1) } else { other.to_owned() };
            return Edit { range: rest.len() - article.len()..range.end, text: format!("{other} {text}") };
        }
    }
    Edit { range: range.clone(), text: text.to_owned() }
}

/// A comment that silences the rule at a statement (bytes of the document), in its own cell, item or paragraph, so
/// that no list or table breaks. It leaves the reason to the writer.
pub(super) fn silence(document: &Document, statement: &Range<usize>, rule: &str, title: &str) -> Fix {
    let source = document.source();
    let line_start = source.get(..statement.start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let is_heading = source.get(line_start..statement.start).is_some_and(|before| before.trim_start().starts_with('#'));
    let edit = if is_heading {
        let text = format!("<!-- fingerpost-disable-next-line {rule}: why is this accepted? -->\n\n");
        Edit { range: line_start..line_start, text }
    } else {
        let end = sentence_end(source, statement.end);
        Edit { range: end..end, text: format!(" <!-- fingerpost-disable-line {rule}: why is this accepted? -->") }
    };
    Fix { title: title.to_owned(), edits: vec![edit], preferred: false, automatic: false }
}

/// Behind the full stop and the marks that close a sentence whose last word ends at `end` (bytes).
pub(super) fn sentence_end(source: &str, end: usize) -> usize {
    let rest = source.get(end..).unwrap_or_default();
    end + rest.len() - rest.trim_start_matches(['.', '!', '?', ')', '"', '”', '*', '_', '`']).len()
}
