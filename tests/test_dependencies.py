"""pyproject.toml and the lock files: each dependency has its note, and what is installed is what was looked at."""

from __future__ import annotations

import re
import tomllib

import pytest

from paotong.cells.lock import normalized
from paotong.project import Project

ROOT = Project().root
# A version and where it is wanted, then hashes: each on a line of its own, the lines before it continued.
PINNED = re.compile(r"([a-z0-9-]+)==([^\s;]+)(?: ; ([^#\\]+?))? *(?:#|\\|$)")
HASH = re.compile(r" +--hash=sha256:[0-9a-f]{64}( \\)?")
# Which file torch is depends on where it comes from, and which of these it needs depends on which file it is.
WITHOUT_HASH = re.compile(r"torch|triton|(cuda|nvidia)-.*")
HASHED = ["build", "full", "light", "tools"]


def lines(name: str) -> list[str]:
    return (ROOT / name).read_text(encoding="utf-8").splitlines()


def pins(name: str) -> set[tuple[str, str, str]]:
    """What a lock file pins: name, version, and where it is wanted."""
    found = [match for line in lines(name) if not line.startswith((" ", "#")) for match in [PINNED.match(line)]]
    assert found
    assert all(found), f"{name} has a line that pins nothing"
    return {(match[1], match[2], match[3] or "") for match in found if match}


def direct() -> dict[str, str]:
    """The dependencies in pyproject.toml, and the distribution that each is."""
    settings = tomllib.loads("\n".join(lines("pyproject.toml")))
    project = settings["project"]
    groups = [*project["optional-dependencies"].values(), *settings["dependency-groups"].values()]
    wanted = [
        *settings["build-system"]["requires"],
        *project["dependencies"],
        *(one for group in groups for one in group),
    ]
    return {one: normalized(re.split(r"[^\w.-]", one)[0]) for one in wanted}


def has_note(dependency: str) -> bool:
    """Whether a comment stands behind it or just above it; what is wanted in two versions has one for both."""
    text = lines("pyproject.toml")
    at = next(number for number, line in enumerate(text) if line.strip().startswith(f'"{dependency}",'))
    above = text[at - 1].strip()
    return bool(
        re.search(r'",? +# \w', text[at])
        or above.startswith("# ")
        or (direct().get(above.strip('",')) == direct()[dependency] and has_note(above.strip('",')))
    )


def test_each_dependency_has_its_note() -> None:
    assert {"mkdocs", "torch", "pytest", "hatchling", "uv"} <= set(direct().values())
    assert [dependency for dependency in direct() if not has_note(dependency)] == []


def test_the_lock_says_for_whom_each_version_is() -> None:
    assert [line for line in lines("requirements.lock") if not line.startswith("#") and "# via " not in line] == []


@pytest.mark.parametrize("name", HASHED)
def test_each_version_has_hashes(name: str) -> None:
    text = lines(f"hashes/{name}.lock")
    for line, following in zip(text, [*text[1:], ""], strict=True):
        if not line.lstrip().startswith("#"):
            assert HASH.fullmatch(line) or PINNED.match(line), line
            # A line that ends in a backslash goes on with a hash, and only such a line does.
            assert line.endswith("\\") == bool(HASH.fullmatch(following)), line


def test_only_torch_and_what_it_brings_has_no_hash() -> None:
    everything = pins("requirements.lock")
    hashed = pins("hashes/full.lock") | pins("hashes/build.lock")
    assert hashed <= everything
    assert {name for name, *_ in everything - hashed} == {
        name for name, *_ in everything if WITHOUT_HASH.fullmatch(name)
    }


def test_the_light_set_is_part_of_the_full_one() -> None:
    # Where it is needed may be said more narrowly in the smaller one.
    light, full = ({(name, version) for name, version, _ in pins(f"hashes/{kind}.lock")} for kind in ("light", "full"))
    assert light < full
    assert not {"torch", "numpy", "pytest"} & {name for name, *_ in pins("hashes/light.lock")}


def test_each_dependency_is_locked() -> None:
    locked = {name for file in ("requirements.lock", "hashes/tools.lock") for name, *_ in pins(file)}
    assert set(direct().values()) <= locked


@pytest.mark.parametrize("name", ["requirements.lock", *(f"hashes/{name}.lock" for name in HASHED)])
def test_a_lock_names_no_place_to_download_from(name: str) -> None:
    text = "\n".join(lines(name))
    assert "://" not in text
    assert not re.search(r"^\s*-(-[a-z-]*index|-find-links|i |f )", text, re.MULTILINE)


def test_there_is_no_other_lock() -> None:
    assert {path.stem for path in (ROOT / "hashes").iterdir()} == set(HASHED)
