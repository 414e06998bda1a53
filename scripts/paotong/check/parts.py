"""What a page is made of, part by part and in order, so that it can be laid beside its twin."""

from __future__ import annotations

import re
from collections.abc import Iterator

from paotong.check.alignment import Part
from paotong.check.markup import ELSEWHERE
from paotong.check.source_page import SourcePage
from paotong.errors import PaotongError
from paotong.render.blocks import INLINE_CODE
from paotong.render.directive import KINDS, Block, Directive, fences
from paotong.render.quiz import read_quiz

# `![what it shows](where it is)`; a title may follow.
PICTURE = re.compile(r"!\[[^\[\]]*\]\(\s*<?([^)\s>]+)")
# Blocks that list names, and how messages call them.
LISTS = {
    "lessons": "a list of lessons",
    "courses": "a list of courses",
    "ran-with": "a block `ran-with`",
    "clone": "a block `clone`",
}
# Admonitions, foldable blocks and tabs, at any depth.
BOX = re.compile(r"\s*(?:(?:!!! ?|\?\?\?\+? +)[\w-]+(?: +[\w-]+)*|===[!+]?(?= +\"))")
# The line below a table's head.
RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*")


def headings(page: SourcePage, *, ids: bool) -> Iterator[Part]:
    """ids: whether they must be alike, too."""
    for heading in page.headings:
        shown = page.lines[heading.line - 1].strip()
        written = f"`{'#' * heading.level} …" + (f" {{ #{heading.id} }}`" if ids and heading.id else "`")
        key = (heading.level, heading.id if ids else "")
        yield Part(key, f"`{shown}`", page.place(heading.line), written=written)


def snippets(page: SourcePage) -> Iterator[Part]:
    """Its snippet blocks, where all can be read: what each names, and how it shows that."""
    wrong = {problem.place for problem in page.expanded.problems}
    for block, directive in page.snippets or ():
        name = f"{directive.slug}.py" + (f":{directive.cell}" if directive.cell else "")
        shown = f"the block `{name}`"
        if "show" in directive.option_places:
            shown += f" with `show: {', '.join(directive.show)}`"
        # A cell may stand twice: its figure here, its code there.
        key = (name, "code" in directive.show)
        is_wrong = any(page.place(number) in wrong for number in range(block.first + 1, block.last + 1))
        yield Part(key, shown, directive.place, tuple(_details(block, directive)), is_wrong=is_wrong)


def _details(block: Block, directive: Directive) -> Iterator[Part]:
    options = {
        "show": (frozenset(directive.show), f"`show: {', '.join(directive.show)}`"),
        "lines": (directive.lines, f"`lines: {directive.lines}`"),
        "folded": (bool(directive.folded), "`folded:`"),
        "alt": (len(directive.alt), f"{len(directive.alt)} × `alt:`"),
        "caption": (len(directive.caption), f"{len(directive.caption)} × `caption:`"),
    }
    for option, (key, shown) in options.items():
        if place := directive.option_places.get(option):
            yield Part(key, shown, place, written=shown.removeprefix("1 × "))
        else:
            yield Part(key, f"no `{option}:`", directive.place)
    inside = bool(block.indent)
    yield Part(inside, "the block inside something, indented" if inside else "the block by itself", directive.place)


def listed(page: SourcePage) -> Iterator[Part]:
    """Each line of its lists of lessons and courses, and where one list ends."""
    wrong = {problem.place for problem in page.expanded.problems}
    for block in page.blocks:
        if block.kind in LISTS:
            name = LISTS[block.kind]
            for number, line in enumerate(block.body, start=block.first + 2):
                if slug := line.strip():
                    place = page.place(number)
                    yield Part(slug, f"`{slug}` in {name}", place, is_wrong=place in wrong)
            yield Part(block.kind, f"{name} that ends here", page.place(block.last))


def quizzes(page: SourcePage) -> Iterator[Part]:
    """Its questions: how many choices each has, and which is right."""
    for block in page.blocks:
        if block.kind == "quiz":
            place = page.place(block.first + 1)
            try:
                quiz = read_quiz(block, page.name)
            except PaotongError:  # told as a block that is wrong
                yield Part("quiz", "a quiz", place, (Part(0, "", place), Part(0, "", place)), is_wrong=True)
                continue
            right = quiz.choices[quiz.right - 1].place
            details = (
                Part(len(quiz.choices), f"a quiz with {len(quiz.choices)} choices", place),
                Part(quiz.right, f"the right choice as number {quiz.right}", right),
            )
            yield Part("quiz", "a quiz", place, details)


def pictures(page: SourcePage) -> Iterator[Part]:
    for number, line in page.prose:
        if "![" in line:
            for match in PICTURE.finditer(INLINE_CODE.sub("", line)):
                is_wrong = ELSEWHERE.match(match[1]) is not None
                yield Part(match[1], f"the picture {match[1]}", page.place(number), is_wrong=is_wrong)


def boxes(page: SourcePage) -> Iterator[Part]:
    for number, line in page.prose:
        if match := BOX.match(line):
            shown = " ".join(match[0].split())
            yield Part(shown, f"`{shown}`", page.place(number))


def tables(page: SourcePage) -> Iterator[Part]:
    lines = dict(page.prose)
    for number, line in page.prose:
        if "|" in line and "-" in line and RULE.fullmatch(line) and "|" in lines.get(number - 1, ""):
            end = number + 1
            while lines.get(end, "").strip():
                end += 1
            rows, columns = end - number - 1, len(line.strip().strip("|").split("|"))
            yield Part((rows, columns), f"a table of {rows} rows and {columns} columns", page.place(number - 1))


def code(page: SourcePage) -> Iterator[Part]:
    """Fences that are no blocks of ours."""
    for first, _, fence in fences(page.lines):
        if (info := fence["info"].strip()) not in KINDS:
            # What is behind the language is read by people: a title, as `bash title="…"`.
            kind = info.strip("{} .").partition(" ")[0]
            yield Part(kind, f"a block of code ({kind or 'in no language'})", page.place(first + 1))
