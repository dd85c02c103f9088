"""One season, from raw documents to every table of the contract.

In: the raw documents of one season (all series), their bytes, the vocabulary and the schemas
of ``sql/``. Out: one frame a table. Separate because it is the unit of work: a pure function
of its input, run in this process or in any other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import polars as pl

from pipelines.documents.model import Document, Fault, UnreadableDocument
from pipelines.documents.reading import read_document
from pipelines.normalise import dimensions, verbatim
from pipelines.normalise.broadcast import broadcast_crew
from pipelines.normalise.cells import CELL_KEY, table_cells
from pipelines.normalise.corrections import with_corrections, with_unreadable
from pipelines.normalise.drivers import identify_drivers
from pipelines.normalise.entries import (
    driver_marks,
    entries,
    legend_markers,
    marked_names,
    unknown_markers,
)
from pipelines.normalise.frames import Normalised
from pipelines.normalise.identity import OTHER_PAGE, RaceIdentity, identify_race
from pipelines.normalise.makers import unknown_makers, with_makers
from pipelines.normalise.people import (
    mentioned_drivers,
    shared_cars,
    with_known_drivers,
    with_persons,
)
from pipelines.normalise.race_statements import race_statements
from pipelines.normalise.races import race_fields, race_persons, races
from pipelines.normalise.results import (
    practice_results,
    qualifying_results,
    qualifying_rounds,
    race_results,
    stage_results,
)
from pipelines.normalise.second_tables import without_second_tables
from pipelines.normalise.sheets import RaceDocument, Sheets, build_sheets
from pipelines.normalise.shifted import without_shifted_rows
from pipelines.normalise.stages import stages
from pipelines.normalise.standings import driver_standings, manufacturer_standings
from pipelines.normalise.statement_names import with_networks_of_tables
from pipelines.normalise.unused import unused_rows
from pipelines.normalise.verbatim import ReadDocument
from pipelines.recognition.document import DocumentRecogniser
from pipelines.recognition.vocabulary import Vocabulary
from pipelines.sources.raw import DocumentChanged, RawDocument

Schemas = Mapping[str, pl.Schema]
Tables = dict[str, pl.DataFrame]


def extract_season(
    raws: Sequence[RawDocument],
    read_content: Callable[[RawDocument], bytes],
    vocabulary: Vocabulary,
    schemas: Schemas,
) -> Tables:
    """Extract every table of a season: ``schema.table`` to a frame of its contract columns.

    A dimension frame has a ``mentions`` column besides. No input raises: what cannot be
    loaded is in ``quality.rejected`` with the reason.

    Raises:
        DocumentChanged: a document is not what it was when it was found.
    """
    refused: dict[str, Fault] = {}
    read = _read_all(raws, read_content, vocabulary, refused)
    identities = _identify(read, vocabulary, refused)
    loaded = [
        RaceDocument(
            one.raw.document_id,
            identity.race_id,
            identity.season_id,
            identity.race_number,
            *one.parts,
        )
        for one in read
        if (identity := identities.get(one.raw.document_id))
    ]
    tables = _facts_of_sound_documents(loaded, vocabulary, schemas, refused)
    identities = {ident: one for ident, one in identities.items() if ident not in refused}
    tables["core.dim_season"] = dimensions.seasons(raws, identities)
    missed = verbatim.unrecognised([one for one in read if not _is_other_page(one, refused)])
    unrecognised = pl.DataFrame(missed, schema=schemas["quality.unrecognised"])
    tables["quality.unrecognised"] = pl.concat([unrecognised, tables["quality.unrecognised"]])
    tables |= _verbatim(raws, read, identities, schemas)
    refusals = [verbatim.refused_documents(raws, refused), verbatim.malformed(read)]
    tables["quality.rejected"] = pl.concat([*refusals, tables["quality.rejected"]])
    tables["quality.rejected"] = pl.concat([tables["quality.rejected"], unused_rows(tables)])
    tables["staging.table_cell"] = table_cells(read, tables)
    return {name: conform(frame, schemas[name]) for name, frame in tables.items()}


def conform(frame: pl.DataFrame, schema: pl.Schema) -> pl.DataFrame:
    """The frame with just the columns of the contract, cast, in a fixed order of rows.

    Raises:
        polars.exceptions.PolarsError: a column is missing or does not have its type.
    """
    columns = list(schema)
    if dimensions.MENTIONS in frame.columns:
        columns.append(dimensions.MENTIONS)
    typed = frame.select(columns).cast(dict(schema.items()))
    if set(CELL_KEY) <= set(columns):
        # The one large frame, which is made in order: sorting takes as much memory again.
        return typed
    order = [name for name in columns if frame.schema[name] != pl.List(pl.String)]
    return typed.sort(order, nulls_last=True)


def _read_all(
    raws: Sequence[RawDocument],
    read_content: Callable[[RawDocument], bytes],
    vocabulary: Vocabulary,
    refused: dict[str, Fault],
) -> list[ReadDocument]:
    recogniser = DocumentRecogniser(vocabulary)
    read: list[ReadDocument] = []
    for raw in raws:
        try:
            document = _read(raw, read_content, vocabulary)
            read.append(ReadDocument(raw, document, recogniser.recognise(document)))
        except UnreadableDocument as error:
            refused[raw.document_id] = Fault(error.reason_code, str(error))
        except DocumentChanged:
            # No finding: the season is not what it is named by.
            raise
        except Exception as error:
            refused[raw.document_id] = _own_fault("read", error)
    return read


def _read(
    raw: RawDocument, read_content: Callable[[RawDocument], bytes], vocabulary: Vocabulary
) -> Document:
    if raw.problem is not None:
        raise UnreadableDocument("unreadable_file", raw.problem)
    document = read_document(raw.suffix, read_content(raw), vocabulary.markup)
    title = document.title or raw.sidecar.title or raw.slug.replace("_", " ")
    return replace(document, title=title)


def _own_fault(step: str, error: Exception) -> Fault:
    """A document that our code cannot take: its fault, but the others must load."""
    return Fault(
        f"cannot_{step}",
        f"a fault of this program, please report it with the document: {type(error).__name__}: "
        f"{error}",
    )


def _identify(
    read: Sequence[ReadDocument], vocabulary: Vocabulary, refused: dict[str, Fault]
) -> dict[str, RaceIdentity]:
    """Identify each document's race; of two documents for one race, the first is loaded."""
    identities: dict[str, RaceIdentity] = {}
    by_content: dict[str, str] = {}
    by_race: dict[str, str] = {}
    for one in read:
        ident = one.raw.document_id
        found = identify_race(one.raw, one.document, one.recognition, vocabulary)
        if isinstance(found, Fault):
            refused[ident] = found
        elif one.raw.sha256 in by_content:
            twin = by_content[one.raw.sha256]
            refused[ident] = Fault(
                "duplicate_document", f"the same content as {twin}, which is loaded; remove one"
            )
        elif found.race_id in by_race:
            other = by_race[found.race_id]
            refused[ident] = Fault(
                "duplicate_race",
                f"race {found.race_id} is described by {other} too, which is loaded; remove one",
            )
        else:
            identities[ident] = found
            by_content[one.raw.sha256] = ident
            by_race[found.race_id] = ident
    return identities


def _facts_of_sound_documents(
    loaded: Sequence[RaceDocument],
    vocabulary: Vocabulary,
    schemas: Schemas,
    refused: dict[str, Fault],
) -> Tables:
    """The facts of all documents; should one make our code fail, those of the others."""
    try:
        return _facts(loaded, vocabulary, schemas)
    except Exception:
        sound: list[RaceDocument] = []
        for one in loaded:
            try:
                _facts([one], vocabulary, schemas)
                sound.append(one)
            except Exception as error:
                refused[one.document_id] = _own_fault("normalise", error)
        return _facts(sound, vocabulary, schemas)


def _facts(loaded: Sequence[RaceDocument], vocabulary: Vocabulary, schemas: Schemas) -> Tables:
    loaded, corrections = with_corrections(loaded, vocabulary)
    sheets, shifted = without_shifted_rows(build_sheets(loaded, vocabulary), vocabulary)
    sheets, several = with_makers(with_persons(sheets), vocabulary)
    fields = race_fields(loaded, vocabulary)
    mentions = pl.concat([mentioned_drivers(sheets), race_persons(fields)])
    drivers = identify_drivers(mentions, vocabulary)
    sheets = with_known_drivers(sheets, drivers)
    marks = driver_marks(sheets, legend_markers(loaded), vocabulary)
    # Behind what names and marks state: that, a second table may state as well.
    sheets, seconds = without_second_tables(sheets, loaded)
    families = _families(loaded, sheets, marks, vocabulary)
    families["core.dim_race"] = races(fields, drivers, vocabulary)
    tables = {name: family.facts for name, family in families.items()}
    tables |= _dimensions(tables)
    statements = race_statements(loaded, drivers, mentions, vocabulary)
    tables["quality.race_statement"] = with_networks_of_tables(
        statements, tables["core.fct_broadcast_crew"], vocabulary
    )
    rejected = [family.rejected for family in families.values()]
    tables["quality.rejected"] = pl.concat(
        [shifted, several, seconds, shared_cars(sheets), *rejected]
    )
    tables["quality.correction"] = with_unreadable(corrections, tables["quality.rejected"])
    tables["quality.unrecognised"] = pl.DataFrame(
        unknown_markers(marked_names(sheets), vocabulary) + unknown_makers(sheets, vocabulary),
        schema=schemas["quality.unrecognised"],
    )
    return tables


def _families(
    loaded: Sequence[RaceDocument], sheets: Sheets, marks: pl.DataFrame, vocabulary: Vocabulary
) -> dict[str, Normalised]:
    qualifying = qualifying_results(sheets, vocabulary)
    results = race_results(sheets, vocabulary, marks)
    return {
        "core.fct_entry": entries(sheets, vocabulary, marks),
        "core.fct_practice_result": practice_results(sheets, vocabulary),
        "core.fct_qualifying_result": qualifying,
        "core.fct_stage_result": stage_results(sheets, vocabulary),
        "core.fct_race_result": results,
        "core.fct_driver_standing": driver_standings(sheets, vocabulary),
        "core.fct_manufacturer_standing": manufacturer_standings(sheets, vocabulary, results.facts),
        "core.fct_qualifying_round": qualifying_rounds(qualifying, vocabulary),
        "core.fct_stage": stages(loaded, vocabulary),
        "core.fct_broadcast_crew": broadcast_crew(loaded, vocabulary),
    }


def _dimensions(facts: Tables) -> Tables:
    # A round is a part of a qualifying row, whose names are counted there.
    frames = [frame for name, frame in facts.items() if name != "core.fct_qualifying_round"]
    return {
        "core.dim_driver": dimensions.drivers(frames, facts["core.dim_race"]),
        "core.dim_team": dimensions.people(frames, "team"),
        "core.dim_manufacturer": dimensions.people(frames, "manufacturer"),
        "core.dim_track": dimensions.tracks(facts["core.dim_race"]),
    }


def _verbatim(
    raws: Sequence[RawDocument],
    read: Sequence[ReadDocument],
    identities: Mapping[str, RaceIdentity],
    schemas: Schemas,
) -> Tables:
    # One after the other: rows as Python objects take many times the memory of a frame.
    made: dict[str, Callable[[], list[dict[str, object]]]] = {
        "staging.document": lambda: verbatim.documents(raws, read, identities),
        "staging.table_row": lambda: verbatim.table_rows(read),
        "staging.infobox_field": lambda: verbatim.infobox_fields(read),
        "staging.text_line": lambda: verbatim.text_lines(read),
    }
    return {name: pl.DataFrame(rows(), schema=schemas[name]) for name, rows in made.items()}


def _is_other_page(read: ReadDocument, refused: Mapping[str, Fault]) -> bool:
    """Whether a page is known to be no race article: what it holds need not be understood."""
    fault = refused.get(read.raw.document_id)
    return fault is not None and fault.reason_code.endswith(OTHER_PAGE)
