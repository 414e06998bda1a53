"""Whether a lesson has a record, and whether it is today's."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from paotong.cells.snippet import Snippet
from paotong.errors import PaotongError
from paotong.project import Project
from paotong.record.attempts import Attempt, attempt_of
from paotong.record.index import INDEX, OtherRecorderError, edited
from paotong.record.key import difference, is_current, key_of
from paotong.record.store import Record, has_record, read_record


class State(Enum):
    CURRENT = "current"
    STALE = "stale"
    MISSING = "missing"
    EDITED = "edited"


@dataclass(frozen=True)
class Standing:
    """A lesson's record and how it stands. record is None where there is none that a run left.

    attempt: to make a current one, which goes on or has failed.
    """

    state: State
    record: Record | None = None
    problem: PaotongError | None = None
    attempt: Attempt | None = None

    @property
    def shown(self) -> Record | None:
        """The record if it may be shown: no page ever gives an old result for the new program's."""
        return self.record if self.state is State.CURRENT else None


def standing_of(project: Project, slug: str, snippet: Snippet) -> Standing:
    """Runs nothing and imports no package of the snippet's."""
    standing = _standing_of_record(project, slug, snippet)
    if standing.state is State.CURRENT:
        return standing
    return replace(standing, attempt=attempt_of(project, slug, key_of(project, snippet)))


def _standing_of_record(project: Project, slug: str, snippet: Snippet) -> Standing:
    if not has_record(project, slug):
        return Standing(
            State.MISSING,
            problem=PaotongError(
                snippet.place,
                "was never run",
                cure=f"make run, or .venv/bin/python scripts/run.py {slug}; then commit outputs/{slug}",
            ),
        )
    try:
        record = read_record(project, slug)
    except OtherRecorderError:
        return Standing(State.STALE, problem=_stale(slug, snippet, "the recorder changed"))
    except PaotongError as error:
        return Standing(State.EDITED, problem=error)
    today = key_of(project, snippet)
    if not is_current(record.key, today):
        return Standing(State.STALE, record, _stale(slug, snippet, difference(record.key, today)))
    if [cell.name for cell in record.run.cells] != snippet.names:
        problem = edited(f"outputs/{slug}/{INDEX}", slug, "has other cells than the program that it is sealed for")
        return Standing(State.EDITED, problem=problem)
    return Standing(State.CURRENT, record)


def _stale(slug: str, snippet: Snippet, why: str) -> PaotongError:
    return PaotongError(
        f"outputs/{slug}",
        f"is stale: {why}",
        expected=f"what {snippet.place} does today",
        cure=f"make run, or .venv/bin/python scripts/run.py {slug}",
    )
