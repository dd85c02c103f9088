"""What a command that lands documents says at the end, and the build that it runs.

In: a ``FetchReport``. Out: text on standard output, a published warehouse, the exit status.
Separate because adding, fetching and importing end alike: by telling, for each new document,
whether it was loaded, and if not, what of it was not understood.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

import typer

from pipelines.commands.build import publish
from pipelines.commands.exits import Exit, leave, print_list
from pipelines.paths import Paths
from pipelines.terminal import on_one_line

if TYPE_CHECKING:
    from pipelines.fetching import FetchReport


def finish(paths: Paths, report: FetchReport, *, is_dry_run: bool, is_built: bool) -> NoReturn:
    """Print the report, build where there is something to build, end with a status."""
    if is_dry_run:
        _print_plan(report)
    print_list("Not found or not landed", [": ".join(one) for one in report.problems])
    print_list("Looked at, no article of one race", [": ".join(one) for one in report.no_races])
    print_list(
        "Races without an article",
        [f"{one.race_name}: {one.reason}" for one in report.without_article],
    )
    documents = [one.article.path for one in report.landed if one.outcome != "already there"]
    if is_dry_run or not is_built:
        _end(paths, report, is_dry_run, bool(documents))
    documents = documents or _not_built(paths, report)
    if not documents:
        _end(paths, report, is_dry_run, has_landed=False)
    publish(paths)
    from pipelines.summary import print_documents

    typer.echo()
    missed = print_documents(paths.database, documents)
    understood = f"{missed} not loaded or not understood, see above" if missed else "all understood"
    typer.echo(f"{report.summary}\nOf what is new: {understood}\nPublished: {paths.database}")
    leave(Exit.WITH_PROBLEMS if missed or report.problems else Exit.DONE)


def _not_built(paths: Paths, report: FetchReport) -> list[str]:
    """Documents that a command landed whose build was stopped, or that asked for none."""
    if not report.unchanged:
        return []
    from pipelines.raw_state import raw_state

    return sorted(raw_state(paths).to_build)


def _end(paths: Paths, report: FetchReport, is_dry_run: bool, has_landed: bool) -> NoReturn:
    """End without a build."""
    if is_dry_run:
        new = sum(one.action.startswith("new") for one in report.planned)
        last = f"Dry run: {new} of {len(report.planned)} articles would be landed; nothing written"
    elif has_landed:
        last = f"{report.summary}\nLanded in {paths.raw}; next: nascar-warehouse build"
    else:
        last = f"{report.summary}\nNothing new; the warehouse is as it was"
    typer.echo(last)
    if not report.problems:
        raise typer.Exit(Exit.DONE)
    is_fruitless = not (has_landed or report.unchanged or report.planned)
    raise typer.Exit(Exit.FAILED if is_fruitless else Exit.WITH_PROBLEMS)


def _print_plan(report: FetchReport) -> None:
    """The list for review; of an article whose text is not fetched yet, what is known of it."""
    placed = [one for one in report.planned if one.series_id and one.season]
    if placed:
        typer.echo(f"  {'series':<8}{'season':<8}{'race':>4}  {'planned':<16}title")
    for one in placed:
        place = f"{one.series_id:<8}{one.season:<8}{one.race_number or '-':>4}"
        typer.echo(f"  {place}  {one.action:<16}{on_one_line(one.title[:100])}")
    for one in report.planned:
        if not (one.series_id and one.season):
            title = on_one_line(one.title[:100])
            typer.echo(f"  {one.action}: {title} (it is read for its series and season when added)")
