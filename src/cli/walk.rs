//! From the paths on the command line to the documents to check.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use ignore::{DirEntry, WalkBuilder};

use super::path::{absolute, shown};
use super::read;
use super::settings::Settings;

/// The names of Markdown files end so.
const EXTENSIONS: [&str; 3] = ["md", "markdown", "mdx"];

/// Folders of other people's files and of version control. Other hidden folders are looked into: requirements
/// live in some of them.
const SKIPPED: [&str; 7] = [".git", ".hg", ".jj", ".svn", ".venv", "node_modules", "venv"];

/// A document to check.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Input {
    File(PathBuf),
    /// What comes on stdin, under this name.
    Stdin(PathBuf),
}

impl Input {
    pub(super) fn path(&self) -> &Path {
        match self {
            Self::File(path) | Self::Stdin(path) => path,
        }
    }
}

/// What is to be done, and what cannot be.
#[derive(Debug, Default)]
pub(super) struct Inputs {
    /// In the order of their paths, each once.
    pub(super) documents: Vec<Input>,
    /// What cannot be read, and what to do about it.
    pub(super) failures: Vec<String>,
}

impl Inputs {
    /// The documents that `paths` name: each file, and the Markdown files below each folder that neither a
    /// `.gitignore` nor the configuration excludes. `-` stands for stdin.
    pub(super) fn collect(paths: &[PathBuf], stdin_name: Option<&Path>, settings: &Settings) -> Self {
        let mut inputs = Self::default();
        for path in paths {
            if path.as_os_str() == "-" {
                inputs.documents.push(Input::Stdin(stdin_name.unwrap_or(path).to_owned()));
                continue;
            }
            match path.metadata() {
                Ok(metadata) if metadata.is_dir() => inputs.folder(path, settings),
                // Whoever names a file wants it checked, whatever its name and the configuration.
                Ok(_) => inputs.documents.push(Input::File(path.clone())),
                Err(error) => inputs.failures.push(format!("{}: {}", shown(path), read::explain(&error))),
            }
        }
        inputs.documents.sort_by_cached_key(|input| shown(input.path()));
        let mut seen = BTreeSet::new();
        inputs.documents.retain(|input| seen.insert(absolute(input.path())));
        inputs
    }

    fn folder(&mut self, folder: &Path, settings: &Settings) {
        // A `.gitignore` counts outside of a repository, too: an unpacked archive is checked like a clone.
        let walk = WalkBuilder::new(folder).hidden(false).require_git(false).filter_entry(is_ours).build();
        for entry in walk {
            match entry {
                Ok(entry) => {
                    let path = entry.path();
                    let is_file = entry.file_type().is_some_and(|kind| kind.is_file());
                    if is_file && is_markdown(path) && settings.config.selects(&settings.relative(path)) {
                        self.documents.push(Input::File(entry.into_path()));
                    }
                }
                Err(error) => self.failures.push(unreadable(folder, &error)),
            }
        }
    }
}

/// Not in a folder that is passed over; the folder that was asked for is always ours.
fn is_ours(entry: &DirEntry) -> bool {
    let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
    let skipped = entry.file_name().to_str().is_some_and(|name| SKIPPED.contains(&name));
    entry.depth() == 0 || !(is_folder && skipped)
}

fn is_markdown(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    extension.is_some_and(|extension| EXTENSIONS.iter().any(|known| known.eq_ignore_ascii_case(extension)))
}

fn unreadable(folder: &Path, error: &ignore::Error) -> String {
    let path = path_of(error).unwrap_or(folder);
    match error.io_error() {
        Some(error) => format!("{}: {}", shown(path), read::explain(error)),
        None => format!("{}: cannot be read: {error}", shown(path)),
    }
}

fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => path_of(err),
        ignore::Error::Loop { child, .. } => Some(child),
        _ => None,
    }
}
