#!/usr/bin/env bash
# Runs every test: the Rust tests, then the server inside a real Neovim. Installs what it needs into target/.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo test --locked
cargo build --locked
tests/editors/neovim.sh
