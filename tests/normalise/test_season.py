"""A season as the unit of work: a fault of our own code costs one document, not the others."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sample_project import Project

from pipelines.documents.markup import MarkupRules
from pipelines.normalise import season
from pipelines.normalise.sheets import RaceDocument


@pytest.mark.parametrize("step", ["read", "normalise"])
def test_a_document_that_our_code_cannot_take_is_reported_and_the_others_load(
    step: str,
    project: Project,
    other_race: Callable[..., str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real_read, real_fields = season.read_document, season.race_fields

    def failing_read(suffix: str, content: bytes, rules: MarkupRules) -> object:
        if b"Other 400" in content:
            raise ZeroDivisionError("a fault of ours")
        return real_read(suffix, content, rules)

    def failing_fields(documents: list[RaceDocument], vocabulary: object) -> object:
        if any("Other 400" in one.document.title for one in documents):
            raise ZeroDivisionError("a fault of ours")
        return real_fields(documents, vocabulary)  # type: ignore[arg-type]

    if step == "read":
        monkeypatch.setattr(season, "read_document", failing_read)
    else:
        monkeypatch.setattr(season, "race_fields", failing_fields)
    project.add_reference()
    project.add("cup/2023/2023-other-400.txt", other_race())
    project.build()
    [(document, code, reason)] = project.query(
        "select document_id, reason_code, reason from quality.rejected"
    )
    assert (document, code) == ("cup/2023/2023-other-400.txt", f"cannot_{step}")
    assert "please report it" in reason
    assert project.query("select race_id from core.dim_race") == [("cup-2023-17",)]
    assert project.query("select document_id from staging.document where is_loaded") == [
        ("cup/2023/2023-ally-400.txt",)
    ]
