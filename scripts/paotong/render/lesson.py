"""A lesson as its pages see it: the program in the page's language, beside the record of its run."""

from __future__ import annotations

from dataclasses import dataclass

from paotong.cells.languages import Localized
from paotong.cells.lines import moved
from paotong.cells.snippet import Cell
from paotong.record.state import Standing
from paotong.run.result import CellResult


@dataclass(frozen=True)
class Lesson:
    """program: with the comments of one language."""

    slug: str
    program: Localized
    standing: Standing

    @property
    def file_name(self) -> str:
        return f"{self.slug.rpartition('/')[2]}.py"

    def cell(self, name: str) -> Cell:
        return next(cell for cell in self.program.cells if cell.name == name)

    def failed_in(self, name: str) -> bool:
        """Whether the last run of this program failed in this cell."""
        failure = self.standing.attempt.failure if self.standing.attempt else ""
        return failure.partition("\n")[0].find(f'the cell "{name}"') >= 0

    def result(self, name: str) -> CellResult | None:
        """What the cell left when it ran, or None where there is no record to be shown."""
        if not self.standing.shown:
            return None
        run = self.standing.shown.run
        cell = next(cell for cell in run.cells if cell.name == name)
        text = moved(cell.text, self.file_name, run.code_lines, self.program.code_lines)
        return CellResult(cell.name, text, cell.figures, cell.cut_lines)
