//! Tables written in HTML, as wikis export them.

use std::ops::Range;

use super::block::{Block, BlockKind};

/// The cells of the tables in an HTML block, in the order of the text. `first` numbers the first table. Where no
/// row has header cells, rows count from 1, so that row 0 is a header here, too.
pub fn html_cells(section: &str, block: &Block, first: u32) -> Vec<Block> {
    let Some(text) = section.get(block.range.clone()) else { return Vec::new() };
    let lower = text.to_ascii_lowercase();
    let headless = u32::from(!lower.contains("<th"));
    let mut cells = Vec::new();
    let mut table = first;
    let mut row: Option<u32> = None;
    let mut column = 0;
    let mut at = 0;
    while let Some(open) = lower.get(at..).and_then(|rest| rest.find('<')).map(|offset| at + offset) {
        if lower.get(open..).is_some_and(|rest| rest.starts_with("<!--")) {
            let Some(end) = lower.get(open..).and_then(|rest| rest.find("-->")) else { break };
            at = open + end;
            continue;
        }
        let Some(close) = lower.get(open..).and_then(|rest| rest.find('>')).map(|offset| open + offset) else { break };
        at = close + 1;
        let name = lower
            .get(open + 1..close)
            .and_then(|tag| tag.split(|letter: char| letter.is_whitespace() || letter == '/').next())
            .unwrap_or_default();
        match name {
            "table" if row.is_some() => {
                table = table.wrapping_add(1);
                row = None;
            }
            "tr" => {
                row = Some(row.map_or(headless, |row| row + 1));
                column = 0;
            }
            "td" | "th" => {
                let end = end_of_cell(&lower, at);
                let content = trimmed(text, at..end);
                if let Some(row) = row.filter(|_| !content.is_empty()) {
                    cells.push(Block {
                        kind: BlockKind::TableCell { table, row, column },
                        range: block.range.start + content.start..block.range.start + content.end,
                        quote_depth: block.quote_depth,
                        list: None,
                        continuation: Vec::new(),
                    });
                }
                column += 1;
                at = end;
            }
            _ => {}
        }
    }
    cells
}

/// A cell ends at its closing tag or, as HTML allows, where the next cell, row or table end begins.
fn end_of_cell(lower: &str, start: usize) -> usize {
    const ENDS: [&str; 7] = ["</td", "</th", "<td", "<th", "</tr", "<tr", "</table"];
    let rest = lower.get(start..).unwrap_or_default();
    rest.match_indices('<')
        .find(|(offset, _)| rest.get(*offset..).is_some_and(|tag| ENDS.iter().any(|end| tag.starts_with(end))))
        .map_or(lower.len(), |(offset, _)| start + offset)
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let content = text.get(range.clone()).unwrap_or_default();
    let start = range.start + content.len() - content.trim_start().len();
    start..start + content.trim().len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown::blocks;

    fn cells(section: &str) -> Vec<(u32, u32, u32, &str)> {
        blocks(section)
            .iter()
            .filter(|block| block.kind == BlockKind::Html)
            .flat_map(|block| html_cells(section, block, 7))
            .map(|cell| match cell.kind {
                BlockKind::TableCell { table, row, column } => {
                    (table, row, column, section.get(cell.range).unwrap_or_default())
                }
                _ => panic!("no cell"),
            })
            .collect()
    }

    #[test]
    fn cells_are_numbered_from_the_header() {
        let section = "<table>\n<tr><th>Topic</th><th>Decision</th></tr>\n<tr><td>Oven</td><td> Acme Kiln <b>2</b></td></tr>\n</table>\n";
        assert_eq!(
            cells(section),
            [(7, 0, 0, "Topic"), (7, 0, 1, "Decision"), (7, 1, 0, "Oven"), (7, 1, 1, "Acme Kiln <b>2</b>")]
        );
    }

    #[test]
    fn a_table_without_header_has_no_row_0_and_end_tags_may_be_missing() {
        let section = "<table class=\"x\"><tr><td>Oven<td>Kiln<tr><td></td><td>ä</td></tr></table>\n";
        assert_eq!(cells(section), [(7, 1, 0, "Oven"), (7, 1, 1, "Kiln"), (7, 2, 1, "ä")]);
    }

    #[test]
    fn other_html_has_no_cells() {
        assert!(cells("<details>\n<p>Kiln</p> <td\n</details>\n").is_empty());
    }
}
