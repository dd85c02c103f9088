"""The asset that asks Wikipedia for what is new of a season, and lands it in raw/.

In: the seasons of a run, the wiki. Out: new revisions in raw/, a materialization for each
season, and a check. Separate because it is the only step that opens a socket; what that needs
is imported when it runs, since a build from raw/ loads this module too.
"""

# No `from __future__ import annotations`: Dagster reads the annotations of a step.
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import dagster as dg
from pydantic import Field

from pipelines.defs import specs
from pipelines.defs.folders import Folders
from pipelines.defs.markdown import markdown_table
from pipelines.defs.partitions import SEASONS, seasons_of_run
from pipelines.defs.wikipedia import Wikipedia
from pipelines.paths import Paths
from pipelines.recognition.vocabulary import Vocabulary, load_vocabulary
from pipelines.sources.season_list import series_of_seasons
from pipelines.terminal import on_lines

if TYPE_CHECKING:
    from pipelines.fetching import FetchReport

_NOT_ASKED = {"requests": 0, "documents": "raw/ has nothing of this season: not asked for"}


class RefreshConfig(dg.Config):
    """Which of the run's seasons are asked for."""

    landed_only: bool = Field(
        default=False,
        description="leave out seasons that raw/ has nothing of, instead of looking for them",
    )


@dg.multi_asset(
    specs=[specs.revisions_spec()],
    check_specs=[specs.articles_spec()],
    name="wikipedia_revisions",
    partitions_def=SEASONS,
    backfill_policy=dg.BackfillPolicy.single_run(),
    # After about 1, 3 and 7 minutes; the client itself has waited and tried again before that.
    retry_policy=dg.RetryPolicy(
        max_retries=3, delay=60, backoff=dg.Backoff.EXPONENTIAL, jitter=dg.Jitter.PLUS_MINUS
    ),
)
def wikipedia_revisions(
    context: dg.AssetExecutionContext, config: RefreshConfig, folders: Folders, wiki: Wikipedia
) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
    """Land new revisions of the run's seasons."""
    paths = folders.paths()
    known, seasons = series_of_seasons(paths.raw), seasons_of_run(context)
    vocabulary = load_vocabulary(paths.vocabulary)
    asked = {
        season: known.get(season, wiki.series or vocabulary.default_series)
        for season in seasons
        if season in known or not config.landed_only
    }
    with _failing_for_good():
        reports = _refresh(context, paths, wiki, asked, vocabulary)
    for season in seasons:
        metadata = _metadata(reports[season]) if season in reports else _NOT_ASKED
        context.add_asset_metadata(metadata, partition_key=str(season))
    problems = [one for report in reports.values() for one in report.problems]
    yield dg.MaterializeResult(
        asset_key=specs.WIKIPEDIA_REVISIONS, metadata={"seasons_asked_for": len(reports)}
    )
    yield dg.AssetCheckResult(
        asset_key=specs.WIKIPEDIA_REVISIONS,
        check_name=specs.ARTICLES_CHECK,
        passed=not problems,
        severity=dg.AssetCheckSeverity.WARN,
        description=None if not problems else f"{len(problems)} are to be looked at",
        metadata={"problems": markdown_table(("article", "problem"), problems)},
    )


def _refresh(
    context: dg.AssetExecutionContext,
    paths: Paths,
    wiki: Wikipedia,
    asked: Mapping[int, Sequence[str]],
    vocabulary: Vocabulary,
) -> "dict[int, FetchReport]":
    """Refresh each series of each season; what was landed before an error stays landed."""
    from pipelines.fetching import FetchReport, NothingFound, refresh_season

    def announce(message: str) -> None:
        context.log.info(on_lines(message))

    reports: dict[int, FetchReport] = {}
    with wiki.open(announce) as opened:
        for season, series_ids in asked.items():
            report = reports[season] = FetchReport()
            try:
                for one in filter(vocabulary.series.__contains__, series_ids):
                    with _noting(NothingFound, f"{one} {season}", report):
                        refresh_season(
                            opened,
                            paths.raw,
                            season,
                            [one],
                            vocabulary,
                            announce,
                            report=report,
                        )
            finally:
                context.log.info(f"season {season}: {report.summary}")
    return reports


@contextmanager
def _noting(kind: type[Exception], name: str, report: "FetchReport") -> Iterator[None]:
    """Make an error a problem of the season: other seasons and series go on."""
    try:
        yield
    except kind as error:
        report.problems.append((name, str(error)))


@contextmanager
def _failing_for_good() -> Iterator[None]:
    """Let the retry policy see only errors that pass by themselves."""
    from pipelines.sources.http_errors import TransientError

    try:
        yield
    except TransientError:
        raise
    except (OSError, RuntimeError, ValueError) as error:
        raise dg.Failure(on_lines(str(error)), allow_retries=False) from error


def _metadata(report: "FetchReport") -> dict[str, dg.MetadataValue]:
    landed = [(one.article.path, one.article.title, one.outcome) for one in report.landed]
    without = [(str(one.race_number or ""), one.race_name) for one in report.without_article]
    return {
        "landed": dg.MetadataValue.int(len(report.landed)),
        "unchanged": dg.MetadataValue.int(report.unchanged),
        "problems": dg.MetadataValue.int(len(report.problems)),
        "requests": dg.MetadataValue.int(report.requests),
        "documents": markdown_table(("document", "title", "outcome"), landed),
        "races_without_article": markdown_table(("race", "name"), without),
    }
