"""The place that a run has for itself: a folder with the program, a clean environment, a file for its output."""

from __future__ import annotations

import errno
import os
import shutil
import sysconfig
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from paotong.run.clearing import clear
from paotong.run.screen import COLUMNS, LINES

# What a program may see of the environment that it was started from. Not HOME, not tokens.
INHERITED = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT")
# The same for every run on every machine.
FIXED = {
    "COLUMNS": str(COLUMNS),
    "CUDA_VISIBLE_DEVICES": "",
    "LANG": "C.UTF-8",
    "LINES": str(LINES),
    "MKL_NUM_THREADS": "1",
    "MPLBACKEND": "Agg",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
    "PYTHONUTF8": "1",
    "TERM": "dumb",
    # TensorFlow's own log has times and process numbers in it, and its oneDNN computes otherwise on each processor.
    "TF_CPP_MIN_LOG_LEVEL": "1",
    "TF_ENABLE_ONEDNN_OPTS": "0",
    "TZ": "UTC",
}
# As many files as that, where a path is too long for the system to let us count what lies there.
TOO_DEEP = 1 << 40


@dataclass(frozen=True)
class Scratch:
    """folder: where the program runs. fonts: where Matplotlib keeps its list. The others are out of its way."""

    folder: Path
    figures: Path
    fonts: Path
    output: Path
    job: Path

    @property
    def own(self) -> tuple[str, ...]:
        """Where the program may write."""
        return str(self.folder), str(self.figures), str(self.fonts)

    def without_paths(self, printed: bytes) -> bytes:
        """What was printed with the paths of this machine shortened, so that it reads the same everywhere."""
        for long, short in (
            (f"{self.folder}{os.sep}", ""),
            (str(self.folder), "."),
            (sysconfig.get_path("purelib"), "site-packages"),
            (sysconfig.get_path("stdlib"), "python"),
        ):
            printed = printed.replace(os.fsencode(long), short.encode())
        return printed

    def files(self) -> tuple[int, int]:
        """How many files, folders among them, lie where the program may write, and how many bytes they have."""
        count = size = 0
        folders = list(self.own)
        while folders:
            try:
                with os.scandir(folders.pop()) as entries:
                    for entry in entries:
                        count += 1
                        told = entry.stat(follow_symlinks=False)
                        # A file may have more on the disk than its length tells.
                        size += max(told.st_size, told.st_blocks * 512)
                        if entry.is_dir(follow_symlinks=False):
                            folders.append(entry.path)
            except OSError as error:
                if error.errno == errno.ENAMETOOLONG:
                    count += TOO_DEEP
                # Else the program took it away, or forbade to look; the next time may tell.
        return count, size


def clean_environment(home: Path, fonts: Path) -> dict[str, str]:
    """Everything that a program finds in os.environ."""
    inherited = {name: os.environ[name] for name in INHERITED if name in os.environ}
    return FIXED | inherited | {"HOME": str(home), "TMPDIR": str(home), "MPLCONFIGDIR": str(fonts)}


@contextmanager
def new_scratch(workspace: Path, program: str, text: str, beside: list[Path]) -> Iterator[Scratch]:
    """A scratch folder with the program and the files that it needs; it is gone afterwards."""
    room = Path(tempfile.mkdtemp(dir=workspace, prefix=""))
    try:
        scratch = Scratch(room / "scratch", room / "figures", room / "matplotlib", room / "output", room / "job.json")
        for folder in scratch.own:
            Path(folder).mkdir()
        (scratch.folder / program).write_text(text, encoding="utf-8")
        for path in beside:
            shutil.copy(path, scratch.folder / path.name)
        yield scratch
    finally:
        clear(room)
