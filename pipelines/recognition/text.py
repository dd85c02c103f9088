"""How headers, keys and labels are compared: one rule for articles and vocabulary alike.

In: a text as it stands. Out: its comparable form. Separate because both sides of every
comparison must use the same rule.
"""

from __future__ import annotations

import re
from functools import lru_cache

_REFERENCE_MARK = re.compile(r"\[[^\[\]]*\]")
# Final punctuation, and footnote marks: a header `Points¹` is one of points.
_MARKS = ".: †‡¹²³⁴⁵⁶⁷⁸⁹"
_SPACE = re.compile(r"[\s_]+")
_LONGEST_SEEN = 200


@lru_cache(maxsize=16_384)
def comparable(text: str) -> str:
    """Fold ``" Car  No.[2]"`` to ``"car no"``: case, space, marks and final punctuation."""
    folded = _SPACE.sub(" ", _REFERENCE_MARK.sub("", text)).strip().casefold()
    return folded.rstrip(_MARKS) or folded.rstrip(".: ")


def beginning(text: str) -> str:
    """The part of a text that patterns see: its first 200 characters.

    A heading or the text of a row is short; what matters of a longer one stands at its
    beginning, and a pattern may take the square of the length of what it sees.
    """
    return text[:_LONGEST_SEEN]
