"""How often tests try what must hold at any moment: a few times, or as often as was asked for.

``make test-endurance`` asks for all of it. A few times are no other test: the moments are
chosen alike, there are fewer of them.
"""

from __future__ import annotations

import os

import pytest

VARIABLE = "NASCAR_WAREHOUSE_TEST_ENDURANCE"

endurance = pytest.mark.endurance


def times(all_of_them: int, few: int) -> int:
    """How often to try."""
    return all_of_them if os.environ.get(VARIABLE) else few
