"""The recipes of ``sql/COOKBOOK.md``, each with its query and the output that it promises."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sample_project import ROOT

COOKBOOK = ROOT / "sql" / "COOKBOOK.md"
# By the fence around an output: how ``nascar-warehouse sql`` was asked for it.
FORMATS = {"text": "table", "csv": "csv", "json": "json"}

_RECIPE = re.compile(r"^### (?P<number>\d+)\. (?P<question>.+)\n(?P<body>(?:(?!^##).*\n)*)", re.M)
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)


@dataclass(frozen=True)
class Recipe:
    """A question, and what stands below it; what is missing is empty."""

    number: int
    question: str
    remark: str
    query: str
    output: str
    fence: str


def recipes() -> list[Recipe]:
    """The recipes in their order."""
    return [_recipe(found) for found in _RECIPE.finditer(COOKBOOK.read_text(encoding="utf-8"))]


def _recipe(found: re.Match[str]) -> Recipe:
    blocks = _BLOCK.findall(found["body"])
    query = "".join(text for fence, text in blocks if fence == "sql")
    outputs = [(fence, text.strip("\n")) for fence, text in blocks if fence in FORMATS]
    fence, output = outputs[0] if len(outputs) == 1 else ("text", "")
    remark = found["body"].partition("```")[0].strip()
    return Recipe(int(found["number"]), found["question"], remark, query.strip(), output, fence)
