"""What a builder is asked for, and what it has to be able to do."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from paotong.project import Project

STRICT = "--strict"


@dataclass(frozen=True)
class LanguageSite:
    """The site of one language that is to be made.

    configuration: its file, from the root of the checkout. folder: where the site is to be; nothing is there yet, and
    the folder around it is ours alone, with one such folder for each language. options: more for the command line.
    """

    project: Project
    language: str
    configuration: str
    folder: Path
    options: tuple[str, ...]

    @property
    def strict(self) -> bool:
        """Whether what a builder only warns of counts too."""
        return STRICT in self.options


class Builder(Protocol):
    """A program of its own, which makes the pages of one language into HTML. It is run at the root of the checkout."""

    def making(self, site: LanguageSite) -> AbstractContextManager[list[str]]:
        """Gives the command line. What the program needs is there while the context is; the site, when it has ended."""

    def problems(self, site: LanguageSite, said: str, status: int) -> str:
        """What somebody has to mend, as people read it; empty where the site is good. Asked when all are made.

        said: all that the program printed. status: with which it ended.
        """
