//! A sorted table of identifiers, searched where it lies: no index, nothing to load.

use std::borrow::Cow;

/// Lines of cells separated by tabs, in the byte order of their first cells. Lines that begin with `#` stand
/// at the top and say where the facts come from.
#[derive(Debug, Clone)]
pub struct Table {
    text: Cow<'static, str>,
    /// Where the first row begins.
    start: usize,
}

/// A line of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row<'table>(&'table str);

impl<'table> Row<'table> {
    /// The first cell.
    pub fn name(self) -> &'table str {
        self.0.split('\t').next().unwrap_or_default()
    }

    /// A cell by its number; 0 is the name. Empty where the line has no such cell.
    pub fn cell(self, number: usize) -> &'table str {
        self.0.split('\t').nth(number).unwrap_or_default()
    }
}

impl Table {
    pub(super) fn new(text: Cow<'static, str>) -> Self {
        let start = text.split_inclusive('\n').take_while(|line| line.starts_with('#')).map(str::len).sum();
        Self { text, start }
    }

    fn body(&self) -> &str {
        self.text.get(self.start..).unwrap_or_default()
    }

    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.body().lines().filter(|line| !line.is_empty()).map(Row)
    }

    /// The packages from which the table was made, as its first lines name them.
    pub fn sources(&self) -> impl Iterator<Item = &str> {
        let head = self.text.get(..self.start).unwrap_or_default();
        head.lines().filter_map(|line| line.strip_prefix("# source: "))
    }

    /// The number of the first line, one-based, that is not in order or has the name of the line before.
    pub(super) fn disorder(&self) -> Option<usize> {
        let names: Vec<&str> = self.rows().map(Row::name).collect();
        let wrong = names.windows(2).position(|pair| pair.first() >= pair.last())?;
        Some(self.text.get(..self.start).unwrap_or_default().lines().count() + wrong + 2)
    }

    /// The row of a name, spelt exactly so.
    pub fn find(&self, name: &str) -> Option<Row<'_>> {
        let body = self.body();
        let (mut low, mut high) = (0, body.len());
        while low < high {
            let middle = low + (high - low) / 2;
            let start = body.as_bytes().get(..middle)?.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
            let rest = body.get(start..)?;
            let line = rest.split('\n').next()?;
            let row = Row(line);
            match row.name().cmp(name) {
                std::cmp::Ordering::Equal => return Some(row),
                std::cmp::Ordering::Less => low = start + line.len() + 1,
                std::cmp::Ordering::Greater => high = start,
            }
        }
        None
    }

    /// The row of a name in whatever case.
    pub(super) fn find_in_any_case(&self, name: &str) -> Option<Row<'_>> {
        self.find(name).or_else(|| self.rows().find(|row| row.name().eq_ignore_ascii_case(name)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_every_row_and_no_other() {
        let table = Table::new("# source: acme 1\n# columns: x\nApple\tred\nBread\nCake\tsweet\tround\n".into());
        for (name, cell) in [("Apple", "red"), ("Bread", ""), ("Cake", "sweet")] {
            let row = table.find(name).expect("a row");
            assert_eq!((row.name(), row.cell(1)), (name, cell));
        }
        for name in ["", "A", "Applf", "Bre", "Breads", "Cakes", "# source: acme 1", "a", "zzz"] {
            assert_eq!(table.find(name), None, "{name}");
        }
        assert_eq!(table.find_in_any_case("bREAD").map(Row::name), Some("Bread"));
        assert_eq!(table.sources().collect::<Vec<_>>(), ["acme 1"]);
        assert_eq!(table.disorder(), None);
        assert_eq!(Table::new("".into()).find("Apple"), None);
    }

    #[test]
    fn disorder_is_found_with_its_line() {
        assert_eq!(Table::new("# x\nb\na\n".into()).disorder(), Some(3));
        assert_eq!(Table::new("a\na\n".into()).disorder(), Some(2));
    }
}
