"""Puts a new folder in the place of an old one: whole, whoever is killed meanwhile, and however many do it at once.

The new one is made beside its place, under a name that begins with a dot, and then both change places. Whoever does
so holds a lock, and the system lets go of a lock when its process ends, however that comes about. So what has such a
name while nobody holds the lock was left by somebody who was killed.

Nothing here looks at a clock or at the time of a file.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

# .NAME-abcd1234 is on its way to become NAME, and .NAME-old is what NAME was, where two renames are needed.
OLD = "old"
LEFTOVER = re.compile(rf"\.(?P<name>.+)-(?P<kind>{OLD}|[a-z0-9_]{{8}})")


@contextmanager
def locked(folder: Path, *, shared: bool = False, wait: Callable[[], None] = lambda: None) -> Iterator[int | None]:
    """Hold the lock of a folder, with others who share it or alone; gives its descriptor.

    The lock is on the folder itself, so there is no file for it that could stay behind, and it can be had where
    nothing may be written. wait: called once where somebody else has it. A process that inherits the descriptor holds
    the lock too.
    """
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except (FileNotFoundError, NotADirectoryError):
        yield None  # nothing is there that anybody could change
        return
    try:
        _lock(descriptor, fcntl.LOCK_SH if shared else fcntl.LOCK_EX, wait)
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def replacing(place: Path) -> Iterator[Path]:
    """An empty folder, which takes its place when the context ends; where that raises, all is as it was.

    Only for who holds the lock alone.
    """
    building = Path(tempfile.mkdtemp(prefix=f".{place.name}-", dir=place.parent))
    try:
        building.chmod(0o755)
        yield building
        _put(building, place)
    finally:
        remove(building)  # what was not finished, or what was in the place before


def write_whole(path: Path, content: bytes) -> None:
    """A file in the place of an old one or of none: others who read or write it at this moment see it whole.

    Raises OSError, and then all is as it was.
    """
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as part:
        made = Path(part.name)
        try:
            part.write(content)
            part.flush()
            made.chmod(0o644)
            made.replace(path)
        except BaseException:  # an interrupt, too
            made.unlink(missing_ok=True)
            raise


def clear_leftovers(folder: Path, name: str | None = None) -> None:
    """Clear away what killed processes left in a folder, and put back what one of them had just taken from its place.

    name: only what was to become this. Only for who holds the lock, be it shared: two may do this at once.
    """
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        match = LEFTOVER.fullmatch(entry.name)
        if match and name in (None, match["name"]) and entry.is_dir(follow_symlinks=False):
            place = folder / match["name"]
            if match["kind"] == OLD and not os.path.lexists(place):
                try:
                    Path(entry).rename(place)
                except OSError:
                    pass  # somebody else did, or the disk is read-only
            else:
                remove(Path(entry))


def check_writable(folder: Path) -> None:
    """Raise OSError where nothing can be put into a folder. Tried, since permissions alone do not tell."""
    folder.mkdir(parents=True, exist_ok=True)
    trial = Path(tempfile.mkdtemp(prefix=".trial-", dir=folder))
    try:
        (trial / "room").write_bytes(bytes(1 << 12))
    except FileNotFoundError:
        pass  # somebody took it for a leftover: so it could be made
    finally:
        remove(trial)


def remove(path: Path) -> None:
    """Remove whatever there is, as far as the system lets us."""
    try:
        if path.is_symlink() or path.is_file():
            path.unlink()
        else:
            path.chmod(0o755)  # a folder that was made read-only is still ours
    except OSError:
        pass
    shutil.rmtree(path, ignore_errors=True)


def _lock(descriptor: int, kind: int, wait: Callable[[], None]) -> None:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        wait()
        fcntl.flock(descriptor, kind)
    except OSError:
        pass  # a file system without locks: there it is up to people not to do two things at once


def _put(building: Path, place: Path) -> None:
    if not os.path.lexists(place):
        building.rename(place)
    elif not _exchange(building, place):
        # Two renames. Whoever is killed between them leaves a gap, which clear_leftovers closes.
        retired = place.parent / f".{place.name}-{OLD}"
        remove(retired)
        place.rename(retired)
        try:
            building.rename(place)
        except OSError:
            retired.rename(place)
            raise
        remove(retired)


def _exchange(one: Path, other: Path) -> bool:
    """Let two change places in one step, so that neither is ever missing; False where the system cannot."""
    paths = os.fsencode(one), os.fsencode(other)
    here, flag = -100, 2  # AT_FDCWD, RENAME_EXCHANGE; macOS has the same flag as RENAME_SWAP
    try:
        libc = ctypes.CDLL(None)
        if sys.platform == "darwin":
            return bool(libc.renamex_np(*paths, flag) == 0)
        return bool(libc.renameat2(here, paths[0], here, paths[1], flag) == 0)
    except (AttributeError, OSError, TypeError):
        return False
