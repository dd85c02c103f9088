"""Where things lie, by the environment."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.paths import Paths


def test_staged_files_lie_beside_the_published_one_unless_another_place_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NASCAR_WAREHOUSE_STAGED", raising=False)
    paths = replace(Paths.from_environment(), warehouse=tmp_path)
    assert paths.staged == tmp_path / "staged"
    monkeypatch.setenv("NASCAR_WAREHOUSE_STAGED", str(tmp_path / "elsewhere"))
    assert Paths.from_environment().staged == tmp_path / "elsewhere"
    monkeypatch.setenv("NASCAR_WAREHOUSE_STAGED", "memory://bucket/prefix/")
    staged = Paths.from_environment().staged
    assert not isinstance(staged, Path)
    assert str(staged).rstrip("/").endswith("bucket/prefix")
