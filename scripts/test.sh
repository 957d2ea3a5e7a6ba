#!/usr/bin/env bash
# Runs every test: the Rust tests, then the server inside a real Neovim and a real VS Code. Installs what it needs into
# target/; only Chromium, where there is none, goes into the system (Debian, root).
set -euo pipefail
cd "$(dirname "$0")/.."
cargo test --locked
cargo build --locked
tests/editors/neovim.sh
# Packages the extension with a release build of the server, as it is shipped.
tests/editors/vscode.sh
