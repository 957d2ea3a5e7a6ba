//! What an analysis is a function of: text, knowledge, configuration, today.

use std::sync::{Arc, OnceLock};

use crate::choice::Choices;
use crate::config::Config;
use crate::document::Document;

/// A civil date. The analysis has no clock; today is an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    pub year: u16,
    pub month: u8,
    pub day: u8,
}

/// All that findings depend on, which is why it cannot be changed. Cheap to clone and to send to another thread.
#[derive(Debug, Clone)]
pub struct Snapshot {
    pub document: Arc<Document>,
    pub config: Arc<Config>,
    /// Relative to the folder of the configuration, separated by `/`; for `[[choice]]` in it.
    pub path: String,
    pub today: Date,
    /// Worked out by whoever asks first. Clones share it; nothing that it depends on changes under it.
    choices: Arc<OnceLock<Choices>>,
}

impl Snapshot {
    pub fn new(document: Arc<Document>, config: Arc<Config>, path: String, today: Date) -> Self {
        Self { document, config, path, today, choices: Arc::default() }
    }

    /// Which services are chosen where.
    pub fn choices(&self) -> &Choices {
        self.choices.get_or_init(|| Choices::of(&self.document, self.config.chosen_for(&self.path)))
    }
}
