"""Matplotlib's list of the fonts of this machine: it takes a second to make, so it is made once for all runs.

Each run has a copy, for Matplotlib wants to be able to write it; none can change the figures of another.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from paotong.project import Project
from paotong.whole import write_whole


def put_font_list(version: str, *folders: Path) -> None:
    """Put the list of this version of Matplotlib there, where it is not there yet."""
    try:
        kept = _font_list(version)
    except OSError:
        return  # a full disk, or a checkout that is not ours to write to: then each run makes its own
    for source in kept.iterdir():
        for folder in folders:
            if not (folder / source.name).exists():
                write_whole(folder / source.name, source.read_bytes())  # another thread may look for it


def _font_list(version: str) -> Path:
    folder = Project().root / ".cache" / f"matplotlib-{version}"
    if not folder.is_dir():
        folder.parent.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as name:
            made = Path(name) / "made"
            subprocess.run(
                [sys.executable, "-P", "-s", "-c", "import matplotlib.font_manager"],
                env={**os.environ, "MPLCONFIGDIR": str(made)},
                capture_output=True,
                check=True,
            )
            try:
                made.rename(folder)
            except OSError:
                pass  # another process was quicker
    return folder
