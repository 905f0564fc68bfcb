"""URLs as indexes have them: with a login perhaps, which must not show or go elsewhere."""

from __future__ import annotations

from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit


class FetchError(Exception):
    """A URL could not be had; the text says why, without passwords."""


def split_login(url: str) -> tuple[SplitResult, tuple[str, str] | None]:
    """A URL in parts, without fragment, and the login taken out of it."""
    parts = urlsplit(url)
    login, _, host = parts.netloc.rpartition("@")
    clean = parts._replace(netloc=host, fragment="")
    if not login:
        return clean, None
    user, _, password = login.partition(":")
    return clean, (unquote(user), unquote(password))


def without_login(url: str) -> str:
    """The URL with no user or password in it."""
    return urlunsplit(split_login(url)[0])
