#!/usr/bin/env bash
# What an author without torch is told of the records that were made for them: where the patch is, and how to take it.
#
# Example:
#   scripts/ci/records.sh https://example.org/records.patch records.patch >> "$GITHUB_STEP_SUMMARY"
set -euo pipefail

cat <<EOT
## 新的记录 · New records

[下载 records.patch](<$1>)（要先登录 GitHub），在你的分支上：

[Download records.patch](<$1>) (you need to be signed in to GitHub), and on your branch:

\`\`\`sh
git apply --whitespace=nowarn ~/Downloads/records.patch
git add outputs && git commit --message "Records" && git push
\`\`\`

\`\`\`
$(git apply --stat "$2")
\`\`\`
EOT
