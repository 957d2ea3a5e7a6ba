//! Paths as people and configurations write them.

use std::path::{Component, MAIN_SEPARATOR, Path, PathBuf};

/// As shown in messages and output formats: separated by `/`, without a leading `./`.
pub(super) fn shown(path: &Path) -> String {
    let short = path.strip_prefix(".").unwrap_or(path);
    let text = if short.as_os_str().is_empty() { path.to_string_lossy() } else { short.to_string_lossy() };
    if MAIN_SEPARATOR == '/' { text.into_owned() } else { text.replace(MAIN_SEPARATOR, "/") }
}

/// From the root, without `.` and `..`; symbolic links stay as they are, so that paths look as they were given.
pub(super) fn absolute(path: &Path) -> PathBuf {
    // The parent of a bare file name is the empty path.
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut plain = PathBuf::new();
    for component in absolute.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    plain
}

/// The path of a document as patterns in the configuration in `base` see it. Both absolute.
pub(super) fn relative(base: &Path, path: &Path) -> String {
    let inside = path.strip_prefix(base).unwrap_or(path);
    let names = inside.components().filter_map(|component| match component {
        Component::Normal(name) => Some(name.to_string_lossy()),
        _ => None,
    });
    names.collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_shown_as_they_were_given() {
        for (given, expected) in [
            ("./docs/a.md", "docs/a.md"),
            ("docs/./a.md", "docs/./a.md"),
            (".", "."),
            ("../a.md", "../a.md"),
            ("/a.md", "/a.md"),
        ] {
            assert_eq!(shown(Path::new(given)), expected);
        }
    }

    #[test]
    fn a_document_outside_of_the_configured_folder_keeps_its_whole_path() {
        assert_eq!(relative(Path::new("/team"), Path::new("/team/docs/a.md")), "docs/a.md");
        assert_eq!(relative(Path::new("/team"), Path::new("/other/a.md")), "other/a.md");
    }
}
