"""Say that the two pages of a pair say the same now, so that it is seen when one of them changes alone.

Where a section of a page changes in meaning, and the other language's does not,
that one's page says so to its readers, and the check to its writers. Line ends,
spaces, punctuation, emphasis and the targets of links are no meaning. A slip
that was mended may look like a change: then name the page here.

Examples:
  python scripts/level.py pytorch/variable     these two say the same now
  python scripts/level.py                      enter new pages, and sections that changed in both languages

Exit status: 0 entered, 1 something to mend.
"""

from __future__ import annotations

import sys

from paotong.command import TREES, exit_status, parser_of, project_of
from paotong.errors import PaotongError
from paotong.levels import (
    differences,
    entries,
    entry_file,
    level_now,
    pairs,
    read_entry,
    sections_of,
    settled,
    write_entry,
)
from paotong.project import Project


def main() -> int:
    parser = parser_of(__doc__)
    parser.add_argument("pages", nargs="*", metavar="PAGE", help="a page: pytorch/variable, pytorch/index, index")
    arguments = parser.parse_args()
    return exit_status(lambda: level(project_of(arguments), arguments.pages))


def level(project: Project, names: list[str]) -> int:
    if names:
        entered = sum([_say_level(project, name) for name in names])
    else:
        entered = sum([_settle(project, path) for path in pairs(project)]) + _remove_orphans(project)
    print(f"Entered as level: {entered} {'pair' if entered == 1 else 'pairs'} of pages.")
    return 0


def _say_level(project: Project, name: str) -> bool:
    path = f"{TREES.sub('', name.removeprefix(f'{project.root}/')).removesuffix('.md').removesuffix('.py')}.md"
    now = sections_of(project, path) if path in pairs(project) else None
    if now is None:
        raise PaotongError(
            name,
            "is no page that there is in both languages",
            expected="such as pytorch/variable, pytorch/index or index",
            cure="mend the name, or write the other page first",
        )
    return write_entry(project, path, level_now(now))


def _settle(project: Project, path: str) -> bool:
    now = sections_of(project, path)
    if now is None:
        return False  # one of the two is no text, which the check tells
    entry = settled(read_entry(project, path), now)
    for each in differences(entry, now):
        print(f"docs/{each.behind}/{path}: behind docs/{each.changed}/{path} in {each.where}")
    return write_entry(project, path, entry)


def _remove_orphans(project: Project) -> int:
    orphans = set(entries(project)) - set(pairs(project))
    for path in orphans:
        entry_file(project, path).unlink()
    return len(orphans)


if __name__ == "__main__":
    sys.exit(main())
