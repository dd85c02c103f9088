"""Real pages of other series load by vocabulary rows alone; what is no race is told apart."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import pytest
from exported import promises_broken_by
from lxml import html as lxml_html
from sample_project import ROOT, Project

from pipelines.recognition.vocabulary import Vocabulary
from pipelines.warehouse.catalog import Catalog

CORPUS = ROOT.parent / "shared" / "corpus"
pytestmark = pytest.mark.skipif(
    not CORPUS.is_dir(), reason=f"the corpus of saved pages is not in {CORPUS}"
)


@dataclass(frozen=True)
class Page:
    """What a page says of its race; ``unranked``: rows with a word in place of a position."""

    race_id: str
    race_date: str
    laps: int | None
    results: int
    unranked: int
    winner: str
    pole: str
    grid: int
    qualifying: int


PAGES = {
    "1951_Swiss_Grand_Prix": Page(
        "f1-1951-1", "1951-05-27", 42, 21, 7, "juan-manuel-fangio", "juan-manuel-fangio", 21, 21
    ),
    "1986_Australian_Grand_Prix": Page(
        "f1-1986-16", "1986-10-26", 82, 26, 16, "alain-prost", "nigel-mansell", 26, 26
    ),
    "1998_French_Grand_Prix": Page(
        "f1-1998-8", "1998-06-28", 71, 22, 5, "michael-schumacher", "mika-hakkinen", 22, 0
    ),
    "1999_British_Grand_Prix": Page(
        "f1-1999-8", "1999-07-11", 60, 22, 6, "david-coulthard", "mika-hakkinen", 22, 22
    ),
    "2005_Belgian_Grand_Prix": Page(
        "f1-2005-16", "2005-09-11", 44, 20, 5, "kimi-raikkonen", "juan-pablo-montoya", 20, 20
    ),
    "2008_Canadian_Grand_Prix": Page(
        "f1-2008-7", "2008-06-08", 70, 20, 7, "robert-kubica", "lewis-hamilton", 20, 20
    ),
    "1998_Molson_Indy_Toronto": Page(
        "cart-1998-11", "1998-07-19", 95, 28, 0, "alex-zanardi", "dario-franchitti", 28, 0
    ),
    "2003_Grand_Prix_of_Monterey": Page(
        "cart-2003-7", "2003-06-15", 87, 19, 0, "patrick-carpentier", "patrick-carpentier", 19, 19
    ),
    # One car is listed with a grid position of 0.
    "2007_San_Jose_Grand_Prix_at_Redback_Raceway": Page(
        "cart-2007-9", "2007-07-29", 107, 17, 0, "robert-doornbos", "justin-wilson", 16, 17
    ),
    # The infobox gives neither the number of the race nor its laps.
    "2011_Indianapolis_500": Page(
        "indycar-2011-indianapolis-500", "2011-05-29", None, 33, 0, "dan-wheldon",
        "alex-tagliani", 33, 33,
    ),
    "2012_GoPro_Indy_Grand_Prix_of_Sonoma": Page(
        "indycar-2012-13", "2012-08-26", 85, 27, 0, "ryan-briscoe", "will-power", 27, 0
    ),
}  # fmt: skip

OTHER_PAGES = {
    "1954_24_Hours_of_Le_Mans": "endurance_article",
    "1975_24_Hours_of_Le_Mans": "endurance_article",
    "1989_Formula_One_season": "season_article",
    "1998_Indy_Racing_League_season": "season_article",
    "2007_NASCAR_Busch_Series": "season_article",
    "2008_ARCA_Re_Max_Series_season": "season_article",
    "2014_NASCAR_Camping_World_Truck_Series": "season_article",
    "Brickyard_400": "event_article",
    "Edmonton_Indy": "event_article",
    "Mexican_Grand_Prix": "event_article",
    "Winchester_400": "event_article",
    "List_of_The_Inspector_cartoons": "list_article",
    "Pancho_Carter": "no_race_tables",
    # Their columns are of riders, and of no series that is known.
    "2006_German_motorcycle_Grand_Prix": "no_race_tables",
    "2007_Phillip_Island_Superbike_World_Championship_round": "no_race_tables",
    "2008_Malaysian_motorcycle_Grand_Prix": "no_race_tables",
    "2010_Catalan_motorcycle_Grand_Prix": "no_race_tables",
}

# The published tables that are race results, and what their columns are in core.
COLUMNS = {
    "No": "car_number", "No.": "car_number", "Laps": "laps_completed", "Grid": "start_position",
    "Points": "points", "Laps Led": "laps_led", "Time/Retired": "status",
}  # fmt: skip
# Cells of the published tables that core has otherwise, and why.
PAGE_IS_RIGHT = {
    ("1998_Molson_Indy_Toronto", 20, "Points"): "'1+1' is no number",
    ("2007_San_Jose_Grand_Prix_at_Redback_Raceway", 14, "Grid"): "there is no grid position 0",
}


@pytest.fixture(scope="module")
def corpus(
    tmp_path_factory: pytest.TempPathFactory, vocabulary: Vocabulary, catalog: Catalog
) -> Project:
    """All 28 pages, built once."""
    folder = tmp_path_factory.mktemp("corpus")
    project = Project(folder / "raw", folder / "warehouse", vocabulary, catalog)
    for name, page in PAGES.items():
        series, season, _ = page.race_id.split("-", 2)
        project.add(f"{series}/{season}/{name}.html", (CORPUS / f"{name}.html").read_bytes())
    for name in OTHER_PAGES:
        season = name[:4] if name[:4].isdecimal() else "2013"
        project.add(f"cup/{season}/{name}.html", (CORPUS / f"{name}.html").read_bytes())
    project.build()
    return project


def test_every_page_of_the_corpus_is_tried() -> None:
    assert {path.stem for path in CORPUS.glob("*.html")} == {*PAGES, *OTHER_PAGES}


@pytest.mark.parametrize("name", PAGES)
def test_a_race_is_as_its_page_says(name: str, corpus: Project) -> None:
    page = PAGES[name]
    where = f"where race_id = '{page.race_id}'"
    [race] = corpus.query(
        f"select race_date, laps, winner_driver_id, pole_driver_id from core.dim_race {where}"
    )
    assert (str(race[0]), *race[1:]) == (page.race_date, page.laps, page.winner, page.pole)
    [counted] = corpus.query(f"""
        select count(*), count(*) filter (finish_position_is_inferred), min(finish_position),
            max(finish_position), count(start_position),
            min(driver_id) filter (finish_position = 1), count(*) filter (status is null)
        from core.fct_race_result {where}""")
    assert counted == (page.results, page.unranked, 1, page.results, page.grid, page.winner, 0)
    [first] = corpus.query(f"""
        select count(*), min(driver_id) filter (position = 1)
        from core.fct_qualifying_result {where}""")
    assert first == (page.qualifying, page.pole if page.qualifying else None)


def published(name: str) -> list[dict[str, str]]:
    """The rows of the published table, if it is the race result."""
    with (CORPUS / f"{name}.table.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return rows if rows and {"Pos", "Laps", "Grid"} <= set(rows[0]) else []


def bare(text: str) -> str:
    """Without spaces, line breaks and a footnote mark at the end."""
    return "".join(text.split()).rstrip("*")


RESULTS = [name for name in PAGES if Path(CORPUS).is_dir() and published(name)]


@pytest.mark.parametrize("name", RESULTS)
def test_a_result_agrees_with_the_published_table(name: str, corpus: Project) -> None:
    rows = [row for row in published(name) if row["Pos"] != "Wth"][: PAGES[name].results]
    columns = {header: column for header, column in COLUMNS.items() if header in rows[0]}
    found = corpus.query(f"""
        select coalesce(position_word, cast(finish_position as varchar)), {", ".join(columns.values())}
        from core.fct_race_result where race_id = '{PAGES[name].race_id}'
        order by finish_position""")  # noqa: E501
    for place, (row, values) in enumerate(zip(rows, found, strict=True), start=1):
        expected = {"Pos": row["Pos"]} | {header: row[header] for header in columns}
        for header, value in zip(expected, values, strict=True):
            if (name, place, header) not in PAGE_IS_RIGHT:
                shown = "" if value is None else str(value)
                assert bare(shown) == bare(expected[header]), (place, header)


@pytest.mark.parametrize(("name", "reason_code"), OTHER_PAGES.items())
def test_a_page_that_is_no_race_is_told_apart(name: str, reason_code: str, corpus: Project) -> None:
    found = corpus.query(
        "select level, reason_code from quality.rejected join staging.document "
        f"using (document_id) where not is_loaded and document_id like '%/{name}.html'"
    )
    assert found == [("document", reason_code)]


def test_what_stands_on_a_page_of_another_kind_need_not_be_understood(corpus: Project) -> None:
    names = [name for name, code in OTHER_PAGES.items() if code.endswith("_article")]
    found = corpus.query("select distinct document_id from quality.unrecognised")
    assert not {document.rpartition("/")[2] for (document,) in found} & {
        f"{name}.html" for name in names
    }


def test_what_a_constructor_or_engine_stands_in_for(corpus: Project) -> None:
    """Formula One has constructors, IndyCar engines; Champ Car pages have neither."""
    found = corpus.query("""
        select split_part(race_id, '-', 1) as series, min(manufacturer_id), count(team_id)
        from core.fct_race_result group by all order by all""")
    assert [(series, maker) for series, maker, _ in found] == [
        ("cart", None),
        ("f1", "alfa-romeo"),
        ("indycar", "chevrolet"),
    ]


def test_nobody_has_two_ids(corpus: Project) -> None:
    found = corpus.query("""
        select driver_id from core.dim_driver
        where driver_id in ('a-j-foyt', 'j-r-hildebrand', 'jr-hildebrand', 'helio-castroneves',
            'hlio-castroneves', 'alessandro-zanardi', 'alex-zanardi') order by 1""")
    assert found == [("alex-zanardi",), ("helio-castroneves",), ("j-r-hildebrand",)]


def test_keys_and_references_hold_on_every_page(corpus: Project, tmp_path: Path) -> None:
    assert promises_broken_by(corpus, tmp_path) == []


def test_no_table_is_taken_for_a_shifted_one(corpus: Project) -> None:
    assert corpus.query("from quality.rejected where level = 'table'") == []


@pytest.mark.parametrize(
    ("name", "reason_code"),
    [("2007_NASCAR_Busch_Series", "several_races"), ("1989_Formula_One_season", "season_article")],
)
def test_a_season_is_told_apart_without_its_title(
    name: str, reason_code: str, project: Project
) -> None:
    project.add_reference()
    season = name[:4]
    project.add(f"cup/{season}/page.html", (CORPUS / f"{name}.html").read_bytes())
    project.add(f"cup/{season}/page.json", '{"title": "A page"}')
    project.build()
    [(level, code)] = project.query("select level, reason_code from quality.rejected")
    assert (level, code) == ("document", reason_code)


# What a cell is: a part of a fact, or named for why it is none.
CELL_KINDS = {
    "fact", "known", "rejected", "not_loaded", "unrecognised", "header", "title", "footer",
    "section", "non_starters", "non_starter", "note", "empty", "malformed", "kept", "infobox",
    "layout", "navigation",
}  # fmt: skip


@pytest.mark.parametrize("name", [*PAGES, *OTHER_PAGES])
def test_staging_has_every_cell_of_a_page(name: str, corpus: Project) -> None:
    # Counted by an HTML parser that knows nothing of this project.
    page = lxml_html.fromstring((CORPUS / f"{name}.html").read_bytes())
    expected = len(page.xpath("//table[not(@id='toc')]/tr/*|//table[not(@id='toc')]/*/tr/*"))
    kinds = dict(
        corpus.query(f"""
            select cell_kind, count(*) from staging.table_cell
            where document_id like '%/{name}.html' group by all""")
    )
    assert sum(kinds.values()) == expected
    assert set(kinds) <= CELL_KINDS


# What the pages state twice and differently, looked at one by one: rows by race and fact.
STATED_DIFFERENTLY = {
    # `Talbot-Lago` in the entry list, `Talbot-Lago-Talbot` in qualifying and result: 7 cars.
    ("f1-1951-1", "manufacturer_of_car"): 14,
    # 24 entries; qualifying lists some who did not come, the result only those who started.
    ("f1-1951-1", "number_of_cars"): 2,
    # Penalties moved cars on the grid, and with them those behind.
    ("f1-2005-16", "start_position"): 11,
    ("f1-2008-7", "start_position"): 5,
    # A car that had qualified was driven by another, and started last.
    ("indycar-2011-indianapolis-500", "driver_of_car"): 1,
    ("indycar-2011-indianapolis-500", "start_position"): 13,
    # The infobox leaves out the host.
    ("indycar-2011-indianapolis-500", "television_booth_announcer"): 1,
}


def test_what_pages_state_twice_disagrees_only_where_they_do(corpus: Project) -> None:
    found = corpus.query(
        "select race_id, fact, count(*) from marts.reconciliation where not is_agreed group by all"
    )
    assert {(race, fact): rows for race, fact, rows in found} == STATED_DIFFERENTLY
    [(agreed, races)] = corpus.query(
        "select count(*), count(distinct race_id) from marts.reconciliation where is_agreed"
    )
    assert (agreed, races) == (815, len(PAGES))
