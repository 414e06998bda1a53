"""What a record depends on, and nothing else.

The code (its syntax tree, so neither comments nor blank lines), the modules and
data files of ours that it uses, the locked versions of the packages that it
imports, the Python minor version, and the recorder's own version.
"""

from __future__ import annotations

import sys
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from paotong.cells.lock import locked_python
from paotong.cells.snippet import Snippet
from paotong.cells.uses import uses_of
from paotong.project import Project

# Raise it when the runner or the recorder changes what a record holds.
RECORDER = 3


@dataclass(frozen=True)
class Key:
    """Two runs with equal keys give the same record."""

    code: str
    files: dict[str, str] = field(default_factory=dict)
    packages: dict[str, str] = field(default_factory=dict)
    python: str = ""
    recorder: int = RECORDER

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def key_of(project: Project, snippet: Snippet) -> Key:
    """The key of a snippet today, under the Python that the project is locked to.

    A record says which Python it was made with in fact: see write_record.
    """
    uses = uses_of(project, snippet)
    return Key(snippet.code, uses.files, uses.packages, locked_python(project))


def is_current(recorded: dict[str, Any], today: Key) -> bool:
    """Whether a record was made from what is there today.

    Made with the locked Python it is good on every machine; made with another
    minor version it is good where that one runs, so that whoever has only a
    newer Python can work without re-running what others recorded.
    """
    return any(recorded == replace(today, python=python).as_json() for python in (today.python, running_python()))


def running_python() -> str:
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def difference(recorded: dict[str, Any], today: Key) -> str:
    """Why a record is stale, in words."""
    now = today.as_json()
    reasons = []
    if recorded.get("code") != now["code"]:
        reasons.append("its code changed")
    files, packages = recorded.get("files", {}), recorded.get("packages", {})
    reasons += [f"{name} changed" for name in _changed(files, now["files"])]
    for name in _changed(packages, now["packages"]):
        before, after = (versions.get(name, "(not used)") for versions in (packages, now["packages"]))
        reasons.append(f"{name} {before} became {after}")
    if recorded.get("python") not in (now["python"], running_python()):
        reasons.append(f"Python {recorded.get('python')} became {now['python']}")
    if recorded.get("recorder") != now["recorder"]:
        reasons.append("the recorder changed")
    return ", ".join(reasons) or "its key cannot be read"


def _changed(before: dict[str, str], after: dict[str, str]) -> list[str]:
    return sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
