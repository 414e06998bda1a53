"""A zoo of programs that break what their run works with: streams, built-in functions, its channel, its files."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import Checkout, every_way
from paotong.run.job import Start

pytestmark = every_way

# What is replaced, and what is then printed, as in a plain `python`.
BREAK = {
    "sys.stdout for a while": (
        "import sys, io\nsys.stdout = io.StringIO()\nprint('gone')\nsys.stdout = sys.__stdout__\nprint('back')",
        "back",
    ),
    "sys.stdout": ("import sys\nsys.stdout = None\nprint('gone')", ""),
    "print": ("import builtins\nbuiltins.print = lambda *words: None\nprint('gone')", ""),
    "print with write": ("import builtins, sys\nbuiltins.print = sys.stdout.write\nprint('mine')", "mine"),
    "descriptor 1 by 2": ("import os\nos.dup2(2, 1)\nprint('on')", "on"),
    "descriptor 1": ("import os\nos.dup2(os.open(os.devnull, os.O_WRONLY), 1)\nprint('gone')", ""),
    "stderr": ("import os, sys\nos.close(2)\nsys.stderr = None\nprint('on')", "on"),
    "folder": ("import os\nos.chdir('/')\nprint('on')", "on"),
    "a folder that is gone": ("import os\nos.mkdir('d')\nos.chdir('d')\nos.rmdir('../d')\nprint('on')", "on"),
    "the program's file": ("import os\nos.remove('one.py')\nprint('on')", "on"),
    "modules": (
        "import json, os, traceback\njson.dumps = json.JSONEncoder.encode = None\n"
        "traceback.format_exception = os.fstat = os.write = None\nprint('on')",
        "on",
    ),
    "all modules": ("import sys\nsys.modules.clear()\nprint('on')", "on"),
    "built-in functions": (
        "import builtins\nbuiltins.len = builtins.open = builtins.isinstance = builtins.type = None\nprint('on')",
        "on",
    ),
    "the depth of calls": ("import sys\nsys.setrecursionlimit(60)\nprint('on')", "on"),
    "tracing": (
        "import sys\nsys.settrace(lambda *words: None)\nsys.setprofile(lambda *words: None)\nprint('on')",
        "on",
    ),
    "environment": ("import os\nos.environ.clear()\nprint('on')", "on"),
    "names": ("globals().clear()\nprint('on')", "on"),
    "clock": ("import time\ntime.perf_counter = time.monotonic = None\nprint('on')", "on"),
    "time zone": ("import os, time\nos.environ['TZ'] = 'Asia/Shanghai'\ntime.tzset()\nprint('on')", "on"),
    "garbage collection": ("import gc\ngc.disable()\ngc.set_threshold(0)\nprint('on')", "on"),
    "exception hooks": ("import sys\nsys.excepthook = sys.unraisablehook = sys.displayhook = None\nprint('on')", "on"),
}


@pytest.mark.parametrize("what", BREAK)
def test_what_a_program_breaks_it_breaks_for_itself(checkout: Checkout, what: str) -> None:
    code, shown = BREAK[what]
    checkout.snippet(f"# %% a\n{code}\n# %% b\n")
    assert checkout.output("a") == shown
    # And the next one is as whole as ever.
    assert checkout.printed("print('whole')") == "whole"


def test_a_closed_output_raises_in_the_program_as_in_python(checkout: Checkout) -> None:
    error = checkout.failure_of("import os\nos.close(1)\nprint('x')")
    assert (error.place, error.found) == ("snippets/demo/one.py:4", 'the cell "a" raised OSError')


def test_who_closes_all_descriptors_is_told_that_the_run_ended(checkout: Checkout) -> None:
    assert 'the cell "a" ended the process: ' in checkout.failure_of("import os\nos.closerange(0, 100)").found


def test_output_cannot_be_taken_back(checkout: Checkout) -> None:
    error = checkout.failure("# %% a\nprint('before')\n# %% b\nimport os\nos.ftruncate(1, 0)\n# %% c\n")
    assert error.found == 'the cell "c" took back what was printed before'


@pytest.mark.parametrize(
    "line",
    [
        b"junk",
        b"\xff\xfe",
        b"[" * 50_000,
        b"[]",
        b"{}",
        b'{"event": "no such"}',
        b'{"event": "begin", "cell": "b"}',
        b'{"event": "end", "cell": "b", "offset": 3, "figures": []}',
        b'{"event": "end", "cell": "a", "offset": -3, "figures": []}',
        b'{"event": "end", "cell": "a", "offset": 1e99, "figures": []}',
        b'{"event": "end", "cell": "a", "offset": 0, "figures": [{"file": "../x.svg", "width": 1, "height": 1}]}',
        b'{"event": "end", "cell": "a", "offset": 0, "figures": [{"file": "1.svg", "width": "1", "height": 1}]}',
        b'{"event": "end", "cell": "a", "offset": 0, "figures": [{"file": "1.svg", "width": 0, "height": 1}]}',
        b'{"event": "end", "cell": "a", "offset": 0, "figures": [{"file": "1.svg", "width": 9999, "height": 1}]}',
        b'{"event": "done", "seconds": NaN}',
        b'{"event": "raised"}',
    ],
)
def test_what_a_program_writes_into_the_channel_of_its_run_is_not_believed(checkout: Checkout, line: bytes) -> None:
    code = f"""\
        import os
        for number in range(3, 50):
            try: os.write(number, {line + bytes([10])!r})
            except OSError: pass
        """
    assert checkout.failure_of(code).found == 'the cell "a" wrote into the channel by which its run tells how far it is'


@pytest.mark.parametrize(
    "make",
    [
        "os.symlink({secret!r}, name)",
        "os.mkfifo(name)",
        "os.mkdir(name)",
        "pass",
        "open(name, 'wb').truncate(300_000_000)",
        "open(name, 'w').write('<svg><script>alert(1)</script></svg>')",
        "open(name, 'w').write('<svg onload=\"alert(1)\"/>')",
        "open(name, 'w').write('<svg><a href=\"javascript:alert(1)\"/></svg>')",
    ],
)
def test_a_figure_that_we_did_not_draw_is_not_published(checkout: Checkout, tmp_path: Path, make: str) -> None:
    (tmp_path / "secret").write_text("hunter2")
    drawn = '{"file": "1.svg", "width": 1, "height": 1}'
    told = f'{{"event": "end", "cell": "a", "offset": 0, "figures": [{drawn}]}}\n{{"event": "done", "seconds": 1.0}}\n'
    code = f"""\
        import os, stat
        name = "../figures/1.svg"
        {make.format(secret=str(tmp_path / "secret"))}
        for number in range(3, 50):
            try:
                if stat.S_ISFIFO(os.fstat(number).st_mode): os.write(number, {told.encode()!r})
            except OSError: pass
        os._exit(0)
        """
    assert checkout.failure_of(code).found == 'the cell "a" changed the files of its figures'


@pytest.mark.parametrize(
    "code",
    [
        "raise type('\\x1b[2J\\nRecords: 99 run', (Exception,), {})",
        "raise SystemExit(type('', (), {'__repr__': lambda self: '\\x1b[2J\\n'})())",
        "open('/\\x1b[2J\\n', 'w')",
        "raise ValueError('\\x1b[2J' + 'x' * 8_000_000)",
    ],
)
def test_what_a_program_says_reaches_a_terminal_as_text_and_in_measure(checkout: Checkout, code: str) -> None:
    error = checkout.failure_of(code)
    assert "\x1b" not in str(error)
    assert "\n" not in error.found
    assert len(str(error)) < 10_000


def test_folders_that_are_too_deep_are_cleared_away(checkout: Checkout, start: Start) -> None:
    dig = "import ctypes\nlibc = ctypes.CDLL(None)\nfor _ in range(1500): libc.mkdir(b'd', 0o700); libc.chdir(b'd')"
    checkout.snippet(f"# %% a files=10000\n{dig}\nlibc.mkdir(b'e', 0)\n")
    before = set(start.workspace.iterdir())
    checkout.output("a")
    assert set(start.workspace.iterdir()) == before
