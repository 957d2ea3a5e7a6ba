//! Packs for services of one's own, as their authors use them: the example packs and the one that the guide builds.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "what is not there fails the test, as it should")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn containers() -> PathBuf {
    repository().join("examples/packs/containers")
}

fn fingerpost(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_fingerpost"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("FINGERPOST_LOG")
        .output()
        .unwrap()
}

/// The pack in `pack`, named from `folder`, has no problem.
#[track_caller]
fn is_sound(folder: &Path, pack: &str) {
    let output = fingerpost(folder, &["knowledge", "check", pack]);
    let report = String::from_utf8(output.stdout).unwrap();
    assert!(report.starts_with("0 problems, "), "{report}{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(0));
}

/// The rule, the line, and the service that is asked for.
type Found = (String, u64, String);

/// Each document's file name with its findings.
#[track_caller]
fn findings(folder: &Path, pack: &str, documents: &str) -> Vec<(String, Vec<Found>)> {
    let arguments = ["check", "--knowledge", pack, "--today", "2026-11-23", "--format", "json", documents];
    let output = fingerpost(folder, &arguments);
    let report: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}\n{}", String::from_utf8_lossy(&output.stderr)));
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let of_document = |document: &Value| {
        let findings = document["findings"].as_array().unwrap().iter();
        let path = text(&document["path"]);
        (
            path.rsplit('/').next().unwrap().to_owned(),
            findings
                .map(|finding| (text(&finding["rule"]), finding["line"].as_u64().unwrap(), text(&finding["points_to"])))
                .collect(),
        )
    };
    report["documents"].as_array().unwrap().iter().map(of_document).collect()
}

/// Findings of the one rule that compares services.
fn elsewhere(service: &str, lines: &[u64]) -> Vec<Found> {
    lines.iter().map(|line| ("points-elsewhere".to_owned(), *line, service.to_owned())).collect()
}

#[test]
fn the_pack_for_containers_is_sound() {
    is_sound(repository(), "examples/packs/containers");
}

#[test]
fn its_samples_are_judged_as_its_readme_says() {
    assert_eq!(
        findings(&containers(), ".", "samples"),
        [
            ("adr-0021-order-platform.md".to_owned(), elsewhere("eks", &[28, 30, 35, 41])),
            ("adr-0022-partner-platform.md".to_owned(), elsewhere("ecs", &[24, 25, 26, 29])),
            ("adr-0023-image-service.md".to_owned(), Vec::new()),
        ]
    );
}

/// Only the pack knows its services: without it nothing is said about the same documents.
#[test]
fn without_the_pack_its_samples_are_silent() {
    let output = fingerpost(&containers(), &["check", "--today", "2026-11-23", "samples"]);
    let report = String::from_utf8(output.stdout).unwrap();
    assert_eq!((report.as_str(), output.status.code()), ("No findings in 3 documents\n", Some(0)));
}

/// A folder with the files that `docs/packs.md` shows: blocks whose first line is a comment with the path.
fn guided() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("packs-guide");
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    let guide = fs::read_to_string(repository().join("docs/packs.md")).unwrap().replace("\r\n", "\n");
    let mut written = 0;
    for block in guide.split("```toml\n# architecture/").skip(1) {
        let (path, rest) = block.split_once('\n').unwrap();
        let (content, _) = rest.split_once("\n```").unwrap();
        let path = folder.join("architecture").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, format!("{content}\n")).unwrap();
        written += 1;
    }
    assert_eq!(written, 3, "docs/packs.md shows two services and a file of signals");
    folder
}

#[test]
fn the_guide_leads_to_a_pack_that_works_from_another_repository() {
    let folder = guided();
    is_sound(&folder, "architecture/pack");
    let orders = folder.join("orders");
    fs::create_dir_all(&orders).unwrap();
    fs::write(orders.join("fingerpost.toml"), "knowledge = [\"../architecture/pack\"]\n").unwrap();
    let document = "We will use Acme Queue.\n\n## Requirements\n\n- Old events must be replayed after a bug fix.\n";
    fs::write(orders.join("adr.md"), document).unwrap();
    let output = fingerpost(&folder, &["check", "--format", "json", "orders/adr.md"]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let finding = &report["documents"][0]["findings"][0];
    assert_eq!((&finding["line"], &finding["points_to"]), (&Value::from(5), &Value::from("acme-stream")), "{report}");
    assert_eq!(output.status.code(), Some(1));
}

/// Containers and machine learning are decided by different people on different pages.
#[test]
fn services_that_nobody_compares_are_no_rivals() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("packs-rivals");
    fs::create_dir_all(&folder).unwrap();
    let containers = containers().to_string_lossy().into_owned();
    for (choice, requirement, expected) in [
        ("Amazon ECS", "The churn model must be trained from scratch on our own data.", None),
        ("Amazon ECS", "The team must install an operator with a Helm chart.", Some("eks")),
        ("Amazon Bedrock", "The team must install an operator with a Helm chart.", None),
        ("Amazon Bedrock", "The churn model must be trained from scratch on our own data.", Some("sagemaker")),
        // Both pairs in one sentence: each choice hears its own rival.
        ("Amazon ECS", "A Helm chart must install the training of our own model from scratch.", Some("eks")),
        ("Amazon Bedrock", "A Helm chart must install the training of our own model from scratch.", Some("sagemaker")),
    ] {
        let document = format!("We will use {choice}.\n\n## Requirements\n\n- {requirement}\n");
        fs::write(folder.join("adr.md"), document).unwrap();
        let found = findings(&folder, &containers, "adr.md").remove(0).1;
        let services: Vec<&str> = found.iter().map(|(_, _, service)| service.as_str()).collect();
        assert_eq!(services, expected.as_slice(), "{choice}: {requirement}");
    }
}
