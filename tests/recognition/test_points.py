"""The points systems of the vocabulary: rows that contradict one another are refused."""

from __future__ import annotations

import shutil
from pathlib import Path

import points_reference as rules
import pytest
from sample_project import ROOT

from pipelines.recognition.vocabulary import Vocabulary, VocabularyError, load_vocabulary

# One row behind ``cup,2026,2026``: what it pays beside positions is not the matter here.
SYSTEM = "cup,2027,2027,0,0,0,1,2,3,,,last_place,yes,best_finish,10,150,5,Daytona Duels"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "pipelines" / "vocabulary", tmp_path / "vocabulary"))


def add(folder: Path, file: str, *lines: str) -> int:
    """Add lines to a file; the number of the last one."""
    path = folder / file
    path.write_text(path.read_text() + "".join(f"{line}\n" for line in lines))
    return len(path.read_text().splitlines())


def changed(column: int, value: str) -> str:
    """The row of a new season, with another value in one column."""
    fields = SYSTEM.split(",")
    fields[column] = value
    return ",".join(fields)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (SYSTEM.replace("2027", "2026"), r"line \d+ is of cup 2026 too"),
        (SYSTEM.replace("2027,2027", "2020,2030"), r"line \d+ is of cup 2020 too"),
        (SYSTEM.replace("2027,2027", "2028,2027"), "2028 to 2027 is no range"),
        (SYSTEM.replace("2027,2027", "27,27"), "27 is not from 1900 to 2200"),
        (SYSTEM.replace("cup", "arca"), "'arca' is none of cup, nxs"),
        (changed(3, "-1"), "-1 is not from 0"),
        (changed(3, ""), "'' is not a whole number"),
        (changed(7, "4"), "fewest_paid_stages is more than most_paid_stages"),
        (changed(9, "4"), "finale_contenders and contenders_forgo need one another"),
        (changed(9, "0"), "0 is not from 1"),
        (changed(10, "bonuses"), "finale_contenders and contenders_forgo need one another"),
        (changed(10, "prizes"), "'prizes' is none of , bonuses, stages"),
        (changed(11, "first_place"), "'first_place' is none of , last_place"),
        (changed(12, "perhaps"), "'perhaps' is none of yes, no"),
        (changed(13, "all_cars"), "'all_cars' is none of , best_finish"),
        (changed(14, ""), "smallest_penalty, largest_penalty and penalty_step need one another"),
        (changed(14, "200"), "smallest_penalty is more than largest_penalty"),
        (changed(16, "0"), "0 is not from 1"),
    ],
)
def test_a_wrong_points_system_is_named_with_its_line(
    line: str, message: str, folder: Path
) -> None:
    number = add(folder, "points_systems.csv", line)
    with pytest.raises(VocabularyError, match=rf"points_systems\.csv, line {number}: {message}"):
        load_vocabulary(folder)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["finish,cup,2017,2017,40,41,1,0"], r"line \d+ states finish position 40 of cup 2017 too"),
        (["stage,cup,2020,2020,10,10,3,0"], r"line \d+ states stage position 10 of cup 2020 too"),
        (["finish,cup,2027,2027,1,1,40,0"], r"no row of points_systems\.csv is of cup 2027"),
        (["stage,cup,2010,2010,1,10,10,1"], "says that no stage of cup 2010 is paid"),
        (["finish,cup,2016,2017,42,43,0,0"], "no line above states finish position 41 of cup 2016"),
        (["finish,cup,2017,2017,41,42,2,0"], "finish position 41 of cup 2017 would be worth 2"),
        (["finish,cup,2016,2016,41,43,1,1"], "finish position 43 of cup 2016 would be worth -1"),
        (["finish,cup,2017,2017,41,40,1,0"], "41 to 40 is no range"),
        (["finish,cup,2017,2017,0,1,1,0"], "0 is not from 1"),
        (["heat,cup,2017,2017,41,41,1,0"], "'heat' is none of finish, stage"),
        (["finish,arca,2017,2017,41,41,1,0"], "'arca' is none of cup, nxs"),
        (["finish,cup,2017,2017,41,41,one,0"], "'one' is not a whole number"),
    ],
)
def test_a_wrong_range_of_positions_is_named_with_its_line(
    lines: list[str], message: str, folder: Path
) -> None:
    number = add(folder, "position_points.csv", *lines)
    with pytest.raises(VocabularyError, match=rf"position_points\.csv, line {number}: .*{message}"):
        load_vocabulary(folder)


def test_a_season_needs_the_points_of_its_positions(folder: Path) -> None:
    number = add(folder, "points_systems.csv", SYSTEM)
    place = rf"^points_systems\.csv, line {number}: no row of position_points\.csv says what "
    with pytest.raises(VocabularyError, match=place + "finish position 1 of cup 2027 is worth"):
        load_vocabulary(folder)
    add(folder, "position_points.csv", "finish,cup,2027,2027,1,40,40,1")
    with pytest.raises(VocabularyError, match=place + "stage position 1 of cup 2027 is worth"):
        load_vocabulary(folder)
    add(folder, "position_points.csv", "stage,cup,2027,2027,1,10,10,1")
    assert load_vocabulary(folder).points_systems[-1].seasons == range(2027, 2028)


def test_every_position_of_every_season_is_worth_what_the_rules_say(
    vocabulary: Vocabulary,
) -> None:
    found = {
        (one.series_id, season, position): points
        for one in vocabulary.position_points
        if one.kind == "finish"
        for season in one.seasons
        for position, points in one.by_position().items()
    }
    expected = {
        (series, season, position): points
        for series in rules.FIRST_SEASON
        for season in range(1949, 2031)
        for position in range(1, 55)
        if (points := rules.finish_points(series, season, position)) is not None
    }
    assert found == expected
    stages = [one for one in vocabulary.position_points if one.kind == "stage"]
    assert {one.series_id for one in stages} == set(rules.FIRST_SEASON)
    for one in stages:
        assert one.seasons == range(2017, rules.LAST_SEASON + 1)
        assert one.by_position() == {position: 11 - position for position in range(1, 11)}
    systems = {
        (one.series_id, season) for one in vocabulary.points_systems for season in one.seasons
    }
    assert systems == {(series, season) for series, season, _ in expected}
