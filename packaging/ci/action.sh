#!/usr/bin/env bash
# What the GitHub Action runs. Reads PATHS, CHANGED_ONLY, FAIL_ON, SARIF_FILE and BASE; writes annotations to stdout.
set -euo pipefail
read -r -a paths <<<"${PATHS:-.}"
options=(--fail-on "${FAIL_ON:-warning}")
if [ "${CHANGED_ONLY:-false}" = true ] && [ -n "${BASE:-}" ]; then options+=("--diff=$BASE"); fi
if [ -n "${SARIF_FILE:-}" ]; then
  # The step below decides about failure; a file that cannot be read fails both.
  fingerpost check --format sarif "${options[@]}" --fail-on never -- "${paths[@]}" >"$SARIF_FILE"
fi
exec fingerpost check --format github "${options[@]}" -- "${paths[@]}"
