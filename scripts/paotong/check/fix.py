"""Puts the edits of findings into their files."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from paotong.check.finding import Edit, Finding
from paotong.whole import write_whole


def apply(findings: list[Finding]) -> int:
    """Mend what can be; gives how many. Of two edits to one line the second waits for the next round."""
    by_file: dict[Path, list[Edit]] = defaultdict(list)
    for finding in findings:
        if finding.edit and not any(_overlap(finding.edit, other) for other in by_file[finding.edit.file]):
            by_file[finding.edit.file].append(finding.edit)
    for file, edits in by_file.items():
        if edits:
            write_whole(file, _edited(file.read_text(encoding="utf-8-sig"), edits).encode())
    return sum(map(len, by_file.values()))


def _edited(text: str, edits: list[Edit]) -> str:
    lines = text.split("\n")
    # From the end, so that the numbers of those above stay right.
    for edit in sorted(edits, key=lambda edit: edit.first, reverse=True):
        lines[edit.first - 1 : edit.last] = edit.lines
    return "\n".join(lines)


def _overlap(one: Edit, other: Edit) -> bool:
    return one.first <= other.last and other.first <= one.last
