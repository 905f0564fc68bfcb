"""Links to where a file is to be seen."""

from __future__ import annotations

from urllib.parse import quote

from py3port.report import Attachments


def link_to(attached: Attachments, path: str, line: int) -> str:
    """The address of a line; empty where none is configured. Nothing in it needs another escape."""
    fields = {
        "{path}": quote(path.encode("utf-8", "surrogateescape")),
        "{line}": str(line),
        "{commit}": quote(attached.commit or "HEAD"),
    }
    url = attached.source_url
    for name, value in fields.items():
        url = url.replace(name, value)
    return url
