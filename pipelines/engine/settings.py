"""Which engine does the work, and how it is reached.

In: the environment, or a caller's values. Out: one ``EngineSettings`` value. Separate because
the command line and Dagster both make it, and neither opens anything with it.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from pipelines.engine.model import EngineError

LOCAL = "local"
DASK_LOCAL_CLUSTER = "dask_local_cluster"
DASK = "dask"
KINDS = (LOCAL, DASK_LOCAL_CLUSTER, DASK)
_MOST_WORKERS = 10_000

VARIABLES = {
    "kind": "NASCAR_WAREHOUSE_ENGINE",
    "workers": "NASCAR_WAREHOUSE_WORKERS",
    "scheduler": "NASCAR_WAREHOUSE_SCHEDULER",
    "tls_ca": "NASCAR_WAREHOUSE_TLS_CA",
    "tls_certificate": "NASCAR_WAREHOUSE_TLS_CERTIFICATE",
    "tls_key": "NASCAR_WAREHOUSE_TLS_KEY",
    "worker_memory": "NASCAR_WAREHOUSE_WORKER_MEMORY",
    "patience": "NASCAR_WAREHOUSE_ENGINE_PATIENCE",
}


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """Which engine, and how it is reached.

    ``workers``: how many there are, or, of a cluster, how many are waited for; 0: as many
    as this machine has processors, or the cluster has. ``worker_memory`` bounds each worker of
    a ``dask_local_cluster``, such as ``4GB``; empty: this machine's memory, divided.
    ``patience``: seconds that a cluster may be without workers.
    """

    kind: str = LOCAL
    workers: int = 0
    scheduler: str = ""
    tls_ca: str = ""
    tls_certificate: str = ""
    tls_key: str = ""
    worker_memory: str = ""
    patience: float = 60.0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise EngineError(f"engine '{self.kind}' is none of {', '.join(KINDS)}")
        if not 0 <= self.workers <= _MOST_WORKERS:
            raise EngineError(
                f"workers must be 1 or more, {_MOST_WORKERS:,} at most, or 0 for as many as there "
                f"are, not {self.workers:,} ({VARIABLES['workers']})"
            )
        if not 0 < self.patience < float("inf"):
            raise EngineError("the engine's patience must be more than 0 seconds")
        if self.kind == DASK:
            self._check_scheduler()

    def _check_scheduler(self) -> None:
        if not self.scheduler:
            raise EngineError(
                "engine 'dask' needs the address of a scheduler, such as tls://10.0.0.5:8786: set "
                "NASCAR_WAREHOUSE_SCHEDULER, or choose dask_local_cluster, which starts its own"
            )
        if not _is_address(self.scheduler):
            raise EngineError(
                f"scheduler '{self.scheduler}' is no address of one; it must be "
                "tls://host:port, or tcp://host:port in a closed network"
            )
        if self.scheduler.startswith("tls://"):
            self._check_certificates()

    def _check_certificates(self) -> None:
        for name in ("tls_ca", "tls_certificate", "tls_key"):
            file = getattr(self, name)
            if not file:
                raise EngineError(
                    f"scheduler {self.scheduler} is reached by TLS: set {VARIABLES[name]} to a "
                    "PEM file (the authority, this client's certificate, and its key)"
                )
            if not Path(file).is_file():
                raise EngineError(f"{VARIABLES[name]}: there is no file {file}")

    @classmethod
    def from_environment(cls, **values: object) -> Self:
        """Defaults, changed by ``NASCAR_WAREHOUSE_ENGINE``, ``_SCHEDULER`` and so on.

        ``values`` that are neither ``None`` nor empty count more than the environment. Where a
        scheduler is named and no engine, it is ``dask``.

        Raises:
            EngineError: a variable or a value cannot be used; the message names it.
        """
        found: dict[str, Any] = {}
        for field in fields(cls):
            text = os.environ.get(VARIABLES[field.name], "").strip()
            if text:
                found[field.name] = _read(VARIABLES[field.name], text, field.default)
        chosen = {name: value for name, value in values.items() if value}
        if "scheduler" in chosen:
            chosen.setdefault("kind", DASK)
        found |= chosen
        if found.get("scheduler"):
            found.setdefault("kind", DASK)
        return replace(cls(), **found)


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in ("tcp", "tls") and bool(parts.hostname) and bool(parts.port)
    except ValueError:
        return False


def _read(variable: str, text: str, default: object) -> object:
    try:
        if isinstance(default, int):
            return int(text)
        return float(text) if isinstance(default, float) else text
    except ValueError:
        raise EngineError(f"{variable} is '{text}', which is not a number") from None
