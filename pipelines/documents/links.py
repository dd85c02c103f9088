"""Links of wikitext: which page a link leads to, and the text it shows.

In: the parts of ``[[target|text]]``. Out: a page title, a text. Separate because titles are
what tells two people with one name apart, and both wikitext and HTML must write them alike.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.documents.markup import MarkupRules

# Prefixes that lead to no article: MediaWiki's namespaces, English and canonical names.
_NAMESPACES = frozenset(
    [
        "category",
        "file",
        "image",
        "media",
        "special",
        "template",
        "help",
        "portal",
        "user",
        "wikipedia",
        "project",
        "talk",
        "draft",
        "module",
        "mediawiki",
        "timedtext",
        "wp",
        "t",
        "h",
        "s",
        "d",
        "b",
        "c",
        "m",
        "n",
        "q",
        "v",
        "w",
        "wikt",
        "commons",
        "wikidata",
        "species",
        "book",
    ]
)
_LANGUAGE = re.compile(r"^[a-z]{2,3}(?:-[a-z]{2,10})?$")
_SPACE = re.compile(r"[\s_]+")
_ALTERNATIVE = re.compile(r"^\s*alt\s*=", re.IGNORECASE)
# Parts of `[[File:...|...]]` that say how the image is shown, not what it shows.
_IMAGE_OPTION = re.compile(
    r"^\s*(?:thumb(?:nail)?|frame(?:d|less)?|border|right|left|center|none|baseline|sub|super|"
    r"top|text-top|middle|bottom|text-bottom|upright(?:\s*=.*)?|[0-9]*x?[0-9]*\s*px|"
    r"(?:link|alt|page|lang|class|thumbtime)\s*=.*)?\s*$",
    re.IGNORECASE | re.DOTALL,
)


def page_title(target: str) -> str | None:
    """Normalise ``"ross_Chastain"`` to ``"Ross Chastain"``; ``None`` if no article.

    ``"Rusty Wallace#Family"`` is none: a section may be of somebody else (Stephen Wallace).
    """
    page, is_section, _ = target.partition("#")
    title = _SPACE.sub(" ", page).strip()
    if is_section:
        return None
    if title.startswith(":"):
        title = title[1:].lstrip()
    prefix, colon, _ = title.partition(":")
    if colon and is_namespace(prefix):
        return None
    return title[:1].upper() + title[1:] or None


def is_namespace(prefix: str) -> bool:
    """Whether what stands before a colon is a namespace or language: ``File``, ``fr``."""
    folded = prefix.strip().casefold()
    return (
        folded in _NAMESPACES
        or folded.endswith(" talk")
        or (_LANGUAGE.match(folded) is not None and prefix.strip().islower())
    )


def link_text(texts: Sequence[str], rules: MarkupRules) -> str | None:
    """The text that ``[[target|...|text]]`` shows; ``None`` where it shows nothing at all."""
    target = texts[0].strip()
    prefix, colon, name = target.partition(":")
    folded = prefix.strip().casefold()
    if colon and folded in ("file", "image"):
        return _image_text(name, texts[1:], rules)
    # `[[Category:X]]` and `[[fr:X]]` sort the page; `[[:Category:X]]` is a link in the text.
    if colon and prefix and len(texts) == 1 and (folded == "category" or _is_language(prefix)):
        return None
    if colon and folded == "category":
        return None
    return texts[-1] if len(texts) > 1 else target.removeprefix(":")


def _is_language(prefix: str) -> bool:
    return _LANGUAGE.match(prefix.strip()) is not None


def _image_text(name: str, options: Sequence[str], rules: MarkupRules) -> str:
    """What an image stands for (an arrow), else its caption, which is text of the article."""
    alternative = next((one for one in options if _ALTERNATIVE.match(one)), "")
    known = rules.image(name.strip(), alternative.partition("=")[2].strip())
    if known is not None:
        return known
    captions = [one for one in options if not _IMAGE_OPTION.match(one)]
    return captions[-1] if captions else ""
