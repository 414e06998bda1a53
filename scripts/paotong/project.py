"""Where things are in a checkout, and what its settings say."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

LANGUAGES = ("zh", "en")


@dataclass(frozen=True)
class Project:
    """A checkout. A lesson's slug ("pytorch/variable") is its path in every tree."""

    root: Path = field(default=Path(__file__).resolve().parents[2])

    @classmethod
    def around(cls, folder: Path) -> Project:
        """The checkout that a folder lies in, or else the one that this package lies in."""
        folders = [folder, *folder.parents]
        return next(
            (cls(root) for root in folders if (root / "mkdocs.yml").is_file() and (root / "snippets").is_dir()), cls()
        )

    @property
    def snippets(self) -> Path:
        return self.root / "snippets"

    @property
    def outputs(self) -> Path:
        return self.root / "outputs"

    @property
    def style(self) -> Path:
        """The file in which Matplotlib looks for the style of figures, where it is imported."""
        return self.snippets / "matplotlibrc"

    def leads_out(self, path: Path) -> bool:
        """Whether something in snippets/ is a link to what lies elsewhere."""
        return not os.path.realpath(path).startswith(self._real_snippets)

    @cached_property
    def _real_snippets(self) -> str:
        return os.path.realpath(self.snippets) + os.sep

    def docs(self, language: str) -> Path:
        return self.root / "docs" / language

    def snippet(self, slug: str) -> Path:
        return self.snippets / f"{slug}.py"

    def place(self, path: Path, line: int | None = None) -> str:
        """A path as messages give it: from the root, with its line."""
        shown = path.relative_to(self.root) if path.is_relative_to(self.root) else path
        return shown.as_posix() if line is None else f"{shown.as_posix()}:{line}"

    def pages(self, language: str) -> list[Path]:
        return sorted(page for page in self.docs(language).rglob("*.md") if page.name[0] != ".")

    @cached_property
    def settings(self) -> dict[str, Any]:
        """The table [tool.paotong] of pyproject.toml."""
        with (self.root / "pyproject.toml").open("rb") as file:
            settings: dict[str, Any] = tomllib.load(file).get("tool", {}).get("paotong", {})
        return settings
