"""Add a lesson in both languages: a program, a page in Chinese and one in English, and their place in all lists.

The files come from templates that run and build as they are, so you begin with
a whole lesson and replace it piece by piece. What you must replace begins with ✎.

Examples:
  python scripts/new.py pytorch my-lesson --zh "我的一课" --en "My Lesson"
  python scripts/new.py pytorch my-lesson --zh "我的一课" --en "My Lesson" --after regression
  python scripts/new.py jax start --zh "第一步" --en "First Steps" --course-zh "JAX 教程" --course-en "JAX Tutorial"
                                               a new course as well, with this as its first lesson

Exit status: 0 made, 1 something to mend, 130 interrupted. Where the lesson could not be made, nothing was changed.
"""

from __future__ import annotations

import argparse
import sys

from paotong.command import exit_status, parser_of, project_of
from paotong.errors import PaotongError
from paotong.new.advice import next_steps
from paotong.new.planning import planned
from paotong.new.running import not_installed, run_once
from paotong.new.titles import checked_title
from paotong.new.wanted import Wanted
from paotong.new.writing import write_changes
from paotong.project import LANGUAGES, Project
from paotong.whole import locked


def main() -> int:
    parser = parser_of(__doc__)
    parser.add_argument("course", metavar="COURSE", help="the course's folder, as pytorch")
    parser.add_argument("lesson", metavar="LESSON", help="the lesson's name in files and addresses, as my-lesson")
    parser.add_argument("--zh", required=True, metavar="TITLE", help="the lesson's title in Chinese")
    parser.add_argument("--en", required=True, metavar="TITLE", help="the lesson's title in English")
    parser.add_argument("--after", metavar="LESSON", help="the lesson that it follows (default: the last)")
    parser.add_argument("--course-zh", metavar="TITLE", help="make the course as well, with this title in Chinese")
    parser.add_argument("--course-en", metavar="TITLE", help="and this one in English")
    parser.add_argument("--no-run", action="store_true", help="do not run the new program now")
    arguments = parser.parse_args()
    return exit_status(lambda: new(project_of(arguments), _wanted(arguments), run=not arguments.no_run))


def new(project: Project, wanted: Wanted, run: bool) -> int:
    # Who adds another lesson at this moment waits.
    with locked(project.root / "docs"):
        changes = planned(project, wanted)
        write_changes(project, changes)
    failed = None
    if not run:
        ran = "It was not run: `make run` does it."
    elif missing := not_installed(project, wanted.slug):
        names = " ".join(missing)
        ran = f"To have it run: .venv/bin/pip install --constraint requirements.lock {names}"
    elif failed := run_once(project, wanted.slug):
        ran = "Its run failed, as told above: `make run` tries again."
        print(f"\n{failed}\n", file=sys.stderr, flush=True)
    else:
        ran = "It ran."
    print(*next_steps(project, wanted, changes, ran), sep="\n")
    return 1 if failed else 0


def _wanted(arguments: argparse.Namespace) -> Wanted:
    titles = {language: checked_title(getattr(arguments, language), f"--{language}") for language in LANGUAGES}
    after = arguments.after
    if after and "/" not in after:
        after = f"{arguments.course}/{after}"
    return Wanted(arguments.course, arguments.lesson, titles, after, _course_titles(arguments))


def _course_titles(arguments: argparse.Namespace) -> dict[str, str] | None:
    told = {f"--course-{language}": getattr(arguments, f"course_{language}") for language in LANGUAGES}
    missing = [option for option, title in told.items() if title is None]
    if len(missing) == len(told):
        return None
    if missing:
        raise PaotongError(
            missing[0], "is missing", expected="a new course to have a title in both languages", cure="add it"
        )
    return dict(zip(LANGUAGES, (checked_title(title, option) for option, title in told.items()), strict=True))


if __name__ == "__main__":
    sys.exit(main())
