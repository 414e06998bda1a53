#!/usr/bin/env bash
# What a pull request's author is told where the site was not built: most often a program changed and was not run again.
#
# Example:
#   scripts/ci/refused.sh >> "$GITHUB_STEP_SUMMARY"
set -euo pipefail

cat <<'EOT'
## 没有预览 · No preview

原因写在上面失败的那一步里：在哪里、应该怎样、怎么改。

如果说的是某个记录过期了（stale）或者还没有运行过（never run）：装了 torch，就在自己电脑上 `make run`，把 `outputs/` 一起提交；没装，就看名叫 Run 的流程，它会替你运行，做好一个补丁给你下载。

---

The step that failed says why: where, what was expected, and the cure.

If it says that a record is stale or was never run: with torch, `make run` on your machine and commit `outputs/` too; without, look at the workflow Run, which runs it for you and offers a patch to download.
EOT
