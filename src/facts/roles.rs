//! What headings, labels and column headers say about the text under them.

use crate::prose::{Lexicon, Words};

/// What a text is for, as its heading or label says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Rejected, superseded, abandoned.
    Withdrawn,
    NonGoal,
    Requirement,
    /// Options, trade-offs, what was tried.
    Alternative,
    Future,
    Prerequisite,
    Consequence,
    /// Glossary, questions, history, links.
    Reference,
    Decision,
    /// Architecture, platform, stack: what is used.
    Design,
    /// What is there now.
    Existing,
    /// Background, purpose, status.
    Context,
}

impl Role {
    /// In the order in which the first match wins, with the name of the word class. The words of a class whose
    /// name ends with `_weak` count only where they make up at least half of the heading, those of `_most` more
    /// than half, and those of `_alone` all of it.
    const CLASSES: [(Self, &'static str); 25] = [
        (Self::Withdrawn, "role_withdrawn"),
        (Self::NonGoal, "role_nongoal"),
        (Self::NonGoal, "role_nongoal_alone"),
        (Self::Prerequisite, "role_prerequisite"),
        (Self::Reference, "role_lesson"),
        (Self::Requirement, "role_requirement"),
        (Self::Decision, "role_chosen"),
        (Self::Alternative, "role_alternative"),
        (Self::Withdrawn, "role_withdrawn_weak"),
        (Self::Requirement, "role_requirement_weak"),
        (Self::Requirement, "role_requirement_alone"),
        (Self::Requirement, "role_usecase_alone"),
        (Self::Alternative, "role_alternative_weak"),
        (Self::Alternative, "role_alternative_alone"),
        (Self::Future, "role_future"),
        (Self::Future, "role_future_most"),
        (Self::Prerequisite, "role_prerequisite_most"),
        (Self::Consequence, "role_consequence_most"),
        (Self::Reference, "role_reference"),
        (Self::Reference, "role_reference_weak"),
        (Self::Reference, "role_reference_alone"),
        (Self::Decision, "role_decision"),
        (Self::Existing, "role_existing_weak"),
        (Self::Design, "role_design_weak"),
        (Self::Context, "role_context_weak"),
    ];

    /// Text under this role states no requirement, whatever its wording.
    pub fn is_harmless(self) -> bool {
        matches!(
            self,
            Self::Withdrawn
                | Self::NonGoal
                | Self::Alternative
                | Self::Future
                | Self::Prerequisite
                | Self::Consequence
                | Self::Reference
                | Self::Existing
        )
    }

    /// Text under this role chooses nothing.
    pub fn chooses_nothing(self) -> bool {
        matches!(
            self,
            Self::Withdrawn | Self::NonGoal | Self::Alternative | Self::Future | Self::Prerequisite | Self::Reference
        )
    }
}

/// The roles that a heading or label names. A heading may name several (`Goals and non-goals`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Roles {
    /// In the order in which they count.
    named: Vec<Role>,
    /// There are words besides those that name a role: *Fraud scoring service*, not *Services*.
    specific: bool,
}

impl Roles {
    /// The roles named by the words of a heading.
    pub fn of(words: &Words, lexicon: &Lexicon) -> Self {
        Self::read(words, lexicon, |_, _| true)
    }

    /// The roles that a label may give to the text after it; the others are everyday words there.
    pub fn of_label(words: &Words, lexicon: &Lexicon) -> Self {
        Self::read(words, lexicon, |role, class| match role {
            Role::Withdrawn | Role::NonGoal | Role::Alternative | Role::Future | Role::Decision => true,
            Role::Requirement => class != "role_usecase_alone",
            Role::Prerequisite => class == "role_prerequisite",
            Role::Reference => class == "role_lesson",
            Role::Consequence | Role::Design | Role::Existing | Role::Context => false,
        })
    }

    fn read(words: &Words, lexicon: &Lexicon, counts: impl Fn(Role, &str) -> bool) -> Self {
        let whole = 0..words.tokens.len();
        let covered_by = |class: &str| {
            let cues = lexicon.class(class);
            let mut covered = vec![false; words.tokens.len()];
            for index in whole.clone() {
                if let Some(end) = cues.end_at(words, index, whole.end) {
                    covered.iter_mut().take(end).skip(index).for_each(|word| *word = true);
                }
            }
            covered
        };
        let mut left: Vec<bool> = words.tokens.iter().map(|token| !token.number).collect();
        let mut strike = |covered: &[bool]| left.iter_mut().zip(covered).for_each(|(left, covered)| *left &= !covered);
        let classes: Vec<(Role, &str, Vec<bool>)> =
            Role::CLASSES.into_iter().map(|(role, class)| (role, class, covered_by(class))).collect();
        for (_, _, covered) in &classes {
            strike(covered);
        }
        strike(&covered_by("role_glue"));
        let count = |words: &[bool]| words.iter().filter(|word| **word).count();
        let other = count(&left);
        let named = classes
            .iter()
            .filter(|(role, class, covered)| {
                let here = count(covered);
                let enough = match class.rsplit('_').next() {
                    Some("weak") => here >= other,
                    Some("most") => here > other,
                    Some("alone") => other == 0,
                    _ => true,
                };
                here > 0 && enough && counts(*role, class)
            })
            .map(|(role, _, _)| *role)
            .collect();
        Self { named, specific: other > 0 }
    }

    /// Of an item that is crossed out by a sign.
    pub fn crossed() -> Self {
        Self { named: vec![Role::NonGoal], specific: false }
    }

    /// The heading or label is struck out.
    #[must_use]
    pub fn struck(mut self) -> Self {
        self.named.insert(0, Role::Withdrawn);
        self
    }

    /// Words remain that name a part of the system rather than a kind of text.
    pub fn is_specific(&self) -> bool {
        self.specific
    }

    /// The role that counts.
    pub fn first(&self) -> Option<Role> {
        self.named.first().copied()
    }

    pub fn has(&self, role: Role) -> bool {
        self.named.contains(&role)
    }

    pub fn is_empty(&self) -> bool {
        self.named.is_empty()
    }
}
