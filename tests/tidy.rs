//! What the layout of the code promises: one direction, few doors to the outside, no facts in the engine.
//!
//! Everything here reads the sources as text. A failure names the file, the line and the remedy.
#![expect(clippy::string_slice, clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use fingerpost::config::Config;
use fingerpost::knowledge::Knowledge;
use fingerpost::knowledge::names::{Certainty, Named};
use fingerpost::rules;
use serde_json::Value;

/// Which module may import which. A module imports only modules above it, so there is one direction.
const IMPORTS: [(&str, &[&str]); 18] = [
    ("text", &[]),
    ("problem", &[]),
    ("finding", &[]),
    ("markdown", &[]),
    ("prose", &[]),
    ("catalogue", &["problem"]),
    ("knowledge", &["catalogue", "problem", "prose"]),
    ("facts", &["catalogue", "knowledge", "markdown", "problem", "prose"]),
    ("document", &["facts", "knowledge", "markdown", "text"]),
    ("config", &["finding", "problem"]),
    ("choice", &["document", "facts", "knowledge", "prose"]),
    ("snapshot", &["choice", "config", "document"]),
    ("suppress", &["document", "finding"]),
    ("rules", &["choice", "document", "facts", "finding", "knowledge", "prose", "snapshot", "suppress", "text"]),
    ("analysis", &["choice", "finding", "rules", "snapshot", "suppress"]),
    (
        "features",
        &[
            "analysis",
            "catalogue",
            "choice",
            "document",
            "facts",
            "knowledge",
            "markdown",
            "prose",
            "rules",
            "snapshot",
        ],
    ),
    ("cli", ALL_BELOW_THE_EDGE),
    ("lsp", ALL_BELOW_THE_EDGE),
];

/// The command line and the server meet the outside; they never import each other.
const ALL_BELOW_THE_EDGE: &[&str] = &[
    "text",
    "problem",
    "finding",
    "markdown",
    "prose",
    "catalogue",
    "knowledge",
    "facts",
    "document",
    "config",
    "snapshot",
    "choice",
    "suppress",
    "rules",
    "analysis",
    "features",
];

/// Words of the outside and the modules (or files) that may use them.
const DOORS: [(&[&str], &[&str]); 8] = [
    (&["ropey"], &["text"]),
    (&["tree_sitter", "tree_sitter_md", "pulldown_cmark"], &["markdown"]),
    (&["tower_lsp", "ls_types", "tokio"], &["lsp"]),
    (&["clap", "annotate_snippets"], &["cli", "main"]),
    (&["rust_stemmers", "unicode_segmentation"], &["prose"]),
    // What leaves the house in a foreign format is turned into it at the edge. Knowledge is prepared by the build.
    (&["Serialize"], &["build", "cli", "knowledge", "lsp", "prose"]),
    // The analysis is pure: no clock, no files, no environment.
    (&["SystemTime", "Instant"], &["cli", "lsp"]),
    (&["fs", "env", "process", "net", "stdin", "stdout"], &["build", "cli", "lsp", "main", "knowledge/load"]),
];

/// Words that belong into `knowledge/`, found anywhere in a file, also inside other words and in comments.
const FACTS: [&str; 22] = [
    "sagemaker",
    "bedrock",
    "amazon",
    "anthropic",
    "claude",
    "titan",
    "jumpstart",
    "hyperpod",
    "autopilot",
    "agentcore",
    "inferentia",
    "trainium",
    "guardrail",
    "boto3",
    "botocore",
    "cloudformation",
    "xgboost",
    "llama",
    "mistral",
    "cohere",
    "minecraft",
    "aws",
];

/// Files in which such words are the names of other files.
const MAY_NAME_FACTS: [&str; 1] = ["knowledge/embedded.rs"];

/// More lines of code than this, tests not counted, are two ideas.
const MOST_LINES: usize = 600;

struct Source {
    /// Below `src/`, separated by `/`.
    path: String,
    text: String,
}

impl Source {
    /// All files of `src/`, in order.
    fn all() -> Vec<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut sources: Vec<Self> = files(&root, "rs")
            .into_iter()
            .map(|path| Self {
                path: path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/"),
                text: fs::read_to_string(&path).unwrap(),
            })
            .collect();
        sources.sort_by(|one, other| one.path.cmp(&other.path));
        assert!(sources.len() > 30, "src/ is not where this test looks");
        sources
    }

    /// `markdown` for `markdown.rs` and all files below `markdown/`.
    fn module(&self) -> &str {
        self.path.split('/').next().unwrap().trim_end_matches(".rs")
    }

    /// How many modules are above the file's own.
    fn depth(&self) -> usize {
        self.path.split('/').count()
    }

    /// Lines with their one-based numbers, without comments.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().zip(1..).filter_map(|(line, number)| {
            let comment =
                line.match_indices("//").map(|(at, _)| at).find(|at| line[..*at].trim_end().len() < *at || *at == 0);
            let code = comment.map_or(line, |at| &line[..at]);
            (!code.trim().is_empty()).then_some((number, code))
        })
    }
}

/// Files with an extension below a folder, at any depth.
fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|known| known == extension) {
            found.push(path);
        }
    }
    found
}

/// The words of a line of code: identifiers, whole.
fn words(code: &str) -> impl Iterator<Item = &str> {
    code.split(|character: char| !character.is_alphanumeric() && character != '_').filter(|word| !word.is_empty())
}

/// What follows each `crate::` in a line.
fn imports(code: &str) -> impl Iterator<Item = &str> {
    code.match_indices("crate::").filter(|(at, _)| !code[..*at].ends_with('$')).map(|(at, found)| {
        let rest = &code[at + found.len()..];
        &rest[..rest.find(|character: char| !character.is_alphanumeric() && character != '_').unwrap_or(rest.len())]
    })
}

#[track_caller]
fn nothing(complaints: &[String], remedy: &str) {
    assert!(complaints.is_empty(), "{remedy}\n  {}", complaints.join("\n  "));
}

#[test]
fn the_table_of_imports_has_one_direction() {
    for (index, (module, allowed)) in IMPORTS.iter().enumerate() {
        let above: Vec<&str> = IMPORTS[..index].iter().map(|(module, _)| *module).collect();
        for import in *allowed {
            assert!(above.contains(import), "{module} imports {import}, which stands below it in the table");
        }
    }
}

#[test]
fn modules_import_only_what_the_table_allows() {
    let table: BTreeMap<&str, &[&str]> = IMPORTS.into_iter().collect();
    let mut complaints = Vec::new();
    for source in Source::all().iter().filter(|source| !matches!(source.module(), "build" | "lib" | "main")) {
        let Some(allowed) = table.get(source.module()) else {
            complaints.push(format!("{}: the module {} is not in the table", source.path, source.module()));
            continue;
        };
        for (number, code) in source.code() {
            for import in imports(code).filter(|import| *import != source.module() && !allowed.contains(import)) {
                complaints.push(format!("{}:{number}: {} may not import `{import}`", source.path, source.module()));
            }
            // Outside of nested modules, this many `super` lead to the root of the crate.
            if code.starts_with("use ") && code.matches("super::").count() >= source.depth() {
                complaints.push(format!("{}:{number}: write `crate::`, so that the import can be seen", source.path));
            }
        }
    }
    nothing(
        &complaints,
        "move the code up or hand the value in; if the design has changed, change the table and ARCHITECTURE.md:",
    );
}

#[test]
fn every_module_of_the_table_exists() {
    let sources = Source::all();
    for (module, _) in IMPORTS.iter().filter(|(module, _)| *module != "cli") {
        assert!(sources.iter().any(|source| source.module() == *module), "{module} is in the table and not in src/");
    }
}

#[test]
fn the_outside_is_reached_through_few_doors() {
    let mut complaints = Vec::new();
    for source in Source::all() {
        for (number, code) in source.code() {
            for (words_outside, doors) in DOORS {
                let may = doors.iter().any(|door| *door == source.module() || source.path == format!("{door}.rs"));
                for word in words(code).filter(|word| words_outside.contains(word) && !may) {
                    // A field or function of that name is something else.
                    let is_path =
                        code.contains(&format!("{word}::")) || code.contains("use ") || code.contains("derive");
                    if is_path {
                        complaints.push(format!(
                            "{}:{number}: `{word}` belongs into {}",
                            source.path,
                            doors.join(" or ")
                        ));
                    }
                }
            }
        }
    }
    nothing(&complaints, "keep the outside at the edge:");
}

#[test]
fn the_engine_knows_no_service() {
    let (knowledge, _) = Knowledge::from_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("knowledge"));
    assert!(knowledge.terms.len() > 100, "without the knowledge this test sees little");
    let mut complaints = Vec::new();
    for source in Source::all().iter().filter(|source| !MAY_NAME_FACTS.contains(&source.path.as_str())) {
        for (line, number) in source.text.lines().zip(1..) {
            let lower = line.to_lowercase();
            let known = knowledge.services.iter().map(|service| service.id.as_ref().as_str());
            for fact in FACTS.into_iter().chain(known) {
                // A word of three letters stands inside of others (`draws`, `laws`).
                let found = if fact.len() > 3 { lower.contains(fact) } else { words(&lower).any(|word| word == fact) };
                if found {
                    complaints.push(format!("{}:{number}: `{fact}`", source.path));
                }
            }
        }
        for name in knowledge.names().find(&source.text) {
            let Named::Term(index) = name.named else { continue };
            let spelt = &source.text[name.range.clone()];
            // One word alone may be everyday English.
            if name.certainty == Certainty::Certain
                && spelt.contains(' ')
                && !SHARED_WORDS.contains(&spelt.to_lowercase().as_str())
            {
                let number = source.text[..name.range.start].matches('\n').count() + 1;
                complaints.push(format!(
                    "{}:{number}: `{spelt}` is the term {}",
                    source.path,
                    knowledge.terms[index].id.as_ref()
                ));
            }
        }
    }
    complaints.sort();
    complaints.dedup();
    nothing(&complaints, "facts belong into knowledge/; a test invents its own service:");
}

/// Terms that are also words of this trade.
const SHARED_WORDS: [&str; 0] = [];

#[test]
fn no_file_is_too_long() {
    let complaints: Vec<String> = Source::all()
        .iter()
        .filter_map(|source| {
            let lines = source.text.split("#[cfg(test)]").next().unwrap().lines().count();
            (lines > MOST_LINES).then(|| format!("{} has {lines} lines before its tests", source.path))
        })
        .collect();
    nothing(&complaints, "split what has become two ideas:");
}

#[test]
fn every_rule_is_documented_and_has_cases() {
    let mut cases = names_of_cases("rules");
    for (id, _, summary, documentation) in rules::documented() {
        assert!(id.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{id}: words joined by hyphens");
        assert!(summary.ends_with('.') && !summary.contains('\n'), "{id}: the summary is one sentence");
        assert!(documentation.len() > 40, "{id}: the documentation says what is reported, why, and what to do");
        assert!(cases.remove(id), "{id}: tests/rules/{id}.md is missing");
    }
    assert!(cases.is_empty(), "cases for rules that do not exist: {cases:?}");
}

#[test]
fn every_feature_has_cases() {
    let module = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/features.rs")).unwrap();
    let mut cases = names_of_cases("features");
    for feature in module.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')) {
        assert!(cases.remove(feature), "tests/features/{feature}.md is missing");
    }
    assert!(cases.is_empty(), "cases for features that do not exist: {cases:?}");
}

/// The files of `tests/<folder>`, without their extension.
fn names_of_cases(folder: &str) -> std::collections::BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(folder);
    files(&folder, "md").iter().map(|path| path.file_stem().unwrap().to_string_lossy().into_owned()).collect()
}

/// What VS Code must know before there is a server: the settings, and the schema of the configuration file.
#[test]
fn the_vs_code_extension_repeats_the_configuration() {
    const REMEDY: &str = "`cargo run -- schema config | node editors/vscode/scripts/settings.mjs` writes it anew";
    let read = |path: &str| -> Value {
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("editors/vscode").join(path)).unwrap();
        serde_json::from_str(&text).unwrap()
    };
    let schema = Config::schema();
    assert_eq!(
        read("schemas/fingerpost.schema.json"),
        schema,
        "schemas/fingerpost.schema.json is out of step: {REMEDY}"
    );

    let manifest = read("package.json");
    let mut settings =
        manifest.pointer("/contributes/configuration/1/properties").unwrap().as_object().unwrap().clone();
    for (key, described) in schema.get("properties").unwrap().as_object().unwrap() {
        let Some(mut setting) = settings.remove(&format!("fingerpost.{key}")) else {
            panic!("editors/vscode/package.json lacks the setting fingerpost.{key}: {REMEDY}");
        };
        let setting = setting.as_object_mut().unwrap();
        setting.retain(|name, _| !["default", "order", "scope"].contains(&name.as_str()));
        let description = setting.remove("markdownDescription").unwrap();
        setting.insert("description".to_owned(), description);
        assert_eq!(Value::from(setting.clone()), *described, "package.json: fingerpost.{key} is out of step: {REMEDY}");
    }
    assert!(settings.is_empty(), "package.json has settings that the server does not know: {settings:?}; {REMEDY}");
}
