"""What the attributes of an HTML element say: hidden or not, where it links to, which role.

In: a tag's attributes. Out: short answers. Separate because these are the words of MediaWiki's
skins and templates: a class that a new skin brings is one more entry here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

from pipelines.documents.links import page_title
from pipelines.documents.model import TableRole
from pipelines.documents.roles import stated_role

# What no reader of the article sees, or what only works the page: edit links, backlinks.
_HIDDEN_CLASSES = frozenset(
    [
        "sortkey",
        "mw-editsection",
        "editsection",
        "mw-editsection-like",
        "noprint-hidden",
        "mw-cite-backlink",
        "mw-linkback-text",
        "toc",
        "toctogglespan",
        "catlinks",
        "printfooter",
        "mw-jump-link",
        "magnify",
    ]
)
_HIDDEN_IDS = frozenset(
    ["toc", "catlinks", "siteSub", "contentSub", "jump-to-nav", "mw-navigation", "footer"]
)
_HIDDEN_STYLE = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_SCREEN_READER = frozenset(["sr-only", "visually-hidden"])
_PAGE_PATH = re.compile(r"^(?:(?:https?:)?//[^/?#]+)?/wiki/([^?]+)", re.IGNORECASE)
_NEW_PAGE = re.compile(r"[?&]title=([^&#]+)")
_NOT_A_PAGE = frozenset(["external", "extiw", "image", "mw-file-description", "internal"])

# Text by name; bs4's own type allows lists as well, which the reader asks it not to make.
Attributes = Mapping[str, Any]


@lru_cache(maxsize=4096)
def _words(names: str) -> frozenset[str]:
    return frozenset(names.split())


@lru_cache(maxsize=4096)
def _is_hidden_style(style: str) -> bool:
    return _HIDDEN_STYLE.search(style) is not None


def classes(attributes: Attributes) -> frozenset[str]:
    """The class names of an element."""
    names = attributes.get("class")
    return _words(names) if names else frozenset()


def is_hidden(attributes: Attributes) -> bool:
    """Whether an element shows nothing of the article."""
    names = attributes.get("class")
    if names and not _HIDDEN_CLASSES.isdisjoint(_words(names)):
        return True
    style = attributes.get("style")
    if style and _is_hidden_style(style):
        return True
    return attributes.get("id") in _HIDDEN_IDS or attributes.get("rel") == "mw:referencedBy"


def is_skin(attributes: Attributes) -> bool:
    """Whether an element is no part of the article at all, tables and all."""
    return attributes.get("id") in _HIDDEN_IDS or not _HIDDEN_CLASSES.isdisjoint(
        classes(attributes)
    )


def is_for_screen_readers(attributes: Attributes) -> bool:
    """Whether an element is heard, not seen: the ``+`` of one and a half, ``1+1/2``."""
    names = attributes.get("class")
    return bool(names) and not _SCREEN_READER.isdisjoint(_words(names or ""))


def table_role(attributes: Attributes) -> TableRole | None:
    """The role that a table's attributes state, if any."""
    return stated_role(classes(attributes), attributes.get("role") == "presentation")


def linked_page(attributes: Attributes) -> str | None:
    """The title of the article that ``<a href="/wiki/Ross_Chastain">`` leads to, if one."""
    address = attributes.get("href")
    if not address or address[0] == "#" or "Interwiki" in attributes.get("rel", ""):
        return None
    if not _NOT_A_PAGE.isdisjoint(classes(attributes)):
        return None
    path, _, section = address.partition("#")
    if section:
        return None
    if path.startswith("./"):
        name = path[2:].partition("?")[0]
    else:
        found = _NEW_PAGE.search(path) if "redlink=1" in path else _PAGE_PATH.match(path)
        name = found[1] if found else ""
    return page_title(unquote(name)) if name else None


def image_name(attributes: Attributes) -> str:
    """The file name of ``<img src=".../thumb/b/b0/Increase2.svg/11px-Increase2.svg.png">``."""
    resource = attributes.get("resource")
    if resource:
        return unquote(resource.rpartition(":")[2])
    folders = attributes.get("src", "")[:2000].split("/")
    is_thumbnail = "thumb" in folders and len(folders) > 1
    return unquote(folders[-2] if is_thumbnail else folders[-1])
