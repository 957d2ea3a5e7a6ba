//! What an analysis is a function of: text, knowledge, configuration, today.

use std::sync::Arc;

use crate::config::Config;
use crate::document::Document;

/// A civil date. The analysis has no clock; today is an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    pub year: u16,
    pub month: u8,
    pub day: u8,
}

/// All that findings depend on. Cheap to clone and to send to another thread.
#[derive(Debug, Clone)]
pub struct Snapshot {
    pub document: Arc<Document>,
    pub config: Arc<Config>,
    /// Relative to the folder of the configuration, separated by `/`; for `[[choice]]` in it.
    pub path: String,
    pub today: Date,
}
