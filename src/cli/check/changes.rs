//! Which lines differ from a git revision.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cli::path::{absolute, shown};
use crate::finding::Finding;
use crate::text::{Encoding, Text};

/// Changed lines by file, in the work tree against a revision. A renamed file counts as new.
#[derive(Debug)]
pub(super) struct Changes {
    files: BTreeMap<PathBuf, Lines>,
}

#[derive(Debug, PartialEq, Eq)]
enum Lines {
    All,
    /// One-based.
    Some(Vec<RangeInclusive<usize>>),
}

impl Changes {
    /// Asks git in `folder`, or says why git cannot tell.
    pub(super) fn since(revision: &str, folder: &Path) -> Result<Self, String> {
        let folder = absolute(folder);
        let top = run(&folder, &["rev-parse", "--show-toplevel"])
            .map_err(|problem| format!("--diff needs a git repository: {}: {problem}", shown(&folder)))?;
        let top = PathBuf::from(top.trim_end_matches(['\r', '\n']));
        // The plain name first: a name that git takes for an option must not reach `diff`.
        let commit = format!("{revision}^{{commit}}");
        let commit = run(&top, &["rev-parse", "--verify", "--quiet", "--end-of-options", &commit])
            .map_err(|_| format!("--diff {revision}: git knows no such revision; fetch it or name another"))?;
        let commit = commit.trim();
        let mut files = BTreeMap::new();
        let untracked = run(&top, &["ls-files", "--others", "--exclude-standard", "-z"])?;
        for name in untracked.split_terminator('\0') {
            files.insert(canonical(&top.join(name)), Lines::All);
        }
        let names = ["diff", "--no-ext-diff", "--no-renames", "--diff-filter=d", "--name-only", "-z", commit, "--"];
        for name in run(&top, &names)?.split_terminator('\0') {
            let hunks = ["diff", "--no-ext-diff", "--no-textconv", "--no-color", "--no-renames", "--unified=0"];
            let literal = format!(":(literal,top){name}");
            let hunks = run(&top, &[&hunks[..], &[commit, "--", &literal]].concat())?;
            files.insert(canonical(&top.join(name)), Lines::Some(hunks.lines().filter_map(hunk).collect()));
        }
        Ok(Self { files })
    }

    /// Something in the file has changed.
    pub(super) fn touch(&self, path: &Path) -> bool {
        self.files.contains_key(&canonical(path))
    }

    /// The finding, or a place that belongs to it such as the choice, stands on a changed line.
    pub(super) fn concern(&self, path: &Path, finding: &Finding, text: &Text) -> bool {
        let line = |offset| text.position(offset, Encoding::Utf8).line as usize + 1;
        let changed = match self.files.get(&canonical(path)) {
            None => return false,
            Some(Lines::All) => return true,
            Some(Lines::Some(changed)) => changed,
        };
        let places = finding.related.iter().map(|related| &related.range);
        [&finding.range, &finding.statement].into_iter().chain(places).any(|place| {
            let (first, last) = (line(place.start), line(place.end));
            changed.iter().any(|range| *range.start() <= last && first <= *range.end())
        })
    }
}

/// The new lines of a hunk: `@@ -3,2 +3,4 @@`. Where lines were only taken away, the one that now stands there:
/// it may have been what the taken ones spoke about.
fn hunk(line: &str) -> Option<RangeInclusive<usize>> {
    let new = line.strip_prefix("@@ -")?.split(' ').nth(1)?.strip_prefix('+')?;
    let (start, count) = new.split_once(',').unwrap_or((new, "1"));
    let (start, count): (usize, usize) = (start.parse().ok()?, count.parse().ok()?);
    Some(if count == 0 { start + 1..=start + 1 } else { start..=start + count - 1 })
}

/// Git names files without symbolic links.
fn canonical(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| absolute(path))
}

fn run<A: AsRef<OsStr>>(folder: &Path, arguments: &[A]) -> Result<String, String> {
    let output = Command::new("git")
        .arg("-C")
        .arg(folder)
        .args(arguments)
        .output()
        .map_err(|error| format!("git cannot be run: {error}"))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        let words = String::from_utf8_lossy(&output.stderr);
        Err(words.lines().next().unwrap_or("git failed").to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::hunk;

    #[test]
    fn hunks_name_the_lines_as_they_are_now() {
        assert_eq!(hunk("@@ -3,2 +5,4 @@ Requirements"), Some(5..=8));
        assert_eq!(hunk("@@ -3 +5 @@"), Some(5..=5));
        assert_eq!(hunk("@@ -3,2 +2,0 @@"), Some(3..=3));
        assert_eq!(hunk("+@@ -3 +5 @@"), None);
    }
}
