"""The asset that imports a dump of Wikipedia into raw/, made by a job of its own.

In: a dump, as a file or a URL. Out: documents in raw/, and a materialization that tells of each
shard. Separate from what is asked of Wikipedia: a dump is imported once, for many seasons. What
reads it is imported when it runs, since a build from raw/ loads this module too.
"""

# No `from __future__ import annotations`: Dagster reads the annotations of an asset.
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING

import dagster as dg
from pydantic import Field

from pipelines.defs.engine import Engine
from pipelines.defs.folders import Folders
from pipelines.defs.labels import ARTICLES, owners_of
from pipelines.defs.markdown import markdown_table
from pipelines.defs.specs import WIKIPEDIA_DUMP
from pipelines.engine import open_engine
from pipelines.locations import location_of
from pipelines.recognition.vocabulary import load_vocabulary
from pipelines.terminal import on_lines

if TYPE_CHECKING:
    from pipelines.importing import ImportReport

_SECONDS_BETWEEN_MESSAGES = 10.0


class DumpConfig(dg.Config):
    """Which dump is imported."""

    file: str = Field(
        description="a pages-articles dump: a file, or a URL such as s3://bucket/name.xml.bz2"
    )
    index: str = Field(
        default="", description="the index of a multistream dump; empty: the one beside it"
    )


@dg.asset(
    key=WIKIPEDIA_DUMP,
    group_name=ARTICLES,
    owners=owners_of(ARTICLES),
    tags={"layer": "wikipedia"},
    kinds={"wikipedia"},
    description="The race articles of a dump of Wikipedia, landed in raw/. A multistream dump that "
    "has its index is read in shards, by the resource engine; one that was read is not read again. "
    "Not made by a build: run the job import_dump, then whole_pipeline.",
)
def wikipedia_dump(
    context: dg.AssetExecutionContext, config: DumpConfig, folders: Folders, engine: Engine
) -> dg.MaterializeResult[None]:
    """Land the race articles of a dump."""
    from pipelines.importing import Sharding, import_dump

    paths, settings = folders.paths(), engine.settings()

    def announce(message: str) -> None:
        context.log.info(on_lines(message))

    try:
        sharding = Sharding(
            lambda: open_engine(settings),
            paths.dump_shards,
            location_of(config.index) if config.index else None,
        )
        report = import_dump(
            location_of(config.file),
            paths.raw,
            load_vocabulary(paths.vocabulary),
            sharding=sharding,
            progress=_Progress(context),
            announce=announce,
        )
    except (OSError, RuntimeError) as error:
        raise dg.Failure(on_lines(str(error)), allow_retries=False) from None
    announce(report.summary)
    return dg.MaterializeResult(metadata=_metadata(report))


class _Progress:
    """Says in the run's log how far a dump is read, every few seconds."""

    def __init__(self, context: dg.AssetExecutionContext) -> None:
        self._context, self._told, self._done = context, 0.0, -1

    def __call__(self, done: int, total: int) -> None:
        is_due = time.monotonic() > self._told + _SECONDS_BETWEEN_MESSAGES or done == total
        if is_due and done != self._done:
            self._told, self._done = time.monotonic(), done
            share = 100 * done // (total or 1)
            self._context.log.info(f"{done / 1e6:,.0f} of {total / 1e6:,.0f} MB read, {share} %")


def _metadata(report: "ImportReport") -> Mapping[str, dg.MetadataValue]:
    landed = [(one.article.path, one.article.title, one.outcome) for one in report.landed]
    return {
        "pages": dg.MetadataValue.int(report.pages_read),
        "articles": dg.MetadataValue.int(report.articles_found),
        "landed": dg.MetadataValue.int(len(report.landed)),
        "unchanged": dg.MetadataValue.int(report.unchanged),
        "documents": markdown_table(("document", "title", "outcome"), landed),
        "problems": markdown_table(("article", "problem"), report.problems),
        "no_races": markdown_table(("article", "reason"), report.no_races),
        "shards_read": dg.MetadataValue.int(sum(one.is_new for one in report.shards)),
        "shards": _shards(report),
    }


def _shards(report: "ImportReport") -> dg.MetadataValue:
    rows = [
        (
            f"{one.shard.begin:,} - {one.shard.end:,}",
            f"{one.shard.pages:,}",
            f"{one.shard.articles:,}",
            f"{one.shard.seconds:,.1f}",
            one.shard.worker if one.is_new else f"{one.shard.worker}, earlier",
        )
        for one in report.shards
    ]
    return markdown_table(("bytes", "pages", "articles", "seconds", "worker"), rows)
