//! The configuration and the knowledge that a command works with.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::path::{absolute, relative, shown};
use super::streams::Streams;
use super::{Failure, read};
use crate::config::Config;
use crate::knowledge::Knowledge;

/// Options of every command that judges or explains.
#[derive(Debug, Default, clap::Args)]
pub(super) struct Options {
    /// Configuration to use instead of the nearest fingerpost.toml
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Folder with a knowledge pack to lay over the built-in knowledge; may be repeated
    #[arg(long, value_name = "FOLDER")]
    knowledge: Vec<PathBuf>,
}

/// What was found.
pub(super) struct Settings {
    pub(super) config: Arc<Config>,
    /// Patterns in the configuration are relative to this folder.
    base: PathBuf,
    pub(super) knowledge: Arc<Knowledge>,
    /// A pack could not be read whole, so silence may mean nothing. It has been said on stderr.
    pub(super) lacks_knowledge: bool,
}

impl Options {
    /// Reads the configuration for documents in `folder`, and the packs. What is wrong in them is said on stderr
    /// and passed over.
    pub(super) fn load(&self, folder: &Path, streams: &mut Streams<'_>) -> Result<Settings, Failure> {
        let folder = absolute(folder);
        let file = self.config.as_deref().map(absolute).or_else(|| nearest(&folder));
        let config = match &file {
            Some(file) => read_config(file, streams)?,
            None => Config::default(),
        };
        let base = file.as_deref().and_then(Path::parent).unwrap_or(&folder).to_owned();
        if let Some(missing) = self.knowledge.iter().find(|folder| !folder.is_dir()) {
            return Err(Failure::Misuse(format!("{}: there is no such folder; check --knowledge", shown(missing))));
        }
        let configured = config.knowledge.iter().map(|pack| from_here(&absolute(&base.join(pack))));
        let packs: Vec<PathBuf> = configured.chain(self.knowledge.iter().cloned()).collect();
        let (knowledge, problems) = Knowledge::with_packs(&packs);
        let lacks_knowledge = !problems.is_empty();
        for problem in problems {
            writeln!(streams.err, "{problem}")?;
        }
        Ok(Settings { config: Arc::new(config), base, knowledge, lacks_knowledge })
    }
}

impl Settings {
    /// The path of a document as patterns in the configuration see it.
    pub(super) fn relative(&self, path: &Path) -> String {
        relative(&self.base, &absolute(path))
    }
}

/// The configuration in the folder or the nearest one above it.
fn nearest(folder: &Path) -> Option<PathBuf> {
    folder.ancestors().map(|folder| folder.join(Config::FILE_NAME)).find(|file| file.is_file())
}

fn read_config(file: &Path, streams: &mut Streams<'_>) -> Result<Config, Failure> {
    let name = shown(&from_here(file));
    let text =
        fs::read_to_string(file).map_err(|error| Failure::Misuse(format!("{name}: {}", read::explain(&error))))?;
    let (config, problems) = Config::parse(&name, &text);
    for problem in problems {
        writeln!(streams.err, "{problem}")?;
    }
    Ok(config)
}

/// As short as it can be said from the working folder.
fn from_here(path: &Path) -> PathBuf {
    path.strip_prefix(absolute(Path::new("."))).unwrap_or(path).to_owned()
}
