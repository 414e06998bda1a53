"""whole: a file is put in its place in one step, and where that fails nothing of it stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import files_of
from paotong.whole import write_whole


def test_a_file_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"old")
    write_whole(tmp_path / "file", b"new")
    assert files_of(tmp_path) == {"file": b"new"}


def test_where_the_disk_refuses_it_the_old_one_is_all_there_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_bytes(b"old")

    def refuse(*paths: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OSError, match="No space left"):
        write_whole(tmp_path / "file", b"new")
    assert files_of(tmp_path) == {"file": b"old"}
