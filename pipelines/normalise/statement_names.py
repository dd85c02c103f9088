"""Names in a list outside tables: announcers, networks.

In: a text (``Doug Rice (booth) and Mark Garrow``) as an expression. Out: its names. Separate
because a list in an infobox has its breaks stated, unlike a broadcast cell (``crew_names``):
nothing is split by the shape of names, and what looks like no name is left out.
"""

from __future__ import annotations

import re

import polars as pl

from pipelines.normalise.names import LIKE_A_NAME

NETWORKS = ("television_network", "radio_network")
CREW = tuple(
    f"{medium}{role}"
    for medium in ("television_", "radio_", "")
    for role in ("booth_announcer", "turn_announcer", "pit_reporter")
)
_REMARK = r"\s*(?:\([^()]*\)|\[[^\]]*\])"
_SUFFIX = r"(?i),\s*(Jr|Sr|II|III|IV)\b"
_BREAK = r"(?i)\s*(?:[,;/\n]+|\s&\s)\s*(?:and\s+)?|\s+and\s+"
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
        .with_columns(pl.col("name").str.strip_chars())
        .filter(is_person | is_network)
        .unique(["statement", "name"], keep="first", maintain_order=True)
    )


def _split(text: pl.Expr) -> pl.Expr:
    """``"Rick Allen, and Dale Earnhardt, Jr. (pits)"`` to its two names."""
    whole = text.str.replace_all(_REMARK, "").str.replace_all(_SUFFIX, " $1")
    return whole.str.replace_all(_BREAK, _SEPARATOR).str.split(_SEPARATOR)
