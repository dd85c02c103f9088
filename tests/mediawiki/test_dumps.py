"""Dumps that a real MediaWiki writes, imported beside what its API says."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from running_wiki import CACHE, KIT
from wiki_user import User

from pipelines.commands.exits import Exit
from tests.mediawiki import seed

pytestmark = pytest.mark.slow

# When it came, and which redirects led to it: a dump does not follow any.
OF_THE_WAY = {"fetched_at", "redirected_from"}


def write_dump(user: User, *options: str) -> None:
    """Write a dump as the wiki's administrator does."""
    maintenance = CACHE / user.wiki.suite / "w" / "maintenance"
    runner = maintenance / "run.php"
    script = (
        [str(runner), "dumpBackup"] if runner.exists() else [str(maintenance / "dumpBackup.php")]
    )
    subprocess.run(
        ["php", "-d", "memory_limit=1G", *script, "--quiet", *options],
        env={
            **os.environ,
            "MW_CONFIG_FILE": str(KIT / "settings.php"),
            "MW_FOLDER": str(user.wiki.folder),
            "MW_PORT": str(user.wiki.port),
        },
        check=True,
        capture_output=True,
        timeout=300,
    )


def landed(raw: Path) -> dict[str, object]:
    """Documents and sidecars by their path; when they were landed does not matter."""
    found: dict[str, object] = {}
    for path in raw.rglob("*.r*.*"):
        name = path.relative_to(raw).as_posix()
        if path.suffix == ".json":
            values = json.loads(path.read_bytes())
            found[name] = {key: values[key] for key in values if key not in OF_THE_WAY}
        else:
            found[name] = path.read_bytes()
    return found


@pytest.mark.parametrize(
    ("options", "kind"),
    [
        (("--current",), "file"),
        (("--full",), "bzip2"),
        (("--full", "--schema-version=0.10"), "gzip"),
    ],
)
def test_an_imported_dump_lands_what_a_fetch_lands(
    user: User, options: tuple[str, ...], kind: str
) -> None:
    season = ("--season", str(seed.CUP_SEASON), "--series", "cup", "--no-build")
    fetched = user.runs("fetch", *season)
    assert fetched.returncode == Exit.DONE, fetched.stderr
    file = user.folder / "a dump"
    write_dump(user, *options, f"--output={kind}:{file}")
    other = User(user.wiki, user.folder / "other")
    imported = other.runs("import-dump", str(file), *season)
    assert imported.returncode == Exit.DONE, imported.stdout + imported.stderr
    assert len(landed(user.raw)) == 2 * (seed.CUP_RACES - 1)
    assert landed(other.raw) == landed(user.raw)
    assert other.wiki.requests() == []
