#!/usr/bin/env bash
# Installs single tools into .venv, in the version and with the hashes of hashes/full.lock, and nothing that they need:
# for ruff and zizmor, which need nothing, without the gigabytes of `make setup`.
#
# Example:
#   scripts/ci/locked.sh ruff zizmor
set -euo pipefail
cd "$(dirname "$0")/../.."

wanted=$(mktemp)
trap 'rm -f "$wanted"' EXIT
for name in "$@"; do
  # The line that pins it, and those with its hashes, which are indented.
  awk -v "name=$name" '/^[^ #]/ { found = index($0, name "==") == 1 } found && !/^#/' hashes/full.lock >> "$wanted"
  grep -q "^$name==" "$wanted" || { echo "hashes/full.lock: has no $name" >&2; exit 1; }
done
.venv/bin/pip install --disable-pip-version-check --no-deps --require-hashes --requirement "$wanted"
