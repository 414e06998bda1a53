#!/usr/bin/env bash
# Makes one of GitHub's machines ready: the system's packages that are named, and the right to make namespaces, which
# Ubuntu takes from programs without privilege and without which there is no sandbox.
#
# Example:
#   scripts/ci/system.sh bubblewrap fonts-noto-cjk
set -euo pipefail

restricted=/proc/sys/kernel/apparmor_restrict_unprivileged_userns
sudo apt-get update --quiet=2
sudo apt-get install --quiet=2 --yes --no-install-recommends "$@"
if [ -e "$restricted" ]; then
  sudo sysctl --write kernel.apparmor_restrict_unprivileged_userns=0
fi
