"""A script that does without a pipeline: wikitext of a folder to a DuckDB file, tables only.

In: a raw folder and the path of a DuckDB file. Out: the file, with a table a kind, all columns
text but for positions, laps and points. Separate because it is what a user would write in an
afternoon: no checks, no report, no identity of persons, nothing kept of what it does not know.
Run as ``python benchmarks/peers/script.py RAW FILE``.
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb
import pandas as pd
import wikitextparser

COLUMNS = {
    "Pos": "position", "No.": "car_number", "No": "car_number", "Driver": "driver",
    "Team": "team", "Manufacturer": "manufacturer", "Constructor": "manufacturer",
    "Engine": "manufacturer", "Grid": "start_position", "Laps": "laps", "Led": "laps_led",
    "Points": "points", "Status": "status", "Time/Retired": "status",
}  # fmt: skip
KINDS = {
    "Entry list": "entry", "Qualifying results": "qualifying", "Stage results": "stage_result",
    "Final Stage results": "race_result", "Race results": "race_result",
    "Standings after the race": "standing",
}  # fmt: skip
NUMBERS = ("position", "start_position", "laps", "laps_led", "points")


def plain(cell: str | None) -> str:
    if not cell or not any(mark in cell for mark in "[{'&<"):
        return cell or ""
    if cell.startswith("{{"):
        return cell.split("|")[1]
    return str(wikitextparser.remove_markup(cell)).replace("&nbsp;", " ").strip()


def read(path: Path, found: dict[str, list[dict[str, object]]]) -> None:
    race = f"{path.parts[-3]}-{path.parts[-2]}-{path.name.split('.')[0]}"
    parsed = wikitextparser.parse(path.read_text(encoding="utf-8"))
    for section in parsed.get_sections(include_subsections=False):
        kind = KINDS.get((section.title or "").strip(), "")
        for number, table in enumerate(section.tables if kind else ()):
            header, *rows = [[plain(cell) for cell in row] for row in table.data()]
            names = [COLUMNS.get(name, name or "moved") for name in header]
            for row in rows:
                if len(set(row)) > 1:
                    values = dict(zip(names, row, strict=True))
                    found.setdefault(kind, []).append({"race": race, "table": number, **values})


def main(raw: Path, file: Path) -> None:
    found: dict[str, list[dict[str, object]]] = {}
    for path in sorted(raw.rglob("*.wikitext")):
        read(path, found)
    file.unlink(missing_ok=True)
    with duckdb.connect(str(file)) as warehouse:
        for kind, rows in found.items():
            frame = pd.DataFrame(rows)
            for name in frame.columns.intersection(NUMBERS):
                frame[name] = frame[name].str.extract(r"^(\d+)", expand=False).astype("Int32")
            warehouse.register("frame", frame)
            warehouse.execute(f"create table {kind} as select * from frame")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
