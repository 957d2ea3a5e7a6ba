//! What a section says: statements and the signals in them, names, and evidence of a choice.

pub mod examples;
pub mod judgement;
