//! English: words, sentences, clauses, polarity and phrase patterns.
//!
//! Nothing here knows a service or Markdown. The words themselves (classes, cues, irregular forms) are data:
//! a [`Lexicon`] is built from them once, together with every pattern of the knowledge, and texts are then
//! read against it.

pub mod lexicon;
pub mod pattern;
pub mod polarity;
mod program;
mod segments;
pub mod spelling;
pub mod words;

pub use lexicon::{Lexicon, LexiconBuilder, Match, PatternId};
pub use polarity::Polarity;
pub use words::{Token, Words, fold};
