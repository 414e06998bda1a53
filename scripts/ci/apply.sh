#!/usr/bin/env bash
# Applies the patches that lie in folders below the one that is named, and of each what is in outputs/ alone.
#
# Example:
#   scripts/ci/apply.sh shares
set -euo pipefail
shares=$(realpath "$1")
cd "$(dirname "$0")/../.."

find "$shares" -name '*.patch' -print0 | sort --zero-terminated |
  while IFS= read -r -d '' patch; do
    git apply --allow-empty --whitespace=nowarn --include='outputs/*' "$patch"
  done
