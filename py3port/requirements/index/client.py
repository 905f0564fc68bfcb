"""Asks all the indexes of a user's pip about distributions, and remembers what they say."""

from __future__ import annotations

import io
import re
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from email.utils import mktime_tz, parsedate_tz
from types import TracebackType
from typing import TYPE_CHECKING
from urllib.parse import quote

from packaging.version import Version

from py3port.requirements.index import local
from py3port.requirements.index.archives import Ranges, metadata_in_tar, metadata_in_zip, requires_in_sdist
from py3port.requirements.index.cache import Cache, Page
from py3port.requirements.index.listing import Failure, File, Link, Listing, Missing, listing
from py3port.requirements.index.metadata import (
    MAX_SIZE,
    Metadata,
    MetadataError,
    read_metadata,
    read_requires,
)
from py3port.requirements.index.pages import ACCEPT, PageError, read_page
from py3port.requirements.index.settings import Settings
from py3port.requirements.index.urls import FetchError, without_login

if TYPE_CHECKING:
    from py3port.requirements.index.transport import Reply, Transport

MAX_PAGE = 10_000_000
_MAX_SDIST = 60_000_000
_MAX_DOWNLOAD = 100_000_000
_DOWNLOAD_SECONDS = 120.0
_MAX_FRESH = 3600
_MAX_GUESSED = 300
_NAME = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?")
_MAX_AGE = re.compile(r"max-age=(\d{1,9})")


@dataclass(frozen=True)
class _Found:
    """What one place says of a name: links (none: it does not know it), or why it says nothing."""

    source: str
    links: tuple[Link, ...] | None = None
    problem: str = ""


class Index:
    """Everything the user's pip could install; safe to use from several threads."""

    def __init__(self, settings: Settings, cache: Cache, *, offline: bool = False) -> None:
        self._settings = settings
        self._cache = cache
        self._offline = offline
        self._shared: dict[str, _Found] = {}
        self._shared_lock = threading.Lock()
        self._lock = threading.Lock()
        self._opened: Transport | None = None
        self._is_stopped = False

    def __enter__(self) -> Index:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        self._cache.close()

    def stop(self) -> None:
        """Let go of the network; who still waits for it gets an error within half a second."""
        with self._lock:
            self._is_stopped = True
            if self._opened is not None:
                self._opened.close()

    @property
    def _transport(self) -> Transport:
        """Made when it is needed: mostly all is remembered, and then the network's libraries are not even imported."""
        with self._lock:
            if self._is_stopped:
                raise FetchError("given up")
            if self._opened is None:
                from py3port.requirements.index.transport import Transport

                self._opened = Transport(self._settings)
            return self._opened

    def listing(self, key: str) -> Listing | Missing | Failure:
        """What there is of a distribution, by its normalised name."""
        if not _NAME.fullmatch(key) or len(key) > 200:
            return Failure("no index can have a distribution of that name")
        found = [self._project_page(url, key) for url in self._settings.index_urls]
        found += [self._links_page(place) for place in self._settings.find_links]
        links = [link for each in found for link in each.links or ()]
        known = [each for each in found if each.links is not None]
        problems = [f"{each.source}: {each.problem}" for each in found if each.problem]
        made = listing(key, links, sources=[each.source for each in known], problems=problems)
        if made.releases:
            return made
        if problems:
            return Failure("; ".join(problems))
        if any(each.source.endswith(f"/{key}/") for each in known):
            return made
        return Missing(tuple(each.source for each in found))

    def metadata(self, key: str, version: Version, file: File) -> Metadata | Failure:
        """What a file says of itself."""
        remembered = self._cache.metadata(file.url)
        if remembered is not None:
            return remembered
        if self._offline and not local.is_local(file.url):
            return Failure(f"the metadata of {file.name} was never fetched")
        try:
            data = self._metadata(file)
            found = read_metadata(data, key=key, version=version, file=file.name, is_sdist=file.is_sdist)
        except (FetchError, MetadataError, local.LocalError) as error:
            return Failure(f"{file.name}: {error}")
        if not local.is_local(file.url):
            self._cache.put_metadata(file.url, found)
        return found

    def completed(self, metadata: Metadata, file: File) -> Metadata:
        """The metadata of a source distribution with what it needs, as far as another file in it tells."""
        if metadata.knows_requires or (self._offline and not local.is_local(file.url)):
            return metadata
        try:
            data = self._requires(file)
        except (FetchError, MetadataError, local.LocalError):
            return metadata
        found = replace(metadata, requires=read_requires(data), knows_requires=True)
        if not local.is_local(file.url):
            self._cache.put_metadata(file.url, found)
        return found

    def download(self, file: File) -> bytes | Failure:
        """The whole file."""
        if local.is_local(file.url):
            try:
                return local.read(file.url, _MAX_DOWNLOAD)
            except local.LocalError as error:
                return Failure(f"{file.name}: {error}")
        if self._offline:
            return Failure(f"{file.name}: is only downloaded without --offline")
        try:
            with self._transport.get(file.url, limit=_MAX_DOWNLOAD, seconds=_DOWNLOAD_SECONDS) as reply:
                _expect(reply, 200)
                return reply.body.readall()
        except FetchError as error:
            return Failure(f"{file.name}: {error}")

    def _project_page(self, index: str, key: str) -> _Found:
        url = f"{index.rstrip('/')}/{quote(key)}/"
        if local.is_local(url):
            return _local(url, lambda: local.project_links(url))
        return self._page(url)

    def _links_page(self, place: str) -> _Found:
        """A page or folder that is the same for all names is looked at once."""
        with self._shared_lock:
            if place not in self._shared:
                if local.is_local(place):
                    self._shared[place] = _local(place, lambda: local.place_links(place))
                else:
                    self._shared[place] = self._page(place)
            return self._shared[place]

    def _page(self, url: str) -> _Found:
        clean = without_login(url)
        page = self._cache.page(clean)
        if self._offline:
            if page is None:
                return _Found(clean, problem="was never asked, and --offline keeps it so")
            return _Found(clean, page.links)
        if page is not None and time.time() < page.expires and page.fetched <= time.time():
            return _Found(clean, page.links)
        try:
            page = self._fetch_page(url, page)
        except (FetchError, PageError) as error:
            return _Found(clean, problem=str(error))
        self._cache.put_page(clean, page)
        return _Found(clean, page.links)

    def _fetch_page(self, url: str, known: Page | None) -> Page:
        headers = {"Accept": ACCEPT}
        if known is not None and known.etag:
            headers["If-None-Match"] = known.etag
        if known is not None and known.modified:
            headers["If-Modified-Since"] = known.modified
        with self._transport.get(url, limit=MAX_PAGE, headers=headers) as reply:
            now = int(time.time())
            expires = now + _freshness(reply.headers, now)
            if reply.status == 304 and known is not None:
                return Page(now, expires, known.etag, known.modified, known.links)
            if reply.status in (404, 410):
                return Page(now, expires, "", "", None)
            _expect(reply, 200)
            data = reply.body.readall()
        kind = reply.headers.get("content-type", "")
        links = tuple(read_page(data, content_type=kind, url=reply.url))
        etag, modified = reply.headers.get("etag", ""), reply.headers.get("last-modified", "")
        return Page(now, expires, etag[:500], modified[:100], links)

    def _metadata(self, file: File) -> bytes:
        """By the cheapest way there is."""
        if local.is_local(file.url):
            return local.metadata(file.url, file.name)
        if file.has_metadata:
            with self._transport.get(f"{file.url}.metadata", limit=MAX_SIZE) as reply:
                if reply.status == 200:
                    return reply.body.readall()
        if file.name.lower().endswith((".whl", ".zip")):
            return self._metadata_by_ranges(file)
        with self._transport.get(file.url, limit=_MAX_SDIST) as reply:
            _expect(reply, 200)
            return metadata_in_tar(io.BufferedReader(reply.body), file.name)

    def _requires(self, file: File) -> bytes:
        """The requires.txt of a source distribution, of which no more is read than it takes."""
        if local.is_local(file.url):
            return requires_in_sdist(io.BytesIO(local.read(file.url, _MAX_SDIST)), file.name)
        with self._transport.get(file.url, limit=_MAX_SDIST) as reply:
            _expect(reply, 200)
            is_zip = file.name.lower().endswith(".zip")
            raw = io.BytesIO(reply.body.readall()) if is_zip else io.BufferedReader(reply.body)
            return requires_in_sdist(raw, file.name)

    def _metadata_by_ranges(self, file: File) -> bytes:
        with self._transport.get(
            file.url, limit=_MAX_SDIST, headers={"Range": "bytes=-65536", "Accept-Encoding": "identity"}
        ) as reply:
            if reply.status == 200:
                return metadata_in_zip(io.BytesIO(reply.body.readall()), file.name)
            _expect(reply, 206)
            size = _total(reply.headers)
            tail = reply.body.readall()

        def fetch(start: int, end: int) -> bytes:
            if end == size and len(tail) == end - start:
                return tail
            return self._range(file.url, start, end)

        return metadata_in_zip(io.BufferedReader(Ranges(size, fetch)), file.name)

    def _range(self, url: str, start: int, end: int) -> bytes:
        headers = {"Range": f"bytes={start}-{end - 1}", "Accept-Encoding": "identity"}
        with self._transport.get(url, limit=end - start, headers=headers) as reply:
            _expect(reply, 206)
            data = reply.body.readall()
        if len(data) != end - start:
            raise FetchError("the server sends other ranges than it was asked for")
        return data


def _local(source: str, read: Callable[[], list[Link] | None]) -> _Found:
    try:
        links = read()
    except local.LocalError as error:
        return _Found(source, problem=str(error))
    return _Found(source, None if links is None else tuple(links))


def _expect(reply: Reply, status: int) -> None:
    if reply.status in (401, 403):
        raise FetchError(f"the server wants another login (HTTP {reply.status})")
    if reply.status != status:
        raise FetchError(f"the server answers with HTTP {reply.status}")


def _total(headers: Mapping[str, str]) -> int:
    total = headers.get("content-range", "").rpartition("/")[2]
    if not total.isdecimal():
        raise FetchError("the server sends a range without its place")
    return int(total)


def _freshness(headers: Mapping[str, str], now: int) -> int:
    """For how many seconds a page may be used without asking again: as told, else a tenth of its age (RFC 9111)."""
    control = headers.get("cache-control", "").lower()
    found = _MAX_AGE.search(control)
    if "no-store" in control or "no-cache" in control:
        return 0
    if found is not None:
        return min(int(found[1]), _MAX_FRESH)
    modified = parsedate_tz(headers.get("last-modified", ""))
    if control or modified is None:
        return 0
    return int(min(max((now - mktime_tz(modified)) / 10, 0), _MAX_GUESSED))
