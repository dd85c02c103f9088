"""``README.md`` and ``SCHEMA_CHANGELOG.md`` of an export.

In: what the export holds, whose it is. Out: Markdown. Separate because it is all that many who
get the folder will ever see of this project.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import groupby

from pipelines.exports.attribution import WIKIPEDIA, Article, Licence
from pipelines.exports.formats import Format
from pipelines.exports.markdown_text import as_code, as_text
from pipelines.exports.schema_changelog import Changelog, Entry
from pipelines.exports.selection import LEFT_OUT
from pipelines.warehouse.catalog import Relation

_FILES: dict[Format, str] = {
    Format.PARQUET: "`parquet/`: a Parquet file of each table and view, with types",
    Format.CSV: "`csv/`: the same as CSV (UTF-8, RFC 4180)",
    Format.JSON: "`json/`: the same as JSON, an array of objects, one a line",
    Format.SQLITE: "`nascar.sqlite`: all of them in one SQLite file; `core.dim_race` is the table "
    "`core_dim_race`",
}
_OTHERS = """\
- `datapackage.json`: types, keys, references, units and licences for programs (Data Package 2;
  `frictionless validate datapackage.json` holds the CSV files to it)
- `data_dictionary.md`: every table and column in words
- `SCHEMA_CHANGELOG.md`: what changed from version to version of the schema
- `SHA256SUMS`: `sha256sum -c SHA256SUMS` checks every file. The name of the folder of an export
  ends in the first digits of the checksum of this file.
"""
_NAMES: dict[Format, str] = {
    Format.PARQUET: "Parquet",
    Format.CSV: "CSV",
    Format.JSON: "JSON",
    Format.SQLITE: "SQLite",
}
# By format: how it is opened, in which language.
_OPENED: dict[Format, list[tuple[str, str, str]]] = {
    Format.PARQUET: [
        ("pandas (with pyarrow)", "python", 'import pandas as pd\n\n'
         'results = pd.read_parquet("parquet/core.fct_race_result.parquet")'),
        ("Polars", "python", 'import polars as pl\n\n'
         'results = pl.read_parquet("parquet/core.fct_race_result.parquet")'),
        ("R", "r", 'results <- arrow::read_parquet("parquet/core.fct_race_result.parquet")'),
        ("DuckDB", "sql", "select * from 'parquet/core.fct_race_result.parquet';"),
    ],
    Format.CSV: [
        ("pandas", "python", 'import pandas as pd\n\n'
         'results = pd.read_csv("csv/core.fct_race_result.csv", dtype={"car_number": "string"})'),
    ],
    Format.JSON: [
        ("Python", "python", 'import json\nfrom pathlib import Path\n\n'
         'text = Path("json/core.fct_race_result.json").read_text(encoding="utf-8")\n'
         'results = json.loads(text)'),
    ],
    Format.SQLITE: [
        ("Python", "python", 'import sqlite3\n\ndatabase = sqlite3.connect("nascar.sqlite")\n'
         'results = database.execute("select * from core_fct_race_result").fetchall()'),
        ("R", "r", 'database <- DBI::dbConnect(RSQLite::SQLite(), "nascar.sqlite")\n'
         'results <- DBI::dbReadTable(database, "core_fct_race_result")'),
    ],
}  # fmt: skip
_CSV = """\
In CSV, NULL is nothing between two commas and an empty text is `""`; a program that sees no
difference takes both for unknown. Lists are JSON in a cell. Car numbers are texts: `07` is not
`7`. So that a spreadsheet runs none of these strangers' texts as a formula, a text that begins
like one (`=`, `+`, `-`, `@`) has an apostrophe before it. `csvAddedMarks` in `datapackage.json` is
the regular expression that finds each: replace it by its first group to have the text again. The
other formats have every text as it is.
"""
_REPRODUCIBLE = """\
The same articles, read by the same version of the project and its libraries, give the same files,
byte by byte, wherever and whenever they are written. So what is no function of the articles is
not here, but in the DuckDB file only:
"""


def export_readme(
    version: str,
    formats: Collection[Format],
    relations: Sequence[Relation],
    articles: Sequence[Article],
    licences: Sequence[Licence],
) -> str:
    """What the folder is, under which licence, how it is opened, what is left out."""
    parts = [
        f"# nascar-warehouse, schema {version}\n",
        "Stock-car racing results, made of Wikipedia race articles (listed at the end): "
        f"{len(relations)} tables and views, rows in the order of their keys. Unknown is NULL, "
        "never 0. Times are seconds, speeds miles per hour, lengths miles.\n",
        "\n".join(f"- {text}" for one, text in _FILES.items() if one in formats) + "\n" + _OTHERS,
        "## Licence\n",
        _licence(licences),
        "## How to open it\n",
        *_opened(formats, relations),
        *(["## Texts in CSV\n", _CSV] if Format.CSV in formats else []),
        "## What is left out\n",
        _REPRODUCIBLE,
        "\n".join(f"- `{name}`: {reason}" for name, reason in LEFT_OUT.items())
        + "\n- `intermediate.*`: the steps to the views\n",
        "## Articles\n",
        "\n".join(map(_article, articles)) or "None.",
    ]
    return "\n".join(parts).rstrip("\n") + "\n"


def changelog_text(changelog: Changelog) -> str:
    """The versions of the schema, newest first, and the changes of each by table and column."""
    sections = [
        _version(version, list(entries))
        for version, entries in groupby(changelog.entries, lambda one: one.version)
    ]
    intro = (
        "# Changes of the schema\n\nThe first number of a version rises where what reads the one "
        "before may have to change: a table or column was removed, or its type or key changed; "
        "the second where something was added.\n"
    )
    return "\n".join([intro, *reversed(sections)])


def _licence(licences: Sequence[Licence]) -> str:
    named = [f"{as_text(one.title)} (<{one.address}>)" if one.address else as_code(one.title)
             for one in licences]  # fmt: skip
    return (
        f"The data is from Wikipedia, by the contributors of the articles below, under "
        f"{'; '.join(named)}. Whoever passes it on, changed or not, names them, links to the "
        "articles and to the licence, says what was changed, and shares alike. Here, tables were "
        "read out of the articles, and other tables computed from them.\n"
    )


def _opened(formats: Collection[Format], relations: Sequence[Relation]) -> Iterable[str]:
    has_results = any(one.name == "core.fct_race_result" for one in relations)
    shown = relations[0].name if relations and not has_results else "core.fct_race_result"
    for one in Format:
        if one not in formats:
            continue
        yield f"### {_NAMES[one]}\n"
        for program, language, code in _OPENED[one]:
            code = code.replace("core.fct_race_result", shown)
            code = code.replace("core_fct_race_result", shown.replace(".", "_"))
            yield f"{program}:\n\n```{language}\n{code}\n```\n"


def _article(article: Article) -> str:
    revision = "" if article.revision_id is None else f", revision {article.revision_id}"
    address = f", <{article.address}>" if article.address else ""
    other = article.licence if article.licence not in (None, WIKIPEDIA) else None
    return f"- {as_code(article.title)}{revision}{address}" + (
        f", {as_code(other)}" if other else ""
    )


def _version(version: str, entries: Sequence[Entry]) -> str:
    lines = [f"## {version} ({entries[0].date})\n"]
    for reason, group in groupby(entries, lambda one: one.reason):
        lines.append(f"{as_text(reason[:1].upper() + reason[1:])}:\n")
        lines += [_change(one) for one in group]
        lines.append("")
    return "\n".join(lines)


def _change(entry: Entry) -> str:
    change = entry.change
    name = f"{change.relation}.{change.column}" if change.column else change.relation
    definition = f": {as_text(change.definition)}" if change.definition else ""
    return f"- {change.change} `{name}`{definition}"
