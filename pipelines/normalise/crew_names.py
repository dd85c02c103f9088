"""Split one broadcast cell into persons: by its labels, then by the shape of names.

In: a cell text (``Lap-by-lap: Rick Allen Color-commentator: Jeff Burton``). Out: persons with
what they do. Separate because the flattened form has lost the line breaks between names;
whether a break was stated or inferred is part of the result.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_SUFFIX = re.compile(r"^(?:Jr|Sr|II|III|IV)\.?,?$")
_INITIAL = re.compile(r"^[A-Z]\.$")
_INITIALS = re.compile(r"^[A-Z]\. ?[A-Z]\.$")
_PARTICLES = {"de", "del", "da", "di", "van", "von", "der", "la", "le", "st.", "dr.", "mc"}
_UNLIKE_A_NAME = re.compile(r"[:;|\d()/&]")
_STATED_BREAK = re.compile(r"\s*(?:\n|,\s+and\s+|;|,(?!\s*[JS]r\b)|\s+and\s+)\s*")


class AmbiguousNames(ValueError):
    """It cannot be told where one name ends and the next begins."""


@dataclass(frozen=True, slots=True)
class Person:
    """A person in a cell, what they are labelled, and whether the break was inferred."""

    name: str
    assignment: str | None
    is_inferred: bool


def split_crew(text: str, labels: re.Pattern[str]) -> list[Person]:
    """Split a cell into persons, in order.

    Raises:
        AmbiguousNames: names without a break that do not come in pairs of words, or a label
            that is not in the vocabulary; the message says which.
    """
    found = list(re.finditer(rf"(?:^|(?<=\s))({labels.pattern})\s*:", text, re.IGNORECASE))
    if not found:
        return _split_names(text, None)
    persons = _split_names(text[: found[0].start()], None)
    for label, following in zip(found, [*found[1:], None], strict=True):
        end = following.start() if following else len(text)
        persons += _split_names(text[label.end() : end], label[1])
    return persons


def _split_names(text: str, assignment: str | None) -> list[Person]:
    persons: list[Person] = []
    for part in _STATED_BREAK.split(text.strip()):
        if not part:
            continue
        if unlike := _UNLIKE_A_NAME.search(part):
            raise AmbiguousNames(
                f"'{unlike[0]}' in '{part}' belongs to no name; if a label stands before it, add "
                "the label to pipelines/vocabulary/crew_labels.csv"
            )
        names = _names_by_shape(part)
        persons += [Person(name, assignment, is_inferred=len(names) > 1) for name in names]
    return persons


def _names_by_shape(text: str) -> list[str]:
    """``"Dave Burns Kim Coon"`` to two names: a first and a last name each.

    Two initials are a first name, one is a part of the name behind it, as particles are, and
    a suffix such as Jr. belongs to the name before it.
    """
    words: list[str] = []
    joined = ""
    for token in text.split():
        if _SUFFIX.match(token) and words:
            words[-1] += f" {token}"
        elif _INITIALS.match(f"{joined}{token}"):
            words.append(joined + token)
            joined = ""
        elif _INITIAL.match(token) or token.lower() in _PARTICLES:
            joined += f"{token} "
        else:
            words.append(joined + token)
            joined = ""
    if joined:
        words.append(joined.strip())
    if len(words) <= 2:
        return [" ".join(words)]
    if len(words) % 2:
        raise AmbiguousNames(f"'{text}' has no breaks between names and {len(words)} words")
    return [" ".join(pair) for pair in zip(words[::2], words[1::2], strict=True)]
