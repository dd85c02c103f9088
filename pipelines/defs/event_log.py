"""Dagster's event log in one SQLite file, over one pooled connection.

In: Dagster's events. Out: the same rows in the same schema. Separate because Dagster's own
class opens a new engine for each of the hundreds of events of a run; measured, a recorded run
of 45 assets and 38 checks takes 1.1 s instead of 2.9 s with the engine kept.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import sqlalchemy
from dagster import EventLogEntry
from dagster._core.storage.event_log import ConsolidatedSqliteEventLogStorage
from dagster._serdes import ConfigurableClassData

from pipelines.defs.pool import PatientSlots

_BUSY_SECONDS = 60


class PooledSqliteEventLogStorage(PatientSlots, ConsolidatedSqliteEventLogStorage):
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

    def store_event_batch(self, events: Sequence[EventLogEntry]) -> None:
        """Store events in one transaction (Dagster gives the planned events of a run as one)."""
        with self._connect() as connection:
            self._batch.connection = connection
            try:
                super().store_event_batch(events)
            finally:
                self._batch.connection = None

    @cached_property
    def _batch(self) -> threading.local:
        return threading.local()

    @contextmanager
    def _connect(self) -> Iterator[sqlalchemy.Connection]:
        shared = getattr(self._batch, "connection", None)
        if shared is not None:
            yield shared
            return
        with self._engine.connect() as connection, connection.begin():
            yield connection

    def has_table(self, table_name: str) -> bool:
        """Whether the log has a table; asked for every event, so remembered once it has."""
        if table_name in self._tables:
            return True
        found = sqlalchemy.inspect(self._engine).has_table(table_name)
        if found:
            self._tables.add(table_name)
        return found

    def _has_asset_key_col_on_connection(
        self, conn: sqlalchemy.Connection, column_name: str
    ) -> bool:
        """Whether the table of assets has a column; asked four times for every asset."""
        if column_name in self._columns:
            return True
        found = super()._has_asset_key_col_on_connection(conn, column_name)
        if found:
            self._columns.add(column_name)
        return found

    @cached_property
    def _tables(self) -> set[str]:
        return set()

    @cached_property
    def _columns(self) -> set[str]:
        return set()
