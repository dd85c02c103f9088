"""A template as a whole: an infobox with its fields, or a row of a table.

In: the wikitext of one template. Out: its name and arguments, or infobox fields. Separate
because here a template is structure, not text: each of its arguments is a value of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.documents.inline import render
from pipelines.documents.markup import MarkupRules
from pipelines.documents.model import InfoboxField
from pipelines.documents.protection import (
    BRACE,
    LINE_BREAK,
    PIPE,
    TakenOut,
    protect,
    unprotect,
)


def infobox_fields(
    template: TakenOut, rules: MarkupRules
) -> Iterator[tuple[InfoboxField, tuple[str, ...]]]:
    """The parameters of an infobox, in order, each with the unknown templates in it."""
    inner = _inside(template.source[2:-2])
    line, unnamed = template.line_number, 0
    for place, part in enumerate(inner.split("|")):
        key, equals, value = part.partition("=")
        if place and (equals or part.strip()):
            begins = line + _lines(part[: len(part) - len(part.lstrip())])
            if not equals:
                unnamed += 1
                key, value = str(unnamed), part
            inline = render(unprotect(value), rules)
            found = InfoboxField(begins, key.strip(), inline.text, link=inline.link)
            yield found, inline.unknown_templates
        line += _lines(part)


def _inside(source: str) -> str:
    """The inside of a template, protected, so that its own pipes are the only ones."""
    return protect(source, lambda name: False, magic_pipe=PIPE)[0]


def _lines(text: str) -> int:
    return text.count("\n") + text.count(LINE_BREAK)


def split_template(text: str) -> tuple[str, list[str]]:
    """Split protected ``{{Name|a|b}}`` into its name and unnamed arguments, protected.

    The name is empty where the text is not one whole template.
    """
    if not (text.startswith(BRACE * 2) and text.endswith("}}")):
        return "", []
    inner = _inside(unprotect(text[2:-2]))
    if _is_several(inner):
        return "", []
    name, *arguments = inner.split("|")
    return name.strip(), [one.strip() for one in arguments if "=" not in one.split(BRACE)[0]]


def _is_several(inner: str) -> bool:
    """``a}} text {{b`` is the inside of two templates."""
    depth = 0
    for piece in (
        inner.replace("}}", "\0}").replace("{{", "\0{").replace(BRACE * 2, "\0{").split("\0")
    ):
        if piece.startswith("{"):
            depth += 1
        elif piece.startswith("}"):
            depth -= 1
            if depth < 0:
                return True
    return False
