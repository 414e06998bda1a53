"""One program, two languages: a reader sees one of each pair of comments, and the same code."""

from __future__ import annotations

from dataclasses import dataclass

from paotong.cells.comments import shown_comment
from paotong.cells.snippet import Cell, Snippet


@dataclass(frozen=True)
class Localized:
    """A snippet as it reads in one language; source_lines[n] is where its line n + 1 came from."""

    text: str
    cells: tuple[Cell, ...]
    code_lines: tuple[int, ...]
    source_lines: tuple[int, ...]

    @property
    def names(self) -> list[str]:
        return [cell.name for cell in self.cells]


def localize(snippet: Snippet, language: str) -> Localized:
    """The same program with the comments of one language alone."""
    kept: list[str] = []
    source_lines: list[int] = []
    for number, line in enumerate(snippet.text.split("\n"), start=1):
        if number in snippet.paired:
            comment_language, text = snippet.paired[number]
            if comment_language != language:
                continue
            indent = line[: len(line) - len(line.lstrip())]
            line = f"{indent}{shown_comment(text)}"
        kept.append(line)
        source_lines.append(number)
    new_lines = {old: new for new, old in enumerate(source_lines, start=1)}
    starts = [new_lines[cell.line] for cell in snippet.cells]
    cells = tuple(
        Cell(cell.name, start, "\n".join(kept[start : end - 1]).strip("\n"), cell.options)
        for cell, start, end in zip(snippet.cells, starts, [*starts[1:], len(kept) + 1], strict=True)
    )
    code_lines = tuple(new_lines[line] for line in snippet.code_lines)
    return Localized("\n".join(kept), cells, code_lines, tuple(source_lines))
