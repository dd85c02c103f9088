"""Data goes one way: each part imports what ``pipelines/README.md`` says, and none below it.

A part is a package or a module of ``pipelines``; imports within functions count as any other.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping

import pytest
from sample_project import ROOT

PIPELINES = ROOT / "pipelines"
README = PIPELINES / "README.md"
ROW = re.compile(r"^\| (`\w+`(?:, `\w+`)*) \|.*\| ([^|]*) \|$", re.MULTILINE)
# Reading articles is values in, values out: nothing that asks a network, a database or a person.
PURE = ("documents", "recognition", "normalise", "extract")
IMPURE = {"dagster", "duckdb", "httpx", "rich", "typer", "socket", "subprocess", "requests"}
DAGSTER = {"building", "definitions", "defs"}


def part_of(module: str) -> str:
    """The part that a module belongs to: ``pipelines.sources.raw`` to ``sources``."""
    return module.split(".")[1] if "." in module else ""


def imported(source: str) -> Iterator[str]:
    """The modules that a source imports, by their full names."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written out, from pipelines on"
            if node.module == "pipelines":
                yield from (f"pipelines.{one.name}" for one in node.names)
            else:
                yield str(node.module)


def sources() -> Iterator[tuple[str, str]]:
    """Each part and source of ``pipelines``, without its own ``__init__``."""
    for path in sorted(PIPELINES.rglob("*.py")):
        part = path.relative_to(PIPELINES).with_suffix("").parts[0]
        if part != "__init__":
            yield part, path.read_text(encoding="utf-8")


def imports_by_part() -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = {}
    for part, source in sources():
        ours = {part_of(name) for name in imported(source) if name.startswith("pipelines.")}
        found.setdefault(part, set()).update(ours - {part})
    return found


def table() -> dict[str, list[str]]:
    """Part and what it imports, from the table of the README, from above to below."""
    rows = ROW.findall(README.read_text(encoding="utf-8"))
    return {
        part: re.findall(r"`(\w+)`", imports)
        for parts, imports in rows
        for part in re.findall(r"`(\w+)`", parts)
    }


def test_every_part_has_a_row_and_imports_what_it_says() -> None:
    stated, found = table(), imports_by_part()
    assert set(stated) == set(found)
    assert [
        f"{part} imports {', '.join(sorted(imports)) or 'nothing'}, and the table does not say so"
        for part, imports in found.items()
        if imports != set(stated[part])
    ] == []


def test_no_part_imports_one_that_stands_below_it() -> None:
    order = list(table())
    assert [
        f"{part} imports {other}"
        for part, imports in imports_by_part().items()
        for other in imports
        if order.index(other) > order.index(part)
    ] == []


@pytest.mark.parametrize("part", PURE)
def test_reading_articles_asks_no_network_and_no_database(part: str) -> None:
    libraries = {
        name.partition(".")[0] for one, text in sources() if one == part for name in imported(text)
    }
    assert libraries & IMPURE == set()


def test_only_the_shell_imports_dagster() -> None:
    users = {
        part
        for part, text in sources()
        if any(name.partition(".")[0] == "dagster" for name in imported(text))
    }
    assert users == DAGSTER


def test_an_import_is_seen_in_a_function_too() -> None:
    source = "def f():\n    from pipelines import lock\n    import pipelines.defs.assets\n"
    assert list(imported(source)) == ["pipelines.lock", "pipelines.defs.assets"]
    assert [part_of(name) for name in imported(source)] == ["lock", "defs"]
