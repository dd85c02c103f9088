"""The warehouse published to an object store: by the command, against a real S3 API server."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import duckdb
import polars as pl
import pytest
from command_line import environment, nascar_warehouse
from documentation import blocks
from published_warehouse import Publisher, manifest_of, read_all
from running_s3 import BUCKET, SECRET, RunningS3
from sample_project import ROOT, Project

from pipelines.locations import files_below, location_of, read_files

pytestmark = pytest.mark.slow

URL = f"s3://{BUCKET}/nascar"


def publish(project: Project, *options: str) -> subprocess.CompletedProcess[str]:
    done = nascar_warehouse(project, "publish", URL, *options)
    assert SECRET not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done


@contextmanager
def publishing(project: Project) -> Iterator[subprocess.Popen[str]]:
    """The command at work, ended at the end whatever happens."""
    with subprocess.Popen(
        [sys.executable, "-m", "pipelines", "publish", URL],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=environment(project), cwd=ROOT,
    ) as process:  # fmt: skip
        try:
            yield process
        finally:
            process.kill()


def wait_for_uploads(s3: RunningS3, uploads: int, process: subprocess.Popen[str]) -> None:
    """Until the server has been sent so many files."""
    seen = 0
    end = time.monotonic() + 60
    while seen < uploads:
        assert process.poll() is None
        assert time.monotonic() < end
        seen += sum(one.startswith("PUT") for one in s3.requests())
        time.sleep(0.01)


def test_it_is_published_and_said_where(s3: RunningS3, publisher: Publisher) -> None:
    done = publish(publisher.project)
    manifest = manifest_of(location_of(URL))
    assert done.returncode == 0, done.stderr
    assert f"Published: {URL}/latest.json, version {manifest.version}" in done.stdout
    read_all(location_of(URL))
    again = publish(publisher.project, "--json")
    said = json.loads(again.stdout)
    assert (said["is_new"], said["sent"], said["version"]) == (False, 0, manifest.version)
    assert (said["build"], said["files"]) == (1, len(manifest.files))


def test_what_is_there_is_checked_without_reading_it_again(
    s3: RunningS3, publisher: Publisher
) -> None:
    """S3 says the MD5 of what it has."""
    publisher.publish(location_of(URL))
    asked = s3.requests()
    assert [
        one for one in asked if one.startswith("GET") and "versions/" in one.split("?")[0]
    ] == []
    # A listing before, one after, one behind the switch, one to remove what is old.
    assert sum("list-type=2" in one for one in asked) <= 5


def test_it_is_read_as_the_documentation_says(
    s3: RunningS3, publisher: Publisher, tmp_path: Path
) -> None:
    publisher.publish(location_of(URL))
    text = (ROOT / "pipelines" / "publication" / "README.md").read_text()
    codes = [code for _, code in blocks(text) if "import" in code or "get_file" in code]
    assert len(codes) == 3
    script = "\n".join(codes).replace("s3://my-bucket/nascar", URL)
    script += "\nfrom pathlib import Path\nPath('rows').write_text(str(results.height))\n"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, text=True, capture_output=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert "Ross Chastain" in done.stdout
    assert (tmp_path / "rows").read_text() == "36"
    assert (tmp_path / "nascar.duckdb").read_bytes() == publisher.project.database.read_bytes()


def test_tables_that_are_read_where_they_lie_are_those_of_the_file(
    s3: RunningS3, publisher: Publisher
) -> None:
    location = location_of(URL)
    manifest = publisher.publish(location).manifest
    with duckdb.connect() as connection:
        connection.register_filesystem(location.fs)
        for name in ("core.fct_race_result", "marts.race_results"):
            path = f"{URL}/{manifest.tables[name].path}"
            found = connection.execute(f"select * from '{path}' order by all").fetchall()
            assert found == publisher.project.query(f"select * from {name} order by all")
            assert pl.read_parquet(path).height == manifest.tables[name].rows


def test_readers_see_one_version_or_the_other_whole_while_it_is_switched(
    s3: RunningS3, publisher: Publisher
) -> None:
    location = location_of(URL)
    publisher.publish(location)
    is_stopping = threading.Event()
    seen: list[int] = []
    errors: list[BaseException] = []

    def read() -> None:
        try:
            while not is_stopping.is_set():
                manifest = manifest_of(location)
                read_all(location, manifest)
                seen.append(manifest.build)
        except BaseException as error:
            errors.append(error)

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for _ in range(3):
            publisher.build()
            publisher.publish(location)
    finally:
        is_stopping.set()
        reader.join()
    assert errors == []
    assert seen == sorted(seen)
    assert len({*seen}) > 1
    assert manifest_of(location).build == 4


@pytest.mark.parametrize("uploads", [1, 40, 59, 60, 61])
def test_a_publication_that_is_killed_changes_nothing_and_the_next_goes_on(
    uploads: int, s3: RunningS3, publisher: Publisher
) -> None:
    """In the middle of its files, before and after the manifest of the version."""
    location = location_of(URL)
    old = publisher.publish(location).manifest
    files = len(old.files)
    publisher.build()
    s3.requests()
    # The one that is killed waits there for an answer.
    s3.faults({"request": "PUT", "after": uploads - 1, "seconds": 3, "times": 1})
    with publishing(publisher.project) as process:
        wait_for_uploads(s3, uploads, process)
        process.send_signal(signal.SIGKILL)
        process.wait()
    s3.faults()
    time.sleep(0.1)
    is_over = uploads > files + 1
    assert manifest_of(location) == old or is_over
    read_all(location)
    done = publish(publisher.project, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["sent"] <= max(files - uploads + 8, 0)
    assert manifest_of(location).build == 2
    read_all(location)
    assert not list(publisher.project.warehouse.glob(".publication*"))


def test_a_store_that_goes_away_is_named_and_publishing_again_works(
    s3: RunningS3, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    # boto's own attempts take long; s3fs makes five of its own.
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    s3.faults({"request": "PUT", "after": 20, "seconds": 3, "times": 1})
    with publishing(publisher.project) as process:
        wait_for_uploads(s3, 21, process)
        s3.stop()
        _, errors = process.communicate(timeout=100)
    assert process.returncode == 1
    assert "cannot be written to" in errors
    assert f"{URL}/versions/" in errors
    assert "AWS_ENDPOINT_URL" in errors
    assert "Traceback" not in errors
    assert SECRET not in errors
    s3.start()
    location_of(URL).fs.mkdir(BUCKET)
    assert publish(publisher.project).returncode == 0
    read_all(location_of(URL))


def test_a_store_that_fails_for_a_moment_is_asked_again(
    s3: RunningS3, publisher: Publisher
) -> None:
    s3.faults(
        {"request": "PUT .*nascar.duckdb", "status": 503, "code": "SlowDown", "times": 2},
        {"request": "PUT .*dim_race", "status": 500, "code": "InternalError", "times": 1},
        {"request": "PUT .*latest.json", "status": 503, "code": "SlowDown", "times": 1},
    )
    publisher.publish(location_of(URL))
    read_all(location_of(URL))


@pytest.mark.parametrize(
    "request_", ["PUT .*dim_race", "PUT .*manifest.json", "PUT .*latest.json", "GET .*list-type"]
)
def test_where_the_store_refuses_nothing_is_switched(
    request_: str, s3: RunningS3, publisher: Publisher
) -> None:
    location = location_of(URL)
    old = publisher.publish(location).manifest
    publisher.build()
    s3.faults({"request": request_, "status": 403, "code": "AccessDenied", "times": 99})
    done = publish(publisher.project)
    s3.faults()
    assert done.returncode == 1
    assert "AccessDenied" in done.stderr
    assert "check the credentials" in done.stderr
    assert manifest_of(location) == old
    assert publish(publisher.project).returncode == 0
    assert manifest_of(location).build == 2


@pytest.mark.parametrize("wrong", ["key", "bucket", "password in the URL", "kind"])
def test_a_store_that_cannot_be_used_is_named_without_any_secret(
    wrong: str, s3: RunningS3, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, reason = {
        "key": (URL, "InvalidAccessKeyId"),
        "bucket": ("s3://no-such-bucket/x", "does not exist"),
        "password in the URL": (f"s3://me:{SECRET}@{BUCKET}/x", "has a user or password in it"),
        "kind": ("nonsense://x/y", "a URL such as s3://bucket/prefix"),
    }[wrong]
    if wrong == "key":
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "somebody-else")
    done = nascar_warehouse(publisher.project, "publish", url)
    assert done.returncode == 1
    assert reason in done.stderr
    assert "Traceback" not in done.stderr
    assert SECRET not in done.stdout + done.stderr


def test_two_that_publish_at_once_leave_one_of_both_whole(
    s3: RunningS3, publisher: Publisher, tmp_path: Path
) -> None:
    elsewhere = replace(publisher.project, warehouse=tmp_path / "elsewhere")
    other = Publisher(elsewhere, publisher.builds)
    other.put(2)
    with publishing(publisher.project) as one, publishing(elsewhere) as two:
        assert (one.wait(timeout=100), two.wait(timeout=100)) == (0, 0)
    location = location_of(URL)
    assert manifest_of(location).build in (1, 2)
    read_all(location)
    # Both lie there whole, whichever it is.
    names = [name for name in files_below(location) if name.endswith("/manifest.json")]
    assert len(names) == 2
    for content in read_files(location, names).values():
        assert len(json.loads(content)["tables"]) == len(manifest_of(location).tables)
