"""Report sites that several tests read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sample_project import Project
from site_pages import SitePages

from pipelines.report.site import write_report

SiteMaker = Callable[[Project], SitePages]


def written(project: Project, folder: Path) -> SitePages:
    write_report(project.database, folder, lambda done, total: None)
    return SitePages.read(folder)


@pytest.fixture(scope="session")
def reference_site(
    reference_project: Project, tmp_path_factory: pytest.TempPathFactory
) -> SitePages:
    """The site of the reference article."""
    return written(reference_project, tmp_path_factory.mktemp("site") / "report")


@pytest.fixture
def site_of(tmp_path: Path) -> SiteMaker:
    """Builds a project and writes its site."""

    def make(project: Project) -> SitePages:
        project.build()
        return written(project, tmp_path / "report")

    return make
