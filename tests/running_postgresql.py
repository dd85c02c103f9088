"""A real PostgreSQL server on a free port of 127.0.0.1, and an empty database in it.

In: nothing but Debian's package. Out: a ``RunningPostgresql``. Separate because starting a server
as root, which it refuses, and stopping it is no matter of what is asked of it.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg2
import pytest

VARIABLE = "NASCAR_WAREHOUSE_TEST_POSTGRESQL"
NOT_ASKED_FOR = "they need a PostgreSQL server (Debian's package): run `make test-postgresql`"
_PROGRAMS = Path("/usr/lib/postgresql")
_SECONDS = 60
_USER = "dagster"


def skip_unless_asked_for() -> None:
    if os.environ.get(VARIABLE) != "1":
        pytest.skip(NOT_ASKED_FOR)


@dataclass
class RunningPostgresql:
    """A server; ``database`` is the one that Dagster may use, and nobody else does."""

    port: int
    folder: Path
    password: str
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    database: str = _USER

    @property
    def environment(self) -> Mapping[str, str]:
        """What ``dagster-postgres.yaml`` asks of the environment."""
        return {
            "DAGSTER_PG_HOST": "127.0.0.1",
            "DAGSTER_PG_PORT": str(self.port),
            "DAGSTER_PG_DB": self.database,
            "DAGSTER_PG_USERNAME": _USER,
            "DAGSTER_PG_PASSWORD": self.password,
        }

    def ask(self, sql: str, *, user: str = _USER, database: str | None = None) -> Any:  # noqa: ANN401
        """The rows of a query, or ``None`` of a statement."""
        with closing(
            psycopg2.connect(
                host="127.0.0.1",
                port=self.port,
                user=user,
                password=self.password,
                dbname=database or self.database,
            )
        ) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(sql)
                return cursor.fetchall() if cursor.description else None

    def make_database(self, name: str) -> RunningPostgresql:
        """The same server, with an empty database of that name."""
        self.ask(f"create database {name} owner {_USER}", user="postgres", database="postgres")
        return RunningPostgresql(self.port, self.folder, self.password, self.process, name)

    def start(self) -> None:
        log = (self.folder / "log").open("ab")
        command = [
            str(_program("postgres")), "-D", str(self.folder / "data"), "-p", str(self.port),
            "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=",
        ]  # fmt: skip
        with log:
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/", **_as_nobody()
            )
        end = time.monotonic() + _SECONDS
        while True:
            with suppress(psycopg2.OperationalError):
                self.ask("select 1", user="postgres", database="postgres")
                return
            if self.process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"PostgreSQL did not start: {(self.folder / 'log').read_text()}")
            time.sleep(0.05)

    def stop(self) -> None:
        """End it as its own documentation says: connections are closed, files are whole."""
        if self.process is None:
            return
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(_SECONDS)


@contextmanager
def running_postgresql() -> Iterator[RunningPostgresql]:
    """Start a server in a folder of its own, and take both away whatever happens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    # Not where pytest keeps its folders: only their owner may look into those.
    folder = Path(tempfile.mkdtemp(prefix="postgresql-"))
    server = RunningPostgresql(port, folder, secrets.token_urlsafe(16))
    try:
        _make_files(server)
        server.start()
        server.ask(
            f"create role {_USER} login password '{server.password}'",
            user="postgres",
            database="postgres",
        )
        server.make_database(_USER)
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _make_files(server: RunningPostgresql) -> None:
    password = server.folder / "password"
    password.write_text(server.password)
    if (owner := _as_nobody().get("user")) is not None:
        for path in (server.folder, password):
            os.chown(path, int(owner), -1)
    command: Sequence[str] = [
        str(_program("initdb")), "-D", str(server.folder / "data"), "-U", "postgres",
        "--auth=scram-sha-256", f"--pwfile={password}", "--encoding=UTF8", "--locale=C",
    ]  # fmt: skip
    done = subprocess.run(
        command, capture_output=True, encoding="utf-8", cwd="/", check=False, **_as_nobody()
    )
    if done.returncode:
        raise RuntimeError(f"initdb failed: {done.stdout}{done.stderr}")


def _program(name: str) -> Path:
    found = sorted(_PROGRAMS.glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    if not found:
        raise RuntimeError(f"there is no {name} below {_PROGRAMS}: run `make test-postgresql`")
    return found[-1]


def _as_nobody() -> dict[str, Any]:
    """Arguments that start a process as somebody without rights, where this one is root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            account = pwd.getpwnam(name)
            return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    return {}
