"""The one error type: it says where, what was found, what was expected, and the cure."""

from __future__ import annotations


class PaotongError(Exception):
    """Something that a person wrote, or a program did, and how to mend it.

    place: a file, with its line where there is one ("snippets/a.py:3").
    """

    def __init__(self, place: str, found: str, *, expected: str = "", cure: str = "", details: str = "") -> None:
        self.place = place
        self.found = found
        self.expected = expected
        self.cure = cure
        self.details = details
        super().__init__(str(self))

    def __str__(self) -> str:
        lines = [f"{self.place}: {self.found}"]
        if self.details:
            lines += [f"  | {line}" for line in self.details.splitlines()]
        if self.expected:
            lines.append(f"  expected: {self.expected}")
        if self.cure:
            lines.append(f"  cure: {self.cure}")
        return "\n".join(lines)
