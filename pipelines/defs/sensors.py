"""The sensor that asks Wikipedia for new revisions, and for runs of the seasons that have any.

In: what raw/ holds, the newest revisions on the wiki. Out: one run request for each changed
season. Separate because it is the only part that polls. Off until switched on in the UI.
"""

# No `from __future__ import annotations`: Dagster reads the annotations of an evaluation.
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import dagster as dg

from pipelines.defs.folders import Folders
from pipelines.defs.jobs import REFRESH
from pipelines.defs.partitions import partition_seasons
from pipelines.defs.polling import (
    Changes,
    Cursor,
    changes_by_season,
    landed_but_not_staged,
    rounds,
    run_key,
    together,
)
from pipelines.defs.wikipedia import Wikipedia
from pipelines.sources.settings import SettingsError
from pipelines.terminal import on_lines

if TYPE_CHECKING:
    from pipelines.sources.landed import LandedArticle

# A tick asks for 1,000 articles in 20 requests, and ends between two rounds of 5.
ARTICLES_A_TICK = 1000
ARTICLES_A_ROUND = 250
# Dagster gives an evaluation 60 s: where the wiki is slow, the next tick goes on.
SECONDS_A_TICK = 25.0
_IMPATIENT: dict[str, Any] = {
    "attempts": 2,
    "connect_timeout": 5.0,
    "read_timeout": 8.0,
    "response_timeout": 8.0,
    "longest_wait": 5.0,
}


@dg.sensor(
    name="new_revisions",
    job=REFRESH,
    minimum_interval_seconds=600,
    default_status=dg.DefaultSensorStatus.STOPPED,
    description="Every 10 minutes: polls the newest revisions of up to 1,000 landed articles, "
    "50 a request, and refreshes the seasons in which one has changed.",
)
def new_revisions(
    context: dg.SensorEvaluationContext, folders: Folders, wiki: Wikipedia
) -> dg.SensorResult | dg.SkipReason:
    """Poll the seasons after the cursor; runs for the same revisions are asked for once.

    What a run has landed and not staged, because it failed, counts as new as well.
    """
    if reason := wiki.why_not():
        return dg.SkipReason(reason)
    from pipelines.sources.http_errors import HttpError
    from pipelines.sources.landed import LandedArticles

    raw = folders.paths().raw
    articles = LandedArticles.scan(raw).articles
    if not articles:
        return dg.SkipReason(f"{raw} holds no article that was fetched from a wiki yet")
    staged = _staged_documents(folders)
    cursor, polled = Cursor.read(context.cursor), 0
    changes: Changes = {}
    try:
        for one, changed in _polled(wiki, rounds(articles, cursor, ARTICLES_A_ROUND)):
            changes |= together(changed, landed_but_not_staged(one, staged))
            polled += len(one)
            cursor = Cursor(one[-1].season)
    except (HttpError, SettingsError) as error:
        if not polled:
            return dg.SkipReason(f"the wiki cannot be polled: {error}")
        problem = on_lines(str(error))
        context.log.warning(f"the next tick goes on after season {cursor.season}: {problem}")
    requests = list(_requests(context, changes))
    reason = None if requests else f"{polled} articles polled, none has a new revision to fetch"
    return dg.SensorResult(requests, reason, cursor.written())


def _polled(
    wiki: Wikipedia, waiting: "Iterator[list[LandedArticle]]"
) -> "Iterator[tuple[list[LandedArticle], Changes]]":
    """Poll round after round, as many as a tick has articles and seconds for; one at least."""
    from pipelines.fetching import changed_articles

    started, polled = time.monotonic(), 0
    with wiki.open(**_IMPATIENT) as opened:
        for one in waiting:
            is_slow = time.monotonic() - started > SECONDS_A_TICK
            if polled and (is_slow or polled + len(one) > ARTICLES_A_TICK):
                return
            yield one, changes_by_season(changed_articles(opened, one))
            polled += len(one)


def _staged_documents(folders: Folders) -> dict[int, frozenset[str]]:
    """The documents that each staged season was made of; what was never staged is for a build."""
    from pipelines.staged import named_seasons

    paths = folders.paths()
    found = named_seasons(paths.staged, paths.staged_manifest)
    return {season: frozenset(one.documents) for season, one in found.items() if one is not None}


def _requests(context: dg.SensorEvaluationContext, changes: Changes) -> Iterator[dg.RunRequest]:
    """One run a season; today's date is part of its key, so that a failed run is not the last."""
    date = today()
    for season, revisions in changes.items():
        if season not in partition_seasons():
            context.log.info(f"season {season} is no partition yet; its changes can wait")
            continue
        context.log.info(f"season {season}: {len(revisions)} articles with a new revision")
        yield dg.RunRequest(run_key(season, revisions, date), partition_key=str(season))


def today() -> str:
    """The date, UTC."""
    return datetime.now(UTC).date().isoformat()
