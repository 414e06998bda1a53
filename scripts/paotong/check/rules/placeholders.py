"""What a new lesson's templates say until its author has said it."""

from __future__ import annotations

from collections.abc import Iterator

from paotong.check.files import written_files
from paotong.check.finding import Finding
from paotong.check.sources import Sources
from paotong.errors import PaotongError
from paotong.new.templates import PLACEHOLDER

# As much as a message quotes of a line.
QUOTED = 60


def placeholders(sources: Sources) -> Iterator[Finding]:
    """Nothing still says what the template says."""
    for file in written_files(sources):
        lines = [number for number, line in enumerate(file.lines, start=1) if PLACEHOLDER in line]
        if lines:
            where = f"line{'s' if len(lines) > 1 else ''} {', '.join(map(str, lines))}"
            yield Finding(
                PaotongError(
                    file.place(lines[0]),
                    f"still says what the template says: {file.lines[lines[0] - 1].strip()[:QUOTED]}",
                    expected=f"your own words, without {PLACEHOLDER}, on {where}",
                    cure="write them",
                )
            )
