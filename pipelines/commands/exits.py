"""What commands say, and how they end: an exit status, and a message instead of a traceback.

In: texts, a status. Out: lines that a terminal may show; the end of the process. Separate
because scripts read the status, and so every command must mean the same by it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import IntEnum
from pathlib import Path
from typing import NoReturn

import typer

from pipelines.terminal import on_lines, on_one_line

_SHOWN = 20


class Exit(IntEnum):
    """Exit statuses; the help of the command line lists them."""

    DONE = 0
    FAILED = 1
    # typer's own.
    WRONG_USE = 2
    WITH_PROBLEMS = 3
    # What shells give for a program that Ctrl-C has ended.
    INTERRUPTED = 130


def described(error: Exception, folder: Path, consequence: str) -> str:
    """What an error says; one of the system says neither where nor what that means."""
    if isinstance(error, OSError) and error.strerror:
        return f"{consequence}, {error.filename or folder}: {error.strerror}"
    return str(error)


def fail(message: str) -> NoReturn:
    """End with a message on standard error."""
    sys.stdout.flush()
    announce(message)
    raise typer.Exit(Exit.FAILED)


def announce(message: str) -> None:
    """Tell whoever watches the terminal what is waited for."""
    typer.echo(f"nascar-warehouse: {on_lines(message)}", err=True)


def print_list(heading: str, lines: Sequence[str]) -> None:
    """Print how many there are and the first of them; nothing where there are none."""
    if lines:
        typer.echo(f"{heading}: {len(lines)}")
    for line in lines[:_SHOWN]:
        typer.echo(f"  {on_one_line(line)}")
    if len(lines) > _SHOWN:
        typer.echo(f"  ... and {len(lines) - _SHOWN} more")


@contextmanager
def until_the_reader_stops() -> Iterator[None]:
    """Print inside; a reader who has seen enough (``| head``) is no error."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        discard_output()


def discard_output() -> None:
    """Drop what is not written yet: Python would write it at its end, and fail again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def leave(status: Exit) -> NoReturn:
    """End the process at once; all files are closed, and the run is recorded.

    Python would take down the million objects of Dagster first: 0.12-0.18 s of about 3.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)
