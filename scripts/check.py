"""Check every rule that a machine can hold, and say all that is wrong at once. Runs no snippet and needs no torch.

Each finding says where, what was expected, what was found and the cure. A
warning may be right as it is: it is for a person to look at, and fails nothing.

Examples:
  python scripts/check.py                      everything
  python scripts/check.py pytorch/variable     only what concerns this lesson, or a whole course
  python scripts/check.py --fix                mend what can be mended without a person, then check

Exit status: 0 nothing to mend (there may be warnings), 1 something to mend.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable

from paotong.check.all_rules import ALL, findings
from paotong.check.finding import MEND, Finding
from paotong.check.fix import apply
from paotong.command import add_names, exit_status, named_slugs, parser_of, project_of
from paotong.project import LANGUAGES, Project

# An edit may make room for another one on its line.
ROUNDS = 5


def main() -> int:
    parser = parser_of(__doc__)
    add_names(parser)
    parser.add_argument("--fix", action="store_true", help="mend what can be mended without a person")
    parser.add_argument("--no-warnings", action="store_true", help="say only what fails")
    parser.add_argument(
        "--github",
        action="store_true",
        default=os.environ.get("GITHUB_ACTIONS") == "true",
        help="say it once more as GitHub's annotations (default: where GitHub runs it)",
    )
    arguments = parser.parse_args()

    def command() -> int:
        project = project_of(arguments)
        slugs = named_slugs(project, arguments.lessons) if arguments.lessons else None
        return check(project, slugs, fix=arguments.fix, warnings=not arguments.no_warnings, github=arguments.github)

    return exit_status(command)


def check(project: Project, slugs: list[str] | None, *, fix: bool, warnings: bool, github: bool) -> int:
    """slugs: only what concerns these lessons; None for all there is."""
    began = time.monotonic()
    found = _concerning(slugs, findings(project, ALL))
    mended = 0
    for _ in range(ROUNDS if fix else 0):
        if not (now := apply(found)):
            break
        mended += now
        found = _concerning(slugs, findings(project, ALL))
    # What fails comes last, where one looks.
    shown = [finding for finding in found if finding.warning and warnings]
    shown += [finding for finding in found if not finding.warning]
    for finding in shown:
        print(f"{'warning: ' if finding.warning else ''}{finding}\n", file=sys.stderr)
        if github:
            print(_annotation(finding), flush=True)
    failing = sum(not finding.warning for finding in found)
    told = [f"{mended} mended"] if fix else []
    told += [f"{failing} to mend", f"{len(found) - failing} to look at", f"{time.monotonic() - began:.1f} s"]
    print(f"Checked: {', '.join(told)}.")
    fixable = sum(finding.edit is not None for finding in found)
    if fixable and not fix:
        print(f"{fixable} of these can be mended by themselves: {MEND}")
    return 1 if failing else 0


def _concerning(slugs: list[str] | None, found: list[Finding]) -> list[Finding]:
    if slugs is None:
        return found
    files = {prefix for slug in slugs for prefix in _files_of(slug)}
    return [finding for finding in found if any(_lies_in(finding.place, file) for file in files)]


def _files_of(slug: str) -> Iterable[str]:
    return f"snippets/{slug}.py", f"outputs/{slug}", *(f"docs/{language}/{slug}.md" for language in LANGUAGES)


def _lies_in(place: str, file: str) -> bool:
    return place == file or place.startswith((f"{file}:", f"{file}/"))


def _annotation(finding: Finding) -> str:
    """As GitHub reads it from a job's output: https://docs.github.com/actions/reference/workflow-commands-for-github-actions."""
    kind = "warning" if finding.warning else "error"
    file, _, line = finding.place.partition(":")
    place = f"file={_escaped(file)}" + (f",line={line}" if line.isdecimal() else "")
    _, _, rest = str(finding).partition("\n")
    message = "\n".join(filter(None, [finding.found, rest]))
    return f"::{kind} {place}::{message.replace('%', '%25').replace(chr(13), '%0D').replace(chr(10), '%0A')}"


def _escaped(value: str) -> str:
    for sign, written in (("%", "%25"), ("\r", "%0D"), ("\n", "%0A"), (":", "%3A"), (",", "%2C")):
        value = value.replace(sign, written)
    return value


if __name__ == "__main__":
    sys.exit(main())
