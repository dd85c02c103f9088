"""What to do about rows that break a rule.

In: a rule's name and severity. Out: a sentence. Separate because the command line and the Dagster
UI must say the same, and because for some rules no correction of an article helps.
"""

from __future__ import annotations

from typing import Final

CORRECTIONS: Final = "pipelines/vocabulary/corrections.csv"
# Of rules that speak of something else than what an article states.
ADVICE: Final = {
    "a_race_is_loaded": "quality.rejected says why no document led to a race",
    "columns_do_not_go_empty": "Look in quality.unrecognised for a header that was renamed; "
    "the alarm of each row says what the column had before",
    "corrections_match": f"The problem of each row says what to change in {CORRECTIONS}",
    "documents_match_their_sidecars": "The file in raw/ was changed after it was landed: fetch it "
    "again",
    "everything_is_recognised": "The reason of each row says what to do, and in which file",
    "nothing_is_rejected": "The reason of each row says what is wrong with it",
}
_A_FAULT = "What reads articles made such rows: no correction of an article mends it"


def may_be_corrected(name: str, severity: str) -> bool:
    """Whether an article that is wrong can be the cause."""
    return severity == "warn" and name not in ADVICE


def what_to_do(name: str, severity: str) -> str:
    """A sentence without its full stop."""
    if may_be_corrected(name, severity):
        return f"If the article is wrong, add a row to {CORRECTIONS}, and build again"
    return ADVICE.get(name, _A_FAULT)
