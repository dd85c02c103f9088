"""File names of pages, whatever an id holds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipelines.report import addresses


def test_an_ordinary_id_is_its_own_file_name() -> None:
    assert addresses.driver_page("ross-chastain") == "drivers/ross-chastain.html"
    assert addresses.source_row("cup/2023/x.txt", 5, -1) == "sources/cup-2023-x.txt.html#t5r-1"
    assert addresses.source_row("cup/2023/x.txt", 5, None) == "sources/cup-2023-x.txt.html"


@given(st.text(min_size=1))
def test_any_id_is_one_file_in_one_folder(identifier: str) -> None:
    name = addresses.file_name(identifier.encode("utf-8", "replace").decode())
    assert 0 < len(name) <= 100
    assert not set(name) - set("abcdefghijklmnopqrstuvwxyz0123456789._-")
    assert not name.startswith((".", "-"))


@given(st.text(), st.text())
def test_two_ids_have_two_file_names(one: str, other: str) -> None:
    names = {addresses.file_name(text.encode("utf-8", "replace").decode()) for text in (one, other)}
    assert len(names) == len({text.encode("utf-8", "replace") for text in (one, other)})
