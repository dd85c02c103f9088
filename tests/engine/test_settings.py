"""Which engine: said by the environment or a caller, refused where it cannot be."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from pipelines.engine import (
    DASK,
    DASK_LOCAL_CLUSTER,
    LOCAL,
    VARIABLES,
    EngineError,
    EngineSettings,
)


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in VARIABLES.values():
        monkeypatch.delenv(variable, raising=False)


def test_without_a_word_the_work_is_done_on_this_machine() -> None:
    assert EngineSettings.from_environment() == EngineSettings(kind=LOCAL, workers=0)


def test_the_environment_says_which_engine_and_callers_count_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NASCAR_WAREHOUSE_ENGINE", DASK_LOCAL_CLUSTER)
    monkeypatch.setenv("NASCAR_WAREHOUSE_WORKERS", " 3 ")
    monkeypatch.setenv("NASCAR_WAREHOUSE_ENGINE_PATIENCE", "2.5")
    found = EngineSettings.from_environment(workers=4, scheduler="", tls_ca=None)
    assert found == EngineSettings(kind=DASK_LOCAL_CLUSTER, workers=4, patience=2.5)


def test_whoever_names_a_scheduler_need_not_say_dask(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NASCAR_WAREHOUSE_SCHEDULER", "tcp://10.0.0.5:8786")
    assert EngineSettings.from_environment().kind == DASK
    assert EngineSettings.from_environment(kind=LOCAL).kind == LOCAL


def test_a_scheduler_that_is_reached_by_tls_needs_three_files(tmp_path: Path) -> None:
    file = tmp_path / "some.pem"
    file.touch()
    settings = EngineSettings(DASK, 0, "tls://[::1]:8786", *[str(file)] * 3)
    assert settings.tls_key == str(file)
    with pytest.raises(EngineError, match="set NASCAR_WAREHOUSE_TLS_CERTIFICATE"):
        EngineSettings(DASK, 0, "tls://[::1]:8786", str(file))
    with pytest.raises(EngineError, match=r"NASCAR_WAREHOUSE_TLS_CA: there is no file .*gone"):
        EngineSettings(DASK, 0, "tls://[::1]:8786", str(tmp_path / "gone"), str(file), str(file))


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"kind": "spark"}, "'spark' is none of local, dask_local_cluster, dask"),
        ({"kind": DASK}, "set NASCAR_WAREHOUSE_SCHEDULER"),
        ({"workers": -1}, "workers must be 1 or more"),
        ({"workers": 10**12}, "10,000 at most, .* not 1,000,000,000,000"),
        ({"patience": 0.0}, "patience"),
        ({"patience": math.nan}, "patience"),
        ({"patience": math.inf}, "patience"),
        *(
            ({"kind": DASK, "scheduler": address}, "is no address of one")
            for address in ("10.0.0.5:8786", "http://x:80", "tcp://x", "tcp://x:y", "tcp://[::1")
        ),
    ],
)
def test_what_cannot_be_used_is_refused_with_what_would_do(
    values: dict[str, object], message: str
) -> None:
    with pytest.raises(EngineError, match=message):
        EngineSettings(**values)  # type: ignore[arg-type]


def test_a_variable_that_is_no_number_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NASCAR_WAREHOUSE_WORKERS", "many")
    with pytest.raises(EngineError, match="NASCAR_WAREHOUSE_WORKERS is 'many'"):
        EngineSettings.from_environment()
