"""What a program may take, and how more is asked for: each limit may be raised in the header of any of its cells."""

from __future__ import annotations

from dataclasses import dataclass

from paotong.cells.snippet import Snippet

MB = 1_000_000


@dataclass(frozen=True)
class Limit:
    """did, unit: so that "{did} past the limit of {most} {unit}" tells that it was passed."""

    most: int
    did: str
    unit: str


LIMITS = {
    "seconds": Limit(120, "ran", "s"),
    "output_bytes": Limit(1_000_000, "printed", "bytes"),
    # Of all its processes together.
    "memory_mb": Limit(4_000, "grew", "MB of memory"),
    "processes": Limit(64, "ran", "processes at once"),
    # What lies where it may write.
    "files": Limit(1_000, "wrote", "files"),
    "files_mb": Limit(500, "wrote", "MB of files"),
}


def limit_of(snippet: Snippet, name: str) -> int | float:
    """As this program has it."""
    most: int | float = snippet.option(name, LIMITS[name].most)
    return most


def limits_of(snippet: Snippet) -> dict[str, int | float]:
    """All, by name."""
    return {name: limit_of(snippet, name) for name in LIMITS}
