//! Asks the client to watch the files that the configuration is made of.

use ls_types::{
    DidChangeWatchedFilesRegistrationOptions, FileSystemWatcher, GlobPattern, OneOf, Registration, RelativePattern,
    Unregistration,
};
use tower_lsp::Client;

use super::capabilities::ClientFeatures;
use super::uri;
use super::workspace::Workspace;
use crate::config::Config;

const METHOD: &str = "workspace/didChangeWatchedFiles";
const ID: &str = "fingerpost-files";

/// Remembers what was asked for.
#[derive(Default)]
pub(super) struct Watcher(Vec<GlobPattern>);

/// A change of what is watched.
pub(super) struct Watched {
    patterns: Vec<GlobPattern>,
    is_first: bool,
}

impl Watcher {
    /// What to ask for now; `None` if nothing has changed, or if the client does not take such requests.
    pub(super) fn plan(&mut self, workspace: &Workspace, client: ClientFeatures) -> Option<Watched> {
        let patterns = patterns(workspace, client);
        if !client.registers_watchers || patterns == self.0 {
            return None;
        }
        let is_first = self.0.is_empty();
        self.0.clone_from(&patterns);
        Some(Watched { patterns, is_first })
    }
}

/// Configuration files in the workspace, those above it, and packs wherever they are. A client that knows no
/// other folder than its own is asked for every TOML file there; [`Workspace::depends_on`] sorts them out.
fn patterns(workspace: &Workspace, client: ClientFeatures) -> Vec<GlobPattern> {
    let mut patterns = vec![GlobPattern::String(format!("**/{}", Config::FILE_NAME))];
    let (packs, above) = workspace.outposts();
    if client.relative_patterns {
        let in_folder = |folder, pattern: &str| {
            let base = uri::of_file(folder)?;
            Some(GlobPattern::Relative(RelativePattern { base_uri: OneOf::Right(base), pattern: pattern.to_owned() }))
        };
        patterns.extend(above.into_iter().filter_map(|folder| in_folder(folder, Config::FILE_NAME)));
        patterns.extend(packs.into_iter().filter_map(|folder| in_folder(folder, "**/*.toml")));
    } else if !packs.is_empty() {
        patterns.push(GlobPattern::String("**/*.toml".to_owned()));
    }
    patterns
}

impl Watched {
    /// Tells the client. Waits for its answers, so it runs in a task of its own (T2).
    pub(super) async fn register(self, client: Client) {
        if !self.is_first {
            let old = Unregistration { id: ID.to_owned(), method: METHOD.to_owned() };
            if let Err(error) = client.unregister_capability(vec![old]).await {
                tracing::warn!(%error, "the client still watches what it was asked to before");
            }
        }
        let watchers = self.patterns.into_iter().map(|glob_pattern| FileSystemWatcher { glob_pattern, kind: None });
        let options = DidChangeWatchedFilesRegistrationOptions { watchers: watchers.collect() };
        let new = Registration {
            id: ID.to_owned(),
            method: METHOD.to_owned(),
            register_options: serde_json::to_value(options).ok(),
        };
        if let Err(error) = client.register_capability(vec![new]).await {
            tracing::warn!(%error, "the client does not watch files");
        }
    }
}
