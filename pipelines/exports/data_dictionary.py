"""``data_dictionary.md``: every table and column of an export, for people.

In: relations, references, units, a picture of the tables. Out: Markdown. Separate because
``datapackage.json`` says the same to programs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipelines.exports.markdown_text import as_text
from pipelines.warehouse.catalog import Column, Relation
from pipelines.warehouse.references import Reference


def data_dictionary(
    relations: Sequence[Relation],
    known: Sequence[Reference],
    units: Mapping[tuple[str, str], str],
    diagram: str,
) -> str:
    """The picture, and a section a relation, in their order."""
    sections = [_section(one, known, units) for one in relations]
    intro = (
        "# Data dictionary\n\nKeys are **bold**. `?` behind a type: may be unknown (NULL); of "
        "the columns of views (`marts`), that is not stated.\n"
    )
    return "\n".join([intro, f"```mermaid\n{diagram}```\n", *sections])


def _section(
    relation: Relation, known: Sequence[Reference], units: Mapping[tuple[str, str], str]
) -> str:
    mine = [one for one in known if one.relation == relation.name]
    lines = [
        f"## {relation.name}\n",
        f"{as_text(relation.comment[:1].upper() + relation.comment[1:])}.\n",
        "| column | type | unit | refers to | meaning |",
        "|---|---|---|---|---|",
    ]
    lines += [_line(relation, column, mine, units) for column in relation.columns]
    return "\n".join(lines) + "\n"


def _line(
    relation: Relation,
    column: Column,
    mine: Sequence[Reference],
    units: Mapping[tuple[str, str], str],
) -> str:
    mark = "**" if column.name in relation.key else ""
    unknown = "?" if column.is_nullable and not relation.is_view else ""
    targets = dict.fromkeys(one.target for one in mine if column.name in one.columns)
    cells = (
        f"{mark}{column.name}{mark}",
        f"{column.data_type.lower()}{unknown}",
        units.get((relation.name, column.name), ""),
        ", ".join(targets),
        as_text(column.comment),
    )
    return f"| {' | '.join(cells)} |"
