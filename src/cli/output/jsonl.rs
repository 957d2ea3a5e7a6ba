//! One JSON object a document, on a line of its own, so that a reader can begin before the run ends.
//!
//! The objects are those of `documents` in the JSON format. A document that could not be read has `path` and `error`.

use serde::Serialize;

use super::{Checked, Format, Tally, json};

#[derive(Debug)]
pub(super) struct Jsonl;

#[derive(Serialize)]
struct Unread<'a> {
    path: &'a str,
    error: &'a str,
}

impl Format for Jsonl {
    fn document(&self, checked: &Checked<'_>) -> String {
        json::document(checked) + "\n"
    }

    fn unread(&self, path: &str, problem: &str) -> String {
        json::write(&Unread { path, error: problem }) + "\n"
    }

    fn closing(&self, _tally: &Tally) -> String {
        String::new()
    }
}
