"""The audit of dependencies: a lack of data is never taken for a clean result."""

from __future__ import annotations

import importlib.util
import json
import sys
from types import ModuleType

import pytest
from sample_project import ROOT


@pytest.fixture(scope="module")
def audit() -> ModuleType:
    spec = importlib.util.spec_from_file_location("audit", ROOT / ".ci" / "audit.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["audit"] = module
    spec.loader.exec_module(module)
    return module


def report(*found: dict[str, object]) -> str:
    return json.dumps({"dependencies": found, "fixes": []})


CLEAN = {"name": "a", "version": "1", "vulns": []}
VULNERABLE = {"name": "b", "version": "2", "vulns": [{"id": "CVE-1", "fix_versions": ["3"]}]}
SKIPPED = {"name": "c", "skip_reason": "Dependency not found: c (3)"}


def test_every_package_looked_up_without_a_finding_is_clean(audit: ModuleType) -> None:
    found = audit.known_vulnerabilities(report(CLEAN, CLEAN), "", 2)
    assert found.status == audit.Status.CLEAN
    assert found.lines == ["2 of 2 pinned packages looked up, 0 findings"]


def test_a_package_that_could_not_be_looked_up_is_no_clean_result(audit: ModuleType) -> None:
    """What pip-audit ends with 0 for."""
    for found in (
        audit.known_vulnerabilities(report(CLEAN, SKIPPED), "", 2),
        audit.known_vulnerabilities(report(SKIPPED, SKIPPED), "", 2),
        audit.known_vulnerabilities(report(CLEAN), "", 2),
        audit.known_vulnerabilities("", "Traceback\nConnectionError: no name", 2),
        audit.known_vulnerabilities("[]", "", 2),
        audit.known_vulnerabilities("", "", 2),
    ):
        assert found.status == audit.Status.NO_DATA
        assert "cannot be had" in " ".join(found.lines)


def test_a_vulnerable_package_counts_more_than_one_not_looked_up(audit: ModuleType) -> None:
    found = audit.known_vulnerabilities(report(CLEAN, VULNERABLE, SKIPPED), "", 3)
    assert found.status == audit.Status.BROKEN
    assert "b 2: CVE-1, mended in 3" in found.lines


def test_what_is_installed_is_compared_with_what_is_pinned(audit: ModuleType) -> None:
    pins = audit.pins_of("# comment\nA_b.c==1.0  # why\nd==2 ; python_version > '3'\n")
    assert pins == {"a-b-c": "1.0", "d": "2"}
    assert audit.installed_as_pinned(pins, {"d": "2"}).status == audit.Status.CLEAN
    other = audit.installed_as_pinned(pins, {"d": "3", "e": "1"})
    assert other.status == audit.Status.BROKEN
    assert other.lines[1:] == ["d is 3, pinned is 2", "e 1 is not pinned"]


def test_every_pin_of_the_project_can_be_read(audit: ModuleType) -> None:
    text = (ROOT / "constraints.txt").read_text()
    assert len(audit.pins_of(text)) == sum("==" in line for line in text.splitlines())
