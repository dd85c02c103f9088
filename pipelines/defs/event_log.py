"""Dagster's event log in one SQLite file, over one pooled connection.

In: Dagster's events. Out: the same rows in the same schema. Separate because Dagster's own
class opens a new engine for each of the hundreds of events of a run; measured, a recorded run
of 45 assets and 38 checks takes 1.1 s instead of 2.9 s with the engine kept.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import sqlalchemy
from dagster._core.storage.event_log import ConsolidatedSqliteEventLogStorage
from dagster._serdes import ConfigurableClassData

from pipelines.defs.pool import PatientSlots
from pipelines.defs.remembering_log import RememberingLog

_BUSY_SECONDS = 60


class PooledSqliteEventLogStorage(PatientSlots, RememberingLog, ConsolidatedSqliteEventLogStorage):
    """``ConsolidatedSqliteEventLogStorage`` with one engine; named in ``dagster.yaml``."""

    @classmethod
    def config_type(cls) -> dict[str, Any]:
        """No settings: the file lies in DAGSTER_HOME."""
        return {}

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData, config_value: Mapping[str, Any]
    ) -> PooledSqliteEventLogStorage:
        """Called by Dagster with what ``dagster.yaml`` says."""
        return cls(str(Path(os.environ["DAGSTER_HOME"]) / "event_log"), inst_data)

    @cached_property
    def _engine(self) -> sqlalchemy.Engine:
        engine = sqlalchemy.create_engine(
            self._conn_string, connect_args={"timeout": _BUSY_SECONDS}
        )

        @sqlalchemy.event.listens_for(engine, "connect")
        def set_durability(connection: object, _record: object) -> None:
            # In WAL mode this survives a killed process; a power cut may lose last events.
            connection.execute("pragma synchronous = normal")  # type: ignore[attr-defined]

        return engine

    @contextmanager
    def _connect_anew(self) -> Iterator[sqlalchemy.Connection]:
        with self._engine.connect() as connection, connection.begin():
            yield connection
