"""The same article in four forms gives the same tables, and no cell of any form is lost."""

from __future__ import annotations

import re
from pathlib import Path

import forms_compared as forms
import pytest
from sample_project import Project

from pipelines.documents.reading import read_document
from pipelines.recognition.vocabulary import Vocabulary
from pipelines.warehouse.catalog import Catalog

FOLDER = Path(__file__).parent / "forms"
FILES = {"wikitext": ".wikitext", "html": ".html", "parsoid": ".parsoid.html"}


# How many times the article repeats what it states, by a hand count: 36 entries are in qualifying
# and results, 20 of them in stages, 3 in practice; 16 drivers and 3 manufacturers have a place.
AGREED = {
    "average_speed_mph": 2, "car_of_driver": 95, "driver_of_car": 95, "laps": 2,
    "manufacturer_of_car": 95, "number_of_cars": 2, "points_behind_leader": 17,
    "pole_driver_id": 1, "pole_team_id": 1, "pole_time_seconds": 1,
    "radio_booth_announcer": 2, "radio_network": 1, "radio_turn_announcer": 2,
    "standing_place": 19, "start_position": 36, "team_of_car": 95,
    "television_booth_announcer": 4, "television_network": 1, "winner_car_number": 1,
    "winner_driver_id": 1, "winner_team_id": 1,
}  # fmt: skip
# In these, template parameters state more than the rows that MediaWiki makes of them.
STATED_BY_PARAMETERS = {"distance_miles": (2, 1), "season": (2, 1), "track_length_miles": (2, 1)}


def content_of(page: str, form: str) -> bytes:
    if form == "text":
        return forms.reference_text()
    return (FOLDER / f"{page}{FILES[form]}").read_bytes()


@pytest.fixture(scope="session")
def built(
    tmp_path_factory: pytest.TempPathFactory, vocabulary: Vocabulary, catalog: Catalog
) -> dict[str, Project]:
    """The reference article, built in each form."""
    return {
        form: forms.build(
            tmp_path_factory.mktemp(form),
            form,
            content_of("2023-ally-400", form),
            vocabulary,
            catalog,
        )
        for form in forms.SUFFIXES
    }


@pytest.mark.parametrize("form", FILES)
def test_every_form_gives_the_core_tables_of_the_flattened_text(
    form: str, built: dict[str, Project], catalog: Catalog
) -> None:
    expected = forms.contents(built["text"], catalog, without=True)
    found = forms.contents(built[form], catalog, without=True)
    for table, rows in expected.items():
        assert found[table] == rows, table


@pytest.mark.parametrize("form", ["html", "parsoid"])
def test_wikitext_and_html_agree_without_exception(
    form: str, built: dict[str, Project], catalog: Catalog
) -> None:
    expected = forms.contents(built["wikitext"], catalog, without=False)
    assert forms.contents(built[form], catalog, without=False) == expected


@pytest.mark.parametrize("form", FILES)
def test_what_text_must_infer_is_stated_in_the_other_forms(
    form: str, built: dict[str, Project]
) -> None:
    inferred = {
        "core.fct_broadcast_crew": "is_inferred",
        "core.fct_driver_standing": "position_change_is_inferred",
    }
    for table, column in inferred.items():
        query = f"select count(*) filter ({column}) from {table}"
        assert built["text"].query(query)[0][0] > 0, table
        assert built[form].query(query) == [(0,)], table
    titled = "select article_title from core.dim_driver where driver_id = 'christopher-bell'"
    assert built["text"].query(titled) == [(None,)]
    assert built[form].query(titled) == [("Christopher Bell (racing driver)",)]


@pytest.mark.parametrize("form", FILES)
def test_an_arrow_counts_as_it_is_drawn(form: str, built: dict[str, Project]) -> None:
    query = f"""
        select position_change from core.fct_driver_standing
        where driver_id = '{forms.ARROW_AT_ODDS}'"""
    assert (built["text"].query(query), built[form].query(query)) == ([(-1,)], [(1,)])


@pytest.mark.parametrize("form", forms.SUFFIXES)
def test_everything_in_every_form_is_understood(form: str, built: dict[str, Project]) -> None:
    assert built[form].query("select * from quality.rejected") == []
    assert built[form].query("select * from quality.unrecognised") == []


@pytest.mark.parametrize("form", forms.SUFFIXES)
def test_every_cell_is_a_part_of_a_fact_or_named(form: str, built: dict[str, Project]) -> None:
    kinds = dict(
        built[form].query("select cell_kind, count(*) from staging.table_cell group by all")
    )
    assert kinds.pop("fact") == 907
    assert kinds.pop("header") == 52
    assert set(kinds) <= {"title", "footer", *forms.MADE_BY_TEMPLATES}


def test_staging_has_each_cell_that_the_pipes_of_the_text_make(built: dict[str, Project]) -> None:
    lines = [line for line in forms.reference_text().decode().split("\n") if line.startswith("|")]
    # `| a | b |` has one pipe more than cells; a leaked attribute is no cell.
    pipes = sum(line.rstrip().count("|") - 1 for line in lines)
    leaked = sum(len(re.findall(r"\|\s*nowrap\s*(?=\|)", line)) for line in lines)
    [(cells,)] = built["text"].query("select count(*) from staging.table_cell")
    assert cells == pipes - leaked


@pytest.mark.parametrize("form", FILES)
def test_staging_has_each_cell_that_the_tags_of_the_html_make(
    form: str, built: dict[str, Project]
) -> None:
    # An HTML parser that knows nothing of this project counts, on MediaWiki's rendering.
    expected = forms.cells_by_tags(content_of("2023-ally-400", "html"))
    [(cells,)] = built[form].query(
        "select count(*) from staging.table_cell "
        "where cell_kind not in ('infobox', 'layout', 'navigation')"
    )
    assert cells == expected


@pytest.mark.parametrize("form", ["html", "parsoid"])
def test_table_syntax_gives_one_grid_in_all_forms(form: str, vocabulary: Vocabulary) -> None:
    rules = vocabulary.markup
    expected = forms.data_grids("wikitext", content_of("table-edge-cases", "wikitext"), rules)
    found = forms.data_grids(form, content_of("table-edge-cases", form), rules)
    assert found == expected
    assert len(expected) == 11


@pytest.mark.parametrize("form", FILES)
def test_table_syntax_loses_no_cell(form: str, vocabulary: Vocabulary) -> None:
    page = "table-edge-cases"
    document = read_document(forms.SUFFIXES[form], content_of(page, form), vocabulary.markup)
    assert forms.own_cells(document) == forms.cells_by_tags(content_of(page, "html"))


@pytest.mark.parametrize("form", forms.SUFFIXES)
def test_every_fact_that_the_article_states_twice_agrees(
    form: str, built: dict[str, Project]
) -> None:
    found = dict(
        built[form].query(
            "select fact, count(*) from marts.reconciliation where is_agreed group by all"
        )
    )
    is_rendered = form == "html"
    assert found == AGREED | {fact: two[is_rendered] for fact, two in STATED_BY_PARAMETERS.items()}
    assert (
        built[form].query("from marts.reconciliation where is_agreed is distinct from true") == []
    )
