"""atheris on what comes of outputs, of the options of a block, and of pages.

    python tests/fuzz/render.py -max_total_time=300          # any option of libFuzzer
    python tests/fuzz/render.py .cache/fuzz/crash-0123abcd   # the input that broke it, once more

It starts from all pages of the checkout and all that its snippets printed, in .cache/fuzz/render. What holds is in
tests/properties.py.
"""

from __future__ import annotations

import logging
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from fuzz import harness

with harness.watched():
    import properties
    from paotong.project import LANGUAGES, Project

project = Project()
seeds = [*project.outputs.glob("*/*/*.txt"), *(page for language in LANGUAGES for page in project.pages(language))]
checkout = properties.checkout_in(harness.empty_folder("render"))
logging.disable(logging.WARNING)


def target(content: bytes) -> None:
    """The first byte says where the block stands, and what the rest is."""
    kind, place = divmod(content[0] if content else 0, len(properties.AROUND))
    around, rest = properties.AROUND[place], content[1:]
    checkout.snippet(properties.SLUG).write_text(properties.HARMLESS, encoding="utf-8")
    if kind % 4 == 0:
        properties.output_is_text(checkout, rest, around)
        return
    properties.record(checkout, "word", figures=1)
    if kind % 4 == 1:
        properties.a_page_is_told_of(checkout, rest)
        return
    # Of options and blocks only what Markdown hands on: lines without the signs that it keeps to itself.
    lines = [line.strip("`") for line in rest.decode(errors="replace").translate({2: None, 3: None}).splitlines()]
    if kind % 4 == 2:
        alt, caption, folded = (" ".join(line.split()).replace("[^", "[") for line in [*lines, "", "", ""][:3])
        properties.options_stay_in_their_place(checkout, alt or "word", caption, folded, around)
    else:
        properties.no_tag_comes_from_a_block(checkout, "snippet", "\n".join(["demo/one.py:a", *lines]), around)


if __name__ == "__main__":
    contents = [path.read_bytes() for path in seeds]
    places = range(0, 4 * len(properties.AROUND), 7)
    harness.fuzz(
        "render", target, [bytes([places[number % len(places)]]) + each for number, each in enumerate(contents)]
    )
