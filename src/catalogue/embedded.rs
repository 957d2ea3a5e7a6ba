//! The files of the built-in catalogue, compiled in. A test compares the list with the folder.

use super::CatalogueSource;

macro_rules! files {
    ($($path:literal),* $(,)?) => {
        [$(($path, include_str!(concat!("../../knowledge/catalogue/", $path)))),*]
    };
}

static FILES: &[(&str, &str)] = &files![
    "actions.tsv",
    "arns.tsv",
    "clients.tsv",
    "condition-keys.tsv",
    "containers.tsv",
    "instances.tsv",
    "kinds.toml",
    "methods.tsv",
    "models.tsv",
    "operations.tsv",
    "policies.tsv",
    "principals.tsv",
    "resource-types.tsv",
    "terraform.tsv",
    "topics.toml",
];

pub(super) fn files() -> Vec<CatalogueSource> {
    let source = |(path, text): &(&str, &'static str)| CatalogueSource {
        path: format!("knowledge/catalogue/{path}"),
        text: (*text).into(),
    };
    FILES.iter().map(source).collect()
}
