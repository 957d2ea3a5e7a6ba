//! One spelling for British and American English.
//!
//! Both the patterns and the texts pass through [`american`], so a rule may produce a word that does not
//! exist (`enterprize`) without harm: it does so on both sides.

use std::borrow::Cow;

const SUFFIXES: [(&str, &str); 14] = [
    ("isations", "izations"),
    ("isation", "ization"),
    ("ising", "izing"),
    ("ised", "ized"),
    ("ises", "izes"),
    ("iser", "izer"),
    ("ise", "ize"),
    ("ysing", "yzing"),
    ("ysed", "yzed"),
    ("yse", "yze"),
    ("elling", "eling"),
    ("elled", "eled"),
    ("eller", "eler"),
    ("ogue", "og"),
];

const STEMS: [(&str, &str); 12] = [
    ("artefact", "artifact"),
    ("behaviour", "behavior"),
    ("centre", "center"),
    ("colour", "color"),
    ("favour", "favor"),
    ("labour", "labor"),
    ("licence", "license"),
    ("neighbour", "neighbor"),
    ("programme", "program"),
    ("defence", "defense"),
    ("catalogue", "catalog"),
    ("cheque", "check"),
];

/// The American spelling of a lower-case word; unchanged words are not copied.
pub fn american(word: &str) -> Cow<'_, str> {
    if !word.is_ascii() || word.len() < 5 {
        return Cow::Borrowed(word);
    }
    for (british, american) in STEMS {
        if let Some(rest) = word.strip_prefix(british) {
            return Cow::Owned(format!("{american}{rest}"));
        }
    }
    for (british, american) in SUFFIXES {
        if let Some(rest) = word.strip_suffix(british)
            && rest.len() >= 2
        {
            return Cow::Owned(format!("{rest}{american}"));
        }
    }
    Cow::Borrowed(word)
}

#[cfg(test)]
mod tests {
    use super::american;

    #[test]
    fn both_spellings_meet() {
        for (british, american_word) in [
            ("customised", "customized"),
            ("labelling", "labeling"),
            ("artefacts", "artifacts"),
            ("catalogues", "catalogs"),
            ("analyse", "analyze"),
            ("train", "train"),
        ] {
            assert_eq!(american(british), american(american_word));
        }
    }
}
