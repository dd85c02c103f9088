"""File names in raw/: of a title, and back to slug, revision and form.

In: titles, page ids, revision ids. Out: names that are safe on every file system. Separate
because whoever writes into raw/ and whoever reads it must agree on them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from pathlib import PurePath
from typing import NamedTuple

LONGEST_SLUG = 80
# The forms of a document; of one revision in several, the first that is there counts.
FORMS = (".wikitext", ".html", ".txt")
NOT_DOCUMENTS = frozenset({".json", ".md"})

_REVISION = re.compile(r"^(?P<slug>.+)\.r(?P<revision>[0-9]{1,18})$")
# Marks inside a word, which would otherwise divide it: M&M's, O'Reilly; and marks of direction.
_INSIDE_WORDS = re.compile("['’‘ʼ`´\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_OTHERS = re.compile(r"[^a-z0-9]+")
# Letters that Unicode does not take apart into a base letter and a mark.
_LETTERS = str.maketrans({
    "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th",
})  # fmt: skip
# Windows keeps these names for devices, with any suffix.
_DEVICE = re.compile(r"con|prn|aux|nul|(?:com|lpt)[0-9]")


class DocumentName(NamedTuple):
    """The parts of a file name: ``2023-ally-400``, ``123`` and ``.wikitext``."""

    slug: str
    revision_id: int | None
    suffix: str


def read_document_name(name: str) -> DocumentName:
    """Take ``2023-ally-400.r123.wikitext`` apart; a name without revision has ``None``."""
    path = PurePath(name)
    found = _REVISION.match(path.stem)
    if found is None:
        return DocumentName(path.stem, None, path.suffix)
    return DocumentName(found["slug"], int(found["revision"]), path.suffix)


def revision_name(slug: str, revision_id: int, suffix: str) -> str:
    """The file name of one revision: ``2023-ally-400.r123.wikitext``."""
    return f"{slug}.r{revision_id}{suffix}"


def slug_of_title(title: str) -> str:
    """A readable name of at most 80 letters, digits and single dashes: ``Würth 400 (2023)`` is
    ``wurth-400-2023``. Titles that hold none of these are ``page``.
    """
    # To lower case before as well: it makes a dotted I a letter and a mark.
    folded = unicodedata.normalize("NFKD", _INSIDE_WORDS.sub("", title).casefold()).casefold()
    letters = folded.translate(_LETTERS)
    plain = "".join(one for one in letters if not unicodedata.combining(one))
    slug = _OTHERS.sub("-", plain).strip("-")[:LONGEST_SLUG].rstrip("-")
    if not slug:
        return "page"
    return f"page-{slug}" if _DEVICE.fullmatch(slug) else slug


def free_slug(title: str, page_id: int, is_taken: Callable[[str], bool]) -> str:
    """The slug of a title, made unique by the page id, and by a count if that is not enough.

    ``is_taken`` says whether another page has a slug.
    """
    plain = slug_of_title(title)
    if not is_taken(plain):
        return plain
    slug = numbered = f"{plain}-{page_id}"
    count = 1
    # A page `Ally` with id 400 and a page `Ally 400`.
    while is_taken(slug):
        count += 1
        slug = f"{numbered}-{count}"
    return slug
