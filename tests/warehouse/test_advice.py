"""What is advised where a rule is broken."""

from __future__ import annotations

from pipelines.warehouse.advice import ADVICE, CORRECTIONS, may_be_corrected, what_to_do
from pipelines.warehouse.catalog import Catalog
from pipelines.warehouse.checks import CONTRACT_CHECK


def test_every_advice_is_of_a_rule_and_the_column_that_it_names_is_in_its_rows(
    catalog: Catalog,
) -> None:
    rules = {one.name: one for one in catalog.checks}
    for name, advice in ADVICE.items():
        for column in ("reason", "problem", "alarm"):
            assert f" {column} of each row" not in advice or column in rules[name].sql


def test_a_correction_is_advised_where_an_article_may_be_wrong_only(catalog: Catalog) -> None:
    advised = {one.name for one in catalog.checks if may_be_corrected(one.name, one.severity)}
    assert "points_agree_with_rules" in advised
    assert CORRECTIONS in what_to_do("points_agree_with_rules", "warn")
    for name, severity in (
        (CONTRACT_CHECK, "error"), ("drivers_are_known", "error"),
        ("everything_is_recognised", "warn"), ("nothing_is_rejected", "warn"),
    ):  # fmt: skip
        assert name not in advised
        assert CORRECTIONS not in what_to_do(name, severity)
