"""A database of runs that cannot be used: one line says which, and nothing is published."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
from command_line import nascar_warehouse
from sample_project import ROOT, Project

from pipelines.commands.exits import Exit
from pipelines.defs import run_database
from pipelines.defs.run_database import RunDatabaseError, naming_the_database, open_run_database

DEPLOYMENT = ROOT / "pipelines" / "defs" / "deployment"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = tmp_path / "home"
    made.mkdir()
    monkeypatch.setenv("DAGSTER_HOME", str(made))
    return made


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("concurrency: [", "expected the node content"),
        ("concurrency:\n  pools:\n    limit: 1\n", 'Received unexpected config entry "limit"'),
        (
            "event_log_storage:\n  module: not_installed\n  class: Log\n",
            "Couldn't import module not_installed",
        ),
        (
            "compute_logs:\n  module: dagster.core.storage.local_compute_log_manager\n"
            "  class: LocalComputeLogManager\n"
            "  config:\n    base_dir:\n      env: NOT_SET_ANYWHERE\n",
            '"NOT_SET_ANYWHERE" which is not set',
        ),
    ],
    ids=["no YAML", "an unknown setting", "a module that is not there", "a variable not set"],
)
def test_settings_that_cannot_be_used_are_named_with_what_is_wrong(
    home: Path, settings: str, said: str
) -> None:
    (home / "dagster.yaml").write_text(settings)
    with pytest.raises(RunDatabaseError) as raised:
        open_run_database(home)
    message = str(raised.value)
    assert str(home / "dagster.yaml") in message
    assert said in message
    assert "nothing was published" in message
    assert "\n" not in message
    assert "Stack Trace" not in message


def test_what_postgresql_needs_is_named_where_it_is_not_installed(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(DEPLOYMENT / "dagster-postgres.yaml", home / "dagster.yaml")
    for name in ("HOST", "PORT", "DB", "USERNAME", "PASSWORD"):
        monkeypatch.setenv(f"DAGSTER_PG_{name}", "1")
    for module in [name for name in sys.modules if name.startswith("dagster_postgres")]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, "dagster_postgres", None)
    with pytest.raises(RunDatabaseError, match=r"pip install 'nascar-warehouse\[postgres\]'"):
        open_run_database(home)


def test_a_build_says_that_its_database_is_damaged(project: Project) -> None:
    project.add_reference()
    assert nascar_warehouse(project, "build").returncode == Exit.DONE
    before = project.database.read_bytes()
    (project.warehouse / "home" / "history" / "runs.db").write_bytes(b"no database" * 1000)
    done = nascar_warehouse(project, "build", "--force")
    assert done.returncode == Exit.FAILED
    [message] = done.stderr.splitlines()
    assert "file is not a database" in message
    assert str(project.warehouse / "home" / "dagster.yaml") in message
    assert project.database.read_bytes() == before


def test_an_error_of_something_else_is_not_blamed_on_the_database(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), naming_the_database(tmp_path, ""):
        _ = 1 / 0


def test_the_warnings_of_each_attempt_to_connect_are_not_shown(
    caplog: pytest.LogCaptureFixture,
) -> None:
    import logging

    with run_database._in_silence():
        logging.warning("Retrying failed database connection: %s", "refused")
        logging.warning("something else")
    logging.warning("Retrying failed database creation")
    assert [one.getMessage() for one in caplog.records] == [
        "something else",
        "Retrying failed database creation",
    ]
