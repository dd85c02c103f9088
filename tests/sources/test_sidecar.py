"""Sidecars that somebody wrote by hand, or wrote to do harm: never an error, always a reason."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipelines.sources.sidecar import Sidecar, read_sidecar


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"[" * 100_000, "cannot be read"),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "cannot be read"),
        (b'{"title": "' + b"x" * 1024 * 1024 + b'"}', "more than 1,048,576 bytes"),
        (b'{"page_id": ' + b"9" * 100_000 + b"}", "cannot be read"),
        (b'{"title": "\\ud800"}', "cannot be written as UTF-8"),
        (b"\xff\xfe", "cannot be read"),
        (b"\x00", "cannot be read"),
        (b"null", "does not hold a JSON object"),
    ],
)
def test_a_sidecar_of_no_use_says_why(content: bytes, problem: str, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(content)
    found = read_sidecar(path)
    assert found == Sidecar(problem=found.problem)
    assert found.problem is not None
    assert found.problem.startswith("x.json")
    assert problem in found.problem
    assert len(found.problem) < 500


def test_a_sidecar_of_any_size_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "x.json").open("wb") as file:
        file.truncate(2**40)
    assert "more than" in str(read_sidecar(tmp_path / "x.json").problem)


def test_a_sidecar_that_would_never_end_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.json")
    (tmp_path / "zeros.json").symlink_to("/dev/zero")
    (tmp_path / "folder.json").mkdir()
    for name in ("pipe.json", "zeros.json", "folder.json"):
        assert read_sidecar(tmp_path / name).problem == f"{name} is no ordinary file"


def test_a_sidecar_that_is_not_there_says_nothing(tmp_path: Path) -> None:
    assert read_sidecar(tmp_path / "x.json") == Sidecar()
    (tmp_path / "loop.json").symlink_to("loop.json")
    assert "cannot be read" in str(read_sidecar(tmp_path / "loop.json").problem)
