//! Text as tokens in sentences and clauses.

use std::borrow::Cow;
use std::ops::Range;

use super::lexicon::Lexicon;
use super::segments::segments;

/// Id of a word form or stem in a [`Lexicon`]; [`UNKNOWN`] for a word that no pattern mentions.
pub type WordId = u32;

/// The id of every word that no pattern, class or cue mentions.
pub const UNKNOWN: WordId = u32::MAX;

/// No clause is longer than this many tokens, so that matching stays linear on hostile input.
const LONGEST_CLAUSE: usize = 160;

/// One word. A contraction gives several tokens with the same range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Bytes of the text that was read.
    pub range: Range<usize>,
    /// The lower-case word as it stands (after opening contractions).
    pub form: WordId,
    /// The word that stands for all of its forms.
    pub stem: WordId,
    /// Prefixes (ids of the lexicon's prefix list, as a bit set of the first 64) that the word begins with.
    pub prefixes: u64,
    /// Number of the clause within the text; clauses never reach over sentences.
    pub clause: u32,
    /// Number of the sentence within the text.
    pub sentence: u32,
    /// It begins with a digit.
    pub number: bool,
    /// What stands between the word before and this one.
    pub before: Boundary,
    /// The clause that this word belongs to excludes what it names (`rather than …`).
    pub excluded: bool,
}

impl Token {
    pub fn after_comma(&self) -> bool {
        self.before == Boundary::Comma
    }
}

/// A text read against a lexicon.
#[derive(Debug, Clone, Default)]
pub struct Words {
    pub tokens: Vec<Token>,
}

/// What separates two words, the weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd)]
pub enum Boundary {
    None,
    Comma,
    Clause,
    Semicolon,
    Sentence,
}

impl Words {
    /// Reads the given pieces (bytes of `text`, in order). What lies between two pieces was no prose: where
    /// that is more than white space and markup punctuation, one unknown token stands for it, so that words
    /// on both sides are not taken for neighbours.
    pub fn read(text: &str, pieces: &[Range<usize>], lexicon: &Lexicon) -> Self {
        let mut reader = Reader {
            lexicon,
            tokens: Vec::new(),
            boundary: Boundary::Sentence,
            clause: 0,
            sentence: 0,
            clause_length: 0,
        };
        let mut end = None;
        for piece in pieces {
            if let Some(end) = end
                && text.get(end..piece.start).is_some_and(|gap| gap.chars().any(char::is_alphanumeric))
            {
                reader.opaque(end..piece.start);
            }
            if let Some(prose) = text.get(piece.clone()) {
                reader.piece(prose, piece.start);
            }
            end = Some(piece.end);
        }
        let mut words = Self { tokens: reader.tokens };
        words.split_at_contrast(lexicon);
        words
    }

    /// Reads a whole text as one piece.
    #[expect(clippy::single_range_in_vec_init, reason = "one piece that spans the text")]
    pub fn of(text: &str, lexicon: &Lexicon) -> Self {
        Self::read(text, &[0..text.len()], lexicon)
    }

    /// The token ranges of the sentences, in order.
    pub fn sentences(&self) -> Vec<Range<usize>> {
        self.runs(|token| token.sentence)
    }

    /// The token ranges of the clauses, in order.
    pub fn clauses(&self) -> Vec<Range<usize>> {
        self.runs(|token| token.clause)
    }

    /// The bytes from the first to the last of these tokens.
    pub fn bytes(&self, tokens: Range<usize>) -> Range<usize> {
        let tokens = self.tokens.get(tokens).unwrap_or_default();
        match (tokens.first(), tokens.last()) {
            (Some(first), Some(last)) => first.range.start..last.range.end,
            _ => 0..0,
        }
    }

    fn runs(&self, key: impl Fn(&Token) -> u32) -> Vec<Range<usize>> {
        let mut start = 0;
        self.tokens
            .chunk_by(|one, other| key(one) == key(other))
            .map(|run| {
                let range = start..start + run.len();
                start = range.end;
                range
            })
            .collect()
    }

    /// Begins a new clause at contrast words and marks what an exclusion governs.
    fn split_at_contrast(&mut self, lexicon: &Lexicon) {
        let mut shift = 0;
        let mut excluded = false;
        // Where the statement proper begins after `Instead of …`, without a comma to tell.
        let mut resumes = None;
        let mut previous = (0, 0);
        let mut index = 0;
        let mut clause_end = 0;
        while index < self.tokens.len() {
            if index >= clause_end {
                clause_end = self.clause_end(index);
            }
            let adversative = lexicon.adversative().end_at(self, index, clause_end);
            let exclusion = lexicon.exclusion().end_at(self, index, clause_end);
            let Some(token) = self.tokens.get(index) else { break };
            let here = (token.sentence, token.clause);
            if here != previous || token.after_comma() || resumes == Some(index) {
                excluded = false;
            }
            if let Some(end) = exclusion {
                resumes = self.resumption(index, end, clause_end, lexicon);
                shift += 1;
                excluded = true;
                for token in self.tokens.iter_mut().take(end).skip(index) {
                    token.clause += shift;
                    token.excluded = true;
                }
                previous = here;
                index = end;
                continue;
            }
            if adversative.is_some() {
                shift += 1;
                excluded = false;
            }
            if let Some(token) = self.tokens.get_mut(index) {
                // A comma that ends an exclusion ends its clause, too.
                token.clause += shift;
                token.excluded = excluded;
            }
            previous = here;
            index += 1;
        }
        self.separate_exclusions();
    }

    /// The subject of the statement that follows an exclusion at the head of its clause: `Instead of calling an
    /// API we host …`. With a comma in the clause, the comma tells.
    fn resumption(&self, start: usize, after: usize, clause_end: usize, lexicon: &Lexicon) -> Option<usize> {
        let clause = |index: usize| self.tokens.get(index).map(|token| token.clause);
        let fronted = start.checked_sub(1).is_none_or(|before| clause(before) != clause(start));
        let comma = self.tokens.get(after..clause_end)?.iter().any(Token::after_comma);
        if !fronted || comma {
            return None;
        }
        let subjects = lexicon.class("subject_after_exclusion");
        (after + 1..clause_end).rev().find(|index| subjects.end_at(self, *index, clause_end).is_some())
    }

    /// Gives excluded and included neighbours different clauses, so that no pattern spans both.
    fn separate_exclusions(&mut self) {
        let mut shift = 0;
        let mut previous: Option<(u32, bool)> = None;
        for token in &mut self.tokens {
            if let Some((clause, excluded)) = previous
                && clause == token.clause
                && excluded != token.excluded
            {
                shift += 1;
            }
            previous = Some((token.clause, token.excluded));
            token.clause += shift;
        }
    }

    fn clause_end(&self, index: usize) -> usize {
        let Some(first) = self.tokens.get(index) else { return index };
        self.tokens.iter().skip(index).take_while(|token| token.clause == first.clause).count() + index
    }
}

struct Reader<'lexicon> {
    lexicon: &'lexicon Lexicon,
    tokens: Vec<Token>,
    /// The strongest boundary seen since the last token.
    boundary: Boundary,
    clause: u32,
    sentence: u32,
    clause_length: usize,
}

impl Reader<'_> {
    fn piece(&mut self, prose: &str, start: usize) {
        let mut segments = segments(prose);
        let mut abbreviation = false;
        while let Some((offset, segment)) = segments.next() {
            let range = start + offset..start + offset + segment.len();
            if segment.chars().any(char::is_alphanumeric) {
                self.word(segment, &range);
                continue;
            }
            let followed_by_space = segments.peek().is_none_or(|(_, next)| next.starts_with(char::is_whitespace));
            let abbreviated = segment == "." && self.lexicon.is_abbreviation(prose.get(..offset).unwrap_or_default());
            self.raise(match segment {
                "." if abbreviated => Boundary::None,
                "." | "!" | "?" | "…" if followed_by_space => Boundary::Sentence,
                // `points of sale (POS)`: the short form is no remark of its own.
                "(" if abbreviation_in_parentheses(prose.get(offset..).unwrap_or_default()) => {
                    abbreviation = true;
                    Boundary::None
                }
                ")" if std::mem::take(&mut abbreviation) => Boundary::None,
                ";" => Boundary::Semicolon,
                ":" | "(" | ")" | "[" | "]" | "—" | "–" | "→" | "|" | "…" | "=>" | "<" | ">" => {
                    Boundary::Clause
                }
                "-" if followed_by_space && prose.get(..offset).is_some_and(|before| before.ends_with(' ')) => {
                    Boundary::Clause
                }
                "," | "\"" | "“" | "”" | "«" | "»" => Boundary::Comma,
                _ => Boundary::None,
            });
        }
    }

    fn raise(&mut self, boundary: Boundary) {
        if boundary > self.boundary {
            self.boundary = boundary;
        }
    }

    fn word(&mut self, segment: &str, range: &Range<usize>) {
        let lower = fold(segment);
        // A word boundary of Unicode keeps `e.g` and `3.5` whole, and so do we; an underscore joins names.
        let (base, rest) = open_contraction(&lower);
        if !base.is_empty() {
            self.push(base, range);
        }
        if !rest.is_empty() {
            self.push(rest, range);
        }
    }

    fn opaque(&mut self, range: Range<usize>) {
        self.advance();
        self.tokens.push(Token {
            range,
            form: UNKNOWN,
            stem: UNKNOWN,
            prefixes: 0,
            clause: self.clause,
            sentence: self.sentence,
            number: false,
            before: Boundary::None,
            excluded: false,
        });
    }

    fn push(&mut self, word: &str, range: &Range<usize>) {
        let boundary = self.advance();
        let info = self.lexicon.word(word);
        self.tokens.push(Token {
            range: range.clone(),
            form: info.form,
            stem: info.stem,
            prefixes: info.prefixes,
            clause: self.clause,
            sentence: self.sentence,
            number: word.starts_with(|first: char| first.is_ascii_digit()),
            before: boundary,
            excluded: false,
        });
    }

    /// Settles the boundary before the next token, and gives it.
    fn advance(&mut self) -> Boundary {
        self.clause_length += 1;
        if self.clause_length > LONGEST_CLAUSE {
            self.raise(Boundary::Clause);
        }
        let boundary = std::mem::replace(&mut self.boundary, Boundary::None);
        if boundary >= Boundary::Clause && !self.tokens.is_empty() {
            self.clause += 1;
            self.clause_length = 1;
            if boundary == Boundary::Sentence {
                self.sentence += 1;
            }
        }
        boundary
    }
}

/// The text begins with one word in parentheses that is written in capitals, as in `(POS)`.
fn abbreviation_in_parentheses(text: &str) -> bool {
    let Some((inside, _)) = text.strip_prefix('(').and_then(|rest| rest.split_once(')')) else { return false };
    let capitals = inside.chars().filter(|character| character.is_uppercase()).count();
    capitals >= 2 && capitals * 2 >= inside.chars().count() && inside.chars().all(|c| c.is_alphanumeric() || c == '-')
}

/// The word as it is compared: in lower case, with a straight apostrophe, and an abbreviation without its
/// plural ending (`LLMs`), which no stemmer takes for one.
pub fn fold(word: &str) -> Cow<'_, str> {
    if word.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        return Cow::Borrowed(word);
    }
    let singular = word
        .strip_suffix('s')
        .filter(|abbreviation| abbreviation.len() > 1 && abbreviation.chars().all(char::is_uppercase))
        .unwrap_or(word);
    Cow::Owned(if singular.is_ascii() {
        singular.to_ascii_lowercase()
    } else {
        singular.to_lowercase().replace('’', "'")
    })
}

/// Calls `note` with every word that reading any part of the text may come upon. Marks are no part of words, and
/// an underscore is or is not, depending on the markup.
pub(super) fn each_word(text: &str, mut note: impl FnMut(&str)) {
    let mut fold_and_note = |word: &str| {
        let word = fold(word);
        let (base, rest) = open_contraction(&word);
        [base, rest].into_iter().filter(|word| !word.is_empty()).for_each(&mut note);
    };
    for (_, segment) in segments(text) {
        if !segment.starts_with(char::is_alphanumeric) && !segment.chars().any(char::is_alphanumeric) {
            continue;
        }
        fold_and_note(segment);
        if segment.contains('_') {
            segment.split('_').filter(|word| !word.is_empty()).for_each(&mut fold_and_note);
        }
    }
}

/// Splits a contraction into its words: `don't` into `do` and `not`, `we'll` into `we` and `will`; a possessive
/// `'s` is dropped.
pub(super) fn open_contraction(word: &str) -> (&str, &str) {
    match word {
        "cannot" | "can't" => return ("can", "not"),
        "won't" => return ("will", "not"),
        "shan't" => return ("shall", "not"),
        "ain't" => return ("be", "not"),
        "w" => return ("with", ""),
        "dont" | "doesnt" => return ("do", "not"),
        _ => {}
    }
    if !word.contains('\'') {
        return (word, "");
    }
    for (ending, full) in
        [("n't", "not"), ("'re", "are"), ("'ll", "will"), ("'ve", "have"), ("'d", "would"), ("'m", "am"), ("'s", "")]
    {
        if let Some(base) = word.strip_suffix(ending) {
            return (base, full);
        }
    }
    (word, "")
}
