"""Which table or view is meant by a name that a person has typed.

In: an open file, a name. Out: the name as the file has it, or a message that says what comes
near. Separate because every command that takes a name must take the same ones.
"""

from __future__ import annotations

from difflib import get_close_matches

import duckdb

from pipelines.warehouse.catalog import DATA_DICTIONARY

_SUGGESTED = 3


class NoSuchRelation(ValueError):
    """No table or view is meant by this name, or several are; the message says which."""


def relation_names(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Every table and view of the file, with its schema."""
    found = connection.execute(
        f"select distinct relation from {DATA_DICTIONARY} order by all"
    ).fetchall()
    return [name for (name,) in found]


def relation_named(connection: duckdb.DuckDBPyConnection, name: str) -> str:
    """Write ``race_results`` as ``marts.race_results``; a schema is needed where two have it.

    Raises:
        NoSuchRelation: the message names those that come near.
    """
    names = relation_names(connection)
    wanted = name.strip().replace('"', "").lower()
    if wanted in names:
        return wanted
    meant = [one for one in names if _without_schema(one) == wanted]
    if len(meant) == 1:
        return meant[0]
    if meant:
        raise NoSuchRelation(f"'{name}' may be {_one_of(meant)}; say which")
    near = _near(wanted, names)
    hint = f" (did you mean {_one_of(near)}?)" if near else ""
    raise NoSuchRelation(
        f"there is no table or view '{name}'{hint}; 'nascar-warehouse tables' lists all"
    )


def _near(wanted: str, names: list[str]) -> list[str]:
    """Names that look like it, with their schema or without; those that hold it come first."""
    by_short_name = {_without_schema(one): one for one in names}
    short = _without_schema(wanted)
    near = [one for one in names if len(short) > 2 and short in _without_schema(one)]
    near += [by_short_name[one] for one in get_close_matches(short, by_short_name, _SUGGESTED)]
    return list(dict.fromkeys(near))[:_SUGGESTED]


def _one_of(names: list[str]) -> str:
    """``["a", "b", "c"]`` as "a, b or c"."""
    return " or ".join([*[", ".join(names[:-1])][: len(names) > 1], names[-1]])


def _without_schema(name: str) -> str:
    return name.rpartition(".")[2]
