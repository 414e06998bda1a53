"""One word for one thing: what the glossary calls it, everything calls it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from paotong.check.finding import Finding
from paotong.check.sources import Sources
from paotong.check.spelling import is_mistyped
from paotong.check.visible import CUT
from paotong.errors import PaotongError
from paotong.glossary import GLOSSARY, Term, read_glossary
from paotong.project import Project

# Each is right for something else: a network with the shape of a tree, and an operation of signal processing.
MAY_BE_MEANT = ("递归神经网络", "反卷积")
# May say an old word, as of the books of its time.
QUOTED = re.compile("“[^“”]*”")


def terms(sources: Sources) -> Iterator[Finding]:
    """Chinese says for a thing what the glossary says, but in code and between quotation marks."""
    try:
        variants = _by_variant(_terms(sources.project))
    except PaotongError as error:
        yield Finding(error)
        return
    if not variants:
        return
    pattern = re.compile("|".join(map(re.escape, sorted(variants, key=len, reverse=True))))
    for passage in sources.passages["zh"]:
        for run in passage.runs:
            for variant in pattern.findall(_squeezed(QUOTED.sub(CUT, run.words))):
                said = " / ".join(variants[variant])
                yield Finding(
                    PaotongError(
                        passage.place,
                        f"says {variant}",
                        expected=f"{said}, as in {GLOSSARY}",
                        cure=f"write {said}, or “{variant}” in quotation marks where an old word is meant",
                    ),
                    warning=variant in MAY_BE_MEANT,
                )


def glosses(sources: Sources) -> Iterator[Finding]:
    """The English behind a Chinese term is spelt as in the glossary: letters, capitals, hyphens, spaces."""
    try:
        english = {term.zh: term.en for term in _terms(sources.project)}
    except PaotongError:
        return  # told above
    if not english:
        return
    others = {_letters(word) for word in english.values()}
    names = "|".join(map(re.escape, sorted(english, key=len, reverse=True)))
    gloss = re.compile(rf"({names}) \(([^(),]*)")
    for passage in sources.passages["zh"]:
        for run in passage.runs:
            for term, said in gloss.findall(run.words):
                expected = english[term]
                same = said.lower() == expected.lower() if passage.is_title else said == expected
                letters = _letters(said)
                mistyped = letters not in others and is_mistyped(said, expected)
                if not same and (letters == _letters(expected) or mistyped):
                    yield Finding(
                        PaotongError(
                            passage.place,
                            f"has {term} ({said})",
                            expected=f"{term} ({expected}), as in {GLOSSARY}",
                            cure=f"write {expected}",
                        ),
                        warning=True,
                    )


def _terms(project: Project) -> list[Term]:
    """None where there is no glossary. Raises PaotongError where it cannot be read."""
    return read_glossary(project) if (project.root / GLOSSARY).is_file() else []


def _by_variant(known: Iterable[Term]) -> dict[str, list[str]]:
    """What to say for each word that is avoided."""
    found = defaultdict(list)
    for term in known:
        for variant in term.avoid:
            found[_squeezed(variant)].append(term.zh)
    return found


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", text).lower()


def _letters(text: str) -> str:
    return re.sub(r"[\W_]", "", text).lower()
