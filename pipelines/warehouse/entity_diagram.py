"""The tables and how they refer to one another, as a picture.

In: the catalogue and the names of the relations to show. Out: the text of a Mermaid entity
diagram, which GitHub and many editors draw. Separate from the references because a picture
leaves out what follows from the rest of it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from pipelines.warehouse.catalog import Catalog, Relation
from pipelines.warehouse.references import Reference, references


def core_tables(catalog: Catalog) -> list[str]:
    """The relations of the contract, which one picture can show."""
    return [table.name for table in catalog.tables if table.schema == "core"]


def entity_diagram(catalog: Catalog, relations: Collection[str]) -> str:
    """Draw these relations.

    Two tables have one line, and none where it follows from others: who refers to a row of a
    table refers to its document.
    """
    known = references(catalog, relations)
    by_pair: dict[tuple[str, str], list[Reference]] = {}
    for one in known:
        if not any(_implies(other, one, known) for other in known):
            by_pair.setdefault((one.target, one.relation), []).append(one)
    lines = [_line(catalog.relations[pair[1]], by_pair[pair]) for pair in sorted(by_pair)]
    linked = {name for pair in by_pair for name in pair}
    lines += [_entity(name) for name in sorted({*relations} - linked)]
    return "\n".join(["erDiagram", *(f"  {line}" for line in lines)]) + "\n"


def _implies(other: Reference, one: Reference, known: Sequence[Reference]) -> bool:
    """Whether the row that ``other`` refers to refers to the row that ``one`` does."""
    if other.relation != one.relation or not set(one.columns) < set(other.columns):
        return False
    there = dict(zip(other.columns, other.target_columns, strict=True))
    columns = tuple(there[column] for column in one.columns)
    return any(
        (far.relation, far.columns, far.target) == (other.target, columns, one.target)
        for far in known
    )


def _line(relation: Relation, found: Sequence[Reference]) -> str:
    """One line of the picture: ``dim_driver |o--o{ dim_race : "pole, winner"``."""
    target = found[0].target_columns[-1].removesuffix("_id")
    roles = [one.role.replace("_", " ") for one in found]
    label = ", ".join(role or target for role in roles) if any(roles) else ""
    one = "|o" if any(reference.is_nullable for reference in found) else "||"
    many = "o|" if any(reference.columns == relation.key for reference in found) else "o{"
    return f'{_entity(found[0].target)} {one}--{many} {_entity(relation.name)} : "{label}"'


def _entity(name: str) -> str:
    """A name that the language of the picture allows: ``dim_race``, ``staging_document``."""
    return name.removeprefix("core.").replace(".", "_")
