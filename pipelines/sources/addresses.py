"""Article titles from what people paste: a title, or the address of the article.

In: a text. Out: a title. Separate because an address is of one wiki, and must not be asked of
another.
"""

from __future__ import annotations

from urllib.parse import parse_qs, unquote, urlsplit

_ARTICLE_PATH = "/wiki/"


class UnusableAddress(ValueError):
    """An address that names no article of the wiki that is asked; the message says what would."""


def title_of(text: str, api_url: str) -> str:
    """``"https://en.wikipedia.org/wiki/2023_Ally_400#Race"`` as ``"2023 Ally 400"``.

    What is no web address is a title already.

    Raises:
        UnusableAddress: the address is not of the wiki at ``api_url``, or tells no title.
    """
    try:
        parts = urlsplit(text.strip())
    except ValueError:
        # `//[x`: brackets that hold no address of a host. The wiki knows whether it is a title.
        return text
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return text
    # The mobile site has the same articles.
    host = (parts.hostname or "").replace(".m.", ".", 1)
    if host != urlsplit(api_url).hostname:
        raise UnusableAddress(
            f"'{text}' is not an address of {urlsplit(api_url).hostname}, which is asked; give "
            "the article's title, or --api-url"
        )
    named = parse_qs(parts.query).get("title", [""])[0]
    _, _, last = parts.path.partition(_ARTICLE_PATH)
    title = (named or unquote(last)).replace("_", " ").strip()
    if not title:
        raise UnusableAddress(
            f"'{text}' does not tell the title of an article, as .../wiki/2023_Ally_400 does; give "
            "the title"
        )
    return title
