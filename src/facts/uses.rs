//! Where the names of services and terms stand as words, rather than as a part of an address or a path.

use std::ops::Range;

use crate::knowledge::Knowledge;
use crate::knowledge::names::{NameMatch, Named};
use crate::markdown::{self, Block, BlockKind};

/// A name where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    /// A service or term, or an old name of one. The range counts bytes of the section.
    pub name: NameMatch,
    /// It stands in code.
    pub code: bool,
    /// It stands in the text of a link.
    pub linked: bool,
    /// It stands in a heading.
    pub heading: bool,
}

/// The names in a section, in order. Names of one place follow each other; an old name may overlap another.
pub(super) fn read(section: &str, knowledge: &Knowledge) -> Vec<Use> {
    let mut names = knowledge.names().find(section);
    names.retain(|name| matches!(name.named, Named::Service(_) | Named::Term(_)));
    names.extend(
        knowledge
            .notes()
            .find(section)
            .into_iter()
            .filter(|name| matches!(name.named, Named::Rename(_) | Named::Closure(_))),
    );
    if names.is_empty() {
        return Vec::new();
    }
    names.sort_by_key(|name| (name.range.start, usize::MAX - name.range.end));
    let mut uses = Vec::new();
    let mut at = 0;
    for block in markdown::blocks(section) {
        // What stands between blocks is markup.
        let rest = names.get(at..).unwrap_or_default();
        let before = rest.iter().take_while(|name| name.range.start < block.range.start).count();
        let rest = rest.get(before..).unwrap_or_default();
        let inside = rest.iter().take_while(|name| name.range.start < block.range.end).count();
        at += before + inside;
        let inside = rest.get(..inside).unwrap_or_default();
        if !inside.is_empty() {
            read_block(section, &block, inside, &mut uses);
        }
    }
    uses
}

fn read_block(section: &str, block: &Block, names: &[NameMatch], uses: &mut Vec<Use>) {
    let heading = matches!(block.kind, BlockKind::Heading { .. });
    let inline = match block.kind {
        BlockKind::Html | BlockKind::LinkDefinition => return,
        BlockKind::Code { .. } | BlockKind::FrontMatter => None,
        BlockKind::Heading { .. } | BlockKind::Paragraph | BlockKind::TableCell { .. } => {
            Some(markdown::inline(section, block))
        }
    };
    for name in names {
        let overlaps = |range: &Range<usize>| range.start < name.range.end && name.range.start < range.end;
        let (code, linked) = match &inline {
            None => (matches!(block.kind, BlockKind::Code { .. }), false),
            Some(inline) => {
                let mut destinations =
                    inline.links.iter().chain(&inline.images).filter_map(|link| link.destination.as_ref());
                let alternative = inline.images.iter().any(|image| overlaps(&image.range));
                let opaque = inline.html.iter().chain(&inline.opaque).any(overlaps);
                if alternative || opaque || destinations.any(overlaps) {
                    continue;
                }
                (inline.code.iter().any(overlaps), inline.links.iter().any(|link| overlaps(&link.range)))
            }
        };
        // Common words in code are no names; identifiers in prose are.
        if name.code || !code {
            uses.push(Use { name: name.clone(), code, linked, heading });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(section: &str) -> Vec<String> {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/literate-pack");
        let (knowledge, problems) = Knowledge::from_folder(&folder);
        assert_eq!(problems, []);
        let flags = |it: &Use| [it.code, it.linked, it.heading].map(|is| if is { "x" } else { "-" }).concat();
        read(section, &knowledge)
            .iter()
            .map(|it| format!("{} {}", section.get(it.name.range.clone()).unwrap_or_default(), flags(it)))
            .collect()
    }

    #[test]
    fn names_stand_in_prose_links_headings_and_code() {
        let section = "# Acme Kiln\n\nWe use [Acme Pantry](https://example.org/), `FireKiln` and Acme Larderworks.\n\n\
            ```\nFireKiln in Acme Kiln\n```\n";
        assert_eq!(
            shown(section),
            ["Acme Kiln --x", "Acme Pantry -x-", "FireKiln x--", "Acme Larderworks ---", "FireKiln x--"]
        );
    }

    #[test]
    fn addresses_comments_and_images_hold_no_names() {
        let section = "See https://example.org/?q=FireKiln, ![Acme Kiln](a.png), <b title=\"Acme Kiln\">x</b>.\n\n\
            <!-- Acme Kiln -->\n\n[Acme Kiln]: https://example.org/\n";
        assert_eq!(shown(section), [] as [&str; 0]);
        assert_eq!(shown("[x](</Acme Kiln>) and `Acme Kiln`\n"), [] as [&str; 0]);
    }
}
