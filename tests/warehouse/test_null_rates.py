"""How much of each column is unknown, and the alarm when one goes empty."""

from __future__ import annotations

from sample_project import Project

RATES = (
    "select season_id, row_count, null_count, null_rate_season_before, null_rate_build_before, "
    "alarm from quality.null_rate where relation = '{}' and column_name = '{}' order by all"
)
ALARMS = "select relation, column_name, season_id from quality.null_rate where alarm is not null"
POINTS = RATES.format("core.fct_race_result", "points")


def without_points(text: str) -> str:
    """The same article with a header that nobody knows."""
    assert "| Laps | Points |" in text
    return text.replace("| Laps | Points |", "| Laps | Pts. won |")


def test_every_column_that_may_be_unknown_has_a_rate_a_season(project: Project) -> None:
    project.add_reference()
    project.build()
    expected = {
        (table.name, column.name)
        for table in project.catalog.loaded_tables
        if table.schema == "core"
        for column in table.columns
        if column.is_nullable
    }
    filled = {name for name, count in project.query("from quality.row_count") if count}
    expected = {(table, column) for table, column in expected if table in filled}
    assert set(project.query("select relation, column_name from quality.null_rate")) == expected
    assert project.query(POINTS) == [("cup-2023", 36, 0, None, None, None)]
    assert project.query(RATES.format("core.fct_race_result", "laps_led")) == [
        ("cup-2023", 36, 36, None, None, None)
    ]


def test_a_column_that_goes_empty_raises_the_alarm_until_it_is_filled_again(
    project: Project, reference_text: str
) -> None:
    project.add("cup/2023/x.txt", reference_text)
    project.build()
    project.add("cup/2023/x.txt", without_points(reference_text))
    report = project.build()
    assert project.query(ALARMS) == [("core.fct_race_result", "points", "cup-2023")]
    assert report.alarms == {"core.fct_race_result": ["points, cup-2023"]}
    [check] = [one for one in report.checks if one.name == "columns_do_not_go_empty"]
    assert (check.severity, check.offending_rows) == ("warn", 1)
    project.add("cup/2023/x.txt", without_points(reference_text) + "\n")
    assert project.build().number == 3
    assert project.query(ALARMS) == [("core.fct_race_result", "points", "cup-2023")]
    project.add("cup/2023/x.txt", reference_text)
    project.build()
    assert project.query(ALARMS) == []


def test_a_table_that_a_season_has_no_more_raises_the_alarm(
    project: Project, reference_text: str
) -> None:
    project.add("cup/2023/x.txt", reference_text)
    project.build()
    start, end = reference_text.index("==Practice=="), reference_text.index("==Qualifying==")
    project.add("cup/2023/x.txt", reference_text[:start] + reference_text[end:])
    report = project.build()
    assert set(report.alarms) == {"core.fct_practice_result"}
    assert project.query(RATES.format("core.fct_practice_result", "speed_mph")) == [
        ("cup-2023", 0, 0, None, 0.0, "no rows now; the build before had some")
    ]
    (project.raw / "cup/2023/x.txt").unlink()
    other = reference_text.replace("2023", "2024")
    project.add("cup/2024/x.txt", other)
    project.build()
    assert project.query(ALARMS) == []


def test_a_season_that_lacks_what_the_season_before_has_raises_the_alarm(
    project: Project, reference_text: str
) -> None:
    project.add("cup/2023/x.txt", reference_text)
    next_season = without_points(reference_text).replace("2023", "2024")
    project.add("cup/2024/x.txt", next_season)
    project.build()
    assert project.query(POINTS) == [
        ("cup-2023", 36, 0, None, None, None),
        ("cup-2024", 36, 36, 0.0, None,
         "empty in this season; the season before has values in most rows"),
    ]  # fmt: skip


def test_another_series_is_no_season_before(project: Project, reference_text: str) -> None:
    project.add("cup/2023/x.txt", reference_text)
    other = without_points(reference_text).replace("2023", "2024")
    project.add("nxs/2024/x.txt", other.replace("NASCAR Cup Series", "NASCAR Xfinity Series"))
    project.build()
    assert project.query("select count(*) from core.dim_race") == [(2,)]
    assert project.query(ALARMS) == []
