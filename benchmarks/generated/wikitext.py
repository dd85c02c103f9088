"""Write an article as wikitext, in the spellings that people use for one and the same table.

In: an ``Article``. Out: its text. Separate because blocks say what stands in an article, and
this how it is written.
"""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.generated.blocks import (
    Article,
    Block,
    Bullets,
    Caption,
    Cell,
    Heading,
    Paragraph,
    Table,
)


def wikitext(article: Article) -> str:
    return "\n\n".join([*_top(article), *map(_block, article.blocks), *_end(article)]) + "\n"


def _top(article: Article) -> Iterator[str]:
    if article.infobox:
        lines = "\n".join(f"| {key} = {value}" for key, value in article.infobox.items())
        kind = f"{{{{Short description|{article.kind}}}}}"
        yield f"{kind}\n{{{{{article.infobox_name}\n{lines}\n}}}}"


def _end(article: Article) -> Iterator[str]:
    yield "==References==\n{{reflist}}"
    yield "\n".join(f"[[Category:{name}]]" for name in article.categories)


def _block(block: Block) -> str:
    match block:
        case Heading(text, level):
            marks = "=" * level
            return f"{marks}{text}{marks}"
        case Paragraph(text):
            return text
        case Bullets(items):
            return "\n".join(f"* {item}" for item in items)
        case Caption(text, is_term):
            return f";{text}" if is_term else f"'''{text}'''"
        case Table():
            return _table(block)


def _table(table: Table) -> str:
    lines = ['{| class="wikitable sortable" style="font-size:95%"']
    if table.above:
        lines += [f'! colspan="{len(table.header)}" | {table.above}', "|-"]
    if table.is_compact:
        lines.append("! " + " !! ".join(table.header))
    else:
        lines += [f'! scope="col" | {text}' for text in table.header]
    for row in table.rows:
        lines.append("|-")
        lines += _compact_row(row) if table.is_compact else map(_line, row)
    if table.footer:
        lines += ["|-", f'! colspan="{len(table.header)}" | {table.footer}']
    return "\n".join([*lines, "|}"])


def _compact_row(row: list[str | Cell]) -> Iterator[str]:
    """Header cells on lines of their own, the others on one."""
    split = [_line(cell) for cell in row]
    headers = sum(1 for line in split if line.startswith("!"))
    yield from split[:headers]
    yield "| " + " || ".join(line[2:] for line in split[headers:])


def _line(cell: str | Cell) -> str:
    if isinstance(cell, str):
        return f"| {cell}"
    attributes = [f'rowspan="{cell.rowspan}"'] * (cell.rowspan > 1)
    attributes += [f'colspan="{cell.colspan}"'] * (cell.colspan > 1)
    attributes += ['scope="row"'] * cell.is_header
    attributes += [f'style="{cell.style}"'] * bool(cell.style)
    mark = "!" if cell.is_header else "|"
    return f"{mark} {' '.join(attributes)} | {cell.text}" if attributes else f"{mark} {cell.text}"
