"""Where an asset stands in the graph, who answers for it, and by what it can be filtered.

In: a relation of the catalogue. Out: its group, owners and tags. Separate because all of it
follows from names and from the heads of SQL files: a new table or view has its place in the
graph without a list to be kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipelines.warehouse.catalog import BUILD_TABLES, VIEW_SCHEMAS, Relation

# From left to right in the graph; what is below a slash is seen when a group is opened.
ARTICLES = "articles"
_STAGING = "staging"
_CORE = "core"
_MARTS = "marts"
_QUALITY = "quality"
_TEAMS: Mapping[str, str] = {
    ARTICLES: "team:ingestion",
    _STAGING: "team:warehouse",
    _CORE: "team:warehouse",
    _MARTS: "team:analytics",
    _QUALITY: "team:quality",
}
_CORE_GROUPS: Mapping[str, str] = {
    "reference": "reference",
    "dimension": "dimensions",
    "fact": "facts",
}
# Views that hold what is stated against the rules, or against what is stated elsewhere.
_AUDITS = ("_audit", "_roll_forward", "reconciliation")


def group_of(relation: Relation) -> str:
    """``"core/facts"`` of ``core.fct_entry``, ``"marts/points"`` of what leads to points."""
    if relation.schema in VIEW_SCHEMAS:
        return f"{_MARTS}/{domain_of(relation) or 'other'}"
    if relation.schema == "core":
        return f"{_CORE}/{_CORE_GROUPS[role_of(relation)]}"
    if relation.name in BUILD_TABLES:
        return _QUALITY
    return f"{_STAGING}/{'verbatim' if relation.schema == 'staging' else 'findings'}"


def role_of(relation: Relation) -> str:
    """What its rows are: a fact, a dimension, a step on the way to other views ..."""
    name = relation.name.partition(".")[2]
    if relation.schema == "core":
        is_fact = name.startswith("fct_")
        return "reference" if relation.is_reference_data else "fact" if is_fact else "dimension"
    if relation.schema == "marts":
        return "audit" if name.endswith(_AUDITS) else "view"
    if relation.schema == "intermediate":
        return "step"
    if relation.schema == "staging":
        return "verbatim"
    return "record" if relation.name in BUILD_TABLES else "finding"


def domain_of(relation: Relation) -> str | None:
    """What it is about, as the head of its file says: ``-- domain: points``."""
    return relation.head.get("domain")


def owners_of(group: str) -> Sequence[str]:
    """The team that answers for a group."""
    return [_TEAMS[group.partition("/")[0]]]


def tags_of(relation: Relation) -> Mapping[str, str]:
    """What assets can be filtered by: ``tag:role=fact``."""
    tags = {"layer": relation.schema, "role": role_of(relation)}
    domain = domain_of(relation)
    return tags | ({"domain": domain} if domain else {})
