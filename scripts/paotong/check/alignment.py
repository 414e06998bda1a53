"""Two lists of parts laid side by side: what belongs together, and what is left over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher


@dataclass(frozen=True)
class Part:
    """A part of a page. key: what both languages must have alike. shown: what messages call it. place: where it stands.

    details: what else must be alike where the key is, each in its own words. written: what a person types for it; empty
    where there is nothing, or where that is no matter of a few signs. is_wrong: in itself, of which another rule tells.
    """

    key: Hashable
    shown: str
    place: str
    details: tuple[Part, ...] = ()
    written: str = ""
    is_wrong: bool = False


@dataclass
class Alignment:
    """Pairs, one part of each list. alone: a part, and that below which the other list goes on without it, if any."""

    alike: list[tuple[Part, Part]] = field(default_factory=list)
    moved: list[tuple[Part, Part]] = field(default_factory=list)
    changed: list[tuple[Part, Part]] = field(default_factory=list)
    alone: list[tuple[Part, Part | None]] = field(default_factory=list)


def align(ones: Sequence[Part], others: Sequence[Part]) -> Alignment:
    """What stands at the same place with another key was changed; what has its key elsewhere was moved."""
    matcher = SequenceMatcher(None, [part.key for part in ones], [part.key for part in others], autojunk=False)
    gaps = [(range(a, b), range(c, d)) for tag, a, b, c, d in matcher.get_opcodes() if tag != "equal"]
    aligned = Alignment(
        [(ones[a + n], others[c + n]) for a, c, size in matcher.get_matching_blocks() for n in range(size)]
    )

    elsewhere: dict[Hashable, list[int]] = defaultdict(list)
    for _, gap in gaps:
        for number in gap:
            elsewhere[others[number].key].append(number)
    moved: dict[int, int] = {}
    for gap, _ in gaps:
        for number in gap:
            if places := elsewhere[ones[number].key]:
                moved[number] = places.pop(0)
    aligned.moved = [(ones[a], others[c]) for a, c in moved.items()]
    arrived = set(moved.values())
    for one_gap, other_gap in gaps:
        left = [number for number in one_gap if number not in moved]
        right = [number for number in other_gap if number not in arrived]
        both = min(len(left), len(right))
        aligned.changed += [(ones[a], others[c]) for a, c in zip(left, right, strict=False)]
        aligned.alone += [(ones[a], _last(others[: other_gap.stop])) for a in left[both:]]
        aligned.alone += [(others[c], _last(ones[: one_gap.stop])) for c in right[both:]]
    return aligned


def _last(parts: Sequence[Part]) -> Part | None:
    return parts[-1] if parts else None
