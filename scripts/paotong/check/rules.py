"""All rules in one list, and what they find in a checkout."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from paotong.check.blocks import blocks, pages, records
from paotong.check.finding import Finding
from paotong.check.sources import Sources
from paotong.project import Project

Rule = Callable[[Sources], Iterable[Finding]]

# Without these no site is built.
NEEDED: tuple[Rule, ...] = (records, blocks, pages)
# With these it is a site of one voice, whose languages belong together.
HOUSE: tuple[Rule, ...] = ()
ALL = NEEDED + HOUSE


def findings(project: Project, rules: tuple[Rule, ...] = NEEDED) -> list[Finding]:
    """All that is wrong, at once, each thing once. Runs nothing, changes nothing."""
    sources = Sources(project)
    found = [finding for rule in rules for finding in rule(sources)]
    return list({str(finding): finding for finding in found}.values())
