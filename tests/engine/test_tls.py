"""A cluster that only those reach who have a certificate of its authority.

Dask has no password of its own: whoever reaches a scheduler runs code as its user.
"""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from certificates import Certificates, make_certificates
from documentation import blocks
from made_seasons import SEASONS, stage
from running_cluster import Cluster, running_cluster
from sample_project import ROOT, Project

from pipelines.engine import DASK, EngineError, EngineSettings, dask_clients, open_engine

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="module")
def cluster(
    tmp_path_factory: pytest.TempPathFactory, certificates: Certificates
) -> Iterator[Cluster]:
    arguments = ("--protocol", "tls", *certificates.arguments)
    with running_cluster(tmp_path_factory.mktemp("cluster"), 1, arguments) as started:
        assert started.address.startswith("tls://")
        yield started


@pytest.fixture(autouse=True)
def short_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask_clients, "_SECONDS_TO_CONNECT", 3.0)


def settings_of(cluster: Cluster, certificates: Certificates) -> EngineSettings:
    return EngineSettings(
        DASK,
        scheduler=cluster.address,
        tls_ca=str(certificates.authority),
        tls_certificate=str(certificates.certificate),
        tls_key=str(certificates.key),
    )


def assert_refused(settings: EngineSettings) -> None:
    with (
        pytest.raises(EngineError, match=r"no scheduler can be reached at t.*certificates"),
        open_engine(settings),
    ):
        pass


def test_who_has_a_certificate_of_the_authority_is_let_in(
    seasons: Project, cluster: Cluster, certificates: Certificates
) -> None:
    extraction = stage(seasons, "there", settings_of(cluster, certificates))
    assert len(extraction.extracted) == len(SEASONS)


def test_a_certificate_of_another_authority_is_refused(
    cluster: Cluster, certificates: Certificates, tmp_path: Path
) -> None:
    others = make_certificates(tmp_path)
    # Also one that trusts the scheduler, but that the scheduler does not trust.
    assert_refused(settings_of(cluster, others))
    assert_refused(settings_of(cluster, replace(others, authority=certificates.authority)))


def test_a_scheduler_of_another_authority_is_not_believed(
    cluster: Cluster, certificates: Certificates, tmp_path: Path
) -> None:
    authority = make_certificates(tmp_path).authority
    assert_refused(settings_of(cluster, replace(certificates, authority=authority)))


def greeting(cluster: Cluster, context: ssl.SSLContext) -> bytes:
    """The first bytes that the scheduler says to somebody who has connected."""
    host, _, port = cluster.address.removeprefix("tls://").partition(":")
    context.check_hostname = False
    with (
        socket.create_connection((host, int(port)), timeout=10) as plain,
        context.wrap_socket(plain) as encrypted,
    ):
        return encrypted.recv(1)


def test_a_client_without_a_certificate_is_refused(
    cluster: Cluster, certificates: Certificates
) -> None:
    context = ssl.create_default_context(cafile=certificates.authority)
    with pytest.raises(ssl.SSLError, match="CERTIFICATE_REQUIRED"):
        greeting(cluster, context)
    context.load_cert_chain(certificates.certificate, certificates.key)
    assert len(greeting(cluster, context)) == 1
    unencrypted = cluster.address.replace("tls://", "tcp://")
    assert_refused(EngineSettings(DASK, scheduler=unencrypted))


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_the_commands_of_the_documentation_make_certificates(tmp_path: Path) -> None:
    text = (ROOT / "pipelines" / "engine" / "README.md").read_text()
    [commands] = [code for _, code in blocks(text) if code.startswith("openssl")]
    subprocess.run(commands, shell=True, check=True, cwd=tmp_path, capture_output=True)
    verify = ["openssl", "verify", "-x509_strict", "-CAfile", "authority.pem", "member.pem"]
    subprocess.run(verify, check=True, cwd=tmp_path, capture_output=True)
    assert (tmp_path / "member.key").exists()


def test_files_that_are_no_certificates_are_named_in_words(
    cluster: Cluster, certificates: Certificates, tmp_path: Path
) -> None:
    empty = tmp_path / "empty.pem"
    empty.write_text("nothing")
    assert_refused(settings_of(cluster, replace(certificates, key=empty)))
    assert_refused(settings_of(cluster, replace(certificates, authority=empty)))
