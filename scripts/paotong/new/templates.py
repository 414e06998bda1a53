"""The files that a new lesson begins with: scripts/templates/. What its author is to replace begins with ✎ there."""

from __future__ import annotations

from pathlib import Path
from string import Template

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
# Stands in no finished lesson.
PLACEHOLDER = "✎"


def filled(name: str, slug: str, title: str = "") -> str:
    """name: of the file there. Each says `$slug` and `$title` where they belong."""
    return Template((TEMPLATES / name).read_text(encoding="utf-8")).substitute(slug=slug, title=title)
