"""``diff``: what a build changed in the warehouse.

In: the published file. Out: text. Separate because it only prints what ``quality.change``
holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipelines.commands.exits import fail
from pipelines.commands.options import WarehouseOption, folders
from pipelines.terminal import on_one_line

if TYPE_CHECKING:
    import duckdb

_SHOWN = 40


def diff(
    build: Annotated[
        int | None, typer.Argument(help="Number of the build.", show_default="the newest")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Show every change, not the first 40.")] = (
        False
    ),
    warehouse: WarehouseOption = None,
) -> None:
    """Show what a build changed: rows that came and went, values before and after, and why.

    Exit status: 0 shown; 1 there is no such build.
    """
    import duckdb

    from pipelines.warehouse.query import NoWarehouse, open_read_only

    try:
        with open_read_only(folders(None, warehouse).database) as connection:
            number, made_at, before = _build(connection, build)
            typer.echo(f"Build {number}, made {made_at:%Y-%m-%d %H:%M:%S} UTC, {before}")
            _print_counts(connection, number)
            _print_changes(connection, number, None if every else _SHOWN)
    except (duckdb.Error, NoWarehouse) as error:
        fail(str(error))


def _build(connection: duckdb.DuckDBPyConnection, wanted: int | None) -> tuple[int, Any, str]:
    builds = {
        number: (made_at, compared_with)
        for number, made_at, compared_with in connection.execute(
            "select build_number, made_at, compared_with from quality.build "
            "order by build_number desc"
        ).fetchall()
    }
    chosen = next(iter(builds)) if wanted is None else wanted
    if chosen not in builds:
        fail(f"there is no build {chosen}; there are: {', '.join(map(str, list(builds)[:20]))}")
    made_at, compared_with = builds[chosen]
    before = "the first one" if compared_with is None else f"against build {compared_with}"
    return chosen, made_at, before


def _print_counts(connection: duckdb.DuckDBPyConnection, number: int) -> None:
    counts = connection.execute(
        "select relation, rows_added, rows_removed, rows_changed from quality.change_count "
        "where build_number = ? order by relation",
        [number],
    ).fetchall()
    if not counts:
        typer.echo("Nothing changed in core")
        return
    typer.echo(f"{'table':<34}{'added':>9}{'removed':>9}{'changed':>9}")
    for relation, added, removed, changed in counts:
        typer.echo(f"{relation:<34}{added:>9,}{removed:>9,}{changed:>9,}")


def _print_changes(connection: duckdb.DuckDBPyConnection, number: int, most: int | None) -> None:
    rows = connection.execute(
        "select relation, coalesce(row_key, race_id || ', ' || row_count || ' rows'), change, "
        "column_name, old_value, new_value, cause, old_revision_id, new_revision_id "
        "from quality.change where build_number = ? "
        "order by relation, race_id, row_key, column_name",
        [number],
    ).fetchall()
    if rows:
        typer.echo()
    for row in rows[:most]:
        typer.echo(on_one_line(_change(*row)))
    if most is not None and len(rows) > most:
        typer.echo(f"... and {len(rows) - most} more (--all shows them)")


def _change(
    relation: str,
    key: str,
    change: str,
    column: str | None,
    old: str | None,
    new: str | None,
    cause: str | None,
    old_revision: int | None,
    new_revision: int | None,
) -> str:
    """``"core.fct_race_result [race_id=..., finish_position=1] points: 39 -> 40 (new text)"``."""
    what = f"{column}: {_shown(old)} -> {_shown(new)}" if column else change
    revisions = ""
    if old_revision != new_revision:
        revisions = f", revision {old_revision or 'unknown'} -> {new_revision or 'unknown'}"
    return f"{relation} [{key}] {what}" + (f" ({cause}{revisions})" if cause else "")


def _shown(value: str | None) -> str:
    return "NULL" if value is None else value
