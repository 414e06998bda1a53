"""Which imports runs may share: the one table that says what a warm process has in memory.

A package is here if a process that has imported it, and done nothing else with it,
can be forked and its forks work as a fresh process does (`benchmarks/fork_survival.py`
tries it). Whatever is not here a run imports itself, which is always safe.
"""

from __future__ import annotations

from collections.abc import Collection

# Package, as programs import it, and the modules that are imported for it: first itself, then what it would import by
# itself once it is used. None of these lets a program do without an import that a fresh `python` asks for, but for
# `matplotlib.pyplot`, which draws. The order is that of their import: what costs most comes first, so that most runs
# share it.
SHARED: dict[str, tuple[str, ...]] = {
    # Imports Keras as well.
    "tensorflow": ("tensorflow",),
    # The constructor of any optimizer imports torch._dynamo, which costs more than torch itself.
    "torch": ("torch", "torch._dynamo", "torch._subclasses.schema_check_mode", "torch.profiler._cupti_monitor"),
    # No operation of JAX may ever run before a fork: the first one starts threads.
    "jax": ("jax",),
    # Reads KERAS_BACKEND when it is imported.
    "keras": ("keras",),
    "sklearn": ("sklearn", "sklearn.datasets", "sklearn.model_selection"),
    "pytensor": ("pytensor",),
    "gymnasium": ("gymnasium",),
    # With what draws and saves.
    "matplotlib": ("paotong.run.figures",),
    "numpy": ("numpy",),
}


def shared_packages(imported: Collection[str]) -> tuple[str, ...]:
    """Those of the table that a program imports, in the table's order."""
    return tuple(package for package in SHARED if package in imported)
