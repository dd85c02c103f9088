"""One person, one id: by link target, alias and name; and two persons stay two."""

from __future__ import annotations

import polars as pl
import pytest

from pipelines.normalise.drivers import MENTION_SCHEMA, identify_drivers
from pipelines.recognition.vocabulary import Vocabulary

Mention = tuple[int | None, str, str | None]


def ids(vocabulary: Vocabulary, *mentions: Mention) -> dict[tuple[str, str | None], str]:
    """Ids by name and link; a mention is a table, a name and a link target."""
    rows = [("a.txt", *mention) for mention in mentions]
    frame = pl.DataFrame(rows, schema=MENTION_SCHEMA, orient="row")
    known = identify_drivers(frame, vocabulary)
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
