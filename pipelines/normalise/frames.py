"""What every table family shares: typed columns, rejected rows and cells, duplicate keys.

In: sheets of texts. Out: ``Normalised`` facts, and the rows and cells that were rejected,
each with its reason. Separate because "nothing is lost" is one rule: a value that cannot be
read is reported here, whatever table it stands in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import polars as pl

SOURCE = ("document_id", "table_index", "row_index")
REJECTED_SCHEMA = pl.Schema(
    {
        "document_id": pl.String,
        "table_index": pl.Int32,
        "row_index": pl.Int32,
        "level": pl.String,
        "column_name": pl.String,
        "value": pl.String,
        "reason_code": pl.String,
        "reason": pl.String,
    }
)


@dataclass(frozen=True, slots=True)
class Normalised:
    """Facts of one family (contract columns and names), and what was rejected of it."""

    facts: pl.DataFrame
    rejected: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Column:
    """How one column is read: the text column, its typed expression, what it should be.

    Without a value of an ``is_required`` column, the row is rejected, as it is for a text
    that cannot be read in a ``rejects_row`` column; elsewhere, only the cell is.
    """

    name: str
    source: str
    value: pl.Expr
    expected: str
    is_required: bool = False
    rejects_row: bool = False

    @property
    def shown_name(self) -> str:
        """The name in the contract: the text column may have taken it in the sheet."""
        return self.name.removesuffix("_value")


@lru_cache(maxsize=1)
def no_rejections() -> pl.DataFrame:
    """An empty frame of rejected rows and cells."""
    return pl.DataFrame(schema=REJECTED_SCHEMA)


def read_columns(sheet: pl.DataFrame, columns: Sequence[Column]) -> Normalised:
    """Add the typed columns; keep the rows that have all the required ones.

    ``sheet``: one row a table row, texts in ``Column.source`` (null: nothing stated).
    """
    typed = sheet.with_columns(column.value.alias(column.name) for column in columns)
    # Of all columns at once: to ask each for itself takes longer than to read them.
    sources = dict.fromkeys(column.source for column in columns)
    without_text = sheet.select(pl.col(list(sources)).is_null())
    without_value = typed.select(pl.col([column.name for column in columns]).is_null())
    rejected: list[pl.DataFrame] = []
    is_kept = pl.lit(True)
    for column in columns:
        text, has_no_text = sheet[column.source], without_text[column.source]
        is_unread = without_value[column.name] & ~has_no_text
        rejected.append(_rejections(typed, column, text, is_unread, "not_readable"))
        if column.is_required:
            rejected.append(_rejections(typed, column, text, has_no_text, "missing_value"))
        if column.is_required:
            is_kept = is_kept & pl.col(column.name).is_not_null()
        elif column.rejects_row:
            is_kept = is_kept & ~is_unread
    return Normalised(typed.filter(is_kept), pl.concat(rejected) if rejected else no_rejections())


def _rejections(
    typed: pl.DataFrame, column: Column, text: pl.Series, chosen: pl.Series, reason_code: str
) -> pl.DataFrame:
    if not chosen.any():
        return no_rejections()
    is_row = column.is_required or column.rejects_row
    level = "row" if is_row else "cell"
    consequence = "the row is not loaded" if is_row else "the cell is left empty"
    problem = (
        pl.lit(f"{column.shown_name} is missing, it should be {column.expected}")
        if reason_code == "missing_value"
        else pl.format(
            f"{column.shown_name} is '{{}}', it should be {column.expected}", pl.col("__text")
        )
    )
    return (
        typed.with_columns(text.alias("__text"))
        .filter(chosen)
        .select(
            *(pl.col(name) for name in SOURCE),
            level=pl.lit(level),
            column_name=pl.lit(column.shown_name),
            value=pl.col("__text"),
            reason_code=pl.lit(reason_code),
            reason=pl.concat_str(problem, pl.lit(f"; {consequence}")),
        )
        .cast(REJECTED_SCHEMA)
    )


def one_row_a_key(found: Normalised, key: Sequence[str], position: str | None = None) -> Normalised:
    """Reject rows that claim a key that another row has.

    Where ``position`` names the key's position column, the row whose place in its table
    (``ordinal``) agrees with it stays; if none does, no row stays, since which is right
    cannot be told. Without it, the first row stays.
    """
    facts = found.facts
    claims = pl.len().over(list(key))
    if position is None:
        stays = pl.int_range(pl.len()).over(list(key)) == 0
    else:
        fits = pl.col("ordinal") == pl.col(position)
        stays = (claims == 1) | (fits & (fits.sum().over(list(key)) == 1))
    marked = facts.with_columns(stays.alias("__stays"))
    if marked["__stays"].all():
        return found
    rejected = _duplicates(marked, key)
    kept = marked.filter(pl.col("__stays")).drop("__stays")
    return Normalised(kept, pl.concat([found.rejected, rejected]))


def _duplicates(marked: pl.DataFrame, key: Sequence[str]) -> pl.DataFrame:
    """Rejections of the rows that do not stay, each naming all rows that claim its key."""
    place = pl.struct("table_index", "row_index").sort()
    table, row = place.struct.field("table_index"), place.struct.field("row_index")
    rows = (
        pl.when(table.n_unique() == 1)
        .then(pl.format("table {}, rows {}", table.first(), row.cast(pl.String).str.join(", ")))
        .otherwise(pl.format("table {} row {}", table, row).str.join(", "))
        .first()
        .over(list(key))
    )
    shown = pl.concat_str(
        [pl.format(f"{name} {{}}", pl.col(name)) for name in key if name != "race_id"],
        separator=", ",
    )
    return (
        marked.with_columns(rows.alias("__rows"), shown.alias("__shown"))
        .filter(~pl.col("__stays"))
        .select(
            *(pl.col(name) for name in SOURCE),
            level=pl.lit("row"),
            column_name=pl.lit(key[-1]),
            value=pl.col(key[-1]).cast(pl.String),
            reason_code=pl.lit("duplicate_key"),
            reason=pl.format(
                "{} is claimed by more than one row ({}); this row is not loaded",
                pl.col("__shown"),
                pl.col("__rows"),
            ),
        )
        .cast(REJECTED_SCHEMA)
    )
