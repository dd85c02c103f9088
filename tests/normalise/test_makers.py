"""The maker alone, whatever stands beside it; and what is no known maker is reported."""

from __future__ import annotations

import polars as pl
import pytest
from sample_project import Project

from pipelines.normalise.makers import known_makers
from pipelines.recognition.vocabulary import Vocabulary

LIST = """{{{{Infobox NASCAR race report
| Race_No = 3
| Season_No = 36
}}}}
==Entry list==
{{| class="wikitable"
! No. !! Driver !! Team !! Manufacturer
|-
| 1 || Ann Archer || Archer Racing || {first}
|-
| 2 || Ben Baker || Baker Racing || {second}
|}}
"""


@pytest.mark.parametrize(
    ("text", "makers"),
    [
        ("Ford", ["Ford"]),
        ("'57 Ford", ["Ford"]),
        ("1957 Ford", ["Ford"]),
        ("Toyota Camry", ["Toyota"]),
        ("Chevy Monte Carlo", ["Chevrolet"]),
        ("Alfa Romeo 4.6L I6", ["Alfa Romeo"]),
        ("Dodge Ram 1500", ["Dodge"]),
        ("Ram", ["Ram"]),
        ("Mercedes-Benz", ["Mercedes-Benz"]),
        ("Ford / Toyota", ["Ford", "Toyota"]),
        ("Ford Toyota", ["Ford", "Toyota"]),
        ("Ford, Ford", ["Ford"]),
        # Chassis and engine are one constructor.
        ("Lola-Ford", []),
        ("Fordson", []),
        ("300", []),
    ],
)
def test_makers_stand_in_a_text_as_words(
    text: str, makers: list[str], vocabulary: Vocabulary
) -> None:
    frame = pl.DataFrame({"text": [text]})
    assert frame.select(known_makers(pl.col("text"), vocabulary)).item().to_list() == makers


def test_a_model_is_no_manufacturer(project: Project) -> None:
    project.add("cup/1990/x.wikitext", LIST.format(first="[[Ford Thunderbird]]", second="'57 Ford"))
    project.build()
    assert project.query("select distinct manufacturer_id from core.fct_entry") == [("ford",)]
    assert project.query("from quality.unrecognised") == []


def test_a_cell_with_two_makers_is_left_empty(project: Project) -> None:
    text = LIST.format(first="Ford<br />Toyota", second="Ford / Toyota")
    project.add("cup/1990/x.wikitext", text)
    project.build()
    assert project.query("select manufacturer_id from core.fct_entry") == [(None,), (None,)]
    assert project.query(
        "select level, column_name, reason_code, value from quality.rejected order by row_index"
    ) == [
        ("cell", "manufacturer", "several_manufacturers", "Ford Toyota"),
        ("cell", "manufacturer", "several_manufacturers", "Ford / Toyota"),
    ]


def test_an_unknown_maker_loads_and_is_reported_once(project: Project) -> None:
    project.add("cup/1990/x.wikitext", LIST.format(first="Zoomer", second="Zoomer"))
    project.build()
    assert project.query("select distinct manufacturer_id from core.fct_entry") == [("zoomer",)]
    [(row, what, value, reason)] = project.query(
        "select row_index, what, value, reason from quality.unrecognised"
    )
    assert (row, what, value) == (1, "manufacturer", "Zoomer")
    assert "vocabulary/manufacturers.csv" in reason
