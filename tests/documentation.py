"""The Markdown files of the repository, taken apart: links, code, commands, outputs.

In: a file. Out: what it names, with the line where it does. Separate because several tests hold
what is written against what there is.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sample_project import ROOT

_FENCE = re.compile(r"^```.*\n(?P<code>(?:.*\n)*?)```$", re.M)
_INDENTED = re.compile(r"^\n(?P<code>(?: {4}.*\n|\n(?= {4}))+)", re.M)
_SPAN = re.compile(r"`(?P<code>[^`\n]+(?:\n[^`\n]+)?)`")
_LINK = re.compile(r"\[[^\]]*\]\((?P<target>[^()\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.M)
_WORD = r"(?:\"[^\"]*\"|'[^']*'|[^\s\"'`|>#;&()]+)"
_BEFORE = r"(?:\$ |[A-Z_]+=\S+ |(?:\S*/)?bin/)*"
_COMMAND = re.compile(
    rf"^{_BEFORE}(?P<program>nascar-warehouse|make)(?:(?:[ \t]|\\\n)+{_WORD})*(?=$|\s)", re.M
)
_ASSIGNMENT = re.compile(r"\w+=")


@dataclass(frozen=True)
class Named:
    """A text of a document, and where it stands."""

    place: str
    text: str

    def __str__(self) -> str:
        return f"{self.place}: {self.text}"


def documents() -> list[Path]:
    """Every Markdown file that belongs to the repository."""
    hidden = (path.relative_to(ROOT).parts for path in ROOT.rglob("*.md"))
    shown = [parts for parts in hidden if not any(part.startswith(".") for part in parts)]
    # What is built lies below warehouse/; an installed package brings files of its own.
    return sorted(ROOT.joinpath(*one) for one in shown if one[0] != "warehouse" or len(one) == 2)


def blocks(text: str) -> list[tuple[int, str]]:
    """Code that stands alone, fenced or indented, without its indent: where, and what."""
    found = [(one.start("code"), one["code"]) for one in _FENCE.finditer(text)]
    without = _FENCE.sub(lambda one: re.sub(r"[^\n]", "x", one[0]), text)
    found += [
        (one.start("code"), textwrap.dedent(one["code"])) for one in _INDENTED.finditer(without)
    ]
    return sorted(found)


def spans(path: Path) -> Iterator[Named]:
    """Code in backticks within the text, on one line."""
    text = path.read_text(encoding="utf-8")
    prose = _INDENTED.sub(_blanked, _FENCE.sub(_blanked, text))
    for found in _SPAN.finditer(prose):
        yield _named(path, prose, found.start(), " ".join(found["code"].split()))


def links(path: Path) -> Iterator[Named]:
    """Targets of links that are not addresses of the web."""
    text = path.read_text(encoding="utf-8")
    prose = _FENCE.sub(_blanked, text)
    for found in _LINK.finditer(prose):
        if "://" not in found["target"] and not found["target"].startswith("mailto:"):
            yield _named(path, prose, found.start(), found["target"])


def anchors(path: Path) -> set[str]:
    """What a link to a heading of a file may end with, as GitHub makes it."""
    text = _FENCE.sub(_blanked, path.read_text(encoding="utf-8"))
    plain = (re.sub(r"[^\w\- ]", "", one.lower()) for one in _HEADING.findall(text))
    return {one.strip().replace(" ", "-") for one in plain}


def commands(path: Path, program: str) -> Iterator[tuple[Named, list[str]]]:
    """Calls of a program in the code of a file: the words behind its name."""
    text = path.read_text(encoding="utf-8")
    pieces = [Named(_place(path, text, start), code) for start, code in blocks(text)]
    for piece in (*pieces, *spans(path)):
        for found in _COMMAND.finditer(piece.text):
            if found["program"] == program:
                words = re.findall(_WORD, found[0].partition(program)[2])
                called = [word for word in words if not _ASSIGNMENT.match(word) and word != "\\"]
                yield Named(piece.place, found[0]), called


def _blanked(found: re.Match[str]) -> str:
    """The same lines with nothing on them, so that the others keep their numbers."""
    return re.sub(r"[^\n]", "", found[0])


def _named(path: Path, text: str, start: int, what: str) -> Named:
    return Named(_place(path, text, start), what)


def _place(path: Path, text: str, start: int) -> str:
    return f"{path.relative_to(ROOT)}, line {text.count(chr(10), 0, start) + 1}"
