"""Charts with one line a driver: points by component, gaps to pole, positions gained, standings.

In: rows in the order in which they are shown, best first. Out: SVG. Separate from charts over
time, since these grow downwards with the number of drivers.
"""

from __future__ import annotations

from collections.abc import Callable

import altair as alt
from markupsafe import Markup

from pipelines.report.charts.drawing import MUTED, TEXT, WHOLE, Rows, draw, named_data

_PIXELS_A_DRIVER = 19
_WIDTH = 520


def points_chart(rows: Rows, totals: Rows, label: str) -> Markup:
    """Points of a race, stacked: ``driver``, ``component_number``, ``points``, ``colour``.

    ``said``: what is shown of a part. ``totals``: ``driver`` and ``points``, one row a driver.
    """
    return _draw(_points, rows, label, len(totals), totals=totals)


def gap_chart(rows: Rows, label: str) -> Markup:
    """Gaps to the pole in seconds: ``driver``, ``gap``, ``colour``, ``said``."""
    return _draw(_gaps, rows, label, len(rows))


def gained_chart(rows: Rows, label: str) -> Markup:
    """Positions from start to finish: ``driver``, ``gained``, ``shown``, ``colour``, ``said``."""
    return _draw(_gained, rows, label, len(rows))


def standings_chart(rows: Rows, cut: Rows, label: str) -> Markup:
    """Points after a race: ``driver``, ``points``, ``shown``, ``colour``, ``said``.

    ``cut``: the last ``driver`` above the cut line, and what it is called (``said``); or nothing.
    """
    return _draw(_standings, rows, label, len(rows), cut=cut)


def _draw(
    specification: Callable[[], alt.TopLevelMixin],
    rows: Rows,
    label: str,
    drivers: int,
    **more: Rows,
) -> Markup:
    height = _PIXELS_A_DRIVER * drivers
    return draw(specification, {"rows": rows, **more}, label, height=height)


def _driver() -> alt.Y:
    return alt.Y(
        "driver:N", title=None, sort=None, axis=alt.Axis(domain=False, ticks=False, labelPadding=6)
    )


def _points() -> alt.TopLevelMixin:
    bars = (
        alt.Chart(named_data())
        .mark_bar(height={"band": 0.75})
        .encode(
            y=_driver(),
            x=alt.X("points:Q", title="points", stack="zero", axis=alt.Axis(labelExpr=WHOLE)),
            color=alt.Color("colour:N", scale=None),
            order="component_number:Q",
            description="said:N",
        )
    )
    totals = (
        alt.Chart(named_data("totals"))
        .mark_text(align="left", dx=4, aria=False)
        .encode(y=_driver(), x="points:Q", text="points:Q")
    )
    # The first layer says in which order the drivers stand: this one has all of them.
    return alt.layer(totals, bars).properties(width=_WIDTH, height=600)


def _gaps() -> alt.TopLevelMixin:
    base = alt.Chart(named_data()).encode(
        y=_driver(),
        x=alt.X("gap:Q", title="seconds behind the pole", axis=alt.Axis(labelOverlap="greedy")),
        color=alt.Color("colour:N", scale=None),
    )
    stems = base.mark_rule(strokeWidth=2, aria=False).encode(x2=alt.datum(0))
    heads = base.mark_circle(size=90, opacity=1).encode(description="said:N")
    return alt.layer(stems, heads).properties(width=_WIDTH, height=600)


def _gained() -> alt.TopLevelMixin:
    base = alt.Chart(named_data()).encode(
        y=_driver(),
        x=alt.X(
            "gained:Q",
            title="positions lost or gained from start to finish",
            axis=alt.Axis(labelExpr=WHOLE),
            # Room for the numbers at the ends of the bars.
            scale=alt.Scale(padding=30, nice=False),
        ),
    )
    bars = base.mark_bar(height={"band": 0.7}).encode(
        color=alt.Color("colour:N", scale=None), description="said:N"
    )
    gained = (
        base.transform_filter("datum.gained >= 0")
        .mark_text(align="left", dx=4, aria=False)
        .encode(text="shown:N")
    )
    lost = (
        base.transform_filter("datum.gained < 0")
        .mark_text(align="right", dx=-4, aria=False)
        .encode(text="shown:N")
    )
    return alt.layer(bars, gained, lost).properties(width=_WIDTH, height=600)


def _standings() -> alt.TopLevelMixin:
    base = alt.Chart(named_data()).encode(
        y=_driver(), x=alt.X("points:Q", title="points", axis=alt.Axis(labelExpr=WHOLE))
    )
    bars = base.mark_bar(height={"band": 0.75}).encode(
        color=alt.Color("colour:N", scale=None), description="said:N"
    )
    texts = base.mark_text(align="left", dx=4, aria=False).encode(text="shown:N")
    # The line runs between the last driver above it and the next.
    line = (
        alt.Chart(named_data("cut"))
        .mark_rule(strokeDash=[5, 4], strokeWidth=1.5, color=TEXT, yOffset=_PIXELS_A_DRIVER / 2)
        .encode(y=_driver(), description="said:N")
    )
    name = (
        alt.Chart(named_data("cut"))
        .mark_text(align="right", baseline="top", dy=_PIXELS_A_DRIVER / 2 + 3, color=MUTED)
        .encode(y=_driver(), x=alt.value(_WIDTH), text="said:N")
    )
    return alt.layer(bars, texts, line, name).properties(width=_WIDTH, height=600)
