"""Hold what was loaded against what is known to be true, row by row.

In: rows by table, as frames or in a DuckDB file, and the truth of the generator. Out: a
sentence for each table that differs. Separate because every benchmark does it: a figure of work
that was done wrong is worth nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import duckdb
import polars as pl

from benchmarks.generated.truth import COLUMNS


class NotTheTruth(Exception):
    """What was loaded is not what the articles say."""


def hold_frames_against(
    truth: Mapping[str, pl.DataFrame],
    found: Mapping[str, pl.DataFrame],
    tables: Iterable[str] = tuple(COLUMNS),
) -> None:
    """Compare frames of the tables named, in any order of rows, by the columns of the truth.

    Raises:
        NotTheTruth: a table differs; its first rows are named.
    """
    wrong = []
    for table in tables:
        expected = truth[table].unique()
        ours = found[table].select(expected.columns).cast(expected.schema)
        missing = expected.join(ours, on=expected.columns, how="anti", nulls_equal=True)
        extra = ours.join(expected, on=expected.columns, how="anti", nulls_equal=True)
        is_as_long = ours.height == expected.height
        if missing.height or extra.height or not is_as_long:
            wrong.append(_sentence(table, expected.height, missing.rows(), extra.rows()))
    _refuse(wrong)


def hold_file_against(truth: Path, file: Path, schema: str = "core") -> int:
    """Compare a DuckDB file with the folder ``truth``; return how many rows agree.

    Raises:
        NotTheTruth: a table differs; its first rows are named.
    """
    wrong, rows = [], 0
    with duckdb.connect(str(file), read_only=True) as warehouse:
        for table, names in COLUMNS.items():
            columns = ", ".join(names)
            ours = f"select {columns} from {schema}.{table}"
            # A table that no article of the folder states anything for has empty files.
            expected = f"select distinct {columns} from read_parquet('{truth}/{table}/*.parquet')"
            missing = warehouse.sql(f"{expected} except all {ours}").limit(3).fetchall()
            extra = warehouse.sql(f"{ours} except all {expected}").limit(3).fetchall()
            count = warehouse.sql(f"select count(*) from ({expected})").fetchall()[0][0]
            rows += count
            if missing or extra:
                wrong.append(_sentence(table, count, missing, extra))
    _refuse(wrong)
    return rows


def _sentence(table: str, rows: int, missing: Sequence[object], extra: Sequence[object]) -> str:
    return (
        f"{table}, {rows} rows of truth: missing, such as {missing[:2]}; "
        f"found and not true, such as {extra[:2]}"
    )


def _refuse(wrong: list[str]) -> None:
    if wrong:
        raise NotTheTruth("\n".join(wrong))
