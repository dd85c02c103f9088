"""The history of the prompt, kept for the next time.

In: the environment. Out: a history, in the folder that XDG names for such. Separate because where
it cannot be kept, the prompt goes on without.
"""

from __future__ import annotations

import os
from pathlib import Path

from prompt_toolkit.history import FileHistory, History, InMemoryHistory


def history_path() -> Path:
    """``~/.local/state/nascar-warehouse/sql_history``, or where ``XDG_STATE_HOME`` says."""
    stated = os.environ.get("XDG_STATE_HOME", "")
    # The specification ignores a path that is not absolute.
    folder = Path(stated) if stated.startswith("/") else Path.home() / ".local" / "state"
    return folder / "nascar-warehouse" / "sql_history"


def history() -> History:
    """What was typed before, which only its owner can read."""
    try:
        path = history_path()
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
        with path.open("ab"):
            pass
    except (OSError, RuntimeError):
        return InMemoryHistory()
    return FileHistory(str(path))
