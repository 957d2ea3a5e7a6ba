#!/usr/bin/env bash
# Installs what the VS Code test drives into the folder given: VS Code 1.100 (as code-server) and playwright-core.
# Chromium comes from the system. Does nothing where it is all there.
set -euo pipefail
target=$1
version=4.100.3
server=$target/node_modules/code-server
if [ "$(cat "$target/installed" 2>/dev/null)" != "$version" ]; then
  mkdir -p "$target"
  cd "$target"
  echo '{ "private": true }' >package.json
  npm install --no-audit --no-fund --loglevel=error --omit=dev --ignore-scripts "code-server@$version" playwright-core@1.65.1
  npm rebuild --loglevel=error argon2 --build-from-source
  (cd "$server/lib/vscode" && npm install --no-audit --no-fund --loglevel=error --omit=dev --ignore-scripts)
  (cd "$server/lib/vscode/extensions" && npm install --no-audit --no-fund --loglevel=error --omit=dev --ignore-scripts)
  ln -sfn code-linux.sh "$server/lib/vscode/bin/remote-cli/code-server"
  ln -sfn browser-linux.sh "$server/lib/vscode/bin/helpers/browser.sh"
  echo "$version" >installed
fi
if ! command -v chromium >/dev/null; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null
fi
