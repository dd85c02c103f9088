"""The resource that tells assets where work is done that can be divided.

In: Dagster configuration, or the environment. Out: ``EngineSettings``. Separate so that a run in
the UI can be given to a cluster without a change of code. Nothing is opened here: that costs
time, and a run in which nothing changed needs no worker.
"""

from __future__ import annotations

import dagster as dg
from pydantic import Field

from pipelines.engine import KINDS, EngineError, EngineSettings


class Engine(dg.ConfigurableResource):  # type: ignore[type-arg]
    """Who reads articles; empty: what the environment says (``NASCAR_WAREHOUSE_ENGINE`` ...)."""

    kind: str = Field(default="", description=f"one of {', '.join(KINDS)}; empty: local")
    workers: int = Field(default=0, description="how many; 0: as many as there are")
    scheduler: str = Field(
        default="", description="address of a Dask scheduler, such as tls://10.0.0.5:8786"
    )
    tls_ca: str = Field(default="", description="PEM file of the cluster's authority")
    tls_certificate: str = Field(default="", description="PEM file of this client's certificate")
    tls_key: str = Field(default="", description="PEM file of the certificate's key")
    worker_memory: str = Field(
        default="", description="most memory of a worker of dask_local_cluster, such as 4GB"
    )

    def settings(self) -> EngineSettings:
        """The settings of this run.

        Raises:
            Failure: a setting cannot be used; the message names it.
        """
        try:
            return EngineSettings.from_environment(
                kind=self.kind,
                workers=self.workers,
                scheduler=self.scheduler,
                tls_ca=self.tls_ca,
                tls_certificate=self.tls_certificate,
                tls_key=self.tls_key,
                worker_memory=self.worker_memory,
            )
        except EngineError as error:
            raise dg.Failure(str(error), allow_retries=False) from None
