"""``check``: how the rules of ``sql/checks`` came out, and the rows that break one.

In: the published file, a rule of ``sql/checks``. Out: results as the build stored them; of one
rule, its rows. Separate because it only looks: a build runs the rules, on the same content.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.commands.completion import complete_check
from pipelines.commands.exits import Exit, fail
from pipelines.commands.json_output import JsonOption, print_json
from pipelines.commands.offending_rows import NoRule, OffendingRows, offending_rows
from pipelines.commands.options import WarehouseOption, folders
from pipelines.commands.reading import published_file
from pipelines.commands.screen import is_screen, print_tabbed, show, show_table, text
from pipelines.terminal import on_one_line

if TYPE_CHECKING:
    import duckdb
    from rich.text import Text

    from pipelines.warehouse.published_checks import PublishedCheck

_SHOWN_ROWS = 20
_STYLES = {"passed": "green", "warned": "yellow", "failed": "red"}


def check(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="CHECK",
            help="Show this one, with the rows that break it.",
            show_default="all",
            autocompletion=complete_check,
        ),
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help=f"Show every such row, not the first {_SHOWN_ROWS}.")
    ] = False,
    json: JsonOption = False,
    warehouse: WarehouseOption = None,
) -> None:
    """Show which rules the warehouse keeps to, and what breaks others.

    The results are those of the build that made the file. Of a CHECK, the rows that break it
    are looked for in the file, with the rule as it is in sql/checks now. Piped, it prints a line
    for each check, without a heading: state, check, table, rows that break it and rule, divided
    by tabs.

    With --json: `passed`, `warned`, `failed` (how many) and `checks`, a list of objects with
    `name`, `relation`, `severity` (error or warn), `state` (passed, warned, failed),
    `offending_rows`, `description`, `sample`; of a CHECK also `rows`, a list of objects, and
    `row_count`.

    Exit status: 0 all hold; 3 one does not; 1 there is no such check.

    Examples:
      nascar-warehouse check
      nascar-warehouse check points_agree_with_rules
      nascar-warehouse check --json | jq '.checks[] | select(.state != "passed")'
    """
    with published_file(warehouse) as connection:
        from pipelines.warehouse.published_checks import published_checks

        results = published_checks(connection, name)
        if not results:
            fail(_unknown(connection, str(name)))
        found = _rows(connection, name, None if every else _SHOWN_ROWS) if name else None
        if json:
            _print_json(results, found)
        elif name is not None:
            _print_one(results, found)
        else:
            _print_all(results)
    holds = all(one.is_passed for one in results)
    raise typer.Exit(Exit.DONE if holds else Exit.WITH_PROBLEMS)


def _rows(
    connection: duckdb.DuckDBPyConnection, name: str, most: int | None
) -> OffendingRows | None:
    """The rows that break a rule; ``None`` for a contract, which a published file keeps."""
    try:
        return offending_rows(connection, folders(None, None).sql / "checks", name, most)
    except NoRule:
        return None


def _unknown(connection: duckdb.DuckDBPyConnection, name: str) -> str:
    from difflib import get_close_matches

    from pipelines.warehouse.published_checks import published_checks

    near = get_close_matches(name, [one.name for one in published_checks(connection)], n=1)
    hint = f" (did you mean {near[0]}?)" if near else ""
    return f"there is no check '{name}'{hint}; 'nascar-warehouse check' lists all"


def _print_all(results: list[PublishedCheck]) -> None:
    from pipelines.warehouse.checks import CONTRACT_CHECK

    # What is wrong comes last, where it is seen.
    ordered = sorted(results, key=lambda one: (not one.is_passed, one.relation, one.name))
    if not is_screen():
        print_tabbed(
            (one.state, one.name, one.relation, one.offending_rows, one.description)
            for one in ordered
        )
        return
    listed = [one for one in ordered if one.name != CONTRACT_CHECK or not one.is_passed]
    kept = f"keys, required columns and values of {len(ordered) - len(listed)} tables"
    contracts = (text(("passed", "green")), text((CONTRACT_CHECK, "bold")), text((kept, "")))
    lines = [contracts, *map(_line, listed)]
    show_table(("state", "check", "rule"), [lines])
    for one in ordered:
        if not one.is_passed:
            show("")
            _show_broken(one)
    show("")
    show(text((_summary(results), "bold")))


def _line(one: PublishedCheck) -> tuple[Text, Text, Text]:
    return (
        text((one.state, _STYLES[one.state])),
        text((one.name, "bold")),
        text((one.description, "")),
    )


def _show_broken(one: PublishedCheck) -> None:
    rows = f"{one.offending_rows:,} row{'s'[: one.offending_rows != 1]}"
    style = _STYLES[one.state]
    show(text((one.state, style), (f"  {one.name}", "bold"), (f": {rows}, {one.relation}", "")))
    show(text((f"  {one.description}", "")))
    show(text(("  rows: ", "dim"), (f"nascar-warehouse check {one.name}", "")))


def _print_one(results: list[PublishedCheck], found: OffendingRows | None) -> None:
    from pipelines.warehouse.advice import may_be_corrected, what_to_do

    for one in results:
        typer.echo(on_one_line(f"{one.state}  {one.name}: {one.description}"))
        typer.echo(f"  about     {one.relation}")
        typer.echo(f"  severity  {one.severity}")
        if not one.is_passed:
            typer.echo(f"  rows      {one.offending_rows:,} when the file was built")
    if found is None:
        return
    published = sum(one.offending_rows for one in results)
    if found.count != published:
        typer.echo(
            f"  now       {found.count:,} rows: the rule in sql/checks is not the one of the "
            "build, or another that it reads"
        )
    if found.count == 0:
        return
    typer.echo()
    typer.echo(f"{found.shown.rstrip()}\n")
    if found.count > len(found.rows):
        typer.echo(f"{found.count:,} rows, the first {len(found.rows)} are shown (--all: every)")
    if may_be_corrected(results[0].name, results[0].severity):
        typer.echo("Where a value comes from: nascar-warehouse trace TABLE COLUMN --race RACE")
    typer.echo(f"{what_to_do(results[0].name, results[0].severity)}.")


def _print_json(results: list[PublishedCheck], found: OffendingRows | None) -> None:
    states = [one.state for one in results]
    values: dict[str, object] = {state: states.count(state) for state in _STYLES}
    values["checks"] = [asdict(one) | {"state": one.state} for one in results]
    if found is not None:
        values |= {"row_count": found.count, "rows": list(found.rows)}
    print_json(values)


def _summary(results: list[PublishedCheck]) -> str:
    from pipelines.warehouse.checks import CONTRACT_CHECK

    tables = sum(one.name == CONTRACT_CHECK for one in results)
    states = [one.state for one in results]
    counted = ", ".join(f"{states.count(state)} {state}" for state in _STYLES)
    return f"{len(results) - tables} rules, and one for each of {tables} tables: {counted}"
