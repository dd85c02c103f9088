"""An event log that asks its database less: for its schema once, for a batch in one transaction.

In: Dagster's events. Out: the same rows. Separate because it is the same in SQLite and in
PostgreSQL: of each of the hundreds of events of a run, Dagster asks whether tables and columns
are there, and stores each by itself.
"""

from __future__ import annotations

import threading
from abc import abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import cached_property

import sqlalchemy
from dagster import EventLogEntry
from dagster._core.storage.event_log.sql_event_log import SqlEventLogStorage


class RememberingLog(SqlEventLogStorage):
    """An event log of one database; to be named before Dagster's own class."""

    def store_event_batch(self, events: Sequence[EventLogEntry]) -> None:
        """Store events in one transaction (Dagster gives the planned events of a run as one)."""
        with self.index_transaction() as connection:
            self._batch.connection = connection
            try:
                super().store_event_batch(events)
            finally:
                self._batch.connection = None

    def has_table(self, table_name: str) -> bool:
        """Whether the log has a table; asked for every event, so remembered once it has."""
        if table_name not in self._tables and super().has_table(table_name):  # type: ignore[safe-super]
            self._tables.add(table_name)
        return table_name in self._tables

    def _has_asset_key_col_on_connection(
        self, conn: sqlalchemy.Connection, column_name: str
    ) -> bool:
        """Whether the table of assets has a column; asked four times for every asset."""
        if column_name not in self._columns:
            if not super()._has_asset_key_col_on_connection(conn, column_name):
                return False
            self._columns.add(column_name)
        return True

    @contextmanager
    def _connect(self) -> Iterator[sqlalchemy.Connection]:
        shared = getattr(self._batch, "connection", None)
        if shared is not None:
            yield shared
            return
        with self._connect_anew() as connection:
            yield connection

    @abstractmethod
    def _connect_anew(self) -> AbstractContextManager[sqlalchemy.Connection]:
        """A connection outside of a batch."""

    @cached_property
    def _batch(self) -> threading.local:
        return threading.local()

    @cached_property
    def _tables(self) -> set[str]:
        return set()

    @cached_property
    def _columns(self) -> set[str]:
        return set()
