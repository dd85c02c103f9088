"""Settings: defaults, the environment, a caller's values, and what is refused."""

from __future__ import annotations

import pytest

from pipelines.sources.settings import SettingsError, WikiSettings


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("API_URL", "CONTACT", "OFFLINE", "MAXLAG", "REQUESTS_PER_SECOND", "ATTEMPTS"):
        monkeypatch.delenv(f"NASCAR_WAREHOUSE_{name}", raising=False)


def test_english_wikipedia_is_the_default_and_no_contact_is() -> None:
    settings = WikiSettings.from_environment()
    assert settings.api_url == "https://en.wikipedia.org/w/api.php"
    assert settings.contact == ""
    assert settings.is_offline is False


def test_the_environment_is_read_with_the_types_of_the_settings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NASCAR_WAREHOUSE_CONTACT", " ops@example.org ")
    monkeypatch.setenv("NASCAR_WAREHOUSE_MAXLAG", "-1")
    monkeypatch.setenv("NASCAR_WAREHOUSE_REQUESTS_PER_SECOND", "0.5")
    monkeypatch.setenv("NASCAR_WAREHOUSE_OFFLINE", "Yes")
    settings = WikiSettings.from_environment()
    assert settings.contact == "ops@example.org"
    assert settings.maxlag == -1
    assert settings.requests_per_second == 0.5
    assert settings.is_offline is True


def test_a_callers_value_counts_more_than_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NASCAR_WAREHOUSE_CONTACT", "environment@example.org")
    given = WikiSettings.from_environment(contact="caller@example.org", is_offline=None)
    assert given.contact == "caller@example.org"


@pytest.mark.parametrize(
    ("variable", "text", "words"),
    [
        ("MAXLAG", "soon", "NASCAR_WAREHOUSE_MAXLAG is 'soon'"),
        ("OFFLINE", "perhaps", "NASCAR_WAREHOUSE_OFFLINE is 'perhaps'"),
        ("API_URL", "ftp://wiki.test/api.php", "ftp://wiki.test/api.php"),
        ("API_URL", "http://name:word@wiki.test/api.php", "user name"),
        ("REQUESTS_PER_SECOND", "0", "requests_per_second"),
        ("REQUESTS_PER_SECOND", "nan", "requests_per_second"),
        ("ATTEMPTS", "0", "attempts"),
        ("API_URL", "http://[::1", "no web address"),
        ("API_URL", "http://wiki.test:port/w/api.php", "no web address"),
        ("READ_TIMEOUT", "inf", "read_timeout must be at most"),
        ("RESPONSE_TIMEOUT", "1e300", "response_timeout must be at most"),
        ("LONGEST_WAIT", "nan", "longest_wait must be at most"),
        ("REQUESTS_PER_SECOND", "1e-300", "requests_per_second must be at least"),
    ],
)
def test_a_variable_that_cannot_be_used_is_named(
    monkeypatch: pytest.MonkeyPatch, variable: str, text: str, words: str
) -> None:
    monkeypatch.setenv(f"NASCAR_WAREHOUSE_{variable}", text)
    with pytest.raises(SettingsError, match=words.replace("?", r"\?")):
        WikiSettings.from_environment()
