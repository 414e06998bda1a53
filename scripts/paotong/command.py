"""What the commands share: their arguments, their exit codes, and work on many lessons with a progress bar."""

from __future__ import annotations

import argparse
import os
import re
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from paotong.cells.library import all_slugs
from paotong.disk import CURES, refused
from paotong.errors import PaotongError
from paotong.project import Project

# How far, how long, and which lessons are running.
BAR = "{n}/{total} |{bar:20}| {elapsed} {desc}"

# A lesson may be named by its path in any of the trees.
TREES = re.compile(r"^(\./)?(snippets/|outputs/|docs/[a-z]+/)?")


def parser_of(documentation: str) -> argparse.ArgumentParser:
    """A parser whose --help is the command's own documentation. Each command can be told another checkout."""
    parser = argparse.ArgumentParser(description=documentation, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", type=Path, default=Project().root, help="the checkout to work on (default: this one)")
    return parser


def project_of(arguments: argparse.Namespace) -> Project:
    """The checkout that the arguments mean."""
    root = arguments.root.resolve()
    if not (root / "snippets").is_dir() or not (root / "pyproject.toml").is_file():
        raise PaotongError(
            str(arguments.root),
            "is no checkout",
            expected="a folder with snippets/ and pyproject.toml",
            cure="mend --root",
        )
    return Project(root)


def add_names(parser: argparse.ArgumentParser) -> None:
    """Which lessons are meant."""
    parser.add_argument(
        "lessons", nargs="*", metavar="LESSON", help="a lesson (pytorch/variable) or a course (pytorch); default: all"
    )


def add_lessons(parser: argparse.ArgumentParser) -> None:
    """Which lessons are meant, and how they are run."""
    add_names(parser)
    parser.add_argument("--jobs", type=_count, default=default_jobs(), help="how many at a time (default: %(default)s)")
    parser.add_argument(
        "--shard", type=_shard, default=(1, 1), metavar="I/N", help="only the I-th of N shares, for N machines"
    )
    parser.add_argument(
        "--sandboxed", action="store_true", help="run nothing where this system has no sandbox, rather than without"
    )


def default_jobs() -> int:
    """How many lessons are run at a time: as many as there are cores."""
    return os.cpu_count() or 1


def exit_status(command: Callable[[], int]) -> int:
    """Run a command: 0 all well, 1 something to mend, 130 interrupted. Errors of ours are told without a traceback."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return command()
    except PaotongError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        if error.errno not in CURES or not error.filename:
            raise
        print(refused(os.fsdecode(error.filename), error, what="read or written"), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Interrupted. Each record is the old one or the new one, whole.", file=sys.stderr)
        return 130


def chosen_slugs(project: Project, arguments: argparse.Namespace) -> list[str]:
    """The lessons that the arguments of add_lessons mean: slugs, courses, or paths of snippets, records and pages."""
    share, shares = arguments.shard
    # Which lesson is in which share depends on their names alone, so that all machines agree and none is left out.
    return named_slugs(project, arguments.lessons)[share - 1 :: shares]


def named_slugs(project: Project, lessons: list[str]) -> list[str]:
    """The lessons that are meant by these names; all of them where there is no name."""
    slugs = all_slugs(project)
    if not lessons:
        return slugs
    chosen: list[str] = []
    for lesson in lessons:
        name = TREES.sub("", lesson.removeprefix(f"{project.root}/")).strip("/")
        name = name.removesuffix(".py").removesuffix(".md")
        meant = [slug for slug in slugs if slug == name or slug.startswith(f"{name}/")]
        if not meant:
            raise PaotongError(
                lesson,
                "is no lesson or course",
                expected=f"one of {', '.join(slugs) or '(there is none yet)'}",
                cure="mend the name",
            )
        chosen += [slug for slug in meant if slug not in chosen]
    return chosen


def each_with_progress(
    slugs: list[str],
    work: Callable[[str, threading.Event], Any],
    jobs: int,
    did: str | Callable[[Any], str],
    stop: threading.Event | None = None,
) -> Iterator[tuple[str, Any, PaotongError | None]]:
    """Do the work for each lesson, so many at a time; yield what it gave, or its error, as they come.

    A bar shows how far it is, and a line tells of each lesson. An interrupt ends
    what is running and starts nothing more. did: what the line says, or what says so of the work's result.
    stop: another thread sets it, which is the same as an interrupt here.
    """
    if not slugs:
        return
    # Here, since they take longer to import than most commands take to find that there is nothing to do.
    from concurrent.futures import ThreadPoolExecutor, as_completed

    from tqdm import tqdm

    stop = stop or threading.Event()
    running: list[str] = []
    width = max(map(len, slugs))
    # No terminal: no bar. The lines are there in any case.
    bar = tqdm(total=len(slugs), disable=None, leave=False, bar_format=BAR)

    def timed(slug: str) -> tuple[Any, PaotongError | None, float]:
        start = time.monotonic()
        running.append(slug)
        bar.set_description_str(", ".join(running))
        try:
            return work(slug, stop), None, time.monotonic() - start
        except PaotongError as error:
            return None, error, time.monotonic() - start
        except OSError as error:
            # A full disk for scratch, say: told of this lesson, and the others go on.
            place = os.fsdecode(error.filename) if error.filename else slug
            return None, refused(f"{slug}: {place}", error, what="read or written"), time.monotonic() - start
        finally:
            running.remove(slug)

    with bar, ThreadPoolExecutor(max_workers=jobs) as pool:
        started = {pool.submit(timed, slug): slug for slug in slugs}
        try:
            for future in as_completed(started):
                slug = started[future]
                result, error, seconds = future.result()
                bar.update()
                word = _word(error, stop, did if isinstance(did, str) else did(result))
                tqdm.write(f"{slug:{width}}  {word:8}{seconds:6.1f} s")
                yield slug, result, error
                if stop.is_set():
                    break
        except BaseException:
            stop.set()
            raise
        finally:
            pool.shutdown(cancel_futures=True)


def _word(error: PaotongError | None, stop: threading.Event, did: str) -> str:
    if not error:
        return did
    return "ended" if stop.is_set() else "FAILED"


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("expected 1 or more")
    return number


def _shard(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"(\d+)/(\d+)", text)
    if not match or not 1 <= int(match[1]) <= int(match[2]):
        raise argparse.ArgumentTypeError(f"{text!r} is no share; expected 1/5, 2/5, … or 5/5 for five machines")
    return int(match[1]), int(match[2])
