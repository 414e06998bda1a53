"""What a program prints when we run it is, byte for byte, what `python program.py` prints in a terminal."""

from __future__ import annotations

import os
import subprocess
import sys
import termios
import tty
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from conftest import Checkout
from paotong.cells.languages import localize
from paotong.cells.library import load_snippet
from paotong.project import LANGUAGES
from paotong.run.scratch import FIXED
from paotong.run.terminal import as_text
from profiles import tries

# Statements for the top level; `{}` becomes a number of its own, so that no two define the same.
STATEMENTS = [
    *("print({})", 'print("a", "中文", "🙂", sep="|")', 'print("no end", end="")', 'print("now", end="", flush=True)'),
    *("print()", 'print("to stderr", file=sys.stderr)', 'sys.stderr.write("part")', 'os.write(1, b"{}\\n")'),
    *('os.write(2, b"error")', 'sys.stdout.write("written\\n")'),
    *('sys.stdout.buffer.write(b"bytes\\n"); sys.stdout.buffer.flush()', 'print("\\ttab\\rback\\b!")'),
    *('print("\\x1b[31mred\\x1b[0m")', 'print("\\ud800".encode(errors="replace"))'),
    *('print(*range(5), sep="\\n", end=".")', "print(f\"{3.14159:.{2}f} {'x'!r:>5} {{{{}}}} {1 + 1 = }\")"),
    *('print(f"""\n{__name__}\n""")', 'print("""\n# %% not a cell\n# zh: not a pair\n""")', "# a comment", ""),
    *('"""No docstring."""', "y: int = {}\nprint(__annotations__)"),
    "for i in range(3):\n    print(i, end=' ')\nelse:\n    print('done')",
    *("while True:\n    print('once')\n    break", "x{} = [i * i for i in range(4)]; print(x{})"),
    *("# zh: 一\n# zh: 二\n# en: one\n# en: two", "global g{}; g{} = 1; print(g{})"),
    "try:\n    1 / 0\nexcept ZeroDivisionError as e:\n    print(type(e).__name__, e)\nfinally:\n    print('at last')",
    "try:\n    int('x')\nexcept ValueError:\n    import traceback\n    traceback.print_exc()",
    "def f{}(n):\n    def inner(m):\n        return n + m\n    return inner\n\n\n"
    "print(f{}(1)(2), f{}.__name__, f{}.__module__)",
    "class C{}:\n    def __repr__(self):\n        return 'C of ' + __name__\n\n\nprint(C{}(), [C{}()], C{})",
    "def deco{}(f):\n    print('decorates', f.__name__)\n    return f\n\n\n@deco{}\n@deco{}\ndef g{}(): pass",
    "if {} % 2:\n    # zh: 奇\n    # en: odd\n    print('odd')\nelse:\n    # zh: 偶\n    # en: even\n    print('even')",
    "match {} % 3:\n    case 0: print('zero')\n    case n: print(n)",
    "import warnings\nwith warnings.catch_warnings(record=True) as w{}:\n    warnings.simplefilter('always')\n"
    "    warnings.warn('x')\nprint(w{}[0].category, w{}[0].filename, len(w{}))",
    "def gen{}():\n    yield from range(2)\n    raise KeyError('k')\n\n\n"
    "try:\n    print(*gen{}())\nexcept KeyError as e:\n    print(repr(e))",
    "import asyncio\n\n\nasync def co{}():\n    await asyncio.sleep(0)\n    print('async')\n\n\nasyncio.run(co{}())",
    "import threading\nt{} = threading.Thread(target=print, args=('thread',))\nt{}.start()\nt{}.join()",
    "import subprocess\nsubprocess.run(['echo', 'child'], check=True)",
    "from dataclasses import dataclass\n\n\n@dataclass\nclass D{}:\n    x: int = {}\n\n\n"
    "print(D{}(), D{}.__annotations__)",
    "import inspect\n\n\ndef h{}(): pass\n\n\nprint(inspect.getsource(h{}))",
    "import pickle\n\n\nclass P{}: pass\n\n\nprint(type(pickle.loads(pickle.dumps(P{}()))))",
    *("import random; random.seed({}); print(random.random())", "print(hash('text'))", "print({'a', 'b', 'c', 'd'})"),
    *("import atexit; atexit.register(print, 'at exit')", "assert {} >= 0, 'x'", "print(eval('{} + 1'))"),
    *("del sys; import sys", "exec('def e{}(): return __name__\\nprint(e{}())')"),
    *("print(sys.argv[0], __name__, sys.flags.utf8_mode)", "print(__doc__, __file__ == os.path.abspath(__file__))"),
    *("print(os.getcwd() == sys.path[0])", "print(sys.stdout.encoding, os.listdir())"),
    "print(sys.modules['__main__'].__dict__ is globals())",
    "print(sorted(k for k in globals() if not k.startswith('_')))",
    *("print(open('one.py', encoding='utf-8').readline())", "import json; print(json.dumps({'a': [1, 'é']}))"),
]
# What the last cell does, if anything: a lesson may end with an exception.
ENDS = ["", "", "", "", "1 / 0", "def fail():\n    raise RuntimeError('中文')\n\n\nfail()", "[][0]"]


@st.composite
def programs(draw: st.DrawFn) -> str:
    cells = draw(st.lists(st.lists(st.sampled_from(STATEMENTS), min_size=1, max_size=4), min_size=1, max_size=4))
    start = draw(st.sampled_from(["", "", '"""What it is."""\n', "from __future__ import annotations\n"]))
    end = draw(st.sampled_from(ENDS))
    numbers = iter(range(1000))
    text = ""
    for position, statements in enumerate(cells):
        top = f"{start}import os\nimport sys\n" if position == 0 else ""
        body = "\n".join(statement.replace("{}", str(next(numbers))) for statement in statements)
        # Between two cells both streams are flushed, so that each has what is its own. Here the program does it, too.
        text += f"# %% c{position}\n{top}{body}\nprint(file=sys.stderr, flush=True)\nprint(flush=True)\n"
    return text + (f'# %% end tags=["raises-exception"]\n{end}\n' if end else "")


def printed_in_a_terminal(checkout: Checkout, program: Path) -> bytes:
    """By a new Python, in a folder of its own, whose output goes to a terminal."""
    ours, its = os.openpty()
    tty.setraw(its, termios.TCSANOW)
    environment = FIXED | {"PATH": os.environ["PATH"], "HOME": str(program.parent), "TMPDIR": str(program.parent)}
    process = subprocess.Popen(
        [sys.executable, program.name],
        cwd=program.parent,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=its,
        stderr=its,
    )
    os.close(its)
    printed = b""
    try:
        while chunk := os.read(ours, 1 << 16):
            printed += chunk
    except OSError:
        pass  # how a terminal tells that nobody writes to it any more
    finally:
        os.close(ours)
        process.wait()
    return printed


@tries(0.15)
@given(text=programs())
def test_it_prints_what_python_prints(checkout: Checkout, text: str) -> None:
    checkout.project.snippet("demo/one").write_text(text, encoding="utf-8")
    folder = checkout.project.root / "alone"
    folder.mkdir(exist_ok=True)
    program = folder / "one.py"
    with checkout.run() as result:
        shown = [line for cell in result.cells for line in cell.text.split("\n") if line]
    for language in LANGUAGES:
        program.write_text(localize(load_snippet(checkout.project, "demo/one"), language).text, encoding="utf-8")
        printed = printed_in_a_terminal(checkout, program).replace(f"{folder}{os.sep}".encode(), b"")
        assert shown == [line for line in as_text(printed)[0].split("\n") if line]
