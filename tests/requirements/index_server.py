"""A package index on this machine that does what it is told: answer well, late, wrongly or not at all."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import re
import tarfile
import threading
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

JSON = "application/vnd.pypi.simple.v1+json"


@dataclass(frozen=True)
class Dist:
    """One file of a release, made up."""

    name: str
    data: bytes
    metadata: bytes = b""
    """Served beside the file where there is any."""
    requires_python: str | None = None
    uploaded: str | None = None
    yanked: bool = False


def metadata(name: str, version: str, *fields: str) -> bytes:
    """Core metadata; fields such as `Requires-Python: >=3`, or classifiers such as `2.7`."""
    lines = [
        each
        if ": " in each and not each[0].isdigit()
        else f"Classifier: Programming Language :: Python :: {each}"
        for each in fields
    ]
    return "\n".join(
        ("Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}", *lines, "", "text")
    ).encode()


def wheel(
    name: str, version: str, *fields: str, tag: str = "py3-none-any", beside: bool = True, **more: Any
) -> Dist:
    """A wheel with that metadata, which is served beside it as well."""
    told = metadata(name, version, *fields)
    stem = f"{name.replace('-', '_')}-{version}"
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        archive.writestr(f"{name}/__init__.py", more.pop("code", ""))
        archive.writestr(f"{stem}.dist-info/METADATA", told)
    return Dist(f"{stem}-{tag}.whl", output.getvalue(), told if beside else b"", **more)


def sdist(
    name: str, version: str, *fields: str, code: str = "", others: Mapping[str, str] = {}, **more: Any
) -> Dist:
    """A source distribution with that PKG-INFO and one module, and other files."""
    stem = f"{name}-{version}"
    output = io.BytesIO()
    with tarfile.open(fileobj=output, mode="w:gz") as archive:
        files = {"setup.py": b"raise SystemExit('executed')", f"{name}/core.py": code.encode()}
        files |= {path: content.encode() for path, content in others.items()}
        for path, content in {**files, "PKG-INFO": metadata(name, version, *fields)}.items():
            member = tarfile.TarInfo(f"{stem}/{path}")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return Dist(f"{stem}.tar.gz", output.getvalue(), **more)


@dataclass
class Request:
    """What a handler of its own may look at."""

    path: str
    headers: Mapping[str, str]
    """Names in lower case."""
    write: Callable[[bytes], object]
    """Straight to the socket."""
    is_over: threading.Event
    """Set when the server stops: what waits must end then."""


Handler = Callable[[Request], None]


@dataclass
class IndexServer:
    """The pages and files, by distribution; and what was asked for."""

    dists: dict[str, Sequence[Dist]] = field(default_factory=dict)
    handlers: dict[str, Handler] = field(default_factory=dict)
    """For paths that are treated otherwise."""
    latency: float = 0.0
    is_html: bool = False
    tells: bool = True
    """Whether pages tell Requires-Python."""
    tells_age: bool = False
    """Whether pages in HTML tell when a file came."""
    max_age: int | None = None
    modified: str = ""
    asked: list[str] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    url: str = ""
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def index_url(self) -> str:
        """What pip is told."""
        return f"{self.url}/simple"

    def page(self, key: str) -> tuple[str, bytes]:
        """The content type and content of a page."""
        dists = self.dists[key]
        if self.is_html:
            return "text/html", "".join(map(self._anchor, dists)).encode()
        files = [self._file(dist) for dist in dists]
        return JSON, json.dumps({"meta": {"api-version": "1.1"}, "name": key, "files": files}).encode()

    def _anchor(self, dist: Dist) -> str:
        requires = (dist.requires_python or "").replace(">", "&gt;").replace("<", "&lt;")
        told = f' data-requires-python="{requires}"' if requires and self.tells else ""
        told += ' data-yanked=""' if dist.yanked else ""
        told += ' data-dist-info-metadata="true"' if dist.metadata else ""
        if dist.uploaded and self.tells_age:
            told += f' data-upload-time="{dist.uploaded}T12:00:00.000000Z"'
        return f'<a href="../../files/{dist.name}#sha256=0"{told}>{dist.name}</a><br>\n'

    def _file(self, dist: Dist) -> dict[str, object]:
        found: dict[str, object] = {"filename": dist.name, "url": f"../../files/{dist.name}", "hashes": {}}
        if dist.requires_python and self.tells:
            found["requires-python"] = dist.requires_python
        if dist.uploaded:
            found["upload-time"] = f"{dist.uploaded}T12:00:00.000000Z"
        found["yanked"] = dist.yanked
        found["core-metadata"] = bool(dist.metadata)
        return found

    def content(self, path: str) -> tuple[str, bytes] | None:
        """What lies at a path."""
        page = re.fullmatch(r"/simple/([^/]+)/", path)
        if page:
            return self.page(page[1]) if page[1] in self.dists else None
        for dists in self.dists.values():
            for dist in dists:
                if path == f"/files/{dist.name}":
                    return "application/octet-stream", dist.data
                if path == f"/files/{dist.name}.metadata" and dist.metadata:
                    return "text/plain", dist.metadata
        return None


@contextmanager
def serving(server: IndexServer) -> Iterator[IndexServer]:
    """Let the server run on a free port."""

    class RequestHandler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            server.asked.append(self.path)
            server.over.wait(server.latency)
            handler = server.handlers.get(self.path)
            if handler is not None:
                self.close_connection = True
                request = Request(
                    self.path,
                    {name.lower(): value for name, value in self.headers.items()},
                    self.wfile.write,
                    server.over,
                )
                try:
                    handler(request)
                except OSError:
                    return
                return
            found = server.content(self.path)
            if found is None:
                self._send(404, {}, b"no such thing")
            else:
                self._send_content(*found)

        def _send_content(self, kind: str, data: bytes) -> None:
            headers = {"Content-Type": kind, "ETag": f'"{hashlib.md5(data).hexdigest()}"'}
            if server.modified:
                headers["Last-Modified"] = server.modified
            if server.max_age is not None:
                headers["Cache-Control"] = f"max-age={server.max_age}"
            if self.headers.get("If-None-Match") == headers["ETag"]:
                self._send(304, headers, b"")
                return
            wanted = re.fullmatch(r"bytes=(\d*)-(\d+)", self.headers.get("Range", ""))
            if wanted:
                start = int(wanted[1]) if wanted[1] else max(0, len(data) - int(wanted[2]))
                end = int(wanted[2]) + 1 if wanted[1] else len(data)
                headers["Content-Range"] = f"bytes {start}-{end - 1}/{len(data)}"
                self._send(206, headers, data[start:end])
                return
            if "gzip" in self.headers.get("Accept-Encoding", "") and kind == JSON:
                headers["Content-Encoding"] = "gzip"
                data = gzip.compress(data, 1)
            self._send(200, headers, data)

        def _send(self, status: int, headers: Mapping[str, str], data: bytes) -> None:
            server.statuses[status] += 1
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if status != 304:
                self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:
            return

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 128

        def handle_error(self, request: object, client_address: object) -> None:
            return

    http = Server(("127.0.0.1", 0), RequestHandler)
    server.url = f"http://127.0.0.1:{http.server_port}"
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        http.shutdown()
        http.server_close()
        thread.join()


def raw(text: str | bytes) -> Handler:
    """A handler that sends just this and closes the connection."""
    data = text.encode("latin-1") if isinstance(text, str) else text
    return lambda request: [request.write(data), None][1]  # type: ignore[func-returns-value]


def response(status: str = "200 OK", body: bytes = b"", **headers: str) -> bytes:
    """A response in full."""
    told = {
        "Content-Length": str(len(body)),
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in told.items()), "", ""]
    return "\r\n".join(lines).encode("latin-1") + body


def silent(request: Request) -> None:
    """Never answer."""
    request.is_over.wait(60)


def dripping(request: Request) -> None:
    """Send a header line that never ends, a byte now and then."""
    request.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
    while not request.is_over.wait(0.05):
        request.write(b"x")


def endless(request: Request) -> None:
    """Send a page without end."""
    request.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n")
    while not request.is_over.is_set():
        request.write(b"<p>" + b"x" * 100_000)
        time.sleep(0)
