"""Write a small checkout of our kind with 24 small torch lessons, to measure with.

Example:
  python benchmarks/workload.py /tmp/lessons && python scripts/run.py --root /tmp/lessons
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import io
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from string import Template

REPOSITORY = Path(__file__).resolve().parents[1]
LESSONS = 24
# What every contestant runs in. One thread each: small tensors gain nothing from two.
SURROUNDINGS = {
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MPLBACKEND": "Agg",
    "MATPLOTLIBRC": str(REPOSITORY / "snippets"),
    # Empty is unset. Without bytecode each import would compile anew, which is not what is measured.
    "PYTHONDONTWRITEBYTECODE": "",
    "NO_MKDOCS_2_WARNING": "1",
}

# Each cell has names of its own (marimo wants that), and each program leaves `history`, one number a step.
LINE = """\
# %% data
import torch

torch.manual_seed($seed)
x = torch.linspace(-1, 1, 64).unsqueeze(1)
y = $slope * x + 0.5 + 0.1 * torch.randn(64, 1)
net = torch.nn.Linear(1, 1)
print("first points:", [round(value, 3) for value in y[:3, 0].tolist()])
"""
CURVE = """\
# %% data
import torch

torch.manual_seed($seed)
x = torch.linspace(-2, 2, 80).unsqueeze(1)
y = torch.sin($slope * x)
net = torch.nn.Sequential(torch.nn.Linear(1, 16), torch.nn.Tanh(), torch.nn.Linear(16, 1))
print("points:", tuple(x.shape), f"mean {y.abs().mean():.3f}")
"""
TRAIN = """\
# %% train
optimizer = torch.optim.$optimizer(net.parameters(), lr=0.05)
history = []
for step in range($steps):
    loss = torch.nn.functional.mse_loss(net(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    history.append(loss.item())
print(f"loss: {history[0]:.3f} to {history[-1]:.3f}")
# %% result
with torch.no_grad():
    print("first answers:", net(x)[:3])
"""
POWER = """\
# %% matrix
import torch

torch.manual_seed($seed)
square = torch.randn(6, 6)
matrix = square @ square.T + $slope * torch.eye(6)
print(matrix[:2, :3])
# %% iterate
vector = torch.ones(6)
history = []
for step in range($steps):
    vector = matrix @ vector
    vector /= vector.norm()
    history.append((vector @ matrix @ vector).item())
print(f"largest eigenvalue: {history[-1]:.3f}")
# %% compare
print(f"by torch.linalg:    {torch.linalg.eigvalsh(matrix)[-1]:.3f}")
"""
DESCENT = """\
# %% start
import torch

place = torch.tensor([$slope, -1.5], requires_grad=True)
print("start:", place.tolist())
# %% descend
history = []
for step in range($steps):
    height = place[0] ** 2 + 2 * (place[1] - 0.5) ** 2 + place.prod().cos()
    (gradient,) = torch.autograd.grad(height, place)
    with torch.no_grad():
        place.sub_(0.05 * gradient)
    history.append(height.item())
print(f"height: {history[0]:.3f} to {history[-1]:.3f}")
# %% end
print("end:", [round(value, 2) for value in place.tolist()])
"""
# Three quarters use torch.optim; every third lesson draws.
KINDS = (LINE + TRAIN, CURVE + TRAIN, LINE + TRAIN, POWER, CURVE + TRAIN, LINE + TRAIN, CURVE + TRAIN, DESCENT)
DRAW = """\
import matplotlib.pyplot as plt

fig, ax = plt.subplots()
ax.plot(history, label="lesson $seed")
ax.set(xlabel="step", ylabel="value")
ax.legend()
print("points drawn:", len(history))
"""
# Its number is in no program's text: who shows it has run the program to its end.
CHECK = 'print("check:", len(history) * 104729 + $seed)\n'


@dataclass(frozen=True)
class Lesson:
    """cells: their names and code. check: a number that the last one prints, and nothing else holds."""

    name: str
    cells: tuple[tuple[str, str], ...]
    check: str
    prose: str = "A short program, and what it printed."

    @property
    def draws(self) -> bool:
        return any(name == "draw" for name, _ in self.cells)

    @property
    def percent(self) -> str:
        """The program as one file, as we keep it."""
        return "\n".join(f"# %% {name}\n{code}" for name, code in self.cells)


def lessons(*, edits: int = 0, prose: str = Lesson.prose) -> list[Lesson]:
    """All of them. edits: how often a number in the first was edited. prose: of the first."""
    others = [_lesson(number, 60 + number) for number in range(2, LESSONS + 1)]
    return [replace(_lesson(1, 61 + edits), prose=prose), *others]


def _lesson(number: int, steps: int) -> Lesson:
    numbers = {"seed": number, "slope": 1 + number / 10, "steps": steps, "optimizer": ("SGD", "Adam")[number % 2]}
    template = Template(KINDS[number % len(KINDS)] + CHECK)
    parts = template.substitute(numbers).split("# %% ")[1:]
    cells = [(name, code) for name, code in (part.split("\n", 1) for part in parts)]
    if number % 3 == 0:
        cells.insert(2, ("draw", Template(DRAW).substitute(numbers)))
    return Lesson(f"lesson-{number:02}", tuple(cells), str(steps * 104729 + number))


def put(path: Path, text: str) -> None:
    """Write a file where it is not so already: what did not change keeps its time."""
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


MKDOCS = """\
site_name: Lessons
docs_dir: docs/en
theme: {name: material, font: false}
markdown_extensions: {paotong: {language: en}, attr_list: {}, pymdownx.superfences: {}}
"""


def write_checkout(folder: Path, of: Sequence[Lesson]) -> None:
    """Programs and pages as in this repository, in so far as running and a plain `mkdocs build` need them."""
    put(folder / "pyproject.toml", '[tool.paotong]\npython = "3.11"\n')
    put(folder / "mkdocs.yml", MKDOCS)
    for name in ("requirements.lock", "snippets/matplotlibrc"):
        put(folder / name, (REPOSITORY / name).read_text(encoding="utf-8"))
    for lesson in of:
        put(folder / "snippets/demo" / f"{lesson.name}.py", lesson.percent)
        for language in ("zh", "en"):
            put(folder / "docs" / language / "index.md", "# Lessons\n")
            put(folder / "docs" / language / "demo" / f"{lesson.name}.md", _page(lesson))
    (folder / "outputs").mkdir(exist_ok=True)


def _page(lesson: Lesson) -> str:
    alt = {"draw": "alt: A curve of one value a step.\n"}
    blocks = [f"``` snippet\ndemo/{lesson.name}.py:{name}\n{alt.get(name, '')}```\n" for name, _ in lesson.cells]
    return "\n".join([f"# {lesson.name}\n\n{lesson.prose}\n", *blocks])


def own_work(folder: Path, report: Path, *, fork: bool) -> None:
    """Do the programs' own work in this process, with all that they import imported before.

    report: gets the CPU seconds of the imports and those of the programs alone.
    fork: each program in a fork, so that what the first use of a thing costs is paid by each, as where each runs alone.
    """
    import matplotlib.pyplot as plt

    importlib.import_module("torch._dynamo")
    imports = time.process_time()
    for program in sorted((folder / "snippets/demo").glob("*.py")):
        if fork and (child := os.fork()):
            if os.waitpid(child, 0)[1]:
                raise RuntimeError(f"{program.name} failed")
            continue
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(program.read_text(encoding="utf-8"), program, "exec"), {"__name__": "__main__"})
        for number in plt.get_fignums():
            plt.figure(number).savefig(io.BytesIO(), format="svg")
            plt.close(number)
        if fork:
            os._exit(0)
    usage = os.times()
    work = time.process_time() - imports + usage.children_user + usage.children_system
    report.write_text(f"{imports} {work}", encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="a new folder for it")
    write_checkout(parser.parse_args().folder, lessons())
