"""Forty well-known requirements of Python 2 projects, checked by hand: verdicts and versions for Python 3.12."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from py3port.requirements.index.settings import Settings
from py3port.requirements.model import Answer, normalised
from py3port.requirements.run import Result, answer_all
from tests.requirements.index_server import IndexServer, sdist, serving
from tests.requirements.test_answers import required

RELEASES = Path(__file__).with_name("classic_releases.txt")
# Requirement, verdict, first for Python 3, first for 3.12, bridge, replacement; `*` is not checked.
EXPECTED = """
Django==1.4           upgrade  1.5     4.2.8    1.11.29      -
MySQL-python          replace  1.3.2   2.2.1    1.4.6        mysqlclient
PIL                   replace  2.0.0   10.1.0   6.2.2        Pillow
BeautifulSoup         replace  4.4.0   4.12.3   4.9.3        beautifulsoup4
pycrypto              replace  3.0     3.19.0   3.23.0       pycryptodome
python-memcached      ok       1.55    1.60     1.59         -
suds                  ok       0.5     1.2.0    0.8.5        -
boto                  replace  0.0.1   1.28.27  1.17.112     boto3
fabric                unknown  2.0.0   -        2.7.1        -
M2Crypto              ok       0.30.1  0.40.1   0.38.0       -
gevent                ok       1.1.0   23.7.0   22.10.2      -
twisted               ok       14.0.0  23.8.0   20.3.0       -
celery==3.1           upgrade  *       5.3.5    4.4.7        -
south                 drop     *       *        *            -
xlrd                  ok       0.9.0   2.0.2    2.0.2        -
unittest2             drop     *       *        *            -
enum34                drop     *       *        *            -
futures               drop     *       *        *            -
subprocess32          drop     -       -        -            -
ipaddress             drop     *       *        *            -
mock                  ok       0.8.0   5.2.0    3.0.5        -
simplejson            ok       3.0.0   3.19.2   4.1.1        -
argparse              drop     *       *        *            -
functools32           drop     *       *        *            -
pysqlite              drop     *       *        *            -
pyPdf                 replace  3.0.0   3.14.0   -            pypdf
python-ldap           ok       3.0.0   3.4.4    3.3.1        -
psycopg2==2.4         upgrade  2.4.0   2.9.9    2.8.6        -
raven                 replace  0.5.2   1.34.0   1.45.1       sentry-sdk
nose                  replace  1.4.3   1.4.3    -            pynose
pylibmc               unknown  1.4.0   -        1.6.1        -
supervisor<4          bridge   4.0.0   4.3.0    4.3.0        -
python-dateutil==1.5  bridge   2.3     2.9.0    2.9.0.post0  -
lxml==2.3             bridge   2.2     4.9.3    5.0.2        -
html5lib==0.95        bridge   0.99    -        1.1          -
httplib2==0.7         upgrade  0.9     0.30.0   0.22.0       -
oauth2                replace  0.5.0   3.3.0    3.1.0        oauthlib
feedparser==5.1       upgrade  5.1.3   6.0.13   5.2.1        -
configparser          drop     *       *        *            -
ordereddict           drop     *       *        *            -
"""
CASES = [tuple(line.split()) for line in EXPECTED.split("\n") if line]


def classic_index() -> IndexServer:
    server = IndexServer()
    name = ""
    for line in RELEASES.read_text().splitlines():
        if line.startswith("["):
            name = line.strip("[]")
            server.dists[normalised(name)] = []
        elif line and not line.startswith("#"):
            version, day, requires, *classifiers = line.split()
            told = None if requires == "-" else requires
            named = [each.replace("!", " :: Only") for each in classifiers]
            made = sdist(name, version, *named, requires_python=told, uploaded=day)
            server.dists[normalised(name)] = [*server.dists[normalised(name)], made]
    return server


@pytest.fixture(scope="module")
def result() -> Iterator[Result]:
    with serving(classic_index()) as server:
        settings = Settings(index_urls=(server.index_url,))
        yield answer_all([required(case[0]) for case in CASES], target="3.12", state=None, settings=settings)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_the_answer(result: Result, case: tuple[str, ...]) -> None:
    found = next(each for each in result.answers if told(each)[0] == case[0])
    assert [
        actual if wanted != "*" else "*" for actual, wanted in zip(told(found), case, strict=True)
    ] == list(case)
    assert found.evidence


def told(found: Answer) -> tuple[str, ...]:
    requirement = found.requirement
    rest = (found.first_py3, found.first_target, found.bridge, found.replacement)
    return (
        requirement.name + requirement.specifier,
        found.verdict.value,
        *(each or "-" for each in rest),
    )


def test_unproven_is_said(result: Result) -> None:
    unproven = [
        each for each in result.answers if each.verdict.value == "unknown" or each.first_target is None
    ]
    for each in unproven:
        if each.verdict.value != "drop":
            assert "unproven" in each.note
