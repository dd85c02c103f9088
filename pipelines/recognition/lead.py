"""What the prose above all headings states of a race, for articles whose infobox does not.

In: a ``Document`` and the ``Vocabulary``. Out: texts by field: the date, the race's number in
its season. Separate because prose is read by patterns (``vocabulary/lead.csv``), and only a
statement that stands alone counts: two dates in a lead are no date.
"""

from __future__ import annotations

import re

from pipelines.documents.model import Document
from pipelines.recognition.vocabulary import Vocabulary

_REFERENCE_MARK = re.compile(r"\[[^\[\]]{1,40}\]")
_SPACE = re.compile(r"\s+")
# The first paragraphs are the lead; a long article without headings is not one.
_LONGEST_LEAD = 10_000


def stated_in_lead(document: Document, vocabulary: Vocabulary) -> dict[str, str]:
    """Find ``"held on June 15, 2003"``: ``{"race_date": "June 15, 2003"}``.

    A field with more than one value stays out.
    """
    paragraphs = (
        line.text
        for line in document.lines
        if line.kind == "paragraph" and not line.headings and line.fault is None
    )
    lead = _SPACE.sub(" ", _REFERENCE_MARK.sub("", " ".join(paragraphs)[:_LONGEST_LEAD]))
    if not lead:
        return {}
    found: dict[str, set[str]] = {}
    for field, pattern in vocabulary.lead:
        found.setdefault(field, set()).update(one["value"] for one in pattern.finditer(lead))
    return {field: values.pop() for field, values in found.items() if len(values) == 1}
