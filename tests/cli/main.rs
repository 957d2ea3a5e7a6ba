//! The command line as its users see it: arguments, streams, exit codes.
//!
//! What is written word for word is compared with the files in `tests/cli/`, over documents and a pack of services
//! that do not exist (`tests/fixtures/`), so a change of the knowledge changes nothing here.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "what is not there fails the test, as it should")]

mod reports;

use std::ffi::OsStr;
use std::fs;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use expect_test::expect_file;
use serde_json::Value;

/// How a run ended.
struct Ran {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Ran {
    #[track_caller]
    fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error} in {}\n{}", self.out, self.err))
    }

    /// Paths of the documents in a report in JSON.
    #[track_caller]
    fn paths(&self) -> Vec<String> {
        self.json()["documents"].as_array().unwrap().iter().map(|entry| string(&entry["path"])).collect()
    }
}

fn string(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn fixtures() -> PathBuf {
    repository().join("tests/fixtures")
}

fn documents() -> PathBuf {
    fixtures().join("documents")
}

fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fingerpost"));
    command.current_dir(folder);
    for variable in ["NO_COLOR", "FINGERPOST_LOG", "CLICOLOR_FORCE"] {
        command.env_remove(variable);
    }
    command
}

fn run<A: AsRef<OsStr>>(folder: &Path, arguments: &[A]) -> Ran {
    run_with(folder, arguments, b"")
}

fn run_with<A: AsRef<OsStr>>(folder: &Path, arguments: &[A], input: &[u8]) -> Ran {
    let mut child = command(folder)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Whoever refuses its arguments reads no input.
    let _ = child.stdin.take().unwrap().write_all(input);
    let output = child.wait_with_output().unwrap();
    Ran {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// An empty folder of this name, with the configuration of the fixtures and these files.
fn folder(name: &str, files: &[(&str, &[u8])]) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cli").join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("fingerpost.toml"), pack_setting()).unwrap();
    for (path, content) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    folder
}

fn pack_setting() -> String {
    format!("knowledge = [{}]\n", Value::from(fixtures().join("pack").to_str().unwrap()))
}

/// A document with one warning.
const WRONG: &[u8] = b"We will use Acme Loom.\n\n## Requirements\n\n- The glaze must be fired.\n";
/// A document without a finding.
const RIGHT: &[u8] = b"We will use Acme Loom.\n\n## Requirements\n\n- The cloth must be woven.\n";
/// A document with one information.
const HINTED: &[u8] = b"# Rug\n\nWe will use Acme Kiln.\n\n## Requirements\n\n- The cloth is woven.\n";

#[test]
fn a_report_for_people() {
    let ran = run(&documents(), &["check", "--color", "never"]);
    expect_file!["check.txt"].assert_eq(&ran.out);
    assert_eq!((ran.code, ran.err.as_str()), (Some(1), ""));
}

#[test]
fn a_report_for_programs() {
    let ran = run(&documents(), &["check", "--format", "json"]);
    expect_file!["check.json"].assert_eq(&ran.out);
    assert_eq!((ran.code, ran.err.as_str()), (Some(1), ""));
    assert_eq!(ran.paths(), ["quiet.md", "tiles.md"]);
}

#[test]
fn statements_are_classified_from_arguments_and_from_stdin() {
    let statements = [
        "The glaze must be fired.",
        "The glaze is never fired.",
        "",
        "Weave »cloth« für uns.",
        "One knot holds the carpet.",
        "Nothing.",
    ];
    let ran = run(&documents(), &[&["classify"], &statements[..]].concat());
    expect_file!["classify.jsonl"].assert_eq(&ran.out);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    for line_end in ["\n", "\r\n"] {
        let read = run_with(&documents(), &["classify"], statements.join(line_end).as_bytes());
        assert_eq!(read.out, ran.out);
    }
}

#[test]
fn each_statement_is_answered_before_the_next_is_read() {
    let mut child = command(&documents()).arg("classify").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut output = child.stdout.take().unwrap();
    for _ in 0..3 {
        input.write_all(b"Nothing.\n").unwrap();
        let mut byte = [0];
        while byte[0] != b'\n' {
            output.read_exact(&mut byte).unwrap();
        }
    }
    drop(input);
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn statements_that_are_no_text_are_refused() {
    let ran = run_with(&documents(), &["classify"], b"Nothing.\nN\xe9ant.\n");
    assert_eq!(ran.code, Some(2));
    assert_eq!(ran.out.lines().count(), 1);
    assert!(ran.err.contains("line 2 of stdin is not UTF-8"), "{}", ran.err);
}

#[test]
fn pages_are_explained_by_any_of_their_names() {
    let ran = run(&documents(), &["explain", "glaze-firing"]);
    expect_file!["explain.md"].assert_eq(&ran.out);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    for (name, expected) in [
        (&["Bisque", "ware"][..], "fired once"),
        (&["ACME KILN"], "fires pottery"),
        (&["points-elsewhere"], "A requirement asks for"),
        // The pack is laid over the built-in knowledge.
        (&["Amazon", "Bedrock"], "foundation models"),
    ] {
        let ran = run(&documents(), &[&["explain"], name].concat());
        assert_eq!(ran.code, Some(0), "{name:?}: {}", ran.err);
        assert!(ran.out.contains(expected), "{name:?}: {}", ran.out);
    }
}

#[test]
fn what_nobody_knows_is_answered_with_what_is_near() {
    let ran = run(&documents(), &["explain", "biske", "ware"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""));
    assert_eq!(ran.err, "fingerpost: nothing is known about `biske ware`; did you mean `bisque ware`?\n");
    let ran = run(&documents(), &["explain", "qqqqqqqq"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("name a service, term, signal or rule"), "{}", ran.err);
}

#[test]
fn a_broken_pack_is_told_line_by_line() {
    let ran = run(&fixtures(), &["knowledge", "check", "broken-pack"]);
    expect_file!["knowledge-check.txt"].assert_eq(&ran.out);
    assert_eq!((ran.code, ran.err.as_str()), (Some(1), ""));
}

#[test]
fn a_pack_by_itself_and_one_over_the_built_in_knowledge_are_checked() {
    let ran = run(&fixtures(), &["knowledge", "check", "pack"]);
    assert_eq!(ran.code, Some(0), "{}", ran.out);
    assert_eq!(ran.out, "0 problems, 2 services, 1 term, 2 signals, 6 patterns, 14 examples\n");

    // Without English of its own, it builds on the one that is built in.
    let pack = folder("overlay", &[]);
    fs::create_dir_all(pack.join("terms")).unwrap();
    fs::copy(fixtures().join("pack/terms/pottery.toml"), pack.join("terms/pottery.toml")).unwrap();
    let ran = run(&pack, &["knowledge", "check", "."]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.out.contains("terms/pottery.toml:2:6: `bisque` has the owner `kiln`"), "{}", ran.out);
    assert!(!ran.out.contains("0 signals"), "{}", ran.out);
}

#[test]
fn without_a_folder_the_built_in_knowledge_is_checked() {
    let ran = run(&fixtures(), &["knowledge", "check"]);
    let counts = ran.out.lines().last().unwrap();
    // Whether it is sound is the business of tests/knowledge.rs.
    assert_eq!(ran.code, Some(i32::from(!counts.starts_with("0 problems, "))), "{}", ran.out);
    assert!(!counts.contains(" 0 "), "{counts}");
}

#[test]
fn a_pack_that_does_not_exist_is_refused() {
    for arguments in [&["knowledge", "check", "nowhere"][..], &["check", "--knowledge", "nowhere", "documents"]] {
        let ran = run(&fixtures(), arguments);
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""));
        assert!(ran.err.starts_with("fingerpost: nowhere: there is no such folder"), "{}", ran.err);
    }
}

#[test]
fn the_threshold_decides_about_the_exit_code() {
    let folder = folder("threshold", &[("right.md", RIGHT), ("hinted.md", HINTED), ("wrong.md", WRONG)]);
    for (file, by_level) in
        [("right.md", [0, 0, 0, 0, 0]), ("hinted.md", [0, 0, 1, 1, 0]), ("wrong.md", [0, 1, 1, 1, 0])]
    {
        let levels = ["error", "warning", "information", "hint", "never"];
        for (level, expected) in levels.iter().zip(by_level) {
            let ran = run(&folder, &["check", file, "--fail-on", level]);
            assert_eq!(ran.code, Some(expected), "{file} {level}: {}", ran.out);
        }
    }
    assert_eq!(run(&folder, &["check", "hinted.md"]).code, Some(0));
    assert_eq!(run(&folder, &["check", "wrong.md"]).code, Some(1));
}

#[test]
fn misuse_ends_with_2() {
    for arguments in [
        &[][..],
        &["chekc"],
        &["check", "--format", "xml"],
        &["check", "--today", "2026-02-30"],
        &["check", "--config", "nowhere.toml"],
        &["explain"],
        &["schema", "pack"],
        &["completions", "tcl"],
    ] {
        let ran = run(&documents(), arguments);
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(!ran.err.is_empty(), "{arguments:?}");
    }
}

#[test]
fn help_version_and_completions_are_no_misuse() {
    let ran = run(&documents(), &["--version"]);
    assert_eq!((ran.code, ran.out), (Some(0), format!("fingerpost {}\n", env!("CARGO_PKG_VERSION"))));
    let ran = run(&documents(), &["--help"]);
    assert_eq!(ran.code, Some(0));
    for name in ["server", "check", "classify", "explain", "knowledge", "schema", "completions", "Exit codes"] {
        assert!(ran.out.contains(name), "{name}");
    }
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let ran = run(&documents(), &["completions", shell]);
        assert_eq!(ran.code, Some(0));
        assert!(ran.out.contains("classify"), "{shell}");
    }
}

#[test]
fn the_schema_describes_every_key() {
    let schema = run(&documents(), &["schema", "config"]).json();
    let properties = schema["properties"].as_object().unwrap();
    for key in ["choice", "exclude", "include", "knowledge", "severity"] {
        assert!(properties[key]["description"].is_string(), "{key}");
    }
    assert_eq!(schema["additionalProperties"], false);
}

#[test]
fn editors_may_add_their_usual_arguments_to_the_server() {
    // The input ends before the client has said anything; a misuse would be 2.
    let ran = run(&documents(), &["server", "--stdio", "--clientProcessId=1"]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
}

#[test]
fn stdin_is_checked_under_its_name() {
    let folder = folder("stdin", &[]);
    let config = pack_setting() + "[[choice]]\npaths = [\"designs/**\"]\nservice = \"loom\"\n";
    fs::write(folder.join("fingerpost.toml"), config).unwrap();
    let text = b"\xef\xbb\xbf## Requirements\n\n- The glaze must be fired.\n";
    let arguments = ["check", "-", "--stdin-filename", "designs/a.md"];
    let ran = run_with(&folder, &arguments, text);
    assert_eq!(ran.code, Some(1), "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("--> designs/a.md:3:7"), "{}", ran.out);
    assert!(ran.out.contains("the configuration chooses Acme Loom"), "{}", ran.out);

    let ran = run_with(&folder, &[&arguments[..], &["--format", "json"]].concat(), text);
    let choice = &ran.json()["documents"][0]["choices"][0];
    assert_eq!(
        (&choice["services"][0], &choice["line"], &choice["evidence"]),
        (&"loom".into(), &Value::Null, &Value::Null)
    );

    // Without a name there is nothing to choose by.
    let ran = run_with(&folder, &["check", "-", "--format", "json"], text);
    assert_eq!((ran.code, ran.paths()), (Some(0), vec!["-".to_owned()]));
}

#[test]
fn what_is_no_text_is_named_and_the_rest_is_checked() {
    let latin = [b"# Caf\n\n", &b"caf\xe9\n"[..]].concat();
    let files = [("a.md", latin.as_slice()), ("b.md", WRONG), ("c.md", b"\xff\xfeA\0")];
    let folder = folder("encodings", &files);
    let ran = run(&folder, &["check"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.out.ends_with("1 finding in 1 of 1 document; 2 could not be read\n"), "{}", ran.out);
    let problems: Vec<&str> = ran.err.lines().collect();
    assert_eq!(problems.len(), 2, "{}", ran.err);
    assert!(problems[0].starts_with("fingerpost: a.md: is not UTF-8 (line 3); save it as UTF-8"), "{}", ran.err);
    assert_eq!(problems[1], "fingerpost: c.md: is encoded as UTF-16; save it as UTF-8");

    let ran = run(&folder, &["check", "--format", "json"]);
    assert_eq!((ran.code, ran.paths()), (Some(2), vec!["b.md".to_owned()]));
    assert_eq!(ran.json()["summary"]["unread"], 2);
}

#[test]
fn a_missing_path_is_named_and_the_rest_is_checked() {
    let folder = folder("missing", &[("a.md", WRONG)]);
    let ran = run(&folder, &["check", "nowhere.md", "a.md", "nowhere/"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("fingerpost: nowhere.md: there is no such file or folder"), "{}", ran.err);
    assert!(ran.err.contains("fingerpost: nowhere/: there is no such file or folder"), "{}", ran.err);
    assert!(ran.out.contains("1 finding in 1 of 1 document; 2 could not be read"), "{}", ran.out);
}

#[cfg(unix)]
#[test]
fn what_cannot_be_opened_is_named_and_the_rest_is_checked() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    let folder = folder("unreadable", &[("a.md", WRONG), ("closed.md", WRONG), ("closed/b.md", WRONG)]);
    symlink("circle.md", folder.join("circle.md")).unwrap();
    let ran = run(&folder, &["check", "circle.md", "a.md"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.starts_with("fingerpost: circle.md: cannot be read: "), "{}", ran.err);
    assert!(ran.out.contains("1 finding in 1 of 1 document; 1 could not be read"), "{}", ran.out);

    for closed in ["closed.md", "closed"] {
        fs::set_permissions(folder.join(closed), fs::Permissions::from_mode(0o000)).unwrap();
    }
    // To the superuser nothing is closed.
    let is_closed = fs::read(folder.join("closed.md")).is_err();
    let ran = run(&folder, &["check"]);
    fs::set_permissions(folder.join("closed"), fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(ran.code, Some(if is_closed { 2 } else { 1 }), "{}", ran.err);
    for closed in ["closed.md", "closed"].iter().filter(|_| is_closed) {
        assert!(ran.err.contains(&format!("fingerpost: {closed}: reading is not permitted")), "{}", ran.err);
    }
}

#[test]
fn a_folder_stands_for_its_markdown_files_that_nobody_ignores() {
    let folder = folder(
        "walk",
        &[
            (".gitignore", b"build/\n*.draft.md\n"),
            ("build/a.md", WRONG),
            ("a.draft.md", WRONG),
            ("node_modules/x/README.md", WRONG),
            (".git/description.md", WRONG),
            (".specs/requirements.md", WRONG),
            ("b.MD", WRONG),
            ("c.markdown", WRONG),
            ("d.mdx", WRONG),
            ("e.txt", WRONG),
            ("docs/f.md", WRONG),
            ("docs/old/g.md", WRONG),
        ],
    );
    fs::write(folder.join("fingerpost.toml"), pack_setting() + "exclude = [\"docs/old/**\"]\n").unwrap();
    let json = ["check", "--format", "json"];
    assert_eq!(run(&folder, &json).paths(), [".specs/requirements.md", "b.MD", "c.markdown", "d.mdx", "docs/f.md"]);
    // The configuration counts from its own folder, wherever one stands.
    assert_eq!(run(&folder.join("docs"), &json).paths(), ["f.md"]);
    assert_eq!(run(&folder.join("docs/old"), &[&json[..], &["../"]].concat()).paths(), ["../f.md"]);
    // Whoever names a file or folder wants it checked.
    let named = ["e.txt", "docs/old/g.md", "a.draft.md", "node_modules"];
    let paths = run(&folder, &[&json[..], &named].concat()).paths();
    assert_eq!(paths, ["a.draft.md", "docs/old/g.md", "e.txt", "node_modules/x/README.md"]);

    fs::write(folder.join("fingerpost.toml"), pack_setting() + "include = [\"docs/**\"]\n").unwrap();
    assert_eq!(run(&folder, &json).paths(), ["docs/f.md", "docs/old/g.md"]);
}

#[test]
fn a_folder_without_documents_is_said_to_be_one() {
    let ran = run(&folder("empty", &[]), &["check"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), "No findings in 0 documents\n"));
    assert!(ran.err.contains("there is no Markdown file to check"), "{}", ran.err);
    let ran = run(&folder("empty-json", &[]), &["check", "--format", "json"]);
    assert_eq!((ran.code, ran.paths()), (Some(0), Vec::new()));
}

#[test]
fn mistakes_in_the_configuration_are_told_and_not_fatal() {
    let folder = folder("config", &[("a/b/c.md", WRONG)]);
    let config = "color = true\n".to_owned() + &pack_setting() + "severity.points-elsewhere = \"hint\"\n";
    fs::write(folder.join("fingerpost.toml"), &config).unwrap();
    let ran = run(&folder, &["check", "--fail-on", "hint"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.err.starts_with("fingerpost.toml:1:1: unknown key `color`; the keys are include,"), "{}", ran.err);
    assert!(ran.out.starts_with("hint[points-elsewhere]"), "{}", ran.out);

    // Found upward from the first path, also from the bare name of a file.
    let ran = run(&folder.join("a/b"), &["check", "c.md", "--fail-on", "hint"]);
    assert_eq!((ran.code, ran.err.contains("unknown key")), (Some(1), true), "{}", ran.err);

    fs::write(folder.join("other.toml"), pack_setting()).unwrap();
    let ran = run(&folder, &["check", "--config", "other.toml"]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(1), ""));
    assert!(ran.out.starts_with("warning[points-elsewhere]"), "{}", ran.out);

    fs::write(folder.join("fingerpost.toml"), "exclude = [").unwrap();
    let ran = run(&folder, &["check"]);
    assert_eq!(ran.code, Some(0));
    assert!(ran.err.starts_with("fingerpost.toml:1:"), "{}", ran.err);
}

/// So many documents that their reports do not fit into a pipe.
fn many(name: &str) -> PathBuf {
    let names: Vec<String> = (0..300).map(|number| format!("{}/{number:03}.md", number % 7)).collect();
    let files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), WRONG)).collect();
    folder(name, &files)
}

#[test]
fn reports_come_in_the_order_of_their_paths() {
    let folder = many("order");
    let first = run(&folder, &["check", "--format", "json"]);
    let paths = first.paths();
    let mut sorted = paths.clone();
    sorted.sort();
    sorted.dedup();
    assert_eq!((paths.len(), &paths), (300, &sorted));
    // In whatever order and however often they are named.
    let again = run(&folder, &["check", "--format", "json", "6", "./", "3/003.md", "."]);
    assert_eq!(again.out, first.out);
}

#[test]
fn a_reader_who_has_seen_enough_ends_the_run_quietly() {
    let folder = many("pipe");
    for arguments in [
        &["check"][..],
        &["check", "--format", "json"],
        &["schema", "config"],
        &["completions", "bash"],
        &["classify", "Nothing."],
        &["--help"],
    ] {
        let mut child = command(&folder)
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .stdin(Stdio::null())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let mut said = String::new();
        child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        assert_eq!((child.wait().unwrap().code(), said.as_str()), (Some(0), ""), "{arguments:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told() {
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = command(&documents()).arg("check").stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("the output cannot be written"));
}

#[test]
fn colours_are_for_terminals() {
    let has_colour = |ran: &Ran| ran.out.contains('\x1b');
    assert!(!has_colour(&run(&documents(), &["check"])));
    assert!(!has_colour(&run(&documents(), &["check", "--color", "never"])));
    let coloured = run(&documents(), &["check", "--color", "always"]);
    assert!(has_colour(&coloured));
    assert!(!has_colour(&run(&documents(), &["check", "--color", "always", "--format", "json"])));
}

#[test]
fn control_characters_of_a_document_do_not_reach_the_terminal() {
    let text = b"We will use Acme Loom.\n\n## Requirements\n\n- The glaze must be fired \x1b[31mred\x07.\n";
    let ran = run_with(&documents(), &["check", "-"], text);
    assert_eq!(ran.code, Some(1));
    assert!(!ran.out.contains(['\x1b', '\x07']), "{:?}", ran.out);
}

#[test]
fn logs_stay_out_of_the_output() {
    let quiet = run(&documents(), &["check"]);
    let loud = run(&documents(), &["check", "--log-level", "trace"]);
    assert_eq!((quiet.code, quiet.out), (loud.code, loud.out));
}

/// Rule, line and severity of each finding in a sample, and the services chosen anywhere in it.
fn sample(name: &str) -> (Vec<(String, u64, String)>, Vec<Value>) {
    let ran = run(repository(), &["check", "--format", "json", "--today", "2026-11-23", &format!("samples/{name}")]);
    let report = ran.json();
    let document = &report["documents"][0];
    let findings = document["findings"].as_array().unwrap().iter().map(|finding| {
        let related = finding["related"].as_array().unwrap();
        assert!(!related.is_empty() && finding["help"].is_string(), "{finding}");
        (string(&finding["points_to"]), finding["line"].as_u64().unwrap(), string(&finding["severity"]))
    });
    let findings = findings.collect();
    (findings, document["choices"].as_array().unwrap().iter().map(|choice| choice["services"].clone()).collect())
}

/// The one-based line of a sample that holds these words.
fn line_with(name: &str, words: &str) -> u64 {
    let text = fs::read_to_string(repository().join("samples").join(name)).unwrap();
    text.lines().position(|line| line.contains(words)).unwrap() as u64 + 1
}

#[test]
fn the_support_assistant_asks_for_three_things_that_its_service_does_not_do() {
    let name = "adr-0007-support-assistant.md";
    let (findings, choices) = sample(name);
    assert_eq!(choices, [Value::from(vec!["bedrock"])]);
    let expected = ["gradient boosted churn model", "hyperparameter search", "Triton"]
        .map(|words| ("sagemaker".to_owned(), line_with(name, words), "warning".to_owned()));
    assert_eq!(findings, expected);
}

#[test]
fn the_demand_forecast_asks_for_two_things_that_its_service_does_not_do() {
    let name = "adr-0012-demand-forecast.md";
    let (findings, choices) = sample(name);
    assert_eq!(choices, [Value::from(vec!["sagemaker"])]);
    let expected = ["chat assistant", "pay per token"]
        .map(|words| ("bedrock".to_owned(), line_with(name, words), "warning".to_owned()));
    assert_eq!(findings, expected);
}

#[test]
fn consistent_designs_are_left_in_peace() {
    let (findings, choices) = sample("consistent-design.md");
    assert_eq!((findings, choices), (Vec::new(), vec![Value::from(vec!["bedrock"])]));
    let (findings, choices) = sample("two-components.md");
    assert_eq!(findings, Vec::new());
    for service in ["bedrock", "sagemaker"] {
        assert!(choices.contains(&Value::from(vec![service])), "{choices:?}");
    }
}

#[test]
fn names_are_written_anew_in_the_files() {
    let wrong = "\u{feff}# Test\r\n\r\nAWS Bedrock and `AWS Bedrock`, an AWS SageMaker model.\r\n";
    let right = "\u{feff}# Test\r\n\r\nAmazon Bedrock and `AWS Bedrock`, an Amazon SageMaker AI model.\r\n";
    let folder = folder("fix", &[("a.md", wrong.as_bytes()), ("b.md", RIGHT)]);
    let ran = run(&folder, &["check", "--fix", "--fail-on", "hint"]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), "fingerpost: wrote 2 names\n"), "{}", ran.out);
    assert_eq!(fs::read_to_string(folder.join("a.md")).unwrap(), right);
    assert_eq!(fs::read(folder.join("b.md")).unwrap(), RIGHT);
    let again = run(&folder, &["check", "--fix"]);
    assert_eq!(again.err, "fingerpost: wrote 0 names\n");
    let stdin = run_with(&folder, &["check", "--fix", "-"], wrong.as_bytes());
    assert_eq!(stdin.code, Some(2), "{}", stdin.err);
}
