"""Which wiki is asked, as whom, and how politely.

In: the environment, or a caller's values. Out: one ``WikiSettings`` value. Separate because
English Wikipedia is only the default: any MediaWiki can stand in its place.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, fields, replace
from typing import Any, Self
from urllib.parse import SplitResult, urlsplit

_VARIABLE = "NASCAR_WAREHOUSE_{}"
_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"", "0", "false", "no", "off"}
# A year; what is longer, or infinite, no clock of the operating system can wait for.
_LONGEST_SECONDS = 31_536_000.0


class SettingsError(ValueError):
    """A setting cannot be used; the message names it and says what would do."""


@dataclass(frozen=True, slots=True)
class WikiSettings:
    """How a wiki is asked. Times are seconds, sizes bytes.

    ``contact`` is the address or web page of whoever runs this, as Wikimedia's User-Agent
    policy asks; no request is made without it. ``longest_wait`` bounds one wait that the wiki
    asks for (Retry-After); ``attempts`` counts the first try.
    """

    api_url: str = "https://en.wikipedia.org/w/api.php"
    contact: str = ""
    licence: str = "CC BY-SA 4.0"
    maxlag: int = 5
    requests_per_second: float = 5.0
    connect_timeout: float = 15.0
    read_timeout: float = 30.0
    response_timeout: float = 180.0
    response_bytes: int = 64 * 1024 * 1024
    attempts: int = 5
    longest_wait: float = 120.0
    is_offline: bool = False

    def __post_init__(self) -> None:
        parts = _address(self.api_url)
        if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
            raise SettingsError(
                f"api_url '{self.api_url}' is no web address; it must be that of an api.php, such "
                "as https://en.wikipedia.org/w/api.php"
            )
        if parts.username or parts.password:
            raise SettingsError("api_url must not hold a user name or a password")
        # All but maxlag, where 0 and less have a meaning of their own.
        for name in ("requests_per_second", "connect_timeout", "read_timeout", "response_timeout"):
            if not getattr(self, name) > 0:
                raise SettingsError(f"{name} must be more than 0")
        slowest = 1 / _LONGEST_SECONDS
        if self.requests_per_second < slowest:
            raise SettingsError(f"requests_per_second must be at least {slowest:.1g}")
        for name in ("connect_timeout", "read_timeout", "response_timeout", "longest_wait"):
            if not getattr(self, name) <= _LONGEST_SECONDS:
                raise SettingsError(f"{name} must be at most {_LONGEST_SECONDS:.0f} seconds")
        for name in ("response_bytes", "attempts"):
            if getattr(self, name) < 1:
                raise SettingsError(f"{name} must be 1 or more")

    def require_contact(self) -> None:
        """Refuse to go on without a contact, or with one that no header can hold.

        Raises:
            SettingsError: says what to set.
        """
        if not self.contact.strip():
            raise SettingsError(
                "no contact is set, and Wikimedia asks every client to name whoever runs it: set "
                "NASCAR_WAREHOUSE_CONTACT to your e-mail address or web page, such as: "
                "export NASCAR_WAREHOUSE_CONTACT=you@example.org"
            )
        if not (self.contact.isascii() and self.contact.isprintable()):
            raise SettingsError(
                f"NASCAR_WAREHOUSE_CONTACT is {self.contact!a}; it must be an e-mail address or "
                "a web page in plain ASCII, without line breaks"
            )

    @classmethod
    def from_environment(cls, **values: object) -> Self:
        """Defaults, changed by ``NASCAR_WAREHOUSE_API_URL``, ``_CONTACT`` and so on.

        ``values`` that are not ``None`` count more than the environment.

        Raises:
            SettingsError: a variable or a value cannot be used.
        """
        found: dict[str, Any] = {}
        for field in fields(cls):
            name = "offline" if field.name == "is_offline" else field.name
            text = os.environ.get(_VARIABLE.format(name.upper()), "").strip()
            if text:
                found[field.name] = _read(_VARIABLE.format(name.upper()), text, field.default)
        given: dict[str, Any] = {name: value for name, value in values.items() if value is not None}
        return replace(cls(**found), **given)


def _address(text: str) -> SplitResult | None:
    """The parts of an address that can be one: `http://[::1` and `http://wiki.test:x/` cannot."""
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018 - read for the error that it raises
    except ValueError:
        return None
    return parts


def _read(variable: str, text: str, default: object) -> object:
    """The text of a variable as a value of the default's type."""
    if isinstance(default, bool):
        if text.casefold() in _TRUE | _FALSE:
            return text.casefold() in _TRUE
        raise SettingsError(f"{variable} is '{text}'; it must be 1 or 0")
    try:
        return str(text) if isinstance(default, str) else _number(text, default)
    except ValueError as error:
        raise SettingsError(f"{variable} is '{text}', which is not a number") from error


def _number(text: str, default: object) -> int | float:
    return int(text) if isinstance(default, int) else float(text)
