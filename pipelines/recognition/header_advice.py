"""The row that teaches a header, to be pasted.

In: a header as an article has it, the column that it may mean. Out: what to do. Separate because
a header of a known table and one of an unknown table are taught alike.
"""

from __future__ import annotations

import csv
import io

from pipelines.recognition.text import beginning, comparable


def header_advice(header: str, column: str) -> str:
    """Where to add which row; it holds in every kind of table."""
    advice = "add a row to pipelines/vocabulary/headers.csv"
    # What is compared with a header has no case.
    folded = comparable(beginning(header))
    if not folded:
        return advice
    row = io.StringIO()
    csv.writer(row, lineterminator="").writerow((folded, column, ""))
    return f"{advice}, such as: {row.getvalue()} (then: nascar-warehouse build)"
