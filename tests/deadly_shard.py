"""A shard that kills whoever reads it, as a page does that takes all memory.

In: a task. Out: its shard, from who outlives it. Separate from tests because worker processes
import it; they learn which shard it is from a file beside what is found.
"""

from __future__ import annotations

import os
from pathlib import Path

from pipelines.sources.dump_shard_files import Shard
from pipelines.sources.dump_shards import ShardTask, read_shard


def make_deadly(folder: Path, begin: int) -> None:
    """Whoever reads the shard that begins there dies of it, from now on."""
    (folder / "deadly").write_text(str(begin))


def read_or_die(task: ShardTask) -> Shard:
    """Read a shard, unless it is the deadly one."""
    if task.begin == int((Path(task.location).parent / "deadly").read_text()):
        os._exit(9)
    return read_shard(task)
