"""All rules in one list, and what they find in a checkout."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from paotong.check.finding import Finding
from paotong.check.rules.blocks import blocks, pages, records
from paotong.check.rules.comments import comments
from paotong.check.rules.counts import counts
from paotong.check.rules.courses import contents, needs, own_titles, ways_in
from paotong.check.rules.front_matter import front_matter
from paotong.check.rules.headings import headings, titles
from paotong.check.rules.ideas import ideas
from paotong.check.rules.lesson_shape import foot, opening, order, steps
from paotong.check.rules.levels import levels
from paotong.check.rules.links import links
from paotong.check.rules.navigation import navigation
from paotong.check.rules.next_lesson import next_lesson
from paotong.check.rules.numbers import prose_numbers
from paotong.check.rules.pictures import pictures, translated
from paotong.check.rules.placeholders import placeholders
from paotong.check.rules.plainness import plainness
from paotong.check.rules.quizzes import quizzes
from paotong.check.rules.servers import servers
from paotong.check.rules.terms import glosses, terms
from paotong.check.rules.twins import twin_facts, twin_pages, twin_parts
from paotong.check.rules.typography import chinese_signs, chinese_spacing, english_signs
from paotong.check.rules.weights import page_weights, weights
from paotong.check.rules.whitespace import blanks_in_programs, blanks_on_pages, line_ends
from paotong.check.rules.widths import code_lengths, code_widths, printed_sizes
from paotong.check.sources import Sources
from paotong.project import Project

Rule = Callable[[Sources], Iterable[Finding]]

# Without these no site is built.
NEEDED: tuple[Rule, ...] = (records, blocks, pages)
# With these it is a site of one voice, whose languages belong together.
HOUSE: tuple[Rule, ...] = (
    front_matter,
    titles,
    headings,
    opening,
    order,
    steps,
    foot,
    quizzes,
    twin_pages,
    twin_facts,
    twin_parts,
    levels,
    navigation,
    contents,
    ways_in,
    own_titles,
    needs,
    ideas,
    next_lesson,
    links,
    servers,
    pictures,
    translated,
    weights,
    page_weights,
    prose_numbers,
    counts,
    placeholders,
    terms,
    glosses,
    chinese_spacing,
    chinese_signs,
    english_signs,
    line_ends,
    blanks_on_pages,
    blanks_in_programs,
    comments,
    plainness,
    code_widths,
    code_lengths,
    printed_sizes,
)
ALL = NEEDED + HOUSE


def findings(project: Project, rules: tuple[Rule, ...] = NEEDED) -> list[Finding]:
    """All that is wrong, at once, each thing once. Runs nothing, changes nothing."""
    sources = Sources(project)
    found = [finding for rule in rules for finding in rule(sources)]
    # Of two that find the same, the later knows more of its cure.
    return list({(finding.place, finding.found): finding for finding in found}.values())
