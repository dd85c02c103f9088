"""The help of a command, made of the docstring of its function; switches without a type.

In: a docstring. Out: what typer prints before the options, and the examples that it prints behind
them. Separate because a docstring is wrapped for whoever reads the code, a help text for the
terminal that shows it.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, TypedDict

from typer.core import TyperCommand, TyperGroup

_EXAMPLES = "Examples:"


class HelpTexts(TypedDict):
    """What typer takes."""

    help: str
    epilog: str


class Command(TyperCommand):
    """A command whose switches are listed without a type."""

    def get_params(self, ctx: Any) -> list[Any]:  # noqa: ANN401
        """Its arguments and options."""
        return _without_types(super().get_params(ctx))


class Group(TyperGroup):
    """The same for the options that stand before a command."""

    def get_params(self, ctx: Any) -> list[Any]:  # noqa: ANN401
        """Its options."""
        return _without_types(super().get_params(ctx))


def _without_types(params: Iterable[Any]) -> list[Any]:
    """typer writes <bool> behind a switch, as if it took a value, and heeds no ``metavar``."""
    made = list(params)
    for one in made:
        is_flag = getattr(one, "is_bool_flag", None)
        if is_flag or (is_flag is False and one.metavar):
            vars(one)["display_type_rich"] = partial(_type, None if is_flag else one.metavar)
    return made


def _type(shown: str | None, ctx: object) -> str | None:
    """What stands behind the name of an option."""
    return shown


def help_texts(function: Callable[..., object]) -> HelpTexts:
    """The ``help`` and the ``epilog`` of a command."""
    text = inspect.cleandoc(function.__doc__ or "")
    described, _, examples = text.partition(f"\n\n{_EXAMPLES}\n")
    return {
        "help": "\n\n".join(map(_in_one_line, described.split("\n\n"))),
        "epilog": _indented(f"{_EXAMPLES}\n{examples}") if examples else "",
    }


def _in_one_line(paragraph: str) -> str:
    """The terminal breaks it where it ends."""
    return _as_it_is(" ".join(paragraph.split("\n")))


def _indented(text: str) -> str:
    # typer takes indents away; one behind an empty style stays.
    return "\n".join(
        f"[dim][/dim]{line}" if line.startswith(" ") else line
        for line in _as_it_is(text).split("\n")
    )


def _as_it_is(text: str) -> str:
    """What stands in brackets would be taken for a style; backquotes are for code."""
    return text.replace("[", "\\[").replace("`", "")
