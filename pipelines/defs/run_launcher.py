"""Whether the process of a run still lives, for runs of builds and of the UI alike.

In: a recorded run. Out: whether its process, or the code server that started it, is there.
Separate because Dagster's own launcher cannot tell: a run of the UI that the machine's power
ended would be under way for ever, and two of them would keep every later run in the queue.
"""

from __future__ import annotations

import json
import socket
from contextlib import suppress
from typing import Any

import dagster as dg
from dagster._core.launcher import (
    CheckRunHealthResult,
    DefaultRunLauncher,
    LaunchRunContext,
    WorkerStatus,
)
from dagster._core.storage.tags import GRPC_INFO_TAG

from pipelines.defs.processes import is_gone, this_machine

# Which process executes a run that a build has started; the UI hides tags of this prefix.
PROCESS_TAG = ".dagster/nascar_warehouse_process"
# Where the code server is that executes a run of the UI.
MACHINE_TAG = ".dagster/nascar_warehouse_machine"
_CONNECT_SECONDS = 5.0


class WatchedRunLauncher(DefaultRunLauncher):
    """Dagster's launcher, and an answer when its daemon asks for runs; named in ``dagster.yaml``.

    Of a process that is killed alone, the code server says so itself.
    """

    def launch_run(self, context: LaunchRunContext) -> None:
        """Start a run, and note where: the address of a code server says nothing elsewhere."""
        machine = {MACHINE_TAG: this_machine()}
        self._instance.add_run_tags(context.dagster_run.run_id, machine)
        super().launch_run(context)

    @property
    def supports_check_run_worker_health(self) -> bool:
        """That ``check_run_worker_health`` may be asked."""
        return True

    def check_run_worker_health(self, run: dg.DagsterRun) -> CheckRunHealthResult:
        """What the daemon asks of a run under way; one that is not found is recorded as failed."""
        if is_abandoned(run):
            return CheckRunHealthResult(WorkerStatus.NOT_FOUND, "its process was killed")
        return CheckRunHealthResult(WorkerStatus.RUNNING)


def is_abandoned(run: dg.DagsterRun) -> bool:
    """Whether whoever executed a run is gone; where nothing tells, it is not."""
    if process := run.tags.get(PROCESS_TAG):
        return is_gone(process)
    if run.tags.get(MACHINE_TAG, this_machine()) != this_machine():
        return False
    server: dict[str, Any] = json.loads(run.tags.get(GRPC_INFO_TAG, "{}"))
    return "socket" in server and not _is_listening(server["socket"])


def _is_listening(path: str) -> bool:
    """Whether a server listens; one that is slow to answer does."""
    with suppress(TimeoutError), socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(_CONNECT_SECONDS)
        try:
            connection.connect(path)
        except (FileNotFoundError, ConnectionRefusedError):
            return False
    return True
