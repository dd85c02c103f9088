"""Lay cells that span rows and columns into a grid, by the HTML table model.

In: the cells of each row, in order. Out: rows with one cell a slot. Separate because wikitext
and HTML share the model, and its bounds: a small document must not make a large memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.documents.model import Cell, Fault, Row

# HTML Living Standard, 4.9.11 "Attributes common to td and th elements", read 2026-11.
MAXIMUM_COLUMN_SPAN = 1000
MAXIMUM_ROW_SPAN = 65_534
# Real tables have up to some 20,000 slots; a document of ten such tables is large.
MAXIMUM_SLOTS = 1_000_000

_NOTHING = Cell("")


@dataclass(slots=True)
class OpenRow:
    """A row as it is read: its own cells, in order. A new group ends all spans from above."""

    cells: list[Cell]
    source: str
    line_number: int
    fault: Fault | None = None
    begins_group: bool = False


class SlotBudget:
    """The slots that a document's tables may still fill by spans."""

    def __init__(self, slots: int = MAXIMUM_SLOTS) -> None:
        self.left = slots


def parse_span(text: str | None, maximum: int) -> int:
    """Parse ``"2"`` to 2, as HTML does: leading digits; nothing, 0 or nonsense is 1.

    A rowspan of 0 (to the end of the rows) is the maximum.
    """
    digits = ""
    for character in (text or "").strip()[:8]:
        if not "0" <= character <= "9":
            break
        digits += character
    if not digits:
        return 1
    span = int(digits)
    if span == 0:
        return maximum if maximum == MAXIMUM_ROW_SPAN else 1
    return min(span, maximum)


def lay_out(rows: Sequence[OpenRow], budget: SlotBudget) -> tuple[Row, ...]:
    """Give each row one cell a slot; rows without a cell of their own are left out.

    Short rows are filled to the width of the table. Where the spans of a table ask for more
    slots than the document may fill, its rows keep their own cells and have a fault.
    """
    has_spans = [_spans(row.cells) for row in rows]
    if not any(has_spans):
        laid = [
            Row(tuple(row.cells), row.source, row.line_number, row.fault)
            for row in rows
            if row.cells
        ]
    else:
        spanned = _lay_out_spans(rows, has_spans, budget)
        if spanned is None:
            return _without_spans(rows)
        laid = spanned
    width = max((len(row.cells) for row in laid), default=0)
    missing = sum(width - len(row.cells) for row in laid)
    if missing > budget.left:
        return _without_spans(rows)
    budget.left -= missing
    return tuple(row if len(row.cells) == width else _filled(row, width) for row in laid)


def _spans(cells: Sequence[Cell]) -> bool:
    return bool([1 for cell in cells if cell.row_span != 1 or cell.column_span != 1])


def _filled(row: Row, width: int) -> Row:
    cells = row.cells + (_NOTHING,) * (width - len(row.cells))
    return Row(cells, row.source, row.line_number, row.fault, row.own_columns)


def _lay_out_spans(
    rows: Sequence[OpenRow], has_spans: Sequence[bool], budget: SlotBudget
) -> list[Row] | None:
    """Rows with every slot that a cell covers; ``None`` where the budget does not suffice."""
    laid: list[Row] = []
    from_above: dict[int, tuple[Cell, int]] = {}
    for row, row_has_spans in zip(rows, has_spans, strict=True):
        if row.begins_group:
            from_above = {}
        if not from_above and not row_has_spans:
            if row.cells:
                laid.append(Row(tuple(row.cells), row.source, row.line_number, row.fault))
            continue
        slots: list[Cell] = []
        origins: list[int] = []
        following: dict[int, tuple[Cell, int]] = {}
        for cell in row.cells:
            _take_from_above(slots, from_above, following)
            origins.append(len(slots))
            for _ in range(cell.column_span):
                if cell.row_span > 1:
                    following[len(slots)] = (cell, cell.row_span - 1)
                # Where a cell from above stands in the way, both cover the slot; this one shows.
                reaching = from_above.pop(len(slots), None)
                if reaching and reaching[1] > 1 and cell.row_span == 1:
                    following[len(slots)] = (reaching[0], reaching[1] - 1)
                slots.append(cell)
            if len(slots) > budget.left:
                return None
        while from_above:
            if not _take_from_above(slots, from_above, following):
                slots.append(_NOTHING)
            if len(slots) > budget.left:
                return None
        budget.left -= len(slots)
        from_above = following
        if row.cells:
            own = tuple(origins) if len(origins) < len(slots) else None
            laid.append(Row(tuple(slots), row.source, row.line_number, row.fault, own))
    return laid


def _take_from_above(
    slots: list[Cell],
    from_above: dict[int, tuple[Cell, int]],
    following: dict[int, tuple[Cell, int]],
) -> bool:
    """Append the cells that reach down into the next slots; whether there was one."""
    taken = False
    while (reaching := from_above.pop(len(slots), None)) is not None:
        cell, rows_left = reaching
        if rows_left > 1:
            following[len(slots)] = (cell, rows_left - 1)
        slots.append(cell)
        taken = True
    return taken


def _without_spans(rows: Sequence[OpenRow]) -> tuple[Row, ...]:
    fault = Fault(
        "grid_too_large",
        f"the spans of the document's tables ask for more than {MAXIMUM_SLOTS:,} slots; mend "
        "its rowspan and colspan",
    )
    return tuple(
        Row(tuple(row.cells), row.source, row.line_number, row.fault or fault)
        for row in rows
        if row.cells
    )
