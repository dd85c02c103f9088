"""Where an article belongs: by what it states, never by a guess."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sample_project import ROOT

from benchmarks.articles import article
from pipelines.documents.model import Fault
from pipelines.documents.reading import read_document
from pipelines.normalise.identity import RaceIdentity, identify_race
from pipelines.normalise.placement import Placement, place_article
from pipelines.recognition.document import DocumentRecogniser
from pipelines.recognition.vocabulary import SeriesName, Vocabulary, load_vocabulary
from pipelines.sources.raw import RawDocument
from pipelines.sources.sidecar import Sidecar

FORM = ROOT / "tests" / "forms" / "2023-ally-400.wikitext"
NAMES = load_vocabulary(ROOT / "pipelines" / "vocabulary").series_names
RESULTS = """
==Race results==
{| class="wikitable"
! Pos !! Grid !! No !! Driver !! Team !! Manufacturer !! Laps !! Points
|-
| 1 || 2 || 7 || [[Ann Example]] || Example Racing || Ford || 200 || 40
|-
| 2 || 1 || 8 || [[Bob Example]] || Other Racing || Chevrolet || 200 || 35
|}
"""


def infobox(*lines: str) -> str:
    return "\n| ".join(["{{Infobox NASCAR race report", *lines]) + "\n}}\n"


def category(*names: str) -> str:
    return "\n".join(f"[[Category:{name}]]" for name in names)


def code(found: Placement | Fault) -> str:
    assert isinstance(found, Fault)
    return found.reason_code


def test_an_article_is_placed_by_its_infobox(vocabulary: Vocabulary) -> None:
    found = place_article("2023 Ally 400", FORM.read_bytes(), vocabulary)
    assert found == Placement("cup", 2023, 17)
    for number in (0, 40, 1200):
        found = place_article(f"Generated {number}", article(number).encode(), vocabulary)
        assert found == Placement("cup", 1990 + number // 36, number % 36 + 1)


@pytest.mark.parametrize("name", NAMES, ids=lambda name: name.series_name)
def test_every_series_of_every_era_is_known_by_infobox_and_by_category(
    name: SeriesName, vocabulary: Vocabulary
) -> None:
    season = name.last_season or name.first_season
    season_name = f"{season} {name.series_name}"
    described = infobox(f"Description = Race 3 of 30 in the [[{season_name}]]")
    listed = "A race." + category(f"{season_name} races", "NASCAR races at Somewhere")
    for text, number in ((described, 3), (described + RESULTS, 3), (listed + RESULTS, None)):
        found = place_article("Some 400", text.encode(), vocabulary)
        assert found == Placement(name.series_id, season, number)


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        (
            "1994 San Marino Grand Prix",
            "{{Infobox Grand Prix race report\n| Type = F1\n| Race_No = 3\n| Season_No = 16\n"
            "| Date = {{Start date|1994|05|01}}\n}}\n" + category("1994 Formula One races"),
            Placement("f1", 1994, 3),
        ),
        (
            "Grand Prix of Nowhere",
            "The race was held on March 10, 1985.\n" + category("1985 CART season"),
            Placement("cart", 1985, None),
        ),
        (
            "2003 Indy Japan 300",
            "{{Infobox race report|Series=[[2003 IndyCar Series]]|Race No=3|Date=April 13, 2003}}",
            Placement("indycar", 2003, 3),
        ),
        (
            "Ally 400",
            infobox("Series = NASCAR Truck race of the [[NASCAR Craftsman Truck Series]]")
            + "'''It''' was the 17th race of the 2024 season, held on June 25, 2024.",
            Placement("truck", 2024, 17),
        ),
    ],
)
def test_what_the_infobox_leaves_out_is_stated_elsewhere(
    title: str, text: str, expected: Placement, vocabulary: Vocabulary
) -> None:
    assert place_article(title, text.encode(), vocabulary) == expected


@pytest.mark.parametrize(
    ("title", "season"),
    [
        ("2023 Ally 400", 2023),
        ("Ally 400 (2023)", 2023),
        ("Ally 400 2023", 2023),
        ("1967 2023", None),
        ("20231 Ally 400", None),
        ("2022–23 Ally 400", None),
        ("2022-23 Ally 400", None),
        ("Ally 400 2022–2023", None),
        ("Ally 400", None),
        ("The 2023 Ally 400", None),
        ("2150 Ally 400", None),
    ],
)
def test_a_title_tells_the_season_by_a_year_at_its_beginning_or_end(
    title: str, season: int | None, vocabulary: Vocabulary
) -> None:
    found = place_article(title, RESULTS.encode(), vocabulary, series_id="cup")
    if season is None:
        assert code(found) == "no_season"
        assert isinstance(found, Fault)
        assert "--season" in found.reason
    else:
        assert found == Placement("cup", season, None)


@pytest.mark.parametrize(
    "text",
    [
        category("2022 NASCAR Cup Series races", "2023 NASCAR Cup Series races"),
        category("2023 NASCAR Cup Series races", "2023 NASCAR Xfinity Series races"),
        category("2021 NASCAR Cup Series champions"),
        category("NASCAR Cup Series", "2023 in sports in Tennessee"),
        category("2022–2023 NASCAR Cup Series races"),
        "<!-- " + category("2023 NASCAR Cup Series races") + " -->",
        "<!-- " + category("2023 NASCAR Cup Series races"),
        "<nowiki>" + category("2023 NASCAR Cup Series races") + "</nowiki>",
        "[[:Category:2023 NASCAR Cup Series races]]",
        "[[2023 NASCAR Cup Series]]",
        "It was a race of the 2023 NASCAR Cup Series.",
        "",
    ],
)
def test_what_names_no_one_season_of_a_series_places_nothing(
    text: str, vocabulary: Vocabulary
) -> None:
    found = place_article("2023 Some 400", (RESULTS + text).encode(), vocabulary)
    assert code(found) == "no_series"
    assert isinstance(found, Fault)
    assert "--series" in found.reason
    # Given what is not stated, it is placed.
    found = place_article("2023 Some 400", (RESULTS + text).encode(), vocabulary, "nxs")
    assert found == Placement("nxs", 2023, None)


def test_categories_are_read_however_they_are_written(vocabulary: Vocabulary) -> None:
    for text in (
        "[[category: 2023_NASCAR_Cup_Series races |Ally]]",
        "[[ Category :2023 NASCAR Cup Series]][[Category:2023 NASCAR Cup Series races]]",
        "[[Category:NASCAR Cup Series races of the 2023 season]]",
        "[[Category:2026 NASCAR O’Reilly Auto Parts Series]]",
    ):
        expected = ("nxs", 2026) if "Reilly" in text else ("cup", 2023)
        found = place_article("Some 400", f"A race.\n{text}".encode(), vocabulary)
        assert found == Placement(*expected, None)


def test_a_category_of_another_season_than_the_infobox_fills_nothing_in(
    vocabulary: Vocabulary,
) -> None:
    text = infobox("Year = 2023") + RESULTS + category("2022 NASCAR Cup Series races")
    assert code(place_article("Some 400", text.encode(), vocabulary)) == "no_series"
    text = infobox("Year = 2023") + RESULTS + category("2023 NASCAR Cup Series races")
    found = place_article("Some 400", text.encode(), vocabulary)
    assert found == Placement("cup", 2023, None)


def test_what_is_given_must_not_differ_from_what_is_stated(vocabulary: Vocabulary) -> None:
    content = FORM.read_bytes()
    assert place_article("x", content, vocabulary, "cup", 2023) == Placement("cup", 2023, 17)
    for series_id, season, reason_code, words in (
        ("nxs", 2023, "wrong_series", "the article says NASCAR Cup Series"),
        ("cup", 2022, "wrong_season", "the article says 2023, but 2022"),
        ("moto", None, "unknown_series", "known are cup, nxs"),
    ):
        found = place_article("x", content, vocabulary, series_id, season)
        assert code(found) == reason_code
        assert isinstance(found, Fault)
        assert words in found.reason


@pytest.mark.parametrize(
    ("title", "text", "reason_code"),
    [
        ("Ally 400 (2023)", "#REDIRECT [[2023 Ally 400]]\n\n{{R from move}}", "redirect_page"),
        ("Ally 400 (2023)", "#redirect:[[2023 Ally 400#Results]]\n==x==", "redirect_page"),
        ("2099 Blank page", "", "empty_document"),
        ("2099 Blank page", " \n", "empty_document"),
        ("2023 Ally 400", "a\x00b" * 40, "binary_document"),
        ("2023 NASCAR Cup Series", RESULTS, "season_article"),
        ("2023 NASCAR season", RESULTS, "season_article"),
        ("List of NASCAR races", RESULTS, "list_article"),
        ("Template:2023 Ally 400", RESULTS, "list_article"),
        ("2023 24 Hours of Daytona", RESULTS, "endurance_article"),
        ("../2023 Ally 400", RESULTS, "unsafe_title"),
        ("2023 Ally 400", RESULTS * 4, "several_races"),
        (
            "Some Speedway",
            '==Winners==\n{| class="wikitable"\n! Year !! Driver !! Team\n|-\n'
            "| 1999 || Ann Example || A\n|-\n| 2000 || Bob Example || B\n|}",
            "event_article",
        ),
        ("Daniel Suárez", "'''Daniel Suárez''' drives. [[Category:Drivers]]", "no_series"),
    ],
)
def test_a_page_that_is_no_article_of_a_race_has_no_place(
    title: str, text: str, reason_code: str, vocabulary: Vocabulary
) -> None:
    assert code(place_article(title, text.encode(), vocabulary)) == reason_code


def test_a_race_whose_tables_are_not_understood_is_placed(vocabulary: Vocabulary) -> None:
    for text in ("'''It''' is a stub.", '{| class="wikitable"\n! Foo !! Bar\n|-\n| 1 || 2\n|}'):
        text += "\n" + category("2023 NASCAR Cup Series races")
        found = place_article("2023 Toyota/Save Mart 350", text.encode(), vocabulary)
        assert found == Placement("cup", 2023, None)


def test_what_stands_above_the_first_heading_need_not_hold_a_text(
    vocabulary: Vocabulary,
) -> None:
    for above in ("", "<!-- a comment -->\n", "{{Short description|NASCAR Cup Series race}}\n"):
        text = above + RESULTS + category("2023 NASCAR Cup Series races")
        found = place_article("Some 400", text.encode(), vocabulary)
        assert found == Placement("cup", 2023, None)


def test_a_template_that_ends_inside_the_infobox_does_not_end_it(vocabulary: Vocabulary) -> None:
    text = infobox(
        "Year = 2023", "Location = {{unbulleted list\n|Daytona\n}}", "Race_No = 5",
        "Description = Race 3 of 36 in the 2023 NASCAR Cup Series",
    )  # fmt: skip
    found = place_article("Some 400", (text + RESULTS).encode(), vocabulary)
    assert found == Placement("cup", 2023, 3)


def test_a_line_that_is_not_utf_8_does_not_count_and_the_others_do(
    vocabulary: Vocabulary,
) -> None:
    text = infobox("Location = Daytona", "Description = Race 3 of 36 in the 2023 NASCAR Cup Series")
    content = text.encode().replace(b"Daytona", b"Da\xfftona") + RESULTS.encode()
    assert place_article("x", content, vocabulary) == Placement("cup", 2023, 3)


@pytest.mark.parametrize("number", [5, 36, 700])
@pytest.mark.parametrize("name", [NAMES[0], NAMES[8], NAMES[14], NAMES[-1]])
def test_a_build_finds_the_article_in_the_right_folder(
    number: int, name: SeriesName, vocabulary: Vocabulary
) -> None:
    """What lands an article and what reads it agree, or it would be rejected where it is put."""
    content = article(number).replace("NASCAR Cup Series", name.series_name).encode()
    placed = place_article("Some 400", content, vocabulary)
    assert isinstance(placed, Placement)
    assert placed.series_id == name.series_id
    document = read_document(".wikitext", content, vocabulary.markup)
    raw = RawDocument(
        "a", Path("a"), placed.series_id, placed.season, "some-400", 5, ".wikitext", "", Sidecar()
    )
    recognition = DocumentRecogniser(vocabulary).recognise(document)
    identity = identify_race(raw, document, recognition, vocabulary)
    assert isinstance(identity, RaceIdentity)
    assert identity.race_number == placed.race_number


_PIECES = st.sampled_from(
    [
        "{{Infobox NASCAR race report\n| Description = ", "Race 3 of 36 in the ", "2023", "1949",
        "NASCAR Cup Series", "Formula One", "}}", "{{", "[[", "]]", "[[Category:", "|", "\n==",
        "\n", "<!--", "-->", "<nowiki>", "#REDIRECT [[a]]", RESULTS, "\x00", "99999", " races",
    ]
)  # fmt: skip


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    title=st.text(max_size=40) | _PIECES,
    content=st.binary(max_size=300)
    | st.lists(_PIECES | st.text(max_size=10), max_size=20).map(
        lambda parts: "".join(parts).encode("utf-8", "replace")
    ),
)
@example(title="\ud800", content=b"<!--" * 10_000)
@example(title="2023" * 60, content=b"[[Category:" * 10_000)
@example(title="", content=b"{{Infobox" * 5_000)
def test_no_content_raises_and_no_place_is_outside_the_folders(
    title: str, content: bytes, vocabulary: Vocabulary
) -> None:
    found = place_article(title, content, vocabulary)
    if isinstance(found, Fault):
        assert found.reason_code != "cannot_read"
        assert found.reason
    else:
        assert found.series_id in vocabulary.series
        assert 1900 <= found.season <= 2099
