"""What Tab completes behind a command: tables, columns, checks, series, races, versions.

In: what is typed so far. Out: what it may go on as. Separate because a shell runs it at every
Tab: it must be quick, and where nothing can be read, it says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from pipelines.paths import Paths

# A shell takes what it is offered for its own words: whatever else a name holds stays away.
_SAFE = re.compile(r"[A-Za-z0-9_.-]+")


def complete_relation(ctx: typer.Context, incomplete: str) -> list[str]:
    """Tables and views, with their schema and without."""
    names = _column(ctx, "select distinct relation from quality.data_dictionary order by all")
    offered = [*names, *(one.rpartition(".")[2] for one in names)]
    return _beginning_with(incomplete, offered)


def complete_column(ctx: typer.Context, incomplete: str) -> list[str]:
    """Columns of the table that the command names."""
    relation = str(ctx.params.get("relation") or "")
    names = _column(
        ctx,
        "select column_name from quality.data_dictionary where relation = $1 "
        "or split_part(relation, '.', 2) = $1 order by column_number",
        relation,
    )
    return _beginning_with(incomplete, names)


def complete_check(ctx: typer.Context, incomplete: str) -> list[str]:
    """Checks of the published warehouse."""
    names = _column(ctx, "select distinct check_name from quality.check_result order by all")
    return _beginning_with(incomplete, names)


def complete_race(ctx: typer.Context, incomplete: str) -> list[str]:
    """Races, the newest first."""
    names = _column(
        ctx, "select race_id from core.dim_race order by race_date desc nulls last, race_id"
    )
    return _beginning_with(incomplete, names)


def complete_driver(ctx: typer.Context, incomplete: str) -> list[str]:
    """Drivers."""
    return _beginning_with(
        incomplete, _column(ctx, "select driver_id from core.dim_driver order by 1")
    )


def complete_series(incomplete: str) -> list[str]:
    """Series of the vocabulary."""
    import csv

    from pipelines.paths import Paths

    try:
        with (Paths.from_environment().vocabulary / "series.csv").open(newline="") as file:
            return _beginning_with(incomplete, [one["series_id"] for one in csv.DictReader(file)])
    except (OSError, KeyError, ValueError, csv.Error):
        return []


def complete_version(ctx: typer.Context, incomplete: str) -> list[str]:
    """Builds whose file is kept."""
    from pipelines.warehouse.versions import kept_versions

    kept = kept_versions(_paths(ctx).database)
    return _beginning_with(incomplete, map(str, kept))


def complete_build(ctx: typer.Context, incomplete: str) -> list[str]:
    """Builds that are recorded."""
    names = _column(ctx, "select build_number from quality.build order by all desc limit 50")
    return _beginning_with(incomplete, names)


def _column(ctx: typer.Context, query: str, *values: str) -> list[str]:
    import duckdb

    from pipelines.warehouse.query import NoWarehouse, open_read_only

    try:
        with open_read_only(_paths(ctx).database) as connection:
            return [str(one) for (one,) in connection.execute(query, values).fetchall()]
    except (NoWarehouse, duckdb.Error, OSError):
        return []


def _paths(ctx: typer.Context) -> Paths:
    """The folders, of the option that may be typed already."""
    from pipelines.commands.options import folders

    warehouse = ctx.params.get("warehouse")
    return folders(None, Path(warehouse) if warehouse else None)


def _beginning_with(incomplete: str, names: Iterable[str]) -> list[str]:
    return [one for one in names if one.startswith(incomplete) and _SAFE.fullmatch(one)]
