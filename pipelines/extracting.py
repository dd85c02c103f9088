"""Seasons given to an engine: each a task, given back when it is staged.

In: an engine and tasks. Out: staged seasons, in the order in which they are done. Separate
because here it is decided what happens when a worker dies: one document that no worker
outlives must not keep all others from being loaded.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from dataclasses import replace
from typing import TypeVar

from pipelines import staged
from pipelines.engine import Call, Engine, EngineError, completed
from pipelines.season_task import SeasonDone, SeasonTask, is_outlived, packed, stage_season
from pipelines.sources.raw import TRIED_AGAIN, RawDocument

Result = TypeVar("Result")

_DEADLY = (
    "whoever read it died of it, several times: it needs more memory than a worker has, or is "
    f"a fault of this program, which please report; {TRIED_AGAIN}"
)
# A shared folder or a store may show what another machine wrote a moment later.
_WAITS_TO_SEE = (0.0, 0.1, 0.4, 1.5, 4.0, 8.0)
# In a message, more would hide what it says.
_DOCUMENTS_NAMED = 20


def extract_seasons(
    engine: Engine, tasks: Iterable[SeasonTask], announce: Callable[[str], None]
) -> Iterator[SeasonDone]:
    """Stage each task's season.

    A season whose worker died is done again when all others are, alone, so that it is known
    whose fault it was; a document that no worker outlives is rejected.

    Raises:
        EngineError: a season cannot be done, or its result is not seen here. What other
            seasons have written stays.
    """
    by_season = {task.season: task for task in sorted(tasks, key=_most_documents_first)}
    died: list[SeasonTask] = []
    for season, future in completed(engine, _calls(engine, by_season.values())):
        if isinstance(future.exception(), engine.deaths):
            died.append(by_season[season])
        else:
            yield _seen(by_season[season], _result(engine, future))
    yield from _done_alone(engine, died, announce)


def _done_alone(
    engine: Engine, died: Iterable[SeasonTask], announce: Callable[[str], None]
) -> Iterator[SeasonDone]:
    """Seasons of which a worker died, or that had begun when one died of another."""
    doomed: list[SeasonTask] = []
    for task in sorted(died, key=lambda task: task.season):
        announce(f"season {task.season}: a worker died; the season is tried again alone")
        if (done := _outlived(engine, stage_season, task)) is not None:
            yield _seen(task, done)
        else:
            doomed.append(task)
    hopeless: list[str] = []
    for task in doomed:
        sound = _without_deadly(engine, task, announce)
        if sound != task and (done := _outlived(engine, stage_season, sound)) is not None:
            yield _seen(sound, done)
        else:
            hopeless.append(_hopeless(task))
    if hopeless:
        raise EngineError("\n".join(hopeless))


def _most_documents_first(task: SeasonTask) -> tuple[int, int]:
    """A long season that is begun last would be waited for by all."""
    return -len(task.documents), task.season


def _calls(engine: Engine, tasks: Iterable[SeasonTask]) -> Iterator[Call[int, SeasonDone]]:
    for task in tasks:
        yield _call(engine, stage_season, task)


def _call(
    engine: Engine, function: Callable[[SeasonTask], Result], task: SeasonTask
) -> Call[int, Result]:
    if engine.is_remote:
        task = replace(task, contents={one.document_id: packed(one) for one in task.documents})
    size = sum(map(len, (task.contents or {}).values()))
    return Call(task.season, function, (task,), size)


def _result(engine: Engine, future: Future[Result]) -> Result:
    try:
        return future.result()
    except ImportError as error:
        raise EngineError(
            f"a worker of {engine.name} cannot import what it needs: {error}; install the same "
            "version of nascar-warehouse[dask] there"
        ) from error


def _seen(task: SeasonTask, done: SeasonDone) -> SeasonDone:
    """What a worker says it wrote, as it is seen from here."""
    for seconds in _WAITS_TO_SEE:
        time.sleep(seconds)
        if (season := staged.find_season(task.location, task.folder)) is not None:
            return replace(done, season=season)
    raise EngineError(
        f"season {task.season} was staged by {done.worker}, and is not to be seen in "
        f"{task.location}: that must be a folder that all machines share, or the URL of an object "
        "store: set NASCAR_WAREHOUSE_STAGED"
    )


def _without_deadly(
    engine: Engine, task: SeasonTask, announce: Callable[[str], None]
) -> SeasonTask:
    """The season with those documents marked, to be rejected, that no worker outlives alone."""
    documents = []
    for document in task.documents:
        if _is_deadly(engine, task, document):
            announce(f"{document.document_id} is rejected: {_DEADLY}")
            document = replace(document, problem=_DEADLY)
        documents.append(document)
    return replace(task, documents=tuple(documents))


def _hopeless(task: SeasonTask) -> str:
    named = [one.document_id for one in task.documents[:_DOCUMENTS_NAMED]]
    more = len(task.documents) - len(named)
    return (
        f"season {task.season} cannot be extracted: whoever reads it dies of it, several times, "
        "but not of one of its documents alone; give workers more memory, or move documents of it "
        f"out of raw/ to find the one: {', '.join(named)}{f' and {more} more' if more else ''}"
    )


def _is_deadly(engine: Engine, task: SeasonTask, document: RawDocument) -> bool:
    return _outlived(engine, is_outlived, replace(task, documents=[document])) is None


def _outlived(
    engine: Engine, function: Callable[[SeasonTask], Result], task: SeasonTask
) -> Result | None:
    """The result of a call beside which nothing else runs; ``None``: its worker died of it."""
    [(_, future)] = completed(engine, [_call(engine, function, task)])
    if isinstance(future.exception(), engine.deaths):
        return None
    return _result(engine, future)
