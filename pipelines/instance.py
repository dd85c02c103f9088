"""The persistent DAGSTER_HOME of the project.

In: a folder. Out: the folder with its ``dagster.yaml``, and the environment that Dagster
reads. Separate because the CLI and ``make dev`` must open the same one.
"""

from __future__ import annotations

import os
from pathlib import Path

_SETTINGS = Path(__file__).resolve().parent / "defs" / "dagster.yaml"


def prepare_dagster_home(home: Path) -> None:
    """Create the folder and its settings where they are missing; point Dagster to it."""
    home.mkdir(parents=True, exist_ok=True)
    settings = home / "dagster.yaml"
    if not settings.exists():
        # Another process may look at it in this moment.
        new = home / f".dagster.yaml.{os.getpid()}"
        new.write_bytes(_SETTINGS.read_bytes())
        new.replace(settings)
    os.environ["DAGSTER_HOME"] = str(home)
    # Events that Dagster has at hand together are stored together: see event_log.py.
    os.environ.setdefault("DAGSTER_EVENT_BATCH_SIZE", "500")
