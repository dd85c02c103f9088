"""Which way did each driver move in the standings, where the arrows are lost?

In: positions after a race and how many places each moved (0: none). Out: the signed moves
(up is positive), ``None`` where the direction cannot be told. Separate because it is a small
theorem of its own: positions before the race were all different, so a driver who moved m
places came from position + m or position - m, and no two came from the same one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

# No championship lists so many; the search takes time with the square of them.
_MOST_POSITIONS = 500


def signed_moves(
    positions: Sequence[int], places: Sequence[int | None], last_position: int | None = None
) -> list[int | None]:
    """Find the direction of each move, ``None`` where more than one way is possible.

    Each driver is an edge between the two positions that he may have come from; directions
    are a choice of one end for each edge, no end twice. A driver with one free end must have
    come from it. Where drivers and ends left are equal in number, every end is taken, so an
    end that only one driver can have come from is his.

    ``last_position`` is the last one there is, where the table is known to list everyone.
    Without it, a driver may have come from below the table: into a list of the first 16.

    ``places`` of ``None`` (unreadable) leave that driver unknown, and a contradiction
    (two drivers from one position) leaves the whole table unknown.
    """
    if len(positions) > _MOST_POSITIONS:
        return [None] * len(positions)
    ends = {
        driver: {position + moved, position - moved}
        for driver, (position, moved) in enumerate(zip(positions, places, strict=True))
        if moved is not None
    }
    ends = {
        driver: {end for end in both if end >= 1 and end <= (last_position or end)}
        for driver, both in ends.items()
    }
    origin = _resolve(ends)
    if origin is None:
        return [None] * len(positions)
    return [
        origin[driver] - position if driver in origin else None
        for driver, position in enumerate(positions)
    ]


def _resolve(ends: dict[int, set[int]]) -> dict[int, int] | None:
    """Origins that hold in every solution; ``None`` if there is no solution."""
    origin: dict[int, int] = {}
    while True:
        forced = _forced(ends)
        if forced is None:
            return None
        if not forced:
            return origin
        for driver, end in forced.items():
            origin[driver] = end
            del ends[driver]
        taken = set(forced.values())
        for driver in ends:
            ends[driver] = ends[driver] - taken


def _forced(ends: dict[int, set[int]]) -> dict[int, int] | None:
    """Drivers whose origin is certain now; ``None`` on a contradiction."""
    if any(not free for free in ends.values()):
        return None
    certain = {driver: next(iter(free)) for driver, free in ends.items() if len(free) == 1}
    if certain:
        return certain if len(set(certain.values())) == len(certain) else None
    for drivers in _components(ends):
        found = Counter(end for driver in drivers for end in ends[driver])
        if len(drivers) > len(found):
            return None
        if len(drivers) == len(found):
            certain |= {
                driver: end for driver in drivers for end in ends[driver] if found[end] == 1
            }
    return certain


def _components(ends: dict[int, set[int]]) -> list[list[int]]:
    """Groups of drivers that share positions, directly or through others."""
    at: dict[int, list[int]] = defaultdict(list)
    for driver, free in ends.items():
        for end in free:
            at[end].append(driver)
    groups, seen = [], set[int]()
    for start in ends:
        if start in seen:
            continue
        group, waiting = [], [start]
        seen.add(start)
        while waiting:
            driver = waiting.pop()
            group.append(driver)
            near = {other for end in ends[driver] for other in at[end]} - seen
            seen |= near
            waiting.extend(near)
        groups.append(group)
    return groups
