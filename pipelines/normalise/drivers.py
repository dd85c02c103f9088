"""Who is meant: one id a person, whatever the spelling, from link targets and aliases.

In: every mention of a driver in a season: document, table, name, link target. Out: the id,
the name and the article of each. Separate because a person is known only from all mentions
in an article together: most tables link nobody, and two persons may have one name.

The rule: an alias (by name or link target) wins; else the link target, if its last name
stands in the name; else the person that the same name is linked to elsewhere in the article,
if that is one; else the name itself.
"""

from __future__ import annotations

import polars as pl

from pipelines.normalise.names import person_slug
from pipelines.recognition.vocabulary import Vocabulary

MENTION_SCHEMA = pl.Schema(
    {"document_id": pl.String, "table_index": pl.Int32, "name": pl.String, "link": pl.String}
)
_KEY = ["document_id", "name", "link"]
_IN_PARENTHESES = r"\s*\(([^()]*)\)\s*$"
_LAST_NAME = r"([^-]+)(?:-(?:jr|sr|ii|iii|iv))?$"


def identify_drivers(mentions: pl.DataFrame, vocabulary: Vocabulary) -> pl.DataFrame:
    """One row a document, name and link: ``driver_id``, ``driver_name``, ``article_title``."""
    known = (
        mentions.drop_nulls("name")
        .group_by(_KEY)
        .agg(pl.col("table_index").drop_nulls().unique())
        .with_columns(name_id=person_slug(pl.col("name")))
        .pipe(_with_link_ids, vocabulary)
        .pipe(_with_namesakes_apart)
        .pipe(_with_ids_by_the_same_name)
        .pipe(_with_aliases, vocabulary)
    )
    return known.select(
        *_KEY,
        driver_id=pl.coalesce(person_slug(pl.col("alias")), "link_id", "linked_id", "name_id"),
        driver_name=pl.coalesce("alias", "name"),
        article_title=pl.when(pl.col("link_id").is_not_null()).then(pl.col("link")),
    )


def with_drivers(frame: pl.DataFrame, known: pl.DataFrame, role: str = "driver") -> pl.DataFrame:
    """Add ``driver_id``, ``driver_known_name``, ``driver_title`` by name, link and document.

    ``frame``: the name in ``driver_mentioned``, its link in ``driver_link``.
    """
    found = known.select(
        "document_id",
        pl.col("name").alias(f"{role}_mentioned"),
        pl.col("link").alias(f"{role}_link"),
        pl.col("driver_id").alias(f"{role}_id"),
        pl.col("driver_name").alias(f"{role}_known_name"),
        pl.col("article_title").alias(f"{role}_title"),
    )
    keys = ["document_id", f"{role}_mentioned", f"{role}_link"]
    return frame.join(
        found, on=keys, how="left", validate="m:1", nulls_equal=True, maintain_order="left"
    )


def _with_link_ids(known: pl.DataFrame, vocabulary: Vocabulary) -> pl.DataFrame:
    """``link_id``, where the link target is the person named; ``full_id`` keeps all of it.

    ``"Mike Wallace (racing driver)"`` is ``mike-wallace``, ``"Mike Wallace (journalist)"``
    stays ``mike-wallace-journalist``.
    """
    link = pl.col("link")
    plain = link.str.replace(_IN_PARENTHESES, "")
    what = link.str.extract(_IN_PARENTHESES).str.to_lowercase().str.strip_chars(" .")
    last_name = person_slug(plain).str.extract(_LAST_NAME)
    is_meant = pl.format("-{}-", pl.col("name_id")).str.contains(
        pl.format("-{}-", last_name), literal=True
    )
    is_generic = what.is_in(sorted(vocabulary.disambiguators))
    short = pl.when(is_generic).then(person_slug(plain)).otherwise(person_slug(link))
    return known.with_columns(
        link_id=pl.when(is_meant.fill_null(False)).then(short), full_id=person_slug(link)
    )


def _with_namesakes_apart(known: pl.DataFrame) -> pl.DataFrame:
    """Two link targets in one table are two persons, though a generic remark tells them apart."""
    clashes = (
        known.drop_nulls("link_id")
        .explode("table_index", empty_as_null=False)
        .group_by("document_id", "table_index", "link_id")
        .agg(pl.col("full_id").n_unique().alias("persons"))
        .filter(pl.col("persons") > 1)
        .select("document_id", "link_id", are_two=True)
        .unique()
    )
    return known.join(
        clashes, on=["document_id", "link_id"], how="left", maintain_order="left"
    ).with_columns(link_id=pl.when("are_two").then(pl.col("full_id")).otherwise(pl.col("link_id")))


def _with_ids_by_the_same_name(known: pl.DataFrame) -> pl.DataFrame:
    """``linked_id``: of the one person whom the document links by this name elsewhere."""
    linked = (
        known.drop_nulls("link_id")
        .group_by("document_id", "name_id")
        .agg(pl.col("link_id").unique())
        .filter(pl.col("link_id").list.len() == 1)
        .select("document_id", "name_id", linked_id=pl.col("link_id").list.first())
    )
    return known.join(linked, on=["document_id", "name_id"], how="left", maintain_order="left")


def _with_aliases(known: pl.DataFrame, vocabulary: Vocabulary) -> pl.DataFrame:
    """``alias``: the name that an alias row gives to the name, or to the link target."""
    rows = [(old, new) for (kind, old), new in vocabulary.aliases.items() if kind == "driver"]
    aliases = pl.DataFrame(rows, schema={"old": pl.String, "new": pl.String}, orient="row").select(
        old=person_slug(pl.col("old")), new=pl.col("new")
    )
    by_slug = dict(aliases.iter_rows())
    if not by_slug:
        return known.with_columns(alias=pl.lit(None, pl.String))
    return known.with_columns(
        alias=pl.coalesce(
            pl.col(ident).replace_strict(by_slug, default=None, return_dtype=pl.String)
            for ident in ("name_id", "full_id")
        )
    )
