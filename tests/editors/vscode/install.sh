#!/usr/bin/env bash
# Installs what the VS Code test drives into the folder given: VS Code 1.100 (as code-server) and playwright-core, from
# npm. Chromium comes from the system, by apt where there is none. Does nothing where it is all there.
set -euo pipefail
target=$1
version=4.100.3
server=$target/node_modules/code-server
fail() {
  echo "FAILED: the VS Code test needs $1" >&2
  exit 1
}

command -v npm >/dev/null || fail 'Node 20 with npm, and there is no npm on the PATH'
node --eval 'process.exit(Number(process.versions.node.split(".")[0]) < 20 ? 1 : 0)' || fail "Node 20; this is $(node --version)"

browser() { command -v chromium || command -v chromium-browser || command -v google-chrome; }
if ! browser >/dev/null; then
  command -v apt-get >/dev/null || fail 'Chromium; install it, so that `chromium` is on the PATH'
  as_root=
  if [ "$(id -u)" != 0 ]; then
    sudo --non-interactive true 2>/dev/null || fail 'Chromium; run `sudo apt-get install chromium fonts-dejavu-core`'
    as_root='sudo --non-interactive'
  fi
  export DEBIAN_FRONTEND=noninteractive
  $as_root apt-get update --quiet=2 || fail 'Chromium, and `apt-get update` did not work'
  $as_root apt-get install --yes --quiet=2 --no-install-recommends chromium fonts-dejavu-core >/dev/null ||
    fail 'Chromium, and `apt-get install chromium` did not work'
fi

if [ "$(cat "$target/installed" 2>/dev/null)" = "$version" ]; then exit 0; fi
rm -rf "$target"
mkdir -p "$target"
cd "$target"
install() {
  npm install --no-audit --no-fund --loglevel=error --omit=dev --ignore-scripts --fetch-retries=5 "$@" >/dev/null ||
    fail 'packages from the npm registry, and `npm install` did not work'
}
echo '{ "private": true }' >package.json
install "code-server@$version" playwright-core@1.65.1
(cd "$server/lib/vscode" && install)
(cd "$server/lib/vscode/extensions" && install)
# Only hashes passwords, and there is none here; to build it takes a compiler and Node's headers.
echo 'module.exports = {};' >node_modules/argon2/argon2.js
node --eval 'require("./node_modules/argon2")' || fail "code-server $version as it was when this was written"
ln -sfn code-linux.sh "$server/lib/vscode/bin/remote-cli/code-server"
ln -sfn browser-linux.sh "$server/lib/vscode/bin/helpers/browser.sh"
echo "$version" >installed
