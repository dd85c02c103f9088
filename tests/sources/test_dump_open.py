"""Opening a dump where it lies: nothing is read beyond what was asked for."""

from __future__ import annotations

import os
import re
import socket
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import ClassVar

import pytest
from upath import UPath

from pipelines.locations import Location, location_of
from pipelines.sources.dump_errors import DumpError
from pipelines.sources.dump_open import RangedFile, open_dump, state_of

CONTENT = bytes(range(256)) * 40


@pytest.fixture(params=["file", "memory"])
def location(tmp_path: Path, request: pytest.FixtureRequest) -> Location:
    folder = tmp_path if request.param == "file" else UPath(f"memory://{tmp_path.name}")
    place: Location = folder / "a dump.xml"
    place.write_bytes(CONTENT)
    return place


def test_it_is_read_as_a_file_is(location: Location) -> None:
    file, size = open_dump(location)
    assert size == len(CONTENT)
    assert file.read(10) == CONTENT[:10]
    assert file.read(300) == CONTENT[10:310]
    assert file.tell() == 310
    assert file.seek(-5, 2) == len(CONTENT) - 5
    assert file.read(100) == CONTENT[-5:]
    assert file.read(100) == b""
    file.seek(7)
    assert file.read(10**6) == CONTENT[7:]
    file.close()


def test_with_an_end_it_is_as_if_it_ended_there(location: Location) -> None:
    file, size = open_dump(location, end=100)
    assert size == len(CONTENT)
    assert file.read(1000) == CONTENT[:100]
    assert file.seek(0, 2) == 100
    file.close()


def test_ranges_follow_one_another_and_end_where_they_must() -> None:
    asked = []

    def fetch(start: int, stop: int) -> bytes:
        asked.append((start, stop))
        return CONTENT[start:stop]

    file = RangedFile(fetch, end=950, request_bytes=400)
    file.seek(100)
    while file.read(64):
        pass
    assert asked == [(100, 500), (500, 900), (900, 950)]


def test_a_fetch_that_gives_less_is_asked_again() -> None:
    file = RangedFile(lambda start, stop: CONTENT[start : min(stop, start + 7)], 100, 50)
    assert file.read(1000) == CONTENT[:100]


def test_the_state_changes_with_the_content(location: Location) -> None:
    before = state_of(location)
    assert state_of(location) == before
    if isinstance(location, Path):
        os.utime(location, ns=(1, 1))
    else:
        location.write_bytes(CONTENT)
    assert state_of(location)[0] == before[0]
    assert state_of(location)[1] != before[1]


def test_what_is_not_there_and_what_is_no_file_is_named(tmp_path: Path) -> None:
    for folder in (tmp_path, UPath(f"memory://{tmp_path.name}/folder")):
        (folder / "x").mkdir(parents=True)
        with pytest.raises(DumpError, match=r"nothing\.xml cannot be read"):
            open_dump(folder / "nothing.xml")
        with pytest.raises(DumpError, match="no ordinary file"):
            state_of(folder / "x")


class Web(BaseHTTPRequestHandler):
    """A web server that gives the content, or parts of it, with what it says of its state."""

    url = ""
    content = CONTENT
    state: ClassVar[dict[str, str]] = {}
    gives_parts = True
    sent = 0

    def do_HEAD(self) -> None:
        self._begin(200, len(self.content))

    def do_GET(self) -> None:
        asked = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range", ""))
        if asked and self.gives_parts:
            part = self.content[int(asked[1]) : int(asked[2]) + 1]
            self._begin(206, len(part))
        else:
            part = self.content
            self._begin(200, len(part))
        with suppress(OSError):
            type(self).sent += self.wfile.write(part)

    def _begin(self, status: int, length: int) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(length), **self.state}.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def web() -> Iterator[type[Web]]:
    class OfThisTest(Web):
        pass

    with ThreadingHTTPServer(("127.0.0.1", 0), OfThisTest) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        OfThisTest.url = f"http://127.0.0.1:{server.server_port}/a-dump.xml"
        yield OfThisTest
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("name", ["ETag", "Last-Modified"])
def test_a_web_server_is_asked_for_parts_and_for_the_state(web: type[Web], name: str) -> None:
    web.state = {name: '"one"'}
    dump = location_of(web.url)
    before = state_of(dump)
    file, size = open_dump(dump, request_bytes=1_000)
    assert size == len(CONTENT)
    file.seek(5_000)
    assert file.read(100) == CONTENT[5_000:5_100]
    assert web.sent < 2_000
    web.state = {name: '"two"'}
    assert state_of(dump)[1] != before[1]


def test_a_web_server_that_does_not_tell_when_a_file_changes_is_not_used(web: type[Web]) -> None:
    with pytest.raises(DumpError, match=r"tells neither its time nor a checksum.*download it"):
        open_dump(location_of(web.url))


def test_a_web_server_that_gives_no_parts_is_not_used(web: type[Web]) -> None:
    """What is read in parts would be the whole file, for each of them."""
    web.state = {"ETag": '"one"'}
    web.gives_parts = False
    with pytest.raises(DumpError, match="gives whole files only; download it"):
        open_dump(location_of(web.url))


def test_a_web_server_that_is_not_reached_is_not_said_to_lack_the_file() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        dump = location_of(f"http://127.0.0.1:{unused.getsockname()[1]}/x.xml")
        with pytest.raises(DumpError, match="check that the store can be reached"):
            state_of(dump)
