"""The table of successors, and what of it answers a name."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from packaging.version import Version

from py3port.requirements import successors
from py3port.requirements.distributions import distribution_of, known_imports, likely_imports, top_of
from py3port.requirements.model import Verdict, normalised
from py3port.requirements.successors import Successor, find_port, find_successor, own_table

each_entry = pytest.mark.parametrize("entry", own_table(), ids=lambda entry: entry.name)


def test_there_are_enough() -> None:
    assert len(own_table()) >= 150
    assert len({entry.key for entry in own_table()}) == len(own_table())


def test_they_stand_in_order() -> None:
    names = [entry.name.lower() for entry in own_table()]
    assert names == sorted(names)


@each_entry
def test_entry(entry: Successor) -> None:
    assert entry.verdict in (Verdict.REPLACE, Verdict.DROP, Verdict.UPGRADE)
    assert entry.instead
    assert entry.source.startswith("https://")
    assert entry.reason
    assert not entry.reason.endswith(".")
    assert bool(entry.since) <= (entry.verdict is Verdict.DROP)
    for version in filter(None, (entry.since, entry.below)):
        Version(version)
    if entry.verdict is Verdict.REPLACE:
        assert entry.instead != entry.name
    assert all(old != new for old, new in entry.imports.items())


@each_entry
def test_a_successor_has_no_successor(entry: Successor) -> None:
    if entry.verdict is Verdict.REPLACE and normalised(entry.instead) != entry.key:
        assert find_successor(entry.instead) is None


@each_entry
def test_modules_of_the_standard_library_are_there(entry: Successor) -> None:
    if entry.since:
        assert entry.instead.partition(".")[0] in sys.stdlib_module_names


def test_the_ones_everybody_has() -> None:
    assert {name: found.replacement for name in CLASSIC if (found := find_successor(name))} == CLASSIC


CLASSIC = {
    "PIL": "Pillow",
    "mysql_python": "mysqlclient",
    "BeautifulSoup": "beautifulsoup4",
    "pycrypto": "pycryptodome",
    "python-openid": "python3-openid",
    "pyPdf": "pypdf",
    "boto": "boto3",
    "oauth2": "oauthlib",
    "raven": "sentry-sdk",
    "South": None,
    "unittest2": None,
    "enum34": None,
    "futures": None,
    "subprocess32": None,
    "ipaddress": None,
    "argparse": None,
    "functools32": None,
    "pysqlite": None,
    "configparser": None,
    "ordereddict": None,
}


def test_one_name_for_two_projects() -> None:
    found = find_successor("pyPdf")
    assert found is not None
    assert found.below == "2"
    assert found.imports == {"pyPdf": "pypdf"}
    assert find_successor("pypdf") is None


def test_what_was_ported_under_its_own_name() -> None:
    port = find_port("suds")
    assert port is not None
    assert port.instead == "1.0.0"
    assert find_successor("suds") is None
    assert find_port("PIL") is None


def test_caniusepython3_is_asked_after_our_own_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "caniusepython3"
    package.mkdir()
    (package / "__init__.py").write_text("raise SystemExit('imported')")
    overrides = {
        "pil": "https://example.org/pil",
        "x_old": "https://pypi.python.org/pypi/x-new",
        "y-old": "https://docs.python.org/3/library/csv.html",
        "z": "https://pypi.org/project/z/",
    }
    (package / "overrides.json").write_text(json.dumps(overrides))
    monkeypatch.syspath_prepend(str(tmp_path))
    successors._known.cache_clear()
    try:
        found = {name: find_successor(name) for name in ("PIL", "x.old", "y-old", "z")}
        assert {name: each.replacement for name, each in found.items() if each} == {
            "PIL": "Pillow",
            "x.old": "x-new",
            "y-old": None,
        }
        assert find_port("z") is not None
    finally:
        successors._known.cache_clear()


@pytest.mark.parametrize(
    ("module", "distribution"),
    [
        ("yaml", "PyYAML"),
        ("bs4", "beautifulsoup4"),
        ("MySQLdb", "mysqlclient"),
        ("PIL", "Pillow"),
        ("dateutil", "python-dateutil"),
        ("memcache", "python-memcached"),
        ("Crypto", "pycryptodome"),
        ("ldap", "python-ldap"),
        ("OpenSSL", "pyOpenSSL"),
        ("zope.interface", "zope.interface"),
        ("google.protobuf", "protobuf"),
        ("whatever", "whatever"),
    ],
)
def test_where_a_module_comes_from(module: str, distribution: str) -> None:
    assert distribution_of(module) == distribution


def test_what_a_distribution_is_imported_by() -> None:
    assert known_imports("pyyaml") == ("yaml", "_yaml")
    assert likely_imports("python-foo-bar")[:2] == ("python_foo_bar", "python.foo.bar")
    assert "foo_bar" in likely_imports("python-foo-bar")
    assert top_of("zope.interface.verify") == "zope.interface"
    assert top_of("django.db") == "django"
