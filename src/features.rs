//! What an editor shows: pure functions from a snapshot and byte offsets to plain data.

pub mod completion;
pub mod definition;
pub mod explain;
pub mod hints;
pub mod hover;
mod identifier;
pub mod lens;
pub mod links;
mod place;
pub mod references;
mod requirements;
pub mod symbols;
mod terms;
pub mod tokens;
