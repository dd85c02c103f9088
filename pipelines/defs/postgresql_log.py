"""Dagster's event log in PostgreSQL, over connections that are kept.

In: Dagster's events. Out: the same rows in the same schema. Separate because only a deployment past
one machine has PostgreSQL, and because Dagster's own class opens a connection for each of some
thousand statements of a run.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any

import sqlalchemy
from dagster import EventLogEntry
from dagster._serdes import ConfigurableClassData
from dagster_postgres import PostgresEventLogStorage
from dagster_postgres.utils import (
    create_pg_engine,
    get_token_provider_from_config,
    pg_url_from_config,
)

from pipelines.defs.pool import PatientSlots

_IDLE_SECONDS = 5.0


class PooledPostgresqlEventLogStorage(PatientSlots, PostgresEventLogStorage):
    """``PostgresEventLogStorage`` that keeps connections; named in ``dagster-postgres.yaml``."""

    _used = 0.0

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]
    ) -> PooledPostgresqlEventLogStorage:
        """Called by Dagster with what ``dagster.yaml`` says."""
        tokens = get_token_provider_from_config(config_value)
        made = cls(
            pg_url_from_config(config_value),
            config_value.get("should_autocreate_tables", True),
            inst_data,
            tokens,
        )
        made._engine = create_pg_engine(made.postgres_url, tokens, isolation_level="AUTOCOMMIT")
        return made

    def store_event_batch(self, events: Sequence[EventLogEntry]) -> None:
        """Store events in one transaction (Dagster gives the planned events of a run as one)."""
        with self.index_transaction() as connection:
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
        self._let_go_of_idle_connections()
        with super()._connect() as connection:
            yield connection

    def _let_go_of_idle_connections(self) -> None:
        """A step may take longer than a network has patience; to ask each time costs as much."""
        now = time.monotonic()
        if now - self._used > _IDLE_SECONDS:
            self._engine.dispose()
        self._used = now

    def initialize_concurrency_limit_to_default(self, concurrency_key: str) -> bool:
        """Make the pool with its limit, once: Dagster's statement fails where it is there."""
        if any(one.name == concurrency_key for one in self.get_pool_limits()):
            return True
        try:
            return bool(super().initialize_concurrency_limit_to_default(concurrency_key))
        except sqlalchemy.exc.DBAPIError:
            # Another process has made it in this moment.
            return True

    def has_table(self, table_name: str) -> bool:
        """Whether the log has a table; asked for every event, so remembered once it has."""
        if table_name not in self._tables and super().has_table(table_name):
            self._tables.add(table_name)
        return table_name in self._tables

    def _has_asset_key_col_on_connection(
        self, conn: sqlalchemy.Connection, column_name: str
    ) -> bool:
        """Whether the table of assets has a column; asked for every asset, so remembered too."""
        if column_name not in self._columns:
            if not super()._has_asset_key_col_on_connection(conn, column_name):
                return False
            self._columns.add(column_name)
        return True

    @cached_property
    def _columns(self) -> set[str]:
        return set()

    @cached_property
    def _tables(self) -> set[str]:
        return set()
