//! The files under `knowledge/`, compiled in. A test compares the list with the folder.

use super::load::PackFile;

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

pub(super) fn files() -> Vec<PackFile> {
    FILES.iter().map(|(path, text)| PackFile { path: format!("knowledge/{path}"), text: (*text).into() }).collect()
}
