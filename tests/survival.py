"""Kills runs and builds at random moments, and starts two at once, and looks each time whether all is whole.

What is killed is the command alone, by a signal that it cannot hear of, as the system does when memory runs out.

Examples:
  python tests/survival.py killed-runs --times 200
  python tests/survival.py killed-builds --times 200
  python tests/survival.py runs-at-once --times 20
  python tests/survival.py builds-at-once --times 20
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from conftest import PYPROJECT, REPOSITORY, command_line, files_of
from paotong.cells.library import load_snippet
from paotong.check.all_rules import findings
from paotong.project import LANGUAGES, Project
from paotong.record.state import State, standing_of
from paotong.site import CONFIGURATION_FILES

LESSONS = tuple(f"demo/{name}" for name in ("one", "two", "three", "four", "five", "sixth"))
CELLS = tuple(f"c{number}" for number in range(8))


@dataclass
class Patient:
    """A small checkout whose lessons and pages say which version they are of. scratch: the temporary files of its own.

    kept: of each lesson its record as it was when it was looked at last.
    """

    root: Path
    scratch: Path
    versions: dict[str, int]
    kept: dict[str, dict[str, bytes]]

    @classmethod
    def born(cls, folder: Path) -> Patient:
        root = folder / "checkout"
        shutil.copytree(REPOSITORY / "theme", root / "theme")
        (root / "pyproject.toml").write_text(PYPROJECT, encoding="utf-8")
        shutil.copy(REPOSITORY / "requirements.lock", root)
        for name in (*CONFIGURATION_FILES, "glossary.words.txt"):
            text = (REPOSITORY / name).read_text(encoding="utf-8")
            pages = "".join(f"  - {slug}.md\n" for slug in LESSONS)
            text = re.sub(r"(?s)\nnav:\n.*?\n\n", f"\nnav:\n  - index.md\n{pages}\n", text)
            (root / name).write_text(text, encoding="utf-8")
        (root / "outputs").mkdir()
        scratch = folder / "scratch"
        scratch.mkdir()
        patient = cls(root, scratch, {}, {})
        for slug in LESSONS:
            patient.write_program(slug, 0)
        patient.write_pages(0)
        return patient

    @property
    def project(self) -> Project:
        return Project(self.root)  # a new one each time: it remembers nothing

    def write_program(self, slug: str, version: int) -> None:
        self.versions[slug] = version
        cells = [f"# %% {cell}\nprint({said(slug, version, cell)!r})\n" for cell in CELLS]
        path = self.project.snippet(slug)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(cells), encoding="utf-8")

    def write_pages(self, version: int) -> None:
        (self.root / "docs").mkdir(exist_ok=True)
        shutil.copy(REPOSITORY / "docs" / "index.html", self.root / "docs")
        for language in LANGUAGES:
            folder = self.project.docs(language)
            (folder / "demo").mkdir(parents=True, exist_ok=True)
            (folder / "index.md").write_text(f"# Home\n\nedition {version}.\n", encoding="utf-8")
            for slug in LESSONS:
                blocks = [f"``` snippet\n{slug}.py:{cell}\n```\n" for cell in CELLS]
                text = "\n".join([f"# {slug}\n\nedition {version}.\n", *blocks, f"``` snippet\n{slug}.py\n```\n"])
                (folder / f"{slug}.md").write_text(text, encoding="utf-8")

    def start(self, command: str, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            command_line(command, self.root, *arguments),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=os.environ | {"TMPDIR": str(self.scratch)},
        )

    def do(self, command: str) -> str:
        """To its end; gives what it says. It must succeed."""
        process = self.start(command)
        said, _ = process.communicate(timeout=120)
        assert process.returncode == 0, said
        return said

    def look_at_records(self) -> Counter[str]:
        """Each must be whole, and what it was or what the program gives now. Counts which; then remembers them."""
        counted: Counter[str] = Counter()
        for slug in LESSONS:
            files = files_of(self.project.outputs / slug)
            if files == self.kept.get(slug, {}):
                counted["old"] += 1
            else:
                self.expect_current(slug)
                counted["new"] += 1
            self.kept[slug] = files
        # A build may find that a program was not run yet, and nothing worse.
        for found in findings(self.project):
            assert "is stale" in found.found or "was never run" in found.found, str(found)
        return counted

    def expect_current(self, slug: str) -> None:
        standing = standing_of(self.project, slug, load_snippet(self.project, slug))
        assert standing.state is State.CURRENT, f"{standing.problem}"
        assert standing.record
        for cell in CELLS:
            assert standing.record.cell(cell).text == said(slug, self.versions[slug], cell)

    def expect_all_well(self) -> None:
        for slug in LESSONS:
            self.expect_current(slug)
            self.kept[slug] = files_of(self.project.outputs / slug)
        assert self.leftovers() == []

    def leftovers(self) -> list[str]:
        return sorted(path.name for path in (*self.root.glob("outputs/*/.*"), *self.root.glob(".site*")))

    def site_edition(self) -> int:
        """Of all pages alike, and none may be missing."""
        pages = ["index", *LESSONS]
        texts = {
            f"{language}/{page}": (self.root / "site" / language / f"{page}.html").read_text(encoding="utf-8")
            for language in LANGUAGES
            for page in pages
        }
        editions = {name: int(re.findall(r"edition (\d+)\.<", text)[0]) for name, text in texts.items()}
        assert len(set(editions.values())) == 1, editions
        assert (self.root / "site" / "index.html").is_file()
        for language in LANGUAGES:
            assert (self.root / "site" / language / "search" / "search_index.json").stat().st_size
            assert "</html>" in (self.root / "site" / language / "404.html").read_text(encoding="utf-8")
        return next(iter(editions.values()))

    def wait_for_quiet(self) -> None:
        """Until nothing that was started here lives any more: programs, and what runs them."""
        deadline = time.monotonic() + 20
        while alive := processes_of(self.scratch):
            assert time.monotonic() < deadline, f"still there: {alive}"
            time.sleep(0.02)


def said(slug: str, version: int, cell: str) -> str:
    return f"{slug}, version {version}, cell {cell}"


def names_in(folder: Path) -> list[str]:
    with os.scandir(folder) as entries:
        return [entry.name for entry in entries]


def processes_of(folder: Path) -> list[str]:
    """Those that have their temporary files there."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if os.fsencode(folder) in (process / "environ").read_bytes():
                found.append((process / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        except OSError:
            pass  # it has ended, or is not ours
    return found


def wait_for(holds: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    """Without a pause: what is waited for may last a millisecond."""
    while process.poll() is None and not holds():
        pass


def killed_runs(folder: Path, times: int, seed: int) -> Counter[str]:
    chance = random.Random(seed)
    patient = Patient.born(folder)
    start = time.monotonic()
    patient.do("run")
    life = time.monotonic() - start
    patient.expect_all_well()
    counted: Counter[str] = Counter()
    outputs = patient.root / "outputs" / "demo"
    number = 0
    while counted["killed"] < times:
        number += 1
        for slug in chance.sample(LESSONS, len(LESSONS) // 2):
            patient.write_program(slug, number)
        process = patient.start("run", "--jobs", "2")
        if number % 2:
            time.sleep(chance.uniform(0, 1.2 * life))  # anywhere in its life
        else:
            # Near the moments that count: while a record is written and put in its place.
            seen: set[str] = set()
            wanted = chance.randint(1, len(LESSONS) // 2)

            def written(seen: set[str] = seen, wanted: int = wanted) -> bool:
                seen.update(name for name in names_in(outputs) if name[0] == ".")
                return len(seen) >= wanted

            wait_for(written, process)
            time.sleep(chance.choice([0, 0.0005, 0.002, 0.005, 0.02]) * chance.random())
        process.kill()
        process.communicate()
        counted["killed" if process.returncode == -9 else "had ended"] += 1
        counted["left a folder half-way"] += bool(patient.leftovers())
        counted += patient.look_at_records()
        patient.wait_for_quiet()
        patient.do("run")
        patient.expect_all_well()
    counted["folders left in the system's scratch"] = len(names_in(patient.scratch))
    return counted


def killed_builds(folder: Path, times: int, seed: int) -> Counter[str]:
    chance = random.Random(seed)
    patient = Patient.born(folder)
    patient.do("run")
    start = time.monotonic()
    patient.do("build")
    life = time.monotonic() - start
    assert patient.site_edition() == 0
    counted: Counter[str] = Counter()
    edition = 0
    number = 0
    while counted["killed"] < times:
        number += 1
        patient.write_pages(number)
        process = patient.start("build")
        if number % 2:
            time.sleep(chance.uniform(0, 1.1 * life))
        else:
            # Both languages are there, and the new site is about to take the place of the old one.
            wait_for(lambda: any(patient.root.glob(".site*/index.html")), process)
            time.sleep(chance.choice([0, 0.0005, 0.002, 0.02]) * chance.random())
        process.kill()
        process.communicate()
        counted["killed" if process.returncode == -9 else "had ended"] += 1
        counted["left a folder half-way"] += bool(patient.leftovers())
        now = patient.site_edition()
        assert now in (edition, number), (now, edition, number)
        counted["new" if now == number else "old"] += 1
        edition = now
        if number % 10 == 0 or counted["killed"] == times:
            patient.do("build")
            edition = patient.site_edition()
            assert edition == number
            assert patient.leftovers() == []
    return counted


def runs_at_once(folder: Path, times: int, seed: int) -> Counter[str]:
    """Two runs, and in every other round somebody watches as well."""
    chance = random.Random(seed)
    patient = Patient.born(folder)
    patient.do("run")
    patient.expect_all_well()
    counted: Counter[str] = Counter()
    for number in range(1, times + 1):
        watching = patient.start("run", "--watch") if number % 2 else None
        if watching:
            assert watching.stdout
            while "Ctrl-C ends it" not in watching.stdout.readline():
                assert watching.poll() is None
        for slug in chance.sample(LESSONS, len(LESSONS) // 2):
            patient.write_program(slug, number)
        both = [patient.start("run"), patient.start("run")]
        for process in both:
            told, _ = process.communicate(timeout=120)
            assert process.returncode == 0, told
            counted["recorded by the two"] += int(re.findall(r"Records: (\d+) run", told)[0])
        for slug in LESSONS:
            patient.expect_current(slug)
        if watching:
            watching.terminate()
            told, _ = watching.communicate(timeout=20)
            assert (watching.returncode, "FAILED" in told) == (0, False), told
            counted["recorded by who watched"] += len(re.findall(r"  ran  ", told))
        patient.expect_all_well()
        counted["pairs"] += 1
    return counted


def builds_at_once(folder: Path, times: int, seed: int) -> Counter[str]:
    patient = Patient.born(folder)
    patient.do("run")
    counted: Counter[str] = Counter()
    for number in range(1, times + 1):
        patient.write_pages(number)
        both = [patient.start("build"), patient.start("build")]
        for process in both:
            told, _ = process.communicate(timeout=240)
            assert process.returncode == 0, told
            counted["waited"] += "waiting for it" in told
        assert patient.site_edition() == number
        assert patient.leftovers() == []
        counted["pairs"] += 1
    return counted


TRIALS = {
    "killed-runs": killed_runs,
    "killed-builds": killed_builds,
    "runs-at-once": runs_at_once,
    "builds-at-once": builds_at_once,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("trial", choices=TRIALS)
    parser.add_argument("--times", type=int, default=200, help="default: %(default)s")
    parser.add_argument("--seed", type=int, default=1, help="default: %(default)s")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="paotong-survival-") as name:
        counted = TRIALS[arguments.trial](Path(name).resolve(), arguments.times, arguments.seed)
    print(f"{arguments.trial}, {arguments.times} times, seed {arguments.seed}: all whole.")
    for what, count in sorted(counted.items()):
        print(f"  {what}: {count}")


if __name__ == "__main__":
    main()
