"""A season of 1,000 articles fetched from a real MediaWiki on 127.0.0.1, and refreshed.

What counts is the client's own cost: the time of a fetch, fsync and all,
without what is spent in the network or waiting. The wiki's own speed is of no matter; it is
shown, since it is most of the time.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.measure import Figure, Measure
from benchmarks.processes import ROOT
from benchmarks.workbench import Workbench
from pipelines.fetching import Sources, refresh_season
from pipelines.recognition.vocabulary import load_vocabulary
from pipelines.sources.settings import WikiSettings
from pipelines.sources.wiki import Wiki
from tests.mediawiki import seed
from tests.running_wiki import running_wiki

ARTICLES = 1_000
ROUNDS = 3
MEGABYTE = 1_000_000
MEASURES = (
    Measure("fetch of 1,000 articles: own cost of each", "ms", "", 2),
    Measure("fetch of 1,000 articles, the wiki's time included", "s"),
    Measure("fetch of 1,000 articles: requests", "", "", 25),
    Measure("fetch of the same, unchanged: requests", "", "", 21),
    Measure("fetch of 1,000 articles, a second", "MB"),
    Measure("memory to fetch 1,000 articles", "MB"),
)


def fetch(api_url: str, raw: Path) -> dict[str, float]:
    """One refresh of the season in this process, and what it cost."""
    settings = WikiSettings(api_url, "benchmark@example.org", requests_per_second=1_000.0)
    vocabulary = load_vocabulary(ROOT / "pipelines" / "vocabulary")
    known = (raw / "cup").exists()
    sources = None if known else Sources(category=f"Category:{seed.CUP_SEASON} {seed.CUP} races")
    started = time.perf_counter()
    with Wiki(settings) as wiki:
        report = refresh_season(wiki, raw, seed.CUP_SEASON, ["cup"], vocabulary, sources=sources)
        seconds = time.perf_counter() - started
        return {
            "seconds": seconds,
            "own": seconds - wiki.http.seconds_waiting,
            "requests": wiki.http.requests,
            "bytes": wiki.http.bytes_received,
            "rate": wiki.http.bytes_received / seconds,
            "landed": len(report.landed),
            "problems": len(report.problems),
            "kilobytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
        }


def in_a_process(api_url: str, raw: Path) -> dict[str, float]:
    """The same in a process of its own, whose memory is that of the fetch."""
    command = [sys.executable, "-m", "benchmarks.fetch", "--api-url", api_url, "--raw", str(raw)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def assert_all_landed(raw: Path) -> None:
    """Every document is, to the byte, what the generator made."""
    races = seed.season_races(seed.CUP_SEASON, seed.CUP, ARTICLES)
    expected = sorted(race.wikitext() for race in races)
    assert sorted(path.read_text("utf-8") for path in raw.rglob("*.wikitext")) == expected


def measure(bench: Workbench, whole: bool = False) -> list[Figure]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        seed.write(folder / "pages.xml", ARTICLES)
        with running_wiki("bookworm", folder / "wiki", folder / "pages.xml") as wiki:
            first = []
            for round_number in range(ROUNDS):
                raw = folder / f"raw-{round_number}"
                first.append(in_a_process(wiki.api_url, raw))
                assert first[-1]["landed"] == ARTICLES, first[-1]
                assert_all_landed(raw)
            again = in_a_process(wiki.api_url, raw)
            assert again["landed"] == again["problems"] == 0, again
    own = median(first, "own") * 1_000 / ARTICLES
    values = (
        own, median(first, "seconds"), median(first, "requests"), again["requests"],
        median(first, "rate") / MEGABYTE, median(first, "kilobytes") / 1_000,
    )  # fmt: skip
    return [Figure(one, value) for one, value in zip(MEASURES, values, strict=True)]


def median(rounds: list[dict[str, float]], key: str) -> float:
    return statistics.median(one[key] for one in rounds)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--api-url", required=True)
    parser.add_argument("--raw", type=Path, required=True)
    given = parser.parse_args()
    print(json.dumps(fetch(given.api_url, given.raw)))
