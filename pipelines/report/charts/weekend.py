"""The weekend: each driver's position from practice to the finish, as a bump chart.

In: one row a driver and moment (``driver``, ``moment``, ``moment_number``, ``position``,
``colour``, ``said``, ``is_end``). Out: SVG. Separate because it is the chart with the most lines.
"""

from __future__ import annotations

import altair as alt
from markupsafe import Markup

from pipelines.report.charts.drawing import PAGE, Rows, draw, named_data

_PIXELS_A_POSITION = 17
_WIDTH = 760


def weekend_chart(rows: Rows, label: str) -> Markup:
    """Draw it as high as there are positions."""
    lowest = max(row["position"] for row in rows)
    return draw(_specification, {"rows": rows}, label, height=_PIXELS_A_POSITION * lowest)


def _specification() -> alt.TopLevelMixin:
    position = alt.Y(
        "position:Q",
        title="position",
        scale=alt.Scale(reverse=True, zero=False, nice=False),
        axis=alt.Axis(values=[1, *range(5, 100, 5)], grid=True, format="d"),
    )
    moment = alt.X(
        "moment:O",
        title=None,
        sort=alt.EncodingSortField("moment_number", op="min"),
        scale=alt.Scale(padding=0.25),
        axis=alt.Axis(orient="top", labelAngle=0, offset=10, domain=False, ticks=False),
    )
    base = alt.Chart(named_data()).encode(
        x=moment, y=position, color=alt.Color("colour:N", scale=None)
    )
    lines = base.mark_line(
        interpolate="monotone", strokeWidth=2.5, strokeJoin="round", opacity=0.75
    ).encode(detail="driver:N", order="moment_number:Q", description="driver:N")
    points = base.mark_circle(size=70, opacity=1, stroke=PAGE, strokeWidth=1).encode(
        description="said:N"
    )
    names = (
        base.transform_filter("datum.is_end")
        .mark_text(align="left", dx=9, aria=False)
        .encode(text="driver:N", color=alt.value("var(--text)"))
    )
    return alt.layer(lines, points, names).properties(width=_WIDTH, height=600)
