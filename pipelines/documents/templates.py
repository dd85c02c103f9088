"""What a wikitext template stands for, by the rules of the vocabulary.

In: a template's name and arguments, already rendered to text, and the rules. Out: an
``Expansion``. Separate because a template is data: only the few actions are code. A template
that no rule names is kept by its first unnamed argument, and reported.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.documents.links import page_title
from pipelines.documents.markup import MarkupRules, TemplateRule

_NUMBER = re.compile(r"^[+−-]?\d[\d,]*(?:\.\d+)?$")
# Between the numbers of `{{convert|3|to|5|mi}}`.
_RANGES = {"to": "–", "-": "–", "–": "–", "and": "and", "or": "or", "by": "×", "x": "×"}


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a template, rendered; the first one is the template's name."""

    name: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Expansion:
    """What a template gives; without ``keeps_links``, links and notes in it do not count."""

    text: str = ""
    link: str | None = None
    footnote: str | None = None
    unknown: str | None = None
    keeps_links: bool = False


def expand_template(arguments: Sequence[Argument], rules: MarkupRules) -> Expansion:
    """Expand ``{{name|argument|...}}``; ``arguments[0]`` is the name."""
    name = arguments[0].text.strip()
    function, colon, value = name.partition(":")
    if colon and rules.template(name) is None:
        # A parser function, `{{formatnum:1234}}`: what follows the colon is its first argument.
        name = function
        arguments = [arguments[0], Argument(None, value), *arguments[1:]]
    given = _positional(arguments)
    rule = rules.template(name)
    if rule is None:
        return Expansion(given[0] if given else "", unknown=name or "{{}}", keeps_links=True)
    return _expand(rule, given, {one.name: one.text for one in arguments if one.name})


def _positional(arguments: Sequence[Argument]) -> list[str]:
    """The unnamed arguments, or those named ``1``, ``2`` ..., in order."""
    given = [one.text.strip() for one in arguments[1:] if one.name is None]
    numbered = {one.name: one.text.strip() for one in arguments[1:] if one.name is not None}
    while (text := numbered.get(str(len(given) + 1))) is not None:
        given.append(text)
    return given


def _expand(rule: TemplateRule, given: Sequence[str], named: dict[str, str]) -> Expansion:
    match rule.action:
        case "argument" | "transparent":
            place = int(rule.value or -1)
            text = given[place - 1 if place > 0 else place] if len(given) >= abs(place) else ""
            return Expansion(text or (given[0] if given else ""), keeps_links=True)
        case "arguments" | "row":
            return Expansion(" ".join(given), keeps_links=True)
        case "lines":
            return Expansion("\n" + "\n".join(given) + "\n", keeps_links=True)
        case "text":
            # An arrow may carry how many places: `{{up|3}}`.
            places = given[0] if given and _NUMBER.match(given[0]) else ""
            return Expansion(f"{rule.value} {places}".strip() if places else _shown(rule.value))
        case "footnote":
            return Expansion(footnote=rule.value or (given[0] if given else "note"))
        case "quantity":
            return Expansion(_fraction(given) if rule.value == "fraction" else _quantity(given))
        case "date":
            return Expansion(_date(given))
        case "name":
            return _name(given, named)
        case _:
            return Expansion()


def _shown(value: str) -> str:
    return "\n" if value == r"\n" else value or " "


def _quantity(given: Sequence[str]) -> str:
    """``["132.914", "mph", "km/h"]`` to ``"132.914 mph"``: as stated, not as converted."""
    taken: list[str] = []
    for text in given:
        taken.append(_RANGES.get(text, text))
        if not _NUMBER.match(text) and text not in _RANGES:
            break
    return " ".join(taken)


def _fraction(given: Sequence[str]) -> str:
    """``["1", "1", "3"]`` to ``"1+1⁄3"``."""
    whole = f"{given[0]}+" if len(given) > 2 else ""
    return whole + "⁄".join(given[-2:] if len(given) > 1 else ["1", *given])


def _date(given: Sequence[str]) -> str:
    """``["2023", "06", "25"]`` to ``"June 25, 2023"``; a date in words stays as it is."""
    parts = [text for text in given if text]
    if not parts or not all(part.isdecimal() for part in parts[:3:2]):
        return parts[0] if parts else ""
    year, month, day = (*parts[:3], "", "")[:3]
    if month.isdecimal() and 1 <= int(month) <= 12:
        month = calendar.month_name[int(month)]
    if not month:
        return year
    return f"{month} {int(day)}, {year}" if day.isdecimal() else f"{month} {year}"


def _name(given: Sequence[str], named: dict[str, str]) -> Expansion:
    """``{{sortname|Kyle|Busch}}`` to the name and its page, unless ``nolink`` is set."""
    shown = " ".join(text for text in given[:2] if text)
    if named.get("nolink"):
        return Expansion(shown)
    target = (given[2] if len(given) > 2 else "") or shown
    if disambiguator := named.get("dab", "").strip():
        target = f"{shown} ({disambiguator})"
    return Expansion(shown, link=page_title(target))
