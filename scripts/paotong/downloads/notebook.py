"""A lesson as a notebook: the page's prose, each cell of the program once and in order, and what was recorded of it.

The same page and record give the same bytes.
"""

from __future__ import annotations

import base64
import html
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote

import nbformat
from nbformat import v4

from paotong.cells.snippet import Cell
from paotong.downloads.portable import Surroundings, boxes, details, inline, plain, portable
from paotong.downloads.words import WORDS
from paotong.render.directive import Block, Directive, find_blocks, read_directive
from paotong.render.lesson import Lesson
from paotong.render.lesson_page import LessonPage
from paotong.render.quiz import read_quiz
from paotong.render.words import PACKAGE_NAMES
from paotong.render.words import WORDS as PAGE_WORDS
from paotong.run.result import CellResult, Figure

# Which of nbformat's minor versions it is written as: the first in which cells have ids.
MINOR = 5
# What may stand in a `data:` address between quotation marks as it is.
UNQUOTED = " !$&'()*+,-./:;=?@_~"
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def notebook(lesson: Lesson, page: LessonPage, language: str, around: Surroundings, beside: list[str]) -> bytes:
    """beside: the names of the files that the program needs in its folder.

    Raises PaotongError where a block of the page is wrong.
    """
    made = _Notebook(lesson, page, language, around)
    # No cell can stand in a box: one that has a block in it is opened, and what it folds away is folded piece by piece.
    position = 0
    for first, last, title, inside in boxes(page.lines):
        if any(find_blocks(inside)):
            made.passage(page.lines[position:first])
            made.passage(inside, title)
            position = last
    made.passage(page.lines[position:])
    made.code_to(len(lesson.program.cells))
    made.foot(beside)
    # As a whole: v4.new_code_cell and its like check each part on its own, which takes three times as long.
    node = nbformat.from_dict(
        {
            "cells": made.cells,
            "metadata": {"kernelspec": KERNEL, "language_info": {"name": "python"}},
            "nbformat": 4,
            "nbformat_minor": MINOR,
        }
    )
    nbformat.validate(node)
    return f"{v4.writes_json(node).rstrip()}\n".encode()


@dataclass
class _Notebook:
    """A notebook on its way. count: how many of the program's cells are in it."""

    lesson: Lesson
    page: LessonPage
    language: str
    around: Surroundings
    cells: list[dict[str, Any]] = field(default_factory=list)
    count: int = 0

    def __post_init__(self) -> None:
        self._words = PAGE_WORDS[self.language] | WORDS[self.language]
        # A page may show a cell's figure in one place and its code in another.
        self._alt: dict[str, tuple[str, ...]] = {}
        for block in find_blocks(self.page.lines):
            if block.kind == "snippet":
                directive = read_directive(block, self.page.name)
                if directive.slug == self.lesson.slug and directive.cell and directive.alt:
                    self._alt.setdefault(directive.cell, directive.alt)

    def passage(self, lines: list[str], folded: str = "") -> None:
        """Whole blocks of the page. folded: the title behind which all of it is closed at first."""
        position = 0
        for block in find_blocks(lines):
            self.prose(lines[position : block.first], folded)
            self.block(block, folded)
            position = block.last
        self.prose(lines[position:], folded)

    def prose(self, lines: list[str], folded: str = "") -> None:
        text = portable(lines, self.around)
        if text and folded:
            text = "\n".join(details(plain(inline(folded, self.around)), [text])).strip("\n")
        self.text(text)

    def text(self, text: str) -> None:
        """What follows other text joins it."""
        if not text.strip():
            return
        if self.cells and self.cells[-1]["cell_type"] == "markdown":
            self.cells[-1]["source"] += f"\n\n{text}"
            return
        # No cell of a program has an underscore in its name.
        number = sum(cell["cell_type"] == "markdown" for cell in self.cells) + 1
        self.cells.append({"cell_type": "markdown", "id": f"text_{number}", "metadata": {}, "source": text})

    def block(self, block: Block, folded: str = "") -> None:
        """What a block stands for. Those that list lessons and courses belong to the site, and so do borrowed cells."""
        if block.kind == "quiz":
            self._quiz(block)
        if block.kind != "snippet":
            return
        directive = read_directive(block, self.page.name)
        directive = replace(directive, folded=directive.folded or folded)
        names = self.lesson.program.names
        if directive.slug != self.lesson.slug or directive.cell not in names:
            return
        number = names.index(directive.cell)
        if "code" in directive.show and number >= self.count:
            self.code_to(number)
            self._code(self.lesson.program.cells[number], directive)
        elif "figure" in directive.show and number >= self.count:
            caption = " ".join(inline(caption, self.around) for caption in directive.caption)
            self.text(f"*{self._words['figure_later'].format(caption=caption).replace('*', '').strip()}*")

    def code_to(self, number: int) -> None:
        """The program's cells before this one that are not in it yet."""
        for cell in self.lesson.program.cells[self.count : number]:
            self._code(cell)

    def foot(self, beside: list[str]) -> None:
        """With what it ran, and whose it is."""
        lines = ["---", ""]
        if record := self.lesson.standing.shown:
            versions = record.run.versions
            told = [f"{PACKAGE_NAMES.get(name, name)} {version}" for name, version in versions.items()]
            lines += [self._words["ran"].format(versions=self._words["between"].join(told)), ""]
        if beside:
            files = self._words["between"].join(f"`{name}`" for name in beside)
            lines += [self._words["beside"].format(files=files), ""]
        if self.around.address:
            address = self.around.target(self.around.path.rpartition("/")[2])
            lines += [self._words["online"].format(address=address), ""]
        self.text("\n".join([*lines, self._words["licence"]]))

    def _installation(self) -> str:
        record = self.lesson.standing.shown
        packages = [name for name in record.run.versions if name != "python"] if record else []
        lines = [self._words["install"], "", "```bash", f"pip install {' '.join(packages)}", "```"]
        return "\n".join(lines) if packages else ""

    def _code(self, cell: Cell, directive: Directive | None = None) -> None:
        if not self.count:
            self.text(self._installation())
        metadata: dict[str, Any] = {}
        if cell.raises:
            metadata["tags"] = ["raises-exception"]
        if directive and directive.folded:
            self.text(f"**{inline(directive.folded, self.around)}**")
            metadata["jupyter"] = {"source_hidden": True, "outputs_hidden": True}
        result = self.lesson.result(cell.name)
        outputs = self._outputs(result) if result else []
        self.cells.append(
            {
                "cell_type": "code",
                "id": cell.name,
                "metadata": metadata,
                "execution_count": None,
                "outputs": outputs,
                "source": cell.source,
            }
        )
        self.count += 1
        if result and result.cut_lines:
            self.text(self._words["cut"].format(lines=result.cut_lines))
        if directive:
            self.text("\n\n".join(f"*{inline(text, self.around).replace('*', '')}*" for text in directive.caption))

    def _outputs(self, result: CellResult) -> list[dict[str, Any]]:
        outputs: list[dict[str, Any]] = []
        if result.text:
            outputs.append({"output_type": "stream", "name": "stdout", "text": f"{result.text}\n"})
        alts = self._alt.get(result.name, ())
        for number, figure in enumerate(result.figures):
            alt = alts[number] if number < len(alts) else ""
            outputs.append({"output_type": "display_data", "data": _shown(figure, alt), "metadata": {}})
        return outputs

    def _quiz(self, block: Block) -> None:
        quiz = read_quiz(block, self.page.name)
        lines = [f"**{inline(quiz.ask, self.around).replace('**', '')}**", ""]
        for choice in quiz.choices:
            told = self._words["right" if choice.right else "wrong"].format(why=choice.why)
            lines += details(plain(inline(choice.text, self.around)), [inline(told, self.around)])
        self.text("\n".join(lines).strip("\n"))


def _shown(figure: Figure, alt: str) -> dict[str, str]:
    """A picture as Jupyter shows it at once.

    It has no type for AVIF, and shows no SVG of a notebook that somebody else made before it is run; an image in HTML
    it does, and that has the alternative text, too.
    """
    if figure.path.suffix == ".svg":
        # Quoted and not in base64: shorter, and it packs well.
        source = f"svg+xml,{quote(figure.path.read_bytes(), safe=UNQUOTED)}"
    else:
        source = f"avif;base64,{base64.b64encode(figure.path.read_bytes()).decode('ascii')}"
    size = f'width="{figure.width}" height="{figure.height}"'
    return {
        "text/html": f'<img src="data:image/{source}" alt="{html.escape(alt)}" {size}>',
        **({"text/plain": alt} if alt else {}),
    }
