"""run: what is caught, split and limited, and what a program is told of the world."""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest

from conftest import Checkout, every_way
from paotong.errors import PaotongError
from paotong.run.job import Start
from paotong.run.launch import run_snippet

# Whatever holds of a run holds however it was started.
pytestmark = every_way


def test_output_is_split_exactly_by_cell(checkout: Checkout) -> None:
    checkout.snippet("# %% a\nprint('one')\nprint('two', end='')\n# %% b\nprint('three')\n# %% c\n")
    with checkout.run() as result:
        assert [(cell.name, cell.text) for cell in result.cells] == [("a", "one\ntwo"), ("b", "three"), ("c", "")]


def test_a_program_may_have_thousands_of_cells(checkout: Checkout) -> None:
    checkout.snippet("".join(f"# %% a{number}\nprint({number})\n" for number in range(3000)))
    assert checkout.output("a2999") == "2999"


def test_every_way_of_printing_is_caught_in_order(checkout: Checkout) -> None:
    checkout.snippet("""\
        # %% a
        import ctypes, os, sys
        print("python")
        ctypes.CDLL(None).puts(b"c")
        os.write(1, b"descriptor\\n")
        os.system("echo child")
        print("error", file=sys.stderr)
        sys.stdout.write("no line end")
        # %% b
        print("next")
        """)
    assert checkout.output("a") == "python\nc\ndescriptor\nchild\nerror\nno line end"
    assert checkout.output("b") == "next"


def test_what_is_printed_at_exit_is_the_last_cells(checkout: Checkout) -> None:
    checkout.snippet("# %% a\nimport atexit\natexit.register(print, 'bye')\n# %% b\nprint('end')\n")
    assert checkout.output("b") == "end\nbye"


def test_a_program_ends_as_python_itself_ends_it(checkout: Checkout) -> None:
    path = checkout.snippet("""\
        # %% a
        import atexit, threading, time
        class Loud:
            def __init__(self, name): self.name = name
            def __del__(self): print("gone:", self.name)
        first, second, circle = Loud("first"), Loud("second"), Loud("circle")
        circle.me = circle
        atexit.register(print, "at exit")
        threading.Thread(target=lambda: (time.sleep(0.2), print("from a thread"))).start()
        print("end", end="")
        """)
    plain = subprocess.run([sys.executable, str(path)], capture_output=True, text=True, check=True).stdout
    assert "from a thread" in plain
    assert checkout.output("a") == plain.rstrip("\n")


def test_names_live_on_from_cell_to_cell_in_a_main_of_their_own(checkout: Checkout) -> None:
    checkout.snippet("""\
        # %% a
        from __future__ import annotations
        def f(x: not_defined): return x
        # %% b
        def g(x: not_defined_either): return f(x)
        import pickle, sys
        print(g(__name__), __file__, sys.argv, pickle.loads(pickle.dumps(g)) is g)
        print(sorted(name for name in globals() if name[0] != "_"))
        """)
    assert checkout.output("b") == "__main__ one.py ['one.py'] True\n['annotations', 'f', 'g', 'pickle', 'sys']"


def test_a_program_may_keep_values_that_cannot_be_compared(checkout: Checkout) -> None:
    checkout.snippet("""\
        # %% a
        class Array:
            def __eq__(self, other): raise ValueError("the truth value of an array is ambiguous")
        kept = Array()
        # %% b
        print("on")
        """)
    assert checkout.output("b") == "on"


def test_the_world_is_the_same_everywhere(checkout: Checkout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "hunter2")
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    checkout.snippet("""\
        # %% a
        import os
        print("hunter2" in os.environ.values())
        for name in ("COLUMNS", "MPLBACKEND", "OMP_NUM_THREADS", "PYTHONHASHSEED", "TZ"):
            print(name, os.environ[name])
        print(os.listdir(), os.path.samefile(os.environ["HOME"], "."), os.get_terminal_size.__name__)
        """)
    assert checkout.output("a").splitlines() == [
        "False", "COLUMNS 80", "MPLBACKEND Agg", "OMP_NUM_THREADS 1", "PYTHONHASHSEED 0", "TZ UTC",
        "['one.py'] True get_terminal_size",
    ]  # fmt: skip


def test_surroundings_are_in_the_environment_of_each_program(
    checkout: Checkout, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkout.snippet("# %% a\nimport os\nprint(os.environ['TZ'], os.environ.get('ELSEWHERE'))\n")
    assert checkout.output("a") == "UTC None"
    monkeypatch.setattr(start, "surroundings", {"TZ": "Asia/Shanghai", "ELSEWHERE": "yes"})
    assert checkout.output("a") == "Asia/Shanghai yes"


def test_modules_and_data_lie_beside_the_program(checkout: Checkout) -> None:
    checkout.snippet("# %% a\nimport maze\nprint(maze.size, open('walls.txt').read())\n")
    checkout.snippet("size = 6\n", "demo/maze")
    (checkout.project.snippets / "demo" / "walls.txt").write_text("##")
    assert checkout.output("a") == "6 ##"


def test_a_traceback_names_the_file_that_readers_download(checkout: Checkout) -> None:
    checkout.snippet("""\
        # %% a
        # zh: 一
        # en: one
        import traceback
        try:
            int("x")
        except ValueError:
            traceback.print_exc()
        """)
    # One of the two comments is not in that file, so the line is one less than in the snippet.
    assert '  File "one.py", line 5, in <module>\n    int("x")\n' in checkout.output("a")


def test_an_exception_that_is_meant_is_shown_and_the_run_goes_on(checkout: Checkout) -> None:
    checkout.snippet('# %% a tags=["raises-exception"]\nprint(1)\n1 / 0\n# %% b\nprint(2)\n')
    text = checkout.output("a")
    assert text.startswith('1\nTraceback (most recent call last):\n  File "one.py", line 3, in <module>\n    1 / 0\n')
    assert text.endswith("ZeroDivisionError: division by zero")
    assert "worker" not in text
    assert checkout.output("b") == "2"


def test_what_is_printed_before_a_meant_exception_stands_before_it(checkout: Checkout) -> None:
    checkout.snippet('# %% a tags=["raises-exception"]\nprint("so far", end=" ")\n1 / 0\n')
    assert checkout.output("a").startswith("so far Traceback (most recent call last):")


def test_a_text_that_begins_a_later_cell_is_not_the_programs_own(checkout: Checkout) -> None:
    checkout.snippet('# %% a\n"""The program."""\n# %% b\n"""A part."""\n"""Another."""\nprint(__doc__)\n')
    assert checkout.output("b") == "The program."


def test_an_exception_that_was_promised_must_come(checkout: Checkout) -> None:
    error = checkout.failure('# %% a tags=["raises-exception"]\nprint(1)\n')
    assert str(error).startswith('snippets/demo/one.py:1: the cell "a" did not raise')


def test_raising_names_cell_line_and_traceback(checkout: Checkout) -> None:
    error = checkout.failure("# %% a\nx = 1\n# %% b\n# zh: 一\n# en: one\ndef f():\n    1 / 0\nf()\n")
    assert error.place == "snippets/demo/one.py:7"
    assert error.found == 'the cell "b" raised ZeroDivisionError'
    assert 'File "one.py", line 8, in <module>\n    f()' in error.details
    assert error.details.endswith("ZeroDivisionError: division by zero")


def test_an_end_in_the_middle_is_told_with_what_was_printed(checkout: Checkout) -> None:
    error = checkout.failure("# %% a\nimport os\nprint('so far')\nos._exit(3)\n")
    assert error.found == 'the cell "a" ended the process: exit status 3'
    assert "so far" in error.details


def test_another_thread_can_stop_a_run(checkout: Checkout) -> None:
    checkout.snippet("# %% a\nwhile True: pass\n")
    stop = threading.Event()
    threading.Timer(0.5, stop.set).start()
    with (
        pytest.raises(PaotongError, match="was interrupted"),
        run_snippet(checkout.project, "demo/one", checkout.start, stop),
    ):
        pass


@pytest.mark.parametrize(
    ("code", "raised"),
    [
        ("import warnings\nwarnings.warn('careful')", "UserWarning"),
        ("import warnings\nwarnings.warn('old', DeprecationWarning)", "DeprecationWarning"),
    ],
)
def test_warnings_are_errors(checkout: Checkout, code: str, raised: str) -> None:
    assert f"raised {raised}" in checkout.failure(f"# %% a\n{code}\n").found


def test_a_warning_that_cannot_be_raised_is_an_error_too(checkout: Checkout) -> None:
    error = checkout.failure(
        """\
        # %% a
        import warnings
        class Thing:
            def __del__(self): warnings.warn("deleted too early")
        Thing()
        """,
    )
    assert error.found == 'the cell "a" raised UserWarning'


def test_lines_of_forked_processes_stay_whole(checkout: Checkout) -> None:
    checkout.snippet("""\
        # %% a
        import multiprocessing
        def talk(name):
            for _ in range(300): print(name * 5)
        workers = [multiprocessing.get_context("fork").Process(target=talk, args=(name,)) for name in "ab"]
        for worker in workers: worker.start()
        for worker in workers: worker.join()
        """)
    assert set(checkout.output("a").splitlines()) == {"aaaaa", "bbbbb"}


def test_a_warning_that_python_hides_stays_hidden(checkout: Checkout) -> None:
    checkout.snippet("# %% a\nimport old\nprint(old.f())\n")
    checkout.snippet(
        "import warnings\ndef f():\n    warnings.warn('old', DeprecationWarning)\n    return 1\n", "demo/old"
    )
    assert checkout.output("a") == "1"


def test_a_package_in_another_version_is_refused(checkout: Checkout) -> None:
    lock = checkout.project.root / "requirements.lock"
    lock.write_text("numpy==1.0\ntorch==1.0\n")
    error = checkout.failure("# %% a\nimport numpy\n")
    assert error.expected == "numpy 1.0, as requirements.lock says"


def test_what_is_not_installed_is_told_with_what_installs_it(checkout: Checkout) -> None:
    lock = checkout.project.root / "requirements.lock"
    lock.write_text("nosuch-one==1.0\nnosuch-two==1.0\ntorch==1.0\n")
    error = checkout.failure("# %% a\nif False:\n    import nosuch_one, nosuch_two\n")
    assert error.found == "needs nosuch-one, nosuch-two, not installed here"
    assert error.cure == ".venv/bin/pip install --constraint requirements.lock nosuch-one nosuch-two"


def test_what_is_large_may_be_left_to_others(checkout: Checkout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("paotong.run.launch.LARGE", "nosuch-one")
    (checkout.project.root / "requirements.lock").write_text("nosuch-one==1.0\n")
    assert "or leave it to others" in checkout.failure("# %% a\nif False:\n    import nosuch_one\n").cure


def test_paths_of_this_machine_are_shortened(checkout: Checkout) -> None:
    checkout.snippet("# %% a\nimport os, tqdm\nprint(os.getcwd(), tqdm.__file__, os.path.abspath('x'))\n")
    assert checkout.output("a") == ". site-packages/tqdm/__init__.py x"
