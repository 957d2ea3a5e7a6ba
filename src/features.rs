//! What an editor shows: pure functions from a snapshot and a byte offset to plain data.

pub mod completion;
pub mod explain;
pub mod hover;
mod place;
