//! Whether a section is worth a parse: a look at its lines and words, a hundred times cheaper.

use crate::knowledge::Knowledge;

/// A first look, far cheaper than the parse: something with a name is named, what some pattern needs stands in one
/// paragraph, so does what a status says, or there may be more headings or comments.
pub(super) fn worth_reading(section: &str, knowledge: &Knowledge) -> bool {
    section.contains("<!--")
        || section.lines().any(is_underline)
        || section.lines().skip(1).any(is_heading)
        || knowledge.names().may_occur(section)
        || knowledge.notes().may_occur(section)
        || !knowledge.catalogue().suspects(section).is_empty()
        || may_say(section, knowledge)
}

/// Sentences do not reach over blank lines.
fn may_say(section: &str, knowledge: &Knowledge) -> bool {
    let statuses = ["status_inactive", "undecided"].map(|class| knowledge.lexicon.class(class));
    let mut start = 0;
    let mut at = 0;
    for line in section.split_inclusive('\n').chain([""]) {
        if line.trim_ascii().is_empty() {
            let text = section.get(start..at).unwrap_or_default();
            if knowledge.lexicon.may_hold(text, &statuses) {
                return true;
            }
            start = at + line.len();
        }
        at += line.len();
    }
    false
}

/// The line may make a heading of the one before it.
fn is_underline(line: &str) -> bool {
    let line = line.trim_matches([' ', '>', '\t']);
    !line.is_empty() && (line.bytes().all(|byte| byte == b'=') || line.bytes().all(|byte| byte == b'-'))
}

/// The line may be a heading where the cut saw none: in a quote, a list, or indented.
fn is_heading(line: &str) -> bool {
    line.trim_start_matches([' ', '>', '\t', '-', '*', '+']).starts_with('#')
}
