"""``describe``: one table or view, with its columns.

In: the published file and a name. Out: columns with types and meanings. Separate because it only
prints what the file says of itself.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.commands.completion import complete_relation
from pipelines.commands.exits import fail
from pipelines.commands.json_output import JsonOption, print_json
from pipelines.commands.options import WarehouseOption
from pipelines.commands.reading import published_file
from pipelines.commands.screen import is_screen, print_tabbed, show, show_table, shown, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.text import Text

    from pipelines.warehouse.contents import ColumnDescription, RelationDescription

_SAMPLE_ROWS = 3

RelationArgument = Annotated[
    str,
    typer.Argument(
        metavar="TABLE",
        help="A table or view; its schema may be left out.",
        autocompletion=complete_relation,
    ),
]


def describe(
    name: RelationArgument,
    sample: Annotated[
        bool,
        typer.Option(
            "--sample", help=f"Show its first {_SAMPLE_ROWS} rows, too; a view is computed for it."
        ),
    ] = False,
    json: JsonOption = False,
    warehouse: WarehouseOption = None,
) -> None:
    """Describe a table or view: its columns, their types and meanings.

    Piped, it prints a line for each column, without a heading: name, type, yes or no (may it be
    NULL), key or nothing, unit, description and, with --sample, 3 values, divided by tabs.

    With --json: `name`, `kind`, `rows`, `description`; `columns`, a list of objects with `name`,
    `data_type`, `is_nullable`, `is_key`, `unit`, `description` and `made_of` (of a view: the
    columns below it); `value_rules`; with --sample, `sample`, a list of rows.

    Exit status: 0 described; 1 there is no such table.

    Examples:
      nascar-warehouse describe race_results
      nascar-warehouse describe core.fct_race_result --sample
      nascar-warehouse describe points_audit --json | jq '.columns[].name'
    """
    with published_file(warehouse) as connection:
        from pipelines.warehouse.contents import describe_relation, first_rows
        from pipelines.warehouse.names import NoSuchRelation, relation_named

        try:
            relation = relation_named(connection, name)
        except NoSuchRelation as error:
            fail(str(error))
        found = describe_relation(connection, relation)
        rows = first_rows(connection, relation, _SAMPLE_ROWS) if sample else []
        if json:
            _print_json(found, rows if sample else None)
        elif is_screen():
            show_description(found)
            if rows:
                _show_sample(found, rows)
        else:
            _print_columns(found, rows)


def show_description(found: RelationDescription) -> None:
    """Show it on a screen."""
    one = found.summary
    rows = "" if one.rows is None else f", {one.rows:,} rows"
    show(text((one.name, "bold"), (f"  {one.kind}{rows}", "dim")))
    show(text((one.description, "")))
    show("")
    show_table(("column", "type", "", "meaning"), [[_line(column) for column in found.columns]])
    if found.value_rules:
        show("")
        show(text(("Every row keeps to", "bold")))
    for rule in found.value_rules:
        show(text((f"  {rule}", "")))


def _show_sample(found: RelationDescription, rows: Sequence[Sequence[object]]) -> None:
    """Show rows side by side, since a row may have more columns than a screen has room for."""
    show("")
    lines = [
        (
            text((column.name, "bold")),
            *(text((shown(row[place]), "dim" if row[place] is None else "")) for row in rows),
        )
        for place, column in enumerate(found.columns)
    ]
    show_table(
        ("column", *(f"row {number}" for number, _ in enumerate(rows, 1))), [lines], is_cut=True
    )


def _line(column: ColumnDescription) -> tuple[Text, Text, Text, Text]:
    mark = "key" if column.is_key else "" if column.is_nullable else "filled"
    return (
        text((column.name, "bold")),
        text((column.data_type.lower(), "cyan")),
        text((mark, "dim")),
        _meaning(column),
    )


def _meaning(column: ColumnDescription) -> Text:
    unit = f" ({column.unit})" if column.unit else ""
    described = text((f"{column.description}{unit}", ""))
    if column.made_of:
        first, *others = column.made_of
        more = f" and {len(others)} more" if others else ""
        described.append("\n").append_text(text((f"from {first}{more}", "dim")))
    return described


def _print_columns(found: RelationDescription, rows: Sequence[Sequence[object]]) -> None:
    print_tabbed(
        (
            one.name,
            one.data_type,
            "yes" if one.is_nullable else "no",
            "key" if one.is_key else "",
            one.unit,
            one.description,
            *(row[place] for row in rows),
        )
        for place, one in enumerate(found.columns)
    )


def _print_json(found: RelationDescription, rows: Sequence[Sequence[object]] | None) -> None:
    described = asdict(found.summary)
    described |= {
        "columns": [asdict(one) for one in found.columns],
        "value_rules": list(found.value_rules),
    }
    if rows is not None:
        names = [one.name for one in found.columns]
        described["sample"] = [dict(zip(names, row, strict=True)) for row in rows]
    print_json(described)
