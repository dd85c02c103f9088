"""Cells: values as people read them, each with the row that states it.

In: values of a row. Out: ``Cell``. Separate so that unknown, inferred and signed values look the
same on every page.
"""

from __future__ import annotations

from datetime import date

from pipelines.report import addresses
from pipelines.report.frames import Row
from pipelines.report.model import Cell

_MINUS = "\N{MINUS SIGN}"
UNKNOWN = Cell()
_EMPTY = Cell(is_empty=True)


def text(value: object, page: str = "", source: str = "", is_inferred: bool = False) -> Cell:
    """A text."""
    if value is None or value == "":
        return UNKNOWN
    return Cell(str(value), page, source, is_inferred=is_inferred)


def day(value: date | None) -> Cell:
    """A date, as ``2023-06-25``."""
    return UNKNOWN if value is None else Cell(value.isoformat(), is_date=True)


def remark(value: str, source: str = "") -> Cell:
    """What there is to say; nothing is no unknown value."""
    return text(value, source=source) if value else _EMPTY


def number(
    value: float | None, source: str = "", digits: int = 0, is_inferred: bool = False
) -> Cell:
    """A number with so many decimals."""
    if value is None:
        return UNKNOWN
    shown = f"{value:.{digits}f}".replace("-", _MINUS)
    return Cell(shown, source=source, is_number=True, is_inferred=is_inferred, order=float(value))


def signed(value: int | None, source: str = "", is_inferred: bool = False) -> Cell:
    """A change: ``+3``, ``−2``, ``0``."""
    if value is None:
        return UNKNOWN
    return Cell(
        signed_text(value), source=source, is_number=True, is_inferred=is_inferred, order=value
    )


def signed_text(value: int) -> str:
    """``3`` as ``"+3"``."""
    return f"{value:+d}".replace("-", _MINUS) if value else "0"


def duration(seconds: float | None, source: str = "") -> Cell:
    """Seconds as ``3:00:07`` or ``1:28.435``, a lap below a minute as ``29.797``."""
    if seconds is None:
        return UNKNOWN
    return Cell(duration_text(seconds), source=source, is_number=True, order=seconds)


def duration_text(seconds: float) -> str:
    """``88.435`` as ``"1:28.435"``; from an hour on, whole seconds."""
    if seconds >= 3600:
        whole = round(seconds)
        return f"{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}"
    thousandths = round(seconds * 1000)
    minutes, rest = divmod(thousandths, 60_000)
    if not minutes:
        return f"{rest / 1000:.3f}"
    return f"{minutes}:{rest // 1000:02d}.{rest % 1000:03d}"


def source_of(row: Row) -> str:
    """The address of the row of the article that a row of a table is made of."""
    return addresses.source_row(row["document_id"], row["table_index"], row["row_index"])


def source_cell(row: Row) -> Cell:
    """The place of the row in the article, as a link."""
    return Cell(f"table {row['table_index']}, row {row['row_index']}", page=source_of(row))
