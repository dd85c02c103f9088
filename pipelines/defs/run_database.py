"""The database of runs, and what to say where it cannot be used.

In: a folder of Dagster's settings. Out: Dagster's instance, or a message that names the database
and what to do. Separate because Dagster's own errors are those of whatever library failed below.
"""

from __future__ import annotations

import logging
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
import sqlalchemy
import yaml  # type: ignore[import-untyped]
from dagster_shared.check import CheckError

_DRIVERS = ("psycopg2", "dagster_postgres")


class RunDatabaseError(ValueError):
    """Runs cannot be recorded; the message says why."""


def open_run_database(home: Path) -> dg.DagsterInstance:
    """Open the instance that DAGSTER_HOME names.

    Raises:
        RunDatabaseError: its database does not answer, or its settings cannot be used.
    """
    try:
        with _in_silence(), naming_the_database(home, "nothing was published"):
            instance = dg.DagsterInstance.get()
            # Dagster reads these settings only when a run begins.
            _ = instance.compute_log_manager
            return instance
    except (dg.DagsterInvalidConfigError, CheckError, ImportError, yaml.YAMLError) as error:
        raise RunDatabaseError(
            f"{home / 'dagster.yaml'} cannot be used, nothing was published: {_reason(error)}"
        ) from error


@contextmanager
def naming_the_database(home: Path, consequence: str) -> Iterator[None]:
    """Say which database failed, and what that means.

    Raises:
        RunDatabaseError: in place of what the database's library has raised.
    """
    try:
        yield
    except Exception as error:
        cause = _of_the_database(error)
        if cause is None:
            raise
        raise RunDatabaseError(
            "the database of Dagster's runs cannot be used: "
            f"{_reason(cause)}; {consequence}. Start it, or mend {home / 'dagster.yaml'} and the "
            "variables that it names, then build again"
        ) from error


def _of_the_database(error: BaseException) -> BaseException | None:
    """What a database's library has raised, however deep it lies."""
    found: BaseException | None = None
    one: BaseException | None = error
    while one is not None:
        is_driver = type(one).__module__.split(".")[0] in _DRIVERS
        if is_driver or isinstance(one, sqlalchemy.exc.SQLAlchemyError | sqlite3.Error):
            found = one
        one = one.__cause__
    return found


def _reason(error: BaseException) -> str:
    """An error on one line; SQLAlchemy adds the statement, and where to read of it."""
    said = str(getattr(error, "orig", None) or error)
    if errors := getattr(error, "errors", None):
        # Of an error within the settings, Dagster prints where in its own code it was raised.
        said = "; ".join(one.message.partition("Stack Trace:")[0] for one in errors)
    if missing := _missing_package(error):
        said += f" It needs {missing}: pip install 'nascar-warehouse[postgres]'"
    return re.sub(r"\s+", " ", said).strip()


def _missing_package(error: BaseException) -> str | None:
    one: BaseException | None = error
    while one is not None and not isinstance(one, ModuleNotFoundError):
        one = one.__cause__ or one.__context__
    name = one.name if one else None
    return name if name and name.split(".")[0] in _DRIVERS else None


@contextmanager
def _in_silence() -> Iterator[None]:
    """Without the warning that is logged, over several lines, of each of six attempts."""

    def is_news(record: logging.LogRecord) -> bool:
        return not str(record.msg).startswith("Retrying failed database connection")

    logging.getLogger().addFilter(is_news)
    try:
        yield
    finally:
        logging.getLogger().removeFilter(is_news)
