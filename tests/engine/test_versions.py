"""What a cluster runs, beside what runs here: told place by place."""

from __future__ import annotations

from typing import Any

from pipelines.engine.versions import differences

HERE = {
    "python": "3.11.7.final.0",
    "dask": "2026.8.0",
    "distributed": "2026.8.0",
    "nascar-warehouse": "0.1.0",
    "polars": "2.1.0",
}


class Answering:
    """A client that answers as Dask's does."""

    def __init__(self, scheduler: dict[str, Any], *workers: dict[str, Any]) -> None:
        self._scheduler, self._workers = scheduler, workers

    def get_versions(self, check: bool, packages: list[str]) -> dict[str, Any]:
        assert not check
        assert set(packages) < set(HERE)
        return {
            "client": {"packages": HERE},
            "scheduler": {"packages": self._scheduler},
            "workers": {
                f"tcp://10.0.0.{number}:1": {"packages": one}
                for number, one in enumerate(self._workers, start=1)
            },
        }


def told(scheduler: dict[str, Any], *workers: dict[str, Any]) -> list[str]:
    return differences(Answering(scheduler, *workers))  # type: ignore[arg-type]


def test_the_same_everywhere_is_no_difference() -> None:
    # A scheduler reads no articles; and of Python, the last number does not matter.
    scheduler = HERE | {"polars": None, "nascar-warehouse": None, "python": "3.11.2.final.0"}
    assert told(scheduler, HERE, HERE) == []


def test_each_difference_is_told_with_its_place() -> None:
    assert told(
        HERE | {"distributed": "2025.1.0"},
        HERE,
        HERE | {"polars": "2.0.0", "python": "3.12.0.final.0"},
        HERE | {"nascar-warehouse": None},
    ) == [
        "the scheduler has distributed 2025.1.0, here it is 2026.8.0",
        "worker tcp://10.0.0.2:1 has python 3.12, here it is 3.11",
        "worker tcp://10.0.0.2:1 has polars 2.0.0, here it is 2.1.0",
        "worker tcp://10.0.0.3:1 has no nascar-warehouse, here it is 0.1.0",
    ]


def test_of_many_places_the_first_three_are_named() -> None:
    found = told(HERE, *[HERE | {"polars": None}] * 9)
    assert len(found) == 4
    assert found[-1] == "and 6 more workers"
