"""Names: the name itself, the markers behind it, and the readable id made of it.

In: string expressions of name cells (``Noah Gragson (R)``). Out: name, marker list and id
expressions. Separate because persons, teams, tracks and manufacturers follow one rule, and
an id must never depend on a marker, an accent or the spacing of initials.
"""

from __future__ import annotations

import polars as pl

from pipelines.normalise.values import FOOTNOTE_MARKS
from pipelines.recognition.vocabulary import Vocabulary

_MARK = rf"\([^()]*\)|{FOOTNOTE_MARKS}"
# Two words or more, each with a capital, but for particles and what stands behind a name.
LIKE_A_NAME = (
    r"^\p{Lu}[\p{L}.'’-]*(?:\s+(?:(?:de|da|di|del|der|van|von|la|le|st\.?)\s+)*"
    r"(?:\p{Lu}[\p{L}.'’-]*|\"[^\"]+\"),?)+$"
)
# Letters that Unicode does not decompose into a base letter and an accent.
_LETTERS = {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"}


def name_without_markers(text: pl.Expr) -> pl.Expr:
    """``"Noah Gragson (R)"`` to ``"Noah Gragson"``; null where no name is left."""
    name = text.str.extract(rf"^(.*?)(?:\s*(?:{_MARK}))*\s*$").str.strip_chars(" ,")
    return pl.when(name != "").then(name)


def markers(text: pl.Expr) -> pl.Expr:
    """``"Noah Gragson (R)[1]"`` to ``["R"]``: markers without parentheses or references."""
    behind = text.str.extract(rf"((?:\s*(?:{_MARK}))+)\s*$").fill_null("")
    return behind.str.extract_all(r"\([^()]*\)|[†‡§*#^¹²³⁰⁴-⁹]+").list.eval(
        pl.element().str.strip_chars("() ")
    )


def canonical_name(name: pl.Expr, entity: str, vocabulary: Vocabulary) -> pl.Expr:
    """The name that other spellings of ``entity`` stand for (``vocabulary/aliases.csv``)."""
    aliases = {old: new for (kind, old), new in vocabulary.aliases.items() if kind == entity}
    return name.replace(aliases) if aliases else name


def slug(name: pl.Expr) -> pl.Expr:
    """``"A.J. Allmendinger"`` and ``"A. J. Allmendinger"`` to ``"a-j-allmendinger"``."""
    plain = name.str.normalize("NFKD").str.replace_all(r"\p{M}", "").str.to_lowercase()
    plain = plain.str.replace_many(list(_LETTERS), list(_LETTERS.values()))
    plain = plain.str.replace_all("['’‘`ʻ]", "")
    ident = plain.str.replace_all(r"[^\p{L}\p{N}]+", "-").str.strip_chars("-")
    return pl.when(ident != "").then(ident)


def person_slug(name: pl.Expr) -> pl.Expr:
    """``"AJ Foyt"`` and ``"A. J. Foyt"`` to ``"a-j-foyt"``: two capitals are two initials."""
    return slug(name.str.replace(r"^\s*(\p{Lu})(\p{Lu})\.?\s+(\p{L}\p{Ll})", "$1 $2 $3"))
