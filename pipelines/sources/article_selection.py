"""Which pages of a dump may be race articles: by an infobox or a category in their wikitext.

In: names of templates and categories, from the vocabulary; a page's XML, then its text. Out:
yes or no. Separate because a dump has millions of pages: their bytes are looked at first, and
only what may be a race article is parsed.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from typing import Self

from pipelines.recognition.vocabulary import Vocabulary

# Words that XML and MediaWiki leave as they are, however a name is written.
_WORD = re.compile(r"[A-Za-z0-9]{2,}")
_SEASON = "{season}"
_SERIES_NAME = "{series_name}"
_CATEGORY_PREFIX = re.compile(r"[\s_]*category[\s_]*:[\s_]*", re.IGNORECASE)
_TEMPLATE = re.compile(
    r"(?<!\{)\{\{(?!\{)\s*(?:template[\s_]*:)?([^{}|\[\]<>]*)[|}]", re.IGNORECASE
)
_CATEGORY = re.compile(r"\[\[[\s_]*category[\s_]*:([^\[\]{}|<>]*)[|\]]", re.IGNORECASE)
_SPACES = re.compile(r"[ _\u00a0]+")
# Of what stands in these, nothing is used.
_OPENING = re.compile(r"<!--|<(nowiki|pre|syntaxhighlight|source)\b[^<>]*>", re.IGNORECASE)


class ArticleSelection:
    """Pages that use one of some templates or stand in one of some categories.

    Names are compared as MediaWiki does: the first letter without case, underscores as spaces.
    ``{season}`` in the title of a category is any year. ``digest`` is the same for the same names.
    """

    def __init__(self, infoboxes: Collection[str], categories: Collection[str]) -> None:
        titles = [_CATEGORY_PREFIX.sub("", one, count=1) for one in categories]
        self._infoboxes = frozenset(map(_name, infoboxes))
        self._categories = re.compile("|".join(map(_category_pattern, titles)) or r"(?!)")
        words = (_words(one) for one in (*infoboxes, *titles))
        self._words = _fewest(words)
        names = f"{sorted(self._infoboxes)}{self._categories.pattern}"
        self.digest = hashlib.sha256(names.encode("utf-8", "surrogatepass")).hexdigest()

    @classmethod
    def from_vocabulary(cls, vocabulary: Vocabulary) -> Self:
        """What ``vocabulary/discovery.csv`` says, with every name that a series ever had."""
        infoboxes, categories = [], []
        for rule in vocabulary.discovery:
            if rule.method == "infobox":
                infoboxes.append(rule.title)
            elif rule.method == "category":
                names = [
                    one.series_name
                    for one in vocabulary.series_names
                    if rule.series_id in (None, one.series_id)
                ]
                categories += [rule.title.replace(_SERIES_NAME, name) for name in names]
        return cls(infoboxes, dict.fromkeys(categories))

    def may_select(self, xml: bytes) -> bool:
        """Whether a page may be selected, by its words; quick, and never wrongly ``False``."""
        known: dict[bytes, bool] = {}
        for words in self._words:
            for word in words:
                if word not in known:
                    known[word] = word in xml
                if not known[word]:
                    break
            else:
                return True
        return False

    def selects(self, text: str) -> bool:
        """Whether wikitext uses one of the templates or names one of the categories."""
        used = _without_hidden(text)
        return any(_name(found[1]) in self._infoboxes for found in _TEMPLATE.finditer(used)) or any(
            self._categories.fullmatch(_name(found[1])) for found in _CATEGORY.finditer(used)
        )


def _name(text: str) -> str:
    """``" infobox_NASCAR  race report\\n"`` as ``"Infobox NASCAR race report"``."""
    folded = _SPACES.sub(" ", text).strip()
    return folded[:1].upper() + folded[1:]


def _category_pattern(title: str) -> str:
    before, season, after = _name(title).partition(_SEASON)
    return re.escape(before) + ("[0-9]{4}" if season else "") + re.escape(after)


def _words(title: str) -> frozenset[bytes]:
    """Parts of a name that must stand in a page; its first letter may be of either case."""
    return frozenset(word.encode() for word in _WORD.findall(title.replace(_SEASON, " ")[1:]))


def _fewest(alternatives: Iterable[frozenset[bytes]]) -> tuple[tuple[bytes, ...], ...]:
    """The alternatives that no other one follows from.

    Words that many of them have come first: where one is missing, all these are settled.
    """
    fewest: list[frozenset[bytes]] = []
    for words in sorted(alternatives, key=len):
        if not any(known <= words for known in fewest):
            fewest.append(words)
    count = Counter(word for words in fewest for word in words)
    return tuple(
        tuple(sorted(words, key=lambda word: (-count[word], -len(word), word))) for words in fewest
    )


def _without_hidden(text: str) -> str:
    """The text without comments and without what is only shown as it stands."""
    return "".join(_parts_in_use(text)) if "<" in text else text


def _parts_in_use(text: str) -> Iterator[str]:
    position = passed = 0
    unclosed: set[str] = set()
    while found := _OPENING.search(text, position):
        name = (found[1] or "").casefold()
        end = None
        if name not in unclosed and not found[0].endswith("/>"):
            closing = re.compile(rf"</{name}\s*>" if name else "-->", re.IGNORECASE)
            end = closing.search(text, found.end())
            if end is None:
                unclosed.add(name)
        position = found.end()
        if end is None and name:
            continue
        yield text[passed : found.start()]
        # A comment that is not closed goes on to the end.
        position = passed = end.end() if end else len(text)
    yield text[passed:]
