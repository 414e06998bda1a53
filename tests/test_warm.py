"""warm: what forks share, what each has for itself, and what happens when a server is gone."""

from __future__ import annotations

import importlib.metadata
import os
import signal
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from conftest import Checkout, both_ways, command_line, has_sandbox, pids_with, wait_until
from paotong.errors import PaotongError
from paotong.record.compare import differences
from paotong.run.fresh import FreshStart
from paotong.run.job import Job, Start, Worker
from paotong.run.launch import run_snippet
from paotong.run.packages import SHARED, shared_packages
from paotong.run.warm import WarmServers, can_fork, workers

pytestmark = pytest.mark.skipif(not can_fork(), reason="nothing is forked on this system")

# What a lesson would do with each package of the table, in a few milliseconds.
USES = {
    "torch": """\
        import torch
        torch.manual_seed(0)
        x = torch.linspace(-1, 1, 20).unsqueeze(1)
        net = torch.nn.Sequential(torch.nn.Linear(1, 8), torch.nn.Tanh(), torch.nn.Linear(8, 1))
        optimizer = torch.optim.Adam(net.parameters(), lr=0.1)
        for _ in range(5):
            loss = ((net(x) - x * x) ** 2).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(loss.item(), x.var(), torch.get_num_threads())
        print(next(iter(torch.utils.data.DataLoader(list(range(9)), batch_size=3, shuffle=True))))
        """,
    "numpy": """\
        import numpy as np
        np.random.seed(1)
        a = np.random.default_rng(0).normal(size=(50, 50))
        print(np.random.rand(2), np.linalg.svd(a @ a.T)[1][:3], np.get_printoptions()["precision"])
        """,
    "sklearn": """\
        from sklearn.datasets import load_digits
        from sklearn.neural_network import MLPClassifier
        x, y = load_digits(return_X_y=True)
        net = MLPClassifier((8,), max_iter=400, random_state=0, tol=1).fit(x[:300], y[:300])
        print(net.loss_, net.score(x[300:], y[300:]))
        """,
    "gymnasium": """\
        import gymnasium as gym
        world = gym.make("CartPole-v1")
        state, _ = world.reset(seed=3)
        for _ in range(5):
            state, reward, *_ = world.step(1)
        print(state, reward)
        """,
    "matplotlib": """\
        import matplotlib.pyplot as plt
        plt.plot([1, 3, 2], label="a")
        plt.legend()
        print(plt.rcParams["figure.dpi"], plt.rcParams["axes.spines.top"])
        """,
    "tensorflow": """\
        import tensorflow as tf
        tf.random.set_seed(0)
        w = tf.Variable(tf.random.normal((4, 1)))
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.nn.relu(tf.ones((3, 4)) @ w) ** 2) + tf.norm(w)
        print(loss.numpy(), tape.gradient(loss, w).numpy())
        """,
    "keras": """\
        import os
        os.environ["KERAS_BACKEND"] = "torch"
        import keras
        import numpy as np
        import random
        import torch
        random.seed(0)
        np.random.seed(0)
        torch.manual_seed(0)
        x = np.linspace(-1, 1, 64, dtype="float32")[:, None]
        net = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
        net.compile(optimizer="adam", loss="mse")
        print(keras.backend.backend(), net.fit(x, x * 2, epochs=2, verbose=0).history["loss"])
        """,
    "jax": """\
        import jax
        import jax.numpy as jnp
        print(jax.jit(jax.grad(lambda w: jnp.tanh(w * w).sum()))(jax.random.normal(jax.random.key(0), (3,))))
        """,
    "pytensor": """\
        import pytensor
        import pytensor.tensor as pt
        x = pt.dscalar("x")
        print(pytensor.function([x], pytensor.grad(pt.tanh(x) ** 2, x), mode="FAST_COMPILE")(0.5))
        """,
}
# As the registries call them, where programs import them by another name.
DISTRIBUTIONS = {"sklearn": "scikit-learn", "tensorflow": "tensorflow-cpu"}


@pytest.fixture
def installed(package: str, checkout: Checkout) -> Checkout:
    """A checkout that is locked to this package as it is installed here."""
    distribution = DISTRIBUTIONS.get(package, package)
    try:
        version = importlib.metadata.version(distribution).partition("+")[0]
    except importlib.metadata.PackageNotFoundError:
        pytest.skip(f"{package} is not installed")
    with (checkout.project.root / "requirements.lock").open("a", encoding="utf-8") as lock:
        lock.write(f"{distribution}=={version}\n")
    return checkout


def test_the_table_is_tried_whole() -> None:
    assert set(USES) == set(SHARED)


def test_the_table_gives_the_order() -> None:
    assert shared_packages({"numpy", "torch", "polars"}) == ("torch", "numpy")


@pytest.mark.torch
@pytest.mark.parametrize("package", SHARED)
def test_a_package_gives_the_same_record_both_ways(package: str, installed: Checkout, starts: dict[str, Start]) -> None:
    checkout = installed
    checkout.snippet("# %% a\n" + textwrap.dedent(USES[package]))
    with run_snippet(checkout.project, "demo/one", starts["fresh"]) as fresh:
        # Twice: the second fork comes from a server that has forked before.
        for _ in range(2):
            with checkout.run() as forked:
                assert forked.cells[0].text == fresh.cells[0].text
                assert differences(fresh, forked) == []
                pictures = [[figure.path.read_bytes() for figure in run.cells[0].figures] for run in (fresh, forked)]
                assert pictures[0] == pictures[1]


@pytest.mark.torch
@pytest.mark.parametrize("package", SHARED)
def test_a_package_of_the_table_is_really_shared(package: str, installed: Checkout) -> None:
    installed.snippet(f"# %% a\nimport sys\nprint({package!r} in sys.modules)\nimport {package}\n")
    assert output(installed) == "True"


@pytest.mark.torch
@pytest.mark.parametrize(
    "program",
    [
        "import random\nprint(random.random())\n",
        "import matplotlib.pyplot\nimport numpy as np\nprint(np.random.rand())\n",
        "import torch\nprint(torch.rand(1).item())\n",
    ],
)
def test_numbers_of_programs_without_a_seed_differ_from_run_to_run(program: str, checkout: Checkout) -> None:
    checkout.snippet(f"# %% a\n{program}")
    assert output(checkout) != output(checkout)


@both_ways
@pytest.mark.parametrize(
    "setting",
    [
        'os.environ["MPLBACKEND"] = "svg"',  # is read when Matplotlib is imported
        'os.environ["PYTHONHASHSEED"] = "7"',  # is read when Python starts, so here it is too late
        'os.environ.update(MPLBACKEND="pdf")',  # the text alone does not tell
    ],
)
def test_what_a_program_sets_before_it_imports_counts_as_it_would(setting: str, checkout: Checkout) -> None:
    checkout.snippet(f"""\
        # %% a
        import os
        print("7" in os.environ.values(), "svg" in os.environ.values())
        {setting}
        import numpy
        import matplotlib
        print(matplotlib.rcParams["backend"].lower(), hash("a"), "update" in os.environ)
        """)
    plain = subprocess.run(
        [sys.executable, checkout.project.snippet("demo/one")],
        env={"PYTHONHASHSEED": "0", "MPLBACKEND": "Agg"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert output(checkout) == plain.rstrip("\n").replace("pdf", "agg")


@pytest.fixture
def servers(checkout: Checkout, workspace: Path) -> Iterator[WarmServers]:
    servers = WarmServers(checkout.project, workspace)
    yield servers
    servers.close()


def output(checkout: Checkout) -> str:
    return checkout.output("a")


@pytest.mark.parametrize(("package", "modules"), [("zen", ("this",)), ("gone", ("no_such_module",))])
def test_an_import_that_prints_or_fails_is_left_to_the_run(
    package: str, modules: tuple[str, ...], checkout: Checkout, servers: WarmServers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(SHARED, package, modules)

    class Asking:
        workspace, surroundings = servers.workspace, servers.surroundings

        def __call__(self, job: Job, file: Path, output: int, events: int) -> Worker:
            return servers(replace(job, packages=(package,)), file, output, events)

    checkout.snippet("# %% a\nimport this\n")
    assert output(replace(checkout, start=Asking())).startswith("The Zen of Python")


def test_an_import_that_starts_threads_is_left_to_the_run(tmp_path: Path) -> None:
    (tmp_path / "busy.py").write_text(
        "import threading, time\nthreading.Thread(target=time.sleep, args=(9,), daemon=True).start()\n"
    )
    asked = "import os; from paotong.run.server import import_all; kept = os.dup(1); os.write(kept, {}.encode())"
    told = subprocess.run(
        [sys.executable, "-c", asked.format("import_all(['busy'])")],
        env={"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout == "it starts threads, which a fork would lack"


@pytest.mark.torch
def test_where_nothing_can_be_forked_a_fresh_interpreter_imports_first(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "pidfd_open")
    checkout.snippet("# %% a\nimport sys\nprint('numpy' in sys.modules)\nimport numpy\n")
    with workers(checkout.project) as start:
        assert isinstance(start, FreshStart)
        assert output(replace(checkout, start=start)) == "True"


def test_runs_do_not_meet(checkout: Checkout, servers: WarmServers) -> None:
    warm = replace(checkout, start=servers)
    checkout.snippet(
        "# %% a\nimport os, traceback\ntraceback.print_exc = None\nos.environ['LEFT'] = '1'\nopen('left', 'w')\n"
    )
    output(warm)
    checkout.snippet("# %% a\nimport os, traceback\nprint(os.listdir(), 'LEFT' in os.environ, traceback.print_exc)\n")
    assert output(warm).startswith("['one.py'] False <function print_exc")


def test_another_style_is_another_process(checkout: Checkout, servers: WarmServers) -> None:
    warm = replace(checkout, start=servers)
    checkout.snippet("# %% a\nimport matplotlib.pyplot as plt\nprint(plt.rcParams['figure.dpi'])\n")
    for dpi in ("70.0", "80.0"):
        (checkout.project.snippets / "matplotlibrc").write_text(f"figure.dpi: {dpi}\n")
        assert output(warm) == dpi


def test_a_server_that_was_ended_is_started_anew(checkout: Checkout, servers: WarmServers) -> None:
    warm = replace(checkout, start=servers)
    checkout.snippet("# %% a\nprint('on')\n")
    assert output(warm) == "on"
    for pid in pids_with(str(servers.workspace)):
        with suppress(ProcessLookupError):  # it ended with another
            os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not pids_with(str(servers.workspace)))
    assert output(warm) == "on"


@pytest.mark.skipif(not has_sandbox(), reason="this system has no sandbox")
def test_whoever_ends_a_server_in_the_sandbox_ends_all_that_it_runs(checkout: Checkout, servers: WarmServers) -> None:
    warm = replace(checkout, start=servers)
    failures: list[PaotongError] = []
    program = "# %% a\nimport subprocess\nsubprocess.run(['sleep', '74.25'])\n"
    run = threading.Thread(target=lambda: failures.append(warm.failure(program)))
    run.start()
    wait_until(lambda: bool(pids_with("74.25")))
    [first] = pids_with(f"PAOTONG_WORKSPACE={servers.workspace}")
    os.kill(parent_of(first), signal.SIGKILL)
    run.join()
    assert "killed by SIGKILL" in failures[0].found
    wait_until(lambda: not pids_with("74.25") and not pids_with(f"PAOTONG_WORKSPACE={servers.workspace}"))


def parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[1])


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_servers_and_runs_end_with_whoever_started_them(
    checkout: Checkout, tmp_path: Path, how: signal.Signals
) -> None:
    checkout.snippet("# %% a\nimport subprocess\nsubprocess.run(['sleep', '73.25'])\n")
    command = command_line("run", checkout.project.root)
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    environment = os.environ | {"TMPDIR": str(temporary)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as runner:
        wait_until(lambda: bool(pids_with("73.25")))
        runner.send_signal(how)
    wait_until(lambda: not pids_with("73.25") and not pids_with(str(temporary)))
    # Who is killed cannot clear away its folders: the next one does.
    checkout.snippet("# %% a\n")
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)
    assert list(temporary.iterdir()) == []


def test_a_closed_tree_leaves_no_process(checkout: Checkout) -> None:
    with workers(checkout.project) as start:
        checkout.snippet("# %% a\nimport PIL\n")
        output(replace(checkout, start=start))
        assert pids_with(str(start.workspace))
    assert not pids_with(str(start.workspace))


@pytest.mark.parametrize("options", [[], ["--sandboxed"]])
def test_where_there_is_no_sandbox_it_is_told_and_who_asked_for_one_runs_nothing(
    checkout: Checkout, options: list[str]
) -> None:
    checkout.snippet("# %% a\nprint('on')\n")
    command = command_line("run", checkout.project.root, *options)
    done = subprocess.run(command, env=os.environ | {"PATH": "/nowhere"}, capture_output=True, text=True)
    assert "bubblewrap is not installed" in done.stderr
    assert done.returncode == len(options)
    assert (checkout.project.outputs / "demo" / "one").exists() == (not options)
