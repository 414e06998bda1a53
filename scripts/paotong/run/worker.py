"""The child process: executes a program cell by cell and tells the parent about it.

Called as `python -m paotong.run.worker JOB EVENTS [import-first]` in the scratch
folder, with stdout and stderr on one file, or forked from a server that is so
prepared already. JOB is the file that tells what is asked. EVENTS is a descriptor
that takes one line of JSON per event: a cell begins, a cell ends, an exception, all
done. The parent decides what it all means; this side only reports.
"""

from __future__ import annotations

import ast
import atexit
import builtins
import ctypes
import gc
import importlib
import importlib.util
import io
import json
import linecache
import operator
import os
import signal
import sys
import tempfile
import threading
import time
import traceback
import types
import warnings
from collections.abc import Sequence
from functools import reduce
from pathlib import Path
from typing import Any, NoReturn

from paotong.cells.statements import statements_of_cells
from paotong.run.job import Job, Part, read_job
from paotong.run.packages import SHARED

_unraisable: list[Warning] = []


def main(job: Job, events: int, *options: str) -> int:
    """A fresh interpreter's whole life."""
    _end_with_parent()
    prepare_interpreter()
    if options:
        os.environ.update(job.settings)
        for package in job.packages:
            import_package(SHARED[package])
        _return_environment(job)
    return work(job, events)


def prepare_interpreter() -> None:
    """What a run needs of its interpreter, before anything is imported."""
    _write_lines_whole()
    _write_c_output_at_once()
    _warnings_are_errors()


def become(job: Job, output: int) -> None:
    """Make a fork what a process that was started for this job would be."""
    os.setsid()
    _end_with_parent()
    for stream in (1, 2):
        os.dup2(output, stream)
    os.close(output)
    os.chdir(job.folder)
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


def _return_environment(job: Job) -> None:
    """To that of the program's first line; what imports have put there stays."""
    for name in job.settings:
        os.environ.pop(name, None)
    os.environ.update(job.environment)


def work(job: Job, events: int) -> int:
    """Run the program. Exit status 0 when every cell did what it should, 1 when one did not."""
    clock = time.perf_counter
    os.set_inheritable(events, False)
    output = os.dup(1)  # the program may close or redirect its own
    text = Path(job.program).read_text(encoding="utf-8")
    statements = statements_of_cells(ast.parse(text), [cell.line for cell in job.cells])
    reporter = Reporter(events)
    drawing = _prepare_figures(job)
    namespace = _fresh_main(job.program, text)
    # What was printed up to here, such as Matplotlib's word that it lists the fonts, is not the program's.
    reporter.tell(event="ready", offset=os.fstat(output).st_size)
    start = clock()
    for cell, body in zip(job.cells, statements, strict=True):
        reporter.tell(event="begin", cell=cell.name)
        ok = _execute(job.program, cell, body, namespace, reporter, drawing)
        flush()
        reporter.tell(event="end", cell=cell.name, offset=os.fstat(output).st_size, figures=drawing.take())
        if not ok:
            return 1
    reporter.tell(event="done", seconds=clock() - start)
    return 0


def leave(status: int) -> NoReturn:
    """End a fork as an interpreter ends, without taking apart all that it shares: that costs more than most lessons."""
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    vars(sys.modules["__main__"]).clear()
    gc.collect()
    flush()
    os._exit(status)


class Reporter:
    """Sends events to the parent."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def tell(self, **event: Any) -> None:
        os.write(self._descriptor, json.dumps(event).encode() + b"\n")


class NoFigures:
    """Stands in where the program does not import Matplotlib, so that it need not be imported for nothing."""

    def capture(self) -> None:
        """Refuse what another package drew: the record would not know that it depends on Matplotlib."""
        pyplot = sys.modules.get("matplotlib.pyplot")
        if pyplot and pyplot.get_fignums():
            raise RuntimeError("a figure was drawn, but the program does not import matplotlib: add the import")

    def take(self) -> list[dict[str, Any]]:
        return []


def _prepare_figures(job: Job) -> Any:
    if not job.draws:
        return NoFigures()
    os.environ.update(job.settings)
    from paotong.run.figures import Drawing

    _return_environment(job)
    return Drawing(Path(job.figures))


def _fresh_main(program: str, text: str) -> dict[str, Any]:
    """A `__main__` as `python PROGRAM` would make it, with the folder of the program on the path."""
    module = types.ModuleType("__main__")
    module.__file__ = program
    vars(module)["__builtins__"] = builtins
    sys.modules["__main__"] = module
    sys.argv = [program]
    sys.path.insert(0, str(Path.cwd()))
    # Tracebacks quote the program even after it changed its folder.
    linecache.cache[program] = (len(text), None, text.splitlines(keepends=True), program)
    return vars(module)


def _execute(
    program: str, cell: Part, body: list[ast.stmt], namespace: dict[str, Any], reporter: Reporter, drawing: Any
) -> bool:
    """Run one cell and say whether it ended as it should."""
    module = ast.Module(body=body, type_ignores=[])
    try:
        exec(compile(module, program, "exec", dont_inherit=True, flags=_future_flags(namespace)), namespace)
        drawing.capture()
        _raise_unraisable()
    except SystemExit as error:
        reporter.tell(event="exit", cell=cell.name, code=repr(error.code), line=_line_of(error, program))
        return False
    except BaseException as error:
        error.__traceback__ = _without_worker(error.__traceback__)
        told = "".join(traceback.format_exception(error))
        if cell.raises:
            sys.stderr.write(told)
            drawing.capture()
            return True
        reporter.tell(
            event="raised",
            cell=cell.name,
            line=_line_of(error, program),
            type=type(error).__name__,
            traceback=told,
        )
        return False
    if cell.raises:
        reporter.tell(event="calm", cell=cell.name)
    return not cell.raises


def _future_flags(namespace: dict[str, Any]) -> int:
    """`from __future__ import x` in one cell holds for those after it, as in one file."""
    import __future__

    # Told by their type: `==` may mean anything to the other values that a program keeps.
    features = [value for value in namespace.values() if isinstance(value, __future__._Feature)]
    return reduce(operator.or_, (feature.compiler_flag for feature in features), 0)


def _without_worker(trace: types.TracebackType | None) -> types.TracebackType | None:
    """A traceback from the program's first frame on; what is left where it has none is the cell's own syntax."""
    while trace and trace.tb_frame.f_code.co_filename == __file__:
        trace = trace.tb_next
    return trace


def _line_of(error: BaseException, program: str) -> int | None:
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == program]
    if frames:
        return frames[-1].lineno
    return error.lineno if isinstance(error, SyntaxError) else None


def _end_with_parent() -> None:
    """Where Linux offers it, be killed when the parent dies, however that came about."""
    if sys.platform == "linux":
        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGKILL)


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


def _raise_unraisable() -> None:
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
    """Bring out what is kept back in buffers, Python's and C's."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (AttributeError, ValueError, OSError):
            pass  # the program closed or replaced it
    try:
        ctypes.CDLL(None).fflush(None)
    except (OSError, TypeError):
        pass


if __name__ == "__main__":
    sys.exit(main(read_job(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:]))
