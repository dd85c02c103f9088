"""Bring raw/ up to date with a wiki: what is new there is landed, and nothing else is asked."""

from pipelines.fetching.articles import add_articles, changed_articles
from pipelines.fetching.discovery import NothingFound, Sources
from pipelines.fetching.report import FetchReport, PlannedArticle
from pipelines.fetching.season import refresh_season

__all__ = [
    "FetchReport",
    "NothingFound",
    "PlannedArticle",
    "Sources",
    "add_articles",
    "changed_articles",
    "refresh_season",
]
