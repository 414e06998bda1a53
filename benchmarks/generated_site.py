"""A checkout with as many lessons as wanted, made by copying the courses of this one under new names.

The real lessons are all there; copies of whole courses follow until there are
enough. What a copy says of its own course is rewritten, so that every link, list
and record is good: the result passes scripts/build.py. With --plain, the same pages
as standard Markdown, for MkDocs without our extension: the HTML is the same, and
the difference in cost is what the extension takes.

Example:
  python benchmarks/generated_site.py /tmp/big --lessons 130 --plain /tmp/plain
  python scripts/build.py --root /tmp/big
"""

from __future__ import annotations

import argparse
import itertools
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from paotong.cells.library import all_slugs, load_snippet
from paotong.project import LANGUAGES, Project
from paotong.record.key import key_of
from paotong.record.store import read_record, write_record
from paotong.render.expand import expand
from paotong.render.page import Page
from paotong.render.publish import PUBLISHED, publish_figures
from paotong.render.shelf import Shelf
from paotong.site import CONFIGURATIONS

TREES = ("docs", "snippets", "outputs", "theme")
# A course in `nav`: its title, and the lines below it, the first of which is the course's own page.
COURSE = r"^  - (?P<title>.*):\n(?P<inside>      - {course}/index\.md\n(?:      .*\n)*)"
SLUG = r"(?<![\w/-]){course}/([\w-]+)(?![\w-])"
LINK = re.compile(r"(\]\()([\w-]+)(?=\.md)")
OUR_EXTENSION = re.compile(r"  paotong:\n    language: \w+\n")
FRONT_MATTER = re.compile(r"---\n.*?\n---\n", re.DOTALL)


@dataclass(frozen=True)
class Copy:
    """A course under a new name. lessons: those that it has; all: those that the course has."""

    course: str
    number: int
    lessons: tuple[str, ...]
    all: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"{self.course}-{self.number}"

    def rewrite(self, text: str) -> str:
        """A page, or the lines of `nav`: what is copied is meant under its new name, the rest where it is."""
        pages = {*self.lessons, "index"}

        def renamed(match: re.Match[str]) -> str:
            return f"{self.name}/{match[1]}" if match[1] in pages else match[0]

        def lent(match: re.Match[str]) -> str:
            missing = match[2] in self.all and match[2] not in pages
            return f"{match[1]}../{self.course}/{match[2]}" if missing else match[0]

        return LINK.sub(lent, re.sub(SLUG.format(course=re.escape(self.course)), renamed, text))


def generate(source: Project, folder: Path, lessons: int) -> Project:
    """Write the checkout. Raises ValueError where the source alone has more lessons."""
    target = copy_checkout(source, folder)
    copies = list(_copies(all_slugs(source), lessons))
    for copy in copies:
        _write_copy(source, target, copy)
    for name in CONFIGURATIONS.values():
        file = folder / name
        file.write_text(_with_copies(file.read_text(encoding="utf-8"), copies), encoding="utf-8")
    return target


def copy_checkout(source: Project, folder: Path) -> Project:
    """The source as it is, without what builds have made of it."""
    _copy_files(source, folder)
    for tree in TREES:
        shutil.copytree(source.root / tree, folder / tree, ignore=shutil.ignore_patterns(PUBLISHED, "__pycache__"))
    return Project(folder.resolve())


def generate_plain(project: Project, folder: Path) -> None:
    """The pages of a checkout as they are after our extension, and a configuration without it."""
    _copy_files(project, folder)
    for language in LANGUAGES:
        publish_figures(project, language)
    for tree in ("docs", "theme"):
        shutil.copytree(project.root / tree, folder / tree)
    for tree in ("snippets", "outputs"):  # the configuration wants to watch them
        (folder / tree).mkdir()
    for language, configuration in CONFIGURATIONS.items():
        for file in project.pages(language):
            plain = folder / file.relative_to(project.root)
            plain.write_text(_expanded(project, language, file), encoding="utf-8")
        text = (folder / configuration).read_text(encoding="utf-8")
        # One that is on anyway in its place: an empty mapping would take away what is inherited.
        (folder / configuration).write_text(OUR_EXTENSION.sub("  tables: {}\n", text), encoding="utf-8")


def _copy_files(source: Project, folder: Path) -> None:
    """Those at the root of the checkout: configuration, lock file, glossary."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in source.root.iterdir():
        if path.is_file():
            shutil.copyfile(path, folder / path.name)


def _copies(slugs: list[str], lessons: int) -> Iterator[Copy]:
    """Copies of each course in turn, the last with as many lessons as are still missing."""
    missing = lessons - len(slugs)
    if missing < 0:
        raise ValueError(f"the checkout alone has {len(slugs)} lessons")
    courses: dict[str, tuple[str, ...]] = {}
    for slug in slugs:
        course, _, lesson = slug.partition("/")
        courses[course] = (*courses.get(course, ()), lesson)
    for number in itertools.count(2):
        for course, names in courses.items():
            if missing <= 0:
                return
            yield Copy(course, number, names[:missing], names)
            missing -= len(names)


def _write_copy(source: Project, target: Project, copy: Copy) -> None:
    left_out = [f"{lesson}.*" for lesson in copy.all if lesson not in copy.lessons]
    ignore = shutil.ignore_patterns("__pycache__", *left_out)
    shutil.copytree(source.snippets / copy.course, target.snippets / copy.name, ignore=ignore)
    for language in LANGUAGES:
        shutil.copytree(source.docs(language) / copy.course, target.docs(language) / copy.name, ignore=ignore)
        for page in (target.docs(language) / copy.name).glob("*.md"):
            page.write_text(copy.rewrite(page.read_text(encoding="utf-8")), encoding="utf-8")
    for lesson in copy.lessons:
        slug = f"{copy.name}/{lesson}"
        # No two programs are alike, or what is kept of the reading of one would do for all its copies.
        with target.snippet(slug).open("a", encoding="utf-8") as program:
            program.write(f"# {slug}\n")
        # Under a key of its own, which names the files that the program uses by their place.
        run = replace(read_record(source, f"{copy.course}/{lesson}").run, slug=slug)
        write_record(target, run, key_of(target, load_snippet(target, slug)))


def _with_copies(configuration: str, copies: list[Copy]) -> str:
    """`nav` with each copy below its course. A line of a lesson that the copy lacks is left out."""
    # Each goes right below its course, so the last is the first to go there.
    for copy in reversed(copies):
        course = re.search(COURSE.format(course=re.escape(copy.course)), configuration, re.MULTILINE)
        if course is None:
            raise ValueError(f"`nav` has no course {copy.course} at its top level")
        lines = copy.rewrite(course["inside"]).splitlines(keepends=True)
        kept = "".join(line for line in lines if f" {copy.course}/" not in line)
        block = f"  - {course['title']} {copy.number}:\n{kept}"
        configuration = configuration[: course.end()] + block + configuration[course.end() :]
    return configuration


def _expanded(project: Project, language: str, file: Path) -> str:
    text = file.read_text(encoding="utf-8")
    head = match[0] if (match := FRONT_MATTER.match(text)) else ""
    path = file.relative_to(project.docs(language)).as_posix()
    page = Page(Shelf(project), language, project.place(file), path)
    lines = expand(text.removeprefix(head).split("\n"), page)
    if page.problems:
        raise ValueError(str(page.problems[0]))
    return head + "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where to write it; must not be there yet, or be empty")
    parser.add_argument("--lessons", type=int, default=130, help="how many lessons (default: %(default)s)")
    parser.add_argument("--plain", type=Path, metavar="FOLDER", help="where to write it as standard Markdown, too")
    arguments = parser.parse_args()
    project = generate(Project(), arguments.folder, arguments.lessons)
    if arguments.plain:
        generate_plain(project, arguments.plain)


if __name__ == "__main__":
    main()
