"""What a snippet uses besides its own code: modules and data files of ours, and packages."""

from __future__ import annotations

import ast
import hashlib
from dataclasses import dataclass
from pathlib import Path

from paotong.cells.imports import imports
from paotong.cells.library import read_text
from paotong.cells.lock import locked_version
from paotong.cells.shape import shape_digest
from paotong.cells.snippet import Snippet
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
    _collect(project, snippet.tree, snippet.place, uses)
    return Uses(dict(sorted(uses.files.items())), dict(sorted(uses.packages.items())), uses.imported)


def _collect(project: Project, tree: ast.Module, place: str, uses: Uses) -> None:
    """Add what a program uses, and what the modules of ours that it uses use."""
    folder = (project.root / place).parent
    for name, line in imports(tree).items():
        module = folder / f"{name}.py"
        module_place = project.place(module)
        if not module.is_file():
            if locked := locked_version(project, name, f"{place}:{line}"):
                uses.packages[locked[0]] = locked[1]
                uses.imported.add(name)
        elif module_place not in uses.files:
            module_tree = _parse_module(module, module_place)
            uses.files[module_place] = shape_digest(module_tree)
            _collect(project, module_tree, module_place, uses)
    data = _data_files(tree, folder)
    style = project.snippets / "matplotlibrc"
    if "matplotlib" in uses.packages and style.is_file():
        data.append(style)
    for path in data:
        uses.files[project.place(path)] = hashlib.sha256(path.read_bytes()).hexdigest()


def _parse_module(path: Path, place: str) -> ast.Module:
    try:
        return ast.parse(read_text(path, place))
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 1
        raise PaotongError(f"{place}:{line}", f"is not Python: {error}", cure="mend it") from None


def _data_files(tree: ast.AST, folder: Path) -> list[Path]:
    """Files beside the program that it names in a string."""
    names = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    beside = {path.name: path for path in folder.iterdir() if path.is_file() and path.suffix != ".py"}
    return sorted(beside[name] for name in names & beside.keys())
