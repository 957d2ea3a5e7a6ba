//! The files under `knowledge/`, compiled in. A test compares the list with the folder.

use super::load::PackFile;

macro_rules! files {
    ($($path:literal),* $(,)?) => {
        [$(($path, include_str!(concat!("../../knowledge/", $path)))),*]
    };
}

static FILES: &[(&str, &str)] = &files![
    "prose/classes.toml",
    "prose/cues.toml",
    "prose/words.toml",
];

pub(super) fn files() -> Vec<PackFile> {
    FILES
        .iter()
        .map(|(path, text)| PackFile { path: format!("knowledge/{path}"), text: (*text).into() })
        .collect()
}
