"""What holds of whatever anybody writes: each function takes an input and fails where it does not hold.

Hypothesis and atheris both call these, so that what one finds the other can try again.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
import xml.etree.ElementTree as ET
from dataclasses import replace
from functools import cache
from pathlib import Path

import yaml
from markdown import Markdown

from paotong.cells.languages import localize
from paotong.cells.library import load_snippet
from paotong.cells.module import read_module
from paotong.cells.readings import module_of
from paotong.cells.signs import visible
from paotong.cells.snippet import Snippet, read_snippet
from paotong.cells.source import read_text
from paotong.cells.statements import statements_of_cells
from paotong.check.all_rules import findings
from paotong.errors import PaotongError
from paotong.project import LANGUAGES, Project
from paotong.record.compare import differences, same_text, same_words
from paotong.record.key import key_of
from paotong.record.store import write_record
from paotong.render.blocks import paragraph
from paotong.run.result import CellResult, Figure, RunResult
from paotong.run.terminal import as_text
from parsing import Parsed, markdown_of_site, parsed

PLACE = "snippets/demo/one.py"
SLUG = "demo/one"
# What a page may hold besides the parts that are compared: a caption is Markdown, but within its line.
INLINE = {"a", "br", "code", "em", "img", "p", "strong", "sup", "svg", "path", "span"}
# Of these is all that the extension adds to a page; an emoji is a picture of ours in a `span`.
OWN_TAGS = INLINE | {
    "html",
    "head",
    "title",
    "body",
    "blockquote",
    "details",
    "div",
    "fieldset",
    "figcaption",
    "figure",
    "h1",
    "hr",
    "input",
    "label",
    "legend",
    "li",
    "ol",
    "pre",
    "summary",
    "ul",
}


def checkout_in(root: Path) -> Project:
    """A checkout of one lesson, to which the functions below do what they like."""
    (root / "pyproject.toml").write_text('[tool.paotong]\npython = "3.11"\n', encoding="utf-8")
    (root / "requirements.lock").write_text("", encoding="utf-8")
    for folder in ("snippets/demo", "outputs/demo", *(f"docs/{language}/demo" for language in LANGUAGES)):
        (root / folder).mkdir(parents=True)
    return Project(root.resolve())


# --- cells ---


def a_snippet_is_read_or_refused(project: Project, content: bytes) -> Snippet | None:
    """Any file: a snippet that covers its text and is one program in both languages, or what is wrong and where."""
    project.snippet(SLUG).write_bytes(content)
    try:
        snippet = load_snippet(project, SLUG)
    except PaotongError as error:
        _says_how_to_mend_it(error)
        return None
    # As it was kept, and as it is read anew.
    assert load_snippet(project, SLUG) == snippet == read_snippet(snippet.text, PLACE)
    _cells_cover(snippet)
    for language in LANGUAGES:
        localized = localize(snippet, language)
        assert _tokens(localized.text) == _tokens(snippet.text)
        again = read_snippet(localized.text, PLACE)
        assert (again.cells, again.code, again.code_lines) == (localized.cells, snippet.code, localized.code_lines)
        assert again.paired == {}
        source = snippet.text.split("\n")
        for line, origin in zip(localized.text.split("\n"), localized.source_lines, strict=True):
            told, comment = snippet.paired.get(origin, (language, ""))
            assert told == language
            assert line == source[origin - 1] or (origin in snippet.paired and line.strip() == f"# {comment}".strip())
    return snippet


def _says_how_to_mend_it(error: PaotongError) -> None:
    assert re.fullmatch(rf"{PLACE}:\d+", error.place)
    assert error.found
    assert error.cure


def a_module_is_read_or_refused(project: Project, content: bytes) -> None:
    path = project.snippet(SLUG)
    path.write_bytes(content)
    try:
        text = read_text(path, PLACE)
        module = module_of(project, text, PLACE)
    except PaotongError:
        return
    assert module_of(project, text, PLACE) == module == read_module(text, PLACE)


def _cells_cover(snippet: Snippet) -> None:
    lines = snippet.text.split("\n")
    starts = [cell.line for cell in snippet.cells]
    for cell, end in zip(snippet.cells, [*starts[1:], len(lines) + 1], strict=True):
        assert re.match(r"#\s?%%", lines[cell.line - 1])
        assert "\n".join(lines[cell.line : end - 1]).strip("\n") == cell.source
    assert all(line > starts[0] for line in snippet.code_lines)
    tree = ast.parse(snippet.text)
    assert [node for part in statements_of_cells(tree, starts) for node in part] == tree.body


def _tokens(text: str) -> list[tuple[int, str]]:
    found = tokenize.generate_tokens(io.StringIO(text).readline)
    return [(token.type, token.string) for token in found if token.type not in (tokenize.COMMENT, tokenize.NL)]


# --- output ---


def printed_bytes_become_text(printed: bytes) -> str:
    text, cut = as_text(printed)
    assert visible(text) == text
    assert "\t" not in text
    assert cut >= 0
    assert all(line == line.rstrip() for line in text.split("\n"))
    if "[…+" not in text:
        assert as_text(text.encode()) == (text, 0)
    return text


def texts_compare(recorded: str, fresh: str) -> None:
    """Nothing raises, each is like itself, and what is not alike is told."""
    for alike in (same_text, same_words):
        assert alike(recorded, recorded)
        assert alike(fresh, fresh)
        assert alike(recorded, fresh) == alike(fresh, recorded)
    before, after = (RunResult(SLUG, (CellResult("a", text),), {}, 1.0, (2, 3)) for text in (recorded, fresh))
    assert differences(before, before) == []
    assert (differences(before, after) == []) == same_text(recorded, fresh)
    assert (differences(before, after, {"a"}) == []) == same_words(recorded, fresh)
    differences(before, replace(after, code_lines=(2, 7)))


# --- pages ---

HARMLESS = "# %% a\nx = 1\n"
BLOCK = "``` snippet\ndemo/one.py:a\n{}```"
# Where a block may stand; {} is the block, with the indent of its line.
AROUND = [
    "{}",
    "# Title\n\ntext\n{}\ntext",
    "text[^1]\n\n[^1]: note\n\n    {}",
    "- item\n\n    {}\n\n- item",
    "1. item\n\n    - item\n\n        {}",
    "??? note\n\n    {}",
    '!!! tip "x"\n\n    - item\n\n        {}',
    '=== "one"\n\n    {}\n\n=== "two"\n\n    text',
    "> {}",
    "> text\n>\n> {}\n>\n> text",
    "/// details | x\n\n{}\n\n///",
]


def page_around(around: str, block: str) -> str:
    """A page with the block in its place, at the indent that it has there."""
    indent = next(line for line in around.split("\n") if "{}" in line).removesuffix("{}")
    return around.replace("{}", block.replace("\n", f"\n{indent}")) + "\n\nAfter.\n"


def record(project: Project, text: str = "", *, figures: int = 0) -> None:
    """As if the program had run, and printed and drawn this."""
    snippet = load_snippet(project, SLUG)
    drawn = project.root / "drawn.svg"
    drawn.write_bytes(b"<svg/>")
    cells = [CellResult(cell.name, text, (Figure(drawn, 1, 1),) * figures) for cell in snippet.cells]
    run = RunResult(SLUG, tuple(cells), {"python": "3.11.7"}, 1.0, snippet.code_lines)
    write_record(project, run, key_of(project, snippet))


def page(project: Project, text: str, language: str = LANGUAGES[0]) -> Parsed:
    rendered = markdown_of_site(project, language).convert(text)
    # Markdown keeps to itself the signs that stand for what is to be put in later.
    assert "\x02" not in rendered
    return parsed(rendered)


def page_of_output(project: Project, text: str, around: str) -> Parsed:
    record(project, text)
    return page(project, page_around(around, BLOCK.format("show: output\n")))


@cache
def page_of_harmless_output(project: Project, around: str) -> Parsed:
    project.snippet(SLUG).write_text(HARMLESS, encoding="utf-8")
    return page_of_output(project, "word", around)


def output_is_text(project: Project, printed: bytes, around: str) -> None:
    text = printed_bytes_become_text(printed)
    if not text:
        return
    harmless = page_of_harmless_output(project, around)
    found = page_of_output(project, text, around)
    assert found.rest.replace(" wraps", "") == harmless.rest.replace(" wraps", "")
    assert found.errors == harmless.errors
    assert found.code == [text + "\n"]


FOOT = "``` snippet\ndemo/one.py\n```"


def page_of_code(project: Project, cell: str, around: str, language: str) -> Parsed:
    block = f"``` snippet\ndemo/one.py:{cell}\nlines: 1\n```"
    return page(project, page_around(around, block) + FOOT, language)


@cache
def page_of_harmless_code(project: Project, around: str, language: str) -> Parsed:
    project.snippet(SLUG).write_text(HARMLESS, encoding="utf-8")
    record(project)
    return page_of_code(project, "a", around, language)


def code_is_text(project: Project, content: bytes, around: str, language: str) -> None:
    """Of a program that is read: its first cell in its place, and all of it at the foot."""
    harmless = page_of_harmless_code(project, around, language)
    snippet = a_snippet_is_read_or_refused(project, content)
    if snippet is None:
        return
    try:
        record(project)
    except PaotongError:
        return  # it imports what is not locked
    found = page_of_code(project, snippet.names[0], around, language)
    localized = localize(snippet, language)
    assert found.rest == harmless.rest
    assert found.errors == harmless.errors
    # A footnote stands below the foot.
    shown = sorted(block.strip("\n") for block in found.code)
    assert shown == sorted(text.strip("\n") for text in (localized.cells[0].source, localized.text))


def a_problem_is_text(project: Project, content: bytes) -> None:
    """What is wrong with a program stands in a box on its page, and quotes it."""
    project.snippet(SLUG).write_bytes(content)
    try:
        load_snippet(project, SLUG)
    except PaotongError as error:
        _stands_in_a_box(error, page(project, page_around("{}", BLOCK.format(""))))


def _stands_in_a_box(problem: PaotongError, found: Parsed) -> None:
    assert found.errors == []
    assert found.tags <= OWN_TAGS
    assert found.code == [f"{visible(str(problem))}\n"]


def page_of_options(project: Project, alt: str, caption: str, folded: str, around: str) -> Parsed:
    options = {"show": "figure", "alt": alt, "caption": caption, "folded": folded}
    told = "".join(f"{name}: {value}\n" for name, value in options.items() if value)
    return page(project, page_around(around, BLOCK.format(told)))


def options_stay_in_their_place(project: Project, alt: str, caption: str, folded: str, around: str) -> None:
    """The alternative text and the title are text; a caption is Markdown, but one paragraph of it."""
    if "klzzwxh" in Markdown().convert(paragraph(caption)):
        return  # Python-Markdown by itself shows a sign of its own for `*a**a*&lt;`
    found = page_of_options(project, alt, caption, folded, around)
    (image,) = [image for image in found.tree.iterfind(".//img") if image.get("class") == "drawn"]
    assert image.get("alt") == visible(alt)
    bare = page_of_options(project, "word", caption and "word", folded and "word", around)
    summaries = zip(found.tree.iterfind(".//summary"), bare.tree.iterfind(".//summary"), strict=True)
    for summary, word in summaries:
        assert list(summary) == []
        assert summary.text == (visible(folded) if word.text == "word" else word.text)
        summary.text = word.text
    for parts in (found, bare):
        for figure in parts.tree.iterfind(".//figure"):
            (shown,) = figure.findall("./figcaption/*")
            assert shown.tag == "p"
            assert {element.tag for element in shown.iter()} <= INLINE
            _empty(shown)
        for each in parts.tree.iterfind(".//img"):
            each.set("alt", "")
    assert ET.tostring(found.tree) == ET.tostring(bare.tree)
    assert found.errors == bare.errors


def _empty(element: ET.Element) -> None:
    tail = element.tail
    element.clear()
    element.tail = tail


# --- whole pages, and what they say of themselves ---

LONG_FENCE = "`" * 40


def a_page_is_told_of(project: Project, content: bytes) -> None:
    """Any file as a lesson's page: whatever is wrong with it is told, and the same by whoever builds the site."""
    for language in LANGUAGES:
        (project.docs(language) / f"{SLUG}.md").write_bytes(content)
    for problem in findings(project):
        assert str(problem)
    try:
        text = read_text(project.docs("zh") / f"{SLUG}.md", "page")
    except PaotongError:
        return
    markdown = markdown_of_site(project)
    for name in ("normalize_whitespace", "paotong"):
        expanded = markdown.preprocessors[name].run(text.split("\n"))
    assert all("\n" not in line for line in expanded)


def no_tag_comes_from_a_block(project: Project, kind: str, body: str, around: str) -> None:
    """Whatever stands in a block, and however wrong it is."""
    found = page(project, page_around(around, f"{LONG_FENCE} {kind}\n{body}\n{LONG_FENCE}"))
    assert found.tags <= OWN_TAGS
    assert "After." in [each.text for each in found.tree.iterfind("./body/p")]


def page_of_cards(project: Project, title: str, facts: str) -> Parsed:
    (project.docs(LANGUAGES[0]) / f"{SLUG}.md").write_text(f"---\n{facts}\n---\n\n# {title}\n", encoding="utf-8")
    return page(project, "``` lessons\ndemo/one\n```\n\nAfter.")


def front_matter_is_read_or_refused(project: Project, title: str, facts: str) -> Parsed:
    """Any text as a page's front matter and title gives a list of lessons, or tells what is wrong."""
    found = page_of_cards(project, title, facts)
    assert found.tags <= OWN_TAGS
    assert "After." in [each.text for each in found.tree.iterfind("./body/p")]
    return found


def a_card_is_text(project: Project, title: str, description: str) -> None:
    harmless = page_of_cards(project, "word", _facts("word"))
    found = front_matter_is_read_or_refused(project, title, _facts(description))
    if found.tree.find(".//a") is None:
        return  # it was refused
    link, below = found.tree.find(".//a"), found.tree.find(".//li/p[2]")
    assert link is not None
    assert below is not None
    assert list(link) == list(below) == []
    assert link.text == "1. " + visible(title).partition(" {")[0].strip()
    assert below.text == visible(" ".join(description.split()))
    link.text = below.text = "word"
    before = harmless.tree
    for element in (before.find(".//a"), before.find(".//li/p[2]")):
        assert element is not None
        element.text = "word"
    assert ET.tostring(found.tree) == ET.tostring(before)
    assert found.errors == harmless.errors


def _facts(description: str) -> str:
    facts: str = yaml.safe_dump({"description": description, "level": 1, "minutes": 3, "needs": []}, allow_unicode=True)
    return facts
