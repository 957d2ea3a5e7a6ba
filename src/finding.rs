//! What the analysis reports: plain data in document terms, without protocol or output format.

use std::ops::Range;

/// Ids of everything that can be reported, for whoever names a rule without reasoning by it. A test holds
/// them against the rules.
pub const RULE_IDS: [&str; 13] = [
    "points-elsewhere",
    "needs-both",
    "no-choice",
    "contradictory-choice",
    "wrong-owner",
    "dated-claim",
    "closed-feature",
    "retired-model",
    "outdated-name",
    "misspelt-name",
    "unknown-identifier",
    "unused-suppression",
    "unexplained-suppression",
];

/// How loudly a finding speaks. The order is from quiet to loud.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    Hint,
    Information,
    Warning,
    Error,
}

impl Severity {
    pub const ALL: [Self; 4] = [Self::Hint, Self::Information, Self::Warning, Self::Error];

    /// The word used in configuration, in output formats and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Hint => "hint",
            Self::Information => "information",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    /// The severity of that name, `None` for any other word.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|severity| severity.name() == name)
    }
}

/// One thing worth telling the writer. All ranges are bytes of the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Id of the rule, for instance `points-elsewhere`.
    pub rule: &'static str,
    pub severity: Severity,
    /// The words that gave the reason.
    pub range: Range<usize>,
    /// The whole statement that was judged; contains `range`. A hover anywhere in it explains the finding.
    pub statement: Range<usize>,
    /// One sentence that a colleague would say.
    pub message: String,
    /// What it is about, where the same may be said of several places: within a rule, equal subjects are one matter.
    pub subject: Option<String>,
    /// Ids of the signals, strongest first.
    pub signals: Vec<String>,
    /// Id of the service to which the statement points.
    pub points_to: Option<String>,
    /// Ids of the services that govern the statement.
    pub chosen: Vec<String>,
    /// Places that belong to the finding, above all where the choice was made.
    pub related: Vec<Related>,
    /// Why, when it would be wrong, and on what source: Markdown for a hover.
    pub explanation: String,
    /// Plain lines that say why and on what source, where the signals do not.
    pub notes: Vec<String>,
    /// One line on what to do next.
    pub help: Option<String>,
    /// Address of a page about the fact behind the finding.
    pub link: Option<String>,
    pub fixes: Vec<Fix>,
}

impl Finding {
    /// A finding that says no more than its message; the other fields are empty.
    pub fn new(
        rule: &'static str,
        severity: Severity,
        range: Range<usize>,
        statement: Range<usize>,
        message: String,
    ) -> Self {
        Self {
            rule,
            severity,
            range,
            statement,
            message,
            subject: None,
            signals: Vec::new(),
            points_to: None,
            chosen: Vec::new(),
            related: Vec::new(),
            explanation: String::new(),
            notes: Vec::new(),
            help: None,
            link: None,
            fixes: Vec::new(),
        }
    }
}

/// The edits of all fixes that may be applied without anybody looking: in order, none touching another.
pub fn automatic_edits(findings: &[Finding]) -> Vec<Edit> {
    let fixes = findings.iter().filter_map(|finding| finding.fixes.iter().find(|fix| fix.automatic));
    let mut edits: Vec<Edit> = fixes.flat_map(|fix| fix.edits.iter().cloned()).collect();
    edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
    let mut end = 0;
    edits.retain(|edit| {
        let free = edit.range.start >= end;
        if free {
            end = edit.range.end;
        }
        free
    });
    edits
}

/// The text after these edits (in order, none touching another, each within the text).
pub fn apply(text: &str, edits: &[Edit]) -> String {
    let mut applied = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        applied.push_str(text.get(at..edit.range.start).unwrap_or_default());
        applied.push_str(&edit.text);
        at = edit.range.end;
    }
    applied.push_str(text.get(at..).unwrap_or_default());
    applied
}

/// What is said of several places in the same words, said once: at the loudest of them, the first if there are
/// several, with the others related to it. An editor marks every place; a report tells each matter once.
///
/// In document order, each with the index of the finding that was kept.
pub fn merged(findings: Vec<Finding>) -> Vec<(usize, Finding)> {
    let mut kept: Vec<(usize, Finding)> = Vec::new();
    for (index, mut finding) in findings.into_iter().enumerate() {
        let same = |(_, known): &&mut (usize, Finding)| {
            known.subject.is_some() && (known.rule, &known.subject) == (finding.rule, &finding.subject)
        };
        let Some((kept_index, known)) = kept.iter_mut().find(same) else {
            kept.push((index, finding));
            continue;
        };
        if finding.severity > known.severity {
            finding.related = std::mem::take(&mut known.related);
            std::mem::swap(known, &mut finding);
            *kept_index = index;
        }
        known.related.push(Related { range: finding.range, message: "here, too".to_owned() });
        known.related.sort_by_key(|related| related.range.start);
    }
    kept.sort_by_key(|(_, finding)| (finding.range.start, finding.range.end));
    kept
}

/// Another place in the same document and what it has to do with the finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    pub range: Range<usize>,
    pub message: String,
}

/// A change that would settle a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    pub title: String,
    /// Non-overlapping, in document order.
    pub edits: Vec<Edit>,
    /// True where this is the one right answer.
    pub preferred: bool,
    /// It may be applied together with all others of its kind, without anybody looking.
    pub automatic: bool,
}

/// Replaces a range (bytes) by a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    pub range: Range<usize>,
    pub text: String,
}
