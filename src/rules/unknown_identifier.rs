//! An identifier that does not exist, next to one that does.

use super::{Context, Rule};
use crate::document::at;
use crate::facts::Suspect;
use crate::finding::{Edit, Finding, Fix, Severity};

const ID: &str = "unknown-identifier";

pub(super) const RULE: Rule = Rule {
    id: ID,
    severity: Severity::Information,
    summary: "An identifier does not exist, and a known one is close to it.",
    documentation: "\
Designs name API operations, permissions, resource types, instance types and model ids. A slip in one of them is copied \
into code and policies, where it fails late. This rule reports an identifier that clearly belongs to a known service, is \
not in the catalogue, and is close to one that is: a misspelling, a permission under the wrong prefix, an operation whose \
permission has another name, a size that no instance has, a model id without its version or with a wrong prefix.

Unknown is not wrong: a name without a close neighbour may be newer than the catalogue, so nothing is said. Neither is \
anything said of placeholders (`<model-id>`, `${…}`, `my-…`), wildcards, addresses, or identifiers of other services.",
    check,
};

fn check(context: &Context<'_>) -> Vec<Finding> {
    let document = &context.snapshot.document;
    let source = document.source();
    let mut findings = Vec::new();
    for (start, section) in document.sections() {
        for suspect in &document.facts(section).suspects {
            let range = at(start, &suspect.range);
            let Some(written) = source.get(range.clone()) else { continue };
            let fix = |meant: &String| Fix {
                title: format!("Change to `{meant}`"),
                edits: vec![Edit { range: range.clone(), text: meant.clone() }],
                preferred: suspect.meant.len() == 1,
                automatic: false,
            };
            findings.push(Finding {
                subject: Some(written.to_owned()),
                help: suspect.meant.first().map(|meant| format!("write `{meant}`")),
                fixes: suspect.meant.iter().map(fix).collect(),
                ..Finding::new(ID, Severity::Information, range.clone(), range.clone(), message(suspect, written))
            });
        }
    }
    findings
}

fn message(suspect: &Suspect, written: &str) -> String {
    let meant: Vec<String> = suspect.meant.iter().map(|meant| format!("`{meant}`")).collect();
    let (label, meant) = (&suspect.label, meant.join(" or "));
    match &suspect.why {
        Some(why) => format!("No {label} is called `{written}`. {why}: did you mean {meant}?"),
        None => format!("No {label} is called `{written}`: did you mean {meant}?"),
    }
}
