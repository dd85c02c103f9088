"""Shared by all tests: the project's folders, a build without Dagster, Dagster kept quiet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from dump_cases import DumpWriter
from published_warehouse import Publisher, make_builds
from sample_project import REFERENCE, ROOT, Project

from pipelines.recognition.vocabulary import Vocabulary, load_vocabulary
from pipelines.warehouse.catalog import Catalog, load_catalog


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return load_vocabulary(ROOT / "pipelines" / "vocabulary")


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    return load_catalog(ROOT / "sql")


@pytest.fixture(scope="session")
def reference_text() -> str:
    return REFERENCE.read_text()


@pytest.fixture
def project(tmp_path: Path, vocabulary: Vocabulary, catalog: Catalog) -> Project:
    (tmp_path / "raw").mkdir()
    return Project(tmp_path / "raw", tmp_path / "warehouse", vocabulary, catalog)


@pytest.fixture(scope="session")
def reference_project(
    tmp_path_factory: pytest.TempPathFactory, vocabulary: Vocabulary, catalog: Catalog
) -> Project:
    """The reference article alone, built once; tests only read it."""
    folder = tmp_path_factory.mktemp("reference")
    made = Project(folder / "raw", folder / "warehouse", vocabulary, catalog)
    made.add_reference()
    made.build()
    return made


@pytest.fixture(scope="session")
def builds(
    tmp_path_factory: pytest.TempPathFactory, vocabulary: Vocabulary, catalog: Catalog
) -> Sequence[Path]:
    """Published files of one build after the other, made once; tests only read them."""
    folder = tmp_path_factory.mktemp("builds")
    (folder / "raw").mkdir()
    return make_builds(Project(folder / "raw", folder / "warehouse", vocabulary, catalog))


@pytest.fixture
def publisher(project: Project, builds: Sequence[Path]) -> Publisher:
    """A project with the first of these builds."""
    made = Publisher(project, builds)
    made.build()
    return made


@pytest.fixture(scope="session")
def other_race(reference_text: str) -> Callable[..., str]:
    """The reference article as another race of the season."""

    def make(number: int = 18, name: str = "Other 400") -> str:
        return (
            reference_text.replace("= 2023 Ally 400 =", f"= 2023 {name} =")
            .replace("Race 17 of 36", f"Race {number} of 36")
            .replace("Race Name: Ally 400", f"Race Name: {name}")
        )

    return make


@pytest.fixture
def dump(tmp_path: Path) -> DumpWriter:
    """Writes a dump file; its name says nothing of its form."""

    def write(content: str | bytes) -> Path:
        path = tmp_path / "dump.xml"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write
