"""What a run leaves, cell by cell."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

CSS_PIXELS_PER_INCH = 96
# The longer side of a figure that a page can bear.
MOST_INCHES = 40


@dataclass(frozen=True)
class Figure:
    """A picture that a cell drew. still: the last frame, where the picture moves. Sizes in CSS pixels."""

    path: Path
    width: int
    height: int
    still: Path | None = None

    @property
    def paths(self) -> list[Path]:
        return [path for path in (self.path, self.still) if path]


@dataclass(frozen=True)
class CellResult:
    name: str
    text: str
    figures: tuple[Figure, ...] = ()
    cut_lines: int = 0


@dataclass(frozen=True)
class RunResult:
    """versions: what it ran with, by name, Python first. code_lines: see paotong.cells.lines.

    seconds: how long the program took, not counting the imports of the packages in run/packages.py.
    """

    slug: str
    cells: tuple[CellResult, ...]
    versions: dict[str, str]
    seconds: float
    code_lines: tuple[int, ...]
