"""A chart as SVG text: drawn without a browser, coloured by the page that it stands in.

In: an Altair chart without data, and its data. Out: ``<svg>``. Separate because every chart is
drawn the same way: its specification is compiled once a process (0.1 to 0.3 s), its data are
put in for each page (0.05 s).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import altair as alt
import vl_convert
from markupsafe import Markup

Rows = Sequence[Mapping[str, Any]]

# What the pages' style sheet defines, for light and for dark; SVG attributes take variables.
TEXT = "var(--text)"
MUTED = "var(--muted)"
LINE = "var(--line)"
PAGE = "var(--page)"
GOOD = "var(--good)"
BAD = "var(--bad)"
# Colours that stay apart for the colour-blind; what comes after the last of them is grey.
COLOURS = tuple(f"var(--colour-{number})" for number in range(1, 9))
# Vega puts ticks between whole numbers where there are few of them.
WHOLE = "datum.value % 1 ? '' : format(datum.value, 'd')"
_FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif"
_HEAD = re.compile(r'<svg [^>]*?(?P<size>width="[\d.]+" height="[\d.]+" viewBox="[-\d. ]+")>')
# Groups without a mark have one too, and are no pictures of their own.
_ROLE = re.compile(r' role="graphics-\w+"| aria-roledescription="[^"]*"')
_MARK = re.compile(
    r'aria-label="(?P<label>[^"]*)" role="graphics-symbol" aria-roledescription="[^"]*"'
)


def colour(number: int) -> str:
    """The colour of the ``number``-th of several things, from 0."""
    return COLOURS[number] if number < len(COLOURS) else MUTED


def named_data(name: str = "rows") -> alt.NamedData:
    """A place that ``draw`` puts rows in."""
    return alt.NamedData(name=name)


def draw(
    specification: Callable[[], alt.TopLevelMixin],
    data: Mapping[str, Rows],
    label: str,
    height: int | None = None,
) -> Markup:
    """Draw a chart with this data; ``label`` says in one sentence what it shows.

    ``height``: of the plot in pixels, where it depends on how many rows there are.
    """
    vega = dict(_compiled(specification))
    vega["data"] = [
        {**one, "values": list(data[one["name"]])} if one["name"] in data else one
        for one in vega["data"]
    ]
    if height is not None:
        vega["height"] = height
    return _labelled(vl_convert.vega_to_svg(vega), label)


@lru_cache
def _compiled(specification: Callable[[], alt.TopLevelMixin]) -> Mapping[str, Any]:
    chart = specification()
    configured: dict[str, Any] = chart.to_dict()
    configured["config"] = _configuration()
    compiled: dict[str, Any] = vl_convert.vegalite_to_vega(configured)
    return compiled


def _configuration() -> dict[str, Any]:
    axis = {
        "labelColor": TEXT, "titleColor": MUTED, "titleFontWeight": "normal", "gridColor": LINE,
        "domainColor": LINE, "tickColor": LINE, "labelFontSize": 12, "titleFontSize": 12,
        "labelLimit": 220,
    }  # fmt: skip
    return {
        "background": "transparent",
        "font": _FONT,
        "view": {"stroke": None},
        "axis": axis,
        "text": {"color": TEXT, "fontSize": 12},
    }


def _labelled(svg: str, label: str) -> Markup:
    """The picture as one thing with a name; what its marks say is shown under a pointer.

    Its parts are no stops of a keyboard and not read out: the table beside it has them in words.
    """
    found = _HEAD.match(svg)
    if found is None:
        raise ValueError("the chart was not drawn as the SVG that is expected")
    head = Markup('<svg class="chart" role="img" aria-label="{}" {}>').format(
        label, Markup(found["size"])
    )
    marks = _MARK.sub(r'data-tip="\g<label>"', svg[found.end() :])
    return head + Markup(_ROLE.sub("", marks))
