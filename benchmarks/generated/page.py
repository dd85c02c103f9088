"""Write an article as HTML, as MediaWiki renders the wikitext of it.

In: an ``Article``. Out: the page. Separate because readers of HTML are measured on the same
articles; what the generator never writes is not rendered here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

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


def _date(found: re.Match[str]) -> str:
    day = date(int(found[1]), int(found[2]), int(found[3]))
    return f"{day:%B} {day.day}, {day.year}"


def _link(found: re.Match[str]) -> str:
    page = found[1]
    address = page.replace(" ", "_").replace('"', "%22")
    return f'<a href="/wiki/{address}" title="{page}">{found[2] or page}</a>'


_REFERENCE = '<sup id="cite_ref-1" class="reference"><a href="#cite_note-1">[1]</a></sup>'
_INLINE: tuple[tuple[re.Pattern[str], object], ...] = (
    (re.compile(r"<!--.*?-->"), ""),
    (re.compile(r"& "), "&amp; "),
    (re.compile(r"<ref[^>]*>.*?</ref>"), _REFERENCE),
    (re.compile(r"\{\{convert\|([^|}]*)\|([^|}]*)[^}]*\}\}"), r"\1 \2 (in other units)"),
    (re.compile(r"\{\{abbr\|([^|}]*)\|([^|}]*)\}\}"), r'<abbr title="\2">\1</abbr>'),
    (re.compile(r"\{\{small\|([^}]*)\}\}"), r"<small>\1</small>"),
    (re.compile(r"\{\{Start date\|(\d+)\|(\d+)\|(\d+)\}\}"), _date),
    (re.compile(r"\[\[File:([^|]*)\|[^\]]*alt=(\w+)\]\]"), r'<img alt="\2" src="/img/\1">'),
    (re.compile(r"\[\[([^|\]]*)(?:\|([^\]]*))?\]\]"), _link),
    (re.compile(r"\[(https?:\S+) ([^\]]*)\]"), r'<a class="external text" href="\1">\2</a>'),
    (re.compile(r"'''(.*?)'''"), r"<b>\1</b>"),
)


def page(article: Article) -> str:
    """The body of the page, as the wiki's API gives it."""
    parts = [*_infobox(article), *map(_block, article.blocks)]
    return f'<div class="mw-parser-output">{"".join(parts)}</div>'


def _inline(text: str) -> str:
    for pattern, replacement in _INLINE:
        text = pattern.sub(replacement, text)  # type: ignore[call-overload]
    return text


def _infobox(article: Article) -> Iterator[str]:
    if article.infobox:
        rows = "".join(
            f'<tr><th scope="row">{key.replace("_", " ")}\n</th>\n'
            f"<td>{_inline(value)}\n</td></tr>\n"
            for key, value in article.infobox.items()
        )
        title = f'<tr><th colspan="2" class="summary">{article.title}\n</th></tr>\n'
        yield f'<table class="infobox vevent">\n<tbody>{title}{rows}</tbody></table>\n'


def _block(block: Block) -> str:
    match block:
        case Heading(text, level):
            return f'<h{level}><span class="mw-headline">{text}</span></h{level}>\n'
        case Paragraph(text):
            return f"<p>{_inline(text)}\n</p>"
        case Bullets(items):
            return "<ul>" + "\n".join(f"<li>{_inline(one)}</li>" for one in items) + "</ul>\n"
        case Caption(text, is_term):
            return f"<dl><dt>{text}</dt></dl>\n" if is_term else f"<p><b>{text}</b>\n</p>"
        case Table():
            return _table(block)


def _table(table: Table) -> str:
    rows = "".join(f"<tr>\n{''.join(map(_cell, row))}</tr>\n" for row in table.rows)
    header = "".join(f'<th scope="col">{_inline(text)}\n</th>\n' for text in table.header)
    whole = '<tr>\n<th colspan="{}">{}\n</th></tr>\n'
    above = whole.format(len(table.header), table.above) if table.above else ""
    footer = whole.format(len(table.header), _inline(table.footer)) if table.footer else ""
    return (
        f'<table class="wikitable sortable">\n<tbody>{above}<tr>\n{header}</tr>\n{rows}{footer}'
        "</tbody></table>\n"
    )


def _cell(cell: str | Cell) -> str:
    if isinstance(cell, str):
        return f"<td>{_inline(cell)}\n</td>\n"
    name = "th" if cell.is_header else "td"
    spans = f' rowspan="{cell.rowspan}"' * (cell.rowspan > 1)
    spans += f' colspan="{cell.colspan}"' * (cell.colspan > 1)
    style = f' style="{cell.style}"' * bool(cell.style)
    return f"<{name}{spans}{style}>{_inline(cell.text)}\n</{name}>\n"
