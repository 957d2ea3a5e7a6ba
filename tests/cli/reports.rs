//! Reports for machines, and which findings they leave out.

use std::process::Command;

use super::*;

/// Two warnings that only the words tell apart, and names that a format has to escape.
fn mixed(name: &str) -> PathBuf {
    folder(name, &[("docs/a b, 100%.md", WRONG), ("docs/ü.md", HINTED), ("right.md", RIGHT)])
}

#[test]
fn sarif_describes_rules_places_and_fingerprints() {
    let folder = mixed("sarif");
    let ran = run(&folder, &["check", "--format", "sarif"]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(1), ""));
    let run_entry = &ran.json()["runs"][0];
    assert_eq!(run_entry["columnKind"], "unicodeCodePoints");
    let rules = run_entry["tool"]["driver"]["rules"].as_array().unwrap();
    let results = run_entry["results"].as_array().unwrap();
    assert_eq!(results.len(), 2);
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert!(!rules[index]["help"]["markdown"].as_str().unwrap().is_empty());
    }
    let place = |result: &Value| result["locations"][0]["physicalLocation"].clone();
    assert_eq!(place(&results[0])["artifactLocation"]["uri"], "docs/a%20b%2C%20100%25.md");
    assert_eq!(place(&results[1])["artifactLocation"]["uri"], "docs/%C3%BC.md");
    assert_eq!(place(&results[0])["region"]["startLine"], 5);
    assert_eq!((&results[0]["level"], &results[1]["level"]), (&"warning".into(), &"note".into()));
    assert_eq!(results[0]["relatedLocations"][0]["physicalLocation"]["region"]["startLine"], 1);
    assert_eq!(run_entry["invocations"][0]["executionSuccessful"], true);
}

#[test]
fn sarif_of_an_incomplete_run_says_so() {
    let folder = folder("sarif-incomplete", &[("a.md", RIGHT), ("b.md", b"\xff\xfe")]);
    let ran = run(&folder, &["check", "--format", "sarif"]);
    assert_eq!(ran.code, Some(2));
    assert_eq!(ran.json()["runs"][0]["invocations"][0]["executionSuccessful"], false);
}

#[test]
fn annotations_are_escaped() {
    let ran = run(&mixed("github"), &["check", "--format", "github"]);
    let lines: Vec<&str> = ran.out.lines().collect();
    assert!(lines[0].starts_with("::warning file=docs/a b%2C 100%25.md,line=5,endLine=5,col="), "{}", lines[0]);
    assert!(lines[0].contains(",title=fingerpost points-elsewhere::This asks for"), "{}", lines[0]);
    assert!(lines[0].contains("%0AHelp: "), "{}", lines[0]);
    assert!(lines[1].starts_with("::notice file=docs/ü.md"), "{}", lines[1]);
    assert_eq!(lines[2..], ["2 findings annotated"]);
}

#[test]
fn annotations_are_capped_and_the_rest_is_counted() {
    let names: Vec<String> = (0..14).map(|number| format!("{number:02}.md")).collect();
    let files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), WRONG)).collect();
    let ran = run(&folder("github-cap", &files), &["check", "--format", "github"]);
    assert_eq!(ran.out.matches("::warning ").count(), 10);
    let last = ran.out.lines().last().unwrap();
    assert!(last.starts_with("::notice title=fingerpost::14 findings in 14 documents"), "{last}");
    assert!(ran.out.contains("file=09.md") && !ran.out.contains("file=10.md"));
}

#[test]
fn gitlab_gets_a_list_of_issues() {
    let folder = mixed("gitlab");
    let ran = run(&folder, &["check", "--format", "gitlab"]);
    let issues = ran.json();
    let severities: Vec<String> = issues.as_array().unwrap().iter().map(|issue| string(&issue["severity"])).collect();
    assert_eq!(severities, ["major", "minor"]);
    assert_eq!(issues[0]["location"]["path"], "docs/a b, 100%.md");
    assert_eq!(issues[0]["location"]["lines"]["begin"], 5);
    assert_ne!(issues[0]["fingerprint"], issues[1]["fingerprint"]);
    assert_eq!(run(&folder, &["check", "right.md", "--format", "gitlab"]).json(), Value::Array(Vec::new()));
}

#[test]
fn a_stream_has_an_object_for_each_document_also_for_one_that_cannot_be_read() {
    let folder = folder("jsonl", &[("a.md", WRONG), ("b.md", b"\xe9"), ("c.md", RIGHT)]);
    let ran = run(&folder, &["check", "--format", "jsonl"]);
    let objects: Vec<Value> = ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let paths: Vec<String> = objects.iter().map(|object| string(&object["path"])).collect();
    assert_eq!(paths, ["a.md", "b.md", "c.md"]);
    assert_eq!(objects[0]["findings"].as_array().unwrap().len(), 1);
    assert!(string(&objects[1]["error"]).contains("not UTF-8 (line 1)"));
    assert_eq!(objects[2]["findings"], Value::Array(Vec::new()));
    assert_eq!(ran.code, Some(2));
}

#[test]
fn statistics_count_by_rule_service_and_signal() {
    let ran = run(&mixed("statistics"), &["check", "--statistics"]);
    assert!(
        ran.out.starts_with("2 findings in 2 of 3 documents\n\nBy rule\n      2  points-elsewhere\n"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("      1  glaze-firing\n"), "{}", ran.out);
    assert_eq!(ran.code, Some(1));
}

#[test]
fn a_list_names_the_files_by_line_or_by_nul() {
    let folder = folder("list", &[("a.md", WRONG), ("b c.md", WRONG), ("d.md", WRONG)]);
    let arguments = ["check", "--files-from", "-", "--format", "json"];
    for list in ["a.md\r\n\r\nb c.md\r\n", "a.md\nb c.md", "a.md\0b c.md\0"] {
        assert_eq!(run_with(&folder, &arguments, list.as_bytes()).paths(), ["a.md", "b c.md"]);
    }
    fs::write(folder.join("list"), "d.md\n").unwrap();
    assert_eq!(run(&folder, &["check", "--files-from", "list", "--format", "json"]).paths(), ["d.md"]);
    let empty = run_with(&folder, &arguments, b"");
    assert_eq!((empty.code, empty.err.as_str()), (Some(0), ""));
    let missing = run(&folder, &["check", "--files-from", "none"]);
    assert_eq!(missing.code, Some(2));
    assert!(missing.err.contains("none: there is no such file"), "{}", missing.err);
}

#[test]
fn a_baseline_hides_what_is_known_and_nothing_new() {
    let folder = folder("baseline", &[("a.md", WRONG), ("b.md", HINTED)]);
    let with = ["check", "--baseline", "known.json"];
    let missing = run(&folder, &with);
    assert_eq!(missing.code, Some(2));
    assert!(missing.err.contains("--update-baseline"), "{}", missing.err);

    let recorded = run(&folder, &["check", "--baseline", "known.json", "--update-baseline"]);
    assert_eq!((recorded.code, recorded.out.as_str()), (Some(0), "Recorded 2 findings in known.json\n"));
    let clean = run(&folder, &with);
    assert_eq!((clean.code, clean.out.as_str()), (Some(0), "No findings in 2 documents; 2 more in the baseline\n"));

    // Lines move, and a finding of the same kind appears.
    let moved = "We will use Acme Loom.\n\nMore.\n\n## Requirements\n\n- The glaze must be fired.\n- The pot's glaze must be fired.\n";
    fs::write(folder.join("a.md"), moved).unwrap();
    let ran = run(&folder, &["check", "--baseline", "known.json", "--format", "json"]);
    assert_eq!(ran.json()["summary"]["known"], 2);
    assert_eq!(ran.json()["summary"]["findings"], 1);
    assert_eq!(ran.json()["documents"][0]["findings"][0]["line"], 8);
    assert_eq!(ran.code, Some(1));
}

#[test]
fn a_baseline_that_is_none_is_refused_and_an_incomplete_one_is_not_written() {
    let folder = folder("baseline-broken", &[("a.md", WRONG), ("b.md", b"\xff\xfe")]);
    fs::write(folder.join("known.json"), "{\"version\": 1}").unwrap();
    let refused = run(&folder, &["check", "--baseline", "known.json"]);
    assert_eq!(refused.code, Some(2));
    assert!(refused.err.contains("known.json: is not a baseline"), "{}", refused.err);
    let incomplete = run(&folder, &["check", "--baseline", "known.json", "--update-baseline"]);
    assert_eq!(incomplete.code, Some(2));
    assert!(incomplete.err.contains("left as it is"), "{}", incomplete.err);
    assert_eq!(fs::read_to_string(folder.join("known.json")).unwrap(), "{\"version\": 1}");
}

fn git(folder: &Path, arguments: &[&str]) {
    let output = Command::new("git")
        .current_dir(folder)
        .args(["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "init.defaultBranch=main"])
        .args(arguments)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn only_changed_lines_are_reported() {
    let two = "We will use Acme Loom.\n\n## Requirements\n\n- The glaze must be fired.\n- The cloth must be woven.\n";
    let folder = folder("diff", &[("docs/a ü.md", two.as_bytes()), ("b.md", WRONG), ("gone.md", WRONG)]);
    git(&folder, &["init", "--quiet"]);
    git(&folder, &["add", "--all"]);
    git(&folder, &["commit", "--quiet", "--message", "first"]);
    let check = |arguments: &[&str]| run(&folder, &[&["check", "--format", "json"], arguments].concat());
    assert!(check(&["--diff", "HEAD"]).paths().is_empty());

    // A new requirement, a new document, a document that is gone.
    fs::write(folder.join("docs/a ü.md"), format!("{two}- The tile's glaze must be fired.\n")).unwrap();
    fs::write(folder.join("new.md"), WRONG).unwrap();
    fs::remove_file(folder.join("gone.md")).unwrap();
    let ran = check(&["--diff", "HEAD"]);
    assert_eq!(ran.paths(), ["docs/a ü.md", "new.md"]);
    let lines = |document: usize| ran.json()["documents"][document]["findings"].as_array().unwrap().clone();
    assert_eq!(lines(0).iter().map(|finding| finding["line"].as_u64().unwrap()).collect::<Vec<_>>(), [7]);
    assert_eq!(lines(1).len(), 1);
    // From a folder below, too.
    let below = run(&folder.join("docs"), &["check", "--format", "json", "--diff", "HEAD"]);
    assert_eq!(below.paths(), ["a ü.md"]);

    // A new choice concerns every requirement.
    fs::write(folder.join("b.md"), "We will use Acme Loom!\n\n## Requirements\n\n- The glaze must be fired.\n")
        .unwrap();
    assert_eq!(check(&["--diff", "HEAD", "b.md"]).json()["summary"]["findings"], 1);
}

#[test]
fn revisions_that_do_not_exist_are_refused() {
    let folder = folder("diff-misuse", &[("a.md", WRONG)]);
    git(&folder, &["init", "--quiet"]);
    git(&folder, &["add", "--all"]);
    git(&folder, &["commit", "--quiet", "--message", "first"]);
    for revision in ["nowhere", "--output=x"] {
        let ran = run(&folder, &["check", &format!("--diff={revision}")]);
        assert_eq!(ran.code, Some(2), "{revision}");
        assert!(ran.err.contains("git knows no such revision"), "{}", ran.err);
        assert!(!folder.join("x").exists());
    }
}

#[test]
fn a_broken_pack_turns_no_build_green() {
    let folder = folder("lost-pack", &[("a.md", RIGHT)]);
    for (knowledge, told) in [("nowhere", "nowhere"), ("pack", "pack/signals/a.toml:1:")] {
        fs::create_dir_all(folder.join("pack/signals")).unwrap();
        fs::write(folder.join("pack/signals/a.toml"), "[[signal]\n").unwrap();
        fs::write(folder.join("fingerpost.toml"), format!("knowledge = [\"{knowledge}\"]\n")).unwrap();
        let ran = run(&folder, &["check"]);
        assert_eq!(ran.code, Some(2), "{knowledge}");
        assert!(ran.err.contains(told), "{}", ran.err);
        assert!(ran.out.contains("No findings in 1 document"), "{}", ran.out);
    }
}
