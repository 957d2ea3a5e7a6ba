//! The server over a pipe, beside one that does nothing (`examples/empty_server.rs`): from start to the answer to
//! `initialize`, from `didOpen` and from `didChange` to `publishDiagnostics`.
//!
//! `cargo build --release --examples` first.
#![expect(clippy::print_stdout, reason = "a benchmark prints its table")]

mod common;

use std::error::Error;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use common::{SIZES, Times, design, head, row, shown};
use serde_json::{Value, json};

const STARTS: usize = 20;
const OPENS: usize = 5;
const KEYSTROKES: usize = 100;

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    let fingerpost = PathBuf::from(env!("CARGO_BIN_EXE_fingerpost"));
    let empty =
        fingerpost.with_file_name("examples").join(if cfg!(windows) { "empty_server.exe" } else { "empty_server" });
    let mut servers = vec![("fingerpost", fingerpost, vec!["server"])];
    if empty.exists() {
        servers.push(("empty server", empty, Vec::new()));
    } else {
        println!(
            "no {}; run `cargo build --release --examples` to see what the transport alone costs",
            empty.display()
        );
    }
    for (name, program, arguments) in &servers {
        let mut starts = Times::default();
        for _ in 0..STARTS {
            let start = Instant::now();
            let server = Pipe::start(program, arguments)?;
            starts.push(start.elapsed());
            server.stop()?;
        }
        println!("{name}: start to the answer to initialize {} {}", shown(starts.median()), shown(starts.p95()));
    }
    head("over the pipe");
    for (name, program, arguments) in &servers {
        let (mut opens, mut changes) = (Vec::new(), Vec::new());
        for (_, size) in SIZES {
            let (open, change, kilobytes) = session(program, arguments, &design(size))?;
            println!("  {name}: {kilobytes} KB resident with {size} bytes open");
            opens.push(open);
            changes.push(change);
        }
        row(&format!("{name}: didOpen to diagnostics"), &opens);
        row(&format!("{name}: didChange to diagnostics"), &changes);
    }
    Ok(())
}

/// Opens a document a few times and types into it. Each keystroke moves a finding, so each is answered.
fn session(program: &Path, arguments: &[&str], text: &str) -> Outcome<(Times, Times, usize)> {
    let mut server = Pipe::start(program, arguments)?;
    let line =
        text.lines().position(|line| line.contains("hyperparameter tuning")).ok_or("no requirement to type into")?;
    // Whatever is done once per process does not count.
    server.open("file:///warm.md", "# Warm\n\nWe will use Amazon Bedrock.\n\n- The team must tune hyperparameters of its own gradient boosted trees.\n")?;
    let (mut opens, mut changes) = (Times::default(), Times::default());
    for number in 0..OPENS {
        let uri = format!("file:///design-{number}.md");
        opens.push(server.open(&uri, text)?);
        if number + 1 < OPENS {
            server.notify("textDocument/didClose", &json!({ "textDocument": { "uri": uri } }))?;
        }
    }
    let uri = format!("file:///design-{}.md", OPENS - 1);
    for number in 0..KEYSTROKES {
        let typed = number % 2 == 0;
        let range = json!({
            "start": { "line": line, "character": 2 },
            "end": { "line": line, "character": if typed { 2 } else { 3 } },
        });
        let params = json!({
            "textDocument": { "uri": uri, "version": number + 2 },
            "contentChanges": [{ "range": range, "text": if typed { "e" } else { "" } }],
        });
        let start = Instant::now();
        server.notify("textDocument/didChange", &params)?;
        server.diagnostics(&uri, number + 2)?;
        changes.push(start.elapsed());
    }
    let kilobytes = server.resident().unwrap_or_default();
    server.stop()?;
    Ok((opens, changes, kilobytes))
}

/// A server at the other end of a pipe.
struct Pipe {
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Pipe {
    /// Starts a server and waits for its answer to `initialize`.
    fn start(program: &Path, arguments: &[&str]) -> Outcome<Self> {
        let mut process = Command::new(program)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let input = process.stdin.take().ok_or("no stdin")?;
        let output = BufReader::new(process.stdout.take().ok_or("no stdout")?);
        let mut server = Self { process, input, output };
        let params = json!({ "processId": null, "rootUri": null, "capabilities": {} });
        server.send(&json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params }))?;
        server.receive(|message| message["id"] == 1)?;
        server.notify("initialized", &json!({}))?;
        Ok(server)
    }

    fn open(&mut self, uri: &str, text: &str) -> Outcome<Duration> {
        let document = json!({ "uri": uri, "languageId": "markdown", "version": 1, "text": text });
        let start = Instant::now();
        self.notify("textDocument/didOpen", &json!({ "textDocument": document }))?;
        self.diagnostics(uri, 1)?;
        Ok(start.elapsed())
    }

    fn diagnostics(&mut self, uri: &str, version: usize) -> Outcome<Value> {
        self.receive(|message| {
            let params = &message["params"];
            message["method"] == "textDocument/publishDiagnostics"
                && params["uri"] == uri
                && params["version"] == version
        })
    }

    fn notify(&mut self, method: &str, params: &Value) -> Outcome<()> {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }))
    }

    fn send(&mut self, message: &Value) -> Outcome<()> {
        let body = message.to_string();
        self.input.write_all(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes())?;
        Ok(self.input.flush()?)
    }

    /// The next message that is meant; others are passed over.
    fn receive(&mut self, is_meant: impl Fn(&Value) -> bool) -> Outcome<Value> {
        loop {
            let mut length = 0;
            loop {
                let mut line = String::new();
                if self.output.read_line(&mut line)? == 0 {
                    return Err("the server is gone".into());
                }
                if line.trim().is_empty() {
                    break;
                }
                if let Some(number) = line.strip_prefix("Content-Length:") {
                    length = number.trim().parse()?;
                }
            }
            let mut body = vec![0; length];
            self.output.read_exact(&mut body)?;
            let message = serde_json::from_slice(&body)?;
            if is_meant(&message) {
                return Ok(message);
            }
        }
    }

    /// Resident memory in kilobytes, where the system tells.
    fn resident(&self) -> Option<usize> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).ok()?;
        status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.trim().strip_suffix("kB")?.trim().parse().ok())
    }

    fn stop(mut self) -> Outcome<()> {
        self.send(&json!({ "jsonrpc": "2.0", "id": 2, "method": "shutdown" }))?;
        self.receive(|message| message["id"] == 2)?;
        self.notify("exit", &Value::Null)?;
        drop(self.input);
        self.process.wait()?;
        Ok(())
    }
}
