//! A small language client: frames messages, waits with a time-out, answers what a server may ask.

use std::collections::VecDeque;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// Far beyond what anything takes, even on a busy machine: it only ends tests that would hang.
pub(crate) const TIMEOUT: Duration = Duration::from_secs(30);

/// A line in which the analysis has something to say about [`FLAG`], with a quick fix: a suppression that
/// silences nothing. It depends on no service, so knowledge may change as it likes.
pub(crate) const FLAGGED: &str = "We chose <!-- fingerpost-disable-line points-elsewhere -->";

/// A column of [`FLAGGED`] at which a hover has something to explain.
pub(crate) const HOVER: u32 = 45;

/// What is flagged in it.
pub(crate) const FLAG: &str = "<!-- fingerpost-disable-line points-elsewhere -->";

/// The rule that flags it.
pub(crate) const RULE: &str = "unused-suppression";

/// The range of the flag where [`FLAGGED`] starts at a column of a line.
pub(crate) fn flag(line: u32, column: u32) -> Value {
    range(line, column + 9, column + 58)
}

/// What the client is like.
pub(crate) struct Setup {
    pub(crate) capabilities: Value,
    /// What it answers to `workspace/configuration`.
    pub(crate) settings: Value,
    pub(crate) options: Value,
    pub(crate) folders: Vec<PathBuf>,
    pub(crate) process: Option<u32>,
    /// Whether requests of the server are answered at once. If not, they wait in [`Server::asked`].
    pub(crate) answers: bool,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            capabilities: json!({
                "general": { "positionEncodings": ["utf-16"] },
                "textDocument": {
                    "publishDiagnostics": {
                        "relatedInformation": true, "codeDescriptionSupport": true, "dataSupport": true, "versionSupport": true
                    },
                    "hover": { "contentFormat": ["markdown"] },
                    "completion": { "completionItem": { "documentationFormat": ["markdown"] } },
                    "codeAction": {
                        "codeActionLiteralSupport": { "codeActionKind": { "valueSet": ["quickfix"] } },
                        "isPreferredSupport": true, "dataSupport": true
                    }
                },
                "workspace": { "workspaceEdit": { "documentChanges": true } }
            }),
            settings: Value::Null,
            options: Value::Null,
            folders: Vec::new(),
            process: None,
            answers: true,
        }
    }
}

impl Setup {
    /// The default client with more capabilities.
    pub(crate) fn with(capabilities: &Value) -> Self {
        let mut setup = Self::default();
        merge(&mut setup.capabilities, capabilities);
        setup
    }

    /// A client that pulls its diagnostics.
    pub(crate) fn pulling() -> Self {
        Self::with(&json!({
            "textDocument": { "diagnostic": { "dataSupport": true } },
            "workspace": { "diagnostics": { "refreshSupport": true } }
        }))
    }

    pub(crate) fn encoding(encoding: &str) -> Self {
        Self::with(&json!({ "general": { "positionEncodings": [encoding] } }))
    }
}

fn merge(into: &mut Value, from: &Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (key, value) in from {
                merge(into.entry(key).or_insert(Value::Null), value);
            }
        }
        (into, from) => *into = from.clone(),
    }
}

/// What the server said about one document.
#[derive(Debug, PartialEq)]
pub(crate) struct Publication {
    pub(crate) version: Option<i64>,
    pub(crate) diagnostics: Vec<Value>,
}

/// A running server and our end of its pipes.
pub(crate) struct Server {
    child: Child,
    stdin: Option<ChildStdin>,
    messages: Receiver<Value>,
    /// Arrived, and not asked for yet.
    unread: VecDeque<Value>,
    setup: Setup,
    last_id: i64,
    probes: usize,
    /// What `initialize` was answered.
    pub(crate) initialized: Value,
    /// Whether dropping may find the process gone, and its output unheard.
    left_alone: bool,
}

impl Server {
    /// Starts the binary and says nothing yet.
    pub(crate) fn spawn(setup: Setup) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_fingerpost"))
            .arg("server")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        let stdin = child.stdin.take();
        let stdout = child.stdout.take().expect("piped");
        let (sender, messages) = mpsc::channel();
        thread::spawn(move || {
            let mut stdout = BufReader::new(stdout);
            while let Some(message) = read_message(&mut stdout) {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        Self {
            child,
            stdin,
            messages,
            unread: VecDeque::new(),
            setup,
            last_id: 0,
            probes: 0,
            initialized: Value::Null,
            left_alone: false,
        }
    }

    /// Starts the binary without a thread that reads its output, and gives that end away.
    pub(crate) fn spawn_unread() -> (Self, ChildStdout) {
        let mut child = Command::new(env!("CARGO_BIN_EXE_fingerpost"))
            .arg("server")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        let stdin = child.stdin.take();
        let stdout = child.stdout.take().expect("piped");
        let (_, messages) = mpsc::channel();
        let server = Self {
            child,
            stdin,
            messages,
            unread: VecDeque::new(),
            setup: Setup::default(),
            last_id: 0,
            probes: 0,
            initialized: Value::Null,
            left_alone: true,
        };
        (server, stdout)
    }

    /// Starts the binary and shakes hands.
    pub(crate) fn start(setup: Setup) -> Self {
        let mut server = Self::spawn(setup);
        let params = server.initialize_params();
        server.initialized = server.request("initialize", params).expect("initialize");
        server.notify("initialized", json!({}));
        server
    }

    pub(crate) fn initialize_params(&self) -> Value {
        let folders: Vec<Value> =
            self.setup.folders.iter().map(|folder| json!({ "uri": uri_of(folder), "name": "folder" })).collect();
        json!({
            "processId": self.setup.process,
            "capabilities": self.setup.capabilities,
            "initializationOptions": self.setup.options,
            "workspaceFolders": folders
        })
    }

    // ---- sending

    pub(crate) fn raw(&mut self, bytes: &[u8]) {
        let stdin = self.stdin.as_mut().expect("stdin is open");
        stdin.write_all(bytes).expect("the server reads");
        stdin.flush().expect("the server reads");
    }

    pub(crate) fn send(&mut self, message: &Value) {
        self.raw(&frame(message));
    }

    #[expect(clippy::needless_pass_by_value, reason = "callers write the parameters in place")]
    pub(crate) fn notify(&mut self, method: &str, params: Value) {
        self.send(&notification(method, &params));
    }

    /// Sends a request and returns its id.
    pub(crate) fn ask(&mut self, method: &str, params: Value) -> i64 {
        let (id, message) = self.request_message(method, params);
        self.send(&message);
        id
    }

    pub(crate) fn request_message(&mut self, method: &str, params: Value) -> (i64, Value) {
        self.last_id += 1;
        let mut message = json!({ "jsonrpc": "2.0", "id": self.last_id, "method": method });
        if !params.is_null() {
            message["params"] = params;
        }
        (self.last_id, message)
    }

    /// The result of a request, or its error.
    pub(crate) fn request(&mut self, method: &str, params: Value) -> Result<Value, Value> {
        let id = self.ask(method, params);
        self.answer(id)
    }

    pub(crate) fn set_settings(&mut self, settings: Value) {
        self.setup.settings = settings;
    }

    pub(crate) fn close_stdin(&mut self) {
        self.stdin = None;
    }

    // ---- documents

    pub(crate) fn open(&mut self, uri: &str, text: &str) {
        self.notify("textDocument/didOpen", open(uri, 1, text));
    }

    pub(crate) fn change(&mut self, uri: &str, version: i64, changes: &Value) {
        self.notify("textDocument/didChange", change(uri, version, changes));
    }

    /// Replaces the whole text.
    pub(crate) fn replace(&mut self, uri: &str, version: i64, text: &str) {
        self.change(uri, version, &json!([{ "text": text }]));
    }

    pub(crate) fn close(&mut self, uri: &str) {
        self.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
    }

    pub(crate) fn hover(&mut self, uri: &str, line: u32, character: u32) -> Result<Value, Value> {
        self.request("textDocument/hover", at(uri, line, character))
    }

    /// The diagnostics of a document as they are now, by request.
    pub(crate) fn pull(&mut self, uri: &str) -> Vec<Value> {
        let report =
            self.request("textDocument/diagnostic", json!({ "textDocument": { "uri": uri } })).expect("a report");
        report["items"].as_array().expect("items").clone()
    }

    // ---- receiving

    /// The next message that `wanted` takes. Others wait for someone else to ask.
    pub(crate) fn wait<T>(&mut self, what: &str, mut wanted: impl FnMut(&Value) -> Option<T>) -> T {
        if let Some((index, found)) =
            self.unread.iter().enumerate().find_map(|(index, message)| Some((index, wanted(message)?)))
        {
            self.unread.remove(index);
            return found;
        }
        let deadline = Instant::now() + TIMEOUT;
        loop {
            let message = self.receive(deadline).unwrap_or_else(|error| panic!("waited for {what}: {error}"));
            if let Some(found) = wanted(&message) {
                return found;
            }
            self.unread.push_back(message);
        }
    }

    /// The next message. If it is a request it has been answered.
    fn receive(&mut self, deadline: Instant) -> Result<Value, RecvTimeoutError> {
        let message = self.messages.recv_timeout(deadline.saturating_duration_since(Instant::now()))?;
        let is_request = message.get("method").is_some() && message.get("id").is_some();
        if is_request && self.setup.answers {
            let result = match message["method"].as_str() {
                Some("workspace/configuration") => json!([self.setup.settings]),
                _ => Value::Null,
            };
            self.send(&json!({ "jsonrpc": "2.0", "id": message["id"], "result": result }));
        }
        Ok(message)
    }

    /// The answer to a request.
    pub(crate) fn answer(&mut self, id: i64) -> Result<Value, Value> {
        let mut message = self.wait(&format!("the answer to request {id}"), |message| {
            (message.get("method").is_none() && message["id"] == id).then(|| message.clone())
        });
        match message.get_mut("error") {
            Some(error) => Err(error.take()),
            None => Ok(message["result"].take()),
        }
    }

    /// The error that the server sends for what it cannot assign to any request.
    pub(crate) fn complaint(&mut self) -> Value {
        self.wait("an error without an id", |message| {
            (message.get("error").is_some() && message["id"].is_null()).then(|| message["error"].clone())
        })
    }

    /// A request of the server: its id and parameters.
    pub(crate) fn asked(&mut self, method: &str) -> (Value, Value) {
        self.wait(&format!("the request {method}"), |message| {
            (message["method"] == method).then(|| (message["id"].clone(), message["params"].clone()))
        })
    }

    /// The next publication for a document.
    pub(crate) fn published(&mut self, uri: &str) -> Publication {
        self.wait(&format!("diagnostics of {uri}"), |message| {
            let params = publication_of(message, uri)?;
            Some(Publication {
                version: params["version"].as_i64(),
                diagnostics: params["diagnostics"].as_array().expect("a list").clone(),
            })
        })
    }

    /// Returns when everything sent so far has been handled and published: a new document beside this one is
    /// checked last, and the first check of a document is always published.
    pub(crate) fn settle(&mut self, uri: &str) {
        self.probes += 1;
        let folder = uri.rfind('/').map_or("untitled:", |slash| &uri[..=slash]);
        let probe = format!("{folder}probe-{}.md", self.probes);
        self.open(&probe, "");
        assert!(self.published(&probe).diagnostics.is_empty());
        self.close(&probe);
    }

    /// All publications for a document that have arrived and were not asked for, after [`Server::settle`].
    pub(crate) fn publications(&mut self, uri: &str) -> Vec<Publication> {
        self.settle(uri);
        let mut publications = Vec::new();
        while self.unread.iter().any(|message| publication_of(message, uri).is_some()) {
            publications.push(self.published(uri));
        }
        publications
    }

    /// Forgets what was published about a version of a document before the last answer.
    pub(crate) fn skip_publications(&mut self, uri: &str, version: i64) {
        self.unread.retain(|message| publication_of(message, uri).is_none_or(|params| params["version"] != version));
    }

    /// How many requests of this method the server has sent so far.
    pub(crate) fn count_asked(&mut self, method: &str) -> usize {
        self.settle("untitled:");
        let before = self.unread.len();
        self.unread.retain(|message| message["method"] != method);
        before - self.unread.len()
    }

    /// Forgets what was published: for tests in which that is not the point.
    pub(crate) fn forget(&mut self) {
        self.left_alone = true;
    }

    // ---- the end

    /// Waits until the process has ended by itself.
    pub(crate) fn ended(&mut self) -> ExitStatus {
        let deadline = Instant::now() + TIMEOUT;
        loop {
            // The reader's channel closes when the process closes its output, which it does by ending.
            match self.receive(deadline) {
                Ok(message) => self.unread.push_back(message),
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => panic!("the process runs on"),
            }
        }
        self.left_alone = true;
        self.child.wait().expect("a status")
    }

    fn leave(&mut self) {
        self.request("shutdown", Value::Null).expect("shutdown");
        self.notify("exit", Value::Null);
        let was_left_alone = self.left_alone;
        let status = self.ended();
        assert!(status.success(), "after shutdown the exit code is 0, not {status}");
        if was_left_alone {
            return;
        }
        let unread: Vec<&Value> = self.unread.iter().filter(|message| !is_allowed(message)).collect();
        assert!(unread.is_empty(), "nobody asked for {unread:#?}");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if !thread::panicking() && self.stdin.is_some() && matches!(self.child.try_wait(), Ok(None)) {
            self.leave();
        }
        self.stdin = None;
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What a server may say without being asked: the log, and requests, which have been answered.
fn is_allowed(message: &Value) -> bool {
    message["method"] == "window/logMessage" || message.get("method").is_some() && message.get("id").is_some()
}

fn publication_of<'message>(message: &'message Value, uri: &str) -> Option<&'message Value> {
    let params = message.get("params")?;
    (message["method"] == "textDocument/publishDiagnostics" && params["uri"] == uri).then_some(params)
}

fn read_message(input: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if input.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end().split_once(": ") {
            Some(("Content-Length", value)) => length = value.parse().expect("a number"),
            Some(_) => {}
            None if line.trim_end().is_empty() => break,
            None => panic!("the server wrote {line:?} to its standard output"),
        }
    }
    let mut body = vec![0; length];
    input.read_exact(&mut body).ok()?;
    Some(serde_json::from_slice(&body).expect("the server sends JSON"))
}

// ---- messages

pub(crate) fn frame(message: &Value) -> Vec<u8> {
    let body = message.to_string();
    format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

pub(crate) fn notification(method: &str, params: &Value) -> Value {
    if params.is_null() {
        return json!({ "jsonrpc": "2.0", "method": method });
    }
    json!({ "jsonrpc": "2.0", "method": method, "params": params })
}

pub(crate) fn open(uri: &str, version: i64, text: &str) -> Value {
    json!({ "textDocument": { "uri": uri, "languageId": "markdown", "version": version, "text": text } })
}

pub(crate) fn change(uri: &str, version: i64, changes: &Value) -> Value {
    json!({ "textDocument": { "uri": uri, "version": version }, "contentChanges": changes })
}

pub(crate) fn at(uri: &str, line: u32, character: u32) -> Value {
    json!({ "textDocument": { "uri": uri }, "position": { "line": line, "character": character } })
}

pub(crate) fn range(line: u32, start: u32, end: u32) -> Value {
    json!({ "start": { "line": line, "character": start }, "end": { "line": line, "character": end } })
}

/// Inserts at a place of a line.
pub(crate) fn insertion(line: u32, character: u32, text: &str) -> Value {
    json!([{ "range": range(line, character, character), "text": text }])
}

pub(crate) fn uri_of(path: &Path) -> String {
    format!("file://{}", path.to_str().expect("a test path").replace(' ', "%20"))
}

// ---- files

/// A folder of its own that goes away with the test.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("fingerpost-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(&folder).expect("a new folder");
        Self(folder.canonicalize().expect("it exists"))
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    pub(crate) fn uri(&self, name: &str) -> String {
        uri_of(&self.path(name))
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("it has one")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
