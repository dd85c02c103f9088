"""Whether exported tables keep what their descriptions promise: keys and references.

In: Parquet files, relations, references. Out: what is broken. Separate because a promise that
others build on is tested where it is made, on the very rows that they get.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pipelines.warehouse.catalog import Relation
from pipelines.warehouse.references import Reference


def broken_promises(
    files: Mapping[str, Path], relations: Sequence[Relation], known: Sequence[Reference]
) -> list[str]:
    """A sentence for each key and reference that does not hold; ``files`` by relation."""
    return [*_broken_keys(files, relations), *_broken_references(files, known)]


def _broken_keys(files: Mapping[str, Path], relations: Sequence[Relation]) -> Iterator[str]:
    import polars as pl

    for relation in relations:
        key = list(relation.key)
        if not key:
            continue
        keys = pl.scan_parquet(files[relation.name]).select(key)
        # Rows lie in the order of the key, so the same keys are neighbours.
        same = pl.all_horizontal(pl.col(name).eq_missing(pl.col(name).shift()) for name in key)
        unknown = pl.any_horizontal(pl.col(name).is_null() for name in key)
        first = pl.int_range(pl.len()) == 0
        found = keys.filter((same & ~first) | unknown).head(1).collect()
        if found.height:
            row = ", ".join(f"{name}={value}" for name, value in found.row(0, named=True).items())
            yield f"{relation.name} has two rows of one key, or a part of it is unknown: {row}"


def _broken_references(files: Mapping[str, Path], known: Sequence[Reference]) -> Iterator[str]:
    import polars as pl

    for one in known:
        columns, target_columns = list(one.columns), list(one.target_columns)
        rows = pl.scan_parquet(files[one.relation]).select(columns).drop_nulls().unique()
        targets = pl.scan_parquet(files[one.target]).select(target_columns)
        missing = rows.join(targets, left_on=columns, right_on=target_columns, how="anti")
        found = missing.head(1).collect()
        if found.height:
            row = ", ".join(f"{name}={value}" for name, value in found.row(0, named=True).items())
            yield f"{one.relation} refers to a row that {one.target} does not have: {row}"
