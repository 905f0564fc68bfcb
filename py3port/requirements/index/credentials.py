"""Who we are to an index: the login in its URL, else the one in the user's `.netrc`."""

from __future__ import annotations

import base64
import netrc
import os
from collections.abc import Mapping
from functools import cached_property
from urllib.parse import SplitResult


class Credentials:
    """Makes the header that logs us in; a login is for the host that it was given for and no other."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._known: dict[str, tuple[str, str]] = {}

    def remember(self, host: str, login: tuple[str, str]) -> None:
        """Take the login for further requests to `host`: the links on an index's page come without it."""
        self._known[host] = login

    def header(self, url: SplitResult) -> dict[str, str]:
        """For a request to `url`."""
        found = self._known.get(url.netloc) or self._from_netrc(url.hostname or "")
        if found is None:
            return {}
        return {"Authorization": "Basic " + base64.b64encode(":".join(found).encode()).decode("ascii")}

    def _from_netrc(self, host: str) -> tuple[str, str] | None:
        if self._netrc is None or not host:
            return None
        found = self._netrc.authenticators(host)
        return (found[0] or "", found[2] or "") if found else None

    @cached_property
    def _netrc(self) -> netrc.netrc | None:
        chosen = self._environ.get("NETRC")
        home = self._environ.get("HOME") or os.path.expanduser("~")
        for path in (chosen,) if chosen else (os.path.join(home, name) for name in (".netrc", "_netrc")):
            try:
                return netrc.netrc(path)
            except (OSError, netrc.NetrcParseError):
                continue
        return None
