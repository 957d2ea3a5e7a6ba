//! Problems in files that people write for Fingerpost, as diagnostics on those files.

use std::collections::BTreeMap;
use std::path::Path;

use ls_types::{Diagnostic, DiagnosticSeverity, Uri};

use super::check::SOURCE;
use super::{convert, uri};
use crate::problem::Problem;
use crate::text::{Encoding, Text};

/// Diagnostics by file. Reads the files again, because columns are counted in the client's encoding.
pub(super) fn by_file(problems: &[Problem], encoding: Encoding) -> BTreeMap<Uri, Vec<Diagnostic>> {
    let mut files: BTreeMap<&str, Vec<&Problem>> = BTreeMap::new();
    for problem in problems {
        files.entry(&problem.path).or_default().push(problem);
    }
    let mut diagnostics = BTreeMap::new();
    for (path, mut problems) in files {
        let Some(uri) = uri::of_file(Path::new(path)) else {
            continue;
        };
        let text = std::fs::read_to_string(path).unwrap_or_default();
        problems.sort();
        problems.dedup();
        diagnostics.insert(uri, problems.iter().map(|problem| diagnostic(problem, &text, encoding)).collect());
    }
    diagnostics
}

/// From the place of the problem to the end of its line.
fn diagnostic(problem: &Problem, text: &str, encoding: Encoding) -> Diagnostic {
    let lines = text.split_inclusive('\n');
    let line_start: usize = lines.take(problem.line.saturating_sub(1)).map(str::len).sum();
    let line = text.get(line_start..).unwrap_or_default().lines().next().unwrap_or_default();
    let column = line.char_indices().nth(problem.column.saturating_sub(1)).map_or(line.len(), |(column, _)| column);
    let range = line_start + column..line_start + line.len();
    Diagnostic {
        range: convert::range(&Text::new(text), &range, encoding),
        severity: Some(DiagnosticSeverity::WARNING),
        source: Some(SOURCE.to_owned()),
        message: problem.message.clone(),
        ..Diagnostic::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_counted_in_the_clients_encoding() {
        let text = "a = 1\n😀 = x\n";
        let problem = Problem { path: "/x".to_owned(), line: 2, column: 5, message: "no".to_owned() };
        let range = |encoding| {
            let range = diagnostic(&problem, text, encoding).range;
            (range.start.line, range.start.character, range.end.character)
        };
        assert_eq!(range(Encoding::Utf32), (1, 4, 5));
        assert_eq!(range(Encoding::Utf16), (1, 5, 6));
        assert_eq!(range(Encoding::Utf8), (1, 7, 8));
    }

    #[test]
    fn a_place_that_the_file_has_lost_is_its_end() {
        let problem = Problem { path: "/x".to_owned(), line: 9, column: 9, message: String::new() };
        let range = diagnostic(&problem, "a", Encoding::Utf16).range;
        assert_eq!((range.start.line, range.start.character), (0, 1));
    }
}
