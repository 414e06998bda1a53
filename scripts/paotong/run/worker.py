"""The child process: executes a program cell by cell and tells the parent about it.

Called as `python -m paotong.run.worker JOB EVENTS [import-first]` in the scratch
folder, with stdout and stderr on one file, or forked from a server that is so
prepared already. JOB is the file that tells what is asked. EVENTS is a descriptor
that takes one line of JSON per event: a cell begins, a cell ends, an exception, all
done. The parent decides what it all means; this side only reports.
"""

from __future__ import annotations

import ast
import builtins
import json
import linecache
import operator
import os
import sys
import time
import traceback
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial, reduce
from pathlib import Path
from typing import Any, NoReturn

from paotong.cells.statements import statements_of_cells
from paotong.run import guards, interpreter
from paotong.run.job import Job, Part, read_job
from paotong.run.packages import SHARED

# What it takes to report an exception, whatever a program allows itself.
ENOUGH_DEPTH = 1000


def main(job: Job, events: int, *options: str) -> int:
    """A fresh interpreter's whole life."""
    interpreter.end_with_parent()
    interpreter.limit(job)
    interpreter.prepare()
    if options:
        with interpreter.settings_of(job):
            for package in job.packages:
                interpreter.import_package(SHARED[package])
    return work(job, events)


def work(job: Job, events: int) -> int:
    """Run the program. Exit status 0 when every cell did what it should, 1 when one did not."""
    os.set_inheritable(events, False)
    output = os.dup(1)  # the program may close or redirect its own
    # As they are now: a program may put something else in their place.
    clock, size_of, own = time.perf_counter, os.fstat, vars(builtins).copy()
    text = Path(job.program).read_text(encoding="utf-8")
    tree = ast.parse(text)
    statements = statements_of_cells(tree, [cell.line for cell in job.cells])
    reporter = Reporter(events)
    drawing = _prepare_figures(job)
    guards.install(job.own)
    namespace = _fresh_main(job.program, text)
    # What was printed up to here, such as Matplotlib's word that it lists the fonts, is not the program's.
    reporter.tell(event="ready", offset=size_of(output).st_size)
    start = clock()
    for cell, body in zip(job.cells, statements, strict=True):
        if body[:1] != tree.body[:1]:
            _drop_docstring(body)
        with _own_builtins(own):
            reporter.tell(event="begin", cell=cell.name)
            execute = _executor(job.program, body, namespace)
        error = _exception_in(execute)
        with _own_builtins(own):
            undrawn = _exception_in(drawing.capture)
            error = error or _exception_in(interpreter.raise_unraisable)
            interpreter.flush()
            ok = _report(cell, error, job.program, reporter) if error or not undrawn else True
            if undrawn and ok:
                # What comes up in drawing is not the exception that a lesson shows.
                ok = _report(replace(cell, raises=False), undrawn, job.program, reporter)
            interpreter.flush()
            reporter.tell(event="end", cell=cell.name, offset=size_of(output).st_size, figures=drawing.take())
        if not ok:
            return 1
    with _own_builtins(own):
        reporter.tell(event="done", seconds=clock() - start)
    return 0


@contextmanager
def _own_builtins(own: dict[str, Any]) -> Iterator[None]:
    """What a program puts in the place of print or open is for itself, and not for those who capture its figures."""
    theirs, depth = vars(builtins).copy(), sys.getrecursionlimit()
    vars(builtins).update(own)
    sys.setrecursionlimit(max(depth, ENOUGH_DEPTH))
    try:
        yield
    finally:
        sys.setrecursionlimit(depth)
        vars(builtins).update(theirs)


class Reporter:
    """Sends events to the parent."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        # As they are now: a program may put something else in their place.
        self._write, self._encode, self._number = os.write, json.JSONEncoder().encode, os.getpid
        self._own = os.getpid()

    def tell(self, **event: Any) -> None:
        if self._number() != self._own:
            return  # a fork that the program does not end goes on with it, but it is not the run
        told = self._encode(event).encode() + b"\n"
        while told:  # a pipe may take it in parts
            told = told[self._write(self._descriptor, told) :]


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
    with interpreter.settings_of(job):
        from paotong.run.figures import Drawing
    return Drawing(Path(job.figures))


def _fresh_main(program: str, text: str) -> dict[str, Any]:
    """A `__main__` as `python PROGRAM` would make it, with the folder of the program on the path."""
    module = types.ModuleType("__main__")
    module.__file__ = str(Path(program).resolve())
    vars(module)["__builtins__"] = builtins
    sys.modules["__main__"] = module
    sys.argv = [program]
    sys.path.insert(0, str(Path.cwd()))
    # Tracebacks quote the program even after it changed its folder.
    linecache.cache[program] = (len(text), None, text.splitlines(keepends=True), program)
    return vars(module)


def _drop_docstring(body: list[ast.stmt]) -> None:
    """A text that begins a later cell does nothing, but would become the `__doc__` of the program."""
    while body and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        del body[0]


def _executor(program: str, body: list[ast.stmt], namespace: dict[str, Any]) -> Callable[[], None]:
    """What runs one cell, or raises what its text is wrong in."""
    module = ast.Module(body=body, type_ignores=[])
    try:
        code = compile(module, program, "exec", dont_inherit=True, flags=_future_flags(namespace))
    except SyntaxError as error:
        return partial(_raise, error)
    return partial(exec, code, namespace)


def _raise(error: SyntaxError) -> NoReturn:
    raise error


def _exception_in(call: Callable[[], None]) -> BaseException | None:
    try:
        call()
    except BaseException as error:
        return error
    return None


def _report(cell: Part, error: BaseException | None, program: str, reporter: Reporter) -> bool:
    """Tell of what was raised, and of what was not, and whether all is as it should be."""
    if error is None:
        if cell.raises:
            reporter.tell(event="calm", cell=cell.name)
        return not cell.raises
    if isinstance(error, SystemExit):
        reporter.tell(event="exit", cell=cell.name, code=repr(error.code), line=_line_of(error, program))
        return False
    error.__traceback__ = _without_ours(error.__traceback__)
    told = "".join(traceback.format_exception(error))
    if cell.raises:
        sys.stderr.write(told)
        return True
    reporter.tell(
        event="raised",
        cell=cell.name,
        line=_line_of(error, program),
        type=type(error).__name__,
        refused=str(error) if isinstance(error, guards.RefusedError) else "",
        traceback=told,
    )
    return False


def _future_flags(namespace: dict[str, Any]) -> int:
    """`from __future__ import x` in one cell holds for those after it, as in one file."""
    import __future__

    # Told by their type: `==` may mean anything to the other values that a program keeps.
    features = [value for value in namespace.values() if isinstance(value, __future__._Feature)]
    return reduce(operator.or_, (feature.compiler_flag for feature in features), 0)


def _without_ours(trace: types.TracebackType | None) -> types.TracebackType | None:
    """A traceback from the program's first frame on; what is left where it has none is the cell's own syntax."""
    while trace and trace.tb_frame.f_code.co_filename == __file__:
        trace = trace.tb_next
    last = trace
    while last and last.tb_next:
        if last.tb_next.tb_frame.f_code.co_filename == guards.__file__:
            last.tb_next = None  # what was refused is told at the line that asked for it
        else:
            last = last.tb_next
    return trace


def _line_of(error: BaseException, program: str) -> int | None:
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == program]
    if frames:
        return frames[-1].lineno
    return error.lineno if isinstance(error, SyntaxError) else None


def _read_job(file: str) -> Job:
    job = read_job(file)
    if file.startswith("/proc/self/fd/"):
        os.close(int(Path(file).name))  # a file that cannot be seen from within the walls
    return job


if __name__ == "__main__":
    sys.exit(main(_read_job(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:]))
