"""What stands in the way of a new lesson: its name, or what is there already."""

from __future__ import annotations

import os
from collections.abc import Iterable

from paotong.cells.library import all_slugs, refuse_names
from paotong.check.visible import HAN
from paotong.errors import PaotongError
from paotong.new.navigation import Navigation
from paotong.new.wanted import INDEX, Wanted
from paotong.project import LANGUAGES, Project
from paotong.record.store import folder_of
from paotong.render.publish import DOWNLOADS, PUBLISHED
from paotong.site import CONFIGURATIONS


def refuse_wrong_names(project: Project, wanted: Wanted) -> None:
    """To be asked before any path is made of the names. Raises PaotongError."""
    place = f"snippets/{wanted.slug}.py"
    refuse_names(project, wanted.course, wanted.lesson, place)
    for name, own, what in (
        (wanted.course, PUBLISHED, "the figures"),
        (wanted.course, DOWNLOADS, "what readers take home"),
        (wanted.lesson, INDEX, "the course's own page"),
    ):
        if name == own:
            raise PaotongError(place, f"the name {own} belongs to {what}", cure="choose another")


def refuse_swapped_titles(wanted: Wanted) -> None:
    """Where an English title is Chinese. Raises PaotongError."""
    for titles, option in ((wanted.titles, ""), (wanted.course_titles or {}, "course-")):
        if HAN.search(titles.get("en", "")):
            raise PaotongError(
                f"--{option}en",
                f"the title has Chinese characters: {titles['en']}",
                expected="the title in English",
                cure="write it in English"
                if HAN.search(titles["zh"])
                else f"swap the two, for --{option}zh is in English: {titles['zh']}",
            )


def refuse_taken(project: Project, wanted: Wanted, navigations: Iterable[Navigation]) -> None:
    """Where a file, a record or an entry of the navigation has the lesson's name. Raises PaotongError."""
    pages = [project.docs(language) / f"{wanted.slug}.md" for language in LANGUAGES]
    paths = [project.snippet(wanted.slug), *pages, folder_of(project, wanted.slug)]
    files = [project.place(path) for path in paths if os.path.lexists(path)]
    taken = files + [f"nav of {nav.place}" for nav in navigations if nav.has(f"{wanted.slug}.md")]
    if taken:
        lists = [*CONFIGURATIONS.values(), *(f"docs/{language}/{wanted.course_slug}.md" for language in LANGUAGES)]
        raise PaotongError(
            wanted.slug,
            f"the name is taken, by {', '.join(taken)}",
            expected="a name that no lesson has",
            cure="choose another; or, to be rid of what has it, "
            + (f"`rm -r {' '.join(files)}`, then " if files else "")
            + f"remove its lines in {', '.join(lists)}",
        )


def refuse_course_there(project: Project, wanted: Wanted, navigations: Iterable[Navigation]) -> None:
    """Where the course that somebody wants to make has a page, a program or a section. Raises PaotongError."""
    course = wanted.course
    if wanted.after:
        raise PaotongError("--after", "a new course has no lesson that another could follow", cure="leave it out")
    pages = [project.docs(language) / f"{wanted.course_slug}.md" for language in LANGUAGES]
    there = [project.place(page) for page in pages if os.path.lexists(page)]
    there += [f"snippets/{slug}.py" for slug in all_slugs(project) if slug.startswith(f"{course}/")][:1]
    there += [f"nav of {nav.place}" for nav in navigations if nav.of_course(course)]
    if there:
        raise PaotongError(
            course,
            f"the course is there already: {', '.join(there)}",
            expected="the titles of a course only where it is new",
            cure="leave out COURSE_ZH and COURSE_EN (--course-zh, --course-en), or choose another name",
        )
