"""Which packages can be imported once and then used in forked processes?

A warm process imports the modules of a case, runs nothing of theirs, and forks
once per run; the child runs a small program from its first line to the end of
the interpreter. What it prints is compared, byte for byte, with what the same
program prints under a fresh `python`. CPU seconds are medians and include
whatever processes the program starts.

The environment is made below .cache/benchmarks/forks: some 3 GB, once.
"""

from __future__ import annotations

import argparse
import atexit
import functools
import gc
import hashlib
import importlib
import json
import os
import re
import runpy
import signal
import statistics
import subprocess
import sys
import threading
import time
import venv
from dataclasses import asdict, dataclass, field
from pathlib import Path

from measure import machine, table

ROOT = Path(__file__).resolve().parent.parent / ".cache/benchmarks/forks"
PYTHON = ROOT / "env/bin/python"
PACKAGES = (
    *("torch==2.13.0", "tensorflow-cpu==2.21.0", "keras==3.15.1", "jax==0.10.2", "pytensor==3.0.7", "numpy==2.4.6"),
    *("scikit-learn==1.9.1", "matplotlib==3.11.2", "gymnasium[classic-control,toy-text]==1.4.0", "pandas", "pillow"),
)
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
QUIET = {"TF_ENABLE_ONEDNN_OPTS": "0", "TF_CPP_MIN_LOG_LEVEL": "1", "SDL_VIDEODRIVER": "dummy", "MPLBACKEND": "Agg"}
LIMIT = 60.0

TORCH = """
import torch
torch.manual_seed(0)
x = torch.linspace(-1, 1, 256).unsqueeze(1)
y = x.pow(2) + 0.1 * torch.randn(x.shape)
net = torch.nn.Sequential(torch.nn.Linear(1, 32), torch.nn.ReLU(), torch.nn.Linear(32, 1))
optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
data = torch.utils.data.TensorDataset(x, y)
for epoch in range(5):
    for a, b in torch.utils.data.DataLoader(data, batch_size=64, shuffle=True, num_workers=WORKERS):
        loss = torch.nn.functional.mse_loss(net(a), b)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(f"{loss.item():.9f}")
"""
TENSORFLOW = """
import tensorflow as tf
tf.random.set_seed(0)
data = tf.data.Dataset.range(512).map(lambda i: tf.cast(i, tf.float32) / 256 - 1, num_parallel_calls=2).batch(512)
x = tf.reshape(next(iter(data)), (-1, 1))
w, v = tf.Variable(tf.random.normal((1, 32))), tf.Variable(tf.random.normal((32, 1)))
def step():
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((tf.nn.relu(x @ w + 0.1) @ v - x**2) ** 2)
    for variable, gradient in zip((w, v), tape.gradient(loss, (w, v))):
        variable.assign_sub(0.01 * gradient)
    return loss
graph = tf.function(step)
for _ in range(3):
    print(f"{step().numpy():.9f} {graph().numpy():.9f}")
"""
KERAS = """
import os, random
os.environ["KERAS_BACKEND"] = "NAME"
import numpy as np
import keras
random.seed(0)
np.random.seed(0)
if "NAME" == "torch":
    import torch
    torch.manual_seed(0)
elif "NAME" == "tensorflow":
    keras.utils.set_random_seed(0)  # on the others it would import tensorflow
x = np.linspace(-1, 1, 256, dtype="float32")[:, None]
net = keras.Sequential([keras.Input((1,)), keras.layers.Dense(32, activation="relu"), keras.layers.Dense(1)])
net.compile(optimizer="adam", loss="mse")
for loss in net.fit(x, x**2, epochs=3, verbose=0).history["loss"]:
    print(f"{loss:.9f}")
print(f"{net.evaluate(x, x**2, verbose=0):.9f}")
"""
JAX = """
import jax, jax.numpy as jnp
w = jax.random.normal(jax.random.key(0), (32,))
x = jnp.linspace(-1, 1, 256)
step = jax.jit(jax.value_and_grad(lambda w: jnp.mean((jnp.tanh(x[:, None] * w).sum(1) - x**2) ** 2)))
for _ in range(4):
    loss, gradient = step(w)
    w -= 0.01 * gradient
    print(f"{loss:.9f}")
"""
PYTENSOR = """
import numpy as np, pytensor, pytensor.tensor as pt
x, w = pt.dmatrix("x"), pytensor.shared(np.random.default_rng(0).normal(size=(3, 1)), "w")
loss = ((pt.tanh(x @ w) - x[:, :1] ** 2) ** 2).mean()
step = pytensor.function([x], loss, updates=[(w, w - 0.1 * pytensor.grad(loss, w))], mode="FAST_COMPILE")
for _ in range(4):
    print(f"{step(np.linspace(-1, 1, 30).reshape(10, 3)):.12f}")
"""
SKLEARN = """
from sklearn.datasets import load_digits
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import cross_val_score
from sklearn.neural_network import MLPClassifier
x, y = load_digits(return_X_y=True)
x, y = x[:400] / 16, y[:400]
net = MLPClassifier((32,), max_iter=300, random_state=0).fit(x, y)
print(f"{net.loss_:.9f} {net.score(x, y):.6f}")
print(cross_val_score(RandomForestClassifier(20, random_state=0, n_jobs=JOBS), x, y, cv=3, n_jobs=JOBS))
"""
DRAWING = """
import hashlib, io
import matplotlib.pyplot as plt, numpy as np
from PIL import Image
figure, axes = plt.subplots()
axes.plot(np.sin(np.linspace(0, 6, 100)), label="sin")
axes.legend()
plt.rcParams["svg.hashsalt"] = "salt"
for kind, extra in (("png", {}), ("svg", {"metadata": {"Date": None}})):
    figure.savefig(buffer := io.BytesIO(), format=kind, **extra)
    print(kind, hashlib.sha256(buffer.getvalue()).hexdigest())
picture = Image.fromarray(np.random.default_rng(0).integers(0, 255, (64, 64, 3), dtype="uint8"))
picture.resize((200, 200)).save(buffer := io.BytesIO(), "webp")
print("webp", hashlib.sha256(buffer.getvalue()).hexdigest())
"""
TABLES = """
import numpy as np, pandas as pd
from scipy import linalg, optimize
r = np.random.default_rng(0)
t = pd.DataFrame({"k": r.integers(0, 4, 200), "v": r.normal(size=200)})
print(t.groupby("k").v.agg(["mean", "std"]).to_string(float_format="%.12f"))
print(linalg.svdvals(r.normal(size=(50, 50)))[:3], optimize.minimize(optimize.rosen, [3.0, -1.0]).x)
"""
GAMES = """
import gymnasium as gym
for name in ("CartPole-v1", "FrozenLake-v1", "Taxi-v4"):
    env = gym.make(name, render_mode="rgb_array")
    env.action_space.seed(0)
    state, _ = env.reset(seed=0)
    rewards = [env.step(env.action_space.sample())[0] for _ in range(8)]
    print(name, rewards[-1], env.render().astype(float).mean())
    env.close()
"""


@dataclass(frozen=True)
class Case:
    name: str
    modules: tuple[str, ...]
    program: str
    environment: dict[str, str] = field(default_factory=dict)


def cases() -> list[Case]:
    """Where two have the same program, they differ in what the warm process has imported."""
    torch, torch_workers = TORCH.replace("WORKERS", "0"), TORCH.replace("WORKERS", "2")
    sklearn, sklearn_jobs = SKLEARN.replace("JOBS", "None"), SKLEARN.replace("JOBS", "2")
    warm_torch = ("torch", "torch._dynamo")
    warm_sklearn = ("sklearn.datasets", "sklearn.ensemble", "sklearn.neural_network")
    found = [
        Case("torch", ("torch",), torch),
        Case("torch, `_dynamo`", warm_torch, torch),
        Case("torch, `_dynamo`; 2 workers", warm_torch, torch_workers),
        Case("numpy, scipy, pandas", ("numpy", "scipy.linalg", "scipy.optimize", "pandas"), TABLES),
        Case("sklearn", warm_sklearn, sklearn),
        Case("sklearn; 2 jobs", warm_sklearn, sklearn_jobs),
        Case("matplotlib, pillow", ("matplotlib.pyplot", "matplotlib.backends.backend_agg", "PIL.Image"), DRAWING),
        Case("gymnasium", ("gymnasium",), GAMES),
        Case("jax", ("jax",), JAX),
        Case("pytensor", ("pytensor", "pytensor.tensor"), PYTENSOR),
        Case("tensorflow", ("tensorflow",), TENSORFLOW),
    ]
    for backend, modules in (("tensorflow", ("tensorflow",)), ("torch", warm_torch), ("jax", ("jax",))):
        program = KERAS.replace("NAME", backend)
        known = {"KERAS_BACKEND": backend}
        found.append(Case(f"keras on {backend}; {backend} alone", modules, program))
        found.append(Case(f"keras on {backend}; keras too", (*modules, "keras"), program, known))
    for order in ((*warm_torch, "tensorflow"), ("tensorflow", *warm_torch)):
        found.append(Case(f"torch; {order[0]} first", order, torch))
        found.append(Case(f"tensorflow; {order[0]} first", order, TENSORFLOW))
    light = ("matplotlib.pyplot", *warm_sklearn, *warm_torch)
    return [*found, Case("torch; light ones first", light, torch), Case("sklearn; torch too", light, sklearn)]


def warm(case: Case, program: Path, runs: int, quick: bool) -> None:
    """In the warm process: import, then fork a child alone, two at the same time, one alone, and so on."""
    begun = time.process_time()
    for name in case.modules:
        importlib.import_module(name)
    spent = time.process_time() - begun
    # Else each child's last collection visits, and so copies, every object of the parent.
    gc.collect()
    gc.freeze()
    threads = len(list(Path("/proc/self/task").iterdir()))
    memory = int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    print(json.dumps({"import": spent, "threads": threads, "memory": memory}), flush=True)
    for first in range(0, runs, 3):
        for group in ((first,), (first + 1, first + 2)):
            children = {}
            for number in group[: max(runs - group[0], 0)]:
                if not (child := os.fork()):
                    _be_fresh(program, number, quick)
                    return
                children[child] = number
            _await(children)


def _be_fresh(program: Path, number: int, quick: bool) -> None:
    """Be what `python PROGRAM` would be, with the output in a file."""
    os.setsid()
    output = os.open(program.with_suffix(f".{number}.out"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(output, 1)
    os.dup2(output, 2)
    sys.argv = [str(program)]
    sys.path[0] = str(program.parent)
    namespace = runpy.run_path(str(program), run_name="__main__")
    if quick:
        # What a program can see of the interpreter's end, in its order, without taking the packages apart.
        threading._shutdown()  # type: ignore[attr-defined]
        atexit._run_exitfuncs()
        namespace.clear()
        gc.collect()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)


def _await(children: dict[int, int]) -> None:
    """Tell how each ended; end those that reach the limit."""
    end = time.monotonic() + LIMIT
    while children:
        child, status, usage = os.wait4(-1, os.WNOHANG)
        if child:
            ended = {"run": children.pop(child), "status": os.waitstatus_to_exitcode(status)}
            print(json.dumps({**ended, "cpu": usage.ru_utime + usage.ru_stime}), flush=True)
        elif time.monotonic() > end:
            for hanging in children:
                os.killpg(hanging, signal.SIGKILL)
            end += LIMIT
        time.sleep(0.005)


def compare(case: Case, runs: int, quick: bool) -> list[str]:
    """A row of the table."""
    program = ROOT / "programs" / f"program_{hashlib.sha256(case.program.encode()).hexdigest()[:8]}.py"
    program.parent.mkdir(exist_ok=True)
    program.write_text(case.program, encoding="utf-8")
    fresh = _fresh(program)
    expected = fresh[0][0]
    command = [str(PYTHON), __file__, "--program", str(program), "--runs", str(runs), *["--quick-end"] * quick]
    warm_process = subprocess.run(
        [*command, "--warm", json.dumps(asdict(case))],
        env=_environment() | case.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    said = warm_process.stdout.splitlines()
    events = [json.loads(line) for line in said if line.startswith("{")]
    if not events:
        raise RuntimeError(f"{case.name}: {warm_process.stdout}")
    printed = [line for line in said if not line.startswith("{")]
    told, ended = events[0], events[1:]
    outputs = [program.with_suffix(f".{event['run']}.out").read_bytes() for event in ended]
    equal = sum(output == expected for output in outputs)
    hangs = sum(event["status"] == -signal.SIGKILL for event in ended)
    crashes = sum(event["status"] not in (0, -signal.SIGKILL) for event in ended)
    good = equal == len(ended) == runs and not hangs + crashes and all(one[0] == expected for one in fresh)
    return [
        case.name,
        str(told["threads"]),
        f"{told['memory']:.0f}",
        f"{len(printed)} lines" if printed else "nothing",
        f"{equal} of {runs}",
        f"{sum(one[0] == expected for one in fresh)} of {len(fresh)}",
        str(hangs),
        str(crashes),
        f"{told['import']:.2f}",
        f"{statistics.median(cpu for _, cpu in fresh):.2f}",
        f"{statistics.median(event['cpu'] for event in ended):.2f}",
        "import it" if good else "leave it",
    ]


@functools.cache
def _fresh(program: Path) -> list[tuple[bytes, float]]:
    """What several runs under a fresh `python` print, and their CPU seconds; the first only warms the disk."""
    ended = []
    for _ in range(4):
        output = program.with_suffix(".fresh.out")
        with output.open("wb") as file:
            process = subprocess.Popen([PYTHON, program], env=_environment(), stdout=file, stderr=file)
            _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise RuntimeError(f"{program}: {process.returncode}\n{output.read_text()}")
        ended.append((output.read_bytes(), usage.ru_utime + usage.ru_stime))
    return ended[1:]


def _environment() -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return inherited | ONE_THREAD | QUIET | {"PYTHONHASHSEED": "0"}


def main() -> None:
    assert __doc__
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=20, help="forked runs of each case (default: 20)")
    parser.add_argument("--only", default="", help="the cases whose name this pattern finds")
    parser.add_argument("--quick-end", action="store_true", help="end the children without taking the packages apart")
    parser.add_argument("--warm", help=argparse.SUPPRESS)
    parser.add_argument("--program", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.warm:
        warm(Case(**json.loads(arguments.warm)), arguments.program, arguments.runs, arguments.quick_end)
        return
    if not PYTHON.exists():
        venv.create(ROOT / "env", with_pip=True)
    unset = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run([PYTHON, "-m", "pip", "install", "-qq", *PACKAGES], env=unset, check=True)
    rows = []
    for case in cases():
        if re.search(arguments.only, case.name):
            rows.append(compare(case, arguments.runs, arguments.quick_end))
            print(f"  {' | '.join(rows[-1])}", flush=True)
    header = "package|threads|MB|printed|equal|fresh equal|hangs|crashes|CPU s import|fresh|forked|verdict"
    print(f"\n{machine()}\n\n{table(header.split('|'), rows)}")


if __name__ == "__main__":
    main()
