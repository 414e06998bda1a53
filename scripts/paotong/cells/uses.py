"""What a snippet uses besides its own code: modules and data files of ours, and packages."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from paotong.cells.lock import is_package, locked_version
from paotong.cells.module import Module
from paotong.cells.readings import module_of
from paotong.cells.snippet import Snippet
from paotong.cells.source import read_text
from paotong.errors import PaotongError
from paotong.project import Project


@dataclass(frozen=True)
class Uses:
    """files: path from the root, and a digest of what matters in it. packages: name and locked version.

    imported: the packages again, as they are imported.
    """

    files: dict[str, str]
    packages: dict[str, str]
    imported: set[str]

    def paths(self, project: Project) -> list[Path]:
        return [project.root / place for place in self.files]


def uses_of(project: Project, snippet: Snippet) -> Uses:
    """Told from the text and the lock file, so that no package needs to be installed."""
    uses = Uses({}, {}, set())
    _collect(project, snippet, snippet.place, uses)
    return Uses(dict(sorted(uses.files.items())), dict(sorted(uses.packages.items())), uses.imported)


def _collect(project: Project, program: Snippet | Module, place: str, uses: Uses) -> None:
    """Add what a program uses, and what the modules of ours that it uses use."""
    folder = (project.root / place).parent
    names = set(os.listdir(folder))  # noqa: PTH208 (names are wanted, not paths: this is done for every lesson)
    for name, line in program.imports.items():
        if f"{name}.py" not in names:
            if locked := locked_version(project, name, f"{place}:{line}"):
                uses.packages[locked[0]] = locked[1]
                uses.imported.add(name)
            continue
        path = folder / f"{name}.py"
        module_place = project.place(path)
        if module_place not in uses.files:
            _refuse(project, path)
            module = module_of(project, read_text(path, module_place), module_place)
            uses.files[module_place] = module.code
            _collect(project, module, module_place, uses)
    # Files beside the program that it names in a string.
    data = [folder / name for name in sorted(program.strings & names) if not name.endswith(".py")]
    if "matplotlib" in uses.packages:
        data.append(project.style)
    for path in data:
        if path.is_file():
            _refuse(project, path)
            uses.files[project.place(path)] = hashlib.sha256(path.read_bytes()).hexdigest()


def _refuse(project: Project, path: Path) -> None:
    """What lies beside a program but would not be the same for all who run it."""
    place = project.place(path)
    if project.leads_out(path):
        raise PaotongError(
            place,
            "is a link that leads out of snippets/",
            expected="a file: what it leads to would be shown to the program, and to all who read its output",
            cure="put the file itself there",
        )
    if not path.name.isprintable():
        raise PaotongError(place, f"has signs in its name that cannot be seen: {path.name!r}", cure="rename it")
    if path.suffix == ".py" and is_package(project, path.stem):
        raise PaotongError(
            place,
            f"is called like the module {path.stem}",
            expected=f"another name: whether `import {path.stem}` gives this one depends on what was imported before",
            cure="rename it",
        )
