"""Texts to values, as Polars expressions: whole numbers, times, speeds, dates.

In: string expressions. Out: typed expressions, null where the text is no such value.
Separate because every table family reads the same few forms, with the same noise: footnote
marks (``39†``, ``44²``, ``[1]``), units, thousands separators.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

FOOTNOTE_MARKS = r"\[[^\]]*\]|[†‡§*#^¹²³⁰⁴-⁹]+"
# Hours, minutes and seconds in words, and nothing else.
_DURATION = (
    r"(?i)^(?:[0-9]{1,3}\s*h(?:ours?|rs?)?)?[\s,]*(?:and\s+)?"
    r"(?:[0-9]{1,4}\s*m(?:inutes?|ins?)?)?[\s,]*(?:and\s+)?"
    r"(?:[0-9]{1,6}(?:\.[0-9]{1,6})?\s*s(?:econds?|ecs?)?)?$"
)
_NUMBER = r"[0-9][0-9,]*(?:\.[0-9]{1,9})?|\.[0-9]{1,9}"
_QUANTITY = rf"(?i)(?:^|[^0-9.,])({_NUMBER})\s*"
_MILES = rf"{_QUANTITY}(?:mi|miles?)\.?(?:[^\w/.]|$)"
_KILOMETRES = rf"{_QUANTITY}(?:km|kilomet(?:er|re)s?)\.?(?:[^\w/.]|$)"
_BARE_NUMBER = rf"{_QUANTITY}(?:[^\w.]|$)"
KILOMETRES_A_MILE = 1.609344
_WEEKDAY = r"(?i)^(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+"
_DATE_FORMATS = ("%Y-%m-%d", "%B %d, %Y", "%d %B %Y", "%b %d, %Y", "%d %b %Y", "%B %d %Y")


def without_marks(text: pl.Expr) -> pl.Expr:
    """Strip footnote marks at the end: ``"44²"`` to ``"44"``; ``"3[1]0"`` stays as it is."""
    return text.str.replace(rf"(?:\s*(?:{FOOTNOTE_MARKS}))+\s*$", "").str.strip_chars()


def folded(text: pl.Expr) -> pl.Expr:
    """Line breaks to spaces: ``"Overcast,\\nrain"`` to ``"Overcast, rain"``."""
    return text.str.replace_all(r"\s*\n\s*", " ")


def stated(text: pl.Expr, null_values: Sequence[str]) -> pl.Expr:
    """The text, or null where it says that nothing is stated: ``"—"`` to null."""
    stripped = text.str.strip_chars()
    nothing = stripped.str.to_lowercase().is_in(["", *null_values])
    return pl.when(~nothing).then(stripped)


def whole_number(text: pl.Expr) -> pl.Expr:
    """Parse ``"4,521"`` to 4521 and ``"−25"`` to -25; null for anything else."""
    digits = without_marks(text).str.replace(r"^[−–]", "-")
    is_number = digits.str.contains(r"^[-+]?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)$")
    value = digits.str.replace_all(",", "").cast(pl.Int32, strict=False)
    return pl.when(is_number).then(value)


def place_number(text: pl.Expr) -> pl.Expr:
    """Parse ``"1"``, ``"1."`` or ``"1st"`` to 1: a place in an order."""
    bare = without_marks(text).str.replace(r"(?i)^([0-9]+)\s*(?:\.|st|nd|rd|th)$", "$1")
    return whole_number(bare)


def within(value: pl.Expr, minimum: float, maximum: float) -> pl.Expr:
    """The value, or null where the quantity cannot be so small or large: no position 0."""
    return pl.when(value.is_between(minimum, maximum)).then(value)


def decimal_number(text: pl.Expr) -> pl.Expr:
    """Parse ``"132.914 mph"`` to 132.914: the one number of a text, with or without unit."""
    matched = without_marks(text).str.extract(
        r"^((?:[0-9]{1,9}|[0-9]{1,3}(?:,[0-9]{3}){1,2})(?:\.[0-9]{1,9})?|\.[0-9]{1,9})"
        r"\s*(?:mph|mi/h|miles per hour|mi\.?|miles?|laps?)?$"
    )
    return matched.str.replace_all(",", "").cast(pl.Float64, strict=False)


def stated_miles(text: pl.Expr) -> pl.Expr:
    """Find the miles in ``"300 laps, 400 mi (644 km)"``: 400; ``"6.976 km"`` is converted."""
    return pl.coalesce(_quantity(text, _MILES), _quantity(text, _KILOMETRES) / KILOMETRES_A_MILE)


def miles(text: pl.Expr) -> pl.Expr:
    """Parse ``"2.5"``, ``"2.5 (4.0 km)"`` or ``"2.5 mi"`` to 2.5: a bare number is of miles."""
    bare = _quantity(text, rf"(?i)^\s*({_NUMBER})(?:\s*(?:laps\s*)?(?:$|[(/])|\s+\d)")
    return pl.coalesce(_quantity(text, _MILES), bare, stated_miles(text))


def _quantity(text: pl.Expr, pattern: str) -> pl.Expr:
    return text.str.extract(pattern).str.replace_all(",", "").cast(pl.Float64, strict=False)


def kilometres(text: pl.Expr) -> pl.Expr:
    """Parse ``"4.250"`` or ``"4.250 km"`` to miles, exactly: 4.250 / 1.609344."""
    stated_kilometres = pl.coalesce(_quantity(text, _KILOMETRES), _quantity(text, _BARE_NUMBER))
    return stated_kilometres / KILOMETRES_A_MILE


def lap_time_seconds(text: pl.Expr) -> pl.Expr:
    """Parse ``"1:28.435"`` to seconds: 88.435. ``"0.000"`` is 0: no lap was set."""
    cleaned = without_marks(text).str.replace(r"\s*(?:s|sec|seconds?)\.?$", "")
    minutes = cleaned.str.extract(r"^([0-9]+):[0-5][0-9](?:\.[0-9]+)?$").cast(pl.Float64)
    seconds = cleaned.str.extract(r"^(?:[0-9]+:)?([0-9]+(?:\.[0-9]+)?|\.[0-9]+)$").cast(pl.Float64)
    has_colon = cleaned.str.contains(":", literal=True)
    total = pl.when(has_colon).then(minutes * 60 + seconds).otherwise(seconds)
    return within(total, 0, 36_000).round(6)


def duration_seconds(text: pl.Expr) -> pl.Expr:
    """Parse ``"3 hours, 0 minutes, and 7 seconds"`` or ``"3:00:07"`` to seconds: 10807."""
    cleaned = without_marks(text)

    def part(pattern: str) -> pl.Expr:
        return cleaned.str.extract(pattern).cast(pl.Float64)

    clock = (
        part(r"^([0-9]+):[0-5][0-9]:[0-5][0-9]") * 3600
        + part(r"^[0-9]+:([0-5][0-9]):[0-5][0-9]") * 60
        + part(r"^[0-9]+:[0-5][0-9]:([0-5][0-9](?:\.[0-9]+)?)")
    )
    is_whole = cleaned.str.contains(_DURATION)
    hours = part(r"(?i)([0-9]+)\s*h")
    minutes = part(r"(?i)([0-9]+)\s*m")
    seconds = part(r"(?i)([0-9]+(?:\.[0-9]+)?)\s*s")
    words = hours.fill_null(0) * 3600 + minutes.fill_null(0) * 60 + seconds.fill_null(0)
    has_words = is_whole & (cleaned != "")
    return pl.coalesce(clock, pl.when(has_words).then(words))


def calendar_date(text: pl.Expr) -> pl.Expr:
    """Parse ``"2023-06-25"`` or ``"Sunday, June 25, 2023 (2023-06-25)"`` to a date."""
    cleaned = without_marks(text).str.replace_all(r"\s*\([^()]*\)\s*", "")
    # `Feb. 24` and `Sept. 5`: a month has three letters where it is cut.
    cleaned = cleaned.str.replace(r"\b([A-Z][a-z]{2})t?\.", "$1")
    cleaned = cleaned.str.replace(_WEEKDAY, "").str.replace_all(r"\s+", " ").str.strip_chars()
    return pl.coalesce(cleaned.str.to_date(form, strict=False) for form in _DATE_FORMATS)
