"""How many examples the fuzz tests try.

pytest tests/test_fuzz_render.py                             quick, and the same examples each time
pytest tests/test_fuzz_render.py --hypothesis-profile=long   30 times as many, and others each time
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

from paotong.project import Project

QUICK = 100
# Hypothesis would make a folder of its own at the top of the checkout.
os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", str(Project().root / ".cache" / "hypothesis"))
_EITHER = settings(
    deadline=None,
    # Texts are made of many parts, and a checkout serves all examples of a test.
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)
settings.register_profile("quick", _EITHER, max_examples=QUICK, derandomize=True, database=None)
settings.register_profile("long", _EITHER, max_examples=QUICK * 30)
settings.load_profile("quick")


def tries(share: float) -> settings:
    """A test's own number of examples, as a share of the profile's."""
    return settings(max_examples=int(settings().max_examples * share))
