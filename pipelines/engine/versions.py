"""What a cluster runs, beside what runs here.

In: a Dask client. Out: what differs, in words. Separate because Dask only warns of it, and of
the packages of its own: a worker with other Polars would give other values.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from distributed import Client

_OF_ALL = ("python", "dask", "distributed")
_OF_WORKERS = ("nascar-warehouse", "polars")
# More places are not named: they were installed together, and have the same fault.
_PLACES_NAMED = 3


def differences(client: Client) -> list[str]:
    """``["worker tcp://10.0.0.7:4711 has polars 2.0.0, here it is 2.1.0"]``; empty: none."""
    versions: Any = client.get_versions(check=False, packages=list(_OF_WORKERS))
    here = versions["client"]["packages"]
    found = list(_compared("the scheduler", _OF_ALL, versions["scheduler"], here))
    wrong = 0
    for address, worker in versions["workers"].items():
        told = list(_compared(f"worker {address}", (*_OF_ALL, *_OF_WORKERS), worker, here))
        wrong += bool(told)
        found += told if wrong <= _PLACES_NAMED else ()
    if wrong > _PLACES_NAMED:
        found.append(f"and {wrong - _PLACES_NAMED} more workers")
    return found


def _compared(
    place: str, packages: tuple[str, ...], there: Mapping[str, Any], here: Mapping[str, str | None]
) -> Iterator[str]:
    for package in packages:
        expected = _version(package, here)
        version = _version(package, there.get("packages") or {})
        if version != expected:
            stated = f"{package} {version}" if version else f"no {package}"
            yield f"{place} has {stated}, here it is {expected}"


def _version(package: str, packages: Mapping[str, str | None]) -> str | None:
    """The version; of Python ``3.11``, since no more of it decides."""
    version = packages.get(package)
    if version is not None and package == "python":
        return ".".join(version.split(".")[:2])
    return version
