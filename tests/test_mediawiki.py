"""The forms as real MediaWikis serve them today, 1.39 and 1.43, each on a port of its own."""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote
from urllib.request import urlopen

import forms_compared as forms
import pytest
from sample_project import ROOT

from pipelines.documents.reading import read_document
from pipelines.recognition.vocabulary import Vocabulary
from pipelines.warehouse.catalog import Catalog

KIT = ROOT.parent / "shared" / "mediawiki" / "setup_mediawiki.sh"
PATHS = {
    "wikitext": "/w/index.php?action=raw&title={}",
    "html": "/w/index.php?action=render&title={}",
    "parsoid": "/w/rest.php/v1/page/{}/html",
}
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not KIT.exists(), reason=f"the MediaWiki kit is not at {KIT}"),
]


@pytest.fixture(scope="module", params=["bookworm", "trixie"])
def wiki(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A MediaWiki of a Debian suite, its address; stopped by its own pid at the end."""
    folder = tmp_path_factory.mktemp(request.param)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "MW_SUITE": request.param}
    try:
        made = subprocess.run(
            ["bash", str(KIT), str(port), str(folder)],
            env=environment,
            capture_output=True,
            text=True,
            timeout=400,
        )
        if made.returncode:
            pytest.skip(f"no MediaWiki of {request.param} to be had here: {made.stderr[-500:]}")
        yield f"http://127.0.0.1:{port}"
    finally:
        subprocess.run(["bash", str(KIT), "stop", str(folder)], capture_output=True, check=False)


def fetch(wiki: str, form: str, page: str) -> bytes:
    with urlopen(wiki + PATHS[form].format(quote(page)), timeout=60) as response:
        content: bytes = response.read()
    return content


def test_the_reference_article_gives_the_same_core_tables_in_every_form(
    wiki: str, tmp_path: Path, vocabulary: Vocabulary, catalog: Catalog
) -> None:
    text = forms.build(tmp_path / "text", "text", forms.reference_text(), vocabulary, catalog)
    expected = forms.contents(text, catalog, without=True)
    served = {form: fetch(wiki, form, "2023 Ally 400") for form in PATHS}
    projects = {
        form: forms.build(tmp_path / form, form, content, vocabulary, catalog)
        for form, content in served.items()
    }
    counted = forms.cells_by_tags(served["html"])
    for form, project in projects.items():
        found = forms.contents(project, catalog, without=True)
        for table, rows in expected.items():
            assert found[table] == rows, f"{form}: {table}"
        assert project.query("select * from quality.unrecognised") == []
        document = read_document(forms.SUFFIXES[form], served[form], vocabulary.markup)
        assert forms.own_cells(document) == counted, form


def test_table_syntax_gives_one_grid_in_every_form(wiki: str, vocabulary: Vocabulary) -> None:
    grids = {
        form: forms.data_grids(form, fetch(wiki, form, "Table edge cases"), vocabulary.markup)
        for form in PATHS
    }
    assert grids["html"] == grids["wikitext"]
    assert grids["parsoid"] == grids["wikitext"]
    assert len(grids["wikitext"]) == 11
