"""Forty well-known requirements of Python 2 projects, checked by hand: verdicts and versions for Python 3.12.

That the proposed sets can be had was tried with pip, on 2.7 and on 3.12.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from py3port.requirements.index.settings import Settings
from py3port.requirements.model import Answer, Result, normalised
from py3port.requirements.run import answer_all
from tests.requirements.index_server import Dist, IndexServer, sdist, serving, wheel
from tests.requirements.test_answers import required

RELEASES = Path(__file__).with_name("classic_releases.txt")
# Requirement, verdict, first release for Python 3, first for 3.12, bridge, latest, replacement.
EXPECTED = """
Django==1.4           upgrade  1.5     4.2.8    1.11.29   6.1.3        -
MySQL-python          replace  1.3.1   2.2.1    1.4.6     2.3.1        mysqlclient
PIL                   replace  2.0.0   10.1.0   6.2.2     13.0.0       Pillow
BeautifulSoup         replace  4.0.1   4.12.3   4.9.3     4.15.0       beautifulsoup4
pycrypto              replace  3.0     3.19.0   3.24.1    4.4.0        pycryptodome
python-memcached      ok       1.56    1.60     1.59      1.62         -
suds                  ok       1.0.0   1.2.0    -         1.2.0        -
boto                  replace  0.0.17  1.28.27  1.17.112  1.44.5       boto3
fabric                ok       1.15.0  3.2.3    2.7.1     3.2.3        -
M2Crypto              ok       0.28.0  0.41.0   0.40.1    0.51.0       -
gevent                ok       1.1.0   23.7.0   22.10.2   26.9.0       -
twisted               ok       14.0.0  23.8.0   20.3.0    26.10.0      -
celery==3.1           upgrade  2.4.0   5.3.5    4.4.7     5.7.0        -
south                 drop     0.8     -        1.0.2     1.0.2        -
xlrd                  ok       0.9.0   2.0.2    2.0.2     2.0.2        -
unittest2             drop     -       -        -         1.1.0        -
enum34                drop     1.0     -        1.1.10    1.1.10       -
futures               drop     -       -        -         3.4.0        -
subprocess32          drop     -       -        -         3.5.4        -
ipaddress             drop     1.0.1   -        1.0.23    1.0.23       -
mock                  ok       0.7.0   5.2.0    3.0.5     5.2.0        -
simplejson            ok       3.0.0   3.19.2   4.3.0     4.3.0        -
argparse              drop     1.2.1   -        1.4.0     1.4.0        -
functools32           drop     -       -        -         3.2.3.post2  -
pysqlite              drop     -       -        -         2.8.3        -
pyPdf                 replace  3.1.0   3.14.0   -         7.1.0        pypdf
python-ldap           ok       3.0.0   3.4.4    3.3.1     3.4.8        -
psycopg2==2.4         upgrade  2.4     2.9.9    2.8.6     2.9.13       -
raven                 replace  0.5.2   1.34.0   1.45.1    2.75.0       sentry-sdk
nose                  replace  1.3.8   1.3.8    -         1.5.5        pynose
pylibmc               unknown  1.4.0   -        1.6.1     1.6.3        -
supervisor<4          bridge   4.0.0   4.3.0    4.3.0     4.3.0        -
python-dateutil==1.5  bridge   2.2     2.9.0    3.0.0     4.0.0        -
lxml==2.3             bridge   2.2     4.9.3    5.0.2     6.1.3        -
html5lib==0.95        bridge   0.99    -        1.1       1.1          -
httplib2==0.7         upgrade  0.7.3   0.30.0   0.22.0    0.32.1       -
oauth2                replace  0.5.0   3.3.0    3.1.0     4.0.1        oauthlib
feedparser==5.1       upgrade  5.0     6.0.13   5.2.1     6.0.14       -
configparser          drop     3.5.0   6.0.1    4.0.2     7.3.0        -
ordereddict           drop     -       -        -         1.1          -
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
            made = recorded(name, *line.split())
            server.dists[normalised(name)] = [*server.dists[normalised(name)], *made]
    return server


def recorded(
    name: str, version: str, day: str, requires: str, files: str, *classifiers: str
) -> Iterator[Dist]:
    """The files of one release."""
    named = [each.replace("!", " :: Only") for each in classifiers]
    told: dict[str, str | None] = {"requires_python": None if requires == "-" else requires, "uploaded": day}
    for tag in files.split(","):
        if tag == "sdist":
            yield sdist(name, version, *named, **told)
        elif tag.startswith("py"):
            yield wheel(name, version, *named, tag=f"{tag}-none-any", **told)
        else:
            python, _, abi = tag.partition("-")
            yield wheel(name, version, *named, tag=f"{python}-{abi or python}-any", **told)


@pytest.fixture(scope="module")
def result() -> Iterator[Result]:
    with serving(classic_index()) as server:
        settings = Settings(index_urls=(server.index_url,))
        yield answer_all([required(case[0]) for case in CASES], target="3.12", state=None, settings=settings)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_the_answer(result: Result, case: tuple[str, ...]) -> None:
    found = next(each for each in result.answers if told(each)[0] == case[0])
    assert told(found) == case
    assert found.evidence


def told(found: Answer) -> tuple[str, ...]:
    requirement = found.requirement
    rest = (found.first_py3, found.first_target, found.bridge, found.latest, found.replacement)
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
