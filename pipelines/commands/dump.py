"""``import-dump``: race articles from a dump of Wikipedia into raw/.

In: a dump, as a file or a URL. Out: documents in raw/, a published warehouse, a report. Separate
because no wiki is asked: a dump is how the history of many seasons is had at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.commands.exits import Exit, announce, fail
from pipelines.commands.options import (
    BuildOption,
    DryRunOption,
    EngineOption,
    RawOption,
    SchedulerOption,
    SeasonOption,
    SeriesOption,
    WarehouseOption,
    WorkersOption,
    check_series,
    choose_engine,
    folders,
    seasons_of,
)
from pipelines.commands.outcome import finish
from pipelines.commands.progress import byte_progress
from pipelines.locations import Location, LocationError, location_of
from pipelines.paths import Paths

if TYPE_CHECKING:
    from pipelines.importing import Sharding


def import_dump(
    file: Annotated[
        str,
        typer.Argument(
            help="A pages-articles dump: XML, plain or as bz2 or gzip; a file, or a URL such as "
            "s3://bucket/name."
        ),
    ],
    index: Annotated[
        str | None,
        typer.Option(
            help="The index of a multistream dump (...-multistream-index.txt.bz2); a file or URL.",
            show_default="the one beside the dump",
        ),
    ] = None,
    season: SeasonOption = None,
    series: SeriesOption = None,
    dry_run: DryRunOption = False,
    build: BuildOption = True,
    raw: RawOption = None,
    warehouse: WarehouseOption = None,
    engine: EngineOption = None,
    scheduler: SchedulerOption = None,
    workers: WorkersOption = None,
) -> None:
    """Import the race articles of a dump of Wikipedia, and build.

    It asks no wiki. Articles are told by their infobox or category (vocabulary/discovery.csv). A
    multistream dump is read by all processors if its index lies beside it, or by a cluster. An
    import that was stopped goes on where it was when it is started again.

    Exit status: 0 all is imported and understood; 1 nothing was imported; 3 imported, but of
    an article something was not placed, rejected or not recognised (it is listed); 130 stopped.

    Examples:
      nascar-warehouse import-dump enwiki-latest-pages-articles-multistream.xml.bz2
      nascar-warehouse import-dump enwiki.xml --season 2019-2023 --dry-run
      nascar-warehouse import-dump s3://dumps/enwiki.xml.bz2 --index s3://dumps/enwiki-index.txt.bz2
    """
    from pipelines.engine import EngineError
    from pipelines.importing import import_dump as run_import
    from pipelines.lock import FolderBusy
    from pipelines.recognition.vocabulary import load_vocabulary
    from pipelines.sources.dump import DumpError

    dump, index_given = _located(file, "FILE"), _located(index, "--index") if index else None
    paths = folders(raw, warehouse)
    choose_engine(engine, scheduler, workers)
    vocabulary = load_vocabulary(paths.vocabulary)
    check_series(series or (), vocabulary)
    try:
        with byte_progress(dump.name) as progress, _sharding(paths, index_given, dry_run) as shards:
            report = run_import(
                dump,
                paths.raw,
                vocabulary,
                sharding=shards,
                series_ids=set(series) if series else None,
                seasons=set(seasons_of(season)) if season else None,
                dry_run=dry_run,
                progress=progress,
                announce=announce,
            )
    except (DumpError, EngineError, LocationError, FolderBusy) as error:
        fail(str(error))
    except OSError as error:
        fail(f"{error.filename}: {error.strerror}" if error.strerror else str(error))
    except KeyboardInterrupt:
        announce("stopped; run the same command again to go on from there")
        raise typer.Exit(Exit.INTERRUPTED) from None
    finish(paths, report, is_dry_run=dry_run, is_built=build)


def _located(text: str, argument: str) -> Location:
    """The file or URL that an argument names.

    Raises:
        typer.BadParameter: there is no such file, or the URL is of a kind that cannot be used.
    """
    try:
        location = location_of(text)
    except LocationError as error:
        raise typer.BadParameter(str(error), param_hint=argument) from None
    if not isinstance(location, Path):
        return location
    # An index lies beside the name that was given, wherever a link leads.
    location = Path(text).absolute()
    if not location.is_file():
        what = "is a folder" if location.is_dir() else "does not exist"
        raise typer.BadParameter(f"File '{text}' {what}.", param_hint=argument)
    return location


@contextmanager
def _sharding(paths: Paths, index: Location | None, is_dry_run: bool) -> Iterator[Sharding]:
    """Who reads the shards of a dump, and where they write what they find.

    A dry run leaves nothing; but workers elsewhere can write only to the place that they share.
    """
    from pipelines.engine import DASK, EngineSettings, open_engine
    from pipelines.importing import Sharding

    settings = EngineSettings.from_environment()
    location = paths.dump_shards
    with TemporaryDirectory(prefix="nascar-warehouse-") as temporary:
        if is_dry_run and settings.kind == DASK:
            announce(f"what workers find is written to {location}, and nothing else anywhere")
        elif is_dry_run:
            location = Path(temporary)
        yield Sharding(lambda: open_engine(settings), location, index)
