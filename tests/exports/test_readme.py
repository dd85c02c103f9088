"""The README of an export: how files are opened there works, and strange texts stay texts."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import duckdb
import pytest

from pipelines.exports.export import Exported
from pipelines.exports.markdown_text import as_code, as_text, is_address

BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)
PYTHON = ["pd.read_parquet", "pl.read_parquet", "pd.read_csv", "json.loads", "sqlite3.connect"]


def blocks(folder: Path, language: str) -> list[str]:
    text = (folder / "README.md").read_text(encoding="utf-8")
    return [code for name, code in BLOCK.findall(text) if name == language]


def test_every_way_to_open_a_file_is_tried_here(reference_export: Exported) -> None:
    found = blocks(reference_export.folder, "python")
    assert [[one for one in PYTHON if one in code] for code in found] == [
        ["pd.read_parquet"], ["pl.read_parquet"], ["pd.read_csv"], ["sqlite3.connect"],
        ["json.loads"],
    ]  # fmt: skip


@pytest.mark.parametrize("call", PYTHON)
def test_the_python_of_the_readme_reads_every_result(call: str, reference_export: Exported) -> None:
    needed = {"pd": ["pandas"], "pd.read_parquet": ["pyarrow"]}
    for module in [*needed.get(call.split(".")[0], []), *needed.get(call, [])]:
        if find_spec(module) is None:
            pytest.skip(f"{module} is not installed")
    [code] = [one for one in blocks(reference_export.folder, "python") if call in one]
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nprint(len(results))"],
        cwd=reference_export.folder, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout == "36\n"


def test_the_sql_of_the_readme_reads_every_result(
    reference_export: Exported, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(reference_export.folder)
    [query] = blocks(reference_export.folder, "sql")
    with duckdb.connect() as connection:
        assert len(connection.execute(query).fetchall()) == 36


def test_it_names_the_licence_and_every_article_with_its_address(
    reference_export: Exported,
) -> None:
    text = (reference_export.folder / "README.md").read_text(encoding="utf-8")
    assert "<https://creativecommons.org/licenses/by-sa/4.0/>" in text
    assert text.endswith(
        "## Articles\n\n- `2023 Ally 400`, <https://en.wikipedia.org/wiki/2023_Ally_400>\n"
    )


def test_texts_of_articles_are_shown_letter_by_letter(hostile_export: Path) -> None:
    text = (hostile_export / "README.md").read_text(encoding="utf-8")
    assert text.replace("\n", "").isprintable()
    assert "under `*mine* [x](y)`; " in text
    assert "``` 2023 `b` ``c`` *400* ```, revision 7" in text
    lines = [line for line in text.splitlines() if "javascript" in line]
    assert lines == [lines[0]]
    assert re.fullmatch(r"- `[^`]*`", lines[0])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2023 Ally 400", "`2023 Ally 400`"),
        ("a `b`", "`` a `b` ``"),
        ("``", "``` `` ```"),
        (" a", "`  a `"),
        ("", "`  `"),
        ("a\nb", "`a\N{REPLACEMENT CHARACTER}b`"),
    ],
)
def test_a_text_is_code_whatever_is_in_it(text: str, code: str) -> None:
    assert as_code(text) == code


def test_a_sentence_keeps_its_letters_and_breaks_no_table() -> None:
    assert as_text("a|b *c* race_id\n<x> [1]") == r"a\|b \*c\* race_id \<x\> \[1\]"


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("https://en.wikipedia.org/wiki/2023_Ally_400", True),
        ("http://wiki.test/a(b)?c=d&e#f", True),
        ("javascript:alert(1)", False),
        ("https://a b", False),
        ("https://a>b", False),
        ("https://a\n", False),
        ("https://", False),
    ],
)
def test_only_an_address_of_the_web_is_one(text: str, is_one: bool) -> None:
    assert is_address(text) == is_one
