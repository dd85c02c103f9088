"""What the Markdown files name exists: files, headings, commands, options, targets, columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest
import typer
from documentation import Named, anchors, commands, documents, links, spans
from sample_project import ROOT
from typer.core import TyperCommand, TyperGroup

from pipelines.cli import app
from pipelines.warehouse.catalog import TABLE_SCHEMAS, VIEW_SCHEMAS, Catalog

DOCUMENTS = documents()
# What a build, a fetch or a restore makes, and git does not keep.
GENERATED = {
    "_contents.json",
    "articles.json",
    "datapackage.json",
    "nascar.duckdb",
    "nascar.duckdb.wal",
    "warehouse/nascar.duckdb",
    "warehouse/exports/",
    "warehouse/staged/",
    "warehouse/versions/",
    "staged/",
    "versions/",
    # What lies where the warehouse is published, and the asset that does so.
    "latest.json",
    "publication/object_store",
}
SUFFIXES = "py|csv|md|sql|json|yaml|toml|txt|sh|html|wikitext|duckdb|wal|parquet"
IS_PATH = re.compile(rf"(?:[\w.*-]+/)+[\w.*-]*|[\w*-][\w.*-]*\.(?:{SUFFIXES})")
# Names of examples, and what a how-to tells its reader to write.
IS_EXAMPLE = re.compile(
    r"(^|/)(x\.|example|made-up)|^cup/|^nxs/|fastest_practice|laps_led_were_completed"
    r"|^(core|marts|quality)\.\w+\.csv$"
)
RELATION = re.compile(
    rf"\b((?:{'|'.join((*TABLE_SCHEMAS, *VIEW_SCHEMAS))})\.[a-z_][a-z0-9_]*)(?![\w*])"
    r"(?:\.([a-z_]\w*))?"
)

each_document = pytest.mark.parametrize(
    "document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT))
)


@cache
def files_of_the_repository() -> frozenset[str]:
    """Every file and every folder, with a slash behind it, as counted from the root."""
    kept = [path for path in ROOT.iterdir() if not path.name.startswith(".") or path.name == ".ci"]
    paths = [one for top in kept for one in (top, *(top.rglob("*") if top.is_dir() else ()))]
    names = {f"{path.relative_to(ROOT)}{'/' if path.is_dir() else ''}" for path in paths}
    hidden = {".dagster/dagster.yaml", "dagster.yaml"}
    return frozenset(names | hidden)


def exists(path: str, document: Path) -> bool:
    """Whether there is such a file, counted from the document, the root or some folder in it."""
    pattern = re.escape(path.removeprefix("./")).replace(r"\*", "[^/]*")
    if (document.parent / path).exists():
        return True
    ends = re.compile(rf"(^|.*/){pattern}/?$")
    return any(ends.match(one) for one in files_of_the_repository())


def subcommands() -> Mapping[str, TyperCommand]:
    group = typer.main.get_command(app)
    assert isinstance(group, TyperGroup)
    return {name: one for name, one in group.commands.items() if isinstance(one, TyperCommand)}


def options(command: TyperCommand | TyperGroup) -> set[str]:
    given = {name for one in command.params for name in (*one.opts, *one.secondary_opts)}
    return {"--help", *given}


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z][\w-]*):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def unknown_words(called: list[str]) -> list[str]:
    """The words of a call of nascar-warehouse that it would not understand."""
    if not called:
        return []
    name, *rest = called
    if name.startswith("-"):
        group = typer.main.get_command(app)
        assert isinstance(group, TyperGroup)
        known = options(group)
    elif name in subcommands():
        known = options(subcommands()[name])
    else:
        return [name]
    given = [name, *rest] if name.startswith("-") else rest
    asked = [word.partition("=")[0] for word in given if re.match("-{1,2}[a-z]", word)]
    return [word for word in asked if word not in known]


def test_there_are_documents() -> None:
    """So that the other tests have something to look at."""
    assert {"README.md", "sql/COOKBOOK.md", "pipelines/vocabulary/README.md"} <= {
        str(path.relative_to(ROOT)) for path in DOCUMENTS
    }


@each_document
def test_every_link_leads_to_a_file_and_a_heading(document: Path) -> None:
    broken = []
    for link in links(document):
        name, _, anchor = link.text.partition("#")
        target = (document.parent / name).resolve() if name else document
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(str(link))
    assert broken == []


@each_document
def test_every_path_in_backticks_exists(document: Path) -> None:
    named = [one for one in spans(document) if IS_PATH.fullmatch(one.text)]
    missing = [
        str(one)
        for one in named
        if one.text not in GENERATED
        and not IS_EXAMPLE.search(one.text)
        and not exists(one.text, document)
    ]
    assert missing == []


@each_document
def test_every_command_and_option_of_nascar_warehouse_exists(document: Path) -> None:
    wrong = [
        f"{call}: {', '.join(unknown)}"
        for call, called in commands(document, "nascar-warehouse")
        if (unknown := unknown_words(called))
    ]
    assert wrong == []


@each_document
def test_every_option_that_stands_alone_is_one_of_some_command(document: Path) -> None:
    known = set().union(*(options(command) for command in subcommands().values()))
    alone = [one for one in spans(document) if re.fullmatch(r"--[a-z-]+", one.text)]
    assert [str(one) for one in alone if one.text not in known] == []


@each_document
def test_every_target_of_make_exists(document: Path) -> None:
    targets = make_targets()
    wrong = [
        str(call)
        for call, called in commands(document, "make")
        if any(word not in targets for word in called)
    ]
    assert wrong == []


@each_document
def test_every_table_view_and_column_exists(document: Path, catalog: Catalog) -> None:
    assert [str(one) for one in spans(document) if missing_relation(one, catalog)] == []


def missing_relation(named: Named, catalog: Catalog) -> bool:
    """Whether a code names a relation or a column that there is not; ``x`` stands for any."""
    for name, column in RELATION.findall(named.text):
        relation = catalog.relations.get(name)
        if relation is None and not (name.endswith(".x") or IS_EXAMPLE.search(name)):
            return True
        columns = {one.name for one in relation.columns} if relation else {column}
        if column and column not in columns | {"csv"}:
            return True
    return False


def environment_variables() -> set[str]:
    """The variables that the code knows: by name, or by the name of a setting."""
    from dataclasses import fields

    from pipelines.sources.settings import WikiSettings

    sources = [*(ROOT / "pipelines").rglob("*.py"), ROOT / "Makefile", *(ROOT / "tests").rglob("*")]
    named = {
        name
        for path in sources
        if path.suffix in ("", ".py", ".sh") and path.is_file()
        for name in re.findall(r"NASCAR_WAREHOUSE_[A-Z_]+[A-Z]", path.read_text(errors="replace"))
    }
    return named | {f"NASCAR_WAREHOUSE_{one.name.upper()}" for one in fields(WikiSettings)}


@each_document
def test_every_environment_variable_is_read_somewhere(document: Path) -> None:
    known = environment_variables()
    found = re.findall(r"NASCAR_WAREHOUSE_[A-Z_]+[A-Z]", document.read_text(encoding="utf-8"))
    assert [name for name in found if name not in known] == []


class TestWhatTheseTestsFind:
    """Each of them can fail."""

    @pytest.fixture
    def written(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
        monkeypatch.setattr("documentation.ROOT", tmp_path)
        yield tmp_path / "page.md"

    @pytest.mark.parametrize(
        ("call", "wrong"),
        [
            ("nascar-warehouse bild", ["bild"]),
            ("nascar-warehouse sql --fromat csv 'select 1'", ["--fromat"]),
            ("nascar-warehouse sql 'select --x'", []),
            ('nascar-warehouse sql "select 1\n from x" --format csv', []),
            ("nascar-warehouse", []),
        ],
    )
    def test_a_command_or_option_that_is_not_there(
        self, call: str, wrong: list[str], written: Path
    ) -> None:
        written.write_text(f"Text\n\n    {call}  # why\n\n```\n{call}\n```\n\nand `{call}`.\n")
        found = [unknown_words(called) for _, called in commands(written, "nascar-warehouse")]
        assert found == [wrong] * 3

    def test_code_in_text_is_told_from_code_that_stands_alone(self, written: Path) -> None:
        written.write_text("See `a.py` and\n\n    `b.py`\n\n```\n`c.py`\n```\n\n[d](e.md#f)\n")
        assert [str(one) for one in spans(written)] == ["page.md, line 1: a.py"]
        assert [str(one) for one in links(written)] == ["page.md, line 9: e.md#f"]

    @pytest.mark.parametrize(
        ("path", "is_there"),
        [
            ("vocabulary/headers.csv", True), ("headers.csv", True), ("sql/marts/*.sql", True),
            ("tests/", True), ("no/headers.csv", False), ("eaders.csv", False), ("*.xyz", False),
        ],
    )  # fmt: skip
    def test_a_file_is_looked_for_in_every_folder(self, path: str, is_there: bool) -> None:
        assert exists(path, ROOT / "README.md") is is_there

    @pytest.mark.parametrize(
        ("code", "is_missing"),
        [
            ("core.dim_race", False), ("core.dim_race.laps", False), ("core.dim_rice", True),
            ("core.dim_race.lapses", True), ("from marts.race_summary", False), ("laps", False),
        ],
    )  # fmt: skip
    def test_a_table_or_column_that_is_not_there(
        self, code: str, is_missing: bool, catalog: Catalog
    ) -> None:
        assert missing_relation(Named("here", code), catalog) is is_missing

    def test_headings_become_anchors_as_on_github(self, written: Path) -> None:
        written.write_text("# What, why & `how`?\n\n### 23. Which columns?\n")
        assert anchors(written) == {"what-why--how", "23-which-columns"}
