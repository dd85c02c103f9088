"""The HTML tags that wikitext may hold, by what they do to the text in them.

In: nothing. Out: sets of names and a few patterns. Separate because they are lists to look
things up in, not steps.
"""

from __future__ import annotations

import re

REFERENCE_NAME = re.compile(r"""\bname\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'/>]+))""", re.IGNORECASE)
HIDDEN = re.compile(r"display\s*:\s*none|\bsortkey\b", re.IGNORECASE)
ORDINAL = re.compile(r"^(?:st|nd|rd|th|o|a)$", re.IGNORECASE)
# `Ty Gibbs<sup>R</sup>` is marked as `Ty Gibbs (R)` is.
MARKER = re.compile(r"^[A-Z]{1,3}$")
# What is struck out (a driver who was replaced) is no text where there is other text.
STRUCK = frozenset({"s", "strike", "del"})
# A tag in this list is dropped and what it holds stays; any other name in <> is text.
TAGS = frozenset({
    "abbr", "b", "bdi", "bdo", "big", "blockquote", "caption", "center", "cite", "code", "data",
    "dd", "del", "dfn", "div", "dl", "dt", "em", "font", "h1", "h2", "h3", "h4", "h5", "h6", "hr",
    "i", "includeonly", "ins", "kbd", "li", "mark", "noinclude", "ol", "onlyinclude", "p", "poem",
    "pre", "q", "rb", "rp", "rt", "ruby", "s", "samp", "section", "small", "span", "strike",
    "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "tt",
    "u", "ul", "var", "wbr",
})  # fmt: skip
BREAKING = frozenset({
    "br", "p", "div", "li", "dd", "dt", "ul", "ol", "hr", "tr", "table", "blockquote", "poem",
})  # fmt: skip
# What stands between these tags is no text of the article; a reference is a footnote.
OPAQUE = frozenset({
    "nowiki", "ref", "style", "script", "math", "gallery", "timeline", "templatestyles",
    "syntaxhighlight", "graph", "score", "mapframe", "indicator", "references",
})  # fmt: skip
