"""The words that the generator itself puts on a page, in each language."""

from __future__ import annotations

WORDS = {
    "zh": {
        "output": "运行结果（真实输出）",
        "cut": "……后面还有 {lines} 行，这里不再显示。",
        "pause": "暂停或播放动画",
        "program": "完整程序：{name}",
        "ran": "本页的输出和图都由这个程序真实运行得到：{versions}，用时 {seconds} 秒。",
        "between_versions": "、",
        "stale": "程序改过了，但还没有重新运行",
        "stale_text": "旧的结果不再展示。运行 `make run`，这里就会出现新的结果。",
        "problem": "这里有一处需要修正",
    },
    "en": {
        "output": "Output (really printed)",
        "cut": "… and {lines} more lines, not shown here.",
        "pause": "Pause or play the animation",
        "program": "The whole program: {name}",
        "ran": "Every output and figure on this page came from running this program: {versions}, in {seconds} s.",
        "between_versions": ", ",
        "stale": "The program has changed and was not run since",
        "stale_text": "Its old results are no longer shown. Run `make run`, and the new ones appear here.",
        "problem": "Something here needs mending",
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
