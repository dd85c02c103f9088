"""``add`` and ``fetch``: articles from Wikipedia into raw/, and from there into the warehouse.

In: titles, or series and season. Out: documents in raw/, a published warehouse, a report that
ends in one clear line. Separate because here a wiki is asked on behalf of a person.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.commands.completion import complete_series
from pipelines.commands.exits import Exit, announce, fail
from pipelines.commands.options import (
    ApiUrlOption,
    BuildOption,
    ContactOption,
    DryRunOption,
    OfflineOption,
    RawOption,
    SeasonOption,
    SeriesOption,
    WarehouseOption,
    check_series,
    folders,
    seasons_of,
    settings_to_ask,
)
from pipelines.commands.outcome import finish
from pipelines.commands.progress import article_progress

if TYPE_CHECKING:
    from pipelines.fetching import FetchReport
    from pipelines.recognition.vocabulary import Vocabulary
    from pipelines.sources.settings import WikiSettings
    from pipelines.sources.wiki import Wiki


def add(
    titles: Annotated[
        list[str], typer.Argument(help="Titles of race articles, or their addresses.")
    ],
    series: Annotated[
        str | None,
        typer.Option(
            help="The series, where the article does not state it.", autocompletion=complete_series
        ),
    ] = None,
    season: Annotated[
        int | None, typer.Option(help="The season, where the article does not state it.")
    ] = None,
    contact: ContactOption = None,
    api_url: ApiUrlOption = None,
    offline: OfflineOption = False,
    dry_run: DryRunOption = False,
    build: BuildOption = True,
    raw: RawOption = None,
    warehouse: WarehouseOption = None,
) -> None:
    """Add race articles by title, build, and say what was understood.

    Exit status: 0 all is added and understood; 1 nothing was added; 3 added, but of an article
    something was not found, rejected or not recognised (it is listed); 130 stopped.

    Examples:
      nascar-warehouse add "2023 Ally 400"
      nascar-warehouse add https://en.wikipedia.org/wiki/2023_Ally_400
      nascar-warehouse add "2023 Ally 400" --dry-run
    """
    from pipelines.fetching import FetchReport, add_articles
    from pipelines.recognition.vocabulary import load_vocabulary
    from pipelines.sources.addresses import UnusableAddress, title_of

    paths = folders(raw, warehouse)
    settings = settings_to_ask(api_url, contact, offline)
    vocabulary = load_vocabulary(paths.vocabulary)
    check_series([series] if series is not None else (), vocabulary)
    try:
        asked = [title_of(one, settings.api_url) for one in titles]
    except UnusableAddress as error:
        raise typer.BadParameter(str(error)) from error
    report = FetchReport()
    with _asking(settings, report) as wiki, article_progress("Fetching") as progress:
        add_articles(
            wiki, paths.raw, asked, vocabulary, announce,
            series_id=series, season=season, is_dry_run=dry_run, report=report, progress=progress,
        )  # fmt: skip
    finish(paths, report, is_dry_run=dry_run, is_built=build)


def fetch(
    season: SeasonOption = None,
    series: SeriesOption = None,
    category: Annotated[
        str | None, typer.Option(help="Look for the season's races in this category.")
    ] = None,
    schedule: Annotated[
        str | None, typer.Option(help="Look for them in the schedule tables of this article.")
    ] = None,
    template: Annotated[
        str | None,
        typer.Option(help="Look for them among pages with this template and year in their title."),
    ] = None,
    contact: ContactOption = None,
    api_url: ApiUrlOption = None,
    offline: OfflineOption = False,
    dry_run: DryRunOption = False,
    build: BuildOption = True,
    raw: RawOption = None,
    warehouse: WarehouseOption = None,
) -> None:
    """Bring seasons up to date: fetch what is new of them, and build.

    Without --season, every season that raw/ holds. Without --series, those series of a season
    that raw/ holds, or the first of vocabulary/series.csv. Where a season's articles are looked
    for is in vocabulary/discovery.csv; what was found is in raw/<series>/<season>/articles.json.

    Exit status: 0 all is fetched and understood; 1 nothing was fetched; 3 fetched, but of an
    article something was not found, rejected or not recognised (it is listed); 130 stopped.

    Examples:
      nascar-warehouse fetch
      nascar-warehouse fetch --season 2023 --series cup
      nascar-warehouse fetch --season 2019-2023 --no-build
    """
    from pipelines.fetching import (
        FetchReport,
        NothingFound,
        Sources,
        refresh_season,
    )
    from pipelines.recognition.vocabulary import load_vocabulary
    from pipelines.sources.season_list import series_of_seasons

    paths = folders(raw, warehouse)
    settings = settings_to_ask(api_url, contact, offline)
    vocabulary = load_vocabulary(paths.vocabulary)
    check_series(series or (), vocabulary)
    sources = Sources(category, schedule, template) if category or schedule or template else None
    if sources and (len(season or []) != 1 or len(series or []) != 1):
        raise typer.BadParameter(
            "--category, --schedule and --template need one --season and one --series"
        )
    held = series_of_seasons(paths.raw)
    seasons = seasons_of(season) if season else list(held)
    if not seasons:
        raise typer.BadParameter(f"{paths.raw} holds no season yet; name one with --season")
    report = FetchReport()
    with _asking(settings, report) as wiki:
        for year in seasons:
            with article_progress(f"Season {year}") as progress:
                for one in series or _known_series(held.get(year), vocabulary):
                    try:
                        refresh_season(
                            wiki, paths.raw, year, [one], vocabulary, announce, sources=sources,
                            is_dry_run=dry_run, report=report, progress=progress,
                        )  # fmt: skip
                    except NothingFound as error:
                        report.problems.append((f"{one} {year}", str(error)))
    finish(paths, report, is_dry_run=dry_run, is_built=build)


def _known_series(held: Sequence[str] | None, vocabulary: Vocabulary) -> Sequence[str]:
    """The series of a season's folders; one that the vocabulary does not have is somebody's own."""
    if held is None:
        return vocabulary.default_series
    return [one for one in held if one in vocabulary.series]


@contextmanager
def _asking(settings: WikiSettings, report: FetchReport) -> Iterator[Wiki]:
    """An open wiki; where one cannot go on, end with what was done until then."""
    from pipelines.lock import FolderBusy
    from pipelines.sources.http import HttpError
    from pipelines.sources.settings import SettingsError
    from pipelines.sources.wiki import Wiki

    try:
        with Wiki(settings, announce=announce) as wiki:
            yield wiki
    except (HttpError, SettingsError, FolderBusy) as error:
        fail(f"{error}{_done(report)}")
    except OSError as error:
        reason = f"{error.filename}: {error.strerror}" if error.strerror else str(error)
        fail(f"raw/ cannot be used: {reason}{_done(report)}")
    except KeyboardInterrupt:
        announce(f"stopped{_done(report) or '; nothing was fetched'}")
        raise typer.Exit(Exit.INTERRUPTED) from None


def _done(report: FetchReport) -> str:
    if not report.landed:
        return ""
    from pipelines.fetching.report import counted

    return (
        f"\n{counted(len(report.landed), 'document')} fetched before and kept in raw/; run the "
        "same command again to go on from there"
    )
