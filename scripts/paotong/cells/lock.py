"""The versions that the project is locked to, read from the lock file: nothing needs to be installed."""

from __future__ import annotations

import re
import sys
from functools import lru_cache
from pathlib import Path

from paotong.errors import PaotongError
from paotong.project import Project

PINNED = re.compile(r"([A-Za-z0-9._-]+)==([^\s;]+)")


def normalized(name: str) -> str:
    """A distribution's name as the registries compare it: scikit_learn is scikit-learn."""
    return re.sub(r"[-_.]+", "-", name).lower()


def locked_version(project: Project, imported: str, place: str) -> tuple[str, str] | None:
    """The distribution that an import comes from and its locked version; None for Python's own modules."""
    if imported in sys.stdlib_module_names or imported == "__main__":
        return None
    distribution = normalized(project.settings.get("imports", {}).get(imported, imported))
    lock = project.root / "requirements.lock"
    versions = _versions(lock, lock.stat().st_mtime_ns)
    if distribution not in versions:
        raise PaotongError(
            place,
            f"imports {imported}, which is neither a module beside it nor in requirements.lock",
            expected="packages that everyone who builds the site has in the same version",
            cure=f"add {imported} to the extra `run` in pyproject.toml, then `make lock` (where the package "
            "has another name than its import, also to [tool.paotong.imports]), or do without it",
        )
    return distribution, versions[distribution]


def is_package(project: Project, imported: str) -> bool:
    """Whether an import of this name gives Python's own module or a locked package."""
    try:
        return locked_version(project, imported, "") is not None or imported in sys.stdlib_module_names
    except PaotongError:
        return False


def locked_python(project: Project) -> str:
    """The Python that committed records are made with, as "3.11"."""
    return str(project.settings["python"])


@lru_cache
def _versions(lock: Path, changed: int) -> dict[str, str]:
    """changed: when, so that what was read before is not taken for what the file says now."""
    found = {}
    for line in lock.read_text(encoding="utf-8").splitlines():
        if match := PINNED.match(line):
            found[normalized(match[1])] = match[2]
    return found
