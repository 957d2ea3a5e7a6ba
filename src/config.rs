//! `fingerpost.toml` and the settings of an editor: the same keys, the same checks.

use std::collections::BTreeMap;

use globset::{Glob, GlobSet, GlobSetBuilder};
use serde_json::{Value, json};
use toml::de::{DeTable, DeValue};

use crate::finding::{RULE_IDS, Severity};
use crate::problem::Problem;

/// What a team decides about its documents.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// Globs of the documents to check; all Markdown files if empty.
    pub include: Vec<String>,
    /// Globs of documents to leave alone.
    pub exclude: Vec<String>,
    /// By rule id; `None` switches the rule off.
    pub severity: BTreeMap<String, Option<Severity>>,
    pub choice: Vec<ConfiguredChoice>,
    /// Folders with knowledge packs, relative to the file.
    pub knowledge: Vec<String>,
    pub editor: Editor,
    matchers: Matchers,
}

/// What an editor shows besides findings, explanations and completions.
#[expect(clippy::struct_excessive_bools, reason = "each is one switch of the file")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Editor {
    pub code_lens: bool,
    pub inlay_hints: bool,
    pub links: bool,
    pub semantic_tokens: bool,
}

impl Default for Editor {
    fn default() -> Self {
        Self { code_lens: true, inlay_hints: false, links: false, semantic_tokens: false }
    }
}

impl Editor {
    /// The switches with what they do.
    const SWITCHES: [(&'static str, &'static str); 4] = [
        ("code-lens", "Above each decision and above the headings of requirements: to which services they point."),
        ("inlay-hints", "Behind each requirement: the service to which it points."),
        ("links", "Links from terms to their documentation, where the document has none."),
        ("semantic-tokens", "Colours for the names of services and their features; outdated names are marked."),
    ];

    fn switch(&mut self, name: &str) -> Option<&mut bool> {
        match name {
            "code-lens" => Some(&mut self.code_lens),
            "inlay-hints" => Some(&mut self.inlay_hints),
            "links" => Some(&mut self.links),
            "semantic-tokens" => Some(&mut self.semantic_tokens),
            _ => None,
        }
    }

    fn schema() -> Value {
        let mut default = Self::default();
        let switch = |(name, documentation): (&str, &str)| {
            let on = default.switch(name).is_some_and(|on| *on);
            (name.to_owned(), json!({ "type": "boolean", "default": on, "description": documentation }))
        };
        let properties: serde_json::Map<String, Value> = Self::SWITCHES.into_iter().map(switch).collect();
        json!({ "type": "object", "additionalProperties": false, "properties": properties })
    }
}

/// The service that documents have chosen, stated here rather than in them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConfiguredChoice {
    /// Globs.
    pub paths: Vec<String>,
    /// Id of the service.
    pub service: String,
}

#[derive(Debug, Clone, Default)]
struct Matchers {
    include: Option<GlobSet>,
    exclude: Option<GlobSet>,
    choice: Vec<GlobSet>,
}

/// Key, JSON schema of its value, and what it does: the one table behind the schema and the documentation.
fn keys() -> [(&'static str, Value, &'static str); 6] {
    let globs = json!({ "type": "array", "items": { "type": "string" } });
    [
        (
            "include",
            globs.clone(),
            "Globs of the documents to check, relative to the folder of `fingerpost.toml`. All Markdown files if absent.",
        ),
        ("exclude", globs.clone(), "Globs of documents to leave alone."),
        (
            "severity",
            json!({ "type": "object", "additionalProperties": { "enum": ["off", "hint", "information", "warning", "error"] } }),
            "How loudly each rule speaks, by its id; \"off\" silences it.",
        ),
        (
            "choice",
            json!({ "type": "array", "items": {
                "type": "object",
                "required": ["paths", "service"],
                "additionalProperties": false,
                "properties": { "paths": globs, "service": { "type": "string" } },
            } }),
            "The service that the documents under these paths have chosen, where they do not say so themselves.",
        ),
        (
            "knowledge",
            json!({ "type": "array", "items": { "type": "string" } }),
            "Folders with knowledge packs of your own, relative to the folder of `fingerpost.toml`.",
        ),
        (
            "editor",
            Editor::schema(),
            "What an editor shows besides findings, explanations and completions: `code-lens` (on), `inlay-hints`, `links` \
            and `semantic-tokens` (off).",
        ),
    ]
}

impl Config {
    pub const FILE_NAME: &'static str = "fingerpost.toml";

    /// Reads the text of a configuration file. What is wrong is reported and passed over; the rest counts.
    pub fn parse(path: &str, text: &str) -> (Self, Vec<Problem>) {
        let mut config = Self::default();
        let mut problems = Vec::new();
        match DeTable::parse(text) {
            Ok(table) => {
                let mut reader = Reader { path, text, problems: &mut problems };
                for (key, value) in table.get_ref() {
                    reader.key(&mut config, key.get_ref(), key.span().start, value);
                }
            }
            Err(error) => problems.push(Problem::from_toml(path, text, &error)),
        }
        config.compile(path, &mut problems);
        (config, problems)
    }

    /// This configuration with the settings of an editor on top; a key that is set there wins.
    pub fn overlay_settings(&self, settings: &Value) -> (Self, Vec<Problem>) {
        const PATH: &str = "editor settings";
        let known: Vec<&str> = keys().iter().map(|(key, _, _)| *key).collect();
        let picked: serde_json::Map<String, Value> = settings
            .as_object()
            .into_iter()
            .flatten()
            .filter(|(key, value)| known.contains(&key.as_str()) && !value.is_null())
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        let text = match toml_text(&picked) {
            Ok(text) => text,
            Err(message) => {
                return (self.clone(), vec![Problem { path: PATH.to_owned(), line: 1, column: 1, message }]);
            }
        };
        let (over, problems) = Self::parse(PATH, &text);
        let mut config = self.clone();
        let set = |key: &str| picked.get(key).is_some_and(|value| !is_empty(value));
        if set("include") {
            config.include = over.include;
        }
        if set("exclude") {
            config.exclude = over.exclude;
        }
        if set("choice") {
            config.choice = over.choice;
        }
        if set("knowledge") {
            config.knowledge = over.knowledge;
        }
        config.severity.extend(over.severity);
        for (name, value) in picked.get("editor").and_then(Value::as_object).into_iter().flatten() {
            if let (Some(switch), Some(on)) = (config.editor.switch(name), value.as_bool()) {
                *switch = on;
            }
        }
        config.compile(PATH, &mut Vec::new());
        (config, problems)
    }

    /// The service that the configuration states for a document; the last matching entry wins.
    pub fn chosen_for(&self, relative_path: &str) -> Option<&str> {
        let matching =
            self.choice.iter().zip(&self.matchers.choice).rev().find(|(_, globs)| globs.is_match(relative_path));
        matching.map(|(choice, _)| choice.service.as_str())
    }

    /// Whether a document is to be checked.
    pub fn selects(&self, relative_path: &str) -> bool {
        let included = self.matchers.include.as_ref().is_none_or(|globs| globs.is_match(relative_path));
        let excluded = self.matchers.exclude.as_ref().is_some_and(|globs| globs.is_match(relative_path));
        included && !excluded
    }

    /// The JSON Schema of the file.
    pub fn schema() -> Value {
        let properties: serde_json::Map<String, Value> = keys()
            .into_iter()
            .map(|(key, mut schema, documentation)| {
                if let Some(object) = schema.as_object_mut() {
                    object.insert("description".to_owned(), documentation.into());
                }
                (key.to_owned(), schema)
            })
            .collect();
        json!({
            "$schema": "http://json-schema.org/draft-07/schema#",
            "title": "fingerpost.toml",
            "type": "object",
            "additionalProperties": false,
            "properties": properties,
        })
    }

    fn compile(&mut self, path: &str, problems: &mut Vec<Problem>) {
        let mut set = |globs: &[String]| {
            let mut builder = GlobSetBuilder::new();
            for glob in globs {
                match Glob::new(glob) {
                    Ok(glob) => {
                        builder.add(glob);
                    }
                    Err(error) => problems.push(Problem {
                        path: path.to_owned(),
                        line: 1,
                        column: 1,
                        message: format!("the glob `{glob}` cannot be read: {}", error.kind()),
                    }),
                }
            }
            builder.build().unwrap_or_default()
        };
        self.matchers = Matchers {
            include: (!self.include.is_empty()).then(|| set(&self.include)),
            exclude: (!self.exclude.is_empty()).then(|| set(&self.exclude)),
            choice: self.choice.iter().map(|choice| set(&choice.paths)).collect(),
        };
    }
}

fn is_empty(value: &Value) -> bool {
    value.as_array().is_some_and(Vec::is_empty) || value.as_object().is_some_and(serde_json::Map::is_empty)
}

/// Settings as TOML text, so that both go through one reader. Only what the schema allows can be expressed.
fn toml_text(settings: &serde_json::Map<String, Value>) -> Result<String, String> {
    fn inline(value: &Value) -> Result<String, String> {
        match value {
            // JSON strings are TOML basic strings, but for the escape of a slash, which serde_json does not write.
            Value::String(_) | Value::Bool(_) | Value::Number(_) => Ok(value.to_string()),
            Value::Array(items) => {
                Ok(format!("[{}]", items.iter().map(inline).collect::<Result<Vec<_>, _>>()?.join(", ")))
            }
            Value::Object(entries) => {
                let entries: Result<Vec<String>, String> = entries
                    .iter()
                    .map(|(key, value)| Ok(format!("{} = {}", Value::from(key.as_str()), inline(value)?)))
                    .collect();
                Ok(format!("{{ {} }}", entries?.join(", ")))
            }
            Value::Null => Err("null is no setting; leave the key out".to_owned()),
        }
    }
    let mut text = String::new();
    for (key, value) in settings {
        text.push_str(&format!("{key} = {}\n", inline(value)?));
    }
    Ok(text)
}

struct Reader<'a> {
    path: &'a str,
    text: &'a str,
    problems: &'a mut Vec<Problem>,
}

type Item<'toml> = toml::Spanned<DeValue<'toml>>;

impl Reader<'_> {
    fn report(&mut self, offset: usize, message: String) {
        self.problems.push(Problem::at(self.path, self.text, offset, message));
    }

    fn key(&mut self, config: &mut Config, key: &str, at: usize, value: &Item<'_>) {
        match key {
            "include" => config.include = self.strings(key, value),
            "exclude" => config.exclude = self.strings(key, value),
            "knowledge" => config.knowledge = self.strings(key, value),
            "severity" => self.severity(config, value),
            "choice" => self.choices(config, value),
            "editor" => self.editor(config, value),
            other => {
                let known: Vec<&str> = keys().iter().map(|(key, _, _)| *key).collect();
                self.report(at, format!("unknown key `{other}`; the keys are {}", known.join(", ")));
            }
        }
    }

    fn strings(&mut self, key: &str, value: &Item<'_>) -> Vec<String> {
        let DeValue::Array(items) = value.get_ref() else {
            self.report(value.span().start, format!("`{key}` must be a list of strings: {key} = [\"…\"]"));
            return Vec::new();
        };
        let mut strings = Vec::new();
        for item in items {
            match item.get_ref() {
                DeValue::String(string) => strings.push(string.to_string()),
                _ => self.report(item.span().start, format!("`{key}` must hold strings only")),
            }
        }
        strings
    }

    fn severity(&mut self, config: &mut Config, value: &Item<'_>) {
        let DeValue::Table(table) = value.get_ref() else {
            self.report(value.span().start, "`severity` must be a table: [severity]".to_owned());
            return;
        };
        for (rule, level) in table {
            if !RULE_IDS.contains(&&**rule.get_ref()) {
                self.report(
                    rule.span().start,
                    format!("unknown rule `{}`; the rules are {}", rule.get_ref(), RULE_IDS.join(", ")),
                );
                continue;
            }
            let severity = match level.get_ref() {
                DeValue::String(level) if level == "off" => Some(None),
                DeValue::String(level) => Severity::from_name(level).map(Some),
                _ => None,
            };
            match severity {
                Some(severity) => {
                    config.severity.insert(rule.get_ref().to_string(), severity);
                }
                None => self.report(
                    level.span().start,
                    format!(
                        "the severity of `{}` must be \"off\", \"hint\", \"information\", \"warning\" or \"error\"",
                        rule.get_ref()
                    ),
                ),
            }
        }
    }

    fn editor(&mut self, config: &mut Config, value: &Item<'_>) {
        let DeValue::Table(table) = value.get_ref() else {
            self.report(value.span().start, "`editor` must be a table: [editor]".to_owned());
            return;
        };
        for (name, value) in table {
            match (config.editor.switch(name.get_ref()), value.get_ref()) {
                (Some(switch), DeValue::Boolean(on)) => *switch = *on,
                (Some(_), _) => {
                    self.report(value.span().start, format!("`{}` must be true or false", name.get_ref()));
                }
                (None, _) => {
                    let known: Vec<&str> = Editor::SWITCHES.iter().map(|(name, _)| *name).collect();
                    self.report(
                        name.span().start,
                        format!("unknown key `{}` in `editor`; the keys are {}", name.get_ref(), known.join(", ")),
                    );
                }
            }
        }
    }

    fn choices(&mut self, config: &mut Config, value: &Item<'_>) {
        let DeValue::Array(entries) = value.get_ref() else {
            self.report(value.span().start, "`choice` must be a list of tables: [[choice]]".to_owned());
            return;
        };
        for entry in entries {
            let DeValue::Table(table) = entry.get_ref() else {
                self.report(
                    entry.span().start,
                    "an entry of `choice` must be a table with `paths` and `service`".to_owned(),
                );
                continue;
            };
            let mut choice = ConfiguredChoice::default();
            for (key, value) in table {
                match (&**key.get_ref(), value.get_ref()) {
                    ("paths", _) => choice.paths = self.strings("paths", value),
                    ("service", DeValue::String(service)) => choice.service = service.to_string(),
                    ("service", _) => {
                        self.report(
                            value.span().start,
                            "`service` must be the id of a service, as a string".to_owned(),
                        );
                    }
                    (other, _) => self.report(
                        key.span().start,
                        format!("unknown key `{other}` in `choice`; the keys are paths, service"),
                    ),
                }
            }
            if choice.paths.is_empty() || choice.service.is_empty() {
                self.report(entry.span().start, "an entry of `choice` needs `paths` and `service`".to_owned());
            } else {
                config.choice.push(choice);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "include = [\"docs/**\"]\nseverity.points-elsewhere = \"hint\"\n[[choice]]\npaths = [\"docs/ml/**\"]\nservice = \"kiln\"\n";

    #[test]
    fn a_file_is_read() {
        let (config, problems) = Config::parse("fingerpost.toml", TEXT);
        assert_eq!(problems, []);
        assert_eq!(config.chosen_for("docs/ml/a.md"), Some("kiln"));
        assert_eq!(config.chosen_for("docs/a.md"), None);
        assert!(config.selects("docs/a.md") && !config.selects("src/a.md"));
        assert_eq!(config.severity.get("points-elsewhere"), Some(&Some(Severity::Hint)));
    }

    #[test]
    fn mistakes_name_their_place_and_the_rest_counts() {
        let text = "includes = []\nexclude = \"a\"\nknowledge = [\"pack\"]\n[severity]\npoints-elsewhere = \"loud\"\n";
        let (config, problems) = Config::parse("fingerpost.toml", text);
        let shown: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert_eq!(shown.len(), 3, "{shown:?}");
        assert!(shown.iter().any(|line| line.starts_with("fingerpost.toml:1:1: unknown key `includes`")), "{shown:?}");
        assert!(
            shown.iter().any(|line| line.starts_with("fingerpost.toml:2:11: `exclude` must be a list")),
            "{shown:?}"
        );
        assert!(shown.iter().any(|line| line.starts_with("fingerpost.toml:5:20: the severity of")), "{shown:?}");
        assert_eq!(config.knowledge, ["pack"]);
    }

    #[test]
    fn editor_settings_win_key_by_key() {
        let (config, _) = Config::parse("fingerpost.toml", TEXT);
        let settings =
            json!({ "exclude": ["docs/old/**"], "severity": { "points-elsewhere": "off" }, "trace": 1, "include": [] });
        let (config, problems) = config.overlay_settings(&settings);
        assert_eq!(problems, []);
        assert!(config.selects("docs/a.md") && !config.selects("docs/old/a.md"));
        assert_eq!(config.severity.get("points-elsewhere"), Some(&None));
    }

    #[test]
    fn every_switch_can_be_set_in_the_file_and_in_settings() {
        for (name, _) in Editor::SWITCHES {
            let mut default = Editor::default();
            let on = *default.switch(name).expect("the table names what there is");
            let (mut config, problems) = Config::parse("fingerpost.toml", &format!("editor.{name} = {}", !on));
            assert_eq!((problems, config.editor.switch(name).copied()), (Vec::new(), Some(!on)));
            let (mut config, problems) = config.overlay_settings(&json!({ "editor": { name: on } }));
            assert_eq!((problems, config.editor.switch(name).copied()), (Vec::new(), Some(on)));
        }
        let (config, problems) =
            Config::parse("fingerpost.toml", "[editor]\ncode-lens = 1\nlens = true\nlinks = true\n");
        let shown: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert!(shown.iter().any(|line| line.starts_with("fingerpost.toml:2:13: `code-lens` must be")), "{shown:?}");
        assert!(shown.iter().any(|line| line.starts_with("fingerpost.toml:3:1: unknown key `lens`")), "{shown:?}");
        assert!(config.editor.links && config.editor.code_lens);
    }
}
