"""Who is meant: one id a person, whatever the spelling, from link targets and aliases.

In: every mention of a driver in a season: document, table, name, link target. Out: the id,
the name and the article of each. Separate because a person is known only from all mentions
in an article together: most tables link nobody, and two persons may have one name.

The rule: an alias (by name or link target) wins; else the link target, if it can be the
person named; else the person that the same name is linked to elsewhere in the article, or
else in the season, if that is one; else the name itself. It can be the person named if its
last name stands in the name, no first name contradicts it ("Geoff" and "G." are "Geoffrey";
a nickname needs an alias) and the name has no "Jr." that the target has not: an article
without a page for the son may link to his father's.
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
# Of a slug; a father may be called "Sr.", or not.
_SUFFIX = r"-(jr|ii|iii|iv)$"
_ANY_SUFFIX = r"-(?:jr|sr|ii|iii|iv)$"
_BORN = r"^(.*\S)\s*,\s*(born \d{4})$"


def identify_drivers(mentions: pl.DataFrame, vocabulary: Vocabulary) -> pl.DataFrame:
    """One row a document, name and link: ``driver_id``, ``driver_name``, ``article_title``."""
    known = (
        mentions.drop_nulls("name")
        .group_by(_KEY)
        .agg(pl.col("table_index").drop_nulls().unique())
        .with_columns(name_id=person_slug(pl.col("name")), full_id=person_slug(pl.col("link")))
        .pipe(_with_aliases, vocabulary)
        .pipe(_with_link_ids, vocabulary)
        .pipe(_with_namesakes_apart)
        .pipe(_with_ids_by_the_same_name, "linked_id", ["document_id", "name_id"])
        .pipe(_with_ids_by_the_same_name, "season_id", ["name_id"])
    )
    by_alias = pl.coalesce("alias", pl.when(pl.col("link_id").is_not_null()).then("link_alias"))
    return (
        known.with_columns(
            driver_id=pl.coalesce(
                person_slug(by_alias), "link_id", "linked_id", "season_id", "name_id"
            ),
            article_title=pl.when(pl.col("link_id").is_not_null()).then(pl.col("link")),
        )
        .pipe(_with_titles_as_names)
        .select(
            *_KEY,
            "driver_id",
            driver_name=pl.coalesce(by_alias, "title_name", "name"),
            article_title="article_title",
        )
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
    generic = sorted(vocabulary.disambiguators)
    # `(racing driver, born 1984)` says no more than `(born 1984)`.
    born = pl.when(what.str.extract(_BORN).is_in(generic)).then(what.str.extract(_BORN, 2))
    short = (
        pl.when(what.is_in(generic))
        .then(person_slug(plain))
        .when(born.is_not_null())
        .then(person_slug(pl.concat_str(plain, pl.lit(" "), born)))
        .otherwise(pl.col("full_id"))
    )
    named = pl.coalesce(person_slug(pl.col("alias")), "name_id")
    target = pl.coalesce(person_slug(pl.col("link_alias")), person_slug(plain))
    is_meant = _can_be(named, target) | _can_be(pl.col("name_id"), person_slug(plain))
    return known.with_columns(link_id=pl.when(is_meant.fill_null(False)).then(short))


def _can_be(name: pl.Expr, target: pl.Expr) -> pl.Expr:
    """Whether a name may be of the person whom a link target names, both as slugs.

    ``"d-earnhardt"`` and ``"stenhouse"`` may be ``"dale-earnhardt-jr"`` and
    ``"ricky-stenhouse-jr"``; ``"john-andretti"`` is not ``"mario-andretti"``, nor
    ``"dale-earnhardt-jr"`` ``"dale-earnhardt"``.
    """
    names = name.str.replace(_ANY_SUFFIX, "").str.split("-")
    targets = target.str.replace(_ANY_SUFFIX, "").str.split("-")
    has_last_name = names.list.contains(targets.list.last())
    first, first_of_target = names.list.first(), targets.list.first()
    is_first_name = (
        first.str.starts_with(first_of_target)
        | first_of_target.str.starts_with(first)
        | names.list.contains(first_of_target)
        | targets.list.contains(first)
    )
    suffix = name.str.extract(_SUFFIX)
    is_same_suffix = suffix.is_null() | (suffix == target.str.extract(_SUFFIX).fill_null(""))
    is_last_name_alone = names.list.len() == 1
    return has_last_name & (is_first_name | is_last_name_alone) & is_same_suffix


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


def _with_ids_by_the_same_name(known: pl.DataFrame, column: str, keys: list[str]) -> pl.DataFrame:
    """``column``: the id of the one person whom links of this name lead to, within the keys."""
    linked = (
        known.drop_nulls("link_id")
        .group_by(keys)
        .agg(pl.col("link_id").unique())
        .filter(pl.col("link_id").list.len() == 1)
        .select(*keys, pl.col("link_id").list.first().alias(column))
    )
    return known.join(linked, on=keys, how="left", maintain_order="left")


def _with_aliases(known: pl.DataFrame, vocabulary: Vocabulary) -> pl.DataFrame:
    """``alias`` and ``link_alias``: the names that alias rows give to name and link target."""
    rows = [(old, new) for (kind, old), new in vocabulary.aliases.items() if kind == "driver"]
    aliases = pl.DataFrame(rows, schema={"old": pl.String, "new": pl.String}, orient="row").select(
        old=person_slug(pl.col("old")), new=pl.col("new")
    )
    by_slug = dict(aliases.iter_rows())
    return known.with_columns(
        pl.col(ident).replace_strict(by_slug, default=None, return_dtype=pl.String).alias(alias)
        if by_slug
        else pl.lit(None, pl.String).alias(alias)
        for ident, alias in (("name_id", "alias"), ("full_id", "link_alias"))
    )


def _with_titles_as_names(known: pl.DataFrame) -> pl.DataFrame:
    """``title_name``: of a linked person, the article's title is a better name than any label."""
    plain = pl.col("article_title").str.replace(_IN_PARENTHESES, "")
    titles = (
        known.select("driver_id", title_name=plain)
        .drop_nulls()
        .group_by("driver_id", "title_name")
        .len()
        .sort(pl.col("len"), "title_name", descending=[True, False])
        .unique("driver_id", keep="first", maintain_order=True)
    )
    return known.join(titles.drop("len"), on="driver_id", how="left", maintain_order="left")
