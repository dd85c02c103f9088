"""The prompt of ``sql``: queries one after the other, with history and completion.

In: the published file, what a person types. Out: results on the terminal. Separate because only
here a file stays open for long: a build that is published meanwhile is noticed.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import duckdb
import typer
from prompt_toolkit import PromptSession
from prompt_toolkit.lexers import Lexer, PygmentsLexer, SimpleLexer
from pygments.lexers import SqlLexer  # type: ignore[import-untyped]

from pipelines.commands.exits import announce, fail
from pipelines.commands.interrupting import each_interruptible
from pipelines.commands.newest_file import NewestFile
from pipelines.commands.prompt_history import history
from pipelines.commands.prompt_keys import keys
from pipelines.commands.prompt_words import WarehouseCompleter, is_command
from pipelines.commands.reading import unreadable
from pipelines.commands.results import ResultFormat, result_text
from pipelines.commands.statements import NotOneForm
from pipelines.terminal import on_lines
from pipelines.warehouse.names import NoSuchRelation, relation_named
from pipelines.warehouse.query import NoWarehouse

_PROMPT = "nascar> "
_HELP = """\
A query ends with a semicolon and may have several lines.
Tab completes; Up brings back what was typed before.

  .tables [TEXT]      tables and views; those that have TEXT in their name
  .describe TABLE     the columns of a table or view
  .format FORM        table, line, csv or json
  .help               this text
  .quit, \\q, exit     leave; Ctrl-D does, too

Ctrl-C stops a query, or throws away what is typed."""


def start_prompt(database: Path, form: ResultFormat) -> None:
    """Ask for queries until the person leaves; ends with a message where there is no file."""
    file = NewestFile(database, announce)
    try:
        connection = file.connection()
    except (NoWarehouse, duckdb.Error) as error:
        fail(unreadable(database, error))
    typer.echo(f"{file.label(connection)}\nRead-only; .help tells more, Ctrl-D leaves.")
    session: PromptSession[str] = PromptSession(
        _PROMPT,
        multiline=True,
        prompt_continuation=lambda width, line, is_wrapped: "...> ".rjust(width),
        history=history(),
        completer=WarehouseCompleter(connection),
        complete_while_typing=False,
        key_bindings=keys(),
        reserve_space_for_menu=6,
        enable_history_search=True,
        lexer=_lexer(),
    )
    _Prompt(file, form).run(session)


class _Prompt:
    """What a person has chosen at the prompt."""

    def __init__(self, file: NewestFile, form: ResultFormat) -> None:
        self._file = file
        self._form = form
        self._commands: Mapping[str, Callable[[str], None]] = {
            ".tables": self._tables,
            ".describe": self._describe,
            ".format": self._choose_format,
            ".help": lambda rest: typer.echo(_HELP),
        }

    def run(self, session: PromptSession[str]) -> None:
        while True:
            try:
                typed = session.prompt().strip()
            except KeyboardInterrupt:
                continue
            except EOFError:
                return
            if typed.rstrip("; ").lower() in (".quit", ".exit", "\\q", "exit", "quit"):
                return
            self._answer(typed)

    def _answer(self, typed: str) -> None:
        try:
            if is_command(typed):
                self._command(typed)
            elif typed.strip("; \n"):
                self._query(typed)
        except (
            duckdb.Error, NoWarehouse, NoSuchRelation, NotOneForm, UnicodeEncodeError,
        ) as error:  # fmt: skip
            typer.echo(on_lines(str(error)), err=True)
        except KeyboardInterrupt:
            # What is left of a result would be in the way of the next one.
            self._file.close()
            typer.echo("stopped", err=True)

    def _command(self, typed: str) -> None:
        name, _, rest = typed.rstrip("; ").partition(" ")
        known = [one for one in self._commands if one.startswith(name) and len(name) > 1]
        if len(known) == 1:
            self._commands[known[0]](rest.strip())
        else:
            typer.echo(f"there is no {name}; .help lists what there is", err=True)

    def _query(self, typed: str) -> None:
        connection = self._file.connection()
        texts = result_text(connection, typed, self._form, is_terminal=True)
        for text in each_interruptible(connection, texts):
            typer.echo(text, nl=False)

    def _tables(self, rest: str) -> None:
        from pipelines.commands.tables import in_order, show_tables
        from pipelines.warehouse.contents import relation_summaries

        found = in_order(relation_summaries(self._file.connection()), rest)
        if found:
            show_tables(found)
        else:
            typer.echo(f"no table or view has '{rest}' in its name", err=True)

    def _describe(self, rest: str) -> None:
        from pipelines.commands.describe import show_description
        from pipelines.warehouse.contents import describe_relation

        connection = self._file.connection()
        show_description(describe_relation(connection, relation_named(connection, rest)))

    def _choose_format(self, rest: str) -> None:
        forms = [one.value for one in ResultFormat if one is not ResultFormat.PARQUET]
        if rest in forms:
            self._form = ResultFormat(rest)
        else:
            typer.echo(f"a format is one of {', '.join(forms)}", err=True)


def _lexer() -> Lexer:
    """Colours for SQL, unless colours are not wanted."""
    return SimpleLexer() if os.environ.get("NO_COLOR") else PygmentsLexer(SqlLexer)
