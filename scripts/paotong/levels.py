"""Whether both pages of a pair say the same: which sections have changed in one language alone since they last did.

docs/levels/pytorch/variable.json has the digest of each section of both pages at the moment when they were level.
A section that has changed on both sides since counts as brought level, and so does a pair that is not entered: a
reader is never told of a difference that may be none.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from paotong.cells.source import read_text
from paotong.check.prose import block_texts, headings, prose
from paotong.errors import PaotongError
from paotong.meaning import digest
from paotong.project import LANGUAGES, Project
from paotong.render.directive import KINDS, fences
from paotong.render.lesson_page import as_lesson_page, split_front_matter
from paotong.whole import write_whole

FOLDER = "docs/levels"
# What stands above the first heading with an id.
TOP = ""
DIGEST = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True)
class Section:
    title: str
    digest: str


# By language, and by the id of its heading.
Sections = Mapping[str, Mapping[str, Section]]
# By the id of its heading, and by language: its digest when both were level.
Entry = dict[str, dict[str, str]]


@dataclass(frozen=True)
class Difference:
    """A section that one language has changed alone. behind: the language that has not."""

    id: str
    changed: str
    behind: str

    @property
    def where(self) -> str:
        """As messages call the section."""
        return f"#{self.id}" if self.id != TOP else "its beginning"


def sections(lines: list[str], name: str = "") -> dict[str, Section]:
    """The sections of a page, by the ids of their headings, with what is above the first. name: as messages call it."""
    first_line = len(lines) - len(split_front_matter(lines)[1]) + 1
    text = prose(lines, first_line)
    # By the line on which it stands.
    said = dict(text)
    for option in block_texts(lines):
        said[option.line] = option.text
    for first, last, fence in fences(lines):
        if fence["info"].strip() not in KINDS:
            end = len(lines) if last is None else last
            said |= {number: lines[number - 1] for number in range(first + 2, end + 1)}
    titles = {TOP: ""}
    parts: dict[str, list[str]] = defaultdict(list)
    parts[TOP].append(_description(lines, name))
    starts = {heading.line: heading for heading in headings(text)}
    current = TOP
    for number, line in sorted(said.items()):
        if heading := starts.get(number):
            if heading.level == 1 and not titles[TOP]:
                titles[TOP] = heading.text
            elif heading.id:
                current = heading.id
                titles.setdefault(current, heading.text)
        parts[current].append(line)
    return {id_: Section(titles[id_], digest(part)) for id_, part in parts.items()}


def _description(lines: list[str], name: str) -> str:
    try:
        return str(as_lesson_page(lines, name).facts.get("description") or "")
    except PaotongError:
        return ""  # told by the check


def sections_of(project: Project, path: str) -> Sections | None:
    """Of both pages. path: from their language's folder, as "pytorch/variable.md". None where one is not there."""
    found = {}
    for language in LANGUAGES:
        file = project.docs(language) / path
        try:
            found[language] = sections(read_text(file, project.place(file)).split("\n"), project.place(file))
        except PaotongError:
            return None
    return found


def pairs(project: Project) -> list[str]:
    """The paths of the pages that there are in both languages."""
    there = [
        {page.relative_to(project.docs(language)).as_posix() for page in project.pages(language)}
        for language in LANGUAGES
    ]
    return sorted(set.intersection(*there))


def entry_file(project: Project, path: str) -> Path:
    return project.root / FOLDER / f"{path.removesuffix('.md')}.json"


def entries(project: Project) -> list[str]:
    """The paths of the pages that are entered."""
    folder = project.root / FOLDER
    return sorted(f"{file.relative_to(folder).as_posix().removesuffix('.json')}.md" for file in folder.rglob("*.json"))


def read_entry(project: Project, path: str) -> Entry | None:
    """None where there is none. Raises PaotongError where it cannot be read, as with the marks of a merge conflict."""
    file = entry_file(project, path)
    if not file.is_file():
        return None
    name = project.place(file)
    try:
        entry = json.loads(read_text(file, name))
    except (ValueError, RecursionError) as error:
        raise _unreadable(name, path, str(error)) from None
    if not isinstance(entry, dict) or not all(map(_is_pair, entry.values())):
        raise _unreadable(name, path, "it has not the digests of both pages")
    return entry


def _is_pair(digests: object) -> bool:
    return (
        isinstance(digests, dict)
        and set(digests) <= set(LANGUAGES)
        and all(isinstance(each, str) and DIGEST.fullmatch(each) for each in digests.values())
    )


def _unreadable(name: str, path: str, found: str) -> PaotongError:
    cure = f"see that both pages say the same, then `make level LESSON={path.removesuffix('.md')}`"
    return PaotongError(name, f"cannot be read: {found}", expected="what `make level` writes", cure=cure)


def level_now(now: Sections) -> Entry:
    """The entry of two pages that say the same."""
    ids = dict.fromkeys(id_ for own in now.values() for id_ in own)
    return {id_: {language: now[language][id_].digest for language in LANGUAGES if id_ in now[language]} for id_ in ids}


def differences(entry: Entry, now: Sections) -> list[Difference]:
    """What one language has changed alone, in the order of the pages."""
    return list(_differences(entry, now))


def _differences(entry: Entry, now: Sections) -> Iterator[Difference]:
    current = level_now(now)
    for id_ in [*current, *(id_ for id_ in entry if id_ not in current)]:
        before, after = entry.get(id_, {}), current.get(id_, {})
        changed = [language for language in LANGUAGES if before.get(language) != after.get(language)]
        # What neither has any more is no difference.
        if after and len(changed) == 1:
            (behind,) = set(LANGUAGES) - set(changed)
            yield Difference(id_, changed[0], behind)


def settled(entry: Entry | None, now: Sections) -> Entry:
    """The entry with all that counts as level entered anew, and what one language has changed alone as it was."""
    if entry is None:
        return level_now(now)
    open_ids = {difference.id for difference in differences(entry, now)}
    current = level_now(now)
    ids = [*current, *(id_ for id_ in entry if id_ not in current and id_ in open_ids)]
    kept = {id_: entry.get(id_, {}) if id_ in open_ids else current[id_] for id_ in ids}
    return {id_: digests for id_, digests in kept.items() if digests}


def write_entry(project: Project, path: str, entry: Entry) -> bool:
    """Whether it was another one before. A section takes a line, so that git puts together what two people entered."""
    rows = ",\n".join(f"  {json.dumps(id_)}: {json.dumps(digests)}" for id_, digests in entry.items())
    content = f"{{\n{rows}\n}}\n".encode()
    file = entry_file(project, path)
    if file.is_file() and file.read_bytes() == content:
        return False
    file.parent.mkdir(parents=True, exist_ok=True)
    write_whole(file, content)
    return True
