"""The pool of whoever publishes: one step at a time, over all runs that share a database.

In: the slots of Dagster's event log. Out: the same slots, each held by one step however many ask
for it at once, and free again once its holder is dead. Separate because it is the same in SQLite
and in PostgreSQL. What it adds to Dagster 1.13, where two that ask in the same moment may both
be given a slot, one that asks while it is freed may never be told, a run that waits takes a whole
core, and the slot of a killed run is taken until a daemon frees it.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import sqlalchemy
from dagster._core.errors import raise_execution_interrupts
from dagster._core.storage.event_log.schema import ConcurrencySlotsTable
from dagster._core.storage.event_log.sql_event_log import SqlEventLogStorage
from dagster._utils.concurrency import ConcurrencyClaimStatus, ConcurrencySlotStatus

from pipelines.defs.processes import described
from pipelines.defs.run_launcher import PROCESS_TAG, is_abandoned
from pipelines.terminal import on_lines

# Its limit is 1: `concurrency: pools: default_limit` in dagster.yaml.
PUBLICATION = "publication"
LONGEST_WAIT_SECONDS = 1800.0
_POLL_SECONDS = 0.5
# A run that Dagster has given up may still be at work for a while; as in dagster.yaml.
_SECONDS_AFTER_END = 60.0


class PublicationBusy(RuntimeError):
    """Another run has held the pool for longer than one may wait."""


@dataclass(slots=True)
class _Wait:
    since: float
    told: str = ""


class PatientSlots(SqlEventLogStorage):
    """An event log whose slots are waited for; to be named before Dagster's own class."""

    def claim_concurrency_slot(
        self, concurrency_key: str, run_id: str, step_key: str, priority: int | None = None
    ) -> ConcurrencyClaimStatus:
        """Claim a slot for a step, or wait a little; Dagster then asks again at once.

        Raises:
            PublicationBusy: it was asked for so often that waiting makes no sense any more.
        """
        status = super().claim_concurrency_slot(concurrency_key, run_id, step_key, priority)
        if status.is_claimed:
            self._waits.pop(run_id, None)
            return status
        try:
            self._wait(concurrency_key, run_id)
        except BaseException:
            # Nobody would take the slot that this step may be given.
            self.free_concurrency_slot_for_step(run_id, step_key)
            raise
        asked_again: ConcurrencyClaimStatus = status.with_sleep_interval(0.0)
        return asked_again

    def _claim_concurrency_slot(
        self, concurrency_key: str, run_id: str, step_key: str
    ) -> ConcurrencySlotStatus:
        """Take a free slot in one statement, which no other process can come between."""
        slots = ConcurrencySlotsTable.c
        is_free = sqlalchemy.and_(
            slots.concurrency_key == concurrency_key,
            slots.step_key.is_(None),
            slots.deleted.is_(False),
        )
        one = sqlalchemy.select(sqlalchemy.func.min(slots.id)).where(is_free).scalar_subquery()
        take = ConcurrencySlotsTable.update().values(run_id=run_id, step_key=step_key)
        with self.index_connection() as connection:
            taken = connection.execute(take.where(slots.id == one, is_free)).rowcount
        return ConcurrencySlotStatus.CLAIMED if taken else ConcurrencySlotStatus.BLOCKED

    def _clear_the_way(self, pool: str) -> None:
        """Free what dead runs hold, and give a slot that nobody was given to who waits longest."""
        for run_id in {*self._holders(pool)}:
            if self._is_over(run_id):
                self.free_concurrency_slots_for_run(run_id)
        if self.has_unassigned_slots(pool):
            self.assign_pending_steps([pool])

    def _holders(self, pool: str) -> Iterator[str]:
        info = self.get_concurrency_info(pool)
        yield from (slot.run_id for slot in info.claimed_slots)
        yield from (step.run_id for step in info.pending_steps if step.assigned_timestamp)

    def _is_over(self, run_id: str) -> bool:
        record = self._instance.get_run_record_by_id(run_id)
        if record is None or is_abandoned(record.dagster_run):
            return True
        ended = record.end_time if record.dagster_run.is_finished else None
        return ended is not None and ended + _SECONDS_AFTER_END < time.time()

    def _wait(self, pool: str, run_id: str) -> None:
        """Wait a little, and say for whom, once; give up where it takes too long."""
        self._clear_the_way(pool)
        wait = self._waits.setdefault(run_id, _Wait(time.monotonic()))
        others = sorted({*self._holders(pool)} - {run_id})
        publisher = ", ".join(map(self._described, others))
        seconds = time.monotonic() - wait.since
        if seconds > LONGEST_WAIT_SECONDS:
            raise PublicationBusy(
                f"{publisher} is still publishing; waited {seconds:.0f} s; nothing was changed. "
                f"If it is dead, free its slot of the pool {pool} in the Dagster UI (Deployment, "
                "Concurrency), then build again"
            )
        if publisher not in ("", wait.told):
            wait.told = publisher
            message = f"nascar-warehouse: {publisher} is publishing; waiting for it"
            print(on_lines(message), file=sys.stderr, flush=True)
        # Between steps, Dagster keeps interrupts back.
        with raise_execution_interrupts():
            time.sleep(_POLL_SECONDS)

    def _described(self, run_id: str) -> str:
        run = self._instance.get_run_by_id(run_id)
        return f"run {run_id[:8]} ({described(run.tags.get(PROCESS_TAG, '') if run else '')})"

    @cached_property
    def _waits(self) -> dict[str, _Wait]:
        return {}
