"""A question to answer in one's head: reading it, and the Markdown that it becomes.

    ``` quiz
    ask: What if the learning rate is too large?
    no: Nothing changes
    why: Only with a rate of 0 the parameters stay.
    yes: The loss grows
    why: Each step jumps over the valley and lands higher.
    ```

A question, then its choices, each with why it is right or not. Each choice becomes a `<details>` of its own, so that a
keyboard opens it, a screen reader says that it is closed, and nothing needs JavaScript. They bear no common `name`:
several may be open, since one that closes above would move what is being read.
"""

from __future__ import annotations

from dataclasses import dataclass

from paotong.errors import PaotongError
from paotong.render import blocks
from paotong.render.directive import QUIZ_OPTIONS, Block, read_option
from paotong.render.page import Page

LEAST, MOST = 2, 4
CHOICES = ("yes", "no")
EXAMPLE = "`ask:`, then two to four choices, each `yes:` or `no:` with its `why:` below"


@dataclass(frozen=True)
class Choice:
    """place: as messages call it."""

    text: str
    right: bool
    place: str
    why: str = ""


@dataclass(frozen=True)
class Quiz:
    """choices: one of them is right. place: of its question."""

    ask: str
    choices: tuple[Choice, ...]
    place: str

    @property
    def right(self) -> int:
        """Which choice it is, counted from 1."""
        return 1 + [choice.right for choice in self.choices].index(True)


def read_quiz(block: Block, page: str, offset: int = 0) -> Quiz:
    """offset: how many lines of the page's file came before its first line here. Raises PaotongError."""
    begins = f"{page}:{block.first + offset + 1}"
    ask, asked_at = "", begins
    choices: list[Choice] = []
    for number, line in enumerate(block.body, start=block.first + offset + 2):
        if not line.strip():
            continue
        place = f"{page}:{number}"
        name, text = read_option(line, place, "quiz", QUIZ_OPTIONS)
        if name == "ask":
            if ask or choices:
                cure = "put what follows into a block of its own" if ask else "move it to the top"
                raise PaotongError(place, "`ask:` below the first line", expected="one question a block", cure=cure)
            ask, asked_at = text, place
        elif name in CHOICES:
            choices.append(Choice(text, name == "yes", place))
        elif not choices or choices[-1].why:
            raise PaotongError(place, "`why:` without a choice of its own", expected=EXAMPLE, cure="mend the order")
        else:
            choices[-1] = Choice(choices[-1].text, choices[-1].right, choices[-1].place, text)
    quiz = Quiz(ask, tuple(choices), asked_at)
    _check(quiz, begins)
    return quiz


def show_quiz(quiz: Quiz, page: Page) -> list[str]:
    """A group that its question names, and a fold for each choice."""
    # The search would find what is wrong as well as what is right.
    lines = ["///// html | fieldset.quiz[data-search-exclude=true]", ""]
    lines += ["//// html | legend", blocks.paragraph(quiz.ask), "////", ""]
    for choice in quiz.choices:
        verdict = page.words["right" if choice.right else "wrong"]
        lines += [
            f"//// html | details{'.right' if choice.right else ''}",
            "",
            "/// html | summary",
            blocks.paragraph(choice.text),
            "///",
            "",
            verdict.format(why=blocks.paragraph(choice.why)),
            "////",
            "",
        ]
    return [*lines, "/////"]


def _check(quiz: Quiz, begins: str) -> None:
    if not quiz.ask:
        raise PaotongError(begins, "a quiz that asks nothing", expected=EXAMPLE, cure="begin it with `ask: …`")
    if not LEAST <= len(quiz.choices) <= MOST:
        raise PaotongError(
            quiz.place,
            f"a quiz with {len(quiz.choices)} choices",
            expected=f"{LEAST} to {MOST}",
            cure="add `no: …` and its `why: …`" if len(quiz.choices) < LEAST else "keep the mistakes that readers make",
        )
    for choice in quiz.choices:
        if not choice.why:
            raise PaotongError(
                choice.place,
                f"{choice.text!r} does not say why",
                expected="what a reader learns who chose it",
                cure="add the line `why: …` below",
            )
        if [other.text for other in quiz.choices].count(choice.text) > 1:
            raise PaotongError(choice.place, f"{choice.text!r} stands twice", cure="write two different choices")
    right = [choice for choice in quiz.choices if choice.right]
    if len(right) != 1:
        raise PaotongError(
            right[1].place if right else quiz.place,
            f"a quiz with {len(right)} right choices",
            expected="one `yes:`; the others are `no:`",
            cure="ask so that one choice is right",
        )
