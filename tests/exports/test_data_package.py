"""``datapackage.json``: Frictionless finds the files as it says, and finds it when they are not."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from exported import export
from frictionless import Error, Package, system
from frictionless.errors import ConstraintError, ForeignKeyError, PrimaryKeyError, TypeError
from sample_project import Project

from pipelines.exports.export import Exported
from pipelines.exports.formats import Format, Schema
from pipelines.exports.selection import exported_relations
from pipelines.warehouse.catalog import Catalog


def package_of(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    return found


def table(folder: Path, name: str) -> dict[str, Any]:
    [found] = [one for one in package_of(folder)["resources"] if one["name"] == name]
    return dict(found)


def faults(folder: Path) -> list[tuple[str, Error]]:
    """Each fault that Frictionless finds, and the resource that has it."""
    with system.use_context(trusted=True):
        report = Package(str(folder / "datapackage.json")).validate()
    found = [(task.name, error) for task in report.tasks for error in task.errors]
    return [*found, *(("datapackage.json", error) for error in report.errors)]


def test_frictionless_finds_nothing_wrong(reference_export: Exported) -> None:
    assert faults(reference_export.folder) == []


@pytest.mark.slow
def test_frictionless_finds_nothing_wrong_with_strange_texts(hostile_export: Path) -> None:
    assert faults(hostile_export) == []


@pytest.mark.parametrize(
    "formats", [[Format.PARQUET], [Format.JSON, Format.SQLITE], [Format.SQLITE]]
)
def test_frictionless_finds_nothing_wrong_without_csv(
    formats: list[Format], reference_project: Project, tmp_path: Path
) -> None:
    done = export(reference_project, tmp_path, formats, [Schema.CORE])
    assert faults(done.folder) == []
    described = [one for one in package_of(done.folder)["resources"] if "schema" in one]
    assert bool(described) == (formats != [Format.SQLITE])


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        ("core.fct_entry", "ross-chastain", "nobody", ForeignKeyError),
        ("core.dim_team", "hendrick-motorsports,", "joe-gibbs-racing,", PrimaryKeyError),
        ("core.fct_stage", "cup-2023-17,1,90", "cup-2023-17,1,ninety", TypeError),
        ("core.dim_season", ",2023,", ",,", ConstraintError),
    ],
)
def test_frictionless_finds_what_is_changed(
    file: str, old: str, new: str, fault: type, reference_project: Project, tmp_path: Path
) -> None:
    done = export(reference_project, tmp_path, [Format.CSV], [Schema.CORE])
    path = done.folder / "csv" / f"{file}.csv"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    assert any(name == file and isinstance(one, fault) for name, one in faults(done.folder))


def test_each_table_has_its_types_key_and_meaning(
    catalog: Catalog, reference_export: Exported
) -> None:
    for relation in exported_relations(catalog, tuple(Schema)):
        found = table(reference_export.folder, relation.name)
        assert found["description"] == relation.comment
        assert [one["name"] for one in found["schema"]["fields"]] == [
            one.name for one in relation.columns
        ]
        assert [one["description"] for one in found["schema"]["fields"]] == [
            one.comment for one in relation.columns
        ]
        assert found["schema"].get("primaryKey", []) == list(relation.key)


def test_a_column_has_its_type_and_unit(reference_export: Exported) -> None:
    fields = {
        one["name"]: one
        for one in table(reference_export.folder, "core.dim_race")["schema"]["fields"]
    }
    shown = {name: (fields[name]["type"], fields[name].get("unit")) for name in fields}
    assert shown["race_id"] == ("string", None)
    assert shown["race_date"] == ("date", None)
    assert shown["track_length_miles"] == ("number", "mi")
    assert shown["average_speed_mph"] == ("number", "mph")
    assert shown["race_time_seconds"] == ("number", "s")
    assert shown["laps"] == ("integer", None)


def test_every_column_that_ends_in_a_unit_has_it(
    catalog: Catalog, reference_export: Exported
) -> None:
    ends = {"_seconds": "s", "_mph": "mph", "_miles": "mi"}
    found = set()
    for relation in exported_relations(catalog, tuple(Schema)):
        for one in table(reference_export.folder, relation.name)["schema"]["fields"]:
            wanted = {unit for end, unit in ends.items() if one["name"].endswith(end)}
            assert {one["unit"]} == wanted if "unit" in one else not wanted, one["name"]
            found |= wanted
    assert found == set(ends.values())


def test_a_result_refers_to_its_race_driver_team_and_source_row(
    reference_export: Exported,
) -> None:
    keys = table(reference_export.folder, "core.fct_race_result")["schema"]["foreignKeys"]
    found = {(*one["fields"], one["reference"]["resource"]) for one in keys}
    assert {
        ("race_id", "core.dim_race"),
        ("driver_id", "core.dim_driver"),
        ("team_id", "core.dim_team"),
        ("document_id", "table_index", "row_index", "staging.table_row"),
    } <= found


def test_a_reference_to_what_is_not_exported_is_none(
    reference_project: Project, tmp_path: Path
) -> None:
    done = export(reference_project, tmp_path, [Format.CSV], [Schema.CORE])
    keys = table(done.folder, "core.fct_race_result")["schema"]["foreignKeys"]
    assert {one["reference"]["resource"].split(".")[0] for one in keys} == {"core"}


def test_the_articles_and_their_licence_are_named(reference_export: Exported) -> None:
    found = package_of(reference_export.folder)
    address = "https://en.wikipedia.org/wiki/2023_Ally_400"
    assert found["sources"] == [{"title": "2023 Ally 400", "path": address}]
    assert [one["name"] for one in found["licenses"]] == ["CC-BY-SA-4.0"]
    assert found["version"] == reference_export.version


def test_no_address_but_one_of_the_web_is_passed_on(hostile_export: Path) -> None:
    found = package_of(hostile_export)
    assert [one.get("path") for one in found["sources"]] == [None, None]
    assert [one.get("version") for one in found["sources"]] == [None, "7"]
    # One article says which licence it is under, the other does not.
    assert [one["title"] for one in found["licenses"]] == [
        "*mine* [x](y)",
        "Creative Commons Attribution-ShareAlike 4.0 International",
    ]


def test_the_formula_marks_of_csv_can_be_taken_off_by_what_the_package_says(
    hostile_export: Path,
) -> None:
    marks = re.compile(package_of(hostile_export)["csvAddedMarks"])
    text = (hostile_export / "csv" / "core.dim_driver.csv").read_text(encoding="utf-8")
    assert '"\'=1+1;\'-2, ""x"" Chastain"' in text
    assert marks.sub(r"\1", "'=1+1;'-2, it's") == "=1+1;-2, it's"
