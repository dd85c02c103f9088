"""Dumps that are divided: race articles among other pages, imported by many or by one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from benchmarks.articles import article
from benchmarks.dumps_made import MadePage, write_multistream
from pipelines.engine import Engine, EngineSettings, in_this_process, open_engine
from pipelines.importing import Sharding

NAME = "enwiki-20260101-pages-articles-multistream.xml.bz2"
SHARD_BYTES = 20_000


def race(number: int, text: str | None = None) -> MadePage:
    """Race ``number`` of the generated seasons, which begin in 1990 and have 36 races."""
    title = f"{1990 + number // 36} Generated {number % 36 + 1}"
    return MadePage(title, text or article(number), 100_000 + number, 500_000 + number)


def pages(races: int, others: int) -> Iterator[MadePage]:
    """Race articles, evenly among other pages, of which some look like race articles."""
    for number in range(others):
        if number * races // others != (number - 1) * races // others:
            yield race(number * races // others)
        looks = "{{Infobox NASCAR race report}}" if number % 97 == 5 else "a text"
        redirect = "Another page" if number % 3 == 1 else None
        text = f"{looks} {number} " * (number % 40)
        yield MadePage(f"Page {number} & more", text, number + 1, number + 1, redirect=redirect)


def write(folder: Path, made: Iterable[MadePage], pages_a_stream: int = 10) -> Path:
    path = folder / NAME
    write_multistream(path, made, pages_a_stream, level=1)
    return path


def documents(raw: Path) -> dict[str, object]:
    """All that raw/ holds but locks; of sidecars all but the time of landing."""
    found: dict[str, object] = {}
    for path in sorted(raw.rglob("*")):
        name = path.relative_to(raw).as_posix()
        if path.suffix == ".json":
            found[name] = {**json.loads(path.read_bytes()), "fetched_at": None}
        elif path.is_file() and not name.endswith(".lock"):
            found[name] = path.read_bytes()
    return found


@contextmanager
def here() -> Iterator[Engine]:
    """An engine that starts no process."""
    yield in_this_process()


def processes(workers: int = 2) -> AbstractContextManager[Engine]:
    return open_engine(EngineSettings(workers=workers))


def nobody() -> AbstractContextManager[Engine]:
    raise AssertionError("nothing is to be read")


def sharding(
    folder: Path,
    engine: Callable[[], AbstractContextManager[Engine]] = here,
    shard_bytes: int = SHARD_BYTES,
    index: Path | None = None,
) -> Sharding:
    return Sharding(engine, folder / "dump_shards", index, shard_bytes)
