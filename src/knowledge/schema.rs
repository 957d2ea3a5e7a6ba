//! The shape of the files under `knowledge/`: plain data, as `knowledge/README.md` describes it.
//!
//! Unknown keys are refused, so a misspelt key is found when the file is loaded.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use super::spanned::Spanned;

/// Where a fact comes from and when somebody last compared it with that source.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Provenance {
    /// Addresses, or packages with version and name.
    pub source: Vec<String>,
    /// `YYYY-MM-DD`.
    pub checked: String,
}

/// A service, from `services/<id>.toml`.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    pub id: Spanned<String>,
    pub name: String,
    pub short_name: String,
    /// Spellings that always name the service.
    pub names: Vec<String>,
    /// Spellings that name it only in the right company.
    #[serde(default)]
    pub ambiguous_names: Vec<String>,
    #[serde(default)]
    pub context: Vec<String>,
    #[serde(default)]
    pub foreign_context: Vec<String>,
    pub link: Option<String>,
    pub source: Vec<String>,
    pub checked: String,
    #[serde(default, rename = "product")]
    pub products: Vec<Product>,
    #[serde(default, rename = "claim")]
    pub claims: Vec<Claim>,
}

/// A named part of a service that owns terms.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Product {
    pub id: String,
    pub name: String,
}

/// What a claim about a service is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Topic {
    Purpose,
    PrimaryUse,
    Strength,
    Audience,
    ChooseWhen,
    Relation,
}

/// What became of a claim of the introductory guide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    Ok,
    Coarse,
    Dated,
    Wrong,
}

/// One claim of the introductory guide and what is true today.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    pub id: Spanned<String>,
    pub topic: Topic,
    pub original: String,
    pub verdict: Verdict,
    pub statement: String,
    pub source: Vec<String>,
    pub checked: String,
}

/// Two services side by side, from `comparisons/*.toml`.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Comparison {
    pub services: Vec<Spanned<String>>,
    pub relation: String,
    pub relation_id: String,
    pub relation_original: String,
    pub relation_verdict: Verdict,
    pub relation_source: Vec<String>,
    pub relation_checked: String,
    #[serde(default, rename = "row")]
    pub rows: Vec<ComparisonRow>,
    #[serde(default, rename = "combination")]
    pub combinations: Vec<Combination>,
}

#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ComparisonRow {
    pub id: Spanned<String>,
    pub aspect: String,
    pub original: String,
    pub verdict: Verdict,
    pub statement: String,
    pub source: Vec<String>,
    pub checked: String,
    /// By service id.
    pub cells: BTreeMap<String, String>,
}

/// A known way to use both services of a comparison in one design.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Combination {
    pub id: Spanned<String>,
    /// A noun phrase: *training on X, serving through Y*.
    pub title: String,
    /// How it is done, in one or two sentences.
    pub how: String,
    /// Ids of the signals that ask for it, by service: one of each side is enough.
    pub signals: BTreeMap<String, Vec<String>>,
    /// What each service is there for, in one or two words, by service.
    pub parts: BTreeMap<String, String>,
    pub source: Vec<String>,
    pub checked: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    Concept,
    Feature,
    Api,
    ResourceType,
    ModelFamily,
    Instance,
}

impl Kind {
    pub fn name(self) -> &'static str {
        match self {
            Self::Concept => "concept",
            Self::Feature => "feature",
            Self::Api => "API",
            Self::ResourceType => "resource type",
            Self::ModelFamily => "model family",
            Self::Instance => "instance type",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    Active,
    Renamed,
    Legacy,
    ClosedToNew,
    Eol,
}

impl Status {
    pub fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Renamed => "renamed",
            Self::Legacy => "legacy",
            Self::ClosedToNew => "closed to new customers",
            Self::Eol => "no longer available",
        }
    }
}

#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct TermFile {
    #[serde(rename = "term")]
    pub terms: Vec<Term>,
}

/// A word of design documents.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Term {
    pub id: Spanned<String>,
    pub name: String,
    #[serde(default)]
    pub aliases: Vec<String>,
    #[serde(default)]
    pub context_aliases: Vec<String>,
    /// A service id, a product id, `shared` or `adjacent`.
    pub owner: String,
    pub kind: Kind,
    pub status: Status,
    pub status_note: Option<String>,
    pub definition: String,
    #[serde(rename = "use")]
    pub usage: Option<String>,
    pub counterpart: Option<String>,
    pub counterpart_note: Option<String>,
    pub pitfall: Option<String>,
    pub link: Option<String>,
    pub source: Vec<String>,
    pub checked: String,
}

/// How much a signal says. The order is from weak to decisive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Strength {
    Weak,
    Strong,
    Decisive,
}

impl Strength {
    pub fn name(self) -> &'static str {
        match self {
            Self::Weak => "weak",
            Self::Strong => "strong",
            Self::Decisive => "decisive",
        }
    }
}

#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct SignalFile {
    #[serde(default, rename = "signal")]
    pub signals: Vec<Signal>,
    #[serde(default, rename = "neutral")]
    pub neutral: Vec<Neutral>,
    #[serde(default)]
    pub classes: BTreeMap<String, Vec<Spanned<String>>>,
}

/// A reason why a requirement points to a service.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Signal {
    pub id: Spanned<String>,
    pub title: String,
    pub points_to: String,
    pub strength: Strength,
    pub why: String,
    pub except: Option<String>,
    pub negated: Option<Negated>,
    pub patterns: Vec<Spanned<String>>,
    #[serde(default)]
    pub unless: Vec<Spanned<String>>,
    pub fires: Vec<Spanned<String>>,
    pub silent: Vec<Spanned<String>>,
    pub source: Vec<String>,
    pub checked: String,
}

/// What the denial of a signal means.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Negated {
    pub points_to: String,
    pub strength: Strength,
}

/// A phrase that decides nothing.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Neutral {
    pub phrase: Spanned<String>,
    pub why: String,
    pub examples: Vec<Spanned<String>>,
    pub source: Vec<String>,
    pub checked: String,
}

#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct NameFile {
    #[serde(default, rename = "rename")]
    pub renames: Vec<Rename>,
    #[serde(default, rename = "closure")]
    pub closures: Vec<Closure>,
    #[serde(default, rename = "misattribution")]
    pub misattributions: Vec<Misattribution>,
    #[serde(default, rename = "dated-claim")]
    pub dated_claims: Vec<DatedClaim>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RenameKind {
    Renamed,
    Misspelt,
}

#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Rename {
    pub id: Spanned<String>,
    pub kind: RenameKind,
    pub from: Vec<String>,
    /// Whether upper and lower case matter.
    #[serde(default)]
    pub case: bool,
    pub to: String,
    pub since: Option<String>,
    pub note: Option<String>,
    pub fires: Vec<Spanned<String>>,
    pub silent: Vec<Spanned<String>>,
    pub source: Vec<String>,
    pub checked: String,
}

/// What has ended or is about to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClosureKind {
    /// A service or a feature of one.
    #[default]
    Feature,
    Model,
}

#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Closure {
    pub id: Spanned<String>,
    #[serde(default)]
    pub kind: ClosureKind,
    pub names: Vec<String>,
    pub status: Status,
    pub since: Option<String>,
    pub successor: Option<String>,
    pub note: String,
    pub fires: Vec<Spanned<String>>,
    pub silent: Vec<Spanned<String>>,
    pub source: Vec<String>,
    pub checked: String,
}

#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Misattribution {
    pub id: Spanned<String>,
    pub said: Vec<String>,
    pub right: String,
    pub owner: String,
    pub why: String,
    pub fires: Vec<Spanned<String>>,
    pub silent: Vec<Spanned<String>>,
    pub source: Vec<String>,
    pub checked: String,
}

#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct DatedClaim {
    pub id: Spanned<String>,
    pub patterns: Vec<Spanned<String>>,
    pub correction: String,
    pub fires: Vec<Spanned<String>>,
    pub silent: Vec<Spanned<String>>,
    pub source: Vec<String>,
    pub checked: String,
}

/// English, from `prose/*.toml`.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ProseFile {
    #[serde(default)]
    pub classes: BTreeMap<String, Vec<Spanned<String>>>,
    /// Irregular forms by the word that stands for them.
    #[serde(default)]
    pub forms: BTreeMap<String, Vec<String>>,
    /// Words that the stemmer must leave alone.
    #[serde(default)]
    pub alone: Vec<String>,
}
