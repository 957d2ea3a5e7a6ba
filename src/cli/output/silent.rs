//! Nothing at all, for a run that only records.

use super::{Checked, Format, Tally};

#[derive(Debug)]
pub(in crate::cli) struct Silent;

impl Format for Silent {
    fn document(&self, _checked: &Checked<'_>) -> String {
        String::new()
    }

    fn closing(&self, _tally: &Tally) -> String {
        String::new()
    }
}
