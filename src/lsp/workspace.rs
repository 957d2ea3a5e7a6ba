//! The configuration of each workspace folder: `fingerpost.toml`, the editor's settings, knowledge packs.
//!
//! Loading reads files and takes milliseconds, so it happens on a thread of its own and yields a value.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use serde_json::Value;

use crate::config::Config;
use crate::knowledge::Knowledge;
use crate::problem::Problem;

/// What to load.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Request {
    /// The workspace folders, and those of open files outside of them.
    pub(super) folders: BTreeSet<PathBuf>,
    /// The editor's settings, which go before the files.
    pub(super) settings: Value,
}

/// What was loaded.
pub(super) struct Workspace {
    roots: Vec<Arc<Root>>,
    /// For documents that are no file.
    homeless: Arc<Root>,
    /// Problems in configuration files and packs.
    pub(super) problems: Vec<Problem>,
    /// Problems in the editor's settings, which have no place to point at.
    pub(super) settings_problems: Vec<Problem>,
}

/// A folder and the configuration for the documents in it.
pub(super) struct Root {
    folder: PathBuf,
    /// Patterns in the configuration are relative to this folder.
    base: PathBuf,
    pub(super) config: Arc<Config>,
    pub(super) knowledge: Arc<Knowledge>,
    config_file: Option<PathBuf>,
    packs: Vec<PathBuf>,
}

impl Workspace {
    /// Reads everything that the request names.
    pub(super) fn load(request: &Request) -> Self {
        let mut problems = Vec::new();
        let mut settings_problems = Vec::new();
        let mut load = |folder: &Path| {
            let (root, of_files, of_settings) = Root::load(folder, &request.settings);
            problems.extend(of_files);
            settings_problems = of_settings;
            Arc::new(root)
        };
        let roots: Vec<_> = request.folders.iter().map(|folder| load(folder)).collect();
        // An untitled buffer most likely ends up in the folder that is open.
        let homeless = roots.first().map_or_else(|| load(Path::new("")), Arc::clone);
        Self { roots, homeless, problems, settings_problems }
    }

    /// The configuration for a document: that of the innermost folder around it. `None` for a file in a folder
    /// that has not been loaded yet.
    pub(super) fn root_of(&self, path: Option<&Path>) -> Option<&Arc<Root>> {
        let Some(path) = path else {
            return Some(&self.homeless);
        };
        self.roots
            .iter()
            .filter(|root| path.starts_with(&root.folder))
            .max_by_key(|root| root.folder.components().count())
    }

    /// Whether a change of this file changes the configuration.
    pub(super) fn depends_on(&self, path: &Path) -> bool {
        path.file_name().is_some_and(|name| name == Config::FILE_NAME)
            || self.roots.iter().flat_map(|root| &root.packs).any(|pack| path.starts_with(pack))
    }

    /// The packs' folders, and those of configuration files above the folders they are for.
    pub(super) fn outposts(&self) -> (BTreeSet<&Path>, BTreeSet<&Path>) {
        let packs = self.roots.iter().flat_map(|root| &root.packs).map(PathBuf::as_path);
        let files = self.roots.iter().filter_map(|root| root.config_file.as_deref().zip(Some(&root.folder)));
        let above = files.filter(|(file, folder)| !file.starts_with(folder)).filter_map(|(file, _)| file.parent());
        (packs.collect(), above.collect())
    }

    /// Each set of knowledge once, the embedded one at least.
    pub(super) fn knowledge(&self) -> impl Iterator<Item = &Arc<Knowledge>> {
        let roots = self.roots.iter().chain([&self.homeless]);
        let mut seen: Vec<*const Knowledge> = Vec::new();
        roots.map(|root| &root.knowledge).filter(move |knowledge| {
            let address = Arc::as_ptr(knowledge);
            let is_new = !seen.contains(&address);
            seen.push(address);
            is_new
        })
    }
}

impl Root {
    fn load(folder: &Path, settings: &Value) -> (Self, Vec<Problem>, Vec<Problem>) {
        let mut problems = Vec::new();
        let config_file = folder.ancestors().map(|folder| folder.join(Config::FILE_NAME)).find(|file| file.is_file());
        let base = config_file.as_deref().and_then(Path::parent).unwrap_or(folder).to_owned();
        let from_file = config_file.as_deref().map_or_else(Config::default, |file| {
            let (config, found) = read_config(file);
            problems.extend(found);
            config
        });
        let (config, settings_problems) = from_file.overlay_settings(settings);
        let packs: Vec<PathBuf> = config.knowledge.iter().map(|pack| plain(&base.join(pack))).collect();
        let knowledge = if packs.is_empty() {
            Knowledge::embedded()
        } else {
            let (knowledge, found) = Knowledge::with_packs(&packs);
            problems.extend(found);
            knowledge
        };
        let root = Self { folder: folder.to_owned(), base, config: Arc::new(config), knowledge, config_file, packs };
        (root, problems, settings_problems)
    }

    /// The path of a document as patterns in the configuration see it.
    pub(super) fn relative(&self, path: &Path) -> String {
        let inside = path.strip_prefix(&self.base).unwrap_or(path);
        let names = inside.components().filter_map(|component| match component {
            Component::Normal(name) => Some(name.to_string_lossy()),
            _ => None,
        });
        names.collect::<Vec<_>>().join("/")
    }
}

fn read_config(file: &Path) -> (Config, Vec<Problem>) {
    let path = file.to_string_lossy();
    match fs::read_to_string(file) {
        Ok(text) => Config::parse(&path, &text),
        Err(error) => (Config::default(), vec![Problem::at(&path, "", 0, format!("cannot be read: {error}"))]),
    }
}

/// Without `.` and `..`, so that it can be compared with the paths of changed files.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for component in path.components() {
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
