"""The assets that need raw/ alone: three steps that materialize every table and view.

In: the folders and the seasons of a run. Out: materializations and check results. Separate
from the work itself, which knows nothing of Dagster: each step calls one or two functions and
reports. Many assets in few steps, since each step costs start-up time and a table costs none.
"""

import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import lru_cache

import dagster as dg

from pipelines.defs import specs
from pipelines.defs.check_results import asset_check_result
from pipelines.defs.engine import Engine
from pipelines.defs.folders import Folders
from pipelines.defs.markdown import markdown_table
from pipelines.defs.materialized import data_version, newest_revision, relation_metadata
from pipelines.defs.partitions import SEASONS, partition_seasons, seasons_of_run
from pipelines.defs.pool import PUBLICATION
from pipelines.extract import Extraction, extract
from pipelines.lock import build_lock
from pipelines.paths import Paths
from pipelines.recognition.vocabulary import load_vocabulary
from pipelines.season_task import code_digest
from pipelines.sources.raw import DocumentChanged, RawDocument, RawFolder, scan_raw_folder
from pipelines.staged import discard_others, named_seasons, read_manifest
from pipelines.terminal import on_lines
from pipelines.unchanged import note_published
from pipelines.warehouse.build import BuildReport, PublicationBlocked, build_warehouse
from pipelines.warehouse.catalog import Catalog, load_catalog
from pipelines.warehouse.checks import CheckResult
from pipelines.warehouse.source_revisions import revision_time

# Whoever edits articles while they are read is waited for so often.
_LOOKS_AT_RAW = 3


@lru_cache(maxsize=1)
def catalog() -> Catalog:
    """The catalogue of the project's ``sql/`` folder, read once a process."""
    return load_catalog(Paths.from_environment().sql)


def _staged_spec() -> dg.AssetSpec:
    vocabulary = load_vocabulary(Paths.from_environment().vocabulary)
    return specs.staged_spec(f"{code_digest()[:32]}{vocabulary.digest[:32]}")


@dg.multi_asset(
    specs=[specs.raw_spec()],
    name="raw_articles",
    partitions_def=SEASONS,
    backfill_policy=dg.BackfillPolicy.single_run(),
)
def raw_articles(context: dg.AssetExecutionContext, folders: Folders) -> dg.MaterializeResult[None]:
    """List what lies in raw/."""
    raw = scan_raw_folder(folders.paths().raw)
    if not raw.documents:
        raise dg.Failure(f"there is no document in {folders.paths().raw}; add an article first")
    for season in seasons_of_run(context):
        found = raw.seasons.get(season, ())
        context.add_asset_metadata(
            {
                "dagster/partition_row_count": len(found),
                "source_revision_timestamp": _newest(found),
                "documents": _listed(found),
            },
            partition_key=str(season),
        )
    return dg.MaterializeResult(
        asset_key=specs.RAW_ARTICLES,
        metadata={
            "dagster/row_count": len(raw.documents),
            "seasons": len(raw.seasons),
            "misfiled_files": len(raw.misfiled),
            "folder": dg.MetadataValue.path(folders.paths().raw),
        },
    )


def _newest(documents: Sequence[RawDocument]) -> dg.MetadataValue:
    times = filter(None, (revision_time(one.sidecar.timestamp) for one in documents))
    return newest_revision(max(times, default=None))


def _listed(documents: Sequence[RawDocument]) -> dg.MetadataValue:
    rows = [
        (
            one.document_id,
            one.sidecar.title or "",
            f"{one.revision_id or one.sidecar.revision_id or 'unknown'}",
            one.sidecar.timestamp or "unknown",
            one.sidecar.licence or "",
        )
        for one in documents
    ]
    return markdown_table(("document", "title", "revision", "made at", "licence"), rows)


@dg.multi_asset(
    specs=[_staged_spec()],
    name="staged_seasons",
    partitions_def=SEASONS,
    backfill_policy=dg.BackfillPolicy.single_run(),
)
def staged_seasons(
    context: dg.AssetExecutionContext, folders: Folders, engine: Engine
) -> dg.MaterializeResult[None]:
    """Extract the run's seasons into staged Parquet files, each only if it changed."""
    paths = folders.paths()
    seasons = seasons_of_run(context)
    with build_lock(paths.warehouse, _announcer(context)):
        raw, extraction = _extracted(context, paths, engine, seasons)
    for season in seasons:
        context.add_asset_metadata(
            {
                "dagster/partition_row_count": extraction.rows("staging.table_row", season),
                "source_revision_timestamp": _newest(raw.seasons.get(season, ())),
                "documents": len(raw.seasons.get(season, ())),
                "rejected": extraction.rows("quality.rejected", season),
                "unrecognised": extraction.rows("quality.unrecognised", season),
                "rows_by_table": _rows_by_table(extraction, season),
                **_work(extraction, season),
            },
            partition_key=str(season),
        )
    extracted = ", ".join(map(str, extraction.extracted))
    return dg.MaterializeResult(
        asset_key=specs.STAGED_SEASONS,
        metadata={
            "dagster/row_count": extraction.rows("staging.table_row"),
            "extracted_seasons": extracted or "none: nothing changed",
            "folder": dg.MetadataValue.path(str(paths.staged)),
        },
    )


def _extracted(
    context: dg.AssetExecutionContext, paths: Paths, engine: Engine, seasons: Collection[int]
) -> tuple[RawFolder, Extraction]:
    """What there is in raw/, extracted; where that changes meanwhile, what there is then."""
    looks = 0
    while True:
        looks += 1
        raw = scan_raw_folder(paths.raw)
        try:
            return raw, extract(
                raw,
                paths.staged,
                load_vocabulary(paths.vocabulary),
                catalog(),
                engine.settings(),
                announce=lambda message: context.log.info(on_lines(message)),
                only={*seasons, *_beyond_partitions(raw, paths)},
                named_in=paths.staged_manifest,
            )
        except DocumentChanged as changed:
            if looks == _LOOKS_AT_RAW:
                message = f"{changed}; build again when nothing changes in {paths.raw} any more"
                raise dg.Failure(on_lines(message), allow_retries=False) from None
            _announcer(context)(f"{changed}; looking at raw/ again")


def _work(extraction: Extraction, season: int) -> Mapping[str, float | str]:
    """How long a season took, and who did it; nothing of one that stayed as it was."""
    if (done := extraction.done.get(season)) is None:
        return {}
    return {"seconds": round(done.seconds, 3), "worker": on_lines(done.worker)}


def _rows_by_table(extraction: Extraction, season: int) -> dg.MetadataValue:
    counts = [(one.name, extraction.rows(one.name, season)) for one in catalog().loaded_tables]
    return markdown_table(("table", "rows"), [(name, f"{rows:,}") for name, rows in counts if rows])


def _beyond_partitions(raw: RawFolder, paths: Paths) -> set[int]:
    """Seasons that no partition stands for, such as next year's: every run looks at them."""
    return {*raw.seasons, *named_seasons(paths.staged, paths.staged_manifest)} - {
        *partition_seasons()
    }


@dg.multi_asset(
    name="warehouse",
    specs=[specs.relation_spec(one, catalog()) for one in catalog().relations.values()],
    check_specs=[
        *(specs.check_spec(check) for check in catalog().checks),
        *(specs.contract_spec(table) for table in catalog().loaded_tables),
    ],
    can_subset=True,
    pool=PUBLICATION,
)
def warehouse(
    context: dg.AssetExecutionContext, folders: Folders
) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
    """Build a new DuckDB file from the staged files, check it and publish it.

    Whichever tables and views are selected, the whole file is built: it costs about as much
    as one of them, and a published file is never a mixture.
    """
    paths = folders.paths()
    with build_lock(paths.warehouse, _announcer(context)):
        seasons = read_manifest(paths.staged, paths.staged_manifest)
        try:
            report = build_warehouse(paths.staged, seasons, catalog(), paths.database)
        except PublicationBlocked as blocked:
            yield from _check_results(context, blocked.report)
            raise dg.Failure(on_lines(str(blocked)), allow_retries=False) from None
        discard_others(paths.staged, seasons)
        note_published(paths)
    for note in report.notes:
        _announcer(context)(note)
    for name in specs.in_lineage_order(catalog()):
        if specs.asset_key(name) in context.selected_asset_keys:
            relation = catalog().relations[name]
            yield dg.MaterializeResult(
                asset_key=specs.asset_key(name),
                metadata=relation_metadata(relation, report),
                data_version=data_version(relation, report),
            )
    yield from _check_results(context, report)


def _announcer(context: dg.AssetExecutionContext) -> Callable[[str], None]:
    """Tell the run's log, and whoever watches the terminal."""

    def announce(message: str) -> None:
        context.log.warning(on_lines(message))
        print(f"nascar-warehouse: {on_lines(message)}", file=sys.stderr, flush=True)

    return announce


def _check_results(
    context: dg.AssetExecutionContext, report: BuildReport
) -> Iterator[dg.AssetCheckResult]:
    results: Mapping[tuple[str, str], CheckResult] = {
        (one.relation, one.name): one for one in report.checks
    }
    for key in sorted(context.selected_asset_check_keys):
        one = results[specs.relation_name(key.asset_key), key.name]
        yield asset_check_result(key, one)
