"""Each documented deployment can be read by Dagster, holds no secret, and guards publication."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from dagster._core.instance.config import dagster_instance_config
from sample_project import ROOT

SETTINGS = ROOT / "pipelines" / "defs" / "dagster.yaml"
DEPLOYMENT = ROOT / "pipelines" / "defs" / "deployment"
DEPLOYMENTS = sorted(DEPLOYMENT.glob("*.yaml"))
STORAGES = ("run_storage", "schedule_storage", "event_log_storage")


def read(path: Path) -> Mapping[str, Any]:
    return yaml.safe_load(path.read_text())


def test_there_is_one_for_postgresql_for_docker_and_for_kubernetes() -> None:
    names = [path.stem for path in DEPLOYMENTS]
    assert names == ["dagster-docker", "dagster-k8s", "dagster-postgres"]


@pytest.mark.parametrize("path", [SETTINGS, *DEPLOYMENTS], ids=lambda path: path.stem)
def test_dagster_knows_every_setting(path: Path, tmp_path: Path) -> None:
    shutil.copy(path, tmp_path / "dagster.yaml")
    settings, instance_class = dagster_instance_config(str(tmp_path))
    assert instance_class is None
    assert settings["telemetry"] == {"enabled": False}
    assert settings["nux"] == {"enabled": False}


@pytest.mark.parametrize("path", [SETTINGS, *DEPLOYMENTS], ids=lambda path: path.stem)
def test_one_publishes_at_a_time_and_what_is_dead_is_found(path: Path) -> None:
    settings = read(path)
    assert settings["concurrency"]["pools"] == {"default_limit": 1, "granularity": "op"}
    assert settings["run_monitoring"]["enabled"] is True
    assert settings["run_monitoring"]["free_slots_after_run_end_seconds"] == 60


@pytest.mark.parametrize("path", DEPLOYMENTS, ids=lambda path: path.stem)
def test_all_are_kept_in_the_same_database_as_that_which_is_tested(path: Path) -> None:
    """That of PostgreSQL alone is run by tests; the others must not drift away from it."""
    settings, tested = read(path), read(DEPLOYMENT / "dagster-postgres.yaml")
    for storage in STORAGES:
        assert settings[storage] == tested[storage]
    assert settings["retention"] == tested["retention"]


@pytest.mark.parametrize("path", DEPLOYMENTS, ids=lambda path: path.stem)
def test_secrets_are_named_and_never_written(path: Path) -> None:
    for storage in STORAGES:
        database = dict(read(path)[storage]["config"]["postgres_db"])
        assert database.pop("scheme") == "postgresql+psycopg2"
        assert all([*value] == ["env"] for value in database.values())
    launcher = read(path)["run_launcher"].get("config", {})
    for variable in launcher.get("env_vars", []):
        name, _, value = variable.partition("=")
        assert not value or not {"PASSWORD", "SECRET", "TOKEN"} & {*name.split("_")}
