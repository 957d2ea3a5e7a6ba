//! Which known name a writer may have meant. Unknown is not wrong: only a close neighbour says that it is.

use super::{Catalogue, Kind};

/// More than this many suggestions help nobody.
const MOST: usize = 3;

impl Catalogue {
    /// Known names for an unknown one, and why they are meant where there is more to say than that they look alike.
    /// Empty where the name may simply be newer than the table.
    pub(super) fn meant<'name>(&'name self, kind: &'name Kind, name: &str) -> (Vec<String>, Option<String>) {
        if let Some(permission) = self.permissions.iter().find(|permission| permission.operation == name) {
            let why = format!("The operation `{}` is allowed by another action", last_part(name));
            return (vec![permission.action.clone()], Some(why));
        }
        if !kind.entry.versioned && name.contains(':') {
            let part = last_part(name);
            if self.is_operation_of(kind, name) {
                return (Vec::new(), None);
            }
            let mut elsewhere = kind.table.rows().map(super::Row::name).filter(|known| last_part(known) == part);
            if let (Some(known), None) = (elsewhere.next(), elsewhere.next()) {
                return (vec![known.to_owned()], None);
            }
        }
        if let Some(joint) = kind.entry.closed {
            return (closed(kind, name, joint), None);
        }
        if kind.entry.versioned
            && let Some(whole) = without_version(kind, name).or_else(|| earlier_date(kind, name))
        {
            return (vec![whole], None);
        }
        // The beginning of known names is the name of a family.
        if kind.table.rows().any(|row| row.name().starts_with(name)) {
            return (Vec::new(), None);
        }
        (alike(kind, name), None)
    }

    /// The name is that of an operation of its service, so a table of permissions may not have it yet.
    fn is_operation_of(&self, kind: &Kind, name: &str) -> bool {
        let Some(operations) = kind.entry.same_as.as_deref().and_then(|id| self.kind(id)) else { return false };
        let (Some(row), Some((prefix, _))) = (operations.table.find(last_part(name)), name.split_once(':')) else {
            return false;
        };
        let clients = operations.entry.clients.map_or("", |cell| row.cell(cell));
        clients.split(", ").any(|client| {
            let signs_for = self.kinds.iter().filter(|kind| kind.entry.clients == Some(0));
            signs_for.filter_map(|kind| kind.table.find(client)).any(|row| row.cell(2) == prefix)
        })
    }
}

/// What stands behind the last colon.
fn last_part(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// The last part occurs in no name: those names of the same family whose last parts look like it.
fn closed(kind: &Kind, name: &str, joint: char) -> Vec<String> {
    let Some((family, size)) = name.rsplit_once(joint) else { return Vec::new() };
    let sizes = || kind.table.rows().filter_map(|row| row.name().rsplit_once(joint));
    if sizes().any(|(_, known)| known == size) {
        return Vec::new();
    }
    let near = |(known_family, known): &(&str, &str)| *known_family == family && strsim::osa_distance(known, size) <= 2;
    let mut found: Vec<(usize, String)> = sizes()
        .filter(near)
        .map(|(_, known)| (strsim::osa_distance(known, size), format!("{family}{joint}{known}")))
        .collect();
    found.sort();
    nearest(found)
}

/// The one known name that goes on with the number of a version where this one ends.
fn without_version(kind: &Kind, name: &str) -> Option<String> {
    let is_version = |rest: &str| {
        let numbered = rest.strip_prefix("-v").unwrap_or(rest);
        let dated = name.ends_with(|last: char| last.is_ascii_digit()) || numbered.len() == rest.len();
        dated
            && !rest.is_empty()
            && numbered.chars().all(|it| it.is_ascii_digit() || it == ':')
            && numbered.contains(':')
    };
    let mut longer = kind.table.rows().map(super::Row::name);
    let mut fitting = longer.by_ref().filter(|known| known.strip_prefix(name).is_some_and(is_version));
    let first = fitting.next()?;
    // `x:0` and `x:0:200k` are one version.
    fitting.all(|other| other.starts_with(first)).then(|| first.to_owned())
}

/// The known name that differs by a later day alone: no version is older than itself.
fn earlier_date(kind: &Kind, name: &str) -> Option<String> {
    let (day, around) = day_in(name)?;
    let known = kind.table.rows().map(super::Row::name).filter_map(|known| Some((day_in(known)?, known)));
    let same: Vec<_> = known.filter(|((_, other), _)| *other == around).collect();
    let all_later = same.iter().all(|((other, _), _)| *other > day);
    same.first().filter(|_| all_later && same.len() == 1).map(|(_, known)| (*known).to_owned())
}

/// A part of eight digits, and what stands around it.
fn day_in(name: &str) -> Option<(&str, (&str, &str))> {
    let start = name.split('-').scan(0, |at, part| {
        let start = *at;
        *at += part.len() + 1;
        Some((start, part))
    });
    let (start, day) =
        start.into_iter().find(|(_, part)| part.len() == 8 && part.bytes().all(|byte| byte.is_ascii_digit()))?;
    Some((day, (name.get(..start)?, name.get(start + day.len()..)?)))
}

/// The known names that look most like this one.
fn alike(kind: &Kind, name: &str) -> Vec<String> {
    let begin = kind.entry.begins.iter().filter(|begin| name.starts_with(begin.as_str())).map(String::len).max();
    let own = name.len() - begin.unwrap_or(0);
    let limit = match own {
        0..4 => return Vec::new(),
        4..7 => 1,
        7..13 => 2,
        _ => 3,
    };
    let letters = letters(name);
    let mut found = Vec::new();
    for known in kind.table.rows().map(super::Row::name) {
        if known.len().abs_diff(name.len()) > limit {
            continue;
        }
        let distance = strsim::osa_distance(known, name);
        // Other numbers alone look newer, not wrong.
        let newer = kind.entry.versioned && self::letters(known) == letters;
        if distance <= limit {
            if newer {
                return Vec::new();
            }
            found.push((distance, known.to_owned()));
        }
    }
    found.sort();
    nearest(found)
}

fn letters(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphabetic).collect()
}

/// Those at the smallest distance.
fn nearest(sorted: Vec<(usize, String)>) -> Vec<String> {
    let Some(least) = sorted.first().map(|(distance, _)| *distance) else { return Vec::new() };
    sorted.into_iter().take_while(|(distance, _)| *distance == least).map(|(_, name)| name).take(MOST).collect()
}

#[cfg(test)]
mod tests {
    use crate::catalogue::tests::acme;

    fn meant(kind: &str, name: &str) -> Vec<String> {
        let catalogue = acme();
        catalogue.meant(catalogue.kind(kind).expect("a kind"), name).0
    }

    #[test]
    fn slips_of_the_pen() {
        assert_eq!(meant("type", "ACME::Kiln::Ovne"), ["ACME::Kiln::Oven"]);
        assert_eq!(meant("action", "kiln:BakLoaf"), ["kiln:BakeLoaf"]);
        assert_eq!(meant("action", "kiln:SomethingElse"), [""; 0]);
    }

    #[test]
    fn another_service_or_action() {
        assert_eq!(meant("action", "loom:BakeLoaf"), ["kiln:BakeLoaf"]);
        assert_eq!(meant("action", "kiln:BakeManyLoaves"), ["kiln:BakeLoaf"]);
        // An operation of the service itself may have an action that the table lacks.
        assert_eq!(meant("action", "kiln:CoolLoaf"), [""; 0]);
    }

    #[test]
    fn new_families_and_versions_are_not_wrong() {
        assert_eq!(meant("oven", "ov.b2.laarge"), ["ov.b2.large"]);
        assert_eq!(meant("oven", "ov.b7.large"), [""; 0]);
        assert_eq!(meant("oven", "ov.b2.small"), [""; 0]);
        assert_eq!(meant("recipe", "baker.rye-2-v1:0"), [""; 0]);
        assert_eq!(meant("recipe", "baker.rye-1"), ["baker.rye-1-v1:0"]);
        assert_eq!(meant("recipe", "baker.spelt-20250101-v1:0"), ["baker.spelt-20250601-v1:0"]);
        assert_eq!(meant("recipe", "baker.spelt-20260101-v1:0"), [""; 0]);
        assert_eq!(meant("recipe", "baker.spelt"), [""; 0]);
        assert_eq!(meant("recipe", "baker.splet-20250601-v1:0"), ["baker.spelt-20250601-v1:0"]);
    }
}
