"""Tables for a person's screen, or plain lines for another program.

In: rows of texts. Out: a table as wide as the terminal; piped, one line a row, its cells divided
by tabs, without a heading or colours. Separate because every list is shown so, and because rich
is imported for a screen only.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import typer

from pipelines.terminal import on_one_line

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.text import Text


def is_screen() -> bool:
    """Whether a person sees what is printed."""
    return sys.stdout.isatty()


def print_tabbed(rows: Iterable[Iterable[object]]) -> None:
    """Print rows for ``cut`` and ``awk``: what is not known is an empty cell."""
    for row in rows:
        typer.echo("\t".join("" if one is None else on_one_line(shown(one)) for one in row))


def shown(value: object) -> str:
    """A value as SQL writes it."""
    if value is None:
        return "NULL"
    return str(value).lower() if isinstance(value, bool) else str(value)


def screen() -> Console:
    """Standard output; ``NO_COLOR`` is honoured."""
    from rich.console import Console

    return Console(highlight=False, markup=False, emoji=False)


def show(what: RenderableType) -> None:
    """Print a text on the screen."""
    screen().print(what)


def show_table(
    headings: Sequence[str],
    sections: Iterable[Sequence[Sequence[Text]]],
    number: int | None = None,
    is_cut: bool = False,
) -> None:
    """Show rows in sections; the column of the place ``number`` stands right.

    The last column takes what room there is: in several lines, or cut (``is_cut``) after one.
    """
    from rich import box
    from rich.cells import cell_len
    from rich.table import Table

    divided = [list(section) for section in sections]
    made = Table(
        box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold", expand=True
    )
    console = screen()
    for place, heading in enumerate(headings[:-1]):
        texts = [heading, *(str(row[place]) for section in divided for row in section)]
        made.add_column(
            heading,
            justify="right" if place == number else "left",
            overflow="fold",
            # Only the last column gives way; but for a name that would leave nothing to it.
            max_width=min(max(map(cell_len, texts)), console.width * 2 // 3),
        )
    made.add_column(
        headings[-1], ratio=1, no_wrap=is_cut, overflow="ellipsis" if is_cut else "fold"
    )
    for section in divided:
        for row in section:
            made.add_row(*row)
        made.add_section()
    console.print(made)


def text(*parts: tuple[str, str]) -> Text:
    """One line of (text, style) parts; nothing in a text is taken for markup."""
    from rich.text import Text

    return Text.assemble(*((on_one_line(one), style) for one, style in parts))
