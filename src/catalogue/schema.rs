//! The shape of the TOML files of a catalogue; `knowledge/README.md` describes them.

use std::collections::BTreeMap;

use serde::Deserialize;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CatalogueFile {
    #[serde(default, rename = "kind")]
    pub(super) kinds: Vec<KindEntry>,
    #[serde(default, rename = "client")]
    pub(super) clients: Vec<Client>,
    #[serde(default, rename = "permission")]
    pub(super) permissions: Vec<Permission>,
    #[serde(default)]
    pub(super) mistaken: Vec<Mistaken>,
    /// Parts of words that mark an identifier as invented by the writer.
    #[serde(default)]
    pub(super) placeholders: Vec<String>,
    /// Ids of terms by the beginnings of identifiers.
    #[serde(default)]
    pub(super) begins: BTreeMap<String, String>,
    /// Ids of terms by words inside of identifiers.
    #[serde(default)]
    pub(super) holds: BTreeMap<String, String>,
}

/// A kind of identifier.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a key of the file, independent of the others")]
pub struct KindEntry {
    pub id: String,
    /// As a reader calls it.
    pub label: String,
    /// Name of the file beside this one.
    pub table: String,
    /// What begins so belongs to the kind, known or not.
    #[serde(default)]
    pub begins: Vec<String>,
    /// Characters that it has besides letters and digits.
    #[serde(default)]
    pub characters: String,
    /// May stand before a name, and is no part of it.
    #[serde(default)]
    pub before: Vec<String>,
    pub before_means: Option<String>,
    /// May stand behind a name, and is no part of it.
    #[serde(default)]
    pub endings: Vec<String>,
    pub endings_mean: Option<String>,
    /// A capital letter follows the beginning.
    #[serde(default)]
    pub capital: bool,
    /// Upper and lower case are the same.
    #[serde(default)]
    pub any_case: bool,
    /// Ends with numbers of a version, which may be newer than the table.
    #[serde(default)]
    pub versioned: bool,
    /// What stands behind the last of this character is a closed list.
    pub closed: Option<char>,
    /// A name that is not in the table and close to one that is gets reported.
    #[serde(default)]
    pub report: bool,
    /// The icon in a list.
    #[serde(default)]
    pub shown_as: ShownAs,
    /// A resource name whose parts are separated by colons.
    #[serde(default)]
    pub arn: bool,
    /// A character without which it is an everyday word; `A` stands for any capital letter but the first.
    pub needs: Option<char>,
    /// The number of the cell that names clients; 0 is the name itself.
    pub clients: Option<usize>,
    /// The number of the cell with the name of another kind (`same_as`) for which this one stands.
    pub stands_for: Option<usize>,
    /// The kind whose entry has the same name, without the beginning.
    pub same_as: Option<String>,
    /// Lines of a page; `{1}` is a cell. A line with an empty cell is left out.
    #[serde(default)]
    pub facts: Vec<String>,
    pub note: Option<String>,
    pub owner: Option<String>,
    /// Address of a page; `{name}` is the name.
    pub link: Option<String>,
    /// Other owners and pages, by beginnings; the last that fits counts.
    #[serde(default, rename = "part")]
    pub parts: Vec<Part>,
}

/// What an editor shows an identifier as.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ShownAs {
    #[default]
    Api,
    ResourceType,
    Model,
    Instance,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    pub begins: String,
    pub owner: Option<String>,
    pub link: Option<String>,
}

/// Through what an operation is called.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Client {
    pub name: String,
    pub owner: String,
    pub plane: String,
    #[serde(rename = "use")]
    pub usage: String,
    pub link: Option<String>,
}

/// An operation whose permission has another name.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Permission {
    pub operation: String,
    pub action: String,
    pub source: String,
    pub checked: String,
}

/// A beginning that people write for another.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mistaken {
    pub kind: String,
    pub begins: Vec<String>,
    pub instead: String,
    /// The reason, without a full stop.
    pub why: String,
}
