"""The client of package indexes: what it reads from good ones, and that bad ones neither fool nor stop it."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from packaging.version import Version

from py3port.errors import UserError
from py3port.requirements.index.cache import Cache
from py3port.requirements.index.client import Index
from py3port.requirements.index.listing import Failure, Listing, Missing
from py3port.requirements.index.metadata import Metadata
from py3port.requirements.index.settings import Settings
from tests.requirements.index_server import (
    JSON,
    Dist,
    Handler,
    IndexServer,
    Request,
    dripping,
    endless,
    raw,
    response,
    sdist,
    serving,
    silent,
    wheel,
)


@pytest.fixture
def server() -> Iterator[IndexServer]:
    with serving(IndexServer()) as running:
        yield running


def settings(server: IndexServer, **more: object) -> Settings:
    return Settings(
        **{"index_urls": (server.index_url,), "timeout": 0.4, "retries": 0, "deadline": 0.8, **more}
    )  # type: ignore[arg-type]


def index(server: IndexServer, root: Path | None = None, *, offline: bool = False, **more: object) -> Index:
    return Index(settings(server, **more), Cache(root), offline=offline)


@pytest.mark.parametrize(("is_html", "tells_age"), [(False, False), (True, False), (True, True)])
def test_a_page_gives_releases_in_order(server: IndexServer, is_html: bool, tells_age: bool) -> None:
    server.is_html, server.tells_age = is_html, tells_age
    server.dists["my-dist"] = [
        wheel("my-dist", "1.10", requires_python=">=3.8", uploaded="2024-01-02"),
        sdist("my-dist", "1.2", uploaded="2010-01-02"),
        sdist("my-dist", "1.10", requires_python=">=3.8", uploaded="2024-01-01"),
        sdist("my-dist", "1.3", yanked=True),
        sdist("other", "1.0"),
        sdist("my-dist", "2004-jan"),
    ]
    with index(server) as asked:
        found = asked.listing("my-dist")
    assert isinstance(found, Listing)
    assert [str(each.version) for each in found.releases] == ["1.2", "1.3", "1.10"]
    assert [str(each.version) for each in found.final] == ["1.2", "1.10"]
    assert found.ignored == 2
    newest = found.releases[-1]
    assert {file.requires_python for file in newest.files} == {">=3.8"}
    assert newest.uploaded == ("" if is_html and not tells_age else "2024-01-01")
    assert newest.wheels[0].tags == ("py3", "none", "any")


@pytest.mark.parametrize("beside", [True, False])
def test_metadata_of_a_wheel(server: IndexServer, beside: bool) -> None:
    fields = ("Requires-Python: >=3.8", "3 :: Only", "3.12", "Requires-Dist: six>=1; python_version < '3'")
    server.dists["my-dist"] = [wheel("my-dist", "1.0", *fields, beside=beside, code="#" * 500_000)]
    found = metadata_of(server, "my-dist")
    assert isinstance(found, Metadata)
    assert found.requires_python == ">=3.8"
    assert found.classifiers == ("3 :: Only", "3.12")
    assert found.requires == ("six>=1; python_version < '3'",)
    assert found.knows_requires
    assert any(path.endswith(".metadata") for path in server.asked) is beside


def test_metadata_of_a_source_distribution(server: IndexServer) -> None:
    server.dists["my.dist".replace(".", "-")] = [sdist("my.dist", "1.0", "2.7")]
    found = metadata_of(server, "my-dist")
    assert isinstance(found, Metadata)
    assert found.classifiers == ("2.7",)
    assert not found.knows_requires


REQUIRES = """
six>=1.0
[:python_version < "3"]
futures
[fast]
speedups>2 ; os_name == "nt"
[slow:python_version < "3"]
old
"""


@pytest.mark.parametrize("others", [{}, {"x.egg-info/requires.txt": REQUIRES}])
def test_what_a_source_distribution_needs(
    server: IndexServer, tmp_path: Path, others: Mapping[str, str]
) -> None:
    server.dists["my-dist"] = [sdist("my-dist", "1.0", "2.7", others=others)]
    for offline in (False, True):
        with index(server, tmp_path, offline=offline) as asked:
            found = asked.listing("my-dist")
            assert isinstance(found, Listing)
            release = found.releases[0]
            metadata = asked.metadata("my-dist", release.version, release.files[0])
            assert isinstance(metadata, Metadata)
            completed = asked.completed(metadata, release.files[0])
        assert completed.knows_requires
        assert completed.requires == (
            (
                "six>=1.0",
                'futures ; (python_version < "3")',
                'speedups>2 ; (os_name == "nt") and extra == "fast"',
                'old ; extra == "slow" and (python_version < "3")',
            )
            if others
            else ()
        )


@pytest.mark.parametrize(
    ("made", "names"),
    [
        (wheel("odd", "1.0", code="#" * 500_000), ("odd",)),
        (sdist("odd", "1.0", others={"a.egg-info/top_level.txt": "odd\n_odd\n"}), ("_odd", "odd")),
        (sdist("odd", "1.0", others={"src/real/__init__.py": "", "tests/__init__.py": ""}), ("real",)),
        (sdist("odd", "1.0", others={"zope/__init__.py": "", "zope/odd/__init__.py": ""}), ("zope.odd",)),
        (sdist("odd", "1.0", others={"single.py": "", "fast.cpython-312-darwin.so": ""}), ("fast", "single")),
    ],
)
def test_the_names_that_a_file_is_imported_by(
    server: IndexServer, made: Dist, names: tuple[str, ...]
) -> None:
    server.dists["odd"] = [replace(made, metadata=b"")]
    with index(server) as asked:
        found = asked.listing("odd")
        assert isinstance(found, Listing)
        assert asked.modules(found.releases[0].files[0]) == names


def metadata_of(server: IndexServer, key: str) -> Metadata | Failure:
    with index(server) as asked:
        found = asked.listing(key)
        assert isinstance(found, Listing)
        release = found.releases[-1]
        return asked.metadata(key, release.version, release.files[0])


def test_a_name_that_no_index_knows(server: IndexServer) -> None:
    with index(server) as asked:
        assert isinstance(asked.listing("nothing"), Missing)


@pytest.mark.parametrize("key", ["", "-", "a/b", "../etc", "a b", "ä", "x" * 300, "a?b=c", "a\r\nb"])
def test_names_that_no_index_can_have_are_not_asked_for(server: IndexServer, key: str) -> None:
    with index(server) as asked:
        assert isinstance(asked.listing(key), Failure)
    assert server.asked == []


HTML = {"Content_Type": "text/html"}
BAD_PAGES: dict[str, tuple[Handler, str]] = {
    "silent": (silent, "no answer"),
    "dripping": (dripping, "not done in time"),
    "endless": (endless, "more than 10 MB"),
    "huge": (raw(response(body=b" " * 10_000_001, **HTML)), "10 MB"),
    "lying length": (
        raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 99\r\n\r\n<a"),
        "broke off",
    ),
    "huge length": (raw(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n"), "announces"),
    "server error": (raw(response("500 Oops")), "HTTP 500"),
    "no login": (raw(response("401 Unauthorized")), "login"),
    "wrong type": (raw(response(body=b"{}", Content_Type="application/pdf")), "application/pdf"),
    "no type": (raw(response(body=b"<a href=x>")), "content type"),
    "broken JSON": (raw(response(body=b"{", Content_Type=JSON)), "not JSON"),
    "deep JSON": (raw(response(body=b"[" * 200_000, Content_Type=JSON)), "not JSON"),
    "JSON of another kind": (raw(response(body=b'{"files": 3}', Content_Type=JSON)), "no files"),
    "JSON of the future": (
        raw(response(body=b'{"meta": {"api-version": "2.0"}, "files": []}', Content_Type=JSON)),
        "came after us",
    ),
    "no HTTP": (raw(b"SSH-2.0-OpenSSH_9\r\n\r\n"), ""),
    "nothing": (raw(b""), ""),
    "broken gzip": (raw(response(body=b"no gzip", Content_Encoding="gzip", **HTML)), ""),
    "leaving the web": (raw(response("302 Found", Location="file:///etc/passwd")), "not on the web"),
    "header bomb": (
        raw(b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: y\r\n" % n for n in range(500)) + b"\r\n"),
        "",
    ),
}


@pytest.mark.parametrize(("handler", "reason"), BAD_PAGES.values(), ids=BAD_PAGES)
def test_a_bad_page_is_a_failure_with_a_reason(server: IndexServer, handler: Handler, reason: str) -> None:
    server.handlers["/simple/bad/"] = handler
    start = time.monotonic()
    with index(server) as asked:
        found = asked.listing("bad")
    assert isinstance(found, Failure)
    assert reason in found.reason
    assert "bad" in found.reason
    assert time.monotonic() - start < 10


def test_redirects_in_a_circle_end(server: IndexServer) -> None:
    server.handlers["/simple/bad/"] = raw(response("301 Moved", Location="/simple/bad/", Connection="close"))
    with index(server) as asked:
        found = asked.listing("bad")
    assert isinstance(found, Failure)
    assert "redirects more than" in found.reason
    assert len(server.asked) == 6


def test_a_redirect_is_followed_and_links_are_relative_to_where_it_leads(server: IndexServer) -> None:
    server.dists["good"] = [sdist("good", "1.0")]
    server.handlers["/simple/old/"] = raw(response("301 Moved", Location="/simple/good/", Connection="close"))
    with index(server) as asked:
        found = asked.listing("old")
    assert isinstance(found, Listing)
    assert found.ignored == 1


def test_a_host_that_is_not_reached_is_given_up(server: IndexServer) -> None:
    url = server.index_url
    server.over.set()
    closed = Settings(index_urls=(url.replace(server.url, "http://127.0.0.1:9"),), timeout=0.2, retries=0)
    with Index(closed, Cache(None)) as asked:
        reasons = [getattr(asked.listing(f"name{number}"), "reason", "") for number in range(8)]
    assert "not asked again" in reasons[-1]
    assert all(reasons)


def test_a_server_error_is_tried_again(server: IndexServer) -> None:
    server.handlers["/simple/late/"] = raw(response("503 Later"))
    with index(server, retries=2) as asked:
        assert isinstance(asked.listing("late"), Failure)
    assert len(server.asked) == 3


BAD_METADATA: dict[str, bytes] = {
    "another name": b"Metadata-Version: 2.1\nName: evil\nVersion: 1.0\nRequires-Python: >=3.12\n",
    "another version": b"Metadata-Version: 2.1\nName: bad\nVersion: 9\n",
    "no version": b"Metadata-Version: 2.1\nName: bad\n",
    "binary": bytes(range(256)),
    "nothing": b"",
}


@pytest.mark.parametrize("data", BAD_METADATA.values(), ids=BAD_METADATA)
def test_bad_metadata_is_a_failure(server: IndexServer, data: bytes) -> None:
    server.dists["bad"] = [wheel("bad", "1.0")]
    server.handlers[f"/files/{server.dists['bad'][0].name}.metadata"] = raw(response(body=data))
    found = metadata_of(server, "bad")
    assert isinstance(found, Failure)
    assert "bad-1.0-py3-none-any.whl" in found.reason


@pytest.mark.parametrize(
    "name", ["bad-1.0-py3-none-any.whl", "bad-1.0.tar.gz", "bad-1.0.zip", "bad-1.0.tar.bz2"]
)
@pytest.mark.parametrize(
    "data", [b"", b"PK\x05\x06" + b"\xff" * 18, b"\x1f\x8b\x08\x00" + b"x" * 50, b"BZh9" + b"x" * 50]
)
def test_broken_archives_are_failures(server: IndexServer, name: str, data: bytes) -> None:
    broken = sdist("bad", "1.0")
    server.dists["bad"] = [type(broken)(name, data)]
    assert isinstance(metadata_of(server, "bad"), Failure)


def test_an_archive_that_unpacks_to_too_much_is_a_failure(
    server: IndexServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("py3port.requirements.index.archives._MAX_UNPACKED", 1_000_000)
    server.dists["bad"] = [sdist("bad", "1.0", code="#" * 2_000_000)]
    found = metadata_of(server, "bad")
    assert isinstance(found, Failure)
    assert "unpacks" in found.reason


def test_what_is_remembered_is_asked_for_again_only_by_its_mark(server: IndexServer, tmp_path: Path) -> None:
    server.dists["good"] = [wheel("good", "1.0")]
    for _ in range(2):
        with index(server, tmp_path) as asked:
            found = asked.listing("good")
            assert isinstance(found, Listing)
            asked.metadata("good", Version("1.0"), found.releases[0].files[0])
    assert server.asked.count("/simple/good/") == 2
    assert server.statuses == {200: 2, 304: 1}


@pytest.mark.parametrize(("max_age", "modified"), [(600, ""), (None, "Tue, 01 Jan 2019 00:00:00 GMT")])
def test_what_is_fresh_is_not_asked_for(
    server: IndexServer, tmp_path: Path, max_age: int | None, modified: str
) -> None:
    server.max_age, server.modified = max_age, modified
    server.dists["good"] = [wheel("good", "1.0")]
    for _ in range(2):
        with index(server, tmp_path) as asked:
            assert isinstance(asked.listing("good"), Listing)
    assert server.asked == ["/simple/good/"]


def test_offline_answers_from_what_is_remembered(server: IndexServer, tmp_path: Path) -> None:
    server.dists["good"] = [wheel("good", "1.0")]
    with index(server, tmp_path) as asked:
        asked.listing("good")
    with index(server, tmp_path, offline=True) as asked:
        assert isinstance(asked.listing("good"), Listing)
        unknown = asked.listing("unknown")
    assert isinstance(unknown, Failure)
    assert "--offline" in unknown.reason
    assert server.asked == ["/simple/good/"]


def test_what_the_index_wants_asked_for_is(server: IndexServer, tmp_path: Path) -> None:
    server.max_age, server.modified = 0, "Tue, 01 Jan 2019 00:00:00 GMT"
    server.dists["good"] = [wheel("good", "1.0")]
    for _ in range(2):
        with index(server, tmp_path) as asked:
            assert isinstance(asked.listing("good"), Listing)
    assert server.statuses == {200: 1, 304: 1}


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\x00" + b"\xff" * 200])
def test_a_broken_cache_is_no_obstacle(server: IndexServer, tmp_path: Path, content: bytes) -> None:
    server.dists["good"] = [wheel("good", "1.0")]
    (tmp_path / ".py3port").mkdir()
    (tmp_path / ".py3port" / "index.sqlite3").write_bytes(content)
    with index(server, tmp_path) as asked:
        assert isinstance(asked.listing("good"), Listing)


def test_logins_go_where_they_belong_and_are_not_shown(server: IndexServer, tmp_path: Path) -> None:
    seen: list[str] = []

    def page(request: Request) -> None:
        seen.append(request.headers.get("authorization", ""))
        request.write(response("403 Forbidden"))

    server.handlers["/simple/secret/"] = page
    url = server.index_url.replace("http://", "http://me:pass%20word@")
    with Index(Settings(index_urls=(url,), retries=0), Cache(tmp_path)) as asked:
        found = asked.listing("secret")
    assert seen == ["Basic bWU6cGFzcyB3b3Jk"]
    assert isinstance(found, Failure)
    assert "pass" not in found.reason
    assert "login" in found.reason


def test_folders_as_index_and_as_links(tmp_path: Path) -> None:
    made = sdist("my-dist", "1.0", "2.7")
    page = tmp_path / "simple" / "my-dist"
    page.mkdir(parents=True)
    (page / "index.html").write_text(f'<a href="../../files/{made.name}">x</a>')
    for folder in ("files", "links"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / made.name).write_bytes(made.data)
    for told in (
        Settings(index_urls=((tmp_path / "simple").as_uri(),)),
        Settings(index_urls=(), find_links=(str(tmp_path / "links"),)),
    ):
        with Index(told, Cache(None), offline=True) as asked:
            found = asked.listing("my-dist")
            assert isinstance(found, Listing)
            said = asked.metadata("my-dist", Version("1.0"), found.releases[0].files[0])
        assert isinstance(said, Metadata)
        assert said.classifiers == ("2.7",)


def test_a_proxy_is_asked_instead(server: IndexServer) -> None:
    seen = []

    def page(request: Request) -> None:
        seen.append(request.headers.get("proxy-authorization"))
        request.write(response("404 None"))

    server.handlers["http://index.invalid/simple/good/"] = page
    proxy = server.url.replace("http://", "http://me:word@")
    told = Settings(index_urls=("http://index.invalid/simple",), proxy=proxy, retries=0)
    with Index(told, Cache(None)) as asked:
        assert isinstance(asked.listing("good"), Missing)
    assert seen == ["Basic bWU6d29yZA=="]


@pytest.mark.parametrize(
    ("number", "tries"), [(socket.EAI_AGAIN, 3), (socket.EAI_NONAME, 1)], ids=["busy", "unknown"]
)
def test_a_name_is_asked_for_again_only_while_nobody_knows(
    server: IndexServer, monkeypatch: pytest.MonkeyPatch, number: int, tries: int
) -> None:
    server.dists["good"] = [sdist("good", "1.0")]
    resolved = socket.getaddrinfo
    asked: list[str] = []

    def getaddrinfo(host: str, *args: Any, **options: Any) -> Any:
        asked.append(host)
        if len(asked) < 3:
            raise socket.gaierror(number, "no name")
        return resolved(host, *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    with index(server, retries=3, timeout=5, deadline=10) as made:
        found = made.listing("good")
    assert len(asked) == tries
    assert isinstance(found, Listing if tries == 3 else Failure)


def test_netrc_knows_the_login(server: IndexServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []

    def page(request: Request) -> None:
        seen.append(request.headers.get("authorization"))
        request.write(response("404 None"))

    server.handlers["/simple/good/"] = page
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login me password word\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("NETRC", raising=False)
    with index(server) as asked:
        asked.listing("good")
    assert seen == ["Basic bWU6d29yZA=="]


def test_a_certificate_that_is_none_is_a_mistake_of_the_user(tmp_path: Path) -> None:
    told = Settings(index_urls=("https://127.0.0.1:9/simple",), cert=str(tmp_path / "none.pem"))
    with Index(told, Cache(None)) as asked, pytest.raises(UserError, match="certificate"):
        asked.listing("good")


def test_who_still_waits_is_let_go(server: IndexServer) -> None:
    server.handlers["/simple/slow/"] = silent
    asked = index(server, timeout=60.0, deadline=60.0)
    timer = threading.Timer(0.2, asked.stop)
    timer.start()
    start = time.monotonic()
    assert isinstance(asked.listing("slow"), Failure)
    timer.join()
    assert time.monotonic() - start < 10
