//! The files under `knowledge/`, compiled in: as `src/build.rs` has prepared them, and as they are, to lay packs over
//! them. A test compares the list with the folder.

use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use super::Knowledge;
use super::load::{self, PackFile};
use crate::problem::Problem;

static COMPILED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/knowledge.postcard"));

macro_rules! files {
    ($($path:literal),* $(,)?) => {
        [$(($path, include_str!(concat!("../../knowledge/", $path)))),*]
    };
}

static FILES: &[(&str, &str)] = &files![
    "comparisons/sagemaker-bedrock.toml",
    "names/closures.toml",
    "names/dated-claims.toml",
    "names/misattributions.toml",
    "names/models.toml",
    "names/renames.toml",
    "prose/choice.toml",
    "prose/classes.toml",
    "prose/cues.toml",
    "prose/headings.toml",
    "prose/notes.toml",
    "prose/words.toml",
    "services/bedrock.toml",
    "services/sagemaker.toml",
    "signals/foundation-model-features.toml",
    "signals/foundation-models.toml",
    "signals/mlops.toml",
    "signals/neutral.toml",
    "signals/serving.toml",
    "signals/training.toml",
    "terms/adjacent.toml",
    "terms/bedrock-agents.toml",
    "terms/bedrock-api.toml",
    "terms/bedrock-customisation.toml",
    "terms/bedrock-models.toml",
    "terms/bedrock-platform.toml",
    "terms/bedrock-rag-and-safety.toml",
    "terms/bedrock-resources.toml",
    "terms/concepts-generation.toml",
    "terms/concepts-operations.toml",
    "terms/concepts-retrieval.toml",
    "terms/concepts-serving.toml",
    "terms/concepts-training.toml",
    "terms/sagemaker-api.toml",
    "terms/sagemaker-data.toml",
    "terms/sagemaker-environments.toml",
    "terms/sagemaker-hosting.toml",
    "terms/sagemaker-instances.toml",
    "terms/sagemaker-mlops.toml",
    "terms/sagemaker-resources.toml",
    "terms/sagemaker-training.toml",
    "terms/sdk.toml",
];

fn files() -> Vec<PackFile> {
    FILES.iter().map(|(path, text)| PackFile { path: format!("knowledge/{path}"), text: (*text).into() }).collect()
}

impl Knowledge {
    /// The knowledge that is built in. Read once per process.
    pub fn embedded() -> Arc<Self> {
        static EMBEDDED: LazyLock<Arc<Knowledge>> =
            LazyLock::new(|| match postcard::from_bytes::<Knowledge>(COMPILED) {
                Ok(mut knowledge) => {
                    knowledge.index();
                    Arc::new(knowledge)
                }
                Err(error) => {
                    tracing::error!(%error, "the prepared knowledge cannot be read");
                    Knowledge::from_sources()
                }
            });
        Arc::clone(&EMBEDDED)
    }

    /// The same from its files, so that problems can be shown at their places.
    pub fn from_sources() -> Arc<Self> {
        Arc::new(load::assemble(&files()).0)
    }

    /// The built-in knowledge overlaid by the packs in `folders`: an entry replaces the one of the same id.
    /// What is wrong in a pack is reported, and the rest of it still counts.
    pub fn with_packs(folders: &[PathBuf]) -> (Arc<Self>, Vec<Problem>) {
        if folders.is_empty() {
            return (Self::embedded(), Vec::new());
        }
        let mut files = files();
        let mut problems = Vec::new();
        for folder in folders {
            match load::read_folder(folder) {
                Ok(more) => files.extend(more),
                Err(problem) => problems.push(problem),
            }
        }
        let (knowledge, more) = load::assemble(&files);
        problems.extend(more);
        (Arc::new(knowledge), problems)
    }
}

#[cfg(test)]
mod tests {
    use super::Knowledge;

    #[test]
    fn what_was_prepared_is_what_the_files_say() {
        let (prepared, read) = (Knowledge::embedded(), Knowledge::from_sources());
        assert_eq!(postcard::to_allocvec(&*prepared).ok(), postcard::to_allocvec(&*read).ok());
        assert!(prepared.signals.len() > 100 && prepared.names().may_occur(&prepared.services[0].name));
    }
}
