"""Names in a list outside tables: announcers, networks.

In: a text (``Doug Rice (booth) and Mark Garrow``) as an expression. Out: its names. Separate
because a list in an infobox has its breaks stated, unlike a broadcast cell (``crew_names``):
nothing is split by the shape of names, and what looks like no name is left out.
"""

from __future__ import annotations

import re

import polars as pl

from pipelines.normalise.names import LIKE_A_NAME, slug
from pipelines.recognition.vocabulary import Vocabulary

NETWORKS = ("television_network", "radio_network")
CREW = tuple(
    f"{medium}{role}"
    for medium in ("television_", "radio_", "")
    for role in ("booth_announcer", "turn_announcer", "pit_reporter")
)
_REMARK = r"\s*(?:\([^()]*\)|\[[^\]]*\])"
_SUFFIX = r"(?i),\s*(Jr|Sr|II|III|IV)\b"
_BREAK = r"(?i)\s*(?:[,;/\n]+|\s&\s)\s*(?:and\s+)?|\s+and\s+"
# `guest Kurt Busch`, `joined by Kurt Busch`
_WORDS_BEFORE = r"^(?:\p{Ll}[\p{Ll}-]*\s+)+"
_SEPARATOR = "\x1f"


def listed_names(stated: pl.DataFrame, labels: re.Pattern[str]) -> pl.DataFrame:
    """One row a statement and name in it, each once: ``name`` without what is in parentheses.

    ``stated``: of ``statement_texts.stated_texts``; ``labels``: words before a colon that are
    no part of a name (``Lap-by-lap: Rick Allen``).
    """
    lists = stated.filter(pl.col("source_field").is_in([*CREW, *NETWORKS]))
    label = re.compile(rf"(?:{labels.pattern})\s*:", re.IGNORECASE)
    # Few texts have one; the pattern is Python's, which Polars does not read.
    texts = [label.sub(",", text) if ":" in text else text for text in lists["read_text"]]
    bare = pl.Series("name", texts, pl.String)
    names = lists.with_columns(bare).with_columns(_split(pl.col("name")).alias("name"))
    is_person = pl.col("name").str.contains(LIKE_A_NAME)
    is_network = pl.col("source_field").is_in(NETWORKS) & pl.col("name").str.contains(r"\p{L}")
    return (
        names.explode("name", empty_as_null=False)
        .with_columns(pl.col("name").str.strip_chars().str.replace(_WORDS_BEFORE, ""))
        .filter(is_person | is_network)
        .unique(["statement", "name"], keep="first", maintain_order=True)
    )


def with_networks_of_tables(
    statements: pl.DataFrame, crew: pl.DataFrame, vocabulary: Vocabulary
) -> pl.DataFrame:
    """Networks as the tables of the race spell them: ``"MRN"`` as ``"Motor Racing Network"``.

    ``statements``: of ``race_statements``; ``crew``: the facts of ``broadcast_crew``. Only so
    can the two be compared; what no table names stays as it is.
    """
    key = ["race_id", "field", "network_id"]
    spellings = crew.select(
        "race_id",
        field=pl.format("{}_network", "medium"),
        network_id=_network_id(pl.col("network"), vocabulary),
        spelling="network",
    ).unique(key, keep="first", maintain_order=True)
    is_network = pl.col("field").is_in(NETWORKS)
    network = pl.when(is_network).then(pl.col("text_value"))
    return (
        statements.with_columns(network_id=_network_id(network, vocabulary))
        .join(spellings, on=key, how="left", validate="m:1", maintain_order="left")
        .with_columns(text_value=pl.coalesce("spelling", "text_value"))
        .drop("network_id", "spelling")
    )


def _network_id(name: pl.Expr, vocabulary: Vocabulary) -> pl.Expr:
    """The same for each spelling of a network (``vocabulary/aliases.csv``), whatever its case."""
    rows = [(old, new) for (kind, old), new in vocabulary.aliases.items() if kind == "network"]
    aliases = pl.DataFrame(rows, schema=["old", "new"], orient="row").cast(pl.String)
    ids = dict(aliases.select(slug(pl.col("old")), slug(pl.col("new"))).iter_rows())
    return slug(name).replace(ids) if ids else slug(name)


def _split(text: pl.Expr) -> pl.Expr:
    """``"Rick Allen, and Dale Earnhardt, Jr. (pits)"`` to its two names."""
    whole = text.str.replace_all(_REMARK, "").str.replace_all(_SUFFIX, " $1")
    return whole.str.replace_all(_BREAK, _SEPARATOR).str.split(_SEPARATOR)
