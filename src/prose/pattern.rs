//! Phrase patterns: a small language over stems, word classes and bounded gaps.
//!
//! `knowledge/README.md` describes the notation. A pattern is parsed to [`Syntax`] first; the lexicon then
//! interns its words and classes ([`super::lexicon`]) and compiles it (`program.rs`).

use unicode_segmentation::UnicodeSegmentation;

/// Words allowed by a bare `..`.
const DEFAULT_GAP: u8 = 3;

/// A parsed pattern, before its words are interned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Syntax {
    /// Joined by `&&`; each holds the sequences joined by `&`.
    pub parts: Vec<Vec<Vec<SyntaxElement>>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxElement {
    pub atom: SyntaxAtom,
    pub optional: bool,
    /// Words that may stand before this element and after the one before it.
    pub gap: u8,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SyntaxAtom {
    Stem(String),
    Form(String),
    Prefix(String),
    Class(String),
    Group(Vec<Vec<SyntaxElement>>),
}

impl Syntax {
    /// Parses a pattern. The error says what is wrong and how to write it.
    pub fn parse(source: &str) -> Result<Self, String> {
        let mut parser = Parser { rest: source, depth: 0 };
        let mut parts = Vec::new();
        loop {
            let mut sequences = vec![parser.sequence()?];
            loop {
                parser.space();
                if parser.rest.starts_with("&&") || !parser.take('&') {
                    break;
                }
                sequences.push(parser.sequence()?);
            }
            parts.push(sequences);
            parser.space();
            if let Some(rest) = parser.rest.strip_prefix("&&") {
                parser.rest = rest;
                continue;
            }
            break;
        }
        match parser.rest.chars().next() {
            None => Ok(Self { parts }),
            Some(')') => Err("`)` without `(` before it".to_owned()),
            Some('|') => Err("alternatives must stand in parentheses: `(a | b)`".to_owned()),
            Some(other) => Err(format!("unexpected `{other}`")),
        }
    }
}

struct Parser<'source> {
    rest: &'source str,
    depth: usize,
}

impl Parser<'_> {
    fn space(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn take(&mut self, expected: char) -> bool {
        match self.rest.strip_prefix(expected) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn run(&mut self, accept: impl Fn(char) -> bool) -> String {
        let end = self.rest.find(|character| !accept(character)).unwrap_or(self.rest.len());
        let (run, rest) = self.rest.split_at(end);
        self.rest = rest;
        run.to_owned()
    }

    fn sequence(&mut self) -> Result<Vec<SyntaxElement>, String> {
        let mut elements: Vec<SyntaxElement> = Vec::new();
        let mut gap = 0;
        loop {
            self.space();
            if let Some(rest) = self.rest.strip_prefix("..") {
                if elements.is_empty() {
                    return Err("`..` needs a word before it".to_owned());
                }
                self.rest = rest;
                let digits = self.run(|character| character.is_ascii_digit());
                gap = if digits.is_empty() {
                    DEFAULT_GAP
                } else {
                    digits.parse().map_err(|_| format!("the gap `..{digits}` is too large"))?
                };
                continue;
            }
            if self.rest.is_empty() || self.rest.starts_with(['&', ')', '|']) {
                break;
            }
            let atoms = self.atoms()?;
            let optional = self.take('?');
            let single = atoms.len() == 1;
            if optional && !single {
                let group = atoms.into_iter().map(adjacent).collect();
                elements.push(SyntaxElement { atom: SyntaxAtom::Group(vec![group]), optional, gap });
            } else {
                for (index, atom) in atoms.into_iter().enumerate() {
                    let gap = if index == 0 { gap } else { 0 };
                    elements.push(SyntaxElement { atom, optional, gap });
                }
            }
            gap = 0;
        }
        if gap > 0 {
            return Err("`..` needs a word after it".to_owned());
        }
        if elements.iter().all(|element| element.optional) {
            return Err("a sequence needs at least one word that is not optional".to_owned());
        }
        Ok(elements)
    }

    fn atoms(&mut self) -> Result<Vec<SyntaxAtom>, String> {
        if self.take('(') {
            self.depth += 1;
            if self.depth > 8 {
                return Err("more than 8 nested parentheses".to_owned());
            }
            let mut alternatives = vec![self.sequence()?];
            self.space();
            while self.take('|') {
                alternatives.push(self.sequence()?);
                self.space();
            }
            if !self.take(')') {
                return Err("`(` without `)` after it".to_owned());
            }
            self.depth -= 1;
            return Ok(vec![SyntaxAtom::Group(alternatives)]);
        }
        if self.take('@') {
            let name = self.run(|character| character.is_ascii_alphanumeric() || character == '_' || character == '-');
            return if name.is_empty() {
                Err("`@` needs the name of a class after it".to_owned())
            } else {
                Ok(vec![SyntaxAtom::Class(name)])
            };
        }
        let exact = self.take('=');
        let raw = self.run(|character| !character.is_whitespace() && !"()|?&@*=".contains(character));
        let raw = if let Some(position) = raw.find("..") {
            let (word, gap) = raw.split_at(position);
            let rest = self.rest.len() + gap.len();
            // `a..b` without spaces: give the gap back.
            return Err(format!("put spaces around the gap in `{word}{gap}` ({rest} characters before the end)"));
        } else {
            raw
        };
        if self.take('*') {
            let prefix = raw.to_lowercase();
            return if prefix.chars().count() >= 3 && prefix.chars().all(char::is_alphanumeric) {
                Ok(vec![SyntaxAtom::Prefix(prefix)])
            } else {
                Err(format!("the prefix `{raw}*` needs at least 3 letters and nothing else"))
            };
        }
        let atoms: Vec<SyntaxAtom> = raw
            .unicode_words()
            .flat_map(|word| {
                let lower = super::words::fold(word);
                let (base, rest) = super::words::open_contraction(&lower);
                [base.to_owned(), rest.to_owned()]
            })
            .filter(|word| !word.is_empty())
            .map(|word| if exact { SyntaxAtom::Form(word) } else { SyntaxAtom::Stem(word) })
            .collect();
        if atoms.is_empty() {
            return Err(format!("`{}` holds no word", if raw.is_empty() { self.rest } else { &raw }));
        }
        Ok(atoms)
    }
}

fn adjacent(atom: SyntaxAtom) -> SyntaxElement {
    SyntaxElement { atom, optional: false, gap: 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_say_what_to_write() {
        for (source, part) in [
            ("train (a", "without `)`"),
            ("a | b", "parentheses"),
            (".. a", "before it"),
            ("a ..", "after it"),
            ("a?", "not optional"),
            ("@ x", "name of a class"),
            ("ab*", "3 letters"),
        ] {
            let error = Syntax::parse(source).expect_err(source);
            assert!(error.contains(part), "{source}: {error}");
        }
    }

    #[test]
    fn parts_and_sequences_are_kept_apart() {
        let syntax = Syntax::parse("a b ..2 c & d && e?  f").expect("parses");
        assert_eq!(syntax.parts.len(), 2);
        assert_eq!(syntax.parts[0].len(), 2);
        assert_eq!(syntax.parts[0][0][2].gap, 2);
        assert!(syntax.parts[1][0][0].optional);
    }
}
