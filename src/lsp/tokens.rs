//! Semantic tokens: relative numbers for the names in a text, and the difference to those sent before.

use std::ops::Range;

use ls_types::{
    SemanticToken, SemanticTokenModifier, SemanticTokenType, SemanticTokens, SemanticTokensDelta, SemanticTokensEdit,
    SemanticTokensLegend,
};

use super::check::Check;
use crate::features::tokens::{TokenKind, tokens};

/// Types that every colour scheme knows.
pub(super) fn legend() -> SemanticTokensLegend {
    SemanticTokensLegend {
        token_types: vec![SemanticTokenType::CLASS, SemanticTokenType::PROPERTY],
        token_modifiers: vec![SemanticTokenModifier::DEPRECATED],
    }
}

/// The tokens in a range of bytes, each relative to the one before.
pub(super) fn of(check: &Check, range: &Range<usize>) -> Vec<SemanticToken> {
    let (mut line, mut column) = (0, 0);
    let token = |token: crate::features::tokens::Token| {
        let place = check.range(&token.range);
        let delta_line = place.start.line - line;
        let delta_start = if delta_line == 0 { place.start.character - column } else { place.start.character };
        (line, column) = (place.start.line, place.start.character);
        SemanticToken {
            delta_line,
            delta_start,
            // A token stands in one line.
            length: place.end.character - place.start.character,
            token_type: match token.kind {
                TokenKind::Service => 0,
                TokenKind::Part => 1,
            },
            token_modifiers_bitset: u32::from(token.deprecated),
        }
    };
    tokens(&check.snapshot, range).into_iter().map(token).collect()
}

/// All tokens of a document, under the name of its state.
pub(super) fn full(stamp: u64, data: Vec<SemanticToken>) -> SemanticTokens {
    SemanticTokens { result_id: Some(stamp.to_string()), data }
}

/// What has to be replaced in the tokens sent before: all between what is the same at both ends.
pub(super) fn delta(stamp: u64, before: &[SemanticToken], now: &[SemanticToken]) -> SemanticTokensDelta {
    let head = before.iter().zip(now).take_while(|(before, now)| before == now).count();
    let rest = before.len().min(now.len()) - head;
    let tail = before.iter().rev().zip(now.iter().rev()).take(rest).take_while(|(before, now)| before == now).count();
    let removed = before.len() - head - tail;
    let added = now.get(head..now.len() - tail).unwrap_or_default();
    let numbers = |tokens: usize| u32::try_from(tokens * NUMBERS).unwrap_or(u32::MAX);
    let edit = SemanticTokensEdit {
        start: numbers(head),
        delete_count: numbers(removed),
        data: (!added.is_empty()).then(|| added.to_vec()),
    };
    let edits = if removed == 0 && added.is_empty() { Vec::new() } else { vec![edit] };
    SemanticTokensDelta { result_id: Some(stamp.to_string()), edits }
}

/// So many numbers make a token.
const NUMBERS: usize = 5;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn token(delta_start: u32) -> SemanticToken {
        SemanticToken { delta_line: 0, delta_start, length: 1, token_type: 0, token_modifiers_bitset: 0 }
    }

    proptest! {
        #[test]
        fn a_delta_makes_the_new_out_of_the_old(
            before in prop::collection::vec(0..3_u32, 0..8),
            now in prop::collection::vec(0..3_u32, 0..8),
        ) {
            let before: Vec<SemanticToken> = before.into_iter().map(token).collect();
            let now: Vec<SemanticToken> = now.into_iter().map(token).collect();
            let mut made = before.clone();
            for edit in delta(1, &before, &now).edits {
                let start = edit.start as usize / NUMBERS;
                made.splice(start..start + edit.delete_count as usize / NUMBERS, edit.data.unwrap_or_default());
            }
            prop_assert_eq!(made, now);
        }
    }
}
