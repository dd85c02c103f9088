"""``status``: what raw/ holds, how old it is, what has changed on the wiki or is not built yet.

In: raw/, the published file, the wiki if it may be asked. Out: a table. Separate because it
only looks: nothing is fetched, nothing built.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

from pipelines.commands.exits import announce, fail, print_list, until_the_reader_stops
from pipelines.commands.json_output import JsonOption, print_json
from pipelines.commands.options import (
    ApiUrlOption,
    ContactOption,
    OfflineOption,
    RawOption,
    WarehouseOption,
    folders,
    wiki_settings,
)
from pipelines.terminal import on_one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.raw_state import RawState, SeasonState
    from pipelines.sources.landing import LandedArticle
    from pipelines.sources.settings import WikiSettings


@dataclass(frozen=True, slots=True)
class _Status:
    """What was found; ``changed`` by document, and why the wiki was not asked, if it was not."""

    state: RawState
    changed: dict[str, str]
    not_asked: str | None
    error: str | None

    def changed_of(self, season: SeasonState) -> int | None:
        """How many of a season's articles have changed, if that is known."""
        if self.not_asked or self.error:
            return None
        return len(self.changed.keys() & season.documents)


def status(
    contact: ContactOption = None,
    api_url: ApiUrlOption = None,
    offline: OfflineOption = False,
    json: JsonOption = False,
    raw: RawOption = None,
    warehouse: WarehouseOption = None,
) -> None:
    """Show what raw/ holds, how old it is, and what has changed since.

    Asks the wiki which articles have a new revision, one request for each 50; not with
    --offline, nor without a contact.

    With --json: `seasons`, a list of objects with `series`, `season`, `documents`,
    `fetched_from`, `fetched_until`, `to_build` and `changed` (null: not known); `to_build`,
    `misfiled` and `changed`, lists of documents; `older_revisions` (how many are kept), and
    `wiki` (asked, or why not).

    Exit status: 0 shown; 1 raw/ could not be read, or the wiki not be asked (what raw/ holds is
    printed all the same).

    Examples:
      nascar-warehouse status
      nascar-warehouse status --offline --json | jq '.to_build | length'
    """
    from pipelines.raw_state import raw_state
    from pipelines.sources.landing import LandedArticles

    paths = folders(raw, warehouse)
    settings = wiki_settings(api_url, contact, offline)
    try:
        state = raw_state(paths)
        landed = LandedArticles.scan(paths.raw).articles
    except OSError as error:
        fail(str(error))
    found = _asked(settings, state, landed)
    with until_the_reader_stops():
        if json:
            _print_json(found)
        else:
            _print(found)
    if found.error:
        fail(found.error)


def _asked(settings: WikiSettings, state: RawState, landed: Sequence[LandedArticle]) -> _Status:
    """Ask the wiki, if it may be asked."""
    from pipelines.fetching import changed_articles
    from pipelines.sources.http import HttpError
    from pipelines.sources.settings import SettingsError
    from pipelines.sources.wiki import Wiki

    if not landed:
        return _Status(state, {}, "none of them was fetched", None)
    if settings.is_offline:
        return _Status(state, {}, "offline", None)
    if not settings.contact:
        return _Status(state, {}, "no contact is set", None)
    try:
        with Wiki(settings, announce=announce) as wiki:
            changed = {one.path: one.title for one, _ in changed_articles(wiki, landed)}
    except (HttpError, SettingsError) as error:
        return _Status(state, {}, None, str(error))
    return _Status(state, changed, None, None)


def _print(found: _Status) -> None:
    state = found.state
    typer.echo(
        f"{'series':<8} {'season':>6} {'documents':>9}  {'fetched from':<20} {'until':<20} "
        f"{'to build':>8} {'changed on the wiki':>19}"
    )
    for one in state.seasons:
        count = found.changed_of(one)
        typer.echo(
            f"{one.series_id:<8} {one.season:>6} {len(one.documents):>9}  "
            f"{on_one_line(one.oldest or 'unknown'):<20} "
            f"{on_one_line(one.newest or 'unknown'):<20} "
            f"{len(one.to_build):>8} {'?' if count is None else count:>19}"
        )
    print_list("Changed on the wiki", sorted(found.changed.values()))
    print_list("Not in the published warehouse as they are", sorted(state.to_build))
    print_list("In a wrong place", sorted(state.misfiled))
    typer.echo(state.summary + _what_the_wiki_says(found))


def _what_the_wiki_says(found: _Status) -> str:
    if found.error:
        return "; the wiki could not be asked"
    if found.not_asked is None:
        return f"; {len(found.changed)} changed on the wiki (nascar-warehouse fetch)"
    if found.not_asked.startswith("none"):
        return f"; {found.not_asked}, so the wiki was not asked"
    return f"; the wiki was not asked ({found.not_asked})"


def _print_json(found: _Status) -> None:
    state = found.state
    print_json(
        {
            "seasons": [
                {
                    "series": one.series_id,
                    "season": one.season,
                    "documents": len(one.documents),
                    "fetched_from": one.oldest,
                    "fetched_until": one.newest,
                    "to_build": len(one.to_build),
                    "changed": found.changed_of(one),
                }
                for one in state.seasons
            ],
            "to_build": sorted(state.to_build),
            "misfiled": sorted(state.misfiled),
            "changed": sorted(found.changed),
            "older_revisions": state.superseded,
            "wiki": found.error or found.not_asked or "asked",
        }
    )
