"""A zoo of bad programs, by their text: each is refused with its line and in words, or works."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import Checkout
from paotong.cells.library import all_slugs, load_snippet
from paotong.check.all_rules import findings
from paotong.errors import PaotongError

PLACE = "snippets/demo/one.py"
NAME = "a name of at most 64 small letters, digits and hyphens, as in `# %% first-steps`"
OPTIONS = 'options such as tags=["raises-exception"], seconds=90, output_bytes=2000000'
PAIR = "as many lines of `# zh:` as of `# en:`, the Chinese first, with nothing between them"
BETWEEN = "a cell to begin between two statements of the top level"
MARKERS = "each part of the program to begin with a line `# %% name`"

# What it is, its text, the line that is at fault, what is found there, what is expected instead.
REFUSED: list[tuple[str, str | bytes, int, str, str]] = [
    # The file.
    (
        "an old Chinese encoding",
        "# %% a\nprint('中文')\n".encode("gbk"),
        2,
        "is not UTF-8: invalid continuation byte",
        "",
    ),
    ("UTF-16", "# %% a\nprint(1)\n".encode("utf-16"), 1, "is not UTF-8: invalid start byte", ""),
    ("UTF-8 that was cut off", "# %% a\nx = '中".encode()[:-1], 2, "is not UTF-8: unexpected end of data", ""),
    ("overlong UTF-8", b"# %% a\n# \xc0\xaf\n", 2, "is not UTF-8: invalid start byte", ""),
    ("a surrogate in UTF-8", b"# %% a\n\n# \xed\xa0\x80\n", 3, "is not UTF-8: invalid continuation byte", ""),
    (
        "a declared encoding",
        "# coding: gbk\n# %% a\nprint('中')\n",
        1,
        "says that its encoding is gbk",
        "UTF-8, which need not be said",
    ),
    (
        "an encoding that is none",
        "#!/usr/bin/python\n# -*- coding: klingon -*-\n# %% a\n",
        2,
        "says that its encoding is klingon",
        "UTF-8, which need not be said",
    ),
    ("nothing", "", 1, "has no cells", MARKERS),
    ("blank lines", "\n  \n\n", 1, "has no cells", MARKERS),
    ("comments alone", "# 你好\n# hello\n", 1, "has no cells", MARKERS),
    ("a program without cells", "print(1)\n", 1, "has no cells", MARKERS),
    ("full-width percent signs", "# ％％ a\nprint(1)\n", 1, "has no cells", MARKERS),
    ("one percent sign", "# % a\nprint(1)\n", 1, "has no cells", MARKERS),
    ("a marker in a string alone", 'x = """\n# %% a\n"""\n', 1, "has no cells", MARKERS),
    ("an indented marker alone", "if True:\n    # %% a\n    print(1)\n", 1, "has no cells", MARKERS),
    (
        "an import above the first cell",
        "\nimport os\n# %% a\n",
        2,
        "code before the first cell",
        "only comments and blank lines above the first `# %% name`",
    ),
    (
        "a docstring above the first cell",
        '"""A lesson."""\n# %% a\n',
        1,
        "code before the first cell",
        "only comments and blank lines above the first `# %% name`",
    ),
    # What Python cannot read.
    ("a syntax error in the second cell", "# %% a\nx = 1\n# %% b\nx = = 2\n", 4, "is not Python: invalid syntax", ""),
    (
        "a string without its end",
        "# %% a\nx = 'abc\n",
        2,
        "is not Python: unterminated string literal (detected at line 2)",
        "",
    ),
    (
        "a long string without its end",
        '# %% a\nx = """abc\n\n',
        2,
        "is not Python: unterminated triple-quoted string literal (detected at line 3)",
        "",
    ),
    ("a bracket without its end", "# %% a\nprint(1\n\n# %% b\nx = 1\n", 2, "is not Python: '(' was never closed", ""),
    (
        "brackets of two kinds",
        "# %% a\nprint([1)\n",
        2,
        "is not Python: closing parenthesis ')' does not match opening parenthesis '['",
        "",
    ),
    (
        "a quotation mark of a word processor",
        "# %% a\nprint(“hi”)\n",
        2,
        "is not Python: invalid character '“' (U+201C)",
        "",
    ),
    ("a full-width comma", "# %% a\nprint(1，2)\n", 2, "is not Python: invalid character '，' (U+FF0C)", ""),
    ("a full-width colon", "# %% a\nif True：\n    pass\n", 2, "is not Python: invalid character '：' (U+FF1A)", ""),
    (
        "tabs and spaces",
        "# %% a\nif 1:\n\tx = 1\n        y = 2\n",
        4,
        "is not Python: inconsistent use of tabs and spaces in indentation",
        "",
    ),
    ("an indent for nothing", "# %% a\n  print(1)\n", 2, "is not Python: unexpected indent", ""),
    (
        "an indent that fits none",
        "# %% a\nif 1:\n    x = 1\n  y = 2\n",
        4,
        "is not Python: unindent does not match any outer indentation level",
        "",
    ),
    (
        "a block without a body",
        "# %% a\nif 1:\n# %% b\nx = 1\n",
        4,
        "is not Python: expected an indented block after 'if' statement on line 2",
        "",
    ),
    (
        "spaces that do not break",
        "# %% a\nif 1:\n\u00a0\u00a0x = 1\n",
        3,
        "is not Python: invalid non-printable character U+00A0",
        "",
    ),
    (
        "a second byte order mark",
        b"\xef\xbb\xbf\xef\xbb\xbf# %% a\n",
        1,
        "has the character U+FEFF, which no page can show",
        "characters that can be seen",
    ),
    (
        "Python 2",
        '# %% a\nprint "hello"\n',
        2,
        "is not Python: Missing parentheses in call to 'print'. Did you mean print(...)?",
        "",
    ),
    ("a notebook's magic", "# %% a\n%matplotlib inline\n", 2, "is not Python: invalid syntax", ""),
    ("a notebook's shell", "# %% a\n!pip install torch\n", 2, "is not Python: invalid syntax", ""),
    ("a backslash at the end", "# %% a\nx = 1 \\", 2, "is not Python: unexpected EOF while parsing", ""),
    ("a backslash above a marker", "# %% a\nx = 1 + \\\n# %% b\n2\n", 3, "is not Python: invalid syntax", ""),
    (
        "a thousand brackets",
        f"# %% a\nx = {'(' * 1000}{')' * 1000}\n",
        2,
        "is not Python: too many nested parentheses",
        "",
    ),
    (
        "two hundred indents",
        "# %% a\n" + "".join(f"{' ' * n}if 1:\n" for n in range(200)) + " " * 200 + "x\n",
        102,
        "is not Python: too many levels of indentation",
        "",
    ),
    *(
        (
            f"thousands of {what}",
            f"# %% a\nx = {text}\n",
            1,
            "has an expression that is nested too deep",
            "at most some hundred operators in one expression",
        )
        for what, text in [
            ("signs", "-" * 10_000 + "1"),
            ("negations", "not " * 2_000 + "1"),
            ("sums", "1+" * 5_000 + "1"),
            ("attributes", "a" + ".a" * 5_000),
            ("calls", "a" + "()" * 3_000),
            ("lambdas", "lambda: " * 3_000 + "1"),
        ]
    ),
    (
        "a __future__ in the second cell",
        "# %% a\nx = 1\n# %% b\nfrom __future__ import annotations\n",
        4,
        "is not Python: from __future__ imports must occur at the beginning of the file",
        "",
    ),
    (
        "a sum of hundreds of signs",
        f"# %% a\nx = {'-' * 500}1\n",
        1,
        "has an expression that is nested too deep",
        "at most some hundred operators in one expression",
    ),
    ("an escape that is none", "# %% a\nx = '\\d'\n", 2, "is not Python: invalid escape sequence '\\d'", ""),
    # What a reader could not see.
    (
        "a zero",
        "# %% a\nx = 1\ny = '\0'\n",
        3,
        "has the character U+0000, which no page can show",
        "characters that can be seen",
    ),
    (
        "a zero in a comment",
        "# %% a\n# \0\n",
        2,
        "has the character U+0000, which no page can show",
        "characters that can be seen",
    ),
    (
        "a vertical tab",
        "# %% a\n\n\x0b\n",
        3,
        "has the character U+000B, which no page can show",
        "characters that can be seen",
    ),
    *(
        (
            f"a hidden {sign!a}",
            f"# %% a\nx = 1\n# {sign}\n",
            3,
            f"has the character U+{ord(sign):04X}, which no page can show",
            "characters that can be seen",
        )
        for sign in "\x0c\x1b\x7f\x85\u2028\u2029\u200f\u202e\u2066\ufeff\ufffe"
    ),
    # A cell's name.
    ("no name", "# %% a\n# %%\n", 2, "the cell has no name", NAME),
    (
        "options, but no name",
        '# %% tags=["raises-exception"]\n',
        1,
        "the cell is called 'tags=[\"raises-exception\"]'",
        NAME,
    ),
    ("a Chinese name", "# %% 开始\n", 1, "the cell is called '开始'", NAME),
    ("a folder as name", "# %% ..\n", 1, "the cell is called '..'", NAME),
    ("a path as name", "# %% a/b\n", 1, "the cell is called 'a/b'", NAME),
    ("an absolute path as name", "# %% /etc/passwd\n", 1, "the cell is called '/etc/passwd'", NAME),
    ("a capital in a name", "# %% Setup\n", 1, "the cell is called 'Setup'", NAME),
    ("an underscore in a name", "# %% first_steps\n", 1, "the cell is called 'first_steps'", NAME),
    ("a digit before a name", "# %% 1st\n", 1, "the cell is called '1st'", NAME),
    ("a colon after a name", "# %% a:\n", 1, "the cell is called 'a:'", NAME),
    ("three percent signs", "# %%% a\n", 1, "the cell is called '%'", NAME),
    ("a cell of Markdown", "# %% a\n# %% [markdown]\n", 2, "the cell is called '[markdown]'", NAME),
    ("a name in quotes", '# %% "a"\n', 1, "the cell is called '\"a\"'", NAME),
    ("a space that does not break", "# %% a\u00a0b\n", 1, "the cell is called 'a\\xa0b'", NAME),
    ("a name that no file could have", f"# %% {'a' * 300}\n", 1, f"the cell is called '{'a' * 300}'", NAME),
    (
        "the same name twice",
        "# %% a\n# %% b\n# %% a\n",
        3,
        'a second cell is called "a"',
        "every cell to have a name of its own; the first is on line 1",
    ),
    # A cell's options.
    *(
        (f"the option {option[:40]}", f"# %% a {option}\nx = 1\n", 1, f"`{option}` is no option of a cell", OPTIONS)
        for option in [
            "hidden=true",
            "seconds",
            "seconds=",
            "seconds=long",
            'seconds="5"',
            "seconds=0",
            "seconds=-5",
            "seconds=NaN",
            "seconds=Infinity",
            "seconds=1e999",
            "seconds=true",
            "seconds=null",
            "seconds = 5",
            "SECONDS=5",
            "output_bytes=-1",
            "output_bytes=1.5",
            "output_bytes=99999999999999",
            f"output_bytes={'9' * 5000}",
            "tags=['raises-exception']",
            'tags=["raises-exception"',
            'tags="raises-exception"',
            "tags=raises-exception",
            'tags=[["raises-exception"]]',
            'tags={"raises-exception": true}',
        ]
    ),
    (
        "an unknown tag",
        '# %% a tags=["hide-input"]\n',
        1,
        "the tag 'hide-input' is not known",
        "one of ('raises-exception', 'numbers-vary')",
    ),
    ("an option after a good one", "# %% a seconds=5 wide=1\n", 1, "`wide=1` is no option of a cell", OPTIONS),
    ("an option twice", "# %% a seconds=1 seconds=2\n", 1, "`seconds` stands twice", ""),
    ("a space in a name", "# %% first steps\n", 1, "`steps` is no option of a cell", OPTIONS),
    # A marker in the middle of a statement.
    *(
        (
            f"a cell that begins within {what}",
            f"# %% a\n{text}",
            line,
            f"`# %% b` stands inside a statement that begins on line {begins}",
            BETWEEN,
        )
        for what, text, line, begins in [
            ("brackets", "x = (1 +\n# %% b\n2)\n", 3, 2),
            ("a list", "x = 1\ny = [\n    1,\n# %% b\n    2,\n]\n", 5, 3),
            ("a function", "def f():\n    x = 1\n# %% b\n    return x\n", 4, 2),
            ("an if and its else", "if 1:\n    pass\n# %% b\nelse:\n    pass\n", 4, 2),
            ("a try and its except", "try:\n    pass\n# %% b\nexcept ValueError:\n    pass\n", 4, 2),
            ("a loop", "for i in range(3):\n    print(i)\n# %% b\n    print(-i)\n", 4, 2),
            ("a decorator and its function", "@staticmethod\n# %% b\ndef f(): pass\n", 3, 2),
            ("a class", "class A:\n    x = 1\n\n# %% b\n    y = 2\n", 5, 2),
        ]
    ),
    # Comments in pairs.
    ("Chinese alone", "# %% a\n# zh: 一\nx = 1\n", 2, "a comment in zh without its other half", PAIR),
    ("English alone", "# %% a\n# en: one\nx = 1\n", 2, "a comment in en without its other half", PAIR),
    ("English first", "# %% a\n# en: one\n# zh: 一\n", 2, "a comment in en without its other half", PAIR),
    (
        "two lines of Chinese for one of English",
        "# %% a\n# zh: 一\n# zh: 二\n# en: one\n",
        2,
        "a comment in zh without its other half",
        PAIR,
    ),
    ("a third half", "# %% a\n# zh: 一\n# en: one\n# en: two\n", 2, "a comment in zh without its other half", PAIR),
    (
        "code between the halves",
        "# %% a\n# zh: 一\nx = 1\n# en: one\n",
        2,
        "a comment in zh without its other half",
        PAIR,
    ),
    (
        "a blank line between the halves",
        "# %% a\n# zh: 一\n\n# en: one\n",
        2,
        "a comment in zh without its other half",
        PAIR,
    ),
    (
        "a cell between the halves",
        "# %% a\n# zh: 一\n# %% b\n# en: one\n",
        2,
        "a comment in zh without its other half",
        PAIR,
    ),
    ("another code for Chinese", "# %% a\n# cn: 一\n# en: one\n", 3, "a comment in en without its other half", PAIR),
    (
        "a full-width colon in a pair",
        "# %% a\n# zh： 一\n# en: one\n",
        2,
        "'# zh： 一' has a full-width colon",
        "`# zh: …`",
    ),
    (
        "a cell within a pair",
        "# %% a\n# zh: %% b\n# en: %% b\n",
        2,
        "to readers of zh '# zh: %% b' is the line '# %% b', which begins something else",
        "a comment in words",
    ),
]

# What Python itself refuses in a program that reads well: its line, and what it says.
SENSELESS = [
    ("x = 1\n# %% b\nreturn x", 4, "'return' outside function"),
    ("yield 1", 2, "'yield' outside function"),
    ("await f()", 2, "'await' outside function"),
    ("[x async for x in f()]", 2, "asynchronous comprehension outside of an asynchronous function"),
    ("break", 2, "'break' outside loop"),
    ("if 1:\n    continue", 3, "'continue' not properly in loop"),
    ("nonlocal x", 2, "nonlocal declaration not allowed at module level"),
    ("def f():\n    nonlocal x", 3, "no binding for nonlocal 'x' found"),
    ("def f():\n    x = 1\n    global x", 4, "name 'x' is assigned to before global declaration"),
    ("def f(a, a): pass", 2, "duplicate argument 'a' in function definition"),
    ("def f():\n    from math import *", 3, "import * only allowed at module level"),
    ("from __future__ import teleport", 2, "future feature teleport is not defined"),
    ("from __future__ import braces", 2, "not a chance"),
    ("*x = 1", 2, "starred assignment target must be in a list or tuple"),
    ("if 1 is 1: pass", 2, '"is" with a literal'),
    ("assert (1, 'always')", 2, "assertion is always true, perhaps remove parentheses?"),
]

# What looks bad and works: its text, its cells, and what they print together.
WORKS: list[tuple[str, str | bytes, list[str], str]] = [
    ("a byte order mark", b"\xef\xbb\xbf# %% a\nprint(1)\n", ["a"], "1"),
    ("Windows' line ends", b"# %% a\r\nprint('''1\r\n2''')\r\n# %% b\r\nprint(3)\r\n", ["a", "b"], "1\n2\n3"),
    ("an old Mac's line ends", b"# %% a\rprint(1)\r# %% b\rprint(2)\r", ["a", "b"], "1\n2"),
    ("line ends of all kinds", b"# %% a\r\nprint(1)\rprint(2)\n# %% b\n", ["a", "b"], "1\n2"),
    ("no line end at the end", "# %% a\nprint(1)", ["a"], "1"),
    ("tabs alone", "# %% a\nif 1:\n\tprint('\t|')\n", ["a"], "        |"),
    ("a declared UTF-8", "#!/usr/bin/env python3\n# -*- coding: utf-8 -*-\n# %% a\nprint('中')\n", ["a"], "中"),
    ("a marker in a string", '# %% a\nx = """\n# %% b"""\nprint(x)\n', ["a"], "\n# %% b"),
    ("an indented marker", "# %% a\nif True:\n    # %% b\n    print(1)\n", ["a"], "1"),
    ("a marker after code", "# %% a\nprint(1)  # %% b\n", ["a"], "1"),
    ("two hashes", "# %% a\n## %% b\nprint(1)\n", ["a"], "1"),
    ("no space in a marker", "#%%a\nprint(1)\n#%% b\nprint(2)\n", ["a", "b"], "1\n2"),
    ("two spaces in a marker", "#  %% a\nprint(1)\n", ["a"], "1"),
    ("a tab in a marker", "# %%\ta\nprint(1)\n", ["a"], "1"),
    ("a full-width space in a marker", "# %%\u3000a\nprint(1)\n", ["a"], "1"),
    ("cells without code", "# %% a\n# %% b\n\n# %% c\n# nothing\n", ["a", "b", "c"], ""),
    ("a name as long as may be", f"# %% {'a' * 64}\nprint(1)\n", ["a" * 64], "1"),
    (
        "names of devices and files",
        "# %% con\nprint(1)\n# %% record\nprint(2)\n# %% nul\n",
        ["con", "record", "nul"],
        "1\n2",
    ),
    ("no tags", "# %% a tags=[]\nprint(1)\n", ["a"], "1"),
    ("a star import", "# %% a\nfrom math import *\nprint(floor(pi))\n", ["a"], "3"),
    ("a walrus", "# %% a\nprint(n := 3)\n# %% b\nprint(n)\n", ["a", "b"], "3\n3"),
    ("match", "# %% a\nmatch 1:\n    case 1: print('one')\n", ["a"], "one"),
    (
        "a decorator, and its cell above",
        "# %% a\n@staticmethod\ndef f(): return 1\n# %% b\nprint(f())\n",
        ["a", "b"],
        "1",
    ),
    ("semicolons", "# %% a\nprint(1); print(2); x = 3;\n# %% b\nprint(x)\n", ["a", "b"], "1\n2\n3"),
    ("a hidden sign that is written out", "# %% a\nprint('a\\x0cb\\u202ec')\n", ["a"], "a\u240cb<U+202E>c"),
    ("an emoji and its parts", "# %% a\nprint(len('👩‍🔬'))\n", ["a"], "3"),
    ("Chinese names", "# %% a\n变量 = 1\nprint(变量)\n", ["a"], "1"),
    ("an import of itself", "# %% a\nif __name__ == '__main__':\n    print(1)\n    import one\n", ["a"], "1"),
    ("comments in pairs above the first cell", "# zh: 一\n# en: one\n# %% a\nprint(1)\n", ["a"], "1"),
    ("an empty half", "# %% a\n# zh: 一\n# en:\nprint(1)\n", ["a"], "1"),
    ("halves that are indented otherwise", "# %% a\nif 1:\n    # zh: 一\n# en: one\n    print(1)\n", ["a"], "1"),
    ("a line of 10,000 characters", f"# %% a\nx = '{'y' * 10_000}'\nprint(len(x))\n", ["a"], "10000"),
    ("a list of 5,000 items on a line", f"# %% a\nprint(len([{'1,' * 5_000}]))\n", ["a"], "5000"),
    ("a list within 150 lists", f"# %% a\nprint(len({'[' * 150}{']' * 150}))\n", ["a"], "1"),
    (
        "an if within 90 ifs",
        "# %% a\n" + "".join(f"{' ' * n}if 1:\n" for n in range(90)) + " " * 90 + "print(1)\n",
        ["a"],
        "1",
    ),
    ("300 times elif", "# %% a\nif 0: pass\n" + "elif 0: pass\n" * 300 + "else: print(1)\n", ["a"], "1"),
]


def refusal(checkout: Checkout, slug: str = "demo/one") -> PaotongError:
    """What is told where a program is read, which must fail."""
    with pytest.raises(PaotongError) as caught:
        load_snippet(checkout.project, slug)
    return caught.value


def write(checkout: Checkout, text: str | bytes) -> None:
    checkout.project.snippet("demo/one").write_bytes(text if isinstance(text, bytes) else text.encode())


@pytest.mark.parametrize(
    ("text", "line", "found", "expected"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED]
)
def test_a_program_that_cannot_be_read_is_refused_with_its_line(
    checkout: Checkout, text: str | bytes, line: int, found: str, expected: str
) -> None:
    write(checkout, text)
    error = refusal(checkout)
    assert (error.place, error.found, error.expected) == (f"{PLACE}:{line}", found, expected)
    assert error.cure
    # The check before a build says the same, once.
    assert [str(finding) for finding in findings(checkout.project)].count(str(error)) == 1


@pytest.mark.parametrize(("code", "line", "said"), SENSELESS)
def test_what_python_refuses_is_told_with_its_line(checkout: Checkout, code: str, line: int, said: str) -> None:
    write(checkout, f"# %% a\n{code}\n")
    with pytest.raises(PaotongError) as caught:
        checkout.output("a")
    assert caught.value.place == f"{PLACE}:{line}"
    assert said in str(caught.value)
    assert caught.value.found.startswith("is not Python: ")
    assert str(caught.value) in map(str, findings(checkout.project))


@pytest.mark.parametrize(("text", "names", "printed"), [row[1:] for row in WORKS], ids=[row[0] for row in WORKS])
def test_a_program_that_looks_bad_works(checkout: Checkout, text: str | bytes, names: list[str], printed: str) -> None:
    write(checkout, text)
    with checkout.run() as result:
        assert [cell.name for cell in result.cells] == names
        assert "\n".join(cell.text for cell in result.cells if cell.text) == printed


def test_ten_thousand_lines_are_read_and_run_in_seconds(checkout: Checkout) -> None:
    lines = "".join(f"x{number} = {number}  # zh\n" for number in range(10_000))
    write(checkout, f"# %% a\n{lines}# %% b\nprint(x9999)\n")
    began = time.monotonic()
    assert checkout.output("b") == "9999"
    assert time.monotonic() - began < 10


@pytest.mark.parametrize("name", ["random", "json", "types", "torch", "numpy", "PIL", "sklearn"])
def test_a_program_may_not_stand_in_the_way_of_what_it_imports(checkout: Checkout, name: str) -> None:
    checkout.snippet(f"# %% a\nimport {name}\n", f"demo/{name}")
    error = refusal(checkout, f"demo/{name}")
    assert error.place == f"snippets/demo/{name}.py"
    if name.islower():
        assert error.found == f"is called like the module {name}"
        assert f"about-{name}.py" in error.cure


@pytest.mark.parametrize(
    "slug",
    [
        "demo/my lesson",
        "demo/变量",
        "demo/Variable",
        "demo/my_lesson",
        "demo/a.b",
        "demo/a:b",
        "demo/a#b",
        "demo/-a",
        "demo/a\nb",
        "demo/%41",
        "Demo/one",
    ],
)
def test_a_name_that_is_no_address_is_refused(checkout: Checkout, slug: str) -> None:
    checkout.snippet("# %% a\n", slug)
    error = refusal(checkout, slug)
    course, name = slug.split("/")
    said = f"the lesson is called {name!r}" if course == "demo" else f"the course is called {course!r}"
    assert (error.place, error.found) == (f"snippets/{slug}.py", said)
    assert str(error) in map(str, findings(checkout.project))


def test_a_name_may_begin_with_a_digit(checkout: Checkout) -> None:
    checkout.snippet("# %% a\nprint(1)\n", "demo/2d-plots")
    assert checkout.output("a", "demo/2d-plots") == "1"


def test_a_link_to_a_file_of_this_machine_is_refused(checkout: Checkout, tmp_path: Path) -> None:
    (tmp_path / "own.py").write_text("# %% a\nprint('secret')\n")
    checkout.project.snippet("demo/one").symlink_to(tmp_path / "own.py")
    error = refusal(checkout)
    assert (error.place, error.found) == (PLACE, "is a link that leads out of snippets/")


def test_a_link_to_another_lesson_is_one(checkout: Checkout) -> None:
    checkout.snippet("# %% a\nprint(1)\n", "demo/two")
    checkout.project.snippet("demo/one").symlink_to("two.py")
    assert checkout.output("a") == "1"


@pytest.mark.parametrize("place", ["snippets/one.py", "snippets/demo/more/one.py", "snippets/demo/more/deeper/one.py"])
def test_a_program_that_lies_elsewhere_is_told(checkout: Checkout, place: str) -> None:
    path = checkout.project.root / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("# %% a\n")
    assert [f"{each.place}: {each.found}" for each in findings(checkout.project)] == [
        f"{place}: is no lesson, for it lies elsewhere"
    ]


def folder(path: Path) -> None:
    path.mkdir()


def dangling_link(path: Path) -> None:
    path.symlink_to("nowhere.py")


def link_to_itself(path: Path) -> None:
    path.symlink_to(path)


def pipe(path: Path) -> None:
    os.mkfifo(path)


@pytest.mark.parametrize("make", [folder, dangling_link, link_to_itself, pipe])
def test_what_is_no_file_is_no_lesson_and_stops_no_other(checkout: Checkout, make: Callable[[Path], None]) -> None:
    checkout.snippet("# %% a\nprint(1)\n", "demo/two")
    make(checkout.project.snippet("demo/one"))
    assert all_slugs(checkout.project) == ["demo/two"]
    assert "snippets/demo/one.py: is no lesson, for it is no file" in [
        f"{finding.place}: {finding.found}" for finding in findings(checkout.project)
    ]
    error = refusal(checkout)
    assert (error.place, error.found) == (PLACE, "there is no such snippet")


@pytest.mark.parametrize(
    "slug", ["demo/../one", "../outside", "demo/one\0", "demo/" + "a" * 300, "/etc/passwd", "", "demo", "demo/\ud800"]
)
def test_a_slug_that_no_file_can_have_is_refused_in_words(checkout: Checkout, slug: str) -> None:
    error = refusal(checkout, slug)
    assert error.found == "there is no such snippet"


def test_a_file_that_may_not_be_read_is_told(checkout: Checkout, monkeypatch: pytest.MonkeyPatch) -> None:
    checkout.snippet("# %% a\n")
    forbid_reading(monkeypatch, "one.py")
    error = refusal(checkout)
    assert (error.place, error.found) == (PLACE, "cannot be read: Permission denied")


def forbid_reading(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """As chmod would, but for the superuser too, who may run the tests."""
    opened = Path.open

    def refuse(path: Path, *args: Any, **kwargs: Any) -> Any:
        if path.name == name:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return opened(path, *args, **kwargs)

    monkeypatch.setattr(Path, "open", refuse)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (b"x = '\xff'\n", "snippets/demo/maze.py:1: is not UTF-8: invalid start byte"),
        (b"x = 1\ny = (\n", "snippets/demo/maze.py:2: is not Python: '(' was never closed"),
        (
            b"import klingon\n",
            "snippets/demo/maze.py:1: imports klingon, which is neither a module beside it nor in requirements.lock",
        ),
        (b"x = " + b"-" * 10_000 + b"1\n", "snippets/demo/maze.py:1: has an expression that is nested too deep"),
    ],
)
def test_a_module_that_cannot_be_read_is_told_by_its_own_line(checkout: Checkout, text: bytes, found: str) -> None:
    checkout.snippet("# %% a\nimport maze\n")
    (checkout.project.snippets / "demo" / "maze.py").write_bytes(text)
    with pytest.raises(PaotongError) as caught:
        checkout.output("a")
    assert f"{caught.value.place}: {caught.value.found}" == found


def test_modules_may_import_each_other_in_a_circle(checkout: Checkout) -> None:
    checkout.snippet("# %% a\nimport maze\nprint(maze.size)\n")
    checkout.snippet("import walls\nsize = walls.size\n", "demo/maze")
    checkout.snippet("import maze\nsize = 3\n", "demo/walls")
    assert checkout.output("a") == "3"
