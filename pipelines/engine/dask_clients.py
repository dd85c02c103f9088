"""Clients of Dask: of a cluster that is started here, or of one that runs somewhere.

In: settings. Out: a client for the time of a ``with`` block, and what to call the cluster. Separate
because this is where Dask is imported and kept quiet, and where certificates are.
"""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pipelines.engine.model import EngineError
from pipelines.engine.settings import EngineSettings

if TYPE_CHECKING:
    from distributed import Client
    from distributed.security import Security

# A scheduler that is there answers within milliseconds; a wrong address need not cost a minute.
_SECONDS_TO_CONNECT = 15.0
_SETTINGS = {
    # What a season is made of travels with its call, and only as long as it is worked at.
    "distributed.admin.large-graph-warning-threshold": "1 TB",
    # Of a cluster that is started here: pages about it, which need no certificate to be read.
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
    "distributed.worker.profile.enabled": False,
}
_NOT_INSTALLED = (
    "this engine needs Dask, which is not installed: pip install 'nascar-warehouse[dask]'"
)
_LOGGERS = ("distributed", "distributed.client", "distributed.scheduler", "distributed.worker")


def import_dask() -> None:
    """Import Dask, which would write its log to the terminal and warn of what we report.

    Raises:
        EngineError: it is not installed.
    """
    try:
        import dask
        from distributed.versions import VersionMismatchWarning
    except ImportError as error:
        raise EngineError(_NOT_INSTALLED) from error
    for name in _LOGGERS:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    warnings.filterwarnings("ignore", category=VersionMismatchWarning)
    dask.config.set(_SETTINGS)


@contextmanager
def started(settings: EngineSettings) -> Iterator[tuple[Client, str]]:
    """A cluster of this machine, for as long as the block runs.

    Whoever reaches a scheduler runs code as its user, and other users of this machine reach
    its loopback: so connections need a certificate, made for this once.
    """
    from distributed import LocalCluster

    workers = settings.workers or os.cpu_count() or 1
    security, memory = _own_certificates(), _bytes(settings.worker_memory)
    try:
        cluster = LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            protocol="tls://",
            security=security,
            dashboard_address=None,
            scheduler_kwargs={"dashboard_address": "127.0.0.1:0"},
            memory_limit=memory,
            silence_logs=logging.CRITICAL,
        )
    except (OSError, RuntimeError, TimeoutError) as error:
        raise EngineError(f"no Dask cluster can be started on this machine: {error}") from error
    with cluster, cluster.get_client() as client:
        yield client, f"a Dask cluster of {workers} processes of this machine"


def _own_certificates() -> Security:
    from distributed.security import Security

    try:
        made: Security = Security.temporary()
    except ImportError as error:
        raise EngineError(_NOT_INSTALLED) from error
    return made


def _bytes(text: str) -> int | str:
    """``"4GB"`` as bytes; ``"auto"`` for the machine's memory, divided."""
    from dask.utils import parse_bytes

    try:
        return int(parse_bytes(text)) if text else "auto"
    except ValueError:
        raise EngineError(
            f"NASCAR_WAREHOUSE_WORKER_MEMORY is '{text}'; it must be a size such as 4GB"
        ) from None


@contextmanager
def connected(settings: EngineSettings) -> Iterator[tuple[Client, str]]:
    """A client of a scheduler that runs somewhere."""
    from distributed import Client

    address = settings.scheduler
    try:
        client = Client(
            address,
            security=_security(settings),
            timeout=_SECONDS_TO_CONNECT,
            set_as_default=False,
            name="nascar-warehouse",
        )
    except ImportError as error:
        raise EngineError(f"scheduler {address} runs other software: {error}") from error
    except (OSError, ValueError) as error:
        raise EngineError(
            f"no scheduler can be reached at {address}: {error}; start one (dask scheduler), or "
            "correct NASCAR_WAREHOUSE_SCHEDULER and the certificates"
        ) from error
    with client:
        yield client, f"the Dask cluster of {address}"


def _security(settings: EngineSettings) -> Security | None:
    from distributed.security import Security

    if not settings.scheduler.startswith("tls://"):
        return None
    return Security(
        tls_ca_file=settings.tls_ca,
        tls_client_cert=settings.tls_certificate,
        tls_client_key=settings.tls_key,
        require_encryption=True,
    )
