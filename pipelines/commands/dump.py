"""``import-dump``: race articles from a dump of Wikipedia into raw/.

In: a dump file. Out: documents in raw/, a published warehouse, a report. Separate because no
network is needed: a dump is how the history of many seasons is had at once.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipelines.commands.exits import Exit, announce, fail
from pipelines.commands.options import (
    BuildOption,
    DryRunOption,
    RawOption,
    SeasonOption,
    SeriesOption,
    WarehouseOption,
    check_series,
    folders,
    seasons_of,
)
from pipelines.commands.outcome import finish
from pipelines.commands.progress import byte_progress


def import_dump(
    file: Annotated[
        Path,
        typer.Argument(
            help="A pages-articles dump: XML, plain or as bz2 or gzip.", exists=True, dir_okay=False
        ),
    ],
    season: SeasonOption = None,
    series: SeriesOption = None,
    dry_run: DryRunOption = False,
    build: BuildOption = True,
    raw: RawOption = None,
    warehouse: WarehouseOption = None,
) -> None:
    """Import the race articles of a dump of Wikipedia, and build.

    It takes no network. Articles are told by their infobox or category
    (vocabulary/discovery.csv). An import that was stopped goes on where it was when it is
    started again.

    Exit status: 0 all is imported and understood; 1 nothing was imported; 3 imported, but of
    an article something was not placed, rejected or not recognised (it is listed); 130 stopped.

    Examples:
      nascar-warehouse import-dump enwiki-latest-pages-articles.xml.bz2
      nascar-warehouse import-dump enwiki.xml --season 2019-2023 --dry-run
    """
    from pipelines.importing import import_dump as run_import
    from pipelines.lock import FolderBusy
    from pipelines.recognition.vocabulary import load_vocabulary
    from pipelines.sources.dump import DumpError

    paths = folders(raw, warehouse)
    vocabulary = load_vocabulary(paths.vocabulary)
    check_series(series or (), vocabulary)
    try:
        with byte_progress(file.name) as progress:
            report = run_import(
                file,
                paths.raw,
                vocabulary,
                series_ids=set(series) if series else None,
                seasons=set(seasons_of(season)) if season else None,
                dry_run=dry_run,
                progress=progress,
                announce=announce,
            )
    except (DumpError, FolderBusy) as error:
        fail(str(error))
    except OSError as error:
        fail(f"{error.filename}: {error.strerror}" if error.strerror else str(error))
    except KeyboardInterrupt:
        announce("stopped; run the same command again to go on from there")
        raise typer.Exit(Exit.INTERRUPTED) from None
    finish(paths, report, is_dry_run=dry_run, is_built=build)
