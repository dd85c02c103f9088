"""An S3 server for all tests here, and an empty bucket for each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from running_s3 import BUCKET, RunningS3, running_s3


@pytest.fixture(scope="session")
def s3_server() -> Iterator[RunningS3]:
    with running_s3() as server:
        yield server


@pytest.fixture
def s3(s3_server: RunningS3, monkeypatch: pytest.MonkeyPatch) -> RunningS3:
    """The server, doing right, with one empty bucket; this process finds it by its variables."""
    import s3fs

    for name, value in s3_server.variables.items():
        monkeypatch.setenv(name, value)
    s3_server.faults()
    files = s3fs.S3FileSystem(use_listings_cache=False)
    if files.exists(BUCKET):
        files.rm(BUCKET, recursive=True)
    files.mkdir(BUCKET)
    s3_server.requests()
    return s3_server
