#!/usr/bin/env bash
# Writes what differs in outputs/ from the commit as a patch. Where nothing does, the patch is empty.
#
# Example:
#   scripts/ci/patch.sh records.patch
set -euo pipefail
patch=$(realpath "$1")
cd "$(dirname "$0")/../.."

git add --all outputs
git diff --cached --binary --no-renames -- outputs > "$patch"
