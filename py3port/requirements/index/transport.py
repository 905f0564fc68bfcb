"""Fetches URLs from servers that nobody trusts: bounded in time and size, with redirects and retries counted."""

from __future__ import annotations

import http.client
import io
import os
import socket
import ssl
import threading
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.util import Timeout

import py3port
from py3port.errors import UserError
from py3port.requirements.index.credentials import Credentials
from py3port.requirements.index.settings import Settings
from py3port.requirements.index.urls import FetchError, split_login

_MAX_REDIRECTS = 5
_PAUSE = 0.2
_PATIENCE = 60.0
_STEP = 0.5
"""Seconds after which a read that waits looks whether anybody still wants it."""
_TRIES_LATER = frozenset({429, 500, 502, 503, 504})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_GIVEN_UP_AFTER = 4
"""Failures to reach a host, with no success between, after which it is not tried any more."""


@dataclass(frozen=True)
class Reply:
    """A response whose body is still to be read."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    url: str
    """Where the last redirect led, without passwords."""
    body: Body


class Body(io.RawIOBase):
    """The bytes of a response, decompressed; never more than the limit, never past the deadline.

    Reading raises `FetchError` where there is too much, or it comes too slowly, or breaks off.
    """

    def __init__(self, response: urllib3.BaseHTTPResponse, limit: int) -> None:
        self._response = response
        self._limit = limit
        self._count = 0

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Read what comes next."""
        try:
            data = self._response.read(len(buffer), decode_content=True)
        except (urllib3.exceptions.HTTPError, OSError, http.client.HTTPException, ValueError) as error:
            raise FetchError(_reason(error)) from error
        self._count += len(data)
        if self._count > self._limit:
            raise FetchError(f"more than {self._limit / 1e6:g} MB")
        buffer[: len(data)] = data
        return len(data)


class Transport:
    """Keeps connections open between requests; safe to use from several threads."""

    def __init__(self, settings: Settings, environ: Mapping[str, str] = os.environ) -> None:
        self._settings = settings
        self._environ = environ
        self._credentials = Credentials(environ)
        self._trusted = {host.lower() for host in settings.trusted_hosts}
        self._managers: dict[tuple[str, str, bool], urllib3.PoolManager] = {}
        self._lock = threading.Lock()
        self._failures: dict[str, int] = {}
        self._clock = _Clock()
        self._agent = f"py3port/{py3port.__version__}"

    def close(self) -> None:
        """Let go of everything; requests under way end within half a second."""
        self._clock.closed = True
        for manager in self._managers.values():
            manager.clear()

    @contextmanager
    def get(
        self, url: str, *, limit: int, headers: Mapping[str, str] = {}, seconds: float = 0.0
    ) -> Iterator[Reply]:
        """The response to a GET, whatever its status, after redirects and retries.

        Args:
            seconds: within which one attempt must be done, body and all; 0: as the settings say.

        Raises:
            FetchError: there is none.
        """
        response, final = self._attempts(url, headers, seconds)
        try:
            announced = response.headers.get("content-length", "")
            if announced.isdecimal() and int(announced) > limit:
                raise FetchError(f"announces {int(announced) / 1e6:.1f} MB, more than {limit / 1e6:g} MB")
            lower = {name.lower(): value for name, value in response.headers.items()}
            yield Reply(response.status, lower, final, Body(response, limit))
        finally:
            _put_back(response)

    def _attempts(
        self, url: str, headers: Mapping[str, str], seconds: float
    ) -> tuple[urllib3.BaseHTTPResponse, str]:
        """Try, and try again what may be better next time."""
        pause = _PAUSE
        for left in range(self._settings.retries, -1, -1):
            self._clock.start(seconds or self._settings.deadline)
            try:
                response, final = self._follow(url, headers)
            except FetchError:
                raise
            except (urllib3.exceptions.HTTPError, OSError, http.client.HTTPException, ValueError) as error:
                if not left or self._clock.closed or not self._may_retry(url, error):
                    raise FetchError(_reason(error)) from error
            else:
                if response.status not in _TRIES_LATER or not left:
                    return response, final
                response.drain_conn()
                response.release_conn()
            time.sleep(pause)
            pause *= 2
        raise AssertionError("the last attempt returns or raises")

    def _follow(self, url: str, headers: Mapping[str, str]) -> tuple[urllib3.BaseHTTPResponse, str]:
        """One request and its redirects."""
        seen = []
        for _ in range(_MAX_REDIRECTS + 1):
            parts, login = split_login(url)
            if login:
                self._credentials.remember(parts.netloc, login)
            seen.append(urlunsplit(parts))
            response = self._request(parts, {**headers, **self._credentials.header(parts)})
            target = response.headers.get("location")
            if response.status not in _REDIRECTS or not target:
                return response, seen[-1]
            _put_back(response)
            url = urljoin(seen[-1], target)
            if urlsplit(url).scheme not in ("http", "https"):
                raise FetchError(f"{seen[-1]} redirects to something that is not on the web")
        raise FetchError(f"{seen[0]} redirects more than {_MAX_REDIRECTS} times")

    def _request(self, parts: SplitResult, headers: Mapping[str, str]) -> urllib3.BaseHTTPResponse:
        host = parts.netloc
        if self._failures.get(host, 0) >= _GIVEN_UP_AFTER:
            raise FetchError(
                f"{host} was not reached {_GIVEN_UP_AFTER} times in a row and is not asked again"
            )
        seconds = min(self._settings.timeout, self._clock.left())
        try:
            response = self._manager(parts).request(
                "GET",
                urlunsplit(parts),
                headers={"User-Agent": self._agent, "Accept-Encoding": "gzip", **headers},
                timeout=Timeout(connect=seconds, read=seconds),
                retries=False,
                redirect=False,
                preload_content=False,
            )
        except (urllib3.exceptions.HTTPError, OSError, http.client.HTTPException):
            self._failures[host] = self._failures.get(host, 0) + 1
            raise
        self._failures[host] = 0
        return response

    def _may_retry(self, url: str, error: Exception) -> bool:
        """Whether another attempt makes sense: a name or a certificate that is wrong stays wrong."""
        if self._failures.get(split_login(url)[0].netloc, 0) >= _GIVEN_UP_AFTER:
            return False
        if isinstance(error, urllib3.exceptions.NameResolutionError):
            # Whoever knows the names may be busy.
            return getattr(error.__cause__, "errno", None) == socket.EAI_AGAIN
        return not isinstance(error, (urllib3.exceptions.SSLError, ValueError))

    def _manager(self, parts: SplitResult) -> urllib3.PoolManager:
        trusted = bool(self._trusted & {parts.netloc.lower(), parts.hostname or ""})
        key = (parts.scheme, self._proxy(parts), trusted)
        with self._lock:
            if key not in self._managers:
                self._managers[key] = self._new_manager(*key)
            return self._managers[key]

    def _new_manager(self, scheme: str, proxy: str, trusted: bool) -> urllib3.PoolManager:
        options: dict[str, Any] = {"maxsize": 64, "num_pools": 32}
        if scheme == "https":
            options["ssl_context"] = self._context(trusted=trusted)
        if proxy:
            address, login = split_login(proxy if "://" in proxy else f"http://{proxy}")
            headers = urllib3.make_headers(proxy_basic_auth=":".join(login)) if login else None
            manager: urllib3.PoolManager = urllib3.ProxyManager(
                urlunsplit(address), proxy_headers=headers, **options
            )
        else:
            manager = urllib3.PoolManager(**options)
        manager.pool_classes_by_scheme = self._clock.pools
        return manager

    def _proxy(self, parts: SplitResult) -> str:
        if self._settings.proxy:
            return self._settings.proxy
        if urllib.request.proxy_bypass(parts.hostname or ""):
            return ""
        found = urllib.request.getproxies()
        return found.get(parts.scheme) or found.get("all") or ""

    def _context(self, *, trusted: bool) -> ssl.SSLContext:
        settings = self._settings
        try:
            is_folder = os.path.isdir(settings.cert)
            context = ssl.create_default_context(
                cafile=None if is_folder else settings.cert or None,
                capath=settings.cert if is_folder else None,
            )
            if settings.client_cert:
                context.load_cert_chain(settings.client_cert)
        except OSError as error:
            named = " and ".join(filter(None, (settings.cert, settings.client_cert)))
            raise UserError(
                f"pip's configuration: the certificate {named} cannot be used: {error}"
            ) from error
        if trusted:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context


class _Clock:
    """The deadline of each thread's request, which every read of its socket minds."""

    def __init__(self) -> None:
        self.closed = False
        self._local = threading.local()
        clock = self

        class Response(http.client.HTTPResponse):
            def __init__(self, sock: Any, *args: Any, **options: Any) -> None:
                super().__init__(_Reader(sock, clock), *args, **options)  # type: ignore[arg-type]

        class PlainConnection(HTTPConnection):
            response_class = Response

        class TlsConnection(HTTPSConnection):
            response_class = Response

        class PlainPool(HTTPConnectionPool):
            ConnectionCls = PlainConnection

        class TlsPool(HTTPSConnectionPool):
            ConnectionCls = TlsConnection

        self.pools: dict[str, type[HTTPConnectionPool]] = {"http": PlainPool, "https": TlsPool}

    def start(self, seconds: float) -> None:
        self._local.deadline = time.monotonic() + seconds

    def left(self) -> float:
        left: float = self._local.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("not done in time")
        if self.closed:
            raise TimeoutError("given up")
        return left


class _Reader(io.RawIOBase):
    """A socket's bytes; a server that sends one of them now and then gains no time by it."""

    def __init__(self, sock: Any, clock: _Clock) -> None:
        self._sock = sock
        # Keeps the socket open when the connection lets go of it, until the response is read.
        self._hold = sock.makefile("rb", buffering=0)
        self._clock = clock
        self._patience: float = sock.gettimeout() or _PATIENCE

    def makefile(self, mode: str) -> io.BufferedReader:
        """What `http.client` asks a socket for."""
        return io.BufferedReader(self)

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        self._hold.close()
        super().close()

    def readinto(self, buffer: Any) -> int:
        until = time.monotonic() + self._patience
        while True:
            left = min(self._clock.left(), until - time.monotonic())
            if left <= 0:
                raise TimeoutError(f"no answer after {self._patience:g} seconds")
            self._sock.settimeout(min(_STEP, left))
            try:
                count: int = self._sock.recv_into(buffer)
            except TimeoutError:
                continue
            self._sock.settimeout(self._patience)
            return count


def _put_back(response: urllib3.BaseHTTPResponse) -> None:
    """Keep the connection for the next request only where nothing is left to read."""
    if getattr(response, "length_remaining", None) == 0:
        response.drain_conn()
        response.release_conn()
    else:
        response.close()


def _reason(error: Exception) -> str:
    """What went wrong, short: urllib3's texts name objects and nest."""
    if isinstance(error, urllib3.exceptions.NameResolutionError):
        return "its host name is not known"
    if isinstance(error, urllib3.exceptions.SSLError):
        return f"no trust in its certificate: {error}"
    if isinstance(error, (TimeoutError, urllib3.exceptions.TimeoutError)):
        inner = error.__cause__ or error.__context__
        return str(inner if isinstance(inner, TimeoutError) and str(inner) else "no answer in time")
    if isinstance(error, urllib3.exceptions.NewConnectionError):
        return "no connection to its host"
    if isinstance(error, urllib3.exceptions.ProtocolError) and isinstance(
        error.args[-1], (http.client.IncompleteRead, urllib3.exceptions.IncompleteRead)
    ):
        return "it broke off"
    if isinstance(error, urllib3.exceptions.ProxyError):
        return "the proxy does not let us through"
    return f"{type(error).__name__}: {error}"
