"""The resource that tells assets, schedules and the sensor which wiki to ask, and as whom.

In: Dagster configuration, or the environment. Out: an open ``Wiki``. Separate so that a run in
the UI can ask another wiki without a change of code. The client is imported when it is opened:
a build from raw/ needs none.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import dagster as dg
from pydantic import Field

from pipelines.sources.settings import SettingsError, WikiSettings

if TYPE_CHECKING:
    from pipelines.sources.wiki import Wiki


class Wikipedia(dg.ConfigurableResource):  # type: ignore[type-arg]
    """Which wiki is asked; empty: what the environment says (``NASCAR_WAREHOUSE_API_URL`` ...)."""

    api_url: str = Field(default="", description="address of the wiki's api.php")
    contact: str = Field(default="", description="your e-mail address or web page")
    series: list[str] = Field(
        default=[],
        description="series to look for in a season that raw/ has nothing of; empty: the first of "
        "vocabulary/series.csv",
    )

    def settings(self, **values: object) -> WikiSettings:
        """The settings; ``values`` count more than what is configured.

        Raises:
            SettingsError: a setting cannot be used.
        """
        given = {"api_url": self.api_url or None, "contact": self.contact or None}
        return WikiSettings.from_environment(**(given | values))

    def open(
        self, announce: Callable[[str], None] = lambda message: None, **values: object
    ) -> Wiki:
        """The wiki, to be used in a ``with`` block; ``announce`` is told of waits.

        Raises:
            SettingsError: a setting cannot be used.
        """
        from pipelines.sources.wiki import Wiki

        return Wiki(self.settings(**values), announce=announce)

    def why_not(self) -> str | None:
        """Why no wiki may be asked, and what to set; ``None`` if one may be."""
        try:
            settings = self.settings()
            if settings.is_offline:
                return "NASCAR_WAREHOUSE_OFFLINE is set, so nothing is asked; unset it to go online"
            settings.require_contact()
        except SettingsError as error:
            return f"{error} (or set it at the resource wiki)"
        return None
