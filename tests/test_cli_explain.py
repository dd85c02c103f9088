"""``trace``, ``diff`` and ``restore`` as a user runs them: what they print and how they exit."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest
from fetched_season import SEASON, race
from sample_project import Project
from typer.testing import CliRunner

from pipelines.cli import app
from pipelines.commands.exits import Exit

BLANEY = "| 36 | 13 | 12 | Ryan Blaney | Team Penske | Ford | 146 | 1 |"


@dataclass(frozen=True)
class Said:
    status: int
    output: str
    errors: str


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Said]:
    def call(project: Project, *arguments: str) -> Said:
        # The option sets it for the whole process.
        monkeypatch.setenv("NASCAR_WAREHOUSE_DIR", str(project.warehouse))
        done = CliRunner().invoke(
            app, [*arguments, "--warehouse", str(project.warehouse)], catch_exceptions=False
        )
        return Said(done.exit_code, done.stdout, done.stderr)

    return call


@pytest.fixture
def two_builds(project: Project, reference_text: str) -> Project:
    for text in (
        reference_text,
        reference_text.replace("| Ford | 146 | 1 |", "| Ford | 147 | 1 |"),
    ):
        project.add("cup/2023/2023-ally-400.txt", text)
        project.build()
    return project


def field(said: Said, name: str) -> list[str]:
    lines = [line.strip() for line in said.output.splitlines()]
    return [line.removeprefix(name).strip() for line in lines if line.startswith(f"{name} ")]


TRACE = ("trace", "core.fct_race_result", "points", "--race", "cup-2023-17")


class TestTrace:
    def test_a_value_is_shown_with_its_row_its_place_and_its_article(
        self, reference_project: Project, run: Callable[..., Said]
    ) -> None:
        said = run(reference_project, *TRACE, "--car", "1")
        assert said.status == Exit.DONE
        assert field(said, "points") == ["57"]
        assert field(said, "source") == [
            "| 1 | 1 | 1 | Ross Chastain | Trackhouse Racing | Chevrolet | 300 | 57 |"
        ]
        assert field(said, "place") == ["cup/2023/2023-ally-400.txt, table 5, row 1, line 173"]
        assert field(said, "heading") == ["Final Stage results > Laps: 115"]
        assert field(said, "article") == ["2023 Ally 400, revision unknown"]
        assert field(said, "address") == ["https://en.wikipedia.org/wiki/2023_Ally_400"]
        assert field(said, "licence") == ["CC BY-SA 4.0"]

    @pytest.mark.parametrize(
        "chosen",
        [("--position", "1"), ("--driver", "ross-chastain"), ("--where", "start_position=1")],
    )
    def test_a_row_is_chosen_by_position_driver_or_any_column(
        self, reference_project: Project, run: Callable[..., Said], chosen: Sequence[str]
    ) -> None:
        assert field(run(reference_project, *TRACE, *chosen), "points") == ["57"]

    def test_a_view_names_the_columns_it_is_made_of_and_their_rows(
        self, reference_project: Project, run: Callable[..., Said]
    ) -> None:
        said = run(
            reference_project, "trace", "marts.points_breakdown", "total_points",
            "--race", "cup-2023-17", "--car", "1",
        )  # fmt: skip
        assert "made of: " in said.output
        assert "core.fct_stage_result.stage_points" in said.output
        assert field(said, "total_points") == ["57"]
        assert field(said, "stage_points") == ["9", "8"]

    def test_rows_that_only_belong_are_not_called_the_source(
        self, reference_project: Project, run: Callable[..., Said]
    ) -> None:
        said = run(
            reference_project, "trace", "marts.teammate_comparison", "points_advantage",
            "--driver", "denny-hamlin", "--where", "teammate_id=martin-truex-jr",
        )  # fmt: skip
        assert "core.fct_race_result.points: 2 rows that share its identifiers" in said.output
        assert field(said, "points") == ["51", "50"]
        assert field(said, "source") == []
        said = run(
            reference_project, "trace", "marts.teammate_comparison", "teammate_points",
            "--driver", "denny-hamlin", "--where", "teammate_id=martin-truex-jr",
        )  # fmt: skip
        assert "core.fct_race_result.points: the source of the value" in said.output
        assert field(said, "cell") == ["51"]

    def test_a_value_without_any_row_behind_it_has_a_reason(
        self, reference_project: Project, run: Callable[..., Said]
    ) -> None:
        said = run(reference_project, "trace", "marts.race_summary", "starters")
        assert field(said, "reason")[0].startswith("the view counts, joins or computes it; it ")
        assert "marts.race_results" in field(said, "reason")[0]

    def test_what_an_article_says_does_not_steer_the_terminal(
        self, project: Project, reference_text: str, run: Callable[..., Said]
    ) -> None:
        text = reference_text.replace("Race Name: Ally 400", "Race Name: Ally\x1b[31m\u202e400")
        project.add("cup/2023/2023-ally-400.txt", text)
        project.build()
        said = run(project, "trace", "core.dim_race", "race_name")
        assert "Ally" in field(said, "source")[0]
        assert "\x1b" not in said.output and "\u202e" not in said.output

    def test_the_lines_of_a_row_stay_lines_and_do_not_steer_the_terminal(
        self, project: Project, run: Callable[..., Said]
    ) -> None:
        text = race(1).replace(
            "| 1 || 2 || 7 || [[Ann Other]]", "| 1\n| 2\n| 7\n| [[Ann Other]]<!-- \x1b[31m -->\n"
        )
        project.add(f"cup/{SEASON}/{SEASON}-race-1.wikitext", text.replace("\n || [[O", "\n| [[O"))
        project.build()
        said = run(project, "trace", "core.fct_race_result", "points", "--position", "1")
        lines = said.output.splitlines()
        start = next(place for place, line in enumerate(lines) if line.startswith("  source "))
        assert [line[15:] for line in lines[start : start + 4]] == ["|-", "| 1", "| 2", "| 7"]
        assert {line[:15] for line in lines[start + 1 : start + 5]} == {" " * 15}
        assert lines[start + 4][15:].startswith("| [[Ann Other]]")
        assert "\x1b" not in said.output

    def test_a_place_and_an_article_are_shown_once(
        self, reference_project: Project, run: Callable[..., Said]
    ) -> None:
        said = run(reference_project, "trace", "race_results", "points")
        sources = field(said, "source")
        place = "cup/2023/2023-ally-400.txt, table 5, row 5, line 177"
        assert len(sources) == 10
        assert sources[-1] == f"as above: {place}"
        assert field(said, "place").count(place) == 1
        assert field(said, "article") == [
            "2023 Ally 400, revision unknown", *["as above: 2023 Ally 400"] * 4
        ]  # fmt: skip
        assert len(field(said, "licence")) == 1

    def test_a_long_row_is_divided_at_its_commas(
        self, reference_project: Project, run: Callable[..., Said], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("COLUMNS", "80")
        said = run(reference_project, "trace", "race_results", "points", "--car", "1")
        lines = said.output.splitlines()
        start = next(place for place, line in enumerate(lines) if line.startswith("  row "))
        row = [line for line in lines[start : start + 5] if "=" in line]
        assert len(row) > 2
        assert max(map(len, row)) <= 80
        assert all(line.endswith(",") for line in row[:-1])
        assert {line[:15] for line in row[1:]} == {" " * 15}

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (("trace", "core.races", "points"), "there is no table or view 'core.races'"),
            ((*TRACE, "--car", "1000"), "no row of core.fct_race_result has race_id"),
        ],
    )
    def test_what_is_not_there_ends_with_a_message(
        self,
        reference_project: Project,
        run: Callable[..., Said],
        arguments: Sequence[str],
        message: str,
    ) -> None:
        said = run(reference_project, *arguments)
        assert (said.status, said.output) == (Exit.FAILED, "")
        assert message in said.errors

    def test_a_condition_without_a_value_is_a_wrong_use(
        self, reference_project: Project, run: Callable[..., Said]
    ) -> None:
        said = run(reference_project, *TRACE, "--where", "car_number")
        assert said.status == 2
        assert "write it as column=value" in said.errors


class TestDiff:
    def test_the_newest_build_is_held_against_the_one_before(
        self, two_builds: Project, run: Callable[..., Said]
    ) -> None:
        said = run(two_builds, "diff")
        assert said.status == Exit.DONE
        assert said.output.startswith("Build 2, made ")
        assert "against build 1" in said.output
        assert (
            "core.fct_race_result [race_id=cup-2023-17, finish_position=36] "
            "laps_completed: 146 -> 147 (new text)"
        ) in said.output

    def test_the_first_build_and_one_that_changed_nothing_can_be_shown(
        self, two_builds: Project, reference_text: str, run: Callable[..., Said]
    ) -> None:
        assert "the first one" in run(two_builds, "diff", "1").output
        text = (two_builds.raw / "cup/2023/2023-ally-400.txt").read_text()
        two_builds.add("cup/2023/2023-ally-400.txt", text + "\n")
        two_builds.build()
        assert "Nothing changed in core" in run(two_builds, "diff").output

    def test_rows_that_came_or_went_are_one_line_and_all_of_them_with_all(
        self, two_builds: Project, reference_text: str, run: Callable[..., Said]
    ) -> None:
        lines = reference_text.splitlines(keepends=True)
        table = [place for place, line in enumerate(lines) if "| Ford | 146 | 1 |" in line]
        del lines[table[0] - 34 : table[0] + 1]
        two_builds.add("cup/2023/2023-ally-400.txt", "".join(lines))
        two_builds.build()
        counted = "core.fct_race_result: 35 rows removed for cup-2023-17 (new text)"
        assert counted in run(two_builds, "diff").output.splitlines()
        listed = run(two_builds, "diff", "--all").output
        assert counted not in listed
        positions = re.findall(
            r"^core.fct_race_result \[race_id=cup-2023-17, finish_position=(\d+)\] removed",
            listed,
            re.MULTILINE,
        )
        assert positions == [str(number) for number in range(2, 37)]

    def test_a_build_that_there_never_was_ends_with_a_message(
        self, two_builds: Project, run: Callable[..., Said]
    ) -> None:
        said = run(two_builds, "diff", "9")
        assert said.status == Exit.FAILED
        assert "there is no build 9; there are: 2, 1" in said.errors


class TestRestore:
    def test_the_build_before_is_brought_back(
        self, two_builds: Project, run: Callable[..., Said]
    ) -> None:
        said = run(two_builds, "restore")
        assert said.status == Exit.DONE
        assert said.output.startswith("Restored build 1: ")
        assert (
            BLANEY
            in two_builds.query(
                "select source from staging.table_row where source like '%Blaney | Team Penske%'"
            )[-1]
        )
        heading, *listed, last = run(two_builds, "restore", "--list").output.splitlines()
        assert heading.split() == ["build", "made", "at", "(UTC)", "races", "documents", "size"]
        assert [line.split()[0] for line in listed] == ["2", "1"]
        times = [
            f"{made_at:%Y-%m-%d %H:%M:%S}"
            for (made_at,) in two_builds.query("select made_at from quality.build")
        ]
        assert " ".join(listed[1].split()[1:3]) in times
        assert [line.split()[3:5] for line in listed] == [["1", "1"], ["1", "1"]]
        assert [line.endswith("published") for line in listed] == [False, True]
        assert last == f"They are in {two_builds.warehouse / 'versions'}"

    def test_a_version_that_cannot_be_read_is_listed_all_the_same(
        self, two_builds: Project, run: Callable[..., Said]
    ) -> None:
        (two_builds.warehouse / "versions" / "nascar.000001.duckdb").write_bytes(b"damaged")
        said = run(two_builds, "restore", "--list")
        assert said.output.splitlines()[2].split() == ["1", "?", "?", "?", "0.0", "MB"]
        found = json.loads(run(two_builds, "restore", "--list", "--json").output)["versions"]
        assert [(one["build"], one["races"], one["documents"]) for one in found] == [
            (2, 1, 1),
            (1, None, None),
        ]
        assert found[0]["made_at"] and found[1]["made_at"] is None

    def test_a_version_that_is_not_kept_ends_with_a_message_and_changes_nothing(
        self, two_builds: Project, run: Callable[..., Said]
    ) -> None:
        before = two_builds.database.read_bytes()
        said = run(two_builds, "restore", "7")
        assert said.status == Exit.FAILED
        assert "there is no version 7 to restore" in said.errors
        assert two_builds.database.read_bytes() == before


@pytest.mark.parametrize("arguments", [TRACE, ("diff",)])
def test_without_a_warehouse_the_way_to_one_is_said(
    project: Project, run: Callable[..., Said], arguments: Sequence[str]
) -> None:
    said = run(project, *arguments)
    assert said.status == Exit.FAILED
    assert "run 'nascar-warehouse build'" in said.errors
