//! Fingerpost: a language server for architecture Markdown.

pub mod analysis;
pub mod catalogue;
pub mod choice;
pub mod cli;
pub mod config;
pub mod document;
pub mod facts;
pub mod features;
pub mod finding;
pub mod knowledge;
pub mod lsp;
pub mod markdown;
pub mod problem;
pub mod prose;
pub mod rules;
pub mod snapshot;
pub mod suppress;
pub mod text;
