"""Make glossary.words.txt, the search dictionary, from glossary.yml.

jieba cuts Chinese into words for the search, and would cut 学习率 in two: a term
of the glossary stays whole.

Example:
  python scripts/glossary.py

Exit status: 0 written or already right, 1 glossary.yml cannot be used.
"""

from __future__ import annotations

import sys
from pathlib import Path

import yaml

from paotong.command import exit_status, parser_of, project_of
from paotong.errors import PaotongError
from paotong.project import Project


def main() -> int:
    arguments = parser_of(__doc__).parse_args()
    return exit_status(lambda: write_search_words(project_of(arguments)))


def write_search_words(project: Project) -> int:
    target = project.root / "glossary.words.txt"
    target.write_text(search_words(project.root / "glossary.yml"), encoding="utf-8")
    return 0


def search_words(glossary: Path) -> str:
    """The Chinese terms, one a line, as jieba's user dictionaries are written: a word and its frequency."""
    terms = yaml.safe_load(glossary.read_text(encoding="utf-8"))
    for number, term in enumerate(terms, start=1):
        if not isinstance(term, dict) or not isinstance(term.get("zh"), str):
            raise PaotongError(glossary.name, f"term {number} has no `zh`", cure="give it a line `zh: …`")
    # A frequency far above that of any word of jieba's own keeps the term whole.
    words = sorted({word for term in terms for word in term["zh"].split() if not word.isascii()})
    return "".join(f"{word} 1000000\n" for word in words)


if __name__ == "__main__":
    sys.exit(main())
