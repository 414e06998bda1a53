#!/usr/bin/env bash
# Sets up .venv with the newest releases of what the lessons need, and locks this checkout to them: else the runner would
# refuse versions that the lock does not name. A label such as +cpu is no part of a version. For a checkout that nothing
# is committed from.
#
# Example:
#   scripts/ci/newest.sh
set -euo pipefail
cd "$(dirname "$0")/../.."

python3 -m venv .venv
.venv/bin/pip install --disable-pip-version-check --upgrade --editable '.[run]'
.venv/bin/pip list --disable-pip-version-check --format=freeze | sed 's|+.*||' > requirements.lock
