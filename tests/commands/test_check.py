"""``check``: what the rules found, and the rows that break one."""

from __future__ import annotations

import pytest
from command_line import on_a_terminal, say
from sample_project import Project

from pipelines.commands.exits import Exit

BROKEN = "points_agree_with_rules"


def test_where_all_rules_hold_the_status_is_0(reference_project: Project) -> None:
    said = say(reference_project, "check")
    assert said.status == Exit.DONE
    assert {row[0] for row in said.rows} == {"passed"}
    assert (
        len(said.rows) == reference_project.query("select count(*) from quality.check_result")[0][0]
    )


def test_where_one_does_not_it_is_named_with_its_rows_and_the_status_is_3(
    wrong_points: Project,
) -> None:
    said = say(wrong_points, "check")
    assert said.status == Exit.WITH_PROBLEMS
    warned = {row[1]: row for row in said.rows if row[0] == "warned"}
    assert warned[BROKEN][2:4] == ["core.fct_race_result", "1"]


def test_as_json_checks_are_counted_and_a_broken_one_has_a_sample(wrong_points: Project) -> None:
    said = say(wrong_points, "check", "--json")
    assert said.status == Exit.WITH_PROBLEMS
    found = said.json
    states = [one["state"] for one in found["checks"]]
    counts = [found[state] for state in ("passed", "warned", "failed")]
    assert counts == [states.count(state) for state in ("passed", "warned", "failed")]
    broken = next(one for one in found["checks"] if one["name"] == BROKEN)
    assert broken["sample"][0]["published_points"] == 56


def test_of_one_check_the_rows_that_break_it_are_shown(wrong_points: Project) -> None:
    said = say(wrong_points, "check", BROKEN)
    assert said.status == Exit.WITH_PROBLEMS
    assert "Ross Chastain" in said.output
    assert "corrections.csv" in said.output and "nascar-warehouse trace" in said.output
    assert "when the file was built" in said.output and "  now  " not in said.output
    found = say(wrong_points, "check", BROKEN, "--json").json
    assert (found["row_count"], [row["difference"] for row in found["rows"]]) == (1, [-1])


def test_a_check_that_holds_and_a_contract_of_many_tables_end_with_0(
    wrong_points: Project,
) -> None:
    assert say(wrong_points, "check", "drivers_are_known").status == Exit.DONE
    said = say(wrong_points, "check", "keeps_its_contract")
    assert said.status == Exit.DONE
    assert said.output.count("passed  keeps_its_contract") > 20


@pytest.mark.parametrize("more", [[], ["--json"]])
def test_a_check_that_there_is_not_ends_with_a_message(
    reference_project: Project, more: list[str]
) -> None:
    said = say(reference_project, "check", "points_agree_with_rule", *more)
    assert (said.status, said.output) == (Exit.FAILED, "")
    assert f"did you mean {BROKEN}" in said.errors


@pytest.mark.slow
def test_on_a_terminal_what_is_wrong_stands_at_the_end(wrong_points: Project) -> None:
    shown = on_a_terminal(wrong_points, "check")
    assert shown.index("passed") < shown.index(f"nascar-warehouse check {BROKEN}")
    assert "…" not in shown
    rules, tables = wrong_points.query(
        "select count(*) filter (check_name != 'keeps_its_contract'), "
        "count(*) filter (check_name = 'keeps_its_contract') from quality.check_result"
    )[0]
    last = shown.splitlines()[-1]
    assert f"{rules} rules, and one for each of {tables} tables" in last
    assert "warned, 0 failed" in last


@pytest.mark.slow
def test_of_one_check_nothing_is_cut_and_the_advice_helps(
    project: Project, reference_text: str
) -> None:
    unknown = "Pilot " * 40
    project.add(
        "cup/2023/2023-ally-400.txt",
        reference_text.replace("| Pos | Grid | No | Driver |", f"| Pos | Grid | No | {unknown} |"),
    )
    project.build()
    reason = project.query("select max(reason) from quality.unrecognised where what = 'table'")[0][
        0
    ]
    for printed in (
        on_a_terminal(project, "check", "everything_is_recognised"),
        say(project, "check", "everything_is_recognised").output,
    ):
        assert "…" not in printed
        assert "".join(reason.split()) in "".join(printed.split())
        assert "The reason of each row says what to do" in printed
        assert "corrections.csv" not in printed
