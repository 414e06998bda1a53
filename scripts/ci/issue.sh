#!/usr/bin/env bash
# Keeps one issue that holds a report: opens it, or gives the one that is open the new text, or closes that one where the
# report's first line says that all is well. Needs GH_TOKEN and GH_REPO.
#
# Example:
#   scripts/ci/issue.sh report.md
set -euo pipefail

label=weekly
open=$(gh issue list --label "$label" --state open --limit 1 --json number --jq '.[].number')
if head -n 1 "$1" | grep -q '^All is well'; then
  if [ -n "$open" ]; then
    gh issue edit "$open" --body-file "$1"
    gh issue close "$open" --reason completed
  fi
elif [ -n "$open" ]; then
  gh issue edit "$open" --body-file "$1"
else
  gh label create "$label" --force --color C5DEF5 --description "What the newest packages change"
  gh issue create --label "$label" --title "With the newest packages, some records do not reproduce" --body-file "$1"
fi
