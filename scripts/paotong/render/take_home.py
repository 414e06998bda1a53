"""Links to what a reader may take home: a lesson's program and notebook, a course's archive.

They name what there is: where a program or a page is wrong, its notebook is not made, and its own page says why.
"""

from __future__ import annotations

from paotong.render.page import Page
from paotong.render.publish import course_archive

KILO, MEGA = 1000, 1000_000


def show_lesson_files(page: Page) -> list[str]:
    """For the foot of the lesson whose page it is."""
    there = [link for ending in (".py", ".ipynb") if (link := _link(f"{page.slug}{ending}", page))]
    return _line(page.words["download"].format(files=" · ".join(there))) if there else []


def show_course_file(page: Page) -> list[str]:
    """For the page of a course; nothing on another."""
    course, slash, rest = page.path.partition("/")
    archive = f"{course_archive(course, page.language)}.zip"
    link = _link(archive, page) if slash and rest == "index.md" else ""
    if not link:
        return []
    size = (page.downloads / archive).stat().st_size
    shown = f"{size / MEGA:.1f} MB" if size >= MEGA else f"{max(1, round(size / KILO))} kB"
    return _line(page.words["download_course"].format(file=link, size=shown))


def _line(text: str) -> list[str]:
    return ["", text, '{ .take-home data-search-exclude="true" }', ""]


def _link(path: str, page: Page) -> str:
    """Empty where there is no such file. Under its own name, whatever the browser would call it."""
    name = path.rpartition("/")[2]
    if not (page.downloads / path).is_file():
        return ""
    return f'[{name}]({page.link_to_download(path)}){{ download="{name}" }}'
