"""What is typed at the prompt: whether it is whole, and what it may go on as.

In: a text. Out: whether Enter ends it; completions. Separate because it is decided without a
terminal.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import duckdb
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

from pipelines.warehouse.catalog import DATA_DICTIONARY

COMMANDS = (".tables", ".describe", ".format", ".help", ".quit")
_LEAVING = ("exit", "quit")
_WORD = re.compile(r"[\w.]*$")
# What a semicolon inside does not end: texts, names, dollar quotes, comments.
_CLOSED = re.compile(
    r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(\w*)\$.*?\$\1\$|--[^\n]*(?:\n|$)|/\*.*?\*/""", re.DOTALL
)
_OPEN = re.compile(r"""['"]|\$\w*\$|/\*""")


def is_command(text: str) -> bool:
    """Whether it is no query: ``.tables``."""
    return text.lstrip().startswith((".", "\\"))


def is_whole(text: str) -> bool:
    """Whether Enter ends it: a command, a query with its semicolon, or nothing at all."""
    if is_command(text) or text.strip().lower() in ("", *_LEAVING):
        return True
    code = _CLOSED.sub(" ", text)
    return code.rstrip().endswith(";") and not _OPEN.search(code)


class WarehouseCompleter(Completer):
    """Completes commands, SQL words, tables, and the columns of the tables that are named."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._columns: dict[str, list[str]] = {}
        for relation, column in connection.execute(
            f"select relation, column_name from {DATA_DICTIONARY} order by relation, column_number"
        ).fetchall():
            self._columns.setdefault(relation, []).append(column)
        keywords = connection.execute(
            "select keyword_name from duckdb_keywords() where keyword_category = 'reserved'"
        ).fetchall()
        self._keywords = sorted(word for (word,) in keywords)

    def get_completions(
        self, document: Document, complete_event: CompleteEvent
    ) -> Iterator[Completion]:
        """What the word before the cursor may go on as."""
        before = document.text_before_cursor
        found = _WORD.search(before)
        word = found[0] if found else ""
        for one in dict.fromkeys(self._words(document.text, before, word)):
            if one.lower().startswith(word.lower()) and one != word:
                yield Completion(one, start_position=-len(word))

    def _words(self, text: str, before: str, word: str) -> Iterable[str]:
        if is_command(before):
            name, blank, _ = before.lstrip().partition(" ")
            return self._columns if blank and ".describe".startswith(name) else COMMANDS
        named = [one for one in self._columns if one in text]
        columns = [column for one in named or self._columns for column in self._columns[one]]
        alias, dot, _ = word.rpartition(".")
        if dot and f"{alias}." in {f"{one.partition('.')[0]}." for one in self._columns}:
            return self._columns
        if dot:
            return [f"{alias}.{column}" for column in columns]
        return [*self._columns, *columns, *self._keywords]
