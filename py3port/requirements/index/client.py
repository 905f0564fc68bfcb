"""Asks all the indexes of a user's pip about distributions, and remembers what they say."""

from __future__ import annotations

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
from py3port.requirements.index.cache import Cache, Page, Stamp, digest_of
from py3port.requirements.index.contents import Contents, expect
from py3port.requirements.index.listing import Failure, File, Link, Listing, Missing, listing
from py3port.requirements.index.metadata import (
    Metadata,
    MetadataError,
    read_metadata,
    read_requires,
)
from py3port.requirements.index.pages import ACCEPT, PageError, read_page
from py3port.requirements.index.settings import Settings
from py3port.requirements.index.urls import FetchError, without_login

if TYPE_CHECKING:
    from py3port.requirements.index.transport import Transport

MAX_PAGE = 10_000_000
_MAX_DOWNLOAD = 100_000_000
_DOWNLOAD_SECONDS = 120.0
_MAX_FRESH = 3600
_MAX_GUESSED = 300
_NAME = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?")
_SAME = "the same"
_MAX_AGE = re.compile(r"max-age=(\d{1,9})")


Asked = tuple[int, str]
"""A page: of which of the places that pip is configured with, in order, and of which name."""


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
        self.cache = cache
        self._offline = offline
        self._used: dict[Asked, str] = {}
        self._shared: dict[str, _Found] = {}
        self._shared_lock = threading.Lock()
        self._lock = threading.Lock()
        self._opened: Transport | None = None
        self._is_stopped = False
        self._is_troubled = False
        self._contents = Contents(lambda: self._transport)

    def __enter__(self) -> Index:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        self.cache.close()

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
        found = [self._place(number, key) for number in range(self._places)]
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

    @property
    def used(self) -> Mapping[Asked, str] | None:
        """All pages that were looked at and what tells them from others; none where something could not be had."""
        return None if self._is_troubled else self._used

    def is_unchanged(self, asked: Asked, digest: str) -> bool:
        """Whether a page is still what it was; the index is only asked where it must be."""
        number, key = asked
        try:
            url = self._url(number, key)
        except IndexError:
            return False
        stamp = None if local.is_local(url) else self.cache.stamp(without_login(url))
        if stamp is None or stamp.digest != digest:
            self._place(number, key)
        elif not self._offline and not _is_fresh(stamp):
            self._revalidate(url, stamp, asked)
        else:
            return True
        return self._used.get(asked) == digest

    def metadata(self, key: str, version: Version, file: File) -> Metadata | Failure:
        """What a file says of itself."""
        remembered = self.cache.metadata(file.url)
        if remembered is not None:
            return remembered
        if self._offline and not local.is_local(file.url):
            self._is_troubled = True
            return Failure(f"the metadata of {file.name} was never fetched")
        try:
            data = self._contents.metadata(file)
            found = read_metadata(data, key=key, version=version, file=file.name, is_sdist=file.is_sdist)
        except (FetchError, local.LocalError) as error:
            self._is_troubled = True
            return Failure(f"{file.name}: {error}")
        except MetadataError as error:
            return Failure(f"{file.name}: {error}")
        if not local.is_local(file.url):
            self.cache.put_metadata(file.url, found)
        return found

    def completed(self, metadata: Metadata, file: File) -> Metadata:
        """The metadata of a source distribution with what it needs, as far as another file in it tells."""
        if metadata.knows_requires or (self._offline and not local.is_local(file.url)):
            return metadata
        try:
            data = self._contents.requires(file)
        except (FetchError, MetadataError, local.LocalError):
            return metadata
        found = replace(metadata, requires=read_requires(data), knows_requires=True)
        if not local.is_local(file.url):
            self.cache.put_metadata(file.url, found)
        return found

    def modules(self, file: File) -> tuple[str, ...] | Failure:
        """The names that the code in a file is imported by."""
        if self._offline and not local.is_local(file.url):
            return Failure(f"{file.name}: is only looked into without --offline")
        try:
            return self._contents.modules(file)
        except (FetchError, MetadataError, local.LocalError) as error:
            return Failure(f"{file.name}: {error}")

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
                expect(reply, 200)
                return reply.body.readall()
        except FetchError as error:
            self._is_troubled = True
            return Failure(f"{file.name}: {error}")

    @property
    def _places(self) -> int:
        return len(self._settings.index_urls) + len(self._settings.find_links)

    def _url(self, number: int, key: str) -> str:
        """Where a page is; those of `find-links` are the same for all names."""
        if number < len(self._settings.index_urls):
            return f"{self._settings.index_urls[number].rstrip('/')}/{quote(key)}/"
        return self._settings.find_links[number - len(self._settings.index_urls)]

    def _place(self, number: int, key: str) -> _Found:
        """What one place says of a name."""
        url = self._url(number, key)
        if number < len(self._settings.index_urls):
            found = _local(url, lambda: local.project_links(url)) if local.is_local(url) else self._page(url)
            asked = (number, key)
        else:
            found, asked = self._links_page(url), (number, "")
        self._is_troubled |= bool(found.problem)
        if asked not in self._used:
            self._used[asked] = digest_of(found.links)
        return found

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
        page = self.cache.page(clean)
        if self._offline:
            if page is None:
                return _Found(clean, problem="was never asked, and --offline keeps it so")
            return _Found(clean, page.links)
        if page is not None and _is_fresh(page.stamp):
            return _Found(clean, page.links)
        try:
            stamp, links = self._fetch_page(url, page.stamp if page else None)
        except (FetchError, PageError) as error:
            return _Found(clean, problem=str(error))
        if links is _SAME and page is not None:
            self.cache.put_stamp(clean, stamp)
            return _Found(clean, page.links)
        assert not isinstance(links, str)
        self.cache.put_page(clean, Page(stamp, links))
        return _Found(clean, links)

    def _revalidate(self, url: str, stamp: Stamp, asked: Asked) -> None:
        """Ask whether a page that is remembered is still the same, without reading what is remembered."""
        clean = without_login(url)
        try:
            fetched, links = self._fetch_page(url, stamp)
        except (FetchError, PageError):
            self._is_troubled = True
            return
        if isinstance(links, str):
            self.cache.put_stamp(clean, fetched)
        else:
            self.cache.put_page(clean, Page(fetched, links))
        self._used[asked] = fetched.digest

    def _fetch_page(self, url: str, known: Stamp | None) -> tuple[Stamp, tuple[Link, ...] | str | None]:
        """The page; `_SAME` where it has not changed since, no links where the index does not know it."""
        headers = {"Accept": ACCEPT}
        if known is not None and known.etag:
            headers["If-None-Match"] = known.etag
        if known is not None and known.modified:
            headers["If-Modified-Since"] = known.modified
        with self._transport.get(url, limit=MAX_PAGE, headers=headers) as reply:
            now = int(time.time())
            expires = now + _freshness(reply.headers, now)
            if reply.status == 304 and known is not None:
                return replace(known, fetched=now, expires=expires), _SAME
            if reply.status in (404, 410):
                return Stamp(now, expires, "", "", digest_of(None)), None
            expect(reply, 200)
            data = reply.body.readall()
        kind = reply.headers.get("content-type", "")
        links = tuple(read_page(data, content_type=kind, url=reply.url))
        etag, modified = reply.headers.get("etag", ""), reply.headers.get("last-modified", "")
        return Stamp(now, expires, etag[:500], modified[:100], digest_of(links)), links


def _is_fresh(stamp: Stamp) -> bool:
    return stamp.fetched <= time.time() < stamp.expires


def _local(source: str, read: Callable[[], list[Link] | None]) -> _Found:
    try:
        links = read()
    except local.LocalError as error:
        return _Found(source, problem=str(error))
    return _Found(source, None if links is None else tuple(links))


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
