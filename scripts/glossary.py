"""Make glossary.words.txt, the search dictionary, from glossary.yml.

jieba cuts Chinese into words for the search, and would cut 学习率 in two: a term
of the glossary stays whole.

Example:
  python scripts/glossary.py

Exit status: 0 written or already right, 1 glossary.yml cannot be used.
"""

from __future__ import annotations

import sys

from paotong.command import exit_status, parser_of, project_of
from paotong.glossary import Term, read_glossary
from paotong.project import Project


def main() -> int:
    arguments = parser_of(__doc__).parse_args()
    return exit_status(lambda: write_search_words(project_of(arguments)))


def write_search_words(project: Project) -> int:
    words = search_words(read_glossary(project))
    (project.root / "glossary.words.txt").write_text(words, encoding="utf-8")
    return 0


def search_words(terms: list[Term]) -> str:
    """The Chinese terms, one a line, as jieba's user dictionaries are written: a word and its frequency."""
    # A frequency far above that of any word of jieba's own keeps the term whole.
    words = sorted({word for term in terms for word in term.zh.split() if not word.isascii()})
    return "".join(f"{word} 1000000\n" for word in words)


if __name__ == "__main__":
    sys.exit(main())
