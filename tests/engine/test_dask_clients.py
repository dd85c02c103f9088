"""What a cluster needs before any process is started."""

from __future__ import annotations

import subprocess
import sys

import pytest

from pipelines.engine import DASK_LOCAL_CLUSTER, EngineError, EngineSettings, open_engine


def assert_refused(message: str, **values: str) -> None:
    settings = EngineSettings(DASK_LOCAL_CLUSTER, 1, **values)  # type: ignore[arg-type]
    with pytest.raises(EngineError, match=message), open_engine(settings):
        pass


@pytest.mark.parametrize(
    "names", [("dask",), ("distributed", "distributed.versions"), ("cryptography",)]
)
def test_what_is_not_installed_is_named_with_the_command_that_installs_it(
    monkeypatch: pytest.MonkeyPatch, names: tuple[str, ...]
) -> None:
    for name in names:
        monkeypatch.setitem(sys.modules, name, None)
    assert_refused(r"pip install 'nascar-warehouse\[dask\]'")


def test_a_size_of_memory_that_is_none_is_named() -> None:
    assert_refused("NASCAR_WAREHOUSE_WORKER_MEMORY is 'much'", worker_memory="much")


def test_nobody_who_does_not_ask_for_it_loads_dask() -> None:
    """A second that a build on one machine need not wait."""
    program = "import sys, pipelines.definitions; print({'dask', 'distributed'} & {*sys.modules})"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == "set()\n"
