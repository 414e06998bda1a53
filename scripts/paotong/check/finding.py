"""What a rule finds, and how it can be mended without a person, where it can."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from paotong.errors import PaotongError

# The cure of what mends itself, for whoever has only make.
MEND = "make check FIX=1"


@dataclass(frozen=True)
class Edit:
    """Other lines for some lines of a file. They count from 1, and the last is one of them."""

    file: Path
    first: int
    last: int
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Finding:
    """warning: it may be right as it is, which only a person can tell. edit: what mends it and breaks nothing."""

    error: PaotongError
    warning: bool = False
    edit: Edit | None = None

    @property
    def place(self) -> str:
        return self.error.place

    @property
    def found(self) -> str:
        return self.error.found

    def __str__(self) -> str:
        return str(self.error)
