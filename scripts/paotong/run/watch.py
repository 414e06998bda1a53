"""What the parent knows of a run while it goes on, and how it says what went wrong."""

from __future__ import annotations

import json
import signal
from dataclasses import dataclass, field
from typing import Any

from paotong.cells.languages import Localized
from paotong.cells.lines import renumbered
from paotong.cells.signs import visible
from paotong.cells.snippet import Cell, Snippet
from paotong.errors import PaotongError
from paotong.run.events import CellEnd, ForgedError, cell_end, seconds, whole_number
from paotong.run.job import Ending
from paotong.run.limits import LIMITS, limit_of

TRACEBACK_LINES = 12
LONGEST_LINE = 500
RAISED = 'mend the program, or, where the lesson shows the exception, tag the cell: tags=["raises-exception"]'
REFUSED = "let it write beside itself, and use data that packages bring along or that it makes itself"
TO_THE_END = "a lesson's program to run to its end"


@dataclass
class Watch:
    """Hears the worker's events. start: where in the output the program's own begins. seconds: how long it ran."""

    snippet: Snippet
    localized: Localized
    start: int = 0
    begun: list[str] = field(default_factory=list)
    ended: list[CellEnd] = field(default_factory=list)
    done: bool = False
    seconds: float = 0
    failure: PaotongError | None = None

    @property
    def cell(self) -> Cell:
        """The cell that ran last."""
        name = self.begun[-1] if self.begun else self.snippet.cells[0].name
        return next(cell for cell in self.snippet.cells if cell.name == name)

    def hear(self, line: bytes) -> None:
        """An event, as the worker wrote it."""
        try:
            self._hear(json.loads(line))
        except (ForgedError, ValueError, TypeError, LookupError, AttributeError, RecursionError):
            self.fail(
                "wrote into the channel by which its run tells how far it is",
                cure="let it write into files that it opened itself",
            )

    def _hear(self, event: dict[str, Any]) -> None:
        match event["event"]:
            case "ready":
                self.start = whole_number(event["offset"])
            case "begin":
                self._in_turn(event, len(self.begun))
                self.begun.append(event["cell"])
            case "end":
                self._in_turn(event, len(self.ended))
                self.ended.append(cell_end(event))
            case "done":
                self.done = len(self.ended) == len(self.snippet.cells)
                self.seconds = seconds(event["seconds"])
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
            case _:
                raise ForgedError

    def _in_turn(self, event: dict[str, Any], place: int) -> None:
        if event["cell"] != self.snippet.cells[place].name:
            raise ForgedError

    def past_limit(self, name: str) -> None:
        """name: of a limit in limits.py."""
        limit, most = LIMITS[name], limit_of(self.snippet, name)
        self.fail(
            f"{limit.did} past the limit of {most} {limit.unit} and was ended",
            cure=f"make it do less; where the lesson needs more: `# %% {self.cell.name} {name}={most * 2}`",
        )

    def process_ended(self, ending: Ending, last_output: str) -> None:
        """The process is gone. Nothing is said where the program had come to its end, or where it is said already."""
        if ending.past in LIMITS:
            self.past_limit(ending.past)
        if self.done and ending.status == 0:
            if ending.left:
                self.fail(
                    f"left running: {', '.join(ending.left)}",
                    expected="all that a program starts to end before it",
                    cure="wait for it, as with join() or wait(), or end it",
                )
            return
        status = ending.status
        how = f"killed by {signal.Signals(-status).name}" if status < 0 else f"exit status {status}"
        self.fail(
            f"ended the process: {how}",
            details="\n".join(last_output.splitlines()[-TRACEBACK_LINES:]),
            expected=TO_THE_END,
            cure="run it with `python` to see where it stops",
        )

    def fail(self, found: str, *, line: int | None = None, **rest: str) -> None:
        """Keep the first failure. line: as the worker counts, in the program of one language."""
        cell = self.cell
        place = f"{self.snippet.place}:{self._source_line(line) if line else cell.line}"
        # On one line, and nothing that a terminal would obey: a program may have chosen the words.
        found = visible(found[:LONGEST_LINE].replace("\n", " "))
        self.failure = self.failure or PaotongError(place, f'the cell "{cell.name}" {found}', **rest)

    def _source_line(self, line: int) -> int:
        lines = self.localized.source_lines
        # A program may compile text of its own under its file's name.
        return lines[line - 1] if line <= len(lines) else line

    def _raised(self, event: dict[str, Any]) -> None:
        # Whoever mends the program has the file with both languages, so its lines are the ones to name.
        program = self.snippet.place.rpartition("/")[2]
        # It may say what a terminal would obey.
        trace = visible(renumbered(event["traceback"], program, self._source_line)).rstrip()
        details = "\n".join(line[:LONGEST_LINE] for line in trace.split("\n")[-TRACEBACK_LINES:])
        refused = event["refused"]
        self.fail(
            f"was refused: {refused}" if refused else f"raised {event['type']}",
            line=event["line"],
            details=details,
            cure=REFUSED if refused else RAISED,
        )
