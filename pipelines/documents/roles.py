"""What a table is for, by the classes that its author gave it.

In: class names. Out: a role, where they state one. Separate because wikitext and HTML hold the
same tables, which must have the same role in both.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from pipelines.documents.model import TableRole

_NAVIGATION_CLASSES = frozenset([
    "ambox", "tmbox", "ombox", "cmbox", "fmbox", "mbox", "mbox-small", "succession-box", "navbox",
    "navbox-inner", "navbox-subgroup", "vertical-navbox", "sidebar", "metadata",
])  # fmt: skip


def stated_role(classes: AbstractSet[str], is_presentation: bool) -> TableRole | None:
    """The role of a table of these classes; ``is_presentation``: ``role="presentation"``."""
    if any(name.startswith("infobox") for name in classes):
        return "infobox"
    if not _NAVIGATION_CLASSES.isdisjoint(classes):
        return "navigation"
    if is_presentation:
        return "layout"
    return "data" if "wikitable" in classes else None
