"""One season, from raw documents to every table of the contract.

In: the raw documents of one season (all series), their bytes, the vocabulary and the schemas
of ``sql/``. Out: one frame a table. Separate because it is the unit of work: a pure function
of its input, run in this process or in any other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

import polars as pl

from pipelines.documents.model import Document, Fault, UnreadableDocument
from pipelines.documents.reading import read_document
from pipelines.normalise import dimensions, verbatim
from pipelines.normalise.broadcast import broadcast_crew
from pipelines.normalise.entries import entries, marked_names
from pipelines.normalise.frames import REJECTED_SCHEMA, SOURCE, Normalised
from pipelines.normalise.identity import RaceIdentity, identify_race
from pipelines.normalise.races import races
from pipelines.normalise.results import (
    practice_results,
    qualifying_results,
    qualifying_rounds,
    race_results,
    stage_results,
)
from pipelines.normalise.sheets import RaceDocument, Sheets, build_sheets
from pipelines.normalise.stages import stages
from pipelines.normalise.standings import driver_standings, manufacturer_standings
from pipelines.normalise.verbatim import ReadDocument
from pipelines.recognition.document import DocumentRecogniser
from pipelines.recognition.vocabulary import Vocabulary
from pipelines.sources.raw import RawDocument

Schemas = Mapping[str, pl.Schema]
Tables = dict[str, pl.DataFrame]

_LEGEND = re.compile(r"^\W*\(([^()]{1,3})\)\W*\s")


def extract_season(
    raws: Sequence[RawDocument],
    read_content: Callable[[RawDocument], bytes],
    vocabulary: Vocabulary,
    schemas: Schemas,
) -> Tables:
    """Extract every table of a season: ``schema.table`` to a frame of its contract columns.

    A dimension frame has a ``mentions`` column besides. No input raises: what cannot be
    loaded is in ``quality.rejected`` with the reason.
    """
    recogniser = DocumentRecogniser(vocabulary)
    refused: dict[str, Fault] = {}
    read: list[ReadDocument] = []
    for raw in raws:
        try:
            document = _read(raw, read_content)
        except UnreadableDocument as error:
            refused[raw.document_id] = Fault(error.reason_code, str(error))
            continue
        read.append(ReadDocument(raw, document, recogniser.recognise(document)))
    identities = _identify(read, vocabulary, refused)
    loaded = [
        RaceDocument(
            one.raw.document_id,
            identities[one.raw.document_id].race_id,
            identities[one.raw.document_id].season_id,
            one.document,
            one.recognition,
        )
        for one in read
        if one.raw.document_id in identities
    ]
    tables = _facts(loaded, read, vocabulary)
    tables |= _verbatim_tables(raws, read, identities, schemas)
    tables["core.dim_season"] = _seasons(raws, identities)
    tables["quality.rejected"] = pl.concat(
        [_refused_rows(raws, refused), verbatim.malformed(read), tables["quality.rejected"]]
    )
    tables["quality.rejected"] = pl.concat([tables["quality.rejected"], _unused_rows(tables)])
    return {name: conform(frame, schemas[name]) for name, frame in tables.items()}


def conform(frame: pl.DataFrame, schema: pl.Schema) -> pl.DataFrame:
    """The frame with just the columns of the contract, cast, in a fixed order of rows.

    Raises:
        polars.exceptions.PolarsError: a column is missing or does not have its type.
    """
    columns = list(schema)
    if dimensions.MENTIONS in frame.columns:
        columns.append(dimensions.MENTIONS)
    order = [name for name in columns if frame.schema[name] != pl.List(pl.String)]
    return frame.select(columns).cast(dict(schema.items())).sort(order, nulls_last=True)


def _read(raw: RawDocument, read_content: Callable[[RawDocument], bytes]) -> Document:
    if raw.problem is not None:
        raise UnreadableDocument("unreadable_file", raw.problem)
    try:
        document = read_document(raw.suffix, read_content(raw))
    except OSError as error:
        raise UnreadableDocument("unreadable_file", f"the file cannot be read: {error}") from error
    title = document.title or raw.sidecar.title or raw.slug
    return Document(title, document.infobox, document.tables, document.lines)


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


def _facts(
    loaded: Sequence[RaceDocument], read: Sequence[ReadDocument], vocabulary: Vocabulary
) -> Tables:
    sheets = build_sheets(loaded, vocabulary)
    marked = marked_names(sheets)
    legends = pl.concat([_legends(loaded), marked.select("document_id", "marker")])
    found_races = races(loaded, vocabulary)
    qualifying = qualifying_results(sheets, vocabulary)
    results = race_results(sheets, vocabulary)
    cars = {
        "core.fct_entry": entries(sheets, vocabulary, legends),
        "core.fct_practice_result": practice_results(sheets, vocabulary),
        "core.fct_qualifying_result": qualifying,
        "core.fct_stage_result": stage_results(sheets, vocabulary),
        "core.fct_race_result": results,
        "core.fct_driver_standing": driver_standings(sheets, vocabulary, results.facts),
        "core.fct_manufacturer_standing": manufacturer_standings(sheets, vocabulary, results.facts),
    }
    families: dict[str, Normalised] = {
        "core.dim_race": found_races,
        **cars,
        "core.fct_qualifying_round": qualifying_rounds(qualifying),
        "core.fct_stage": stages(loaded, vocabulary),
        "core.fct_broadcast_crew": broadcast_crew(loaded, vocabulary),
    }
    tables = {name: family.facts for name, family in families.items()}
    frames = [family.facts for family in cars.values()]
    for entity in ("driver", "team", "manufacturer"):
        people = dimensions.people(frames, found_races.facts, entity)
        if entity == "driver":
            people = people.with_columns(article_title=pl.lit(None, pl.String))
        tables[f"core.dim_{entity}"] = people
    tables["core.dim_track"] = dimensions.tracks(found_races.facts)
    tables["quality.rejected"] = pl.concat([family.rejected for family in families.values()])
    tables["quality.unrecognised"] = _unrecognised(read, marked, sheets, vocabulary)
    return tables


def _legends(loaded: Sequence[RaceDocument]) -> pl.DataFrame:
    """Markers that a document explains: ``(R) denotes rookie driver.``"""
    rows = [
        (document.document_id, matched[1].strip())
        for document in loaded
        for line in document.document.lines
        if (matched := _LEGEND.match(line.text))
    ]
    return pl.DataFrame(rows, schema={"document_id": pl.String, "marker": pl.String}, orient="row")


def _unrecognised(
    read: Sequence[ReadDocument], marked: pl.DataFrame, sheets: Sheets, vocabulary: Vocabulary
) -> pl.DataFrame:
    rows = verbatim.unrecognised(read)
    unknown = marked.filter(~pl.col("marker").is_in(list(vocabulary.markers)))
    for row in unknown.iter_rows(named=True):
        rows.append(
            {
                **{name: row[name] for name in ("document_id", "table_index", "row_index")},
                "what": "marker",
                "value": row["marker"],
                "heading": None,
                "reason": f"unknown marker behind the name '{row['name']}', which is loaded "
                "without it; add a row to vocabulary/markers.csv",
            }
        )
    schema = {
        **{name: REJECTED_SCHEMA[name] for name in ("document_id", "table_index", "row_index")}
    }
    texts = dict.fromkeys(("what", "value", "heading", "reason"), pl.String)
    return pl.DataFrame(rows, schema={**schema, **texts})


def _verbatim_tables(
    raws: Sequence[RawDocument],
    read: Sequence[ReadDocument],
    identities: Mapping[str, RaceIdentity],
    schemas: Schemas,
) -> Tables:
    titles = {one.raw.document_id: one.document.title for one in read}
    documents: list[dict[str, object]] = [
        {
            "document_id": raw.document_id,
            "title": titles.get(raw.document_id) or raw.sidecar.title or raw.slug,
            "series_id": raw.series_id,
            "season": raw.season,
            "format": raw.suffix.removeprefix("."),
            "revision_id": raw.revision_id,
            "sha256": raw.sha256,
            "sidecar_sha256": raw.sidecar.sha256,
            "source_url": raw.sidecar.source_url,
            "licence": raw.sidecar.licence,
            "retrieved_at": raw.sidecar.retrieved_at,
            "race_id": identities[raw.document_id].race_id
            if raw.document_id in identities
            else None,
            "is_loaded": raw.document_id in identities,
        }
        for raw in raws
    ]
    rows = {
        "staging.document": documents,
        "staging.table_row": verbatim.table_rows(read),
        "staging.infobox_field": verbatim.infobox_fields(read),
        "staging.text_line": verbatim.text_lines(read),
    }
    return {name: pl.DataFrame(found, schema=schemas[name]) for name, found in rows.items()}


def _unused_rows(tables: Tables) -> pl.DataFrame:
    """Data rows of loaded documents that no fact was made of and that nothing has rejected.

    Such as a row whose only text stands in a column that is not recognised.
    """
    loaded = tables["staging.document"].filter("is_loaded").select("document_id")
    data = tables["staging.table_row"].filter(row_kind="data").join(loaded, on="document_id")
    facts = [frame for name, frame in tables.items() if name.startswith("core.fct_")]
    used = pl.concat(frame.select(SOURCE) for frame in (*facts, tables["quality.rejected"]))
    unused = data.join(used, on=SOURCE, how="anti")
    return unused.select(
        *SOURCE,
        level=pl.lit("row"),
        column_name=pl.lit(None, pl.String),
        value=pl.col("source"),
        reason_code=pl.lit("nothing_recognised"),
        reason=pl.lit("no cell of the row stands in a recognised column; the row is not loaded"),
    )


def _seasons(raws: Sequence[RawDocument], identities: Mapping[str, RaceIdentity]) -> pl.DataFrame:
    """``dim_season``: what most documents of the season call it, and how many races it has."""
    rows = [
        (
            identities[raw.document_id].season_id,
            raw.series_id,
            raw.season,
            identities[raw.document_id].season_name,
            identities[raw.document_id].scheduled_races,
        )
        for raw in raws
        if raw.document_id in identities
    ]
    schema = {
        "season_id": pl.String,
        "series_id": pl.String,
        "season": pl.Int32,
        "season_name": pl.String,
        "scheduled_races": pl.Int32,
    }
    stated = pl.DataFrame(rows, schema=schema, orient="row")
    return stated.group_by(list(schema)).agg(pl.len().cast(pl.Int64).alias(dimensions.MENTIONS))


def _refused_rows(raws: Sequence[RawDocument], refused: Mapping[str, Fault]) -> pl.DataFrame:
    rows = [
        verbatim.rejected_document(raw, refused[raw.document_id])
        for raw in raws
        if raw.document_id in refused
    ]
    rows += [
        {
            "document_id": raw.document_id,
            "level": "file",
            "value": None,
            "reason_code": "unreadable_sidecar",
            "reason": f"{raw.sidecar.problem}; the document is loaded without it",
        }
        for raw in raws
        if raw.sidecar.problem is not None
    ]
    return pl.DataFrame(rows, schema=REJECTED_SCHEMA)
