"""What is measured, and what came out: a ``Measure`` has the goal, a ``Figure`` what was reached.

In: nothing. Out: the values that every benchmark gives and the table is made of, and how rounds
are compared. Separate because a figure of one benchmark must look like that of any other.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measure:
    """One row of the table. ``goal`` is of the ratio, or of the figure itself without a peer.

    ``is_at_most``: whether the goal is a limit above; ``only_whole``: measured by ``--whole`` only,
    since it takes many minutes.
    """

    name: str
    unit: str
    peer: str = ""
    goal: float | None = None
    is_at_most: bool = True
    only_whole: bool = False

    @property
    def to_reach(self) -> str:
        if self.goal is None:
            return ""
        return f"{'≤' if self.is_at_most else '≥'} {self.goal:g}{' x' if self.peer else ''}"


@dataclass(frozen=True, slots=True)
class Figure:
    """What one measure gave: ours and the peer's in its unit, and their ratio."""

    measure: Measure
    ours: float
    peer: float | None = None
    ratio: float | None = None

    @property
    def is_met(self) -> bool | None:
        """Whether the goal is reached; ``None`` where there is none."""
        value = self.ratio if self.measure.peer else self.ours
        if self.measure.goal is None or value is None:
            return None
        if self.measure.is_at_most:
            return value <= self.measure.goal
        return value >= self.measure.goal


def seconds(work: Callable[[], object]) -> float:
    """Wall time of a call."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def in_turns(works: Mapping[str, Callable[[], object]], rounds: int) -> Mapping[str, list[float]]:
    """Seconds of each work by round: in every round, each is done once, one after the other."""
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            taken[name].append(seconds(work))
    return taken


def compared(
    measure: Measure, ours: Sequence[float], peer: Sequence[float], unit: float = 1.0
) -> Figure:
    """The medians of both, and the median of the rounds' ratios: machines are noisy.

    A ratio is how many times as long ours takes; where it is to be large, how many times as fast.
    """
    ratios = [one / other for one, other in zip(ours, peer, strict=True)]
    ratio = statistics.median(ratios)
    if not measure.is_at_most:
        ratio = statistics.median(1 / one for one in ratios)
    return Figure(measure, statistics.median(ours) * unit, statistics.median(peer) * unit, ratio)
