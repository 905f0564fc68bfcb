"""Reads the pages of an index: HTML by PEP 503, JSON by PEP 691; both from servers that may lie."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from py3port.requirements.index.listing import Link

ACCEPT = "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1, */*;q=0.01"
_JSON = frozenset({"application/vnd.pypi.simple.v1+json", "application/vnd.pypi.simple.latest+json"})
_HTML = frozenset(
    {"text/html", "application/vnd.pypi.simple.v1+html", "application/vnd.pypi.simple.latest+html"}
)
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MAX_FIELD = 2000


class PageError(Exception):
    """A page is none."""


def read_page(data: bytes, *, content_type: str, url: str) -> list[Link]:
    """The links on a page that came from `url`.

    Raises:
        PageError: it is no page of an index.
    """
    kind = content_type.partition(";")[0].strip().lower()
    if kind in _JSON:
        return list(_json_links(data, url))
    if kind in _HTML:
        return _html_links(data, url)
    raise PageError(f"its content type {kind[:80]!r} is not that of an index page")


def _json_links(data: bytes, url: str) -> Iterator[Link]:
    try:
        page = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise PageError("it is not JSON, though it says so") from error
    files = page.get("files") if isinstance(page, dict) else None
    if not isinstance(files, list):
        raise PageError("its JSON has no files")
    meta = page.get("meta")
    version = meta.get("api-version", "1.0") if isinstance(meta, dict) else "1.0"
    if str(version).partition(".")[0] != "1":
        raise PageError(f"it is of version {str(version)[:20]!r}, which came after us")
    for file in files:
        if isinstance(file, dict) and isinstance(file.get("filename"), str):
            target = _target(url, file.get("url"))
            if target:
                yield _json_link(file, target)


def _json_link(file: dict[str, Any], url: str) -> Link:
    metadata = file.get("core-metadata", file.get("dist-info-metadata"))
    return Link(
        name=file["filename"][:_MAX_FIELD],
        url=url,
        requires_python=_text(file.get("requires-python")),
        is_yanked=file.get("yanked", False) not in (False, None),
        uploaded=_day(_text(file.get("upload-time"))),
        has_metadata=bool(metadata),
    )


def _html_links(data: bytes, url: str) -> list[Link]:
    parser = _Anchors(url)
    try:
        parser.feed(data.decode("utf-8", "replace"))
        parser.close()
    except (AssertionError, ValueError, RecursionError) as error:
        raise PageError("its HTML cannot be read") from error
    if parser.version.partition(".")[0] != "1":
        raise PageError(f"it is of version {parser.version[:20]!r}, which came after us")
    return parser.links


class _Anchors(HTMLParser):
    """Collects the links of a page."""

    def __init__(self, url: str) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[Link] = []
        self.version = "1.0"
        self._base = url
        self._page = url

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "base" and found.get("href"):
            self._base = urljoin(self._page, found["href"])
        elif tag == "meta" and found.get("name") == "pypi:repository-version":
            self.version = found.get("content", "1.0")
        elif tag == "a" and found.get("href"):
            self._add(found)

    def _add(self, found: dict[str, str]) -> None:
        target = _target(self._base, found["href"], page=self._page)
        if not target:
            return
        metadata = found.get("data-core-metadata", found.get("data-dist-info-metadata", "false"))
        self.links.append(
            Link(
                name=unquote(urlsplit(target).path.rpartition("/")[2])[:_MAX_FIELD],
                url=target,
                requires_python=_text(found.get("data-requires-python")),
                is_yanked="data-yanked" in found,
                # In no PEP, but what mirrors make of the field that JSON has.
                uploaded=_day(_text(found.get("data-upload-time"))),
                has_metadata=metadata != "false",
            )
        )


def _target(base: str, link: object, *, page: str = "") -> str:
    """Where a link leads, without its fragment; empty where we do not go."""
    if not isinstance(link, str) or len(link) > _MAX_FIELD:
        return ""
    try:
        target = urljoin(base, link).partition("#")[0]
        scheme = urlsplit(target).scheme
    except ValueError:
        return ""
    local = urlsplit(page or base).scheme == "file"
    return target if scheme in ("http", "https") or (scheme == "file" and local) else ""


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) and len(value) <= _MAX_FIELD else ""


def _day(text: str) -> str:
    return text[:10] if _DAY.match(text) else ""
