"""What is known of a run that has left no record: that it goes on at this moment, or why it failed.

.cache/attempts/pytorch/variable.json, for whoever looks at the lesson's page meanwhile. Nothing depends on it: it is
not committed, it counts only as long as the program is the same, and where it cannot be written, nothing is lost.
"""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from paotong.project import Project
from paotong.record.key import Key
from paotong.whole import write_whole


@dataclass(frozen=True)
class Attempt:
    """key: of the program that was run. process: which runs it. failure: empty while it goes on."""

    key: str
    process: int
    failure: str = ""


def folder_of_attempts(project: Project) -> Path:
    return project.root / ".cache" / "attempts"


def note_begun(project: Project, slug: str, key: Key) -> None:
    _write(project, slug, Attempt(_digest(key), os.getpid()))


def note_failed(project: Project, slug: str, key: Key, failure: str) -> None:
    _write(project, slug, Attempt(_digest(key), os.getpid(), failure))


def forget(project: Project, slug: str) -> None:
    with suppress(OSError):
        _file(project, slug).unlink(missing_ok=True)


def attempt_of(project: Project, slug: str, key: Key) -> Attempt | None:
    """The attempt to run what the program is now, if it goes on or has failed."""
    try:
        attempt = Attempt(**json.loads(_file(project, slug).read_bytes()))
    except (OSError, ValueError, TypeError):
        return None
    if attempt.key != _digest(key) or not (attempt.failure or _goes_on(attempt.process)):
        return None
    return attempt


def _write(project: Project, slug: str, attempt: Attempt) -> None:
    file = _file(project, slug)
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, json.dumps(asdict(attempt)).encode())


def _file(project: Project, slug: str) -> Path:
    return folder_of_attempts(project) / f"{slug}.json"


def _digest(key: Key) -> str:
    return hashlib.sha256(json.dumps(key.as_json(), sort_keys=True).encode()).hexdigest()


def _goes_on(process: int) -> bool:
    """Whoever was killed has not said so."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        pass  # another user's
    return True
