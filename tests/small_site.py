"""A small site in both languages with which no rule on its structure finds fault. Tests spoil it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from paotong.check.all_rules import Rule
from paotong.check.finding import Finding
from paotong.check.fix import apply
from paotong.check.sources import Sources
from paotong.project import LANGUAGES, Project

ROOT = Project().root
PROGRAM = "# %% a\nprint(1)\n# %% b\nprint(2)\n# %% c\nprint(3)\n"
WORDS = {
    "zh": ("课", "甲", "乙", "首页", "课程", "。"),
    "en": ("Lesson", "First", "Second", "Home", "Course", "."),
}
LESSON = """\
---
description: {0} {name}{5}
level: 1
minutes: 3
needs: [{needs}]
---

# {0} {name}

``` snippet
demo/{name}.py:b
show: figure
alt: {0}
```

## {1} {{ #first }}

``` snippet
demo/{name}.py:a
lines: 1
```

| {0} | {1} |
| --- | --- |
| 1 | 2 |

## {2} {{ #second }}

``` snippet
demo/{name}.py:b
show: code
```

??? success "{2}"

    ``` snippet
    demo/{name}.py:c
    ```

``` snippet
demo/{name}.py
```
"""
COURSE = """\
---
description: {4}{5}
---

# {4}

``` lessons
demo/one
demo/two
```

``` lessons
demo/three
```
"""
HOME = "# {3}\n\n![{3}](images/a.svg)\n\n``` bash\nls\n```\n"
NAVIGATION = """\
site_url: !ENV [SITE_URL, 'http://127.0.0.1/']
nav:
  - {3}: index.md
  - {4}:
      - demo/index.md
      - {0} one: demo/one.md
      - {0} two: demo/two.md
      - {0} three: demo/three.md
markdown_extensions:
  pymdownx.emoji:
    emoji_index: !!python/name:no.such.module
"""


@dataclass(frozen=True)
class Site:
    project: Project

    def page(self, language: str, name: str = "demo/one") -> Path:
        return self.project.docs(language) / f"{name}.md"

    def nav(self, language: str) -> Path:
        return self.project.root / {"zh": "mkdocs.yml", "en": "mkdocs.en.yml"}[language]

    def change(self, file: Path, old: str, new: str) -> None:
        """Once, where it first stands."""
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), encoding="utf-8")

    def findings(self, *rules: Rule) -> list[Finding]:
        sources = Sources(self.project)
        return [finding for rule in rules for finding in rule(sources)]

    def told(self, *rules: Rule) -> list[str]:
        """A warning ends in "(warning)"."""
        return [
            f"{finding.place}: {finding.found}{' (warning)' * finding.warning}" for finding in self.findings(*rules)
        ]

    def mend(self, *rules: Rule) -> int:
        """Apply all edits until there are no more; gives how many there were."""
        mended = 0
        while now := apply(self.findings(*rules)):
            mended += now
        return mended


def small_site(root: Path) -> Site:
    """Three lessons of one course. None was run."""
    for name in ("pyproject.toml", "requirements.lock"):
        shutil.copy(ROOT / name, root)
    site = Site(Project(root.resolve()))
    for name in ("one", "two", "three"):
        file = site.project.snippet(f"demo/{name}")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(PROGRAM, encoding="utf-8")
    for language in LANGUAGES:
        words = WORDS[language]
        for name, needs in (("one", ""), ("two", "demo/one"), ("three", "demo/one, demo/two")):
            page = site.page(language, f"demo/{name}")
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text(LESSON.format(*words, name=name, needs=needs), encoding="utf-8")
        site.page(language, "demo/index").write_text(COURSE.format(*words), encoding="utf-8")
        site.page(language, "index").write_text(HOME.format(*words), encoding="utf-8")
        site.nav(language).write_text(NAVIGATION.format(*words), encoding="utf-8")
    return site
