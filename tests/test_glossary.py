"""glossary: the search dictionary is made from it, and keeps its terms whole."""

from __future__ import annotations

import subprocess
from pathlib import Path

import jieba
import yaml

from conftest import REPOSITORY, Checkout, command_line

WORDS = REPOSITORY / "glossary.words.txt"


def glossary(root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command_line("glossary", root), capture_output=True, text=True, timeout=60, check=False)


def test_the_dictionary_is_level_with_the_glossary(checkout: Checkout) -> None:
    root = checkout.project.root
    (root / "glossary.yml").write_bytes((REPOSITORY / "glossary.yml").read_bytes())
    assert glossary(root).returncode == 0
    assert (root / WORDS.name).read_bytes() == WORDS.read_bytes(), "run: python scripts/glossary.py"


def test_jieba_keeps_every_term_whole() -> None:
    tokenizer = jieba.Tokenizer()
    with WORDS.open("rb") as words:
        tokenizer.load_userdict(words)
    terms = yaml.safe_load((REPOSITORY / "glossary.yml").read_text(encoding="utf-8"))
    chinese = [term["zh"] for term in terms if all("\u4e00" <= sign <= "\u9fff" for sign in term["zh"])]
    assert "学习率" in chinese
    assert [term for term in chinese if list(tokenizer.cut(term)) != [term]] == []


def test_a_term_without_chinese_is_refused(checkout: Checkout) -> None:
    (checkout.project.root / "glossary.yml").write_text("- slug: a\n  en: a\n", encoding="utf-8")
    told = glossary(checkout.project.root)
    assert told.returncode == 1
    assert "glossary.yml: term 1 has no `zh`" in told.stderr
