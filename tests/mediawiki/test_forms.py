"""The forms as real MediaWikis serve them today, made by templates that are like Wikipedia's.

The templates are material beside this repository; where it is not there, these tests skip.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote
from urllib.request import urlopen

import forms_compared as forms
import pytest
from running_wiki import ROOT, SUITES, running_wiki, skip_unless_asked_for

from pipelines.documents.reading import read_document
from pipelines.recognition.vocabulary import Vocabulary
from pipelines.warehouse.catalog import Catalog

SEED = ROOT.parent / "shared" / "mediawiki" / "seed" / "seed_dump.xml"
PATHS = {
    "wikitext": "/w/index.php?action=raw&title={}",
    "html": "/w/index.php?action=render&title={}",
    "parsoid": "/w/rest.php/v1/page/{}/html",
}


@pytest.fixture(scope="module", params=SUITES)
def address(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of a wiki that shows the reference article as Wikipedia's templates would."""
    skip_unless_asked_for()
    if not SEED.exists():
        pytest.skip(f"needs the templates of {SEED.name}, which are not beside this repository")
    with running_wiki(request.param, tmp_path_factory.mktemp(request.param), SEED) as wiki:
        yield wiki.address


def fetch(address: str, form: str, page: str) -> bytes:
    with urlopen(address + PATHS[form].format(quote(page)), timeout=60) as response:
        content: bytes = response.read()
    return content


def test_the_reference_article_gives_the_same_core_tables_in_every_form(
    address: str, tmp_path: Path, vocabulary: Vocabulary, catalog: Catalog
) -> None:
    text = forms.build(tmp_path / "text", "text", forms.reference_text(), vocabulary, catalog)
    expected = forms.contents(text, catalog, without=True)
    served = {form: fetch(address, form, "2023 Ally 400") for form in PATHS}
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


def test_table_syntax_gives_one_grid_in_every_form(address: str, vocabulary: Vocabulary) -> None:
    grids = {
        form: forms.data_grids(form, fetch(address, form, "Table edge cases"), vocabulary.markup)
        for form in PATHS
    }
    assert grids["html"] == grids["wikitext"]
    assert grids["parsoid"] == grids["wikitext"]
    assert len(grids["wikitext"]) == 11
