"""atheris on what reads programs and what printed bytes become.

    python tests/fuzz/cells.py -max_total_time=300          # any option of libFuzzer
    python tests/fuzz/cells.py .cache/fuzz/crash-0123abcd   # the input that broke it, once more

It starts from all snippets of the checkout and all that they printed, in .cache/fuzz/cells. What holds is in
tests/properties.py.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from fuzz import harness

with harness.watched():
    import properties
    from paotong.project import Project

project = Project()
# A snippet, each of its cells, and what they printed.
programs = [path.read_bytes() for path in project.snippets.glob("*/*.py")]
cells = [cell for program in programs for cell in re.split(rb"(?m)^(?=# %%)", program)]
printed = [path.read_bytes() for path in project.outputs.glob("*/*/*.txt")]
checkout = properties.checkout_in(harness.empty_folder("cells"))


def target(content: bytes) -> None:
    properties.a_snippet_is_read_or_refused(checkout, content)
    properties.a_module_is_read_or_refused(checkout, content)
    text = properties.printed_bytes_become_text(content)
    half = len(text) // 2
    properties.texts_compare(text[:half], text[half:])


if __name__ == "__main__":
    harness.fuzz("cells", target, [*programs, *cells, *printed])
