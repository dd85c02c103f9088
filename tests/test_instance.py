"""DAGSTER_HOME: made with settings that are whole, and never made over."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from pipelines.instance import prepare_dagster_home


@pytest.fixture(autouse=True)
def environment_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAGSTER_HOME", "")
    monkeypatch.setenv("DAGSTER_EVENT_BATCH_SIZE", "0")


def test_a_new_home_has_settings_and_nothing_else(tmp_path: Path) -> None:
    prepare_dagster_home(tmp_path / "home")
    [settings] = (tmp_path / "home").iterdir()
    assert settings.name == "dagster.yaml"
    assert "default_limit: 1" in settings.read_text()
    assert os.environ["DAGSTER_HOME"] == str(tmp_path / "home")


def test_settings_of_a_deployment_are_kept(tmp_path: Path) -> None:
    (tmp_path / "dagster.yaml").write_text("telemetry:\n  enabled: false\n")
    prepare_dagster_home(tmp_path)
    assert (tmp_path / "dagster.yaml").read_text() == "telemetry:\n  enabled: false\n"


def test_settings_are_never_seen_in_part(tmp_path: Path) -> None:
    """A UI may start in the moment of the first build."""
    seen: set[int] = set()
    is_over = threading.Event()

    def look() -> None:
        while not is_over.is_set():
            for path in tmp_path.glob("*/dagster.yaml"):
                seen.add(path.stat().st_size)

    watcher = threading.Thread(target=look)
    watcher.start()
    for number in range(50):
        prepare_dagster_home(tmp_path / str(number))
    is_over.set()
    watcher.join()
    assert len({path.stat().st_size for path in tmp_path.glob("*/dagster.yaml")} | seen) == 1
