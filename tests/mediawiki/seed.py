"""The pages of the test wiki, as an XML export that ``importDump`` reads.

In: nothing but numbers. Out: an XML file, the same bytes each time. Separate because the wiki
must hold what a wiki holds (categories, season articles, redirects of every kind, odd titles)
and none of it may be a copy of a real article's results.

    python -m tests.mediawiki.seed FILE                    the pages that the tests expect
    python -m tests.mediawiki.seed --articles 1000 FILE    one season of so many races, to measure
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from xml.sax.saxutils import escape

from benchmarks.articles import article

FORMS = Path(__file__).resolve().parent.parent / "forms"

CUP_SEASON, CUP = 2021, "NASCAR Cup Series"
XFINITY_SEASON, XFINITY = 2020, "NASCAR Xfinity Series"
CUP_RACES, XFINITY_RACES = 60, 12
MISSING_RACE = 37  # the schedule links to a page that does not exist

# The longest title there can be: 255 bytes, of which 7 are "2021 " and the last "é".
LONG_NAME = ("Generated Motor Oil and Sundries 400 Presented by the Society for Long Names " * 4)[
    :248
]
ODD_NAMES = {
    7: "Toyota/Save Mart 350",
    11: "M&M's Fan Appreciation 400",
    13: "Würth 400",
    17: "St. Louis 300.",
    19: "100% Grain 250",
    21: 'Who\'s "Next"? 300',
    23: "Go Bowling 400",
    24: "GO BOWLING 400",
    27: "A+B *Star* 200",
    29: LONG_NAME + "é",
}
# What the schedule links to instead of the article itself.
LINKED_AS = {31: "Race thirty-one of 2021", 41: "Race forty-one of 2021"}
_PLACES = ("Harbor", "Canyon", "Prairie", "Orchard", "Granite", "Lakeside", "Foundry", "Summit")
_THINGS = ("Tool", "Lumber", "Seed", "Paint", "Engine", "Biscuit", "Battery", "Tire")


@dataclass(frozen=True, slots=True)
class Page:
    """A page to import: its revisions from the oldest to the newest."""

    title: str
    texts: tuple[str, ...]
    written: date
    namespace: int = 0


@dataclass(frozen=True, slots=True)
class Race:
    """A race that never was."""

    season: int
    series: str
    number: int
    of: int
    is_categorised: bool = True

    @property
    def name(self) -> str:
        if self.series == CUP and self.of == CUP_RACES and self.number in ODD_NAMES:
            return ODD_NAMES[self.number]
        place, thing = _PLACES[self.number % 8], _THINGS[self.number // 8 % 8]
        return f"{place} {thing} {200 + self.number}"

    @property
    def title(self) -> str:
        return f"{self.season} {self.name}"

    @property
    def date(self) -> date:
        return date(self.season, 2, 1) + timedelta(days=(self.number - 1) * 280 // self.of)

    @property
    def track(self) -> str:
        return f"Track {self.number % 23} Speedway"

    def wikitext(self) -> str:
        """The generated article of a number, told to be this race."""
        text = article((self.season - 1990) * 36 + self.number - 1)
        changes = {
            r"(?<=Description = ).*": f"Race {self.number} of {self.of} in the "
            f"[[{self.season} {self.series}]]",
            r"(?<=Race_Name = ).*": self.name,
            r"(?<=Fulldate = ).*": f"{{{{Start date|{self.date:%Y|%m|%d}}}}}",
            r"(?<=Location = \[\[)[^]]*": self.track,
            r"NASCAR Cup Series race(?=\}\})": f"{self.series} race",
        }
        for pattern, replacement in changes.items():
            text, count = re.subn(pattern, replacement, text, count=1)
            assert count == 1, f"{pattern} is not in the generated article"
        return f"{text}\n\n{self._categories()}"

    def _categories(self) -> str:
        named = [f"{self.season} in NASCAR", f"NASCAR races at {self.track}"]
        if self.is_categorised:
            named.insert(0, f"{self.season} {self.series} races")
        return "\n".join(f"[[Category:{name}]]" for name in named)


def season_races(
    season: int, series: str, count: int, *, is_categorised: bool = True
) -> list[Race]:
    """All races of a season, in their order."""
    return [Race(season, series, number, count, is_categorised) for number in range(1, count + 1)]


def expected_pages() -> Iterator[Page]:
    """The pages that the tests expect: two seasons, and everything that is no race."""
    cup = season_races(CUP_SEASON, CUP, CUP_RACES)
    xfinity = season_races(XFINITY_SEASON, XFINITY, XFINITY_RACES, is_categorised=False)
    yield from _templates()
    yield from (_race_page(race) for race in cup if race.number != MISSING_RACE)
    yield from (_race_page(race) for race in xfinity)
    yield _page(f"{CUP_SEASON} {CUP}", _season_article(cup, has_results=True))
    yield _page(f"{XFINITY_SEASON} {XFINITY}", _season_article(xfinity, has_results=False))
    yield from _redirects(cup)
    yield from _other_pages()


def measured_pages(count: int) -> Iterator[Page]:
    """One season of ``count`` races with its category, nothing else."""
    return (_race_page(race) for race in season_races(CUP_SEASON, CUP, count))


def _page(title: str, *texts: str, namespace: int = 0) -> Page:
    return Page(title, texts, date(2021, 12, 1), namespace)


def _race_page(race: Race) -> Page:
    """The article; the first race of a season has an older revision too."""
    text = race.wikitext()
    older = (f"{text}\n\nMore is to come.\n",) if race.number == 1 else ()
    return Page(race.title, (*older, text), race.date + timedelta(days=1))


def _season_article(races: list[Race], *, has_results: bool) -> str:
    """As Wikipedia's: a schedule with a race that gives no points first, and results."""
    first = races[0]
    rows = [f"|\n| [[{first.season} Clash|Clash]]\n| [[{first.track}]]\n| January 20"]
    rows += [
        f"! {race.number}\n| [[{_linked(race)}|{race.name}]]\n| [[{race.track}]], [[Somewhere, "
        f"Tennessee|Somewhere]]\n| {race.date:%B} {race.date.day}"
        for race in races
    ]
    parts = [
        f"The '''{first.season} {first.series}''' was a season of stock car racing.",
        "==Schedule==",
        _table(["No.", "Race title", "Track", "Date"], rows),
    ]
    if has_results:
        results = [
            f"! {race.number}\n| [[{_linked(race)}|{race.name}]]\n| [[Aaron Abbott]]\n"
            f"| [[Crane Racing]]\n| [[{_linked(race)}|Report]]"
            for race in races
        ]
        headers = ["No.", "Race", "Winning driver", "Winning team", "Report"]
        parts += ["==Results and standings==", "===Races===", _table(headers, results)]
    return "\n\n".join([*parts, f"[[Category:{first.season} in NASCAR]]"])


def _linked(race: Race) -> str:
    return LINKED_AS.get(race.number, race.title) if race.series == CUP else race.title


def _table(headers: list[str], rows: list[str]) -> str:
    header = "\n".join(f"! {header}" for header in headers)
    return '{| class="wikitable"\n' + "\n|-\n".join([header, *rows]) + "\n|}"


def _redirects(cup: list[Race]) -> Iterator[Page]:
    targets = {
        LINKED_AS[31]: cup[30].title,
        LINKED_AS[41]: "Race 41 of 2021",
        "Race 41 of 2021": cup[40].title,
        f"{CUP_SEASON} Clash": f"{CUP_SEASON} {CUP}#Schedule",
        f"{XFINITY_SEASON} Clash": f"{XFINITY_SEASON} {XFINITY}#Schedule",
        "Loop 400": "Loop 500",
        "Loop 500": "Loop 400",
        "Redirect to nothing 400": "2021 No such race",
    }
    for title, target in targets.items():
        yield _page(title, f"#REDIRECT [[{target}]]")


def _other_pages() -> Iterator[Page]:
    """No races, but for the reference article."""
    yield _page("2023 Ally 400", (FORMS / "2023-ally-400.wikitext").read_text("utf-8"))
    yield _page("Table edge cases", (FORMS / "table-edge-cases.wikitext").read_text("utf-8"))
    yield _page(
        "Aaron Abbott",
        "{{Infobox racing driver\n| name = Aaron Abbott\n| birth_date = May 4, 1990\n}}\n"
        "'''Aaron Abbott''' is a racing driver.\n\n[[Category:NASCAR drivers]]",
    )
    yield _page(
        f"List of {CUP_SEASON} {CUP} races",
        f"* [[{CUP_SEASON} Go Bowling 400]]\n\n[[Category:{CUP_SEASON} {CUP} races| ]]",
    )
    yield _page(f"{CUP_SEASON} Blank 100", "")
    yield _page(
        f"Category:{CUP_SEASON} {CUP} races",
        f"[[Category:{CUP_SEASON} in NASCAR]]",
        namespace=14,
    )
    yield _page(
        f"Category:{CUP_SEASON} {CUP} race pictures",
        f"[[Category:{CUP_SEASON} {CUP} races]]",
        namespace=14,
    )


def _templates() -> Iterator[Page]:
    """Stand-ins, as far as a page that shows them would otherwise be full of red links."""
    texts = {
        "Fixture row": '<includeonly>\n|-\n! scope="row" | {{{1}}}\n| {{{2}}}</includeonly>',
        "Infobox NASCAR race report": '{| class="infobox"\n! {{{Race_Name|}}}\n|-\n'
        "| {{{Description|}}}\n|}",
        "Nowrap": '<span class="nowrap">{{{1}}}</span>',
        "Small": "<small>{{{1}}}</small>",
        "Abbr": '<abbr title="{{{2}}}">{{{1}}}</abbr>',
        "Start date": "{{{1}}}-{{{2}}}-{{{3}}}",
        "Convert": "{{{1}}} {{{2}}}",
        "Cite web": "[{{{url}}} {{{title}}}]",
        "Short description": "",
        "!": "|",
    }
    for name, text in texts.items():
        yield _page(f"Template:{name}", text, namespace=10)


def export(pages: Iterable[Page]) -> Iterator[str]:
    """The pages as the lines of an export, schema 0.11."""
    yield (
        '<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11"'
        ' xml:lang="en">\n  <siteinfo><namespaces><namespace key="0" case="first-letter" />'
        '<namespace key="10" case="first-letter">Template</namespace>'
        '<namespace key="14" case="first-letter">Category</namespace></namespaces></siteinfo>\n'
    )
    for number, page in enumerate(pages, start=1):
        yield (
            f"  <page>\n    <title>{escape(page.title)}</title>\n    <ns>{page.namespace}</ns>\n"
            f"    <id>{number}</id>\n"
        )
        for order, text in enumerate(page.texts):
            written = page.written + timedelta(days=order)
            yield (
                "    <revision>\n"
                f"      <timestamp>{written:%Y-%m-%d}T12:00:00Z</timestamp>\n"
                "      <contributor><username>Writer</username></contributor>\n"
                "      <model>wikitext</model>\n      <format>text/x-wiki</format>\n"
                f'      <text xml:space="preserve">{escape(text)}</text>\n    </revision>\n'
            )
        yield "  </page>\n"
    yield "</mediawiki>\n"


def write(path: Path, articles: int | None = None) -> None:
    """Write the export: what the tests expect, or a season of so many races."""
    pages = expected_pages() if articles is None else measured_pages(articles)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    with part.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(export(pages))
    part.replace(path)


def main() -> None:
    parser = argparse.ArgumentParser(description="Write the pages of the test wiki as XML.")
    parser.add_argument("--articles", type=int, help="one season of so many races instead")
    parser.add_argument("path", type=Path, metavar="FILE")
    given = parser.parse_args()
    write(given.path, given.articles)


if __name__ == "__main__":
    main()
