//! Identifiers that design documents hold: operations, actions, resource types, instance types, model ids.
//!
//! The kinds and their tables are data in `knowledge/catalogue/`. A table is searched where it lies, so the
//! catalogue costs nothing before the first question.

pub mod completion;
mod embedded;
mod near;
mod scan;
mod schema;
mod table;
mod word;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use crate::problem::Problem;

pub use scan::Suspect;
pub use schema::{Client, KindEntry, Mistaken, Permission, ShownAs};
pub use table::{Row, Table};
pub use word::word_at;

/// A file of a catalogue.
#[derive(Debug, Clone)]
pub struct CatalogueSource {
    /// As shown in messages.
    pub path: String,
    pub text: Cow<'static, str>,
}

/// A kind of identifier with its table.
#[derive(Debug)]
pub struct Kind {
    pub entry: KindEntry,
    pub table: Table,
}

/// All kinds of identifiers.
#[derive(Debug, Default)]
pub struct Catalogue {
    kinds: Vec<Kind>,
    clients: Vec<Client>,
    permissions: Vec<Permission>,
    mistaken: Vec<Mistaken>,
    placeholders: Vec<String>,
    begins: BTreeMap<String, String>,
    holds: BTreeMap<String, String>,
    scanner: scan::Scanner,
}

/// What an identifier is.
#[derive(Debug, Clone, Copy)]
pub struct Identified<'catalogue> {
    pub kind: &'catalogue Kind,
    pub row: Row<'catalogue>,
    /// What stands before the name and is no part of it.
    pub before: Option<&'catalogue str>,
    /// What stands behind the name and is no part of it.
    pub ending: Option<&'catalogue str>,
}

impl Catalogue {
    /// The catalogue that is built in. Read once per process, at the first question.
    pub fn embedded() -> Arc<Self> {
        static EMBEDDED: LazyLock<Arc<Catalogue>> = LazyLock::new(|| {
            let (catalogue, problems) = Catalogue::new(embedded::files());
            for problem in problems {
                tracing::error!(%problem, "the built-in catalogue has a problem");
            }
            Arc::new(catalogue)
        });
        Arc::clone(&EMBEDDED)
    }

    /// The built-in catalogue and more files.
    pub fn extended(files: Vec<CatalogueSource>) -> (Self, Vec<Problem>) {
        let mut all = embedded::files();
        all.extend(files);
        Self::new(all)
    }

    /// Makes a catalogue of what is right in the files and says what is wrong.
    pub fn new(files: Vec<CatalogueSource>) -> (Self, Vec<Problem>) {
        let mut catalogue = Self::default();
        let mut problems = Vec::new();
        let (settings, tables): (Vec<_>, Vec<_>) = files
            .into_iter()
            .partition(|file| std::path::Path::new(&file.path).extension().is_some_and(|it| it == "toml"));
        for file in &settings {
            match toml::from_str::<schema::CatalogueFile>(&file.text) {
                Ok(read) => catalogue.take(read, file, &tables, &mut problems),
                Err(error) => problems.push(Problem::from_toml(&file.path, &file.text, &error)),
            }
        }
        catalogue.scanner = scan::Scanner::new(&catalogue);
        (catalogue, problems)
    }

    fn take(
        &mut self,
        read: schema::CatalogueFile,
        file: &CatalogueSource,
        tables: &[CatalogueSource],
        problems: &mut Vec<Problem>,
    ) {
        let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        for entry in read.kinds {
            let wanted = format!("{folder}/{}", entry.table);
            let Some(source) = tables.iter().find(|table| table.path == wanted) else {
                let message = format!("the table {} of the kind `{}` is not beside this file", entry.table, entry.id);
                problems.push(Problem { path: file.path.clone(), line: 1, column: 1, message });
                continue;
            };
            let table = Table::new(source.text.clone());
            if let Some(line) = table.disorder() {
                let message = "the line is not in byte order or doubles the one before; sort the table".to_owned();
                problems.push(Problem { path: source.path.clone(), line, column: 1, message });
                continue;
            }
            self.kinds.push(Kind { entry, table });
        }
        self.clients.extend(read.clients);
        self.permissions.extend(read.permissions);
        self.mistaken.extend(read.mistaken);
        self.placeholders.extend(read.placeholders);
        self.begins.extend(read.begins);
        self.holds.extend(read.holds);
    }

    pub fn kinds(&self) -> &[Kind] {
        &self.kinds
    }

    pub fn kind(&self, id: &str) -> Option<&Kind> {
        self.kinds.iter().find(|kind| kind.entry.id == id)
    }

    pub fn client(&self, name: &str) -> Option<&Client> {
        self.clients.iter().find(|client| client.name == name)
    }

    /// The ids of terms that an identifier is about, the most telling first.
    pub fn topics(&self, name: &str) -> Vec<&str> {
        let mut begins: Vec<_> = self.begins.iter().filter(|(begin, _)| name.starts_with(begin.as_str())).collect();
        begins.sort_by_key(|(begin, _)| std::cmp::Reverse(begin.len()));
        let plain: String =
            name.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect();
        let mut holds: Vec<_> = self.holds.iter().filter(|(word, _)| plain.contains(word.as_str())).collect();
        holds.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
        begins.into_iter().chain(holds).map(|(_, term)| term.as_str()).collect()
    }

    /// What a whole word is, if it is spelt exactly like an identifier.
    pub fn identify(&self, word: &str) -> Option<Identified<'_>> {
        self.kinds.iter().find_map(|kind| kind.identify(word))
    }

    /// The action that allows an operation, where a table of actions has it.
    pub fn permission_of(&self, operation: Identified<'_>) -> Option<&str> {
        let name = operation.row.name();
        let clients = operation.row.cell(operation.kind.entry.clients?);
        let signs_for = self.kinds.iter().find(|kind| kind.entry.clients == Some(0))?;
        let prefix = signs_for.table.find(clients.split(", ").next()?)?.cell(2);
        let action = format!("{prefix}:{name}");
        if let Some(permission) = self.permissions.iter().find(|permission| permission.operation == action) {
            return Some(&permission.action);
        }
        let same = self.kinds.iter().filter(|kind| kind.entry.same_as.as_deref() == Some(&operation.kind.entry.id));
        same.filter_map(|kind| kind.table.find(&action)).map(Row::name).next()
    }

    /// The entry of the other kind for which an identifier stands or whose name it has.
    pub fn twin(&self, identified: Identified<'_>) -> Option<Identified<'_>> {
        let other = self.kind(identified.kind.entry.same_as.as_deref()?)?;
        let name = match identified.kind.entry.stands_for {
            Some(cell) => identified.row.cell(cell),
            None => identified.row.name().rsplit(':').next()?,
        };
        let row = other.table.find(name)?;
        Some(Identified { kind: other, row, before: None, ending: None })
    }
}

impl Kind {
    /// Id and page of the owner of a name; parts count before the whole.
    pub fn owner(&self, name: &str) -> (Option<&str>, Option<&str>) {
        let part = self.entry.parts.iter().rev().find(|part| name.starts_with(&part.begins));
        let owner = part.and_then(|part| part.owner.as_deref()).or(self.entry.owner.as_deref());
        let link = part.and_then(|part| part.link.as_deref()).or(self.entry.link.as_deref());
        (owner, link)
    }

    /// The name without what may stand before it, and that.
    fn without_before<'word>(&self, word: &'word str) -> (Option<&str>, &'word str) {
        let before = self.entry.before.iter().find(|before| word.starts_with(before.as_str()));
        match before.and_then(|before| Some((before, word.strip_prefix(before.as_str())?))) {
            Some((before, rest)) => (Some(before), rest),
            None => (None, word),
        }
    }

    fn identify(&self, word: &str) -> Option<Identified<'_>> {
        if self.entry.arn || !self.is_telling(word) {
            return None;
        }
        let (before, name) = self.without_before(word);
        if let Some(row) = self.find(name) {
            return Some(Identified { kind: self, row, before, ending: None });
        }
        self.entry.endings.iter().find_map(|ending| {
            let row = self.find(name.strip_suffix(ending.as_str())?)?;
            Some(Identified { kind: self, row, before, ending: Some(ending) })
        })
    }

    fn find(&self, name: &str) -> Option<Row<'_>> {
        // Most questions are about words of another kind.
        let fits =
            self.entry.begins.is_empty() || self.entry.begins.iter().any(|begin| name.starts_with(begin.as_str()));
        match (fits, self.entry.any_case) {
            (false, _) => None,
            (true, false) => self.table.find(name),
            (true, true) => self.table.find_in_any_case(name),
        }
    }

    /// The word is no everyday word.
    fn is_telling(&self, word: &str) -> bool {
        match self.entry.needs {
            None => true,
            Some('A') => word.chars().skip(1).any(|letter| letter.is_ascii_uppercase()),
            Some(needed) => word.contains(needed),
        }
    }

    fn holds(&self, character: char) -> bool {
        character.is_ascii_alphanumeric() || self.entry.characters.contains(character)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KINDS: &str = r#"
placeholders = ["my"]
[[kind]]
id = "recipe"
label = "recipe"
table = "recipes.tsv"
begins = ["baker."]
before = ["eu.", "us."]
characters = ".:-"
versioned = true
report = true
[[kind]]
id = "action"
label = "action"
table = "actions.tsv"
begins = ["kiln:", "loom:"]
characters = ":"
capital = true
any_case = true
report = true
same_as = "operation"
[[kind]]
id = "key"
label = "key"
table = "keys.tsv"
begins = ["kiln:"]
characters = ":"
[[kind]]
id = "type"
label = "type"
table = "types.tsv"
begins = ["ACME::Kiln"]
characters = ":"
capital = true
report = true
[[kind]]
id = "oven"
label = "oven"
table = "ovens.tsv"
begins = ["ov."]
characters = "."
closed = "."
report = true
[[kind]]
id = "operation"
label = "operation"
table = "operations.tsv"
endings = ["Command"]
clients = 1
[[kind]]
id = "method"
label = "method"
table = "methods.tsv"
characters = "_"
needs = "_"
same_as = "operation"
stands_for = 1
[[kind]]
id = "client"
label = "client"
table = "clients.tsv"
clients = 0
needs = "-"
[[kind]]
id = "arn"
label = "resource name"
table = "arns.tsv"
arn = true
[[client]]
name = "kiln-oven"
owner = "kiln"
plane = "data plane"
use = "baking"
[[permission]]
operation = "kiln:BakeManyLoaves"
action = "kiln:BakeLoaf"
source = "acme 1"
checked = "2026-11-02"
[[mistaken]]
kind = "action"
begins = ["kiln-oven:"]
instead = "kiln:"
why = "A client is no prefix"
[begins]
"ov.b" = "big-ovens"
"ov." = "ovens"
[holds]
loaf = "loaves"
bakeloaf = "baking"
"#;

    /// A catalogue of invented things.
    pub(super) fn acme() -> Catalogue {
        let files = [
            ("kinds.toml", KINDS),
            ("recipes.tsv", "baker.rye-1-v1:0\nbaker.spelt-20250601-v1:0\n"),
            ("actions.tsv", "kiln:BakeLoaf\tWrite\n"),
            ("keys.tsv", "kiln:Temperature\n"),
            ("types.tsv", "ACME::Kiln::Oven\nACME::Kiln::Rack\n"),
            ("ovens.tsv", "ov.a1.small\nov.b2.large\nov.b2.xlarge\n"),
            ("operations.tsv", "BakeLoaf\tkiln-oven\nBakeManyLoaves\tkiln-oven\nCoolLoaf\tkiln-oven\n"),
            ("methods.tsv", "bake_loaf\tBakeLoaf\n"),
            ("clients.tsv", "kiln-oven\tOven\tkiln\n"),
            (
                "arns.tsv",
                "kiln:baking-tray\tarn:acme:kiln:${Region}:${Account}:tray/${Id}\nkiln:oven\tarn:acme:kiln:${Region}:${Account}:oven/${Id}\n",
            ),
        ];
        let files = files.map(|(path, text)| CatalogueSource { path: format!("pack/{path}"), text: text.into() });
        let (catalogue, problems) = Catalogue::new(files.to_vec());
        assert!(problems.is_empty(), "{problems:?}");
        catalogue
    }

    #[test]
    fn topics_by_beginning_and_by_word() {
        let catalogue = acme();
        assert_eq!(catalogue.topics("ov.b2.large"), ["big-ovens", "ovens"]);
        assert_eq!(catalogue.topics("kiln:Bake_Loaf"), ["baking", "loaves"]);
    }

    #[test]
    fn twins_and_affixes() {
        let catalogue = acme();
        let method = catalogue.identify("bake_loaf").expect("a method");
        assert_eq!(catalogue.twin(method).map(|twin| twin.row.cell(1)), Some("kiln-oven"));
        let action = catalogue.identify("KILN:BakeLoaf");
        assert!(action.is_none(), "the beginning is spelt exactly");
        let action = catalogue.identify("kiln:bakeloaf").expect("an action");
        assert_eq!(catalogue.twin(action).map(|twin| twin.row.name()), Some("BakeLoaf"));
        let class = catalogue.identify("BakeLoafCommand").expect("an operation");
        assert_eq!((class.row.name(), class.ending), ("BakeLoaf", Some("Command")));
    }

    #[test]
    fn what_is_wrong_names_file_and_line() {
        let file = |path: &str, text: &'static str| CatalogueSource { path: path.to_owned(), text: text.into() };
        let kind = "[[kind]]\nid = \"x\"\nlabel = \"x\"\ntable = \"x.tsv\"\n";
        let (_, problems) = Catalogue::new(vec![file("p/k.toml", kind)]);
        assert!(problems.iter().any(|problem| problem.message.contains("x.tsv")), "{problems:?}");
        let (_, problems) = Catalogue::new(vec![file("p/k.toml", kind), file("p/x.tsv", "b\na\n")]);
        assert!(problems.iter().any(|problem| problem.line == 2 && problem.path == "p/x.tsv"), "{problems:?}");
        let (_, problems) = Catalogue::new(vec![file("p/k.toml", "[[kind]]\nname = 1\n")]);
        assert_eq!(problems.len(), 1);
    }
}
