"""Directions of movement: what must be so, compared with every possible solution."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.normalise.movement import signed_moves


def by_trying_all(positions: list[int], places: list[int]) -> list[int | None]:
    """The moves that are the same in every solution, found by trying every direction."""
    solutions = set()
    for signs in product((1, -1), repeat=len(positions)):
        moves = tuple(sign * moved for sign, moved in zip(signs, places, strict=True))
        before = [position + move for position, move in zip(positions, moves, strict=True)]
        if min(before) >= 1 and len(set(before)) == len(before):
            solutions.add(moves)
    if not solutions:
        return [None] * len(positions)
    return [found[0] if len(set(found)) == 1 else None for found in zip(*solutions, strict=True)]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.integers(0, 4), min_size=1, max_size=9))
def test_any_movement_is_resolved_as_far_as_it_can_be(places: list[int]) -> None:
    positions = list(range(1, len(places) + 1))
    assert signed_moves(positions, places) == by_trying_all(positions, places)


@settings(max_examples=200, deadline=None)
@given(st.permutations(range(1, 9)))
def test_a_real_movement_is_never_contradicted(before: list[int]) -> None:
    moves = [old - new for new, old in enumerate(before, start=1)]
    for last_position in (None, 8):
        found = signed_moves(list(range(1, 9)), [abs(move) for move in moves], last_position)
        assert all(guess in (None, move) for guess, move in zip(found, moves, strict=True))


def test_a_list_of_the_first_positions_leaves_its_end_open() -> None:
    """The last one may have come from below the list; not if the list has everyone."""
    assert signed_moves([1, 2, 3], [0, 1, 1]) == [0, 1, None]
    assert signed_moves([1, 2, 3], [0, 1, 1], last_position=3) == [0, 1, -1]
    assert signed_moves([5, 6], [1, 1]) == [None, None]


def test_a_contradiction_leaves_the_table_unknown() -> None:
    assert signed_moves([1, 2], [1, 0]) == [None, None]


def test_an_unreadable_movement_leaves_only_its_driver_unknown() -> None:
    assert signed_moves([1, 2, 3], [0, None, 0]) == [0, None, 0]
