"""``diff``: what a build changed in the warehouse.

In: the published file. Out: text. Separate because it only prints what ``quality.change``
holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipelines.commands.completion import complete_build
from pipelines.commands.exits import fail
from pipelines.commands.json_output import JsonOption, print_json
from pipelines.commands.listed_changes import COLUMNS, Change, grouped_lines, single_lines
from pipelines.commands.options import WarehouseOption
from pipelines.commands.reading import published_file
from pipelines.terminal import on_one_line

if TYPE_CHECKING:
    import duckdb

_SHOWN = 40


def diff(
    build: Annotated[
        int | None,
        typer.Argument(
            help="Number of the build.", show_default="the newest", autocompletion=complete_build
        ),
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Show every change and every row, not the first 40 lines.")
    ] = False,
    json: JsonOption = False,
    warehouse: WarehouseOption = None,
) -> None:
    """Show what a build changed: rows, values before and after, why.

    Rows of a race that came or went are counted; --all lists them.

    With --json: `build`, `made_at` (UTC), `compared_with` (a build, or null); `tables`, a list
    of objects with `relation`, `rows_added`, `rows_removed`, `rows_changed`; `changes`, a list of
    all of them, with the columns of quality.change.

    Exit status: 0 shown; 1 there is no such build.

    Examples:
      nascar-warehouse diff
      nascar-warehouse diff 12 --all
      nascar-warehouse diff --json | jq '.changes[] | select(.cause)'
    """
    with published_file(warehouse) as connection:
        number, made_at, compared_with = _build(connection, build)
        if json:
            _print_json(connection, number, made_at, compared_with)
            return
        before = "the first one" if compared_with is None else f"against build {compared_with}"
        typer.echo(f"Build {number}, made {made_at:%Y-%m-%d %H:%M:%S} UTC, {before}")
        _print_counts(connection, number)
        _print_changes(connection, number, every)


def _build(connection: duckdb.DuckDBPyConnection, wanted: int | None) -> tuple[int, Any, Any]:
    builds = {
        number: (made_at, compared_with)
        for number, made_at, compared_with in connection.execute(
            "select build_number, made_at, compared_with from quality.build "
            "order by build_number desc"
        ).fetchall()
    }
    chosen = next(iter(builds), 0) if wanted is None else wanted
    if chosen not in builds:
        shown = ", ".join(map(str, list(builds)[:20])) or "none"
        fail(f"there is no build {chosen}; there are: {shown}")
    return chosen, *builds[chosen]


def _print_json(
    connection: duckdb.DuckDBPyConnection, number: int, made_at: object, compared_with: int | None
) -> None:
    counts = "relation, rows_added, rows_removed, rows_changed from quality.change_count"
    print_json(
        {
            "build": number,
            "made_at": made_at,
            "compared_with": compared_with,
            "tables": _objects(connection, f"select {counts}", number),
            "changes": _objects(
                connection, "select * exclude (build_number) from quality.change", number
            ),
        }
    )


def _objects(
    connection: duckdb.DuckDBPyConnection, query: str, number: int
) -> list[dict[str, Any]]:
    found = connection.execute(f"{query} where build_number = ? order by all", [number])
    names = [one[0] for one in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


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


def _print_changes(connection: duckdb.DuckDBPyConnection, number: int, is_whole: bool) -> None:
    rows = connection.execute(
        f"select {COLUMNS} from quality.change where build_number = ?", [number]
    ).fetchall()
    changes = sorted((Change(*row) for row in rows), key=Change.order)
    lines = single_lines(changes) if is_whole else grouped_lines(changes)
    if lines:
        typer.echo()
    shown = lines if is_whole else lines[:_SHOWN]
    for line in shown:
        typer.echo(on_one_line(line))
    if len(lines) > len(shown):
        typer.echo(f"... and {len(lines) - len(shown)} more (--all shows them)")
