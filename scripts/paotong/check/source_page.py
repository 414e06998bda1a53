"""A page as its author wrote it, and its parts, each read when it is first asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from paotong.check.prose import BlockText, Heading, block_texts, headings, prose
from paotong.render.blocks import INLINE_CODE
from paotong.render.directive import Block, Directive, find_blocks, find_unclosed
from paotong.render.expand import expand
from paotong.render.lesson_page import split_front_matter
from paotong.render.page import Page
from paotong.render.shelf import Shelf


@dataclass(frozen=True)
class SourcePage:
    """A page's file. path: from its language's folder, as "pytorch/variable.md". lines: the whole of it.

    slug: of the lesson whose page it is, None for any other page.
    """

    file: Path
    language: str
    path: str
    slug: str | None
    lines: list[str]
    shelf: Shelf
    name: str

    def place(self, line: int) -> str:
        return f"{self.name}:{line}"

    @property
    def expanded(self) -> Page:
        """The page after its blocks were replaced: what they ask for, and what is wrong with them."""
        return self._expansion[0]

    @property
    def markdown(self) -> list[str]:
        """The page as a builder gets it: without its front matter, its blocks replaced."""
        return self._expansion[1][self.first_line - 1 :]

    @cached_property
    def _expansion(self) -> tuple[Page, list[str]]:
        page = Page(self.shelf, self.language, self.name, self.path)
        return page, expand(self.lines, page)

    @property
    def directives(self) -> list[Directive]:
        """Its snippet blocks, in order."""
        return self.expanded.directives

    @cached_property
    def first_line(self) -> int:
        """The first line after its front matter; lines count from 1."""
        return len(self.lines) - len(split_front_matter(self.lines)[1]) + 1

    @cached_property
    def blocks(self) -> list[Block]:
        """Its blocks as they are written, in order."""
        return list(find_blocks(self.lines))

    @cached_property
    def snippets(self) -> list[tuple[Block, Directive]] | None:
        """Its snippet blocks, in order, with what they ask for; None where one cannot be read."""
        blocks = [block for block in self.blocks if block.kind == "snippet"]
        return list(zip(blocks, self.directives, strict=True)) if len(blocks) == len(self.directives) else None

    @cached_property
    def has_unclosed_block(self) -> bool:
        """Whether a block takes in what stands below it, so that nobody can tell what the page has."""
        return any(find_unclosed(self.lines))

    @cached_property
    def prose(self) -> list[tuple[int, str]]:
        """The lines that are read as text, with their numbers: no front matter, no fence, no comment of HTML."""
        return prose(self.lines, self.first_line)

    @cached_property
    def block_texts(self) -> list[BlockText]:
        """What its blocks say to readers, in order."""
        return list(block_texts(self.lines))

    @cached_property
    def written(self) -> list[tuple[int, str]]:
        """The lines of both as they stand in the file, with their numbers, and with spaces for inline code."""
        lines = self.prose + [(text.line, self.lines[text.line - 1]) for text in self.block_texts]
        return [(number, INLINE_CODE.sub(lambda code: " " * len(code[0]), line)) for number, line in lines]

    @cached_property
    def headings(self) -> list[Heading]:
        return headings(self.prose)
