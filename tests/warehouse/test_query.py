"""A query on the published file reaches nothing but the published file, and cannot change it.

Each way that is known is tried; after each, no file is new or changed, no connection was made,
and nothing of another file is in the result.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from sample_project import ROOT, Project
from ways_in import CANARY, DANGEROUS_SETTINGS, HARMLESS, REACHING_OUT, READING, WRITING

from pipelines.warehouse import query as query_module
from pipelines.warehouse.names import relation_named, relation_names
from pipelines.warehouse.query import NoWarehouse, open_read_only


@dataclass(frozen=True)
class Surroundings:
    """A published file, files that no query may read, and an address that none may call."""

    folder: Path
    listener: socket.socket

    @property
    def database(self) -> Path:
        return self.folder / "published" / "nascar.duckdb"

    def written_out(self, query: str) -> str:
        return query.format(
            folder=self.folder,
            database=self.database,
            address=f"127.0.0.1:{self.listener.getsockname()[1]}",
        )

    def content(self) -> dict[Path, bytes]:
        return {
            path: path.read_bytes() if path.is_file() else b""
            for path in sorted(self.folder.rglob("*"))
        }

    def was_called(self) -> bool:
        try:
            self.listener.accept()
        except BlockingIOError:
            return False
        return True


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made once: each test sees to it that it stays as it is."""
    tmp_path = tmp_path_factory.mktemp("surroundings")
    (tmp_path / "published").mkdir()
    (tmp_path / "home").mkdir()
    with duckdb.connect(str(tmp_path / "published" / "nascar.duckdb")) as connection:
        connection.execute(
            "create schema core; create schema marts; "
            "create table core.dim_team as select 'jgr' as team_id, 'Joe Gibbs' as team_name; "
            "create view marts.teams as from core.dim_team"
        )
    with duckdb.connect(str(tmp_path / "other.duckdb")) as connection:
        connection.execute(f"create table secret as select '{CANARY}' as canary")
        connection.execute(f"copy secret to '{tmp_path}/canary.parquet'")
    for name in ("canary.csv", "canary.json", "published/canary.csv", "x.duckdb_extension"):
        (tmp_path / name).write_text(f'{{"canary": "{CANARY}"}}\n')
    return tmp_path


@pytest.fixture
def surroundings(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Surroundings]:
    monkeypatch.chdir(folder / "published")
    monkeypatch.setenv("HOME", str(folder / "home"))
    monkeypatch.setenv("CANARY", CANARY)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        yield Surroundings(folder, listener)


def attempt(surroundings: Surroundings, query: str) -> str:
    """What a query gives; the error is raised after it is seen that nothing has happened."""
    before = surroundings.content()
    found: list[object] = []
    seen_by_python = [CANARY]
    try:
        with open_read_only(surroundings.database) as connection:
            result = connection.execute(surroundings.written_out(query))
            # DuckDB 2.0 gives nothing for a query that says nothing.
            found = result.fetchall() if result else []
    finally:
        assert seen_by_python == [CANARY]
        assert surroundings.content() == before
        assert not surroundings.was_called()
        assert CANARY not in str(found)
    return str(found)


@pytest.mark.parametrize("query", READING)
def test_a_query_reads_no_other_file(query: str, surroundings: Surroundings) -> None:
    with pytest.raises(duckdb.Error):
        attempt(surroundings, query)


@pytest.mark.parametrize("query", WRITING)
def test_a_query_writes_nothing(query: str, surroundings: Surroundings) -> None:
    with pytest.raises(duckdb.Error):
        attempt(surroundings, query)


@pytest.mark.parametrize("query", REACHING_OUT)
def test_a_query_reaches_no_network_no_extension_and_no_process(
    query: str, surroundings: Surroundings
) -> None:
    with pytest.raises(duckdb.Error):
        attempt(surroundings, query)


@pytest.mark.parametrize("name", DANGEROUS_SETTINGS)
@pytest.mark.parametrize(
    "form",
    ["set {} = {}", "set global {} = {}", "pragma {} = {}", "reset {}", "select 1; set {} = {}"],
)
def test_a_query_cannot_loosen_a_setting(form: str, name: str, surroundings: Surroundings) -> None:
    with pytest.raises(duckdb.Error):
        attempt(surroundings, form.format(name, DANGEROUS_SETTINGS[name]))


@pytest.mark.parametrize("query", HARMLESS)
def test_a_query_that_is_let_through_does_no_harm(query: str, surroundings: Surroundings) -> None:
    try:
        attempt(surroundings, query)
    except duckdb.Error as error:
        assert CANARY not in str(error)


def test_a_query_still_reads_after_all_that_was_tried(surroundings: Surroundings) -> None:
    with open_read_only(surroundings.database) as connection:
        for query in (*READING, *WRITING, *REACHING_OUT):
            with pytest.raises(duckdb.Error):
                connection.execute(surroundings.written_out(query)).fetchall()
            with pytest.raises(duckdb.Error):
                connection.execute("from read_text('canary.csv')").fetchall()
        connection.execute("rollback")
        assert connection.execute("from marts.teams").fetchall() == [("jgr", "Joe Gibbs")]


def test_a_value_that_looks_like_sql_stays_a_value(surroundings: Surroundings) -> None:
    value = "x' union all from read_text('canary.csv'); drop table core.dim_team; --"
    with open_read_only(surroundings.database) as connection:
        asked = "select $1, count(*) from core.dim_team where team_name = $1 or team_id = 'jgr'"
        assert connection.execute(asked, [value]).fetchall() == [(value, 1)]


def test_what_does_not_fit_into_memory_is_an_error_and_no_file(
    surroundings: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(query_module, "_MOST_MEMORY", 64 * 1024**2)
    for query in (
        "from range(20000000) as numbers(number) order by hash(number)",
        "select list(number) from range(50000000) as numbers(number)",
        "select count(distinct hash(number)) from range(50000000) as numbers(number)",
    ):
        with pytest.raises(duckdb.OutOfMemoryException):
            attempt(surroundings, query)


def test_a_query_has_at_most_half_of_the_memory(surroundings: Surroundings) -> None:
    with open_read_only(surroundings.database) as connection:
        [(limit,)] = connection.execute("select current_setting('memory_limit')").fetchall()
    number, unit = limit.split()
    bytes_of = {"KiB": 1024, "MiB": 1024**2, "GiB": 1024**3}
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    assert float(number) * bytes_of[unit] <= min(machine / 2, 4 * 1024**3) * 1.01


@pytest.mark.parametrize(
    "nested",
    [
        "'(' * 100_000 + '1' + ')' * 100_000",
        "'[' * 100_000 + '1' + ']' * 100_000",
        "'- ' * 100_000 + '1'",
        "'1' + ' + 1' * 100_000",
        "'(select ' * 20_000 + '1' + ')' * 20_000",
        "'case when true then ' * 20_000 + '1' + ' end' * 20_000",
        "'null::int' + '[]' * 100_000",
    ],
)
def test_a_query_of_any_depth_is_refused_and_ends_no_process(
    nested: str, surroundings: Surroundings
) -> None:
    script = (
        "import sys, pathlib, duckdb; from pipelines.warehouse.query import open_read_only\n"
        "try: open_read_only(pathlib.Path(sys.argv[1])).execute('select ' + eval(sys.argv[2]))\n"
        "except duckdb.Error: print('refused')"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(surroundings.database), nested],
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "PYTHONPATH": f"{ROOT}:{os.environ.get('PYTHONPATH', '')}"},
    )
    assert (done.returncode, done.stdout) == (0, "refused\n")


def test_two_readers_in_one_process_are_both_locked_in(surroundings: Surroundings) -> None:
    with (
        open_read_only(surroundings.database) as first,
        open_read_only(surroundings.database) as second,
    ):
        for connection in (first, second):
            with pytest.raises(duckdb.Error, match="disabled"):
                connection.execute("from read_text('canary.csv')")
            assert connection.execute("select count(*) from marts.teams").fetchall() == [(1,)]
    with duckdb.connect(str(surroundings.database), read_only=True) as plain:
        assert plain.execute("select count(*) from marts.teams").fetchall() == [(1,)]
    with open_read_only(surroundings.database) as third:
        assert third.execute("select count(*) from marts.teams").fetchall() == [(1,)]


def test_a_name_needs_no_schema_whichever_schemas_there_are(surroundings: Surroundings) -> None:
    with (
        open_read_only(surroundings.database) as first,
        # The settings are locked by now.
        open_read_only(surroundings.database) as second,
    ):
        for connection in (first, second):
            assert connection.execute("from teams").fetchall() == [("jgr", "Joe Gibbs")]
            assert connection.execute("select team_id from dim_team").fetchall() == [("jgr",)]


def test_every_table_and_view_is_meant_by_its_name_alone(reference_project: Project) -> None:
    with open_read_only(reference_project.database) as connection:
        for name in relation_names(connection):
            short = name.rpartition(".")[2]
            columns = [connection.sql(f"from {one} limit 0").columns for one in (name, short)]
            assert columns[0] == columns[1], short
            assert relation_named(connection, short) == name


def test_where_nothing_is_published_the_message_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NoWarehouse, match="nascar-warehouse build"):
        open_read_only(tmp_path / "nascar.duckdb")
    assert list(tmp_path.iterdir()) == []


def test_nothing_but_the_build_opens_a_database_in_another_way() -> None:
    """What reads the published file for a person reads it through ``open_read_only``."""
    for path in sorted((ROOT / "pipelines").rglob("*.py")):
        if path.parent.name != "warehouse":
            for way in ("duckdb.connect(", "duckdb.sql(", "duckdb.query(", "duckdb.execute("):
                assert way not in path.read_text(), path
