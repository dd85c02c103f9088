"""Charts over the races of a season or a career: points as lines, finishes as dots.

In: one row a race and driver (or car). Out: SVG. Separate from charts of one race, since what
runs along them is time.
"""

from __future__ import annotations

import altair as alt
from markupsafe import Markup

from pipelines.report.charts.drawing import PAGE, WHOLE, Rows, draw, named_data

_WIDTH = 760


def points_lines(rows: Rows, label: str) -> Markup:
    """Points after each race: ``name``, ``race_number``, ``points``, ``colour``, ``said``."""
    return draw(_points, {"rows": rows}, label)


def finishes(rows: Rows, label: str) -> Markup:
    """Start and finish of each race: ``race``, ``race_order``, ``start``, ``finish``, ``colour``.

    ``said``: what is shown of a finish under a pointer.
    """
    return draw(_finishes, {"rows": rows}, label)


def _points() -> alt.TopLevelMixin:
    base = alt.Chart(named_data()).encode(
        x=alt.X(
            "race_number:Q",
            title="race of the season",
            axis=alt.Axis(tickMinStep=1, grid=False, labelExpr=WHOLE),
            scale=alt.Scale(zero=False, nice=False, padding=8),
        ),
        y=alt.Y(
            "points:Q",
            title="points",
            scale=alt.Scale(zero=False),
            axis=alt.Axis(labelExpr=WHOLE),
        ),
        color=alt.Color("colour:N", scale=None),
    )
    lines = base.mark_line(strokeWidth=2).encode(detail="name:N", description="name:N")
    points = base.mark_circle(size=50, opacity=1, stroke=PAGE, strokeWidth=1).encode(
        description="said:N"
    )
    return alt.layer(lines, points).properties(width=_WIDTH, height=420)


def _finishes() -> alt.TopLevelMixin:
    base = alt.Chart(named_data()).encode(
        x=alt.X(
            "race:N",
            title=None,
            sort=alt.EncodingSortField("race_order", op="min"),
            axis=alt.Axis(labelAngle=-45, labelLimit=150, labelOverlap="greedy"),
        )
    )
    position = alt.Y(
        "finish:Q",
        title="position",
        scale=alt.Scale(reverse=True, zero=False, nice=False, padding=8),
        axis=alt.Axis(tickMinStep=1, labelExpr=WHOLE),
    )
    moves = (
        base.transform_filter("isValid(datum.start)")
        .mark_rule(strokeWidth=2, aria=False)
        .encode(y=position, y2="start:Q", color=alt.value("var(--line)"))
    )
    starts = (
        base.transform_filter("isValid(datum.start)")
        .mark_point(size=50, filled=False, aria=False)
        .encode(y=alt.Y("start:Q"), color=alt.value("var(--muted)"))
    )
    ends = base.mark_circle(size=70, opacity=1).encode(
        y=position, color=alt.Color("colour:N", scale=None), description="said:N"
    )
    return alt.layer(moves, starts, ends).properties(width=_WIDTH, height=300)
