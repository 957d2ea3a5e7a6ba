//! HTML comments, which carry instructions to tools.

use std::ops::Range;

use super::block::{BlockKind, blocks};
use super::inline::inline;

const START: &str = "<!--";
const END: &str = "-->";

/// The comments of a section in order: each from `<!--` to `-->`, and what is between them, in
/// bytes. What stands in code is no comment.
pub fn html_comments(section: &str) -> Vec<(Range<usize>, Range<usize>)> {
    let mut comments = Vec::new();
    if !section.contains(START) {
        return comments;
    }
    for block in blocks(section) {
        let text = section.get(block.range.clone()).unwrap_or_default();
        if !text.contains(START) {
            continue;
        }
        match block.kind {
            BlockKind::Html => find(section, &block.range, &mut comments),
            BlockKind::Heading { .. } | BlockKind::Paragraph | BlockKind::TableCell { .. } => {
                for html in inline(section, &block).html {
                    find(section, &html, &mut comments);
                }
            }
            BlockKind::Code { .. } | BlockKind::FrontMatter | BlockKind::LinkDefinition => {}
        }
    }
    comments
}

/// The comments in a range that is all HTML.
fn find(text: &str, range: &Range<usize>, comments: &mut Vec<(Range<usize>, Range<usize>)>) {
    let mut at = range.start;
    while let Some(html) = text.get(at..range.end)
        && let Some(start) = html.find(START)
        && let Some(length) = html.get(start + START.len()..).and_then(|rest| rest.find(END))
    {
        let inner = at + start + START.len()..at + start + START.len() + length;
        at = inner.end + END.len();
        comments.push((inner.start - START.len()..at, inner));
    }
}

#[cfg(test)]
#[expect(clippy::string_slice, reason = "a test may panic")]
mod tests {
    use super::*;

    fn inner(text: &str) -> Vec<&str> {
        let found = html_comments(text);
        for (whole, inner) in &found {
            assert_eq!(text[whole.clone()], format!("<!--{}-->", &text[inner.clone()]));
        }
        found.into_iter().map(|(_, inner)| &text[inner]).collect()
    }

    #[test]
    fn in_blocks_and_in_text() {
        let text = "<!-- a -->\n\ntext <!-- b --> more <!--c-->\n\n- item\n  <!-- d\n  e -->\n\n\
                    | x <!-- f --> |\n|---|\n\n# Title <!-- g -->\n\n<div><!-- h --><!-- i -->\n</div>\n";
        assert_eq!(inner(text), [" a ", " b ", "c", " d\n  e ", " f ", " g ", " h ", " i "]);
        assert_eq!(inner(&text.replace('\n', "\r\n")).len(), 8);
    }

    #[test]
    fn not_in_code() {
        let text = "`<!-- a -->` and\n\n```\n<!-- b -->\n```\n\n    <!-- c -->\n\n\\<!-- d -->\n\n<!-- open\n";
        assert_eq!(inner(text), [""; 0]);
    }
}
