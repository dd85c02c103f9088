"""``trace``: where a value comes from, down to the line of the article.

In: a column and what tells its row. Out: text. Separate because it only prints what the file
says of itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.commands.completion import (
    complete_column,
    complete_driver,
    complete_race,
    complete_relation,
)
from pipelines.commands.exits import fail
from pipelines.commands.json_output import JsonOption, print_json
from pipelines.commands.options import WarehouseOption
from pipelines.commands.reading import published_file
from pipelines.commands.traced_rows import RowPrinter, print_field
from pipelines.terminal import on_one_line

if TYPE_CHECKING:
    import duckdb

    from pipelines.warehouse.tracing import Trace

_SHOWN_ROWS = 5
_SHOWN_BELOW = 3


def trace(
    relation: Annotated[
        str,
        typer.Argument(
            metavar="TABLE",
            help="A table or view; its schema may be left out.",
            autocompletion=complete_relation,
        ),
    ],
    column: Annotated[
        str,
        typer.Argument(
            metavar="COLUMN",
            help="A column of it, such as points.",
            autocompletion=complete_column,
        ),
    ],
    race: Annotated[
        str | None,
        typer.Option(help="Only this race: cup-2023-17.", autocompletion=complete_race),
    ] = None,
    car: Annotated[str | None, typer.Option(help="Only this car number.")] = None,
    driver: Annotated[
        str | None,
        typer.Option(help="Only this driver: ross-chastain.", autocompletion=complete_driver),
    ] = None,
    position: Annotated[int | None, typer.Option(help="Only this position.")] = None,
    where: Annotated[
        list[str] | None,
        typer.Option(help="Only rows with this value: stage_number=1; may be given again."),
    ] = None,
    json: JsonOption = False,
    warehouse: WarehouseOption = None,
) -> None:
    """Show where a value comes from, down to the line of the article.

    Of a view, the columns that it is made of are shown, and the rows behind its row. Of several
    rows, the first 5.

    With --json: `relation`, `column`, `description`, `row_count`, `made_of`; `rows`, a list of
    objects with `value`, `is_inferred`, `identifiers`, `reason`, `sources` (each with `text`,
    `cell`, `place`, `heading`, `article`, `revision`, `address`, `licence`, `corrections`,
    `label`) and, of a view, `below`: the rows behind it.

    Exit status: 0 shown; 1 there is no such column or row.

    Examples:
      nascar-warehouse trace race_results points --race cup-2023-17 --car 1
      nascar-warehouse trace core.dim_race average_speed_mph
      nascar-warehouse trace fct_stage_result stage_points --where stage_number=1
    """
    chosen = {"race_id": race, "car_number": car, "driver_id": driver, "position": position}
    conditions = {name: str(value) for name, value in chosen.items() if value is not None}
    conditions |= dict(_condition(text) for text in where or ())
    with published_file(warehouse) as connection:
        from pipelines.warehouse.names import NoSuchRelation, relation_named
        from pipelines.warehouse.tracing import TraceError

        try:
            name = relation_named(connection, relation)
            shown = _print_json if json else show_trace
            shown(connection, name, column, conditions)
        except (NoSuchRelation, TraceError) as error:
            fail(str(error))


def _print_json(
    connection: duckdb.DuckDBPyConnection, relation: str, column: str, conditions: dict[str, str]
) -> None:
    from pipelines.commands.trace_json import trace_values
    from pipelines.warehouse.tracing import trace as find
    from pipelines.warehouse.tracing import trace_below

    found = find(connection, relation, column, conditions, _SHOWN_ROWS)
    below = [trace_below(connection, row, found.made_of, _SHOWN_BELOW) for row in found.rows]
    print_json(trace_values(relation, column, found, below))


def show_trace(
    connection: duckdb.DuckDBPyConnection, relation: str, column: str, conditions: dict[str, str]
) -> None:
    """Print where the values of a column come from.

    Raises:
        TraceError: there is no such column or row.
    """
    from pipelines.warehouse.tracing import trace as find
    from pipelines.warehouse.tracing import trace_below, why_nothing

    found = find(connection, relation, column, conditions, _SHOWN_ROWS)
    _print_head(relation, column, found)
    printer = RowPrinter()
    for row in found.rows:
        below = trace_below(connection, row, found.made_of, _SHOWN_BELOW)
        printer.print_row(row)
        is_open = not row.reason and all(one.label == "its row" for one in row.sources)
        if is_open and not any(one.found.count for one in below):
            print_field("reason", why_nothing(connection, relation))
        for one in below:
            printer.print_below(one)


def _condition(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise typer.BadParameter(f"'{text}' is no condition; write it as column=value")
    return name.strip(), value.strip()


def _print_head(relation: str, column: str, found: Trace) -> None:
    typer.echo(on_one_line(f"{relation}.{column}: {found.description}"))
    if found.made_of:
        made_of = ", ".join(f"{source}.{name}" for source, name in found.made_of)
        typer.echo(on_one_line(f"made of: {made_of}"))
    if found.row_count > len(found.rows):
        typer.echo(
            f"{found.row_count} rows, the first {len(found.rows)} are shown; choose with --race, "
            "--car, --driver, --position, --where"
        )
