//! Colours for the names of services and of what belongs to them.

use std::ops::Range;

use super::terms::meant_in;
use crate::document::at;
use crate::knowledge::names::Named;
use crate::knowledge::schema::RenameKind;
use crate::knowledge::{Knowledge, Status};
use crate::snapshot::Snapshot;

/// A name to colour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Bytes of the document, within one line; tokens never overlap.
    pub range: Range<usize>,
    pub kind: TokenKind,
    /// Renamed, closed to new customers, or gone.
    pub deprecated: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    Service,
    /// A feature, API or other part of a service.
    Part,
}

/// The tokens in a range (bytes of the document), in order. None unless the configuration asks for them. Terms that
/// belong to no service of this knowledge are everyday words of the trade and stay plain.
pub fn tokens(snapshot: &Snapshot, range: &Range<usize>) -> Vec<Token> {
    if !snapshot.config.editor.semantic_tokens {
        return Vec::new();
    }
    let document = &snapshot.document;
    let knowledge = document.knowledge();
    let touches = |place: &Range<usize>| place.start < range.end && range.start < place.end;
    let mut found: Vec<Token> = Vec::new();
    for (start, section) in document.sections_in(range) {
        let old = document.uses(section).iter().filter(|it| is_outdated(it.name.named, knowledge)).map(|it| Token {
            range: at(start, &it.name.range),
            kind: TokenKind::Part,
            deprecated: true,
        });
        found.extend(old.filter(|token| touches(&token.range)));
        for it in meant_in(snapshot, start, section, touches) {
            let (kind, deprecated) = match it.name.named {
                Named::Service(_) => (TokenKind::Service, false),
                Named::Term(index) => match knowledge.terms.get(index) {
                    Some(term) if knowledge.owning_service(&term.owner).is_some() => {
                        (TokenKind::Part, term.status != Status::Active)
                    }
                    _ => continue,
                },
                _ => continue,
            };
            found.push(Token { range: it.name.range, kind, deprecated });
        }
    }
    // The longest of those that begin together; what is outdated before what is not.
    found.sort_by_key(|token| (token.range.start, usize::MAX - token.range.end, !token.deprecated));
    let mut end = 0;
    found.retain(|token| {
        let apart = token.range.start >= end;
        if apart {
            end = token.range.end;
        }
        apart
    });
    found.into_iter().flat_map(|token| by_line(&token, document.source())).collect()
}

/// A name that is old, not merely misspelt.
fn is_outdated(named: Named, knowledge: &Knowledge) -> bool {
    match named {
        Named::Rename(index) => knowledge.renames.get(index).is_some_and(|rename| rename.kind == RenameKind::Renamed),
        Named::Closure(_) => true,
        _ => false,
    }
}

/// A name may be broken over two lines; a token may not.
fn by_line(token: &Token, source: &str) -> Vec<Token> {
    let text = source.get(token.range.clone()).unwrap_or_default();
    let mut tokens = Vec::new();
    let mut start = token.range.start;
    for line in text.split_inclusive(['\n', '\r']) {
        let words = line.trim();
        let begin = start + line.len() - line.trim_start().len();
        if !words.is_empty() {
            tokens.push(Token { range: begin..begin + words.len(), ..token.clone() });
        }
        start += line.len();
    }
    tokens
}
