"""Putting lines into a file that a person wrote, so that all else in it stays as it is."""

from __future__ import annotations

from pathlib import Path

from paotong.cells.source import read_text
from paotong.project import Project


def text_as_it_is(project: Project, path: Path) -> str:
    """With the line ends and the byte order mark that the file has. Raises PaotongError where it cannot be read."""
    read_text(path, project.place(path))
    return path.read_bytes().decode()


def with_lines(text: str, below: int, new: list[str]) -> str:
    """The text with new lines below one of its own, counted from 0, and with the line ends of that."""
    lines = text.split("\n")
    end = "\r" if lines[below].endswith("\r") else ""
    lines[below + 1 : below + 1] = [line + end for line in new]
    return "\n".join(lines)
