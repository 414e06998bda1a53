#!/usr/bin/env bash
# Runs a share of the lessons and keeps, in a folder, what verify.py says of them and the versions that are locked there.
# That some do not reproduce is what we want to know, and no failure of the machine that found it.
#
# Example:
#   scripts/ci/verify.sh 1/4 told
set -euo pipefail
mkdir -p "$2"
folder=$(realpath "$2")
cd "$(dirname "$0")/../.."

name=${1%/*}
.venv/bin/python --version > "$folder/$name.python"
cp requirements.lock "$folder/$name.versions"
status=0
.venv/bin/python scripts/verify.py --shard "$1" --sandboxed 2>&1 | tee "$folder/$name.told" || status=$?
[ "$status" -le 1 ]
