//! Which identifiers go on from what was typed.

use super::{Catalogue, Kind, Row};

/// Fewer typed letters of an identifier without a beginning of its own say too little.
const SHORTEST: usize = 3;

/// An identifier that fits what was typed.
#[derive(Debug, Clone, Copy)]
pub struct Continuation<'catalogue> {
    pub kind: &'catalogue Kind,
    pub row: Row<'catalogue>,
    /// Stands before the name, as typed.
    pub before: &'catalogue str,
    /// The typed letters stand inside of the name.
    pub inner: bool,
}

impl Catalogue {
    /// The typed word begins like an identifier of some kind, so nothing else can be meant.
    pub fn is_begun(&self, typed: &str) -> bool {
        self.kinds.iter().any(|kind| kind.is_begun(kind.without_before(typed).1))
    }

    /// The identifiers for a typed word; `open` admits those that begin like any other word, too.
    pub fn continuations(&self, typed: &str, open: bool) -> Vec<Continuation<'_>> {
        let mut found = Vec::new();
        for kind in self.kinds.iter().filter(|kind| !kind.entry.arn) {
            let (before, rest) = kind.without_before(typed);
            let certain = kind.is_begun(rest);
            if !certain && (!open || !kind.entry.begins.is_empty() || typed.len() < SHORTEST) {
                continue;
            }
            let begin =
                kind.entry.begins.iter().filter(|begin| rest.starts_with(begin.as_str())).map(String::len).max();
            let own = rest.get(begin.unwrap_or(0)..).unwrap_or_default();
            let rows = kind.table.rows().filter_map(|row| {
                let inner = match row.name().get(..rest.len()) {
                    Some(head) if head.eq_ignore_ascii_case(rest) => false,
                    _ if certain && own.len() >= SHORTEST && holds(row.name(), begin.unwrap_or(0), rest, own) => true,
                    _ => return None,
                };
                Some(Continuation { kind, row, before: before.unwrap_or_default(), inner })
            });
            found.extend(rows);
        }
        found
    }
}

/// The same beginning, and the typed letters somewhere behind it.
fn holds(name: &str, begin: usize, typed: &str, own: &str) -> bool {
    name.get(..begin) == typed.get(..begin)
        && name.get(begin..).is_some_and(|rest| rest.to_ascii_lowercase().contains(&own.to_ascii_lowercase()))
}

impl Kind {
    /// A beginning of the kind is typed, or enough of one that only it can be meant.
    fn is_begun(&self, typed: &str) -> bool {
        self.entry.begins.iter().any(|begin| {
            let joint = typed.contains(|it: char| !it.is_ascii_alphanumeric());
            typed.starts_with(begin.as_str()) || joint && begin.starts_with(typed)
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::catalogue::tests::acme;

    #[test]
    fn what_goes_on_from_the_typed_word() {
        let catalogue = acme();
        let names = |typed: &str, open: bool| -> Vec<String> {
            let found = catalogue.continuations(typed, open);
            found.iter().map(|found| format!("{}{}", found.before, found.row.name())).collect()
        };
        assert_eq!(names("kiln:", false), ["kiln:BakeLoaf", "kiln:Temperature"]);
        assert_eq!(names("kiln:bake", false), ["kiln:BakeLoaf"]);
        assert_eq!(names("kiln:loaf", false), ["kiln:BakeLoaf"]);
        assert_eq!(names("ACME::", false), ["ACME::Kiln::Oven", "ACME::Kiln::Rack"]);
        assert_eq!(names("eu.baker.r", false), ["eu.baker.rye-1-v1:0"]);
        assert_eq!(names("Bak", false), [""; 0]);
        assert_eq!(names("Bak", true), ["BakeLoaf", "BakeManyLoaves", "bake_loaf"]);
        assert_eq!(names("Ba", true), [""; 0]);
        assert!(catalogue.is_begun("ov.b") && !catalogue.is_begun("oven"));
    }
}
