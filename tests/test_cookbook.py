"""The cookbook: every query runs, on any warehouse, and prints what stands below it."""

from __future__ import annotations

import os
from collections.abc import Iterator

import duckdb
import pytest
from cookbook import FORMATS, Recipe, recipes
from sample_project import ROOT, Project
from typer.testing import CliRunner

from pipelines.cli import app
from pipelines.warehouse.catalog import TABLE_SCHEMAS, VIEW_SCHEMAS, Catalog

RECIPES = recipes()
LONGEST_LINE = 130
SCRIPTS = {"empty": "", "two_races": (ROOT / "tests" / "sql" / "two_races.sql").read_text()}

each_recipe = pytest.mark.parametrize("recipe", RECIPES, ids=lambda one: str(one.number))


@pytest.fixture(scope="module", params=sorted(SCRIPTS))
def other_warehouse(
    request: pytest.FixtureRequest, catalog: Catalog
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A warehouse in memory with nothing in it, or with races that are not the reference."""
    with duckdb.connect(config={"threads": 1}) as connection:
        for schema in (*TABLE_SCHEMAS, *VIEW_SCHEMAS):
            connection.execute(f"create schema {schema}")
        for relation in catalog.relations.values():
            connection.execute(relation.definition)
        if script := SCRIPTS[request.param]:
            connection.execute(script)
        yield connection


def printed(project: Project, recipe: Recipe, monkeypatch: pytest.MonkeyPatch) -> str:
    """What ``nascar-warehouse sql`` prints, as wide as if it went to a file."""

    def no_terminal(*_: object) -> os.terminal_size:
        raise OSError

    monkeypatch.setattr(os, "get_terminal_size", no_terminal)
    options = ["--format", FORMATS[recipe.fence], "--warehouse", str(project.warehouse)]
    done = CliRunner().invoke(app, ["sql", recipe.query, *options])
    assert done.exit_code == 0, done.output
    return done.stdout.replace("\r\n", "\n").strip("\n")


def test_there_are_at_least_25_recipes_numbered_from_1() -> None:
    assert len(RECIPES) >= 25
    assert [one.number for one in RECIPES] == list(range(1, len(RECIPES) + 1))
    assert len({one.question for one in RECIPES}) == len(RECIPES)


@each_recipe
def test_a_recipe_has_a_question_a_remark_a_query_and_an_output(recipe: Recipe) -> None:
    assert recipe.question.endswith("?")
    assert recipe.remark.startswith("Watch out: ")
    assert "\n" not in recipe.remark
    assert recipe.query
    assert recipe.output
    assert max(map(len, recipe.output.splitlines())) <= LONGEST_LINE


@each_recipe
def test_a_query_prints_what_the_cookbook_says(
    recipe: Recipe, reference_project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = printed(reference_project, recipe, monkeypatch)
    if found != recipe.output:
        pytest.fail(
            f"sql/COOKBOOK.md, query {recipe.number} prints something else now; if it is right, "
            f"paste it:\n\n```{recipe.fence}\n{found}\n```",
            pytrace=False,
        )


@each_recipe
def test_a_query_runs_on_any_warehouse_and_says_nothing_twice(
    recipe: Recipe, other_warehouse: duckdb.DuckDBPyConnection
) -> None:
    rows = list(map(repr, other_warehouse.execute(recipe.query).fetchall()))
    assert len(rows) == len(set(rows))
