"""Dagster's event log in PostgreSQL, over connections that are kept.

In: Dagster's events. Out: the same rows in the same schema. Separate because only a deployment past
one machine has PostgreSQL, and because Dagster's own class opens a connection for each of some
thousand statements of a run.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import sqlalchemy
from dagster._serdes import ConfigurableClassData
from dagster_postgres import PostgresEventLogStorage
from dagster_postgres.utils import (
    create_pg_engine,
    get_token_provider_from_config,
    pg_url_from_config,
)

from pipelines.defs.pool import PatientSlots
from pipelines.defs.remembering_log import RememberingLog

_IDLE_SECONDS = 5.0


class PooledPostgresqlEventLogStorage(PatientSlots, RememberingLog, PostgresEventLogStorage):
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

    @contextmanager
    def _connect_anew(self) -> Iterator[sqlalchemy.Connection]:
        self._let_go_of_idle_connections()
        with PostgresEventLogStorage._connect(self) as connection:
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
