"""Generated articles say what their truth says, in every form and era, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl
import pytest
from sample_project import ROOT, Project

from benchmarks.articles import article as article_by_number
from benchmarks.comparison import NotTheTruth, hold_file_against, hold_frames_against
from benchmarks.generated.article import article
from benchmarks.generated.calendar import FIRST_SEASON, LAST_SEASON, SERIES, SeasonPlan, plan
from benchmarks.generated.folder import page_id, truth_frames, write_folder, write_season
from benchmarks.generated.page import page
from benchmarks.generated.race import Race
from benchmarks.generated.season import races
from benchmarks.generated.wikitext import wikitext
from pipelines.extract import schemas_of
from pipelines.normalise.season import Schemas, Tables, extract_season
from pipelines.recognition.vocabulary import Vocabulary, load_vocabulary
from pipelines.sources.raw import RawDocument
from pipelines.sources.sidecar import Sidecar
from pipelines.warehouse.catalog import load_catalog

# One season of each form that articles have had.
SEASONS = [
    ("cup", 1956), ("cup", 1966), ("cup", 1985), ("cup", 2003), ("cup", 2012), ("cup", 2015),
    ("cup", 2024), ("cup", 2025), ("nxs", 1983), ("nxs", 2016), ("truck", 2016), ("indycar", 2010),
    ("cart", 1995), ("f1", 1953), ("f1", 1986), ("f1", 2013),
]  # fmt: skip


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return load_vocabulary(ROOT / "pipelines" / "vocabulary")


@pytest.fixture(scope="module")
def schemas() -> Schemas:
    return schemas_of(load_catalog(ROOT / "sql"))


def first_races(series: str, season: int, count: int = 2) -> list[Race]:
    return list(races(SeasonPlan(series, season, count)))


def loaded(
    made: list[Race], texts: list[str], suffix: str, vocabulary: Vocabulary, schemas: Schemas
) -> Tables:
    contents = {
        f"{race.series}/{race.season}/{race.number}{suffix}": text
        for race, text in zip(made, texts, strict=True)
    }
    raws = [
        RawDocument(
            ident, Path(ident), race.series, race.season, f"{race.number}", None, suffix, ident,
            Sidecar(title=race.title),
        )
        for ident, race in zip(contents, made, strict=True)
    ]  # fmt: skip
    return extract_season(raws, lambda raw: contents[raw.document_id].encode(), vocabulary, schemas)


def core_of(tables: Tables) -> Mapping[str, pl.DataFrame]:
    return {name.removeprefix("core."): frame for name, frame in tables.items()}


@pytest.mark.parametrize(("series", "season"), SEASONS)
def test_wikitext_of_every_era_loads_as_its_truth_and_whole(
    series: str, season: int, vocabulary: Vocabulary, schemas: Schemas
) -> None:
    made = first_races(series, season)
    tables = loaded(
        made, [wikitext(article(one)) for one in made], ".wikitext", vocabulary, schemas
    )
    hold_frames_against(truth_frames(made), core_of(tables))
    assert tables["quality.rejected"].rows() == []
    assert tables["quality.unrecognised"].rows() == []


@pytest.mark.parametrize(("series", "season"), [("cup", 2024), ("nxs", 2005), ("f1", 2013)])
def test_html_of_the_same_articles_loads_as_the_same_truth(
    series: str, season: int, vocabulary: Vocabulary, schemas: Schemas
) -> None:
    made = first_races(series, season)
    tables = loaded(made, [page(article(one)) for one in made], ".html", vocabulary, schemas)
    hold_frames_against(truth_frames(made), core_of(tables))
    assert tables["quality.rejected"].rows() == []


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("fct_race_result", "points", 999),
        ("fct_entry", "is_rookie", None),
        ("dim_race", "race_name", "Another 400"),
        ("fct_qualifying_round", "lap_time_seconds", 1.0),
    ],
)
def test_a_wrong_value_is_not_the_truth(table: str, column: str, value: object) -> None:
    truth = truth_frames(first_races("cup", 2024, 1))
    rows = pl.int_range(pl.len()) == 0
    wrong = truth[table].with_columns(
        pl.when(rows).then(pl.lit(value)).otherwise(column).alias(column)
    )
    hold_frames_against(truth, truth)
    with pytest.raises(NotTheTruth, match=table):
        hold_frames_against(truth, truth | {table: wrong})


def test_a_row_too_many_or_too_few_is_not_the_truth() -> None:
    truth = truth_frames(first_races("cup", 2024, 1))
    entries = truth["fct_entry"]
    for wrong in (entries.head(-1), pl.concat([entries, entries.head(1)])):
        with pytest.raises(NotTheTruth, match="fct_entry"):
            hold_frames_against(truth, truth | {"fct_entry": wrong})


@pytest.mark.slow
def test_a_build_of_generated_seasons_passes_the_audit(project: Project, tmp_path: Path) -> None:
    for series, season in (("cup", 2025), ("nxs", 2004), ("f1", 1986)):
        write_season(tmp_path, SeasonPlan(series, season, 3))
    for path in sorted((tmp_path / "raw").rglob("*.wikitext")):
        project.add(str(path.relative_to(tmp_path / "raw")), path.read_text("utf-8"))
    report = project.build()
    assert [check.name for check in report.checks if not check.is_passed] == []
    assert hold_file_against(tmp_path / "truth", project.database) > 1_000
    statuses = project.query(
        "select distinct status from marts.points_audit where series_id != 'f1'"
    )
    assert set(statuses) == {("exact",), ("ineligible",)}
    assert project.query("select distinct is_agreed from marts.reconciliation") == [(True,)]


@pytest.mark.parametrize("count", [1, 36, 400, 8_000, 36_000])
def test_a_plan_has_as_many_races_as_are_asked_for(count: int) -> None:
    plans = plan(count)
    assert sum(one.races for one in plans) == count
    assert {one.series for one in plans} <= set(SERIES)
    assert all(FIRST_SEASON <= one.season <= LAST_SEASON for one in plans)
    assert len({(one.series, one.season) for one in plans}) == len(plans)


def test_few_articles_are_of_the_newest_season_and_many_of_all() -> None:
    assert plan(36) == [SeasonPlan("cup", 2025, 36)]
    assert {one.season for one in plan(36_000)} == set(range(FIRST_SEASON, LAST_SEASON + 1))


def test_no_season_is_longer_than_its_articles_can_say() -> None:
    """Of the oldest, prose alone has the number of the race: no real one was a 61st."""
    longest = max(plan(36_000), key=lambda one: one.races)
    assert longest.races > 100
    assert max(one.races for one in plan(36_000) if one.season < 1960 and one.series == "cup") <= 60


def test_the_same_articles_are_made_each_time(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("one", "other")]
    for folder in folders:
        assert write_folder(folder, 3).articles == 3
    one, other = (
        {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.*")}
        for folder in folders
    )
    assert one == other
    assert sum(name.endswith(".wikitext") for name in one) == 3


def test_names_and_page_ids_of_a_season_are_different() -> None:
    made = [*first_races("f1", 2024, 60), *first_races("cup", 2024, 60)]
    for values in ({(one.series, one.title) for one in made}, {page_id(one) for one in made}):
        assert len(values) == 120


def test_articles_by_number_are_those_of_cup_seasons_of_36_races() -> None:
    text = article_by_number(37)
    assert "Race 2 of 37 in the [[1991 NASCAR Cup Series]]" in text
    assert "| Race_Name = Generated 2\n" in text
