"""The changelog of the schema: it has every table and column, and says what is missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from exported import CHANGELOG

from pipelines.exports.readme import changelog_text
from pipelines.exports.schema_changelog import (
    SchemaChangelogError,
    check_changelog,
    read_changelog,
)
from pipelines.exports.schema_changes import changes_between, schema_of
from pipelines.warehouse.catalog import Catalog, Column, Relation

HEAD = "version,date,relation,column,change,definition,reason\n"
FIRST = '1.0.0,2026-01-01,core.a,,added,"table; key x, y; x VARCHAR not null; y DATE",first\n'
TODAY = date(2026, 12, 24)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "schema_changelog.csv"


def test_the_changelog_has_every_change_of_the_schema(catalog: Catalog) -> None:
    """If this fails, its message has the lines to add to sql/schema_changelog.csv."""
    check_changelog(read_changelog(CHANGELOG), catalog, date.today())


def with_relation(catalog: Catalog, relation: Relation) -> Catalog:
    return Catalog({**catalog.relations, relation.name: relation}, catalog.checks)


def test_what_changed_without_a_line_is_said_as_lines_to_add(catalog: Catalog, file: Path) -> None:
    team = catalog.relations["core.dim_team"]
    first, second = team.columns
    nickname = Column("nickname", "VARCHAR", True, "")
    added = with_relation(catalog, replace(team, columns=(first, second, nickname)))
    with pytest.raises(SchemaChangelogError) as found:
        check_changelog(read_changelog(CHANGELOG), added, TODAY)
    last = read_changelog(CHANGELOG).version.split(".")
    version = f"{last[0]}.{int(last[1]) + 1}.0"
    line = f"{version},2026-12-24,core.dim_team,nickname,added,VARCHAR,"
    assert str(found.value).splitlines()[-1] == line
    file.write_text(CHANGELOG.read_text() + line + "people know it by this\n")
    check_changelog(read_changelog(file), added, TODAY)
    # Whoever reads the older one would miss the column.
    with pytest.raises(SchemaChangelogError, match=r"core\.dim_team,nickname,removed"):
        check_changelog(read_changelog(file), catalog, TODAY)


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"key": ("team_name",)}, ",core.dim_team,,changed,table; key team_name,"),
        ({"is_view": True}, ",core.dim_team,,changed,view; key team_id,"),
        ({"name": "core.dim_squad"}, ",core.dim_squad,,added,table; key team_id; "),
    ],
)
def test_a_change_of_a_whole_table_is_one_line(
    change: dict[str, object], line: str, catalog: Catalog
) -> None:
    team = replace(catalog.relations["core.dim_team"], **change)  # type: ignore[arg-type]
    with pytest.raises(SchemaChangelogError) as found:
        check_changelog(read_changelog(CHANGELOG), with_relation(catalog, team), TODAY)
    [missing] = str(found.value).splitlines()[1:]
    assert line in missing


def test_a_change_of_type_or_a_removal_needs_a_new_first_number(catalog: Catalog) -> None:
    team = catalog.relations["core.dim_team"]
    first, second = team.columns
    changed = replace(team, columns=(first, replace(second, is_nullable=True)))
    with pytest.raises(SchemaChangelogError) as found:
        check_changelog(read_changelog(CHANGELOG), with_relation(catalog, changed), TODAY)
    major = int(read_changelog(CHANGELOG).version.split(".")[0]) + 1
    line = f"{major}.0.0,2026-12-24,core.dim_team,team_name,changed,VARCHAR,"
    assert str(found.value).splitlines()[1:] == [line]


def test_the_changes_give_the_schema_together(file: Path) -> None:
    file.write_text(
        HEAD
        + FIRST
        + "1.1.0,2026-02-01,core.a,z,added,INTEGER,more\n"
        + "2.0.0,2026-03-01,core.a,y,removed,,never filled\n"
        + "2.0.0,2026-03-01,core.a,z,changed,BIGINT,too small\n"
        + "2.1.0,2026-03-01,marts.b,,added,view; no key; q DATE,new\n"
        + "3.0.0,2026-03-02,core.a,,changed,table; key x,as it is\n"
        + "4.0.0,2026-03-02,marts.b,,removed,,not used\n"
    )
    changelog = read_changelog(file)
    assert changelog.version == "4.0.0"
    assert changelog.schema == {
        "core.a": {"": "table; key x", "x": "VARCHAR not null", "z": "BIGINT"}
    }


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("1.1,2026-02-01,core.a,z,added,DATE,more", "'1.1' is no version"),
        ("1.1.0,soon,core.a,z,added,DATE,more", "soon"),
        ("1.1.0,2026-02-01,core.a,z,grown,DATE,more", "'grown' is none of"),
        ("1.1.0,2026-02-01,core.a,z,added,DATE,", "the reason is empty"),
        ("1.1.0,2026-02-01,core.a,z,added,DATE", "6 values"),
        ("1.1.0,2026-02-01,core.a,y,added,DATE,more", "core.a.y is there already"),
        ("2.0.0,2026-02-01,core.a,z,removed,,less", "core.a.z is not there"),
        ("1.1.0,2026-02-01,core.b,z,added,DATE,more", "core.b.z is not there"),
        ("1.1.0,2026-02-01,core.b,,added,DATE,more", "should be such as"),
        ("1.1.0,2026-02-01,core.a,y,removed,,less", "what is removed makes it version 2.0.0"),
        ("1.0.0,2025-02-01,core.a,z,added,DATE,more", "before the one of the line above"),
        ("0.9.0,2026-02-01,core.a,z,added,DATE,more", "before the one of the line above"),
    ],
)
def test_a_line_that_cannot_be_is_named(line: str, message: str, file: Path) -> None:
    file.write_text(f"{HEAD}{FIRST}{line}\n")
    with pytest.raises(SchemaChangelogError, match=message) as found:
        read_changelog(file)
    assert "line 3" in str(found.value)


@pytest.mark.parametrize("text", ["", HEAD, "a,b\n"])
def test_a_file_that_is_no_changelog_is_refused(text: str, file: Path) -> None:
    file.write_text(text)
    with pytest.raises(SchemaChangelogError):
        read_changelog(file)


def test_two_schemas_that_are_the_same_have_no_changes(catalog: Catalog) -> None:
    assert changes_between(schema_of(catalog), schema_of(catalog)) == []


def test_the_newest_version_is_told_first_and_by_table_and_column(file: Path) -> None:
    file.write_text(HEAD + FIRST + "1.1.0,2026-02-01,core.a,z,added,INTEGER,more is known\n")
    text = changelog_text(read_changelog(file))
    assert text.index("## 1.1.0 (2026-02-01)") < text.index("## 1.0.0 (2026-01-01)")
    assert "More is known:\n\n- added `core.a.z`: INTEGER\n" in text
