"""Two tables of one kind in one article: one is loaded, the other would contradict it.

In: sheets, and the documents that they are of. Out: the sheets without second tables, and a
rejection for each of those. Separate because it is a question to whole tables: a list of the
top ten beside the full results, a starting lineup below the qualifying times. Row by row, two
such tables would claim each other's positions, and none of the two would be loaded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from pipelines.normalise.frames import REJECTED_SCHEMA
from pipelines.normalise.sheets import RaceDocument, Sheets
from pipelines.normalise.values import place_number
from pipelines.recognition.tables import nearest_texts

_TABLE = ["document_id", "table_index"]
# By kind of table: the column by which its rows are told apart.
_KEYS = {
    "race_result": "position",
    "qualifying": "position",
    "entry": "car_number",
    "driver_standing": "position",
    "manufacturer_standing": "position",
}
# By kind of table: what the better of two tables has, whatever the number of its rows.
_INFORMATIVE = {
    "race_result": r"^laps_completed$",
    "qualifying": r"^(lap_time|speed|round_\d+)$",
}


@dataclass(frozen=True, slots=True)
class _Table:
    """What is asked of a table: ``keys`` are the positions or car numbers that it claims."""

    document_id: str
    table_index: int
    keys: frozenset[str]
    rows: int
    is_informative: bool

    @property
    def rank(self) -> tuple[bool, int, int]:
        """The better table sorts first."""
        return (not self.is_informative, -self.rows, self.table_index)

    def repeats(self, other: _Table) -> bool:
        """Whether two tables are of the same rows: no two halves of one, nor one bad row."""
        shared = len(self.keys & other.keys)
        return shared > 0 and 2 * shared >= min(len(self.keys), len(other.keys))


def without_second_tables(
    sheets: Sheets, loaded: Sequence[RaceDocument]
) -> tuple[Sheets, pl.DataFrame]:
    """Take out every table whose rows a better table has: ``Starting lineup`` of two."""
    kept = dict(sheets.frames)
    rejected: list[dict[str, object]] = []
    headings = _headings(loaded)
    for kind, key in _KEYS.items():
        seconds = _seconds(_tables(kept[kind], kind, key))
        if not seconds:
            continue
        places = [(second.document_id, second.table_index) for second, _ in seconds]
        schema = {name: kept[kind].schema[name] for name in _TABLE}
        second_tables = pl.DataFrame(places, schema=schema, orient="row")
        kept[kind] = kept[kind].join(second_tables, on=_TABLE, how="anti", maintain_order="left")
        rejected += [_rejection(second, first, key, headings) for second, first in seconds]
    return Sheets(kept), pl.DataFrame(rejected, schema=REJECTED_SCHEMA)


def _tables(sheet: pl.DataFrame, kind: str, key: str) -> list[_Table]:
    """The tables of documents that have more than one of the kind."""
    several = sheet.filter(pl.col("table_index").n_unique().over("document_id") > 1)
    claimed = place_number(pl.col(key)).cast(pl.String) if key == "position" else pl.col(key)
    informative = [
        pl.col(name).is_not_null().any()
        for name in sheet.select(pl.selectors.matches(_INFORMATIVE.get(kind, r"^$"))).columns
    ]
    found = several.group_by(_TABLE, maintain_order=True).agg(
        keys=claimed.drop_nulls().unique(),
        rows=pl.len(),
        is_informative=pl.any_horizontal(*informative, False),
    )
    return [
        _Table(document_id, table_index, frozenset(keys), rows, is_informative)
        for document_id, table_index, keys, rows, is_informative in found.iter_rows()
    ]


def _seconds(tables: Sequence[_Table]) -> list[tuple[_Table, _Table]]:
    """Each table that is not loaded, and the one that is loaded in its place."""
    first: dict[str, list[_Table]] = {}
    seconds: list[tuple[_Table, _Table]] = []
    for table in sorted(tables, key=lambda table: table.rank):
        better = first.setdefault(table.document_id, [])
        same = next((other for other in better if table.repeats(other)), None)
        if same is None:
            better.append(table)
        else:
            seconds.append((table, same))
    return seconds


def _headings(loaded: Sequence[RaceDocument]) -> dict[tuple[str, int], str]:
    return {
        (one.document_id, table.table.index): next(iter(nearest_texts(table.table)), "no heading")
        for one in loaded
        for table in one.recognition.tables
        if table.table_kind in _KEYS
    }


def _rejection(
    second: _Table, first: _Table, key: str, headings: Mapping[tuple[str, int], str]
) -> dict[str, object]:
    second_heading = headings[second.document_id, second.table_index]
    first_heading = headings[first.document_id, first.table_index]
    return {
        "document_id": second.document_id,
        "table_index": second.table_index,
        "row_index": None,
        "level": "table",
        "column_name": key,
        "value": second_heading,
        "reason_code": "second_table",
        "reason": f"table {second.table_index} under '{second_heading}' repeats "
        f"{key.replace('_', ' ')}s of table {first.table_index} under '{first_heading}', "
        f"which is loaded; its {second.rows} rows are kept in staging.table_row",
    }
