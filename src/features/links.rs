//! Links from terms to their documentation, where the writer has made none.

use std::collections::HashSet;
use std::ops::Range;

use super::terms::meant_in;
use crate::document::at;
use crate::knowledge::names::Named;
use crate::snapshot::Snapshot;

/// A link that an editor shows without its being in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Bytes of the document.
    pub range: Range<usize>,
    pub address: String,
    pub tooltip: String,
}

/// The first use of each term under each heading, as an encyclopedia links. None unless the configuration asks for
/// them, and none for a term that the writer has linked there.
pub fn links(snapshot: &Snapshot) -> Vec<Link> {
    if !snapshot.config.editor.links {
        return Vec::new();
    }
    let document = &snapshot.document;
    let knowledge = document.knowledge();
    let mut links = Vec::new();
    for (start, section) in document.sections() {
        let headings: Vec<usize> =
            document.facts(section).headings.iter().map(|heading| at(start, &heading.range).start).collect();
        let part = |offset: usize| headings.partition_point(|heading| *heading <= offset);
        let uses = meant_in(snapshot, start, section, |_| true);
        let linked = uses.iter().filter(|it| it.linked);
        let mut seen: HashSet<(usize, Named)> = linked.map(|it| (part(it.name.range.start), it.name.named)).collect();
        for it in &uses {
            if it.heading || it.code || it.linked {
                continue;
            }
            let page = match it.name.named {
                Named::Service(index) => {
                    knowledge.services.get(index).and_then(|service| service.link.as_ref().zip(Some(&service.name)))
                }
                Named::Term(index) => {
                    knowledge.terms.get(index).and_then(|term| term.link.as_ref().zip(Some(&term.name)))
                }
                _ => None,
            };
            let Some((address, name)) = page else { continue };
            if seen.insert((part(it.name.range.start), it.name.named)) {
                links.push(Link {
                    range: it.name.range.clone(),
                    address: address.clone(),
                    tooltip: format!("{name}: documentation"),
                });
            }
        }
    }
    links
}
