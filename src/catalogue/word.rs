//! Which word stands at a place: a whole identifier, or the part of a chain such as `client.invoke_model`.

use std::ops::Range;

use super::{Catalogue, Identified};

/// Longer runs of letters are no identifiers.
const LONGEST: usize = 200;

/// Characters of identifiers besides letters and digits.
const JOINTS: [char; 5] = ['.', ':', '-', '_', '/'];

/// The run of letters, digits and joints around a byte offset, without joints at its ends. Empty where there is none.
pub fn word_at(text: &str, offset: usize) -> Range<usize> {
    let inside = |character: char| character.is_ascii_alphanumeric() || JOINTS.contains(&character);
    let before = text.get(..offset).unwrap_or_default();
    let after = text.get(offset..).unwrap_or_default();
    let start = before.trim_end_matches(inside).len();
    let end = offset + (after.len() - after.trim_start_matches(inside).len());
    if end - start > LONGEST {
        return offset..offset;
    }
    let word = text.get(start..end).unwrap_or_default();
    let left = word.len() - word.trim_start_matches(JOINTS).len();
    let right = word.trim_end_matches(JOINTS).len();
    start + left..(start + right).max(start + left)
}

impl Catalogue {
    /// The longest identifier around a byte offset, with its range.
    pub fn identify_at(&self, text: &str, offset: usize) -> Option<(Range<usize>, Identified<'_>)> {
        let whole = word_at(text, offset);
        let word = text.get(whole.clone())?;
        let mut joints: Vec<usize> = word.match_indices(['.', ':', '/']).map(|(at, _)| at).collect();
        // `::` is one joint.
        joints.retain(|at| !word.get(at + 1..).is_some_and(|rest| rest.starts_with(':')));
        let starts = std::iter::once(0).chain(joints.iter().map(|at| at + 1));
        let mut parts: Vec<Range<usize>> = starts
            .flat_map(|start| {
                let ends = joints.iter().copied().chain([word.len()]).filter(move |end| *end > start);
                ends.map(move |end| start..end)
            })
            .filter(|part| whole.start + part.start <= offset && offset <= whole.start + part.end)
            .collect();
        parts.sort_by_key(|part| std::cmp::Reverse(part.len()));
        parts.into_iter().find_map(|part| {
            let identified = self.identify(word.get(part.clone())?)?;
            Some((whole.start + part.start..whole.start + part.end, identified))
        })
    }

    /// The resource name around a byte offset with its pattern, where a table has one for it.
    pub fn arn_at(&self, text: &str, offset: usize) -> Option<(Range<usize>, Identified<'_>)> {
        let inside = |character: char| {
            character.is_ascii_alphanumeric() || JOINTS.contains(&character) || "*${}<>@+=".contains(character)
        };
        let before = text.get(..offset)?;
        let start = before.trim_end_matches(inside).len();
        let after = text.get(offset..)?;
        let end = offset + (after.len() - after.trim_start_matches(inside).len());
        let arn = text.get(start..end)?.trim_end_matches(JOINTS);
        let mut parts = arn.splitn(6, ':');
        if parts.next() != Some("arn") || arn.len() > LONGEST * 2 {
            return None;
        }
        let (service, resource) = (parts.nth(1)?, parts.nth(2)?);
        let kind = resource.split('/').next().unwrap_or_default();
        let found = self.kinds.iter().filter(|kind| kind.entry.arn).find_map(|kinds| {
            let named = |name: &str| kinds.table.find(&format!("{service}:{name}"));
            // A type may be named otherwise than its resource; then its pattern shows it.
            let by_pattern = || {
                let prefix = format!(":{kind}/");
                kinds.table.rows().find(|row| row.name().starts_with(service) && row.cell(1).contains(&prefix))
            };
            let row = named(kind).or_else(by_pattern)?;
            Some(Identified { kind: kinds, row, before: None, ending: None })
        })?;
        Some((start..start + arn.len(), found))
    }
}

#[cfg(test)]
#[expect(clippy::string_slice, reason = "a test may panic")]
mod tests {
    use super::*;
    use crate::catalogue::tests::acme;

    #[test]
    fn words_end_at_anything_that_is_no_identifier() {
        for (text, expected) in [
            ("see `kiln:Ba‸keLoaf`.", "kiln:BakeLoaf"),
            ("(ml.‸big),", "ml.big"),
            ("at the end‸.", "end"),
            ("‸", ""),
            ("a ‸ b", ""),
            ("é‸x", "x"),
        ] {
            let offset = text.find('‸').expect("a cursor");
            let text = text.replace('‸', "");
            assert_eq!(&text[word_at(&text, offset)], expected);
        }
        assert!(word_at(&"x".repeat(1000), 500).is_empty());
    }

    #[test]
    fn the_longest_identifier_counts() {
        let catalogue = acme();
        for (text, expected) in [
            ("client.bake‸_loaf(x)", Some("bake_loaf")),
            ("\"Action\": \"kiln:Bake‸Loaf\"", Some("kiln:BakeLoaf")),
            ("Type: ACME::Kiln::Ov‸en", Some("ACME::Kiln::Oven")),
            ("new BakeLoaf‸Command()", Some("BakeLoafCommand")),
            ("eu.baker.rye‸-1-v1:0", Some("eu.baker.rye-1-v1:0")),
            ("pantry.bake‸()", None),
        ] {
            let offset = text.find('‸').expect("a cursor");
            let text = text.replace('‸', "");
            let found = catalogue.identify_at(&text, offset).map(|(range, _)| text[range].to_owned());
            assert_eq!(found.as_deref(), expected);
        }
    }

    #[test]
    fn resource_names_by_type_or_pattern() {
        let catalogue = acme();
        let name = |text: &str| catalogue.arn_at(text, 8).map(|(_, found)| found.row.name());
        assert_eq!(name("arn:acme:kiln:north:1:oven/big"), Some("kiln:oven"));
        assert_eq!(name("arn:acme:kiln:${Region}:*:tray/*"), Some("kiln:baking-tray"));
        assert_eq!(name("arn:acme:loom:north:1:oven/big"), None);
        assert_eq!(name("urn:acme:kiln:north:1:oven/big"), None);
    }
}
