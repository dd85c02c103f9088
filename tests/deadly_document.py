"""Documents that kill whoever reads them, as one does that takes all memory.

In: the executor of an engine. Out: one whose workers die of such a document. Separate from tests
because worker processes import it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import replace
from typing import Any

from pipelines.engine import Engine
from pipelines.season_task import SeasonTask

DEADLY = b"<!-- whoever reads this dies -->"
# Whoever reads both dies, whoever reads one of them lives.
DEADLY_TOGETHER = b"<!-- whoever reads two of these dies -->"


def dying_of_it(function: Callable[[SeasonTask], Any], task: SeasonTask) -> Any:  # noqa: ANN401
    """Do the call, unless the task has a document to die of."""
    contents = [task.read(one) for one in task.documents if one.problem is None]
    together = sum(DEADLY_TOGETHER in one for one in contents)
    if together > 1 or any(DEADLY in one for one in contents):
        os._exit(9)
    return function(task)


class Mortal(Executor):
    """An executor whose workers die of deadly documents."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:  # noqa: ANN401
        return self._executor.submit(dying_of_it, fn, *args, **kwargs)


def mortal(engine: Engine) -> Engine:
    """The engine, with such workers."""
    return replace(engine, executor=Mortal(engine.executor))
