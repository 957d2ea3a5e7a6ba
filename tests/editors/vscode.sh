#!/usr/bin/env bash
# Builds and packages the VS Code extension and drives it in a real VS Code. Installs what it needs into target/editors.
# Arguments: the server to package (by default a release build), and --pictures to renew those in editors/vscode/images.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
extension=$root/editors/vscode
tests=$root/tests/editors/vscode
tools=$root/target/editors/code-server
build=$root/target/editors/vscode
pictures=false
binary=
for argument in "$@"; do
  if [ "$argument" = --pictures ]; then pictures=true; else binary=$(realpath "$argument"); fi
done
if [ -z "$binary" ]; then
  (cd "$root" && cargo build --quiet --locked --release)
  binary=$root/target/release/fingerpost
fi

"$tests/install.sh" "$tools"
cd "$extension"
if [ ! node_modules/.package-lock.json -nt package-lock.json ]; then
  npm ci --no-audit --no-fund --loglevel=error --ignore-scripts
fi
npm run --silent check-types
(cd "$root" && cargo run --quiet --locked --example schema) | node scripts/settings.mjs
scripts/package.sh linux-x64 "$binary" "$build/fingerpost-linux-x64.vsix"
size=$(stat --format %s "$build/fingerpost-linux-x64.vsix")
if [ "$size" -gt 6000000 ]; then
  echo "FAILED: the package has $size bytes" >&2
  exit 1
fi
echo "ok: the package has $size bytes"

rm -rf "$build/test"
esbuild() { "$extension/node_modules/.bin/esbuild" --log-level=warning --bundle --platform=node --format=cjs "$@"; }
esbuild "$tests/drive.ts" --external:playwright-core --outfile="$build/test/drive.js"
esbuild "$tests/probe/extension.ts" --external:vscode --outfile="$build/test/probe/extension.js"
cp "$tests/probe/package.json" "$build/test/probe/"
touch "$build/test/probe/.vscodeignore"
cp -r "$tests/documents" "$build/test/"
cp "$extension/walkthrough/sample.md" "$build/test/documents/adr.md"
cp "$root/samples/two-components.md" "$build/test/documents/docs/components.md"
(cd "$build/test/probe" && "$extension/node_modules/.bin/vsce" package --no-dependencies --skip-license --allow-missing-repository --out "$build/probe.vsix" >/dev/null)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
status=0
NODE_PATH=$tools/node_modules timeout 240 node "$build/test/drive.js" "$tools" "$work" "$build/fingerpost-linux-x64.vsix" "$build/probe.vsix" || status=$?
rm -rf "$build/pictures"
cp -r "$work/pictures" "$build/"
if [ "$status" != 0 ]; then
  cp -r "$work/user/logs" "$work/code-server.log" "$build/" || true
  exit "$status"
fi
if [ "$pictures" = true ]; then
  cp "$build/pictures/"{hover-term,hover-finding}-{light,dark}.png "$build/pictures/"{completion,problems}-dark.png "$extension/images/"
fi
