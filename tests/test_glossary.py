"""glossary: the search dictionary is made from it, and keeps its terms whole."""

from __future__ import annotations

import subprocess
from pathlib import Path

import jieba
import pytest

from conftest import REPOSITORY, Checkout, command_line
from paotong.errors import PaotongError
from paotong.glossary import GLOSSARY, Term, read_glossary
from paotong.project import Project

WORDS = REPOSITORY / "glossary.words.txt"


def glossary(root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command_line("glossary", root), capture_output=True, text=True, timeout=60, check=False)


def test_the_dictionary_is_level_with_the_glossary(checkout: Checkout) -> None:
    root = checkout.project.root
    (root / GLOSSARY).write_bytes((REPOSITORY / GLOSSARY).read_bytes())
    assert glossary(root).returncode == 0
    assert (root / WORDS.name).read_bytes() == WORDS.read_bytes(), "run: python scripts/glossary.py"


def test_jieba_keeps_every_term_whole() -> None:
    tokenizer = jieba.Tokenizer()
    with WORDS.open("rb") as words:
        tokenizer.load_userdict(words)
    terms = [term.zh for term in read_glossary(Project())]
    chinese = [term for term in terms if all("\u4e00" <= sign <= "\u9fff" for sign in term)]
    assert "学习率" in chinese
    assert [term for term in chinese if list(tokenizer.cut(term)) != [term]] == []


GOOD = """\
# Terms
- slug: rate
  zh: "学习率"
  zh_avoid: ["学习速率"]
  en: "learning rate"

- slug: q
  zh: Q 学习
  en: Q-learning
"""


def refused(checkout: Checkout, text: str) -> str:
    (checkout.project.root / GLOSSARY).write_text(text, encoding="utf-8")
    with pytest.raises(PaotongError) as caught:
        read_glossary(checkout.project)
    return f"{caught.value.place}: {caught.value.found}"


def test_terms_are_read_with_their_lines(checkout: Checkout) -> None:
    (checkout.project.root / GLOSSARY).write_text(GOOD, encoding="utf-8")
    assert read_glossary(checkout.project) == [
        Term("学习率", "learning rate", ("学习速率",), line=2, slug="rate"),
        Term("Q 学习", "Q-learning", (), line=7, slug="q"),
    ]


def test_an_empty_glossary_has_no_terms(checkout: Checkout) -> None:
    (checkout.project.root / GLOSSARY).write_text("# nothing yet\n", encoding="utf-8")
    assert read_glossary(checkout.project) == []


def test_a_glossary_that_cannot_be_used_is_refused_with_its_line(checkout: Checkout) -> None:
    assert refused(checkout, GOOD.replace('  zh: "学习率"\n', "")) == "glossary.yml:2: term 1 has no `zh`"
    assert refused(checkout, GOOD.replace("  en: Q-learning\n", "")) == "glossary.yml:7: term 2 has no `en`"
    assert refused(checkout, GOOD.replace("Q 学习", "[1]")) == "glossary.yml:7: term 2 has no `zh`"
    assert refused(checkout, GOOD.replace('["学习速率"]', "学习速率")).startswith(
        "glossary.yml:2: `zh_avoid` of term 1"
    )
    assert refused(checkout, GOOD + "  note_zh: 1\n") == "glossary.yml:7: `note_zh` of term 2 is no text"
    assert refused(checkout, GOOD + "  also_zh: [1]\n").startswith("glossary.yml:7: `also_zh` of term 2")
    assert refused(checkout, GOOD + "  everyday: en\n").startswith("glossary.yml:7: `everyday` of term 2")
    assert refused(checkout, GOOD + "  everyday: [fr]\n").startswith("glossary.yml:7: `everyday` of term 2")
    assert refused(checkout, "- one\n") == "glossary.yml:1: term 1 has no `zh`"
    assert refused(checkout, "zh: 词\n") == "glossary.yml: is no list of terms"
    assert refused(checkout, GOOD + "- [\n").startswith("glossary.yml:11: is not YAML")
    assert refused(checkout, "- !!python/name:os.system\n").startswith("glossary.yml:1: is not YAML")
    (checkout.project.root / GLOSSARY).unlink()
    with pytest.raises(PaotongError, match="cannot be read"):
        read_glossary(checkout.project)


def test_the_command_says_what_is_wrong(checkout: Checkout) -> None:
    (checkout.project.root / GLOSSARY).write_text("- slug: a\n  en: a\n", encoding="utf-8")
    told = glossary(checkout.project.root)
    assert told.returncode == 1
    assert "glossary.yml:1: term 1 has no `zh`" in told.stderr
