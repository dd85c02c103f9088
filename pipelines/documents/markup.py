"""The rules for markup that only a list can know: what a template or an image stands for.

In: rows of ``vocabulary/templates.csv`` and ``vocabulary/images.csv``. Out: ``MarkupRules``,
which a reader asks. Separate because templates are words of a language that grows: a new one
is a row in a file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

# What to do with a template; see vocabulary/README.md.
TemplateAction = Literal[
    "argument", "arguments", "text", "drop", "footnote", "quantity", "date", "name", "lines",
    "row", "infobox", "transparent", "table_end",
]  # fmt: skip
TEMPLATE_ACTIONS: tuple[str, ...] = get_args(TemplateAction)

# Names of templates whose rule has been looked up; articles use the same few.
_REMEMBERED = 10_000
_SPACE = re.compile(r"[\s_]+")


@dataclass(frozen=True, slots=True)
class TemplateRule:
    """What a template stands for; ``value`` is a number of an argument, or a text."""

    action: TemplateAction
    value: str = ""


@dataclass(frozen=True, eq=False)
class MarkupRules:
    """Rules by folded template name, by pattern of it, and texts of images by pattern.

    The first pattern that matches counts. An image that no pattern
    matches stands for nothing; only its caption is text.
    """

    templates: Mapping[str, TemplateRule] = field(default_factory=dict)
    template_patterns: tuple[tuple[re.Pattern[str], TemplateRule], ...] = ()
    images: tuple[tuple[re.Pattern[str], str], ...] = ()
    _found: dict[str, TemplateRule | None] = field(default_factory=dict, repr=False)

    def template(self, name: str) -> TemplateRule | None:
        """The rule for a template by its name, ``None`` where there is none."""
        if name not in self._found:
            if len(self._found) >= _REMEMBERED:
                self._found.clear()
            self._found[name] = self._find(fold_name(name))
        return self._found[name]

    def _find(self, folded: str) -> TemplateRule | None:
        rule = self.templates.get(folded)
        if rule is not None:
            return rule
        return next((rule for known, rule in self.template_patterns if known.search(folded)), None)

    def image(self, file_name: str, alternative: str) -> str | None:
        """The text that an image stands for, by its file name or alternative text, if known."""
        for pattern, text in self.images:
            if pattern.search(file_name) or pattern.search(alternative):
                return text
        return None


def fold_name(name: str) -> str:
    """Fold ``" Flag_icon "`` to ``"flag icon"``: template names by one rule."""
    folded = _SPACE.sub(" ", name).strip().casefold()
    return folded.removeprefix("template:").lstrip()
