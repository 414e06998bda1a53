"""A zoo of programs that reach for what is not theirs: files, secrets, the network, other processes, the machine.

What Python hears of is refused in words on every system; the rest is the sandbox's.
"""

from __future__ import annotations

import ast
import socket
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import Checkout, every_way, in_the_sandbox, wait_until
from paotong.errors import PaotongError

# --- files


@pytest.fixture
def outside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a file that stands for all that is not the program's."""
    folder = tmp_path_factory.mktemp("outside")
    (folder / "file").write_text("precious")
    return folder


WRITES = {
    "open": "open('{0}/new', 'w')",
    "append": "open('{0}/file', 'a')",
    "path": "import pathlib; pathlib.Path('{0}/new').touch()",
    "descriptor": "import os; os.open('{0}/new', os.O_CREAT | os.O_WRONLY)",
    "folder": "import os; os.mkdir('{0}/new')",
    "link": "import os; os.symlink('/', '{0}/new')",
    "hard link": "import os; os.link('one.py', '{0}/new')",
    "remove": "import os; os.remove('{0}/file')",
    "remove all": "import shutil; shutil.rmtree('{0}')",
    "rename": "import os; os.rename('{0}/file', 'mine')",
    "rename onto": "import os; open('mine', 'w').close(); os.replace('mine', '{0}/file')",
    "truncate": "import os; os.truncate('{0}/file', 0)",
    "mode": "import os; os.chmod('{0}/file', 0)",
    "time": "import os; os.utime('{0}/file', (0, 0))",
    "copy": "import shutil; shutil.copy('one.py', '{0}/file')",
    "through a link": "import os; os.symlink('{0}', 'door'); open('door/file', 'w')",
    "through a link to the file": "import os; os.symlink('{0}/file', 'door'); open('door', 'w')",
    "through ..": "open('../../../../../../../../../..{0}/file', 'w')",
    "from elsewhere": "import os; os.chdir('/'); open('.{0}/file', 'w')",
    "database": "import sqlite3; sqlite3.connect('{0}/file')",
}


@every_way
@pytest.mark.parametrize("way", WRITES)
def test_writing_elsewhere_is_refused_by_name_and_line(checkout: Checkout, outside: Path, way: str) -> None:
    error = checkout.failure_of(f"\n{WRITES[way].format(outside)}")
    assert error.place == "snippets/demo/one.py:3"
    assert error.found.startswith('the cell "a" was refused: a lesson writes in its own folder only, not to ')
    assert "\nPermissionError: a lesson writes" in error.details
    assert [(path.name, path.read_text()) for path in outside.iterdir()] == [("file", "precious")]


@every_way
def test_in_its_own_folder_a_program_may_do_what_it_likes(checkout: Checkout) -> None:
    code = """\
        import os, pathlib, shutil, sqlite3, tempfile
        os.makedirs("a/b")
        pathlib.Path("a/b/c").write_text("x")
        os.symlink("a", "d"); os.rename("d", "e"); os.remove("e")
        os.chmod("a/b/c", 0o600); os.utime("a/b/c"); os.truncate("a/b/c", 0); os.link("a/b/c", "f")
        with sqlite3.connect("g") as base: base.execute("create table t (x)")
        with tempfile.TemporaryDirectory() as folder: pathlib.Path(folder, "h").touch()
        with tempfile.TemporaryFile() as file: file.write(b"x")
        os.chdir("a"); pathlib.Path("i").touch(); os.chdir("..")
        shutil.copytree("a", "j"); shutil.rmtree("a"); shutil.move("j", "k")
        print(sorted(os.listdir()), os.path.exists(os.devnull), open(os.devnull, "w").write("x"))
        """
    assert checkout.printed(code) == "['f', 'g', 'k', 'one.py'] True 1"


# Python hears nothing of these.
UNHEARD = {
    "child": "import os\nos.system('echo x > {0}/file; echo x > {0}/new; rm {0}/file')",
    "C": "import ctypes\nlibc = ctypes.CDLL(None)\nlibc.unlink(b'{0}/file')\nlibc.creat(b'{0}/new', 0o666)",
    "another Python": "import os, sys\nos.system(sys.executable + ' -c \"open(\\'{0}/file\\', \\'w\\')\"')",
}


@in_the_sandbox
@pytest.mark.parametrize("way", UNHEARD)
@pytest.mark.parametrize("place", ["outside", "repository", "outputs", "home", "workspace"])
def test_the_system_keeps_what_python_does_not_hear_of(
    checkout: Checkout, outside: Path, workspace: Path, way: str, place: str
) -> None:
    project = checkout.project
    folders = {"outside": outside, "repository": project.root, "outputs": project.outputs, "home": Path.home()}
    folder = folders.get(place, workspace)
    file = folder / "file"
    file.write_text("precious")
    try:
        checkout.printed(UNHEARD[way].format(folder))
        assert file.read_text() == "precious"
        assert not (folder / "new").exists()
    finally:
        file.unlink()


@in_the_sandbox
def test_a_program_sees_nothing_of_this_machine_but_python(checkout: Checkout, outside: Path) -> None:
    code = f"""\
        import getpass, os, socket
        for path in ({str(outside)!r}, {str(checkout.project.root)!r}, "/home", "/etc/shadow", "/run", "/var", "/boot"):
            print(os.path.exists(path), end=" ")
        print(sorted(os.listdir("..")))
        print(sorted(int(name) for name in os.listdir("/proc") if name.isdecimal()) == [1, os.getpid()])
        print(getpass.getuser(), os.path.expanduser("~") == os.getcwd(), socket.gethostname(), os.cpu_count() > 0)
        """
    assert checkout.printed(code).splitlines() == [
        "False False False False False False False ['figures', 'matplotlib', 'scratch']",
        "True",
        "lesson True lesson True",
    ]


@in_the_sandbox
def test_a_program_has_no_privilege_and_gets_none(checkout: Checkout) -> None:
    code = """\
        import os, subprocess
        status = dict(line.split(":\\t", 1) for line in open("/proc/self/status").read().splitlines())
        print(int(status["CapEff"], 16), int(status["CapPrm"], 16), status["NoNewPrivs"])
        for command in ("unshare --user true", "unshare --mount true", "mount -t tmpfs x .", "umount /proc"):
            print(subprocess.run(command.split(), stderr=subprocess.DEVNULL).returncode != 0)
        """
    assert checkout.printed(code).splitlines() == ["0 0 1", "True", "True", "True", "True"]


@in_the_sandbox
@pytest.mark.parametrize("file", ["/proc/sys/kernel/core_pattern", "/proc/sys/vm/swappiness", "/proc/sysrq-trigger"])
def test_no_setting_of_the_machine_can_be_changed(checkout: Checkout, file: str) -> None:
    # It is only opened: if that were possible, this machine would go on as it is.
    code = (
        f"import subprocess\nprint(subprocess.run(['sh', '-c', ': >> {file}'], stderr=subprocess.DEVNULL).returncode)"
    )
    assert checkout.printed(code) != "0"


@in_the_sandbox
def test_the_devices_of_this_machine_stay_as_they_are(checkout: Checkout) -> None:
    code = """\
        import ctypes, os, stat
        libc = ctypes.CDLL(None)
        mode = stat.S_IMODE(os.stat("/dev/null").st_mode)
        print(libc.chmod(b"/dev/null", mode), libc.fchmod(0, mode))
        print(open("/dev/null", "w").write("x"), len(open("/dev/urandom", "rb").read(2)))
        """
    assert checkout.printed(code) == "-1 -1\n1 2"


def test_a_link_beside_a_program_shows_nothing_that_lies_elsewhere(checkout: Checkout, outside: Path) -> None:
    (checkout.project.snippets / "demo" / "notes.txt").symlink_to(outside / "file")
    error = checkout.failure_of("print(open('notes.txt').read())")
    assert (error.place, error.found) == ("snippets/demo/notes.txt", "is a link that leads out of snippets/")


@in_the_sandbox
def test_no_import_that_is_shared_starts_what_a_program_chose(checkout: Checkout, workspace: Path) -> None:
    code = f"""\
        import os
        os.environ["LOKY_PICKLER"] = "antigravity"
        os.environ["BROWSER"] = "/usr/bin/touch {workspace}/escaped %s"
        import sklearn
        """
    try:
        checkout.printed(code)
    except PaotongError:
        pass  # in the run itself it may go wrong as it likes
    assert not (workspace / "escaped").exists()


# --- secrets


@every_way
def test_the_environment_holds_nothing_but_what_every_run_gets(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("GITHUB_TOKEN", "AWS_SECRET_ACCESS_KEY", "SSH_AUTH_SOCK", "http_proxy", "PYTHONPATH", "MY_PASSWORD"):
        monkeypatch.setenv(name, "hunter2")
    code = """\
        import os, subprocess
        print(sorted(os.environ))
        print("hunter2" in str(os.environ) + subprocess.run(["env"], capture_output=True, text=True).stdout)
        """
    names, found = checkout.printed(code).splitlines()
    assert found == "False"
    assert set(ast.literal_eval(names)) <= {
        "COLUMNS", "CUDA_VISIBLE_DEVICES", "HOME", "LANG", "LC_CTYPE", "LD_LIBRARY_PATH", "LINES", "MKL_NUM_THREADS",
        "MPLBACKEND", "MPLCONFIGDIR", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "PATH", "PYTHONHASHSEED", "PYTHONUTF8",
        "TERM", "TF_CPP_MIN_LOG_LEVEL", "TF_ENABLE_ONEDNN_OPTS", "TMPDIR", "TZ",
    }  # fmt: skip


@in_the_sandbox
def test_the_secrets_of_other_processes_cannot_be_read(checkout: Checkout) -> None:
    code = """\
        import glob
        for path in glob.glob("/proc/[0-9]*/environ"):
            try:
                print("hunter2" in open(path).read())
            except OSError as error:
                print(error.strerror)
        """
    with subprocess.Popen(["sleep", "60"], env={"PATH": "/usr/bin", "TOKEN": "hunter2"}) as other:
        try:
            assert "True" not in checkout.printed(code)
        finally:
            other.kill()


# --- the network


@pytest.fixture
def listener() -> Iterator[int]:
    """The port of a server on this machine that nobody may reach."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        yield server.getsockname()[1]
        with pytest.raises(BlockingIOError):
            server.accept()


@every_way
@pytest.mark.parametrize(
    ("code", "asked"),
    [
        ("import socket; socket.socket().connect(('127.0.0.1', {0}))", "connect 127.0.0.1:{0}"),
        ("import socket; socket.socket().connect_ex(('127.0.0.1', {0}))", "connect 127.0.0.1:{0}"),
        ("import socket; socket.socket(socket.AF_INET6).connect(('::1', {0}))", "connect ::1:{0}"),
        ("import socket; socket.socket(type=2).sendto(b'x', ('127.0.0.1', {0}))", "sendto 127.0.0.1:{0}"),
        ("import socket; socket.socket(type=2).sendmsg([b'x'], [], 0, ('127.0.0.1', {0}))", "sendmsg 127.0.0.1:{0}"),
        ("import socket; socket.socket().bind(('', 0))", "bind :0"),
        ("import socket; socket.create_connection(('127.0.0.1', {0}))", "getaddrinfo 127.0.0.1"),
        ("import socket; socket.getaddrinfo('example.org', 80)", "getaddrinfo example.org"),
        ("import socket; socket.gethostbyname('example.org')", "gethostbyname example.org"),
        ("import asyncio; asyncio.run(asyncio.open_connection('127.0.0.1', {0}))", "connect 127.0.0.1:{0}"),
        ("import http.client; http.client.HTTPConnection('a.org').request('GET', '/')", "getaddrinfo a.org"),
    ],
)
def test_a_connection_is_refused_by_name_and_line(checkout: Checkout, listener: int, code: str, asked: str) -> None:
    error = checkout.failure_of(f"\n{code.format(listener)}")
    assert error.place == "snippets/demo/one.py:3"
    assert error.found == f'the cell "a" was refused: a lesson has no network: {asked.format(listener)}'


@every_way
def test_a_download_fails_as_it_would_without_a_network(checkout: Checkout) -> None:
    code = """\
        import urllib.error, urllib.request
        try:
            urllib.request.urlopen("http://example.org/data.csv")
        except urllib.error.URLError as error:
            print(error.reason)
        """
    assert checkout.printed(code) == "a lesson has no network: getaddrinfo example.org"


@in_the_sandbox
@pytest.mark.parametrize("family", ["AF_VSOCK", "AF_ALG", "AF_PACKET"])
def test_no_socket_leads_past_the_network(checkout: Checkout, family: str) -> None:
    code = f"""\
        import socket
        try:
            print(socket.socket(socket.{family}, socket.SOCK_STREAM))
        except OSError as error:
            print(error.strerror)
        """
    assert checkout.printed(code) == "Operation not permitted"


@in_the_sandbox
def test_the_keyring_of_whoever_is_logged_in_is_closed(checkout: Checkout) -> None:
    code = """\
        import ctypes, platform
        libc = ctypes.CDLL(None, use_errno=True)
        keyctl = {"x86_64": 250, "aarch64": 219}[platform.machine()]
        print(libc.syscall(keyctl, 0, -3, 0), ctypes.get_errno())
        """
    assert checkout.printed(code) == "-1 1"


CHILDREN = {
    "Python": "{python} -c 'import socket; socket.create_connection((\"127.0.0.1\", {port}))'",
    "names": "getent ahosts example.org",
    "raw": "{python} -c 'import socket; socket.socket(socket.AF_INET, socket.SOCK_RAW, 1)'",
    "packet": "{python} -c 'import socket; socket.socket(socket.AF_PACKET, socket.SOCK_RAW)'",
    "abstract": "{python} -c 'import socket; socket.socket(socket.AF_UNIX).connect(\"\\0paotong-test\")'",
}


@in_the_sandbox
@pytest.mark.parametrize("child", CHILDREN)
def test_a_child_has_no_network_either(checkout: Checkout, listener: int, child: str) -> None:
    with socket.socket(socket.AF_UNIX) as abstract:
        abstract.bind("\0paotong-test")
        abstract.listen()
        command = CHILDREN[child].format(python="python3", port=listener)
        code = (
            f"import subprocess\nprint(subprocess.run({command!r}, shell=True, stderr=subprocess.DEVNULL).returncode)"
        )
        assert checkout.printed(code) != "0"


@every_way
def test_sockets_between_the_processes_of_a_run_are_its_own_affair(checkout: Checkout) -> None:
    code = """\
        import asyncio, socket
        a, b = socket.socketpair()
        a.send(b"x")
        print(b.recv(1), asyncio.run(asyncio.sleep(0, "done")))
        """
    assert checkout.printed(code) == "b'x' done"


# --- other runs


@in_the_sandbox
def test_runs_at_once_do_not_see_each_other(checkout: Checkout, workspace: Path) -> None:
    checkout.snippet(
        "# %% a\nimport time\nopen('/dev/shm/seen', 'w').close()\nopen('secret', 'w').close()\ntime.sleep(1)\n",
        "demo/two",
    )
    other = threading.Thread(target=lambda: checkout.output("a", "demo/two"))
    other.start()
    wait_until(lambda: any(workspace.glob("*/scratch/secret")))
    code = """\
        from glob import glob
        print(len(glob("../../*")), glob("../../*/*/secret"), len(glob("/proc/[0-9]*")), glob("/dev/shm/*"))
        """
    said = checkout.printed(code)
    other.join()
    assert said == "1 [] 2 []"


@in_the_sandbox
def test_a_run_cannot_reach_its_server_or_another_run(checkout: Checkout, workspace: Path) -> None:
    checkout.snippet("# %% a\nimport time\nopen('begun', 'w').close()\ntime.sleep(1)\nprint('on')\n", "demo/two")
    said: list[str] = []
    other = threading.Thread(target=lambda: said.append(checkout.output("a", "demo/two")))
    other.start()
    wait_until(lambda: any(workspace.glob("*/scratch/begun")))
    code = """\
        import os
        for pid in {1, os.getppid(), *range(3, 400)} - {0, os.getpid()}:
            try: os.kill(pid, 9)
            except OSError: pass
        print("tried")
        """
    assert checkout.printed(code) == "tried"
    other.join()
    assert said == ["on"]


def test_a_run_that_does_end_its_server_harms_no_later_one(checkout: Checkout) -> None:
    assert "killed by SIGKILL" in checkout.failure_of("import os\nos.kill(os.getppid() or os.getpid(), 9)").found
    assert checkout.printed("print('on')") == "on"
