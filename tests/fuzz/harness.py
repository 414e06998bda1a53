"""What the targets of atheris share: where they find the project, where they start from, and where they play."""

from __future__ import annotations

import hashlib
import shutil
import sys
import warnings
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import atheris

CACHE = Path(__file__).resolve().parents[2] / ".cache" / "fuzz"
# No input needs to be longer: what breaks is short.
LONGEST = 4096


def watched() -> AbstractContextManager[Any]:
    """Of our code, and of what makes the pages, atheris is to see which lines an input reaches."""
    return atheris.instrument_imports(include=["paotong", "properties", "markdown", "pymdownx"])  # type: ignore[no-any-return]


def empty_folder(name: str) -> Path:
    """For a target's own checkout."""
    folder = CACHE / f"{name}-checkout"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def fuzz(name: str, target: Callable[[bytes], None], seeds: Sequence[bytes]) -> None:
    """Break `target` from these inputs on. What was found to be new is kept for the next time."""
    warnings.simplefilter("ignore")  # of odd programs
    corpus = CACHE / name
    corpus.mkdir(parents=True, exist_ok=True)
    for seed in seeds:
        for start in range(0, len(seed), LONGEST):
            part = seed[start : start + LONGEST]
            (corpus / hashlib.sha256(part).hexdigest()).write_bytes(part)
    given = sys.argv[1:]
    paths = [argument for argument in given if not argument.startswith("-")]
    defaults = [f"-max_len={LONGEST}", "-timeout=20", "-rss_limit_mb=4096", f"-artifact_prefix={CACHE}/"]
    atheris.Setup([sys.argv[0], *defaults, *given, *([] if paths else [str(corpus)])], target)
    atheris.Fuzz()
