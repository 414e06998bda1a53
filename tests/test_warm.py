"""warm: what forks share, what each has for itself, and what happens when a server is gone."""

from __future__ import annotations

import importlib.util
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from conftest import REPOSITORY, Checkout, is_alive, wait_until
from paotong.record.compare import differences
from paotong.run.fresh import start_fresh
from paotong.run.job import Job, Worker
from paotong.run.launch import run_snippet
from paotong.run.packages import SHARED, shared_packages
from paotong.run.warm import CAN_FORK, WarmServers, workers

pytestmark = pytest.mark.skipif(not CAN_FORK, reason="nothing is forked on this system")

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
    "PIL": """\
        from PIL import Image
        import io
        Image.new("RGB", (20, 20), "teal").save(buffer := io.BytesIO(), "WEBP")
        print(len(buffer.getvalue()))
        """,
}


def test_the_table_is_tried_whole() -> None:
    assert set(USES) == set(SHARED)


def test_the_table_gives_the_order() -> None:
    assert shared_packages({"numpy", "torch", "polars"}) == ("torch", "numpy")


@pytest.mark.torch
@pytest.mark.parametrize("package", SHARED)
def test_a_package_gives_the_same_record_both_ways(package: str, checkout: Checkout) -> None:
    if not importlib.util.find_spec(package):
        pytest.skip(f"{package} is not installed")
    checkout.snippet("# %% a\n" + textwrap.dedent(USES[package]))
    with run_snippet(checkout.project, "demo/one", start_fresh) as fresh:
        # Twice: the second fork comes from a server that has forked before.
        for _ in range(2):
            with checkout.run() as forked:
                assert forked.cells[0].text == fresh.cells[0].text
                assert differences(fresh, forked) == []
                pictures = [[figure.path.read_bytes() for figure in run.cells[0].figures] for run in (fresh, forked)]
                assert pictures[0] == pictures[1]


@pytest.mark.torch
@pytest.mark.parametrize("package", SHARED)
def test_a_package_of_the_table_is_really_shared(package: str, checkout: Checkout, servers: WarmServers) -> None:
    if not importlib.util.find_spec(package):
        pytest.skip(f"{package} is not installed")
    checkout.snippet(f"# %% a\nimport sys\nprint({package!r} in sys.modules)\nimport {package}\n")
    assert output(replace(checkout, start=servers.start)) == "True"


@pytest.mark.torch
def test_numbers_of_programs_without_a_seed_differ_from_run_to_run(checkout: Checkout) -> None:
    checkout.snippet("# %% a\nimport random\nimport numpy as np\nprint(random.random())\nprint(np.random.rand())\n")
    first, second = (output(checkout).split() for _ in range(2))
    assert first[0] != second[0]
    assert first[1] != second[1]


@pytest.fixture
def servers(checkout: Checkout) -> Iterator[WarmServers]:
    servers = WarmServers(checkout.project)
    yield servers
    servers.close()


def output(checkout: Checkout) -> str:
    return checkout.output("a")


@pytest.mark.parametrize(("package", "modules"), [("zen", ("this",)), ("gone", ("no_such_module",))])
def test_an_import_that_prints_or_fails_is_left_to_the_run(
    package: str, modules: tuple[str, ...], checkout: Checkout, servers: WarmServers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(SHARED, package, modules)

    def start(job: Job, output: int, events: int) -> Worker:
        return servers.start(replace(job, packages=(package,)), output, events)

    checkout.snippet("# %% a\nimport this\n")
    assert output(replace(checkout, start=start)).startswith("The Zen of Python")


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


def test_runs_do_not_meet(checkout: Checkout, servers: WarmServers) -> None:
    warm = replace(checkout, start=servers.start)
    checkout.snippet(
        "# %% a\nimport os, traceback\ntraceback.print_exc = None\nos.environ['LEFT'] = '1'\nopen('left', 'w')\n"
    )
    output(warm)
    checkout.snippet("# %% a\nimport os, traceback\nprint(os.listdir(), 'LEFT' in os.environ, traceback.print_exc)\n")
    assert output(warm).startswith("['one.py'] False <function print_exc")


def test_another_style_is_another_process(checkout: Checkout, servers: WarmServers) -> None:
    warm = replace(checkout, start=servers.start)
    checkout.snippet("# %% a\nimport matplotlib.pyplot as plt\nprint(plt.rcParams['figure.dpi'])\n")
    for dpi in ("70.0", "80.0"):
        (checkout.project.snippets / "matplotlibrc").write_text(f"figure.dpi: {dpi}\n")
        assert output(warm) == dpi


def test_a_server_that_was_ended_is_started_anew(checkout: Checkout, servers: WarmServers) -> None:
    warm = replace(checkout, start=servers.start)
    checkout.snippet("# %% a\nimport os\nprint(os.getppid())\n")
    first = int(output(warm))
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: not is_alive(first))
    assert int(output(warm)) != first


def test_a_program_that_ends_its_server_harms_itself_alone(checkout: Checkout, servers: WarmServers) -> None:
    warm = replace(checkout, start=servers.start)
    checkout.snippet("# %% a\nimport os, time\nos.kill(os.getppid(), 9)\ntime.sleep(60)\n")
    with pytest.raises(Exception, match="killed by SIGKILL"):
        output(warm)
    checkout.snippet("# %% a\nprint('on')\n")
    assert output(warm) == "on"


def test_servers_and_runs_end_with_whoever_started_them(checkout: Checkout) -> None:
    told = checkout.project.root / "pids"
    checkout.snippet(
        f"# %% a\nimport os, time\nwith open({str(told)!r}, 'w') as f: f.write(f'{{os.getpid()}} {{os.getppid()}} ')\n"
        "time.sleep(60)\n"
    )
    command = [sys.executable, str(REPOSITORY / "scripts" / "run.py"), "--root", str(checkout.project.root)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as runner:
        wait_until(lambda: told.is_file() and told.read_text().endswith(" "))
        runner.kill()
    for pid in map(int, told.read_text().split()):
        wait_until(lambda pid=pid: not is_alive(pid))  # type: ignore[misc]


def test_a_closed_tree_leaves_no_process(checkout: Checkout) -> None:
    with workers(checkout.project) as start:
        checkout.snippet("# %% a\nimport os\nimport PIL\nprint(os.getppid())\n")
        server = output(replace(checkout, start=start))
    assert not Path(f"/proc/{server}").exists()
