//! The state of the server: open documents, the configuration around them, and what was last said about each.
//!
//! Plain synchronous methods on plain data (T1). Readers get a [`Check`]: an immutable snapshot with all
//! that goes with it. Each state of a document has a stamp; what was computed for an older stamp is dropped.

use std::collections::{BTreeSet, HashMap};
use std::mem;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ls_types::{Diagnostic, InitializeParams, SemanticToken, TextDocumentContentChangeEvent, TextDocumentItem, Uri};
use serde_json::Value;

use super::capabilities::{self, ClientFeatures};
use super::check::Check;
use super::convert;
use super::today::today;
use super::uri;
use super::workspace::{Request, Root, Workspace};
use crate::analysis::Snapshot;
use crate::config::Config;
use crate::document::Document;
use crate::knowledge::Knowledge;
use crate::text::{Change, Encoding};

/// The section of the editor's settings that is ours.
pub(super) const SECTION: &str = "fingerpost";

/// All mutable state. Owned by [`super::shared::Shared`], behind its lock.
pub(super) struct Session {
    client: ClientFeatures,
    encoding: Encoding,
    folders: BTreeSet<PathBuf>,
    settings: Value,
    workspace: Option<Workspace>,
    /// By the exact address that the client sent: `file:///c%3A/x` and `file:///C:/x` are two documents to it.
    documents: HashMap<String, OpenDocument>,
    /// Documents to check, oldest request first.
    dirty: Vec<String>,
    /// Closed documents whose diagnostics are still on the page.
    closed: Vec<Uri>,
    stamps: u64,
    shut_down: bool,
}

struct OpenDocument {
    uri: Uri,
    path: Option<PathBuf>,
    version: i32,
    document: Arc<Document>,
    /// Edits that `document` does not have yet. Nobody looks at it in the middle of a burst, so it is made anew
    /// only when somebody does.
    pending: Vec<Change>,
    /// `None` until the configuration for its folder has been loaded. Such a document is not checked yet.
    root: Option<Arc<Root>>,
    stamp: u64,
    /// What somebody has asked for already at that stamp, so that all share what they work out.
    snapshot: Option<(u64, Snapshot)>,
    said: Option<Said>,
    /// The semantic tokens that were last sent, and for which state.
    tokens: Option<(u64, Vec<SemanticToken>)>,
}

/// What the client was last told, and for which state.
struct Said {
    stamp: u64,
    diagnostics: Vec<Diagnostic>,
}

/// The next thing to send.
pub(super) enum Task {
    /// Take the diagnostics of a closed document off the page.
    Clear(Uri),
    /// Check a document and say what has changed.
    Check(Check),
}

impl Default for Session {
    fn default() -> Self {
        Self {
            client: ClientFeatures::default(),
            encoding: Encoding::Utf16,
            folders: BTreeSet::new(),
            settings: Value::Null,
            workspace: None,
            documents: HashMap::new(),
            dirty: Vec::new(),
            closed: Vec::new(),
            stamps: 0,
            shut_down: false,
        }
    }
}

impl Session {
    /// Takes in who the client is and where it works.
    pub(super) fn initialize(&mut self, params: InitializeParams) {
        self.client = ClientFeatures::of(&params.capabilities);
        self.encoding = capabilities::encoding(&params.capabilities);
        self.folders = folders(&params);
        if let Some(options) = params.initialization_options {
            self.configure(options);
        }
    }

    pub(super) fn client(&self) -> ClientFeatures {
        self.client
    }

    pub(super) fn encoding(&self) -> Encoding {
        self.encoding
    }

    pub(super) fn shut_down(&mut self) {
        self.shut_down = true;
    }

    pub(super) fn is_shut_down(&self) -> bool {
        self.shut_down
    }

    /// Opens a document, or replaces one that was never closed.
    pub(super) fn open(&mut self, item: TextDocumentItem) {
        if !uri::is_markdown(&item.uri, &item.language_id) {
            tracing::debug!(uri = item.uri.as_str(), language = item.language_id, "not Markdown");
            return;
        }
        let path = uri::file(&item.uri);
        let root = self.workspace.as_ref().and_then(|workspace| workspace.root_of(path.as_deref())).cloned();
        let knowledge = root.as_ref().map_or_else(Knowledge::embedded, |root| Arc::clone(&root.knowledge));
        let document = Arc::new(Document::new(&item.text, knowledge));
        let key = item.uri.as_str().to_owned();
        let said = self.documents.remove(&key).and_then(|replaced| replaced.said);
        let stamp = self.next_stamp();
        let (uri, version) = (item.uri, item.version);
        let open = OpenDocument {
            uri,
            path,
            version,
            document,
            pending: Vec::new(),
            root,
            stamp,
            snapshot: None,
            said,
            tokens: None,
        };
        self.documents.insert(key.clone(), open);
        self.mark(key);
    }

    /// Takes edits, each of the text that the one before has left. Late messages are ignored.
    pub(super) fn change(&mut self, uri: &Uri, version: i32, events: Vec<TextDocumentContentChangeEvent>) {
        let stamp = self.next_stamp();
        let Some(open) = self.documents.get_mut(uri.as_str()) else {
            tracing::debug!(uri = uri.as_str(), "a change of a document that is not open");
            return;
        };
        if version < open.version {
            tracing::warn!(uri = uri.as_str(), version, current = open.version, "a change that is out of date");
            return;
        }
        open.version = version;
        if events.is_empty() {
            return;
        }
        open.pending.extend(events.into_iter().map(convert::change));
        open.stamp = stamp;
        self.mark(uri.as_str().to_owned());
    }

    pub(super) fn close(&mut self, uri: &Uri) {
        let Some(closed) = self.documents.remove(uri.as_str()) else {
            return;
        };
        if !self.client.pulls && closed.said.is_some_and(|said| !said.diagnostics.is_empty()) {
            self.closed.push(closed.uri);
        }
    }

    /// The current state of a document.
    pub(super) fn check_of(&mut self, uri: &Uri) -> Option<Check> {
        let open = self.documents.get_mut(uri.as_str())?;
        if !open.pending.is_empty() {
            open.document = Arc::new(open.document.edited(&mem::take(&mut open.pending), self.encoding));
        }
        let root = open.root.as_deref();
        let path = match (&open.path, root) {
            (Some(path), Some(root)) => root.relative(path),
            _ => open.uri.path().as_str().trim_start_matches('/').to_owned(),
        };
        let config = root.map_or_else(Arc::<Config>::default, |root| Arc::clone(&root.config));
        // A buffer without a file is in no folder that patterns could speak of.
        let selected = open.path.is_none() || config.selects(&path);
        let known = open.snapshot.take().filter(|(stamp, known)| *stamp == open.stamp && known.today == today());
        let (_, snapshot) = open.snapshot.insert(
            known.unwrap_or_else(|| (open.stamp, Snapshot::new(Arc::clone(&open.document), config, path, today()))),
        );
        Some(Check {
            key: uri.as_str().to_owned(),
            uri: open.uri.clone(),
            version: open.version,
            stamp: open.stamp,
            selected,
            snapshot: snapshot.clone(),
            encoding: self.encoding,
            client: self.client,
        })
    }

    /// The current states of all documents that are open and not left out, in the order of their addresses.
    pub(super) fn checks(&mut self) -> Vec<Check> {
        let mut uris: Vec<Uri> = self.documents.values().map(|open| open.uri.clone()).collect();
        uris.sort_by(|one, other| one.as_str().cmp(other.as_str()));
        uris.iter().filter_map(|uri| self.check_of(uri)).filter(|check| check.selected).collect()
    }

    /// Notes the semantic tokens that the client gets. Returns those that it got for the state that it names, if
    /// those were the last.
    pub(super) fn exchange_tokens(
        &mut self,
        key: &str,
        previous: Option<&str>,
        stamp: u64,
        tokens: &[SemanticToken],
    ) -> Option<Vec<SemanticToken>> {
        let open = self.documents.get_mut(key)?;
        let before = open.tokens.replace((stamp, tokens.to_vec()));
        before.filter(|(stamp, _)| previous.is_some_and(|previous| *previous == stamp.to_string())).map(|(_, it)| it)
    }

    /// The next thing for the publisher to do. A client that pulls is not told anything unasked.
    pub(super) fn next_task(&mut self) -> Option<Task> {
        if !self.closed.is_empty() {
            return Some(Task::Clear(self.closed.remove(0)));
        }
        if self.client.pulls {
            self.dirty.clear();
        }
        let ready = |key: &String| self.documents.get(key).is_none_or(|open| open.root.is_some());
        let key = self.dirty.iter().position(ready).map(|index| self.dirty.remove(index))?;
        match self.documents.get(&key).map(|open| open.uri.clone()) {
            Some(uri) => self.check_of(&uri).map(Task::Check),
            // Closed in the meantime: look on.
            None => self.next_task(),
        }
    }

    /// Notes what a check has found. True if it is news: for the current state, and not what the client knows already.
    pub(super) fn is_news(&mut self, key: &str, stamp: u64, diagnostics: &[Diagnostic]) -> bool {
        let Some(open) = self.documents.get_mut(key).filter(|open| open.stamp == stamp) else {
            return false;
        };
        match &mut open.said {
            Some(said) if said.diagnostics == diagnostics => {
                said.stamp = stamp;
                false
            }
            said => {
                *said = Some(Said { stamp, diagnostics: diagnostics.to_vec() });
                true
            }
        }
    }

    /// What was said about the current state of a document, if that was checked already.
    pub(super) fn said(&self, uri: &Uri) -> Option<&[Diagnostic]> {
        let open = self.documents.get(uri.as_str())?;
        let said = open.said.as_ref().filter(|said| said.stamp == open.stamp)?;
        Some(&said.diagnostics)
    }

    /// Whether these diagnostics, with all that they carry, are what was said about the current state.
    /// If so their ranges fit the text, and if not they may not.
    pub(super) fn is_current(&self, uri: &Uri, diagnostics: &[Diagnostic]) -> bool {
        self.said(uri).is_some_and(|said| {
            diagnostics.iter().all(|asked| said.iter().any(|it| it.data == asked.data && it.range == asked.range))
        })
    }

    /// Takes the editor's settings, bare or inside a section of our name. True if they differ.
    pub(super) fn configure(&mut self, mut settings: Value) -> bool {
        if let Some(section) = settings.get_mut(SECTION).map(Value::take) {
            settings = section;
        }
        let before = mem::replace(&mut self.settings, settings);
        before != self.settings
    }

    pub(super) fn change_folders<'a>(
        &mut self,
        added: impl Iterator<Item = &'a Uri>,
        removed: impl Iterator<Item = &'a Uri>,
    ) {
        for folder in removed.filter_map(uri::file) {
            self.folders.remove(&folder);
        }
        self.folders.extend(added.filter_map(uri::file));
    }

    /// What to load for the folders and documents that are open now.
    pub(super) fn request(&self) -> Request {
        let is_inside = |path: &Path| self.folders.iter().any(|folder| path.starts_with(folder));
        let files = self.documents.values().filter_map(|open| open.path.as_deref());
        let outside = files.filter(|path| !is_inside(path)).map(|path| path.parent().unwrap_or(path).to_owned());
        Request { folders: self.folders.iter().cloned().chain(outside).collect(), settings: self.settings.clone() }
    }

    /// Whether a document waits for the configuration of its folder, and nobody is at it yet.
    pub(super) fn is_incomplete(&self) -> bool {
        self.workspace.is_some() && self.documents.values().any(|open| open.root.is_none())
    }

    /// Takes in a freshly loaded configuration; every document is to be checked again. Documents that were opened
    /// while it was loaded may still lack theirs: see [`Session::is_incomplete`].
    pub(super) fn install(&mut self, workspace: Workspace) {
        let mut keys: Vec<String> = self.documents.keys().cloned().collect();
        keys.sort();
        for key in keys {
            let stamp = self.next_stamp();
            let Some(open) = self.documents.get_mut(&key) else {
                continue;
            };
            open.root = workspace.root_of(open.path.as_deref()).cloned();
            open.stamp = stamp;
            if let Some(root) = &open.root
                && !Arc::ptr_eq(&root.knowledge, open.document.knowledge())
            {
                open.document = Arc::new(open.document.with_knowledge(Arc::clone(&root.knowledge)));
            }
            self.mark(key);
        }
        self.workspace = Some(workspace);
    }

    pub(super) fn workspace(&self) -> Option<&Workspace> {
        self.workspace.as_ref()
    }

    fn next_stamp(&mut self) -> u64 {
        self.stamps += 1;
        self.stamps
    }

    fn mark(&mut self, key: String) {
        if !self.dirty.contains(&key) {
            self.dirty.push(key);
        }
    }
}

/// The folders that are open, from the newest of three ways in which clients say so.
fn folders(params: &InitializeParams) -> BTreeSet<PathBuf> {
    if let Some(folders) = &params.workspace_folders {
        return folders.iter().filter_map(|folder| uri::file(&folder.uri)).collect();
    }
    #[expect(deprecated, reason = "older clients know nothing else")]
    let (root, path) = (params.root_uri.as_ref(), params.root_path.as_ref());
    let root = root.and_then(uri::file).or_else(|| path.map(PathBuf::from));
    root.filter(|root| root.is_absolute()).into_iter().collect()
}
