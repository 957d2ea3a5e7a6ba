#!/usr/bin/env bash
# Drives Helix, Emacs with Eglot, Vim with ALE, and Kakoune with the configurations in editors/, as a reader would copy
# them. Not part of the ordinary tests, for it installs Debian packages: Helix into target/editors, Emacs, Vim, Kakoune
# and tmux into the system, and builds kakoune-lsp into target/editors, which takes minutes. Builds the extension
# for Zed, which cannot be run here.
# Arguments: the server (by default the debug build), then editors (by default helix emacs vim kakoune zed).
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
binary=$(realpath "${1:-$root/target/debug/fingerpost}")
shift || true
if [ $# = 0 ]; then set -- helix emacs vim kakoune zed; fi
editors=$root/target/editors
work=$(mktemp -d)
socket=fingerpost-$$
cleanup() {
  tmux -L "$socket" kill-server 2>/dev/null || true
  # What is still ending may write its last file meanwhile.
  rm -rf "$work" 2>/dev/null || rm -rf "$work" || true
}
trap cleanup EXIT
failed=0

need() {
  local missing=() package
  for package in "$@"; do
    if ! dpkg-query --show --showformat '${Status}' "$package" 2>/dev/null | grep -q 'ok installed'; then missing+=("$package"); fi
  done
  if [ ${#missing[@]} != 0 ]; then
    apt-get install --yes --quiet=2 --no-install-recommends "${missing[@]}" >/dev/null
  fi
}

# A document in a project of its own, and the server under the name that the configurations know.
prepare() {
  rm -rf "$work/project"
  mkdir -p "$work/bin" "$work/project" "$work/home"
  git init --quiet "$work/project"
  ln -sf "$binary" "$work/bin/fingerpost"
  cat >"$work/project/adr.md" <<'EOF'
# ADR 7

We will use Amazon Bedrock.

- Sensitive answers are filtered by Guardrails.
- The hyperparameters of our own model must be searched automatically over 200 trials.

<!-- fingerpost-disable-next-line points-elsewhere: x -->
A line without any meaning.
EOF
}

screen() { tmux -L "$socket" capture-pane -p; }
press() { tmux -L "$socket" send-keys "$@"; }
# As a person types: a finished word before the next.
types() {
  local at
  for ((at = 0; at < ${#1}; at++)); do
    press -l -- "${1:at:1}"
    sleep 0.05
  done
}
terminal() {
  tmux -L "$socket" kill-server 2>/dev/null || true
  tmux -L "$socket" -f /dev/null new-session -d -x 120 -y 40 -c "$work/project" \
    "env PATH='$work/bin:$PATH' HOME='$work/home' XDG_CONFIG_HOME='$work/home/.config' XDG_CACHE_HOME='$work/home/.cache' TERM=xterm-256color $*; sleep 5"
  # Keys are taken as typed, not as the end of an escape sequence.
  tmux -L "$socket" set-option -g escape-time 0
}

# shows WHAT TEXT: waits until the screen has the text.
shows() {
  for _ in $(seq 100); do
    if screen | grep --quiet --fixed-strings -- "$2"; then
      echo "ok: $editor: $1"
      return
    fi
    sleep 0.1
  done
  echo "FAILED: $editor: $1: the screen does not show \"$2\"" >&2
  screen >&2
  failed=1
}

lacks() {
  for _ in $(seq 100); do
    if ! screen | grep --quiet --fixed-strings -- "$2"; then
      echo "ok: $editor: $1"
      return
    fi
    sleep 0.1
  done
  echo "FAILED: $editor: $1: the screen still shows \"$2\"" >&2
  screen >&2
  failed=1
}

ends() {
  local running process
  for _ in $(seq 100); do
    running=
    for process in /proc/[0-9]*; do
      # Other tests may run the same program; ours has our project as its folder, or its command names our link.
      if [ "$(readlink "$process/exe" 2>/dev/null)" = "$binary" ] && tr '\0' '\n' <"$process/environ" 2>/dev/null | grep --quiet "^PATH=$work/bin:"; then
        running=$process
      fi
    done
    if [ -z "$running" ]; then
      echo "ok: $editor: the server ends with the editor"
      return
    fi
    sleep 0.1
  done
  echo "FAILED: $editor: the server ends with the editor" >&2
  failed=1
}

install_helix() {
  local prefix=$editors/helix
  if [ -x "$prefix/hx" ]; then return; fi
  rm -rf "$prefix"
  mkdir -p "$prefix/apt/state/lists/partial" "$prefix/apt/cache/archives/partial"
  touch "$prefix/apt/status"
  echo 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian trixie main' >"$prefix/apt/sources.list"
  cat >"$prefix/apt/apt.conf" <<EOF
Dir::State "$prefix/apt/state";
Dir::State::status "$prefix/apt/status";
Dir::Cache "$prefix/apt/cache";
Dir::Etc::sourcelist "$prefix/apt/sources.list";
Dir::Etc::sourceparts "-";
APT::Install-Recommends "false";
APT::Sandbox::User "root";
EOF
  (
    export APT_CONFIG=$prefix/apt/apt.conf
    apt-get update --quiet=2
    apt-get install --download-only --yes --quiet=2 hx
  ) >/dev/null
  for package in "$prefix"/apt/cache/archives/*.deb; do dpkg-deb --extract "$package" "$prefix"; done
  rm -rf "$prefix/apt"
  cat >"$prefix/hx" <<EOF
#!/bin/sh
export HELIX_RUNTIME=$prefix/usr/lib/hx/runtime
exec $prefix/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2 --library-path $prefix/usr/lib/x86_64-linux-gnu $prefix/usr/lib/hx/hx "\$@"
EOF
  chmod +x "$prefix/hx"
}

drive_helix() {
  editor=helix
  need tmux
  install_helix
  "$editors/helix/hx" --version
  prepare
  mkdir -p "$work/home/.config/helix"
  cp "$root/editors/helix/languages.toml" "$work/home/.config/helix/"
  terminal "$editors/helix/hx" adr.md
  shows 'a finding is counted' '● 1'
  press 6gglllllllllll
  shows 'the finding is shown' 'a job for Amazon SageMaker AI alone'
  press ' k'
  shows 'a hover on the requirement gives the verdict' 'Points to Amazon SageMaker AI'
  press Escape
  press '5gg' 'f' 'G' 'l'
  press ' k'
  shows 'a hover explains the term' 'configurable safeguards'
  press Escape
  press '8gg' ' a'
  shows 'the fix is offered' 'Delete this suppression'
  press Enter
  lacks 'the fix deletes the suppression' 'fingerpost-disable'
  press Escape ge o
  types 'It is answered by Bedrock Knowl'
  shows 'completion offers the term' 'Bedrock Knowledge Bases'
  press C-n
  shows 'the documentation stands beside it' 'In a design'
  press Enter
  shows 'the chosen term replaces what was typed' 'It is answered by Bedrock Knowledge Bases'
  press Escape
  press -l ':q!'
  press Enter
  ends
}

drive_emacs() {
  editor=emacs
  need emacs-nox elpa-eglot elpa-markdown-mode
  emacs --version | head -n 1
  prepare
  (
    cd "$work/project"
    HOME=$work/home PATH=$work/bin:$PATH timeout 60 emacs --batch --load "$root/tests/editors/emacs.el" "$root/editors/emacs/fingerpost.el" "$work/project/adr.md"
  ) || failed=1
  ends
}

drive_vim() {
  editor=vim
  need tmux vim-nox vim-ale
  vim --version | head -n 1
  prepare
  mkdir -p "$work/home/.vim"
  cp -r "$root/editors/vim/ale_linters" "$work/home/.vim/"
  # What the page says, for an ALE that is a package of Vim.
  { echo 'packadd! ale'; cat "$root/editors/vim/vimrc"; } >"$work/home/.vimrc"
  terminal vim -i NONE -n adr.md
  shows 'the finding is marked' '>>'
  press -l '6G'
  shows 'the finding is shown' 'points-elsewhere: This asks for'
  press -l '/Guardrails'
  press Enter
  press -l ':ALEHover'
  press Enter
  shows 'a hover explains the term' 'configurable safeguards'
  press -l ':pclose'
  press Enter
  press -l '8G:ALECodeAction'
  press Enter
  shows 'the fix is offered' 'Delete this suppression'
  press -l '1'
  press Enter
  lacks 'the fix deletes the suppression' 'fingerpost-disable'
  types 'GoIt is answered by Claud'
  sleep 1
  press C-x C-o
  shows 'completion offers the term' 'Claude Haiku'
  press Escape
  press -l ':qa!'
  press Enter
  ends
}

# Zed itself cannot be had here: its extension is built as Zed builds it, and not run.
drive_zed() {
  editor=zed
  if ! rustup target add wasm32-wasip2 >/dev/null 2>&1; then
    echo 'FAILED: zed: the extension needs the target wasm32-wasip2, and `rustup target add wasm32-wasip2` did not work' >&2
    failed=1
  elif cargo build --quiet --locked --release --target wasm32-wasip2 --target-dir "$editors/zed" --manifest-path "$root/editors/zed/Cargo.toml"; then
    echo 'ok: zed: the extension is built'
  else
    echo 'FAILED: zed: the extension is built' >&2
    failed=1
  fi
}

drive_kakoune() {
  editor=kakoune
  need tmux kakoune
  if [ ! -x "$editors/kakoune/bin/kak-lsp" ]; then
    CARGO_TARGET_DIR=$editors/kakoune/build cargo install --quiet --locked kak-lsp@22.0.0 --root "$editors/kakoune"
    rm -rf "$editors/kakoune/build"
  fi
  "$editors/kakoune/bin/kak-lsp" --version
  prepare
  ln -sf "$editors/kakoune/bin/kak-lsp" "$work/bin/kak-lsp"
  mkdir -p "$work/home/.config/kak"
  { echo 'eval %sh{kak-lsp}'; cat "$root/editors/kakoune/fingerpost.kak"; } >"$work/home/.config/kak/kakrc"
  terminal kak adr.md
  shows 'the finding is marked' '!- The hyperparameters'
  press -l ':lsp-find-error --include-warnings'
  press Enter
  shows 'it can be gone to' 'adr.md 6:'
  press -l ':lsp-hover'
  press Enter
  shows 'and is explained there' 'a job for Amazon SageMaker AI'
  press Escape
  press -l '/Guardrails'
  press Enter
  press -l ':lsp-hover'
  press Enter
  shows 'a hover explains the term' 'configurable safeguards'
  press Escape
  press -l '8g:lsp-code-actions'
  press Enter
  shows 'the fix is offered' 'Delete this suppression'
  press Enter
  lacks 'the fix deletes the suppression' 'fingerpost-disable'
  press Escape
  press -l 'geo'
  types 'It is answered by Bedrock Knowl'
  shows 'completion offers the term' 'Bedrock Knowledge Bases'
  press C-n
  # Kakoune has an order of its own; each of the first two begins so.
  shows 'the chosen term replaces what was typed' 'It is answered by Bedrock Knowledge Base'
  press Escape
  press -l ':quit!'
  press Enter
  ends
}

for editor in "$@"; do
  case $editor in
    helix | emacs | vim | kakoune | zed) "drive_$editor" ;;
    *) echo "there is no test for $editor" >&2; exit 2 ;;
  esac
done
exit "$failed"
