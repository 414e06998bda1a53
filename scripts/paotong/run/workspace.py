"""The folder in which the runs of one process have their scratch folders; nothing of it is left, whoever is killed."""

from __future__ import annotations

import fcntl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from paotong.run.clearing import clear

PREFIX = "paotong-"
# Locked as long as whoever made the folder lives: the system lets go of it, however that ends.
LOCK = "alive"
# Here Matplotlib has its list of fonts where it is imported for several runs.
FONTS = "matplotlib"


@contextmanager
def new_workspace() -> Iterator[Path]:
    """An empty folder, gone afterwards. Clears away, too, what others that were killed have left."""
    clear_away_the_dead()
    folder = Path(tempfile.mkdtemp(prefix=PREFIX)).resolve()
    try:
        with (folder / LOCK).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            (folder / FONTS).mkdir()
            yield folder
    finally:
        clear(folder)


def clear_away_the_dead() -> None:
    for path in Path(tempfile.gettempdir()).glob(f"{PREFIX}*/{LOCK}"):
        try:
            with path.open("r+") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                # With nothing else in it, it may be that it is being made at this moment.
                if any(other.name != LOCK for other in path.parent.iterdir()):
                    clear(path.parent)
        except OSError:
            pass  # somebody lives in it, or it is another user's
