"""ideas: lessons on one idea in several courses lead to each other, from one file."""

from __future__ import annotations

from pathlib import Path

import html5lib
import pytest

from conftest import REPOSITORY, Checkout
from paotong.builders.builder import STRICT
from paotong.check.rules.ideas import ideas
from paotong.check.sources import Sources
from paotong.errors import PaotongError
from paotong.ideas import IDEAS, read_ideas
from paotong.project import LANGUAGES, Project
from paotong.render.expand import expand
from paotong.render.page import Page
from paotong.render.shelf import Shelf
from paotong.site import BUILDERS, build_site

LESSON = "# {title}\n\n``` snippet\n{slug}.py:a\n```\n\n``` snippet\n{slug}.py\n```\n"
LIST = """\
- zh: 回归
  en: "[regression]"
  lessons:
    - first/line
    - planned/line
    - second/line
    - first/other
- zh: 直线
  en: lines
  lessons: [second/line, first/line]
- zh: 别的
  en: something else
  lessons:
    - second/line
    - planned/other
"""


@pytest.fixture
def courses(checkout: Checkout) -> Checkout:
    """Two courses, of which one has no page of its own."""
    for slug, title in (("first/line", "A *line*"), ("second/line", "Fit [one]"), ("first/other", "Other")):
        checkout.lesson("# %% a\nprint(1)\n", LESSON.format(title=title, slug=slug), slug)
    checkout.page("# First Tutorial\n", "first/index", "en")
    checkout.page("# First 教程\n", "first/index", "zh")
    listed(checkout, LIST)
    return checkout


def listed(checkout: Checkout, text: str) -> None:
    (checkout.project.root / IDEAS).write_text(text, encoding="utf-8")


def foot(checkout: Checkout, slug: str, language: str = "en", path: str = "") -> list[str]:
    """The lines of a lesson's page that lead elsewhere."""
    page = Page(Shelf(checkout.project), language, "page", path or f"{slug}.md")
    expanded = expand(["# A", "", "``` snippet", f"{slug}.py", "```"], page)
    found = [line for line, after in zip(expanded, [*expanded[1:], ""], strict=True) if after == "{ .elsewhere }"]
    # Above all else of the foot.
    assert expanded[2 : 2 + 3 * len(found) : 3] == found
    return found


def test_a_lesson_leads_to_those_of_other_courses_that_there_are(courses: Checkout) -> None:
    assert foot(courses, "first/line") == [
        r"The same idea (\[regression\]) elsewhere: [second: Fit \[one\]](../second/line.md)",
        r"The same idea (lines) elsewhere: [second: Fit \[one\]](../second/line.md)",
    ]
    assert foot(courses, "second/line", "zh") == [
        r"同一个想法（回归），别处怎么写：[First：A \*line\*](../first/line.md) · [First：Other](../first/other.md)",
        r"同一个想法（直线），别处怎么写：[First：A \*line\*](../first/line.md)",
    ]


@pytest.mark.parametrize("builder", BUILDERS)
def test_both_builders_lead_there(site: Checkout, tmp_path: Path, builder: str) -> None:
    for slug in ("first/line", "second/line"):
        site.lesson("# %% a\nprint(1)\n", LESSON.format(title=slug.title(), slug=slug), slug)
        site.record(slug)
    site.record()
    listed(site, LIST)
    for configuration in site.project.root.glob("mkdocs*.yml"):
        text = configuration.read_text(encoding="utf-8")
        pages = "  - demo/one.md\n"
        configuration.write_text(
            text.replace(pages, f"{pages}  - first/line.md\n  - second/line.md\n"), encoding="utf-8"
        )
    folder = tmp_path / "built"
    folder.mkdir()
    assert build_site(site.project, folder, STRICT, builder=builder) == {}
    for language in LANGUAGES:
        page = (folder / language / "second" / "line.html").read_text(encoding="utf-8")
        lines = html5lib.parse(page, namespaceHTMLElements=False).iterfind(".//p[@class='elsewhere']")
        assert [[link.get("href") for link in line.iterfind("a")] for line in lines] == [["../first/line.html"]] * 2


def test_a_lesson_that_comes_is_linked_without_a_change_of_the_list(courses: Checkout) -> None:
    assert len(foot(courses, "second/line")) == 2
    courses.lesson("# %% a\n", LESSON.format(title="New", slug="planned/other"), "planned/other")
    assert foot(courses, "second/line")[2] == (
        "The same idea (something else) elsewhere: [planned: New](../planned/other.md)"
    )


def test_a_lesson_in_one_language_is_not_linked_in_the_other(courses: Checkout) -> None:
    (courses.project.docs("en") / "second/line.md").unlink()
    assert foot(courses, "first/line") == []
    assert len(foot(courses, "first/line", "zh")) == 2


def test_a_page_that_shows_another_lessons_program_says_nothing(courses: Checkout) -> None:
    assert foot(courses, "first/line", path="first/index.md") == []


def test_without_a_list_nothing_is_said(courses: Checkout) -> None:
    (courses.project.root / IDEAS).unlink()
    assert foot(courses, "first/line") == []
    assert list(ideas(Sources(courses.project))) == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("    - first/line", "    - first/Line", "ideas.yml:4: 'first/Line' is no slug"),
        ("    - first/line", "    - line", "ideas.yml:4: 'line' is no slug"),
        ("    - first/line", "    - [first/line]", "ideas.yml:4: this is no slug"),
        ("    - first/other", "    - first/line", "ideas.yml:7: first/line stands twice"),
        ("  en: lines\n", "", "ideas.yml:8: an idea has no `en`"),
        ("  en: lines\n", "  en:\n", "ideas.yml:8: an idea has no `en`"),
        ("  lessons: [second/line, first/line]\n", "", "ideas.yml:8: an idea has no list of lessons"),
        (
            "  lessons: [second/line, first/line]",
            "  lessons: first/line",
            "ideas.yml:8: an idea has no list of lessons",
        ),
        ("  en: lines", "  en: lines\n  fr: lignes", "ideas.yml:8: an idea has `fr`"),
        ("- zh: 直线", "- zh: [直线", "ideas.yml:9: is not YAML"),
        (LIST, "zh: 回归\n", "ideas.yml: is no list of ideas"),
        (LIST, "- 回归\n", "ideas.yml:1: an idea has no `zh`"),
    ],
)
def test_a_wrong_list_is_told_with_its_line(courses: Checkout, old: str, new: str, told: str) -> None:
    assert LIST.count(old) == 1
    listed(courses, LIST.replace(old, new))
    with pytest.raises(PaotongError) as caught:
        read_ideas(courses.project)
    assert str(caught.value).startswith(told)
    assert caught.value.cure
    assert [str(finding) for finding in ideas(Sources(courses.project))] == [str(caught.value)]
    # The build refuses it, too.
    page = Page(Shelf(courses.project), "en", "page", "first/line.md")
    expand(["``` snippet", "first/line.py", "```"], page)
    assert str(caught.value) in map(str, page.problems)


def test_a_slip_is_seen_and_a_plan_is_none(courses: Checkout) -> None:
    assert list(ideas(Sources(courses.project))) == []
    listed(courses, LIST.replace("- first/other", "- first/otehr"))
    (finding,) = ideas(Sources(courses.project))
    assert finding.warning
    assert str(finding).startswith("ideas.yml:7: first/otehr is no lesson\n")
    assert "write first/other" in str(finding)


def test_the_real_list_is_right_and_each_idea_is_in_two_courses() -> None:
    project = Project(REPOSITORY)
    assert list(ideas(Sources(project))) == []
    for idea in read_ideas(project):
        assert len({slug.partition("/")[0] for slug in idea.lessons}) > 1, idea.names
