"""An executor whose calls are tasks of a Dask cluster.

In: calls. Out: futures, each of which is settled whatever happens to the cluster. Separate
because that of Dask itself (``Client.get_executor``) leaves a future unsettled when the scheduler
dies while a result is on its way, and whoever waits for it would wait for ever.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

if TYPE_CHECKING:
    from distributed import Client

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


class DaskExecutor(Executor):
    """Submits to a client; a future that is lost with the scheduler ends as cancelled."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def submit(
        self,
        fn: Callable[Arguments, Result],
        /,
        *args: Arguments.args,
        **kwargs: Arguments.kwargs,
    ) -> Future[Result]:
        """Submit a call; what it is called with need not be hashed, since it is done once."""
        outcome: Future[Result] = Future()
        try:
            task: Any = self._client.submit(fn, *args, **kwargs, pure=False)
        except Exception:
            if self._client.status == "running":
                raise
            _lose(outcome)
            return outcome
        outcome.add_done_callback(partial(_cancel_too, task))
        task.add_done_callback(partial(_settle, outcome))
        return outcome


def _cancel_too(task: Any, outcome: Future[Any]) -> None:  # noqa: ANN401 - Dask has no types
    if outcome.cancelled():
        # Where the scheduler is gone there is nothing left to cancel.
        with suppress(Exception):
            task.cancel()


def _settle(outcome: Future[Any], task: Any) -> None:  # noqa: ANN401
    """Give an outcome what its task came to."""
    error, result = None, None
    if task.status == "error":
        error = task.exception()
    else:
        try:
            result = task.result()
        except BaseException:
            # It was cancelled, or its result could not be had from where it lay.
            _lose(outcome)
            return
    if outcome.set_running_or_notify_cancel():
        if error is not None:
            outcome.set_exception(error)
        else:
            outcome.set_result(result)


def _lose(outcome: Future[Any]) -> None:
    if outcome.cancel():
        # Only so does whoever waits for several notice it.
        outcome.set_running_or_notify_cancel()
