"""What pages are made of: the rows of the published file, by what they belong to.

In: the published file. Out: rows as mappings from column to value. Separate because each table
is read once, however many pages show a part of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb

Row = Mapping[str, Any]


class Frames:
    """The tables and views of one published file, read when they are first asked for."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._rows: dict[str, Sequence[Row]] = {}
        self._parts: dict[tuple[str, str], Mapping[Any, Sequence[Row]]] = {}

    def rows(self, relation: str) -> Sequence[Row]:
        """Every row of a table or view.

        Raises:
            duckdb.CatalogException: the file does not have it: an earlier version made it.
        """
        if relation not in self._rows:
            found = self._connection.execute(f"from {relation}")
            names = [name for name, *_ in found.description or ()]
            self._rows[relation] = [
                dict(zip(names, values, strict=True)) for values in found.fetchall()
            ]
        return self._rows[relation]

    def of(self, relation: str, column: str, value: object, order: str = "") -> Sequence[Row]:
        """The rows with this value in this column, by the columns that ``order`` names."""
        return in_order(self._part(relation, column, value), order)

    def one(self, relation: str, column: str, value: object) -> Row | None:
        """The only row with this value, or none."""
        return next(iter(self._part(relation, column, value)), None)

    def _part(self, relation: str, column: str, value: object) -> Sequence[Row]:
        key = (relation, column)
        if key not in self._parts:
            parts: dict[Any, list[Row]] = defaultdict(list)
            for row in self.rows(relation):
                parts[row[column]].append(row)
            self._parts[key] = parts
        return self._parts[key].get(value, ())


def in_order(rows: Iterable[Row], order: str) -> Sequence[Row]:
    """Rows by the columns that ``order`` names, unknown values last."""
    columns = order.split()
    return sorted(rows, key=lambda row: [(row[one] is None, row[one]) for one in columns])
