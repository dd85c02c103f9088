"""Every text outside tables that states something of the race, one row a statement.

In: recognised documents. Out: a frame of texts, each with its field, key and line. Separate
because ``dim_race`` takes the first statement of a field only; to compare them, all are needed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from pipelines.documents.model import Document
from pipelines.normalise.identity import number_in_words, stated_numbers
from pipelines.normalise.sheets import RaceDocument
from pipelines.recognition.vocabulary import Vocabulary

# Before a field of the vocabulary that core does not take from here: `also_pole_driver`.
_NOT_IN_CORE = "also_"
# The lead's date is parsed as the lead writes it, not as an infobox does.
LEAD_DATE = "lead_date"
_NUMBERS = ("race_number", "scheduled_races")
_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "race_id": pl.String,
    "document_id": pl.String,
    "year": pl.String,
    "line_number": pl.Int32,
    "stated_in": pl.Enum(["infobox", "statistics", "lead"]),
    "key": pl.String,
    "text": pl.String,
    "link": pl.String,
    "source_field": pl.String,
    "read_text": pl.String,
}
# Line, place, key, text, link, field, and the part of the text that states the field.
_Row = tuple[int | None, str, str | None, str, str | None, str, str]


def stated_texts(documents: Sequence[RaceDocument], vocabulary: Vocabulary) -> pl.DataFrame:
    """One row a race and statement: ``source_field`` and the ``read_text`` that states it.

    ``year`` is that of the document's infobox: a date may be stated without it.
    """
    rows = [
        (document.race_id, document.document_id, _year(document), *row)
        for document in documents
        for row in (
            *_in_infobox(document, vocabulary),
            *_in_statistics(document),
            *_in_lead(document, vocabulary),
        )
    ]
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row")


def _year(document: RaceDocument) -> str | None:
    fields = zip(document.document.infobox, document.recognition.infobox, strict=True)
    return next((field.value for field, name in fields if name == "year"), None)


def _in_infobox(document: RaceDocument, vocabulary: Vocabulary) -> Iterator[_Row]:
    recognition = document.recognition
    has_description = False
    for field, name in zip(document.document.infobox, recognition.infobox, strict=True):
        if field.fault is not None:
            continue
        place = (field.line_number, "infobox", field.key, field.value, field.link)
        if recognition.key_fields and (known := vocabulary.infobox_field(field.key)):
            # `Winner: No. 1`: the key itself states the car.
            yield from ((*place, one, text) for one, text in known[1].items())
        if name == "description":
            # Any row of a rendered infobox without a label is called so; the first tells the race.
            if has_description:
                continue
            has_description = True
        if name is not None:
            yield (*place, name.removeprefix(_NOT_IN_CORE), field.value)
            for one, number in _numbers_of_race(name, field.value, vocabulary):
                yield (*place, one, str(number))


def _numbers_of_race(name: str, text: str, vocabulary: Vocabulary) -> Iterator[tuple[str, int]]:
    """``"Race 17 of 36 in the ..."`` as race number and races of the season."""
    if name == "description":
        found = stated_numbers(text, {}, vocabulary)
    elif name in _NUMBERS:
        found = stated_numbers("", {name: text}, vocabulary)
    else:
        return
    for one, number in zip(_NUMBERS, found, strict=True):
        if number is not None:
            yield f"{one}_read", number


def _in_statistics(document: RaceDocument) -> Iterator[_Row]:
    for line, name in zip(document.document.lines, document.recognition.lines, strict=True):
        if name is not None and line.fault is None:
            label, _, text = line.text.partition(":")
            text = text.strip()
            field = name.removeprefix(_NOT_IN_CORE)
            yield line.line_number, "statistics", label, text, None, field, text


def _in_lead(document: RaceDocument, vocabulary: Vocabulary) -> Iterator[_Row]:
    for name, text in document.recognition.lead.items():
        place = (_line_of(text, document.document), "lead", None, text, None)
        if name == "race_date":
            yield (*place, LEAD_DATE, text)
        elif name not in _NUMBERS:
            yield (*place, name, text)
        elif (number := number_in_words(text, vocabulary)) is not None:
            yield (*place, f"{name}_read", str(number))


def _line_of(text: str, document: Document) -> int | None:
    """The line above all headings that holds the text, if it stands in one line."""
    return next(
        (line.line_number for line in document.lines if not line.headings and text in line.text),
        None,
    )
