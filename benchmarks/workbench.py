"""What benchmarks share: generated articles, and the warehouse that is built of them.

In: how many articles. Out: a folder with ``raw/``, ``truth/`` and what builds leave there.
Separate because to make and build thousands of articles takes minutes: it is done once, and
``python -m benchmarks`` gives all benchmarks of a run the same folder.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.comparison import hold_file_against
from benchmarks.generated.folder import write_folder
from benchmarks.processes import Cost, run

FOLDER_VARIABLE = "NASCAR_WAREHOUSE_BENCHMARKS"


@dataclass(frozen=True, slots=True)
class Articles:
    """A folder of generated articles, and the project that is built of them."""

    folder: Path
    count: int

    @property
    def raw(self) -> Path:
        return self.folder / "raw"

    @property
    def truth(self) -> Path:
        return self.folder / "truth"

    @property
    def warehouse(self) -> Path:
        return self.folder / "warehouse"

    @property
    def database(self) -> Path:
        return self.warehouse / "nascar.duckdb"

    @property
    def environment(self) -> dict[str, str]:
        """Folders of the command line: these, and none of the project's own."""
        return {
            "NASCAR_WAREHOUSE_RAW": str(self.raw),
            "NASCAR_WAREHOUSE_DIR": str(self.warehouse),
            "NASCAR_WAREHOUSE_STAGED": "",
            "DAGSTER_HOME": str(self.folder / "home"),
        }

    def forget_the_warehouse(self) -> None:
        """What comes next builds from raw/."""
        shutil.rmtree(self.warehouse, ignore_errors=True)

    def build(self) -> Cost:
        """``nascar-warehouse build``; what it has built is held against the truth."""
        cost = run([sys.executable, "-m", "pipelines", "build"], self.environment)
        hold_file_against(self.truth, self.database)
        return cost


class Workbench:
    """The folder of one run of benchmarks."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def articles(self, count: int) -> Articles:
        """``count`` generated articles; made at the first call."""
        made = Articles(self.folder / f"{count}", count)
        if not made.raw.exists():
            beside = self.folder / f"{count}.part"
            shutil.rmtree(beside, ignore_errors=True)
            write_folder(beside, count)
            beside.rename(made.folder)
        return made

    def built(self, count: int) -> Articles:
        """The same with a warehouse that is built and true."""
        made = self.articles(count)
        if not made.database.exists():
            made.build()
        return made


@contextmanager
def workbench() -> Iterator[Workbench]:
    """The one of the run, or one that is removed at the end."""
    given = os.environ.get(FOLDER_VARIABLE)
    if given:
        yield Workbench(Path(given))
        return
    with tempfile.TemporaryDirectory() as folder:
        yield Workbench(Path(folder))
