"""Calls: few at a time, given back as they are done, cancelled when nobody waits any more."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from pipelines.engine import Call, Engine, EngineError, completed, in_this_process
from pipelines.engine import calls as calls_module


def double(number: int) -> int:
    if number < 0:
        raise ValueError(f"{number} is negative")
    return 2 * number


def doubled(numbers: range) -> Iterator[Call[int, int]]:
    for number in numbers:
        yield Call(number, double, (number,))


def test_every_call_is_given_back_with_its_key() -> None:
    with ThreadPoolExecutor(3) as executor:
        found = {
            key: future.result()
            for key, future in completed(Engine(executor, 3), doubled(range(50)))
        }
    assert found == {number: 2 * number for number in range(50)}


def test_an_error_of_one_call_does_not_keep_others_from_being_done() -> None:
    done = dict(completed(in_this_process(), doubled(range(-1, 2))))
    assert [done[number].exception() is None for number in (-1, 0, 1)] == [False, True, True]


def test_in_this_process_a_call_is_given_back_before_the_next_is_made() -> None:
    made: list[int] = []

    def calls() -> Iterator[Call[int, int]]:
        for call in doubled(range(3)):
            made.append(call.key)
            yield call

    for key, _ in completed(in_this_process(), calls()):
        assert made == list(range(key + 1))
    assert made == [0, 1, 2]


class Waiting(ThreadPoolExecutor):
    """Threads that hold every call until they may go on."""

    def __init__(self) -> None:
        super().__init__(4)
        self.submitted = 0
        self.may_go_on = threading.Event()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:  # noqa: ANN401
        self.submitted += 1
        return super().submit(lambda: (self.may_go_on.wait(10), fn(*args, **kwargs))[1])


@pytest.mark.parametrize(("size", "expected"), [(0, 4), (60, 2), (1_000, 1)])
def test_only_so_many_calls_and_bytes_are_on_their_way(
    monkeypatch: pytest.MonkeyPatch, size: int, expected: int
) -> None:
    """Nobody holds all that waits: a call is made when there is somebody to do it."""
    monkeypatch.setattr(calls_module, "_BYTES_ON_THEIR_WAY", 100)
    monkeypatch.setattr(calls_module, "_SECONDS_BETWEEN_LOOKS", 0.01)
    with Waiting() as executor:
        looks: list[int] = []

        def watch() -> None:
            looks.append(executor.submitted)
            executor.may_go_on.set()

        engine = Engine(executor, workers=2, watch=watch)
        calls = (replace(call, size=size) for call in doubled(range(9)))
        assert len(dict(completed(engine, calls))) == 9
    assert looks[0] == expected


def test_whoever_stops_waiting_cancels_what_has_not_begun() -> None:
    futures: list[Future[int]] = []

    class Idle(ThreadPoolExecutor):
        def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:  # noqa: ANN401
            # Only the first call is ever begun.
            futures.append(super().submit(fn, *args, **kwargs) if not futures else Future())
            return futures[-1]

    with Idle() as executor:
        running = completed(Engine(executor, workers=3), doubled(range(100)))
        assert next(running)[0] == 0
        running.close()
    assert all(future.cancelled() for future in futures[1:])


def test_work_that_will_never_be_done_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calls_module, "_SECONDS_BETWEEN_LOOKS", 0.01)

    def watch() -> None:
        raise EngineError("no worker is left")

    with Waiting() as executor:
        with pytest.raises(EngineError, match="no worker is left"):
            list(completed(Engine(executor, 2, watch=watch), doubled(range(3))))
        executor.may_go_on.set()


def test_a_call_that_the_other_side_has_cancelled_means_that_it_is_lost() -> None:
    class Lost(ThreadPoolExecutor):
        def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:  # noqa: ANN401
            future: Future[int] = Future()
            future.cancel()
            future.set_running_or_notify_cancel()
            return future

    with Lost() as executor, pytest.raises(EngineError, match="connection to a cluster was lost"):
        list(completed(Engine(executor, 2, name="a cluster"), doubled(range(3))))
