//! What Fingerpost knows: typed, validated and indexed. The facts themselves are in `knowledge/`.

use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::catalogue::Catalogue;
use crate::problem::Problem;
use crate::prose::{Lexicon, PatternId};

#[cfg(knowledge_is_compiled)]
mod embedded;
mod load;
pub mod names;
pub mod schema;
mod spanned;
mod validate;

pub use load::PackFile;
pub use schema::{Kind, Signal, Status, Strength, Term};

use names::NameIndex;
use schema::{Closure, Comparison, DatedClaim, Misattribution, Neutral, Rename, Service};

/// Owners of a term that are no service: the term belongs to several of them, or to a neighbour.
pub const SHARED: &str = "shared";
pub const ADJACENT: &str = "adjacent";

/// What a compiled pattern belongs to: an index into the list of that kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
pub enum PatternOwner {
    Signal(usize),
    /// Cancels the signal.
    Unless(usize),
    DatedClaim(usize),
}

/// A complete, immutable knowledge. Cheap to share, made once.
#[derive(Debug, Deserialize, Serialize)]
pub struct Knowledge {
    pub services: Vec<Service>,
    pub comparisons: Vec<Comparison>,
    pub terms: Vec<Term>,
    pub signals: Vec<Signal>,
    pub neutral: Vec<Neutral>,
    pub renames: Vec<Rename>,
    pub closures: Vec<Closure>,
    pub misattributions: Vec<Misattribution>,
    pub dated_claims: Vec<DatedClaim>,
    pub lexicon: Lexicon,
    /// By pattern id.
    pattern_owners: Vec<PatternOwner>,
    #[serde(skip)]
    names: NameIndex,
    #[serde(skip)]
    notes: NameIndex,
    /// Of a pack; without one the built-in catalogue counts.
    #[serde(skip)]
    catalogue: Option<Arc<Catalogue>>,
    /// Where each entry with examples stands, for messages about them.
    #[serde(skip)]
    places: load::Places,
}

impl Knowledge {
    /// Whether whoever needs the one would weigh the other: they stand side by side in a comparison, or neither is
    /// compared with anything. Services of unrelated packs are no rivals.
    pub fn are_rivals(&self, one: &str, other: &str) -> bool {
        let holds = |comparison: &Comparison, id: &str| comparison.services.iter().any(|it| it.as_ref() == id);
        let both = |comparison: &Comparison| holds(comparison, one) && holds(comparison, other);
        let either = |comparison: &Comparison| holds(comparison, one) || holds(comparison, other);
        one != other && (self.comparisons.iter().any(both) || !self.comparisons.iter().any(either))
    }

    /// The knowledge of one folder alone.
    pub fn from_folder(folder: &Path) -> (Arc<Self>, Vec<Problem>) {
        let files = match load::read_folder(folder) {
            Ok(files) => files,
            Err(problem) => return (Arc::new(load::assemble(&[]).0), vec![problem]),
        };
        let (knowledge, problems) = load::assemble(&files);
        (Arc::new(knowledge), problems)
    }

    /// Makes the names ready to be found.
    fn index(&mut self) {
        self.names = NameIndex::new(&self.services, &self.terms);
        self.notes = NameIndex::of_notes(&self.renames, &self.closures, &self.misattributions);
    }

    pub fn service(&self, id: &str) -> Option<&Service> {
        self.services.iter().find(|service| service.id.as_ref() == id)
    }

    pub fn signal(&self, id: &str) -> Option<&Signal> {
        self.signals.iter().find(|signal| signal.id.as_ref() == id)
    }

    pub fn term(&self, id: &str) -> Option<&Term> {
        self.terms.iter().find(|term| term.id.as_ref() == id)
    }

    /// The service to which an owner (a service or product id) belongs; `None` for shared and adjacent terms.
    pub fn owning_service(&self, owner: &str) -> Option<&Service> {
        self.services
            .iter()
            .find(|service| service.id.as_ref() == owner || service.products.iter().any(|product| product.id == owner))
    }

    /// The name of an owner as a reader knows it.
    pub fn owner_name(&self, owner: &str) -> Option<&str> {
        let service = self.owning_service(owner)?;
        let product = service.products.iter().find(|product| product.id == owner);
        Some(product.map_or(service.short_name.as_str(), |product| product.name.as_str()))
    }

    pub fn pattern_owner(&self, id: PatternId) -> Option<PatternOwner> {
        self.pattern_owners.get(id).copied()
    }

    pub fn names(&self) -> &NameIndex {
        &self.names
    }

    /// Names about which there is something to say: old, wrong, closed, credited to the wrong owner.
    pub fn notes(&self) -> &NameIndex {
        &self.notes
    }

    /// The identifiers of the services.
    pub fn catalogue(&self) -> Arc<Catalogue> {
        self.catalogue.clone().unwrap_or_else(Catalogue::embedded)
    }

    /// The problem at a place within the files from which this knowledge was made.
    ///
    /// `entry` is the id of the entry and `span` the place of the text in it.
    pub fn problem_in(&self, entry: &str, span: std::ops::Range<usize>, message: String) -> Problem {
        self.places.problem(entry, span, message)
    }
}

/// Sources as Markdown: addresses as links named by their page, packages as they are.
pub fn sources(sources: &[String]) -> String {
    let each = sources.iter().map(|source| match source.strip_prefix("https://") {
        Some(address) => {
            let page = address.trim_end_matches('/').rsplit('/').next().unwrap_or(address);
            format!("[{}]({source})", page.trim_end_matches(".html"))
        }
        None => source.clone(),
    });
    each.collect::<Vec<_>>().join(", ")
}
