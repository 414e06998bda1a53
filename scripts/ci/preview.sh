#!/usr/bin/env bash
# What a pull request's author is told of the site that was built: where it is and how to open it.
#
# Example:
#   scripts/ci/preview.sh https://example.org/site.zip >> "$GITHUB_STEP_SUMMARY"
set -euo pipefail

cat <<EOT
## 预览 · Preview

1. [下载 site.zip](<$1>)（要先登录 GitHub），解压到一个文件夹。
2. 用浏览器打开里面的 \`index.html\`。
3. 想试搜索，就在那个文件夹里运行 \`python3 -m http.server\`，再打开 <http://127.0.0.1:8000/>。

---

1. [Download site.zip](<$1>) (you need to be signed in to GitHub) and unpack it into a folder.
2. Open its \`index.html\` in a browser.
3. To try the search, run \`python3 -m http.server\` in that folder and open <http://127.0.0.1:8000/>.
EOT
