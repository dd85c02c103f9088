"""A warehouse that breaks a rule, built once; tests only read it."""

from __future__ import annotations

import pytest
from sample_project import Project

from pipelines.recognition.vocabulary import Vocabulary
from pipelines.warehouse.catalog import Catalog


@pytest.fixture(scope="session")
def wrong_points(
    tmp_path_factory: pytest.TempPathFactory,
    vocabulary: Vocabulary,
    catalog: Catalog,
    reference_text: str,
) -> Project:
    """The reference article, in which the winner has a point too few."""
    folder = tmp_path_factory.mktemp("wrong_points")
    made = Project(folder / "raw", folder / "warehouse", vocabulary, catalog)
    text = reference_text.replace("| 300 | 57 |", "| 300 | 56 |")
    made.add("cup/2023/2023-ally-400.txt", text)
    made.build()
    return made
