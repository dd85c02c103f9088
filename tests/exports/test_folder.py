"""Folders that are there whole or not at all, however many write them at once."""

from __future__ import annotations

import fcntl
import shutil
from pathlib import Path

import pytest

from pipelines.exports import folder as folder_module
from pipelines.exports.folder import unfinished_folder


def test_a_folder_that_another_one_took_for_left_behind_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was there, and had no lock yet."""
    lock, taken = fcntl.flock, []

    def after_another_one(descriptor: int, operation: int) -> None:
        lock(descriptor, operation)
        if not taken:
            taken.extend(tmp_path.glob(".x.*.partial"))
            shutil.rmtree(taken[0])

    monkeypatch.setattr(folder_module.fcntl, "flock", after_another_one)
    with unfinished_folder(tmp_path, "x") as made:
        assert taken == [made]
        (made / "file").write_text("kept")
        monkeypatch.undo()
        with unfinished_folder(made, "x"):
            # Of a folder that is locked, too; and nobody removes what is locked.
            folder_module._discard_left_behind(tmp_path, "x")
        assert (made / "file").exists()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_an_error() -> None:
    with pytest.raises(OSError, match="/proc/x"), unfinished_folder(Path("/proc/x"), "x"):
        pass
