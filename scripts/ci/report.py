"""Say in Markdown how the lessons fare with the newest releases, from what scripts/ci/verify.sh kept of each share.

The first line begins with "All is well" where every record reproduces. Needs nothing but Python.

Example:
  python scripts/ci/report.py told --run https://example.org/runs/1
"""

from __future__ import annotations

import argparse
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHARES = 4
# GitHub takes 65,536 characters; each share gets its part of them.
LONGEST = 12_000

# What verify.py says of each lesson as it goes, which tells nothing at the end.
PROGRESS = re.compile(r"\S+ +ran +[\d.]+ s")
UNLIKE = re.compile(r"outputs/(\S+) does not reproduce:")
FAILED = re.compile(r"(\S+) +FAILED +[\d.]+ s")
SUM = re.compile(r"(\d+) of (\d+) records reproduce\.")
PIN = re.compile(r"([A-Za-z0-9._-]+)==(\S+)")


@dataclass(frozen=True)
class Share:
    """What one machine told. alike of total records reproduce; None where it did not come to its end."""

    number: str
    text: str
    alike: int | None
    total: int
    python: str
    versions: dict[str, str]

    @property
    def unlike(self) -> list[str]:
        """The lessons that do not reproduce, or whose program fails."""
        lines = self.text.splitlines()
        found = [match[1] for line in lines for match in [UNLIKE.fullmatch(line) or FAILED.fullmatch(line)] if match]
        return sorted(set(found))

    @property
    def is_well(self) -> bool:
        return self.alike is not None and self.alike == self.total


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where the files of all shares lie")
    parser.add_argument("--run", required=True, metavar="ADDRESS", help="of the workflow's run")
    arguments = parser.parse_args()
    print(report([read_share(arguments.folder, str(number)) for number in range(1, SHARES + 1)], arguments.run))


def read_share(folder: Path, number: str) -> Share:
    """A share of which nothing came is one that told nothing."""
    text = _read(folder / f"{number}.told")
    told = SUM.search(text)
    shown = "\n".join(line for line in text.splitlines() if not PROGRESS.fullmatch(line)).strip()
    return Share(
        number,
        shown,
        int(told[1]) if told else None,
        int(told[2]) if told else 0,
        _read(folder / f"{number}.python").strip(),
        pins(_read(folder / f"{number}.versions")),
    )


def report(shares: list[Share], run: str) -> str:
    parts = [_summary(shares), f"[The run]({run}). What to do: MAINTAINING.md, “The weekly issue”."]
    if unlike := [slug for share in shares for slug in share.unlike]:
        parts.append("\n".join(f"- `{slug}`" for slug in unlike))
    parts.append(_versions(shares))
    parts += [_told(share) for share in shares if not share.is_well]
    return "\n\n".join(parts)


def pins(text: str) -> dict[str, str]:
    """Package and version of each line `package==version`."""
    found = [match for line in text.splitlines() for match in [PIN.match(line)] if match]
    return {re.sub(r"[._-]+", "-", match[1]).lower(): match[2] for match in found}


def _summary(shares: list[Share]) -> str:
    if all(share.is_well for share in shares):
        return f"All is well: all {sum(share.total for share in shares)} records reproduce with the newest packages."
    ended = [share for share in shares if share.alike is not None]
    total, alike = sum(share.total for share in ended), sum(share.alike or 0 for share in ended)
    said = f"{total - alike} of {total} records do not reproduce with the newest packages."
    if silent := [share.number for share in shares if share.alike is None]:
        said += f" Did not come to an end, so nothing is known of their lessons: share {', '.join(silent)}."
    return said


def _versions(shares: list[Share]) -> str:
    """What the snippets import: its version in the lock, and the one that was run. All shares install the same."""
    share = next((share for share in shares if share.versions), None)
    if share is None:
        return "No share told its versions: the newest packages could not be installed together."
    locked = pins(_read(ROOT / "requirements.lock"))
    settings = tomllib.loads(_read(ROOT / "pyproject.toml"))
    wanted = settings["project"]["optional-dependencies"]["run"]
    names = sorted({re.split(r"[^A-Za-z0-9._-]", one, maxsplit=1)[0] for one in wanted})
    rows = [f"| {name} | {locked.get(name, '')} | {share.versions.get(name, '')} |" for name in names]
    return "\n".join([f"With {share.python}:", "", "| package | locked | newest |", "| --- | --- | --- |", *rows])


def _told(share: Share) -> str:
    text = share.text if len(share.text) <= LONGEST else f"{share.text[:LONGEST]}\n… (the rest is in the run's log)"
    # Longer than any fence in what a program printed, which ends it otherwise.
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))
    body = f"{fence}text\n{text or '(nothing)'}\n{fence}"
    return f"<details><summary>What share {share.number} told</summary>\n\n{body}\n\n</details>"


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""


if __name__ == "__main__":
    main()
