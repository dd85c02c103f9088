"""``dev``: the Dagster UI.

In: where it listens. Out: this process becomes Dagster's. Separate because it ends this program.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Annotated

import typer

from pipelines.commands.options import folders

# Dagster's advice to its own users, who would type `dg dev`; every other warning is shown.
_NO_ADVICE = "ignore:Function `dev_command` is superseded"


def dev(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port of the UI.")] = 3000,
    host: Annotated[
        str, typer.Option(help="Address to listen on; it has no password.")
    ] = "127.0.0.1",
) -> None:
    """Start the Dagster UI with the runs that builds have recorded.

    It runs until Ctrl-C.

    Examples:
      nascar-warehouse dev
      nascar-warehouse dev --port 3001
    """
    paths = folders(None, None)
    from pipelines.instance import prepare_dagster_home

    prepare_dagster_home(paths.dagster_home)
    workspace = Path(__file__).resolve().parents[2] / "workspace.yaml"
    # A script's background programs ignore it, and Dagster's own is stopped by nothing else.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    shown = filter(None, (os.environ.get("PYTHONWARNINGS"), _NO_ADVICE))
    os.environ["PYTHONWARNINGS"] = ",".join(shown)
    place = f"[{host}]" if ":" in host else host
    typer.echo(f"The UI will be at http://{place}:{port} in some seconds; Ctrl-C stops it")
    sys.stdout.flush()
    command = [sys.executable, "-m", "dagster", "dev", "-w", str(workspace)]
    os.execv(sys.executable, [*command, "-h", host, "-p", str(port)])
