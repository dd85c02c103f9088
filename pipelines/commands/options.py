"""Options that several commands share, and the folders and settings that they make.

In: what stands on the command line. Out: ``Paths`` and ``WikiSettings``. Separate so that an
option is named and described once.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.commands.completion import complete_series
from pipelines.commands.exits import fail
from pipelines.paths import FOLDER_VARIABLE, RAW_VARIABLE, Paths
from pipelines.sources.settings import SettingsError, WikiSettings

if TYPE_CHECKING:
    from pipelines.recognition.vocabulary import Vocabulary

RawOption = Annotated[
    Path | None,
    typer.Option("--raw", help="Folder of raw documents.", show_default="raw/", file_okay=False),
]
WarehouseOption = Annotated[
    Path | None,
    typer.Option(
        "--warehouse",
        help="Folder of the warehouse.",
        show_default="warehouse/",
        file_okay=False,
    ),
]
ContactOption = Annotated[
    str | None,
    typer.Option(
        help="Your address or web page, which Wikimedia asks of every client; "
        "or set NASCAR_WAREHOUSE_CONTACT.",
        show_default=False,
    ),
]
ApiUrlOption = Annotated[
    str | None,
    typer.Option(
        help="The api.php of another wiki; or set NASCAR_WAREHOUSE_API_URL.",
        show_default="English Wikipedia",
    ),
]
OfflineOption = Annotated[
    bool, typer.Option("--offline", help="Open no network connection, whatever is asked.")
]
DryRunOption = Annotated[
    bool, typer.Option("--dry-run", help="Show what would be done; write nothing.")
]
SeasonOption = Annotated[
    list[str] | None,
    typer.Option(help="A season, or a range such as 2021-2023; may be given again."),
]
SeriesOption = Annotated[
    list[str] | None,
    typer.Option(
        help="A series of pipelines/vocabulary/series.csv, such as cup; may be given again.",
        autocompletion=complete_series,
    ),
]
BuildOption = Annotated[
    bool, typer.Option(help="Build and publish the warehouse when raw/ holds something new.")
]
EngineOption = Annotated[
    str | None,
    typer.Option(
        help="Who reads the articles: local (processes of this machine), dask_local_cluster, or "
        "dask (a cluster; see --scheduler); or set NASCAR_WAREHOUSE_ENGINE.",
        show_default="local",
    ),
]
SchedulerOption = Annotated[
    str | None,
    typer.Option(
        help="Address of a Dask scheduler, such as tls://10.0.0.5:8786; or set "
        "NASCAR_WAREHOUSE_SCHEDULER.",
        show_default=False,
    ),
]
WorkersOption = Annotated[
    int | None,
    typer.Option(
        help="How many workers; or set NASCAR_WAREHOUSE_WORKERS.",
        show_default="one a processor",
        min=1,
    ),
]


def folders(raw: Path | None, warehouse: Path | None) -> Paths:
    """The folders; an option counts for this process and those that it starts."""
    for variable, value in ((RAW_VARIABLE, raw), (FOLDER_VARIABLE, warehouse)):
        if value is not None:
            os.environ[variable] = str(value.resolve())
    return Paths.from_environment()


def choose_engine(engine: str | None, scheduler: str | None, workers: int | None) -> None:
    """Choose who does the work; an option counts for this process and those that it starts."""
    if engine is None and scheduler is None and workers is None:
        return
    from pipelines.engine import DASK, VARIABLES, EngineError, EngineSettings

    if scheduler and engine not in (None, DASK):
        fail(f"--engine {engine} has no scheduler; leave out --engine or --scheduler")
    # Whoever names a scheduler wants it, whatever the environment says.
    kind = engine or (DASK if scheduler else None)
    for name, value in (("kind", kind), ("scheduler", scheduler), ("workers", workers)):
        if value is not None:
            os.environ[VARIABLES[name]] = str(value)
    try:
        EngineSettings.from_environment()
    except EngineError as error:
        fail(str(error))


def wiki_settings(api_url: str | None, contact: str | None, is_offline: bool) -> WikiSettings:
    """The settings, from options and the environment."""
    try:
        return WikiSettings.from_environment(
            api_url=api_url, contact=contact, is_offline=is_offline or None
        )
    except SettingsError as error:
        fail(str(error))


def settings_to_ask(api_url: str | None, contact: str | None, is_offline: bool) -> WikiSettings:
    """The settings of a command that needs the wiki; ends where it must not be asked."""
    settings = wiki_settings(api_url, contact, is_offline)
    if settings.is_offline:
        fail(
            "offline: nothing can be fetched; what is in raw/ can be looked at (nascar-warehouse "
            "status --offline) and built (nascar-warehouse build)"
        )
    try:
        settings.require_contact()
    except SettingsError as error:
        fail(str(error))
    return settings


def check_series(series: Iterable[str], vocabulary: Vocabulary) -> None:
    """Refuse a series that the vocabulary does not have.

    Raises:
        typer.BadParameter: names it, and those that are known.
    """
    for one in series:
        if one not in vocabulary.series:
            raise typer.BadParameter(f"'{one}' is none of {', '.join(vocabulary.series)}")


def seasons_of(texts: list[str]) -> list[int]:
    """``["2019", "2021-2023"]`` as years, in order, each once.

    Raises:
        typer.BadParameter: a text is neither a year nor a range of years.
    """
    from pipelines.sources.landed import SEASON

    seasons: set[int] = set()
    for text in texts:
        first, _, last = text.partition("-")
        years = [first, last or first]
        if not all(SEASON.fullmatch(year) for year in years):
            raise typer.BadParameter(
                f"'{text}' is no season; give a year from 1900 to 2099, or a range: 2021-2023"
            )
        if int(years[0]) > int(years[1]):
            raise typer.BadParameter(f"'{text}' ends before it begins")
        seasons |= set(range(int(years[0]), int(years[1]) + 1))
    return sorted(seasons)
