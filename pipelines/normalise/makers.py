"""Manufacturers: the maker alone, of texts that name a model or a year besides.

In: sheets, with the text of each manufacturer cell. Out: the sheets with the maker in its
place, the cells that name two of them, and the makers that no vocabulary row names. Separate
because a maker, unlike a team or a person, is one of a known few.
"""

from __future__ import annotations

import re

import polars as pl

from pipelines.normalise.frames import REJECTED_SCHEMA, SOURCE
from pipelines.normalise.names import name_without_markers, slug
from pipelines.normalise.sheets import Sheets
from pipelines.recognition.vocabulary import Vocabulary

# A hyphen is not between words: a `Lola-Ford` is no Ford.
_BETWEEN_WORDS = r"[\s/&,;()]+"
_GAP = "  "


def with_makers(sheets: Sheets, vocabulary: Vocabulary) -> tuple[Sheets, pl.DataFrame]:
    """``"'57 Ford"`` and ``"Ford Thunderbird"`` to ``"Ford"``; ``"Ford / Toyota"`` is rejected."""
    kept: dict[str, pl.DataFrame] = {}
    rejected: list[pl.DataFrame] = [pl.DataFrame(schema=REJECTED_SCHEMA)]
    for kind, sheet in sheets.frames.items():
        if sheet["manufacturer"].null_count() == len(sheet):
            kept[kind] = sheet
            continue
        found = sheet.with_columns(makers=known_makers(pl.col("manufacturer"), vocabulary))
        are_two = pl.col("makers").list.len() > 1
        rejected.append(_rejected_cells(found.filter(are_two)))
        maker = pl.coalesce(pl.col("makers").list.first(), "manufacturer")
        kept[kind] = found.with_columns(manufacturer=pl.when(~are_two).then(maker)).drop("makers")
    return Sheets(kept), pl.concat(rejected)


def known_makers(text: pl.Expr, vocabulary: Vocabulary) -> pl.Expr:
    """The makers that stand in a text as words, each once: ``["Ford"]`` of ``"1957 Ford"``."""
    aliases = _aliases(vocabulary)
    words = sorted({*vocabulary.manufacturers, *aliases}, key=lambda name: (-len(name), name))
    pattern = "|".join(re.escape(word).replace(r"\ ", _GAP) for word in words)
    years = r"(?:['’]?\d{2,4}\s+)?"
    spaced = name_without_markers(text).str.replace(rf"^{years}", "")
    padded = pl.concat_str(pl.lit(_GAP), spaced.str.replace_all(_BETWEEN_WORDS, _GAP), pl.lit(_GAP))
    maker = pl.element().str.replace_all(r"\s+", " ").str.strip_chars()
    canonical = maker.str.to_lowercase().replace_strict(
        aliases, default=None, return_dtype=pl.String
    )
    return padded.str.extract_all(rf"(?i) (?:{pattern}) ").list.eval(
        pl.coalesce(canonical, maker).unique(maintain_order=True)
    )


def _aliases(vocabulary: Vocabulary) -> dict[str, str]:
    rows = vocabulary.aliases.items()
    return {old.lower(): new for (entity, old), new in rows if entity == "manufacturer"}


def unknown_makers(sheets: Sheets, vocabulary: Vocabulary) -> list[dict[str, object]]:
    """Rows of ``quality.unrecognised``, one a document and maker that no vocabulary row names."""
    names = pl.Series("name", [*vocabulary.manufacturers, *_aliases(vocabulary)])
    known = names.to_frame().select(slug(pl.col("name"))).to_series().sort().to_list()
    texts = pl.concat(
        sheet.select(*SOURCE, name=name_without_markers(pl.col("manufacturer")))
        for sheet in sheets.frames.values()
    ).filter(pl.col("name").str.contains(r"\p{L}"))
    parts = pl.col("name").str.split("-").list.eval(slug(pl.element()).is_in(known))
    is_known = slug(pl.col("name")).is_in(known) | parts.list.all()
    unknown = (
        texts.filter(~is_known)
        .sort(SOURCE)
        .unique(["document_id", "name"], keep="first", maintain_order=True)
    )
    return [
        {
            **{name: row[name] for name in SOURCE},
            "what": "manufacturer",
            "value": row["name"],
            "heading": None,
            "reason": f"unknown manufacturer '{row['name']}', which is loaded as it is; add a row "
            "to pipelines/vocabulary/manufacturers.csv, or to aliases.csv for another spelling",
        }
        for row in unknown.iter_rows(named=True)
    ]


def _rejected_cells(found: pl.DataFrame) -> pl.DataFrame:
    return found.select(
        *SOURCE,
        level=pl.lit("cell"),
        column_name=pl.lit("manufacturer"),
        value=pl.col("manufacturer"),
        reason_code=pl.lit("several_manufacturers"),
        reason=pl.format(
            "the cell names several manufacturers ({}); it is left empty",
            pl.col("makers").list.join(", "),
        ),
    ).cast(REJECTED_SCHEMA)
