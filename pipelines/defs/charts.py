"""Bar charts of letters, which the Dagster UI shows at once.

In: labels and numbers. Out: Markdown metadata. Separate because a label is a stranger's text.
Of letters, since the UI hides every Markdown of 1,000 letters or more, as each picture has,
behind a button, and a library that draws would take longer to start than the whole build.
"""

from __future__ import annotations

from collections.abc import Sequence

import dagster as dg

from pipelines.terminal import on_one_line

_TITLE_LETTERS = 80
_LABEL_LETTERS = 22
_BAR_LETTERS = 30
_POSITIVE, _NEGATIVE = "█", "░"


def bar_chart(
    title: str, bars: Sequence[tuple[str | None, float]]
) -> dg.MarkdownMetadataValue | None:
    """A bar for each number; ``None`` where there is nothing to be compared."""
    longest = max((abs(number) for _, number in bars), default=0.0)
    if not longest:
        return None
    labels = [_label(label) for label, _ in bars]
    numbers = [f"{round(number, 3):,g}" if number % 1 else f"{number:,.0f}" for _, number in bars]
    wide = max(map(len, labels)), max(map(len, numbers))
    lines = [
        f"{label:<{wide[0]}} {shown:>{wide[1]}} {_bar(number / longest)}".rstrip()
        for label, shown, (_, number) in zip(labels, numbers, bars, strict=True)
    ]
    return dg.MetadataValue.md(
        "\n".join(["```text", _plain(title)[:_TITLE_LETTERS], *lines, "```"])
    )


def _bar(share: float) -> str:
    """A bar for a share of the longest one, -1 to 1; nothing but 0 is without a letter."""
    letter = _NEGATIVE if share < 0 else _POSITIVE
    return letter * max(round(abs(share) * _BAR_LETTERS), 1 if share else 0)


def _label(text: str | None) -> str:
    shown = _plain("NULL" if text is None else text)
    return shown if len(shown) <= _LABEL_LETTERS else f"{shown[: _LABEL_LETTERS - 3]}..."


def _plain(text: str) -> str:
    """A text that cannot end the block of code it stands in."""
    return on_one_line(text).replace("`", "'")
