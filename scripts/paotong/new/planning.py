"""From what somebody wants to what is to be written. Whatever cannot be done is refused before anything is."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from paotong.errors import PaotongError
from paotong.new.contents import with_course, with_lesson
from paotong.new.lines import text_as_it_is
from paotong.new.navigation import Entry, Navigation, read_navigation, with_page, with_section
from paotong.new.refusals import refuse_course_there, refuse_swapped_titles, refuse_taken, refuse_wrong_names
from paotong.new.templates import filled
from paotong.new.wanted import INDEX, Wanted
from paotong.new.writing import Changes, Edit
from paotong.project import LANGUAGES, Project
from paotong.site import CONFIGURATIONS


def planned(project: Project, wanted: Wanted) -> Changes:
    """Raises PaotongError."""
    refuse_wrong_names(project, wanted)
    refuse_swapped_titles(wanted)
    navigations = {language: _navigation(project, language) for language in LANGUAGES}
    refuse_taken(project, wanted, navigations.values())
    if wanted.course_titles:
        refuse_course_there(project, wanted, navigations.values())
    entries = {
        project.root / CONFIGURATIONS[language]: Edit(nav.text, _with_entry(nav, wanted, language))
        for language, nav in navigations.items()
    }
    made = {project.snippet(wanted.slug): filled("lesson.py", wanted.slug)}
    made |= _pages(project, "lesson", wanted.slug, wanted.slug, wanted.titles)
    if wanted.course_titles:
        made |= _pages(project, "course", wanted.course_slug, wanted.slug, wanted.course_titles)
        return Changes(made, _home_lists(project, wanted) | entries)
    return Changes(made, _lists(project, wanted) | entries)


def _navigation(project: Project, language: str) -> Navigation:
    path = project.root / CONFIGURATIONS[language]
    return read_navigation(text_as_it_is(project, path), project.place(path))


def _with_entry(nav: Navigation, wanted: Wanted, language: str) -> str:
    """The configuration with the lesson in its course, or with both."""
    lesson = wanted.titles[language], f"{wanted.slug}.md"
    if wanted.course_titles:
        return with_section(nav, wanted.course_titles[language], [(None, f"{wanted.course_slug}.md"), lesson])
    return with_page(nav, *lesson, _entry_before(nav, wanted))


def _entry_before(nav: Navigation, wanted: Wanted) -> Entry:
    entries = nav.of_course(wanted.course)
    if not entries:
        raise PaotongError(
            nav.place,
            f"there is no course {wanted.course}",
            expected=f"one of {', '.join(nav.courses) or 'which there is none yet'}",
            cure='mend the name; to make a new course, add COURSE_ZH="…" COURSE_EN="…" (without make: --course-zh …)',
        )
    if wanted.after is None:
        return entries[-1]
    lessons = {entry.slug: entry for entry in entries if entry.slug != wanted.course_slug}
    if wanted.after not in lessons:
        raise PaotongError(
            nav.place,
            f"{wanted.course} has no lesson {wanted.after}",
            expected=f"AFTER, or --after, to be one of {', '.join(lessons) or 'which there is none yet'}",
            cure="mend the name",
        )
    return lessons[wanted.after]


def _pages(project: Project, template: str, page: str, slug: str, titles: Mapping[str, str]) -> dict[Path, str]:
    """A page in each language. page: its slug. slug: the lesson's."""
    return {
        project.docs(language) / f"{page}.md": filled(f"{template}.{language}.md", slug, titles[language])
        for language in LANGUAGES
    }


def _lists(project: Project, wanted: Wanted) -> dict[Path, Edit]:
    """The course's pages, which list the lesson."""
    edits = {}
    for language in LANGUAGES:
        page = project.docs(language) / f"{wanted.course_slug}.md"
        text = text_as_it_is(project, page)
        edits[page] = Edit(text, with_lesson(text, project.place(page), wanted.slug, wanted.after))
    return edits


def _home_lists(project: Project, wanted: Wanted) -> dict[Path, Edit]:
    """The home pages that list courses."""
    edits = {}
    for language in LANGUAGES:
        page = project.docs(language) / f"{INDEX}.md"
        text = text_as_it_is(project, page)
        if (edited := with_course(text, wanted.course)) != text:
            edits[page] = Edit(text, edited)
    return edits
