//! Fingerpost: a language server for architecture Markdown.

pub mod facts;
pub mod finding;
pub mod knowledge;
pub mod problem;
pub mod prose;
