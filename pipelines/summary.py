"""What a build prints: tables, checks, what was rejected, the path, a first query.

In: the published file. Out: text on standard output. Separate because it reads only what
every user can read: the file itself.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from pipelines.sources.raw import TRIED_AGAIN
from pipelines.terminal import on_one_line
from pipelines.warehouse.query import open_read_only

# With the command before it, short enough for one line of a terminal.
FIRST_QUERY = "select driver_name, points from marts.race_results limit 5"
_SHOWN = 20
_NO_RACE = (
    "A page that is no race: remove its files from raw/ and build again; a pattern for its title\n"
    "in pipelines/vocabulary/titles.csv keeps fetch from landing it once more."
)


def all_is_understood(database: Path) -> bool:
    """Whether nothing was rejected and everything was recognised."""
    with open_read_only(database) as connection:
        problems = connection.execute(
            "select 1 from quality.rejected union all select 1 from quality.unrecognised limit 1"
        )
        return problems.fetchone() is None


def something_is_tried_again(database: Path) -> bool:
    """Whether something was rejected for a reason that the next build may not find any more."""
    with open_read_only(database) as connection:
        tried = "select 1 from quality.rejected where contains(reason, ?) limit 1"
        return connection.execute(tried, [TRIED_AGAIN]).fetchone() is not None


def print_summary(database: Path) -> None:
    """Print the state of a warehouse: what it holds, its checks, what was not loaded."""
    with open_read_only(database) as connection:
        _print_relations(connection)
        _print_checks(connection)
        _print_problems(connection)
    print(f"\nPublished: {database}")
    print(f'First query:\n  {command_name()} sql "{FIRST_QUERY}"')


def summary_values(database: Path) -> dict[str, Any]:
    """The same for programs."""
    with open_read_only(database) as connection:
        number, made_at, documents, races = connection.execute(
            "select build_number, made_at, documents, races from quality.build "
            "order by build_number desc limit 1"
        ).fetchall()[0]
        rows = dict(connection.execute("from quality.row_count order by all").fetchall())
        checks = connection.execute(
            "select is_passed, severity from quality.check_result"
        ).fetchall()
    return {
        "database": str(database),
        "build": number,
        "made_at": made_at,
        "documents": documents,
        "races": races,
        "rows": rows,
        "passed": sum(is_passed for is_passed, _ in checks),
        "warned": checks.count((False, "warn")),
        "failed": checks.count((False, "error")),
        "rejected": rows["quality.rejected"],
        "unrecognised": rows["quality.unrecognised"],
        "is_understood": not (rows["quality.rejected"] or rows["quality.unrecognised"]),
    }


def print_documents(database: Path, documents: Sequence[str]) -> int:
    """Print what became of these documents, and the checks; how much was not understood."""
    with open_read_only(database) as connection:
        rows = connection.execute(
            "select document_id, race_id, is_loaded, results.count "
            "from staging.document left join (select document_id, count(*) as count "
            "from core.fct_race_result group by all) as results using (document_id) "
            "where list_contains(?, document_id) order by document_id",
            [list(documents)],
        ).fetchall()
        for document, race, is_loaded, count in rows:
            state = f"loaded as {race}, {count or 0} results" if is_loaded else "not loaded"
            print(on_one_line(f"  {document}: {state}"))
        problems = _problems(connection, documents)
        _print_shown(problems)
        print(f"\n{_checks_line(connection)}")
    return max(len(problems), sum(not row[2] for row in rows))


def command_name() -> str:
    """How to call the command line from here: a virtual environment may not be active."""
    if shutil.which("nascar-warehouse"):
        return "nascar-warehouse"
    script = Path(sys.executable).with_name("nascar-warehouse")
    if not script.exists():
        return f"{sys.executable} -m pipelines"
    if script.is_relative_to(Path.cwd()):
        return str(script.relative_to(Path.cwd()))
    return str(script)


def _print_relations(connection: duckdb.DuckDBPyConnection) -> None:
    rows = connection.execute("from quality.row_count order by all").fetchall()
    print("Tables and views (rows)")
    for name, count in rows:
        print(f"  {name:<34}{count:>10,}")


def _print_checks(connection: duckdb.DuckDBPyConnection) -> None:
    rows = connection.execute(
        "select check_name, relation, offending_rows, description "
        "from quality.check_result where not is_passed order by all"
    ).fetchall()
    print(f"\n{_checks_line(connection)}")
    for name, relation, count, description in rows:
        broken = "1 row breaks" if count == 1 else f"{count:,} rows break"
        print(f"  warned  {relation}: {name}: {broken} '{description}'")


def _checks_line(connection: duckdb.DuckDBPyConnection) -> str:
    """How the checks came out; one that failed would have kept the file from being published."""
    passed, warned = connection.execute(
        "select count(*) filter (where is_passed), count(*) filter (where not is_passed) "
        "from quality.check_result"
    ).fetchall()[0]
    return f"Checks: {passed} passed, {warned} warned (nascar-warehouse check)"


def _problems(
    connection: duckdb.DuckDBPyConnection, documents: Sequence[str] | None = None
) -> list[tuple[str, str, str]]:
    """What was not loaded or not understood, of all documents or of some: (what, where, why)."""
    place = "concat(document_id, ', table ' || table_index, ', row ' || row_index)"
    chosen = "where $documents is null or list_contains($documents::text[], document_id)"
    return connection.execute(
        f"select 'rejected ' || level, {place} as place, reason from quality.rejected {chosen} "
        f"union all select 'not recognised: ' || what, {place}, "
        f"'''' || value || ''': ' || reason from quality.unrecognised {chosen} order by all",
        {"documents": None if documents is None else list(documents)},
    ).fetchall()


def _print_problems(connection: duckdb.DuckDBPyConnection) -> None:
    rows = _problems(connection)
    if rows:
        print(
            f"\nNot loaded or not understood: {len(rows)} "
            "(all of it in quality.rejected and quality.unrecognised)"
        )
    _print_shown(rows)


def _print_shown(rows: Sequence[tuple[str, str, str]]) -> None:
    for what, where, reason in rows[:_SHOWN]:
        print(on_one_line(f"  {what}: {where}: {reason}"))
    if len(rows) > _SHOWN:
        print(f"  ... and {len(rows) - _SHOWN} more")
    if any(what == "rejected document" for what, _, _ in rows):
        print(_NO_RACE)
