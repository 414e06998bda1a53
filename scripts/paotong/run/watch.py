"""What the parent knows of a run while it goes on, and how it says what went wrong."""

from __future__ import annotations

import signal
from dataclasses import dataclass, field
from typing import Any

from paotong.cells.languages import Localized
from paotong.cells.lines import renumbered
from paotong.cells.snippet import Cell, Snippet
from paotong.errors import PaotongError

TRACEBACK_LINES = 12
TO_THE_END = "a lesson's program to run to its end"


@dataclass
class Watch:
    """Hears the worker's events. start: where in the output the program's own begins. seconds: how long it ran."""

    snippet: Snippet
    localized: Localized
    start: int = 0
    begun: list[str] = field(default_factory=list)
    ended: list[dict[str, Any]] = field(default_factory=list)
    done: bool = False
    seconds: float = 0
    failure: PaotongError | None = None

    @property
    def cell(self) -> Cell:
        """The cell that ran last."""
        name = self.begun[-1] if self.begun else self.snippet.cells[0].name
        return next(cell for cell in self.snippet.cells if cell.name == name)

    def hear(self, event: dict[str, Any]) -> None:
        match event["event"]:
            case "ready":
                self.start = event["offset"]
            case "begin":
                self.begun.append(event["cell"])
            case "end":
                self.ended.append(event)
            case "done":
                self.done = True
                self.seconds = event["seconds"]
            case "raised":
                self._raised(event)
            case "exit":
                self.fail(
                    f"called sys.exit({event['code']})",
                    line=event["line"],
                    expected=TO_THE_END,
                    cure="let the program end by itself",
                )
            case "calm":
                self.fail(
                    "did not raise",
                    expected='an exception, as its tags=["raises-exception"] says',
                    cure="make it raise, or remove the tag",
                )

    def past_limit(self, did: str, limit: str, option: str) -> None:
        self.fail(
            f"{did} past the limit of {limit} and was ended",
            cure=f"make it do less; where the lesson needs more: `# %% {self.cell.name} {option}`",
        )

    def process_ended(self, status: int, last_output: str) -> None:
        """The process is gone. Nothing is said where the program had come to its end, or where it is said already."""
        if self.done and status == 0:
            return
        ending = f"killed by {signal.Signals(-status).name}" if status < 0 else f"exit status {status}"
        self.fail(
            f"ended the process: {ending}",
            details="\n".join(last_output.splitlines()[-TRACEBACK_LINES:]),
            expected=TO_THE_END,
            cure="run it with `python` to see where it stops",
        )

    def fail(self, found: str, *, line: int | None = None, **rest: str) -> None:
        """Keep the first failure. line: as the worker counts, in the program of one language."""
        cell = self.cell
        place = f"{self.snippet.place}:{self._source_line(line) if line else cell.line}"
        self.failure = self.failure or PaotongError(place, f'the cell "{cell.name}" {found}', **rest)

    def _source_line(self, line: int) -> int:
        lines = self.localized.source_lines
        # A program may compile text of its own under its file's name.
        return lines[line - 1] if line <= len(lines) else line

    def _raised(self, event: dict[str, Any]) -> None:
        # Whoever mends the program has the file with both languages, so its lines are the ones to name.
        program = self.snippet.place.rpartition("/")[2]
        lines = renumbered(event["traceback"], program, self._source_line).rstrip().splitlines()
        self.fail(
            f"raised {event['type']}",
            line=event["line"],
            details="\n".join(lines[-TRACEBACK_LINES:]),
            cure='mend the program, or, where the lesson shows the exception, tag the cell: tags=["raises-exception"]',
        )
