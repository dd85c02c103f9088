"""First rows in the Dagster UI: whole, short, and shown letter by letter."""

from __future__ import annotations

from datetime import date
from html import unescape

import dagster as dg
from markdown_it import MarkdownIt

from pipelines.defs.preview import preview, sample

HOSTILE = "![x](http://wiki.test/seen.png) <b>\x1b[31m | `x`"


def cells(value: dg.MetadataValue) -> list[list[str]]:
    assert isinstance(value, dg.MarkdownMetadataValue)
    html = MarkdownIt("gfm-like", {"linkify": False}).render(value.value or "")
    rows = [one.split("</t") for one in html.split("<tr>")[1:]]
    return [
        [unescape(cell.rpartition(">")[2]) for cell in row if ("<td>" in cell or "<th>" in cell)]
        for row in rows
    ]


def test_a_table_is_shown_as_it_is() -> None:
    shown = preview(
        [{"a": 1, "b": None}, {"a": 0.5, "b": True}, {"a": date(2023, 6, 25), "b": ["x", "y"]}], 3
    )
    assert cells(shown) == [
        ["a", "b"],
        ["1", "NULL"],
        ["0.5", "true"],
        ["2023-06-25", "x | y"],
    ]


def test_a_wide_table_is_turned_and_says_how_many_rows_are_left_out() -> None:
    rows = [{f"column_{number}": row for number in range(11)} for row in range(8)]
    shown = preview(rows, 1008)
    [head, *lines] = cells(shown)
    assert head == ["column", "row 1", "row 2", "row 3", "row 4", "row 5"]
    assert lines[10] == ["column_10", "0", "1", "2", "3", "4"]
    assert str(shown.value).endswith("\n\nand 1,003 more rows")


def test_a_long_or_hostile_value_is_cut_and_is_nothing_but_text() -> None:
    [_, [long], [hostile]] = cells(preview([{"a": "x" * 10_000}, {"a": HOSTILE}], 2))
    assert long == "x" * 40 + "..."
    assert hostile.replace("\N{WORD JOINER}", "").startswith(
        "![x](http://wiki.test/seen.png) <b>\ufffd"
    )


def test_an_empty_table_has_no_rows() -> None:
    assert preview([], 0) == dg.MetadataValue.text("no rows")
    assert sample([]) == dg.MetadataValue.text("none")


def test_a_sample_is_a_table_of_plain_texts() -> None:
    shown = sample([{"race_id": "cup-2023-1", "text": HOSTILE + "y" * 1000}])
    assert isinstance(shown, dg.TableMetadataValue)
    [record] = shown.records
    assert record.data["race_id"] == "cup-2023-1"
    text = str(record.data["text"])
    assert text.startswith("![x](http://wiki.test/seen.png) <b>\ufffd[31m")
    assert len(text) == 203
