"""One person, one id: by link target, alias and name; and two persons stay two."""

from __future__ import annotations

import polars as pl
import pytest

from pipelines.normalise.drivers import MENTION_SCHEMA, identify_drivers
from pipelines.recognition.vocabulary import Vocabulary

Mention = tuple[int | None, str, str | None]


def identified(
    vocabulary: Vocabulary, *rows: tuple[str, int | None, str, str | None]
) -> pl.DataFrame:
    frame = pl.DataFrame(rows, schema=MENTION_SCHEMA, orient="row")
    return identify_drivers(frame, vocabulary)


def ids(vocabulary: Vocabulary, *mentions: Mention) -> dict[tuple[str, str | None], str]:
    """Ids by name and link; a mention is a table, a name and a link target."""
    known = identified(vocabulary, *[("a.txt", *mention) for mention in mentions])
    return {(row["name"], row["link"]): row["driver_id"] for row in known.iter_rows(named=True)}


@pytest.mark.parametrize(
    ("name", "link", "expected"),
    [
        ("Ross Chastain", None, "ross-chastain"),
        ("A.J. Foyt", None, "a-j-foyt"),
        ("A. J. Foyt", None, "a-j-foyt"),
        ("AJ Foyt", None, "a-j-foyt"),
        ("JJ Lehto", "JJ Lehto", "j-j-lehto"),
        ("Daniel Suárez", None, "daniel-suarez"),
        ("Daniel Suarez", "Daniel Suárez (racing driver)", "daniel-suarez"),
        ("Martin Truex, Jr.", "Martin Truex, Jr.", "martin-truex-jr"),
        ("Martin Truex Jr", None, "martin-truex-jr"),
        ("Mike Wallace", "Mike Wallace (racing driver)", "mike-wallace"),
        ("Mike Wallace", "Mike Wallace (journalist)", "mike-wallace-journalist"),
        ("Mike Wallace", "Mike Wallace (born 1958)", "mike-wallace-born-1958"),
        # The target says more than the name shown, and its last name is in it.
        ("Stenhouse", "Ricky Stenhouse Jr.", "ricky-stenhouse-jr"),
        ("D. Earnhardt", "Dale Earnhardt, Jr.", "dale-earnhardt-jr"),
        # A flag, a sponsor or a team is linked as well: it is not the person.
        ("Juan Pablo Montoya", "Colombia", "juan-pablo-montoya"),
        ("Kasey Kahne", "Evernham Motorsports", "kasey-kahne"),
        # Aliases, by name and by target.
        ("Darrell Wallace, Jr.", None, "bubba-wallace"),
        ("Darrell Wallace Jr.", "Darrell Wallace Jr.", "bubba-wallace"),
        ("D. Wallace", "Darrell Wallace Jr.", "bubba-wallace"),
        ("Alessandro Zanardi", "Alex Zanardi", "alex-zanardi"),
        # An article without a page for one links to another of the family.
        ("Stephen Wallace", "Rusty Wallace", "stephen-wallace"),
        ("John Andretti", "Mario Andretti", "john-andretti"),
        ("Marco Andretti", "Mario Andretti", "marco-andretti"),
        ("Dale Earnhardt, Jr.", "Dale Earnhardt", "dale-earnhardt-jr"),
        ("A. J. Foyt IV", "A. J. Foyt", "a-j-foyt-iv"),
        ("Dale Earnhardt Sr.", "Dale Earnhardt", "dale-earnhardt"),
        ("Dale Earnhardt", "Dale Earnhardt Sr.", "dale-earnhardt"),
        ("Geoffrey Bodine", "Geoff Bodine", "geoff-bodine"),
        ("Ken Schrader", "Kenny Schrader", "kenny-schrader"),
        ("Buckshot Jones", 'Roy "Buckshot" Jones', "buckshot-jones"),
        # A remark that says no more than what he does.
        ("Alex Lloyd", "Alex Lloyd (racing driver, born 1984)", "alex-lloyd-born-1984"),
        ("Alex Lloyd", "Alex Lloyd (born 1984)", "alex-lloyd-born-1984"),
        ("Ron Fellows", "Ron Fellows (Canadian racing driver)", "ron-fellows"),
        ("Bob Keselowski", "Bob Keselowski (NASCAR owner)", "bob-keselowski"),
    ],
)
def test_a_person_has_one_id(
    name: str, link: str | None, expected: str, vocabulary: Vocabulary
) -> None:
    assert ids(vocabulary, (0, name, link)) == {(name, link): expected}


def test_two_link_targets_in_one_table_are_two_persons(vocabulary: Vocabulary) -> None:
    found = ids(
        vocabulary,
        (0, "John Smith", "John Smith"),
        (0, "John Smith", "John Smith (racing driver)"),
        (1, "John Smith", "John Smith (racing driver)"),
    )
    assert found == {
        ("John Smith", "John Smith"): "john-smith",
        ("John Smith", "John Smith (racing driver)"): "john-smith-racing-driver",
    }


def test_one_person_may_be_linked_differently_in_two_tables(vocabulary: Vocabulary) -> None:
    """The page was moved, and the standings still link to its old name."""
    found = ids(
        vocabulary, (0, "John Smith", "John Smith"), (1, "John Smith", "John Smith (driver)")
    )
    assert set(found.values()) == {"john-smith"}


def test_a_name_without_a_link_is_the_person_linked_elsewhere(vocabulary: Vocabulary) -> None:
    found = ids(
        vocabulary,
        (0, "Mike Wallace", "Mike Wallace (born 1958)"),
        (1, "Mike Wallace", None),
        (1, "Mike Wallace", "NASCAR"),
    )
    assert set(found.values()) == {"mike-wallace-born-1958"}


def test_a_name_that_is_linked_to_two_persons_is_neither(vocabulary: Vocabulary) -> None:
    found = ids(
        vocabulary,
        (0, "John Smith", "John Smith (born 1950)"),
        (0, "John Smith", "John Smith (born 1980)"),
        (1, "John Smith", None),
    )
    assert found["John Smith", None] == "john-smith"
    assert len(set(found.values())) == 3


def test_a_name_is_the_person_linked_in_another_article_of_the_season(
    vocabulary: Vocabulary,
) -> None:
    known = identified(
        vocabulary,
        ("a.txt", 0, "Ronnie Silver", "Ron Silver"),
        ("b.txt", 0, "Ronnie Silver", None),
        ("b.txt", 0, "Ben Baker", None),
    )
    found = known.filter(document_id="b.txt").select("name", "driver_id").rows()
    assert sorted(found) == [("Ben Baker", "ben-baker"), ("Ronnie Silver", "ron-silver")]


def test_a_link_in_the_article_itself_goes_before_one_of_the_season(
    vocabulary: Vocabulary,
) -> None:
    known = identified(
        vocabulary,
        ("a.txt", 0, "Mike Wallace", "Mike Wallace (journalist)"),
        ("b.txt", 0, "Mike Wallace", "Mike Wallace (born 1958)"),
        ("b.txt", 1, "Mike Wallace", None),
        ("c.txt", 0, "Mike Wallace", None),
    )
    found = known.filter(pl.col("link").is_null()).select("document_id", "driver_id").rows()
    assert sorted(found) == [("b.txt", "mike-wallace-born-1958"), ("c.txt", "mike-wallace")]


def test_a_linked_person_has_the_name_of_his_article(vocabulary: Vocabulary) -> None:
    """`D. Reutimann` was the name shown, since a table of the article had it most often."""
    known = identified(
        vocabulary,
        ("a.txt", 0, "D. Reutimann", "David Reutimann"),
        ("a.txt", 1, "D. Reutimann", None),
        ("a.txt", 2, "Dan Smith", "Dan Smith (racing driver)"),
        ("a.txt", 2, "D. Jones", None),
    )
    assert set(known["driver_name"]) == {"David Reutimann", "Dan Smith", "D. Jones"}
