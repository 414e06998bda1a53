"""The interpreter that a program runs in: what is set up before it, how a fork becomes like a fresh one, its end."""

from __future__ import annotations

import atexit
import ctypes
import importlib
import importlib.util
import io
import os
import resource
import signal
import sys
import tempfile
import threading
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from gc import collect
from pathlib import Path
from typing import NoReturn

from paotong.run.job import Job
from paotong.run.limits import MB

_unraisable: list[Warning] = []


def prepare() -> None:
    """What a run needs of its interpreter, before anything is imported."""
    _write_lines_whole()
    _write_c_output_at_once()
    _warnings_are_errors()


def attach(job: Job, output: int) -> None:
    """Where a fork prints, and the folder that it is in."""
    for stream in (1, 2):
        os.dup2(output, stream)
    os.close(output)
    os.chdir(job.folder)


def become(job: Job) -> None:
    """Make a fork what a process that was started for this job would be."""
    # Where an import has told where its files are to be, as torch does, that is not to be one place for all.
    home = os.environ["HOME"]
    for name, value in os.environ.items():
        if value.startswith(home):
            os.environ[name] = job.folder + value.removeprefix(home)
    _return_environment(job)
    tempfile.tempdir = None  # it may hold the server's
    # Python itself gives each fork random numbers of its own. These would be the same in each.
    if numpy_random := sys.modules.get("numpy.random"):
        numpy_random.seed()
    if torch := sys.modules.get("torch"):
        torch.default_generator.seed()


def import_package(modules: Sequence[str]) -> None:
    """modules: as in the table of packages.py."""
    package, *later = modules
    importlib.import_module(package)
    for module in later:
        # Another version of the package may do without it.
        if importlib.util.find_spec(module):
            importlib.import_module(module)


@contextmanager
def settings_of(job: Job) -> Iterator[None]:
    """The environment as the program will have it when it imports."""
    os.environ.update(job.settings)
    try:
        yield
    finally:
        _return_environment(job)


def _return_environment(job: Job) -> None:
    """To that of the program's first line; what imports have put there stays."""
    for name in job.settings:
        os.environ.pop(name, None)
    os.environ.update(job.environment)


def leave(status: int) -> NoReturn:
    """End a fork as an interpreter ends, without taking apart all that it shares: that costs more than most lessons."""
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    if main := sys.modules.get("__main__"):  # a program may take it away
        vars(main).clear()
    collect()
    flush()
    os._exit(status)


def end_with_parent() -> None:
    """Where Linux offers it, be killed when the parent dies, however that came about."""
    if sys.platform == "linux":
        from paotong.run import kernel

        kernel.signal_when_parent_dies(signal.SIGKILL)


def limit(job: Job) -> None:
    """What the system itself watches over; see limits.py for the rest."""
    os.umask(0o022)
    largest = int(job.limits["files_mb"] * MB)
    for what, most in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, largest)):
        resource.setrlimit(what, (most, most))
    try:
        # Where memory runs out, this process is the one to end.
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
    except OSError:
        pass  # not Linux, or behind the walls, before which it was done


def _warnings_are_errors() -> None:
    """Each warning that Python would print becomes an exception; those that it hides stay hidden."""
    for index, (action, *rest) in enumerate(warnings.filters):
        if action == "default":
            warnings.filters[index] = ("error", *rest)  # type: ignore[index]
    warnings.simplefilter("error", append=True)
    # One that comes up while Python clears away an object cannot be raised there.
    ordinary = sys.unraisablehook

    def keep(unraisable: sys.UnraisableHookArgs) -> None:
        if isinstance(unraisable.exc_value, Warning):
            _unraisable.append(unraisable.exc_value)
        else:
            ordinary(unraisable)

    sys.unraisablehook = keep


def raise_unraisable() -> None:
    """Raise the first warning of the cell that could not be raised where it came up."""
    if _unraisable:
        raise _unraisable.pop(0)


def _write_lines_whole() -> None:
    """A line and its end in one write, so that those of forked processes do not run into each other."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(write_through=False, line_buffering=True)


def _write_c_output_at_once() -> None:
    """Make C's stdout unbuffered, so that prints of C libraries keep their place among Python's."""
    name = "__stdoutp" if sys.platform == "darwin" else "stdout"
    try:
        libc = ctypes.CDLL(None)
        unbuffered = {"darwin": 2, "linux": 2}[sys.platform]
        libc.setvbuf(ctypes.c_void_p.in_dll(libc, name), None, unbuffered, 0)
    except (OSError, ValueError, KeyError, TypeError):
        pass  # elsewhere they still come out at the end of the cell


def flush() -> None:
    """Bring out what is kept back in buffers, Python's and C's; also where the program put another in their place."""
    for stream in (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__):
        try:
            stream.flush()  # type: ignore[union-attr]
        except Exception:
            pass  # the program closed or replaced it
    try:
        ctypes.CDLL(None).fflush(None)
    except (OSError, TypeError):
        pass
