//! Suppression comments: `<!-- fingerpost-disable-next-line RULE: reason -->` and its kin.

use std::ops::Range;

use crate::document::{Document, at};
use crate::finding::{Edit, Finding, Fix, Severity};

const UNUSED: &str = "unused-suppression";
const UNEXPLAINED: &str = "unexplained-suppression";

/// Id, severity, summary and documentation of what is reported about suppressions themselves.
pub const RULES: [(&str, Severity, &str, &str); 2] = [
    (
        UNUSED,
        Severity::Information,
        "A suppression comment silences nothing.",
        "The finding it was written for is gone, or the rule's name is misspelt. Delete the comment.",
    ),
    (
        UNEXPLAINED,
        Severity::Information,
        "A suppression comment gives no reason.",
        "Say after a colon why the finding is accepted, so that the next reader need not ask: \
`<!-- fingerpost-disable-next-line points-elsewhere: the audit accepted the gap -->`.",
    ),
];

const PREFIX: &str = "fingerpost-";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    NextLine,
    Line,
    /// From here to the matching `enable` or the end.
    Block,
    File,
    /// Ends a block.
    Enable,
}

#[derive(Debug)]
struct Suppression {
    reach: Reach,
    /// Rule ids; empty means all.
    rules: Vec<String>,
    explained: bool,
    /// The comment. Bytes of the document.
    comment: Range<usize>,
    /// Bytes that it covers.
    covers: Range<usize>,
    used: bool,
}

/// Drops the findings that a comment silences, and reports comments that silence nothing or give no reason.
pub fn apply(document: &Document, findings: Vec<Finding>) -> Vec<Finding> {
    let mut suppressions = read(document);
    if suppressions.is_empty() {
        return findings;
    }
    let mut kept: Vec<Finding> = findings
        .into_iter()
        .filter(|finding| {
            let mut silenced = false;
            for suppression in &mut suppressions {
                if suppression.silences(finding) {
                    suppression.used = true;
                    silenced = true;
                }
            }
            !silenced
        })
        .collect();
    for suppression in suppressions.iter().filter(|suppression| suppression.reach != Reach::Enable) {
        kept.extend(suppression.complaint(document.source()));
    }
    kept
}

impl Suppression {
    fn silences(&self, finding: &Finding) -> bool {
        let named = self.rules.is_empty() || self.rules.iter().any(|rule| rule == finding.rule);
        let touches = finding.statement.start < self.covers.end
            && self.covers.start < finding.statement.end.max(finding.statement.start + 1);
        named && touches && self.reach != Reach::Enable
    }

    fn complaint(&self, source: &str) -> Option<Finding> {
        let names = if self.rules.is_empty() { "every rule".to_owned() } else { self.rules.join(", ") };
        let (rule, message, help, fixes) = if !self.used {
            let fix = Fix {
                title: "Delete this suppression".to_owned(),
                edits: vec![Edit { range: whole_line(source, &self.comment), text: String::new() }],
                preferred: true,
                automatic: false,
            };
            (
                UNUSED,
                format!("This comment silences {names}, but there is nothing to silence here."),
                "delete the comment",
                vec![fix],
            )
        } else if !self.explained {
            (
                UNEXPLAINED,
                format!("This comment silences {names} without saying why."),
                "add the reason after a colon",
                Vec::new(),
            )
        } else {
            return None;
        };
        Some(Finding {
            help: Some(help.to_owned()),
            fixes,
            ..Finding::new(rule, Severity::Information, self.comment.clone(), self.comment.clone(), message)
        })
    }
}

/// The suppressions of a document, with what each covers.
fn read(document: &Document) -> Vec<Suppression> {
    let source = document.source();
    let mut suppressions: Vec<Suppression> = Vec::new();
    for (start, section) in document.sections() {
        for (whole, inner) in &document.facts(section).comments {
            let text = source.get(at(start, inner)).unwrap_or_default();
            if let Some(suppression) = parse(text, at(start, whole), source) {
                suppressions.push(suppression);
            }
        }
    }
    close_blocks(&mut suppressions);
    suppressions
}

fn parse(text: &str, comment: Range<usize>, source: &str) -> Option<Suppression> {
    let text = text.trim().strip_prefix(PREFIX)?;
    let (head, reason) = text.split_once(':').unwrap_or((text, ""));
    let mut words = head.split([' ', ',', '\t', '\n']).filter(|word| !word.is_empty());
    let line = line_of(source, comment.start);
    let (reach, covers) = match words.next()? {
        "disable-next-line" => (Reach::NextLine, next_line(source, comment.end)),
        "disable-line" => (Reach::Line, line),
        "disable" => (Reach::Block, comment.end..source.len()),
        "disable-file" => (Reach::File, 0..source.len()),
        "enable" => (Reach::Enable, comment.end..comment.end),
        _ => return None,
    };
    Some(Suppression {
        reach,
        rules: words.map(str::to_owned).collect(),
        explained: !reason.trim().is_empty(),
        comment,
        covers,
        used: false,
    })
}

/// Ends each `disable` at the first `enable` after it that names one of its rules, or none.
fn close_blocks(suppressions: &mut [Suppression]) {
    for index in 0..suppressions.len() {
        let (before, after) = suppressions.split_at_mut(index + 1);
        let Some(block) = before.last_mut().filter(|suppression| suppression.reach == Reach::Block) else { continue };
        let end = after.iter().find(|other| {
            other.reach == Reach::Enable
                && (other.rules.is_empty()
                    || block.rules.is_empty()
                    || other.rules.iter().any(|rule| block.rules.contains(rule)))
        });
        if let Some(end) = end {
            block.covers.end = end.comment.start;
        }
    }
}

fn line_of(source: &str, offset: usize) -> Range<usize> {
    let start = source.get(..offset).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline + 1);
    let end = source.get(offset..).and_then(|rest| rest.find('\n')).map_or(source.len(), |newline| offset + newline);
    start..end
}

/// The next line after `offset` that is not blank: a list needs a blank line between a comment and its item.
fn next_line(source: &str, offset: usize) -> Range<usize> {
    let mut line = line_of(source, offset);
    loop {
        if line.end >= source.len() {
            return line.end..source.len();
        }
        line = line_of(source, line.end + 1);
        if source.get(line.clone()).is_some_and(|text| !text.trim().is_empty()) {
            return line;
        }
    }
}

/// The comment with its line break, where it stands alone on its line.
fn whole_line(source: &str, comment: &Range<usize>) -> Range<usize> {
    let line = line_of(source, comment.start);
    let alone = source.get(line.start..comment.start).is_some_and(|before| before.trim().is_empty())
        && source.get(comment.end..line.end.max(comment.end)).is_some_and(|after| after.trim().is_empty());
    if alone { line.start..(line.end.max(comment.end) + 1).min(source.len()) } else { comment.clone() }
}
