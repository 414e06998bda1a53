"""contents: a course's list of lessons says what the lessons' own pages say."""

from __future__ import annotations

import pytest

from conftest import Checkout
from paotong.check.all_rules import findings
from paotong.render.expand import expand
from paotong.render.page import Page
from paotong.render.shelf import Shelf

DRAWS = """\
# %% a
import matplotlib.pyplot as plt
plt.figure(figsize=(2, 1))
plt.show()
"""
PAGE = """\
---
description: Draws [one] thing.
level: 2
minutes: 7
needs: [demo/two]
---

# The *first* { #first }

``` snippet
demo/one.py:a
alt: nothing
```

``` snippet
demo/one.py
```
"""
SECOND = """\
---
description: Prints.
level: 1
minutes: 3
needs: []
---

# The second

``` snippet
demo/two.py:a
```

``` snippet
demo/two.py
```
"""
LIST = "# Demo\n\n``` lessons\ndemo/two\ndemo/one\n```\n"


@pytest.fixture
def course(checkout: Checkout) -> Checkout:
    checkout.lesson(DRAWS, PAGE)
    checkout.lesson("# %% a\nprint(1)\n", SECOND, "demo/two")
    checkout.record("demo/one")
    checkout.record("demo/two")
    return checkout


def listed(checkout: Checkout, text: str = LIST, path: str = "demo/index.md") -> tuple[str, list[str]]:
    page = Page(Shelf(checkout.project), "en", f"docs/en/{path}", path)
    return "\n".join(expand(text.split("\n"), page)), [str(problem) for problem in page.problems]


def test_a_card_has_title_picture_description_and_facts(course: Checkout) -> None:
    expanded, problems = listed(course)
    assert problems == []
    first = expanded.index("1. The second](../demo/two.md)")
    second = expanded.index(r"2. The \*first\*](../demo/one.md)")
    assert first < second
    assert "![](../figures/demo/one/a.svg){ .drawn" in expanded[first:second]
    assert r"Draws \[one\] thing\." in expanded[second:]
    assert "7 min · intermediate · needs [The second](../demo/two.md)" in expanded[second:]
    assert "3 min · beginner\n" in expanded[first:second]


def test_a_list_may_stand_on_any_page_and_goes_on_counting(course: Checkout) -> None:
    expanded, _ = listed(course, "``` lessons\ndemo/two\n```\ntext\n``` lessons\ndemo/one\n```", "index.md")
    assert "1. The second](demo/two.md)" in expanded
    assert r"2. The \*first\*](demo/one.md)" in expanded


def test_a_stale_lesson_has_a_card_without_picture(course: Checkout) -> None:
    course.snippet(DRAWS.replace("(2, 1)", "(2, 2)"))
    expanded, problems = listed(course)
    assert "![](" not in expanded
    assert problems == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("``` lessons\ndemo/three\n```", "docs/en/demo/index.md:2: 'demo/three' is no lesson with a page in en"),
        ("``` lessons\n../pyproject\n```", "docs/en/demo/index.md:2: '../pyproject' is no lesson with a page in en"),
        ("``` lessons\n\n```", "docs/en/demo/index.md:1: an empty list of lessons"),
        ("``` lessons\ndemo/one\ndemo/one\n```", "docs/en/demo/index.md:3: demo/one stands twice"),
        ("``` lesson\ndemo/one\n```", "docs/en/demo/index.md:1: '``` lesson' begins no block that is known"),
        (
            "# A\n\n``` lessons\ndemo/one\n\n## B\n\n``` lessons\ndemo/two\n```",
            "docs/en/demo/index.md:3: the block that begins on line 3 is not closed",
        ),
    ],
)
def test_a_wrong_list_is_told_with_its_line(course: Checkout, text: str, told: str) -> None:
    _, problems = listed(course, text)
    assert [problem.split("\n")[0] for problem in problems] == [told]
    assert "\n  cure: " in problems[0]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("level: 2\n", "", "has no `level:`"),
        ("level: 2", "level: 4", "its front matter has `level: 4`"),
        ("minutes: 7", "minutes: soon", "its front matter has `minutes: soon`"),
        ("needs: [demo/two]", "needs: demo/two", "its front matter has `needs: demo/two`"),
        ("[demo/two]", "[demo/three]", "'demo/three' is no lesson with a page in en"),
        ("description: ", "about: ", "has no `description:`"),
        ("# The *first*", "The first", "has no title"),
        ("needs: [demo/two]", "needs: [demo/two", "its front matter is not YAML"),
    ],
)
def test_a_lesson_that_does_not_say_what_it_must_is_named(course: Checkout, old: str, new: str, told: str) -> None:
    course.page(PAGE.replace(old, new), language="en")
    _, problems = listed(course)
    assert len(problems) == 1
    place, _, found = problems[0].partition(": ")
    assert place.partition(":")[0] == "docs/en/demo/one.md"
    assert found.startswith(told)


def test_check_looks_at_lists_too(course: Checkout) -> None:
    course.page(LIST.replace("demo/two", "demo/three"), "demo/index", "en")
    assert [finding.place for finding in findings(course.project)] == ["docs/en/demo/index.md:4"]
