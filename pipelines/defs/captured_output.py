"""What a run's process prints, kept for the Dagster UI as Dagster does, and quiet after Ctrl-C.

In: the streams of this process. Out: the same, and files that the UI shows. Separate because
Dagster starts helpers for it that a terminal's Ctrl-C reaches as well: two of them would end with
a traceback, on the screen of whoever stops a build.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from dagster._core.storage.compute_log_manager import CapturedLogContext
from dagster._core.storage.local_compute_log_manager import LocalComputeLogManager
from dagster._serdes import ConfigurableClassData

from pipelines.engine.processes import deaf_to_interrupts


class QuietOutput(LocalComputeLogManager):
    """``LocalComputeLogManager`` whose helpers Ctrl-C does not reach; see ``dagster.yaml``."""

    @classmethod
    def config_type(cls) -> dict[str, Any]:
        """No settings: files lie where Dagster's own lie, in DAGSTER_HOME."""
        return {}

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]
    ) -> QuietOutput:
        """Called by Dagster with what ``dagster.yaml`` says."""
        return cls(str(Path(os.environ["DAGSTER_HOME"]) / "storage"), inst_data=inst_data)

    @contextmanager
    def capture_logs(self, log_key: Sequence[str]) -> Iterator[CapturedLogContext]:
        """Keep what is printed until the end."""
        with ExitStack() as captured:
            with deaf_to_interrupts():
                context = captured.enter_context(super().capture_logs(log_key))
            yield context
