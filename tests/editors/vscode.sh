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
case $(uname -m) in
  x86_64) platform=linux-x64 ;;
  aarch64) platform=linux-arm64 ;;
  *) echo "FAILED: there is no package for $(uname -s) on $(uname -m)" >&2; exit 1 ;;
esac

"$tests/install.sh" "$tools"
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome)
if [ -z "$binary" ]; then
  (cd "$root" && cargo build --quiet --locked --release)
  binary=$root/target/release/fingerpost
fi
cd "$extension"
if [ ! node_modules/.package-lock.json -nt package-lock.json ]; then
  npm ci --no-audit --no-fund --loglevel=error --ignore-scripts --fetch-retries=5 >/dev/null
fi
npm run --silent check-types
"$binary" schema config | node scripts/settings.mjs
package=$build/fingerpost-$platform.vsix
scripts/package.sh "$platform" "$binary" "$package"
size=$(stat --format %s "$package")
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
NODE_PATH=$tools/node_modules timeout 1200 node "$build/test/drive.js" "$tools" "$browser" "$work" "$package" "$build/probe.vsix" || status=$?
rm -rf "$build/pictures" "$build/logs"
if [ -d "$work/pictures" ]; then cp -r "$work/pictures" "$build/"; fi
if [ "$status" != 0 ]; then
  for round in trusted restricted; do
    if [ -d "$work/$round/user/logs" ]; then
      mkdir -p "$build/logs/$round"
      cp -r "$work/$round/user/logs" "$work/$round/code-server.log" "$build/logs/$round/"
    fi
  done
  echo "FAILED: the VS Code test; pictures and logs are in ${build#"$root/"}" >&2
  exit "$status"
fi
if [ "$pictures" = true ]; then
  cp "$build/pictures/"{hover-term,hover-finding,completion,problems}-{light,dark}.png "$extension/images/"
  cp "$build/pictures/"terminal-{light,dark}.png "$root/docs/images/"
fi
