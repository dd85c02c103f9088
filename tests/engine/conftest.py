"""A project that an engine has work in."""

from __future__ import annotations

import pytest
from made_seasons import make_seasons
from sample_project import Project


@pytest.fixture
def seasons(project: Project) -> Project:
    """Six seasons of a few races each."""
    return make_seasons(project, races=4)
