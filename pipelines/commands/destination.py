"""Where a result goes: standard output, or a file that is there whole or not at all.

In: the ``--output`` option. Out: an open file. Separate because a result that was broken off
must not be taken for a whole one, and because the warehouse itself must not be written over.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from pipelines.commands.exits import fail


@contextmanager
def new_file(output: Path) -> Iterator[IO[bytes]]:
    """A file to write to; when all is written, it takes the place of ``output``.

    Ends with a message where nothing can be written there.
    """
    # A link stays a link: what it points to is replaced.
    target = output.resolve()
    if target.is_dir():
        fail(f"{output} is a folder; give the name of a file")
    try:
        if _is_database(target):
            fail(f"{output} is a DuckDB file; choose another name")
        if target.exists() and not target.is_file():
            # A pipe or a device has no other name to be written under.
            with target.open("wb") as file:
                yield file
            return
        yield from _replaced(target)
    except OSError as error:
        fail(f"{output} cannot be written: {error.strerror or error}")


def _is_database(target: Path) -> bool:
    """Whether it may be a warehouse, which nobody means to lose."""
    if not target.is_file():
        return False
    with target.open("rb") as file:
        return file.read(12)[8:] == b"DUCK"


def _replaced(target: Path) -> Iterator[IO[bytes]]:
    partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
    try:
        with partial.open("wb") as file:
            yield file
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
