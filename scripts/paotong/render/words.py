"""The words that the generator itself puts on a page, in each language."""

from __future__ import annotations

WORDS = {
    "zh": {
        "output": "运行结果（真实输出）",
        "cut": "……后面还有 {lines} 行，这里不再显示。",
        "pause": "暂停或播放动画",
        "program": "完整程序：{name}",
        "ran": "本页的输出和图都由这个程序真实运行得到：{versions}，用时 {seconds:g} 秒（不算导入库的时间）。",
        "between": "、",
        "stale": "程序改过了，但还没有重新运行",
        "stale_text": "旧的结果不再展示。运行 `make run`，这里就会出现新的结果。",
        "running": "程序正在运行……",
        "running_text": "运行完，结果会出现在这里。",
        "failed": "程序没有跑通，所以这里没有结果",
        "failed_above": "报错见本页第一个结果处，出错的那一节也有。",
        "problem": "这里有一处需要修正",
        "minutes": "{minutes} 分钟",
        "level_1": "入门",
        "level_2": "进阶",
        "level_3": "较难",
        "needs": "先读：{lessons}",
    },
    "en": {
        "output": "Output (really printed)",
        "cut": "… and {lines} more lines, not shown here.",
        "pause": "Pause or play the animation",
        "program": "The whole program: {name}",
        "ran": "Every output and figure on this page came from running this program: {versions}, "
        "in {seconds:g} s, imports not counted.",
        "between": ", ",
        "stale": "The program has changed and was not run since",
        "stale_text": "Its old results are no longer shown. Run `make run`, and the new ones appear here.",
        "running": "The program is running …",
        "running_text": "Its results appear here when it is done.",
        "failed": "The program failed, so there is no result",
        "failed_above": "The error stands at the first result of this page, and at the cell that failed.",
        "problem": "Something here needs mending",
        "minutes": "{minutes} min",
        "level_1": "beginner",
        "level_2": "intermediate",
        "level_3": "advanced",
        "needs": "needs {lessons}",
    },
}
# How the packages call themselves; any other is written as the registries do.
PACKAGE_NAMES = {
    "python": "Python",
    "torch": "PyTorch",
    "numpy": "NumPy",
    "matplotlib": "Matplotlib",
    "pillow": "Pillow",
    "gymnasium": "Gymnasium",
}
