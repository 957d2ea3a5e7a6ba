//! Something wrong in a file that a person wrote for Fingerpost: configuration or a knowledge pack.

use std::fmt;
use std::ops::Range;

/// One problem, with what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The file as it was named when it was loaded.
    pub path: String,
    /// One-based line.
    pub line: usize,
    /// One-based column in Unicode scalar values.
    pub column: usize,
    /// What is wrong and how to mend it.
    pub message: String,
}

impl Problem {
    /// A problem at a byte offset of `text`, which is the content of `path`.
    pub fn at(path: &str, text: &str, offset: usize, message: impl Into<String>) -> Self {
        let before = text.get(..offset).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Self {
            path: path.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before.get(line_start..).map_or(0, |line| line.chars().count()) + 1,
            message: message.into(),
        }
    }

    /// A problem found by the TOML parser, at its position, without the parser's picture of the line.
    pub fn from_toml(path: &str, text: &str, error: &toml::de::Error) -> Self {
        let Range { start, .. } = error.span().unwrap_or(0..0);
        Self::at(path, text, start, error.message().trim().replace('\n', " "))
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, line, column, message } = self;
        write!(formatter, "{path}:{line}:{column}: {message}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_one_based_and_count_scalar_values() {
        let problem = Problem::at("a.toml", "x = 1\nü = 2\n", 9, "no");
        assert_eq!(problem.to_string(), "a.toml:2:3: no");
    }
}
