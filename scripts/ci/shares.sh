#!/usr/bin/env bash
# Reads slugs, one a line, and says how many machines are to share them: one for each 12 lessons, 8 at most. To set a
# machine up takes minutes, to run a lesson takes seconds.
#
# Example:
#   python scripts/run.py --list | scripts/ci/shares.sh        shares=[1,2], which a workflow's matrix takes
set -euo pipefail

lessons=$(grep --count . || true)
shares=$(((lessons + 11) / 12))
if [ "$shares" -gt 8 ]; then
  shares=8
fi
echo "shares=[$(seq --separator=, "$shares")]"
