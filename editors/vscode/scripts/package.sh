#!/usr/bin/env bash
# Packages the extension with a server for one platform.
# Arguments: the platform as VS Code names it, the server, the file to write.
set -euo pipefail
target=$1 binary=$2 out=$3
cd "$(dirname "$0")/.."
name=fingerpost
case $target in win32-*) name=fingerpost.exe ;; esac
rm -rf server
mkdir -p server "$(dirname "$out")"
cp "$binary" "server/$name"
chmod 755 "server/$name"
if [ "$target" = linux-x64 ]; then strip "server/$name"; fi
cp ../../LICENSE-MIT LICENSE
trap 'rm -rf server LICENSE' EXIT
npm run --silent build -- --log-level=warning
npm run --silent package -- --target "$target" --out "$out" >"$out.log" || { cat "$out.log" >&2; exit 1; }
