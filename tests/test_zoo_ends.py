"""A zoo of programs that end in another way than by coming to their end, that never end, or that take without end."""

from __future__ import annotations

import textwrap

import pytest

from conftest import Checkout, every_way, in_the_sandbox, pids_with, wait_until
from paotong.cells.options import OPTIONS
from paotong.run.limits import LIMITS

# Each way in which a run is ended from outside: with its namespace, as a session by its server, and by its parent.
however_ended = pytest.mark.parametrize("start", ["warm", "open", "alone"], indirect=True)
# Where nothing can be forked, nobody watches over memory and processes.
watched = pytest.mark.parametrize("start", ["warm", "fresh", "open"], indirect=True)


@every_way
@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("raise ValueError('no')", "raised ValueError"),
        ("raise KeyboardInterrupt", "raised KeyboardInterrupt"),
        ("raise BaseException", "raised BaseException"),
        ("raise type('Odd', (Exception,), {'__str__': lambda self: 1 / 0})", "raised Odd"),
        ("raise SystemExit", "called sys.exit(None)"),
        ("import sys; sys.exit(0)", "called sys.exit(0)"),
        ("import sys; sys.exit(1)", "called sys.exit(1)"),
        ("import sys; sys.exit('no more')", "called sys.exit('no more')"),
        ("exit()", "called sys.exit(None)"),
        ("import os; os._exit(0)", "ended the process: exit status 0"),
        ("import os; os.abort()", "ended the process: killed by SIGABRT"),
        ("import os; os.kill(os.getpid(), 9)", "ended the process: killed by SIGKILL"),
        ("import os; os.killpg(0, 15)", "ended the process: killed by SIGTERM"),
        ("import ctypes; ctypes.string_at(0)", "ended the process: killed by SIGSEGV"),
        ("import os; os.execvp('true', ['true'])", "ended the process: exit status 0"),
        ("def f(): f()\nf()", "raised RecursionError"),
        ("input()", "raised EOFError"),
        ("import atexit, os; atexit.register(os._exit, 3)", "ended the process: exit status 3"),
    ],
)
def test_another_end_is_told(checkout: Checkout, code: str, found: str) -> None:
    error = checkout.failure_of(code)
    assert error.found == f'the cell "a" {found}'
    assert error.place.startswith("snippets/demo/one.py:")
    assert error.cure


@every_way
@pytest.mark.parametrize("cell", ["first", "middle", "last"])
def test_raising_is_told_of_whichever_cell(checkout: Checkout, cell: str) -> None:
    cells = ("first", "middle", "last")
    error = checkout.failure("".join(f"# %% {name}\n{'1 / 0' if name == cell else 'pass'}\n" for name in cells))
    line = 2 + 2 * cells.index(cell)
    assert (error.place, error.found) == (f"snippets/demo/one.py:{line}", f'the cell "{cell}" raised ZeroDivisionError')


NEVER_END = {
    "python": "while True: pass",
    "sleep": "import time\ntime.sleep(1e6)",
    "C": "import re\nre.match('(a+)+$', 'a' * 40 + 'b')",
    "lock": "import threading\nthreading.Event().wait()",
    "thread": "import threading, time\nthreading.Thread(target=time.sleep, args=(1e6,)).start()",
    "deaf": """\
        import signal
        for number in range(1, 32):
            if number not in (signal.SIGKILL, signal.SIGSTOP): signal.signal(number, signal.SIG_IGN)
        while True: pass
        """,
    "stopped": "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)",
    "at exit": "class Never:\n    def __del__(self):\n        while True: pass\nnever = Never()",
}


@however_ended
@pytest.mark.parametrize("loop", NEVER_END)
def test_what_never_ends_is_ended(checkout: Checkout, loop: str) -> None:
    error = checkout.failure_of(NEVER_END[loop], "seconds=1")
    assert error.found == 'the cell "a" ran past the limit of 1 s and was ended'
    assert "`# %% a seconds=2`" in error.cure


PRINT_ON = {
    "lines": "while True: print('again')",
    "child": "import os\nos.system('yes')",
    "a line of 1 GB": "import sys\nfor _ in range(100): sys.stdout.write('x' * 10_000_000)",
    "a hole": "import os\nos.ftruncate(1, 400_000_000)",
}


@however_ended
@pytest.mark.parametrize("prints", PRINT_ON)
def test_what_prints_without_end_is_ended(checkout: Checkout, prints: str) -> None:
    error = checkout.failure_of(PRINT_ON[prints])
    assert error.found == 'the cell "a" printed past the limit of 1000000 bytes and was ended'
    assert "`# %% a output_bytes=2000000`" in error.cure


MEMORY_BOMBS = {
    "by and by": "kept = []\nwhile True: kept.append(bytearray(20_000_000))",
    "at once": "import time\nkept = b'x' * 600_000_000\ntime.sleep(60)",
    # Each of which stays within the limit by itself.
    "in children": """\
        import os, time
        for _ in range(4):
            if not os.fork():
                kept = b"x" * 120_000_000
                time.sleep(60)
        time.sleep(60)
        """,
}


def test_each_limit_is_an_option_of_a_cell() -> None:
    assert LIMITS.keys() == OPTIONS.keys() - {"tags"}


@watched
@pytest.mark.parametrize("bomb", MEMORY_BOMBS)
def test_what_eats_memory_is_ended(checkout: Checkout, bomb: str) -> None:
    error = checkout.failure_of(MEMORY_BOMBS[bomb], "memory_mb=400")
    assert error.found == 'the cell "a" grew past the limit of 400 MB of memory and was ended'
    assert "`# %% a memory_mb=800`" in error.cure


# What has a server not see what a process is, unless it may.
UNSEEN = "import ctypes\nctypes.CDLL(None).prctl(4, 0)\n"


@in_the_sandbox
def test_nobody_hides_from_the_limits(checkout: Checkout) -> None:
    error = checkout.failure_of(f"{UNSEEN}import time\nkept = b'x' * 600_000_000\ntime.sleep(60)", "memory_mb=400")
    assert error.found == 'the cell "a" grew past the limit of 400 MB of memory and was ended'


@watched
def test_memory_is_watched_until_all_have_ended(checkout: Checkout) -> None:
    code = "import os, time\nif not os.fork():\n    time.sleep(0.2)\n    kept = b'x' * 600_000_000\n    time.sleep(60)"
    error = checkout.failure_of(code, "memory_mb=400")
    assert error.found == 'the cell "a" grew past the limit of 400 MB of memory and was ended'


@watched
@pytest.mark.parametrize(
    "code",
    [
        # Nobody waits for these.
        "import os, time\nfor _ in range(200):\n    if not os.fork(): os._exit(0)\ntime.sleep(60)",
        "import threading, time\nfor _ in range(400): threading.Thread(target=time.sleep, args=(60,)).start()",
    ],
)
def test_the_dead_and_threads_count_too(checkout: Checkout, code: str) -> None:
    error = checkout.failure_of(code, "processes=20")
    assert error.found == 'the cell "a" ran past the limit of 20 processes at once and was ended'


@watched
def test_a_fork_that_does_not_end_goes_on_as_in_python(checkout: Checkout) -> None:
    checkout.snippet(
        "# %% a\nimport os\npid = os.fork()\nif pid: os.waitpid(pid, 0)\n# %% b\nprint('twice')\n# %% c\nprint(pid)\n"
    )
    with checkout.run() as result:
        assert "".join(cell.text for cell in result.cells).count("twice") == 2


@watched
def test_memory_that_forks_share_counts_once(checkout: Checkout) -> None:
    checkout.snippet("""\
        # %% a memory_mb=300
        import multiprocessing, time
        kept = b"x" * 100_000_000
        children = [multiprocessing.get_context("fork").Process(target=time.sleep, args=(0.5,)) for _ in range(4)]
        for child in children: child.start()
        for child in children: child.join()
        print("done")
        """)
    assert checkout.output("a") == "done"


@watched
def test_a_fork_bomb_is_ended(checkout: Checkout) -> None:
    # It would stop at 256 by itself.
    bomb = "import os, time\nfor _ in range(8):\n    os.fork()\n    time.sleep(0.05)\ntime.sleep(60)"
    error = checkout.failure_of(bomb, "processes=20")
    assert error.found == 'the cell "a" ran past the limit of 20 processes at once and was ended'
    assert "`# %% a processes=40`" in error.cure


@every_way
@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("for n in range(10_000): open(str(n), 'w').close()", "wrote past the limit of 1000 files and was ended"),
        ("import os\nfor n in range(1500): os.makedirs(f'a/{n}')", "wrote past the limit of 1000 files and was ended"),
        (
            "for name in 'ab':\n    with open(name, 'wb') as file: file.truncate(400_000_000)",
            "wrote past the limit of 500 MB of files and was ended",
        ),
        (
            "for name in 'ab':\n    with open(f'../figures/{name}', 'wb') as file: file.truncate(400_000_000)",
            "wrote past the limit of 500 MB of files and was ended",
        ),
        (
            "import ctypes\nwith open('big', 'wb') as file:\n"
            "    for part in range(2): ctypes.CDLL(None).fallocate(file.fileno(), 1, part * 300_000_000, 300_000_000)",
            "wrote past the limit of 500 MB of files and was ended",
        ),
        (
            "import ctypes\nlibc = ctypes.CDLL(None)\n"
            "for _ in range(900):\n    libc.mkdir(b'd' * 9, 0o700); libc.chdir(b'd' * 9)",
            "wrote past the limit of 1000 files and was ended",  # it lies too deep to be counted
        ),
        ("open('big', 'wb').truncate(600_000_000)", "raised OSError"),  # the system's own limit for one file
        ("with open('/dev/full', 'w') as file: file.write('x')", "raised OSError"),
    ],
)
def test_what_fills_the_disk_is_ended(checkout: Checkout, code: str, found: str) -> None:
    assert checkout.failure_of(code).found == f'the cell "a" {found}'


# How a process is left behind that goes on when the program has ended.
LEAVE = {
    "child": "import subprocess\nsubprocess.Popen(['sleep', '71.25'])",
    "child that prints": "import subprocess\nsubprocess.Popen(['sh', '-c', 'sleep 1.5; echo late; sleep 71.25'])",
    "fork that prints": """\
        import os, time
        if not os.fork():
            time.sleep(1.5)
            print("late")
            os.execvp("sleep", ["sleep", "71.25"])
        """,
}
LEAVE_THE_SESSION = {
    "session": "import subprocess\nsubprocess.Popen(['sleep', '72.25'], start_new_session=True)",
    "daemon": """\
        import os
        if not os.fork():
            os.setsid()
            if os.fork(): os._exit(0)
            os.execvp("sleep", ["sleep", "72.25"])
        """,
}


@watched
@pytest.mark.parametrize("way", LEAVE)
def test_who_leaves_others_running_is_told_and_they_are_ended(checkout: Checkout, way: str) -> None:
    error = checkout.failure_of(LEAVE[way])
    assert error.found.startswith('the cell "a" left running: ')
    assert "wait for it" in error.cure
    wait_until(lambda: not pids_with("71.25"))


@in_the_sandbox
@pytest.mark.parametrize("way", LEAVE_THE_SESSION)
def test_nobody_outlives_a_run_by_leaving_its_session(checkout: Checkout, way: str) -> None:
    code = textwrap.dedent(LEAVE_THE_SESSION[way])
    assert checkout.failure_of(code).found == 'the cell "a" left running: sleep'
    wait_until(lambda: not pids_with("72.25"))
    assert "exit status 1" in checkout.failure_of(f"{code}\nimport os, time\ntime.sleep(0.2)\nos._exit(1)").found
    wait_until(lambda: not pids_with("72.25"))


@every_way
def test_helpers_that_end_by_themselves_are_not_left_running(checkout: Checkout) -> None:
    code = """\
        import multiprocessing
        def double(x): return 2 * x
        context = multiprocessing.get_context("fork")
        with context.Pool(2) as pool: print(pool.map(double, [1, 2, 3]))
        queue = context.Queue()
        queue.put(1)
        print(queue.get(), context.Value("i", 7).value, context.Lock().acquire())
        """
    assert checkout.printed(code) == "[2, 4, 6]\n1 7 True"


@every_way
def test_threads_that_print_after_the_end_are_waited_for_as_python_does(checkout: Checkout) -> None:
    checkout.snippet("# %% a\nimport threading\nthreading.Timer(0.3, print, ['late']).start()\n# %% b\nprint('end')\n")
    assert checkout.output("b") == "end\nlate"
