"""An S3 server that tests publish to and stage in, break, stop and start again.

In: nothing. Out: a ``RunningS3`` on a free port of 127.0.0.1 with an empty bucket, and the
variables by which programs find it. Separate because benchmarks start one too.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from s3_server import CONTROL, KEY

BUCKET = "races"
SECRET = "a-very-secret-word"
_SERVER = Path(__file__).with_name("s3_server.py")


@dataclass
class RunningS3:
    """A server that answers; what it keeps is lost when it stops."""

    process: subprocess.Popen[str] = field(init=False)
    port: int = 0

    def start(self) -> None:
        """Start it, on the port that it had before if it was stopped."""
        self.process = subprocess.Popen(
            [sys.executable, str(_SERVER), str(self.port)],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            # moto keeps large objects in files, and asks for keys to be there.
            env={**os.environ, **self.variables},
        )  # fmt: skip
        assert self.process.stdout is not None
        self.port = int(self.process.stdout.readline())

    def stop(self) -> None:
        """End it by its own pid, whatever it is doing."""
        self.process.kill()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()

    @property
    def variables(self) -> Mapping[str, str]:
        """The standard variables that every client of S3 reads."""
        return {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{self.port}",
            "AWS_ACCESS_KEY_ID": KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_DEFAULT_REGION": "us-east-1",
        }

    def faults(self, *faults: Mapping[str, Any]) -> None:
        """Do wrong from now on: see ``s3_server.py``; none: do right again."""
        self._tell(faults)

    def requests(self) -> list[str]:
        """What it was asked since it was last asked this, such as ``PUT /races/a.parquet?``."""
        return self._tell(None)

    def _tell(self, faults: Sequence[Mapping[str, Any]] | None) -> list[str]:
        body = None if faults is None else json.dumps(faults).encode()
        request = Request(f"http://127.0.0.1:{self.port}{CONTROL}", data=body, method="POST")
        with urlopen(request, timeout=10) as answer:
            found: list[str] = json.load(answer)
        return found


@contextmanager
def running_s3() -> Iterator[RunningS3]:
    """A server with an empty bucket, stopped at the end whatever happens."""
    server = RunningS3()
    server.start()
    try:
        yield server
    finally:
        server.stop()
