"""``status``: what raw/ holds, how old it is, what has changed on the wiki or is not built yet.

In: raw/, the published file, the wiki if it may be asked. Out: a table. Separate because it
only looks: nothing is fetched, nothing built.
"""

from __future__ import annotations

import typer

from pipelines.commands.exits import announce, fail, print_list
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


def status(
    contact: ContactOption = None,
    api_url: ApiUrlOption = None,
    offline: OfflineOption = False,
    raw: RawOption = None,
    warehouse: WarehouseOption = None,
) -> None:
    """Show what raw/ holds, how old it is, and what has changed since.

    Asks the wiki which articles have a new revision, one request for each 50; not with
    --offline, nor without a contact.

    Exit status: 0 shown; 1 raw/ could not be read or the wiki not be asked.
    """
    from pipelines.fetching import changed_articles
    from pipelines.raw_state import raw_state
    from pipelines.sources.http import HttpError
    from pipelines.sources.landing import LandedArticles
    from pipelines.sources.settings import SettingsError
    from pipelines.sources.wiki import Wiki

    paths = folders(raw, warehouse)
    settings = wiki_settings(api_url, contact, offline)
    try:
        state = raw_state(paths)
        landed = LandedArticles.scan(paths.raw).articles
    except OSError as error:
        fail(str(error))
    changed = []
    error_text = None
    if settings.is_offline or not settings.contact or not landed:
        is_asked = False
    else:
        is_asked = True
        try:
            with Wiki(settings, announce=announce) as wiki:
                changed = [one for one, _ in changed_articles(wiki, landed)]
        except (HttpError, SettingsError) as error:
            is_asked, error_text = False, str(error)
    changed_ids = {one.path for one in changed}
    typer.echo(
        f"{'series':<8} {'season':>6} {'documents':>9}  {'fetched from':<20} {'until':<20} "
        f"{'to build':>8} {'changed on the wiki':>19}"
    )
    for one in state.seasons:
        count = len(changed_ids & one.documents) if is_asked else "?"
        typer.echo(
            f"{one.series_id:<8} {one.season:>6} {len(one.documents):>9}  "
            f"{on_one_line(one.oldest or 'unknown'):<20} "
            f"{on_one_line(one.newest or 'unknown'):<20} "
            f"{len(one.to_build):>8} {count:>19}"
        )
    print_list("Changed on the wiki", sorted(one.title for one in changed))
    print_list("Not in the published warehouse as they are", sorted(state.to_build))
    print_list("In a wrong place", sorted(state.misfiled))
    typer.echo(state.summary + _asked(is_asked, settings.is_offline, bool(landed), len(changed)))
    if error_text:
        fail(error_text)


def _asked(is_asked: bool, is_offline: bool, has_landed: bool, changed: int) -> str:
    if is_asked:
        return f"; {changed} changed on the wiki (nascar-warehouse fetch)"
    if not has_landed:
        return "; none of them was fetched, so the wiki was not asked"
    return f"; the wiki was not asked ({'offline' if is_offline else 'no contact is set'})"
