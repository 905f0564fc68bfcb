"""The answers to requirements, from an index on this machine that holds what real ones hold."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from py3port.requirements.index.settings import Settings
from py3port.requirements.model import Answer, Kind, Requirement, Result, Verdict, normalised, pinned_version
from py3port.requirements.run import answer_all, find_modules
from tests.requirements.index_server import Dist, IndexServer, raw, response, sdist, serving, silent, wheel

BEFORE, AFTER = "2019-01-01", "2024-01-01"


@pytest.fixture
def server() -> Iterator[IndexServer]:
    with serving(IndexServer()) as running:
        yield running


def required(text: str, *, marker: str = "", url: str = "") -> Requirement:
    name = text.partition("=")[0].partition("<")[0].partition(">")[0]
    specifier = text[len(name) :]
    return Requirement(
        name,
        normalised(name),
        specifier,
        pinned_version(specifier),
        marker,
        (),
        url,
        "requirements.txt",
        1,
        1,
    )


def ask(server: IndexServer, *texts: str | Requirement, **options: object) -> Result:
    requirements = [each if isinstance(each, Requirement) else required(each) for each in texts]
    settings = Settings(index_urls=(server.index_url,), timeout=0.4, retries=0, deadline=1.0)
    told: dict[str, object] = {"target": "3.12", "state": None, "settings": settings, **options}
    return answer_all(requirements, **told)  # type: ignore[arg-type]


def answer(server: IndexServer, text: str | Requirement, **options: object) -> Answer:
    return ask(server, text, **options).answers[0]


def releases(found: Answer) -> tuple[str | None, ...]:
    return found.first_py3, found.first_target, found.bridge, found.latest


WEB: list[Dist] = [
    sdist("web", "1.0", "2.6", "2.7", uploaded="2011-01-01"),
    sdist("web", "1.5", "2.7", "3.3", uploaded="2013-01-01"),
    sdist("web", "1.11", "2.7", "3", "3.7", uploaded=BEFORE),
    wheel("web", "2.0", "3", "3.6", requires_python=">=3.6", uploaded=BEFORE),
    # A branch that is kept alive: released after the target, which its successors only declare.
    wheel("web", "3.2.9", "3", "3.10", requires_python=">=3.6", uploaded="2023-12-01"),
    wheel("web", "4.2", "3", "3.11", requires_python=">=3.8", uploaded="2023-04-01"),
    wheel("web", "4.2.8", "3", "3.12", requires_python=">=3.8", uploaded=AFTER),
    wheel("web", "5.0", "3 :: Only", "3.12", requires_python=">=3.10", uploaded=AFTER),
    wheel("web", "6.0", "3 :: Only", "3.13", requires_python=">=3.13", uploaded="2025-01-01"),
    wheel("web", "7.0rc1", "3 :: Only", "3.12", requires_python=">=3.12", uploaded="2025-01-01"),
]
BOTH: list[Dist] = [
    sdist("both", "1.0", "2.7", uploaded="2011-01-01"),
    wheel("both", "2.0", "2.7", "3", tag="py2.py3-none-any", requires_python=">=2.7", uploaded=BEFORE),
    wheel("both", "2.9", "2.7", "3.12", tag="py2.py3-none-any", requires_python=">=2.7", uploaded=AFTER),
    wheel("both", "3.0", "3", "3.12", requires_python=">=3.8", uploaded=AFTER),
]


def test_upgrade_where_no_release_has_both(server: IndexServer) -> None:
    server.dists["web"] = WEB
    found = answer(server, "web==1.0")
    assert found.verdict is Verdict.UPGRADE
    assert releases(found) == ("1.5", "4.2.8", "1.11", "6.0")
    assert "1.11 still supports Python 2.7" in found.note
    assert "unproven" in found.note


def test_bridge_where_one_has_both(server: IndexServer) -> None:
    server.dists["both"] = BOTH
    found = answer(server, "both==1.0")
    assert found.verdict is Verdict.BRIDGE
    assert releases(found) == ("2.0", "2.9", "2.9", "3.0")


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("web", Verdict.OK),
        ("web==5.0", Verdict.OK),
        ("web==7.0rc1", Verdict.OK),
        ("web>=4.2,<5", Verdict.OK),
        ("web==3.2.9", Verdict.UPGRADE),
        ("web==4.2", Verdict.UPGRADE),
        ("web<2", Verdict.UPGRADE),
        ("web==1.0.99", Verdict.UPGRADE),
        ("web>=1,<<2", Verdict.UNKNOWN),
        ("both==2.9", Verdict.OK),
        ("both<2.5", Verdict.BRIDGE),
        ("both==3.0", Verdict.OK),
    ],
)
def test_what_the_specifier_leads_to(server: IndexServer, text: str, verdict: Verdict) -> None:
    server.dists |= {"web": WEB, "both": BOTH}
    assert answer(server, text).verdict is verdict


def test_a_constraint_pins_what_a_requirement_leaves_open(server: IndexServer) -> None:
    server.dists["web"] = WEB
    constraint = replace(required("web==1.0"), file="constraints.txt", kind=Kind.CONSTRAINT)
    found = {each.requirement.specifier: each for each in ask(server, "web", "web>=5", constraint).answers}
    assert found[""].verdict is Verdict.UPGRADE
    assert "constraints.txt:1 pins 1.0" in found[""].evidence[0].detail
    assert ask(server, "web==5.0", constraint).answers[0].verdict is Verdict.OK


def test_without_requires_python_on_the_page_the_metadata_decides(server: IndexServer) -> None:
    server.tells = False
    server.dists["web"] = [
        wheel("web", "5.0", "3 :: Only", "3.12", "Requires-Python: >=3.10", uploaded=AFTER),
        wheel("web", "6.0", "3 :: Only", "3.13", "Requires-Python: >=3.13", uploaded="2025-01-01"),
        sdist("web", "1.0", "2.7", "3.3", uploaded=BEFORE),
    ]
    found = answer(server, "web")
    assert found.verdict is Verdict.OK
    assert found.bridge == "1.0"
    assert found.first_py3 == "1.0"


@pytest.mark.parametrize("is_html", [False, True])
def test_the_age_of_a_release_needs_an_index_that_tells_it(server: IndexServer, is_html: bool) -> None:
    server.is_html = is_html
    server.dists["young"] = [wheel("young", "1.0", "3", requires_python=">=3.6", uploaded=AFTER)]
    found = answer(server, "young==1.0")
    assert found.verdict is (Verdict.UNKNOWN if is_html else Verdict.OK)


def test_what_is_older_than_the_target_is_never_said_to_work(server: IndexServer) -> None:
    server.dists["old"] = [wheel("old", "1.0", "3", requires_python=">=3.4", uploaded=BEFORE)]
    found = answer(server, "old==1.0")
    assert found.verdict is Verdict.UNKNOWN
    assert found.first_target is None
    assert "unproven" in found.note
    assert any(each.kind == "age" for each in found.evidence)


def test_blocked(server: IndexServer) -> None:
    server.dists["dead"] = [sdist("dead", "1.0", "2.7", uploaded=BEFORE)]
    assert answer(server, "dead").verdict is Verdict.BLOCKED
    assert answer(server, "dead==1.0").verdict is Verdict.BLOCKED


def test_requires_python_against_the_classifier(server: IndexServer) -> None:
    requires = ">=2.6, !=3.0.*, !=3.1.*, !=3.2.*, <4"
    server.dists["only2"] = [
        sdist("only2", "3.5", "2 :: Only", "2.7", requires_python=requires, uploaded=AFTER)
    ]
    found = answer(server, "only2")
    assert found.verdict is Verdict.BLOCKED
    assert "2 :: Only" in found.evidence[0].detail


PILLOW = [
    sdist("Pillow", "2.0.0", "2.7", "3.3", uploaded="2013-03-15"),
    wheel("Pillow", "6.2.2", "2.7", "3.8", tag="cp27-cp27mu-linux_x86_64", uploaded=BEFORE),
    sdist("Pillow", "6.2.2", "2.7", "3.8", uploaded=BEFORE),
    wheel(
        "Pillow",
        "10.1.0",
        "3.12",
        tag="cp312-cp312-linux_x86_64",
        requires_python=">=3.8",
        uploaded="2023-10-15",
    ),
]


@pytest.mark.parametrize("has_page", [True, False])
def test_replaced_where_nothing_is_left(server: IndexServer, has_page: bool) -> None:
    server.dists["pillow"] = PILLOW
    if has_page:
        server.dists["pil"] = []
    found = answer(server, "PIL")
    assert found.verdict is Verdict.REPLACE
    assert found.replacement == "Pillow"
    assert releases(found) == ("2.0.0", "10.1.0", "6.2.2", "10.1.0")
    assert any(each.kind == "curated" for each in found.evidence)


def test_two_projects_with_one_name(server: IndexServer) -> None:
    server.dists["pypdf"] = [
        sdist("pyPdf", "1.13", uploaded="2010-12-04"),
        wheel("pypdf", "3.1.0", "3", "3.11", requires_python=">=3.6", uploaded="2022-12-23"),
        wheel("pypdf", "5.1.0", "3", "3.12", requires_python=">=3.8", uploaded="2024-10-27"),
    ]
    for text in ("pyPdf", "pyPdf==1.13", "pyPdf<2"):
        found = answer(server, text)
        assert (found.verdict, found.replacement) == (Verdict.REPLACE, "pypdf")
        assert "pyPdf -> pypdf" in found.note
    assert answer(server, "pypdf==5.1.0").verdict is Verdict.OK
    assert answer(server, "pyPdf>=5").verdict is Verdict.OK


def test_a_port_outweighs_a_successor(server: IndexServer) -> None:
    server.dists["mysql-python"] = [wheel("MySQL-python", "9.0", "3.12", uploaded=AFTER)]
    assert answer(server, "MySQL-python").verdict is Verdict.OK


def test_dropped_even_without_an_index(server: IndexServer) -> None:
    server.handlers["/simple/enum34/"] = raw(response("500 Oops"))
    assert answer(server, "enum34").verdict is Verdict.DROP


def test_what_is_kept_off_the_target_is_no_obstacle(server: IndexServer) -> None:
    server.dists["dead"] = [sdist("dead", "1.0", "2.7")]
    assert answer(server, required("dead", marker="python_version < '3'")).verdict is Verdict.OK
    assert answer(server, required("dead", marker="python_version >= '2'")).verdict is Verdict.BLOCKED
    assert answer(server, required("dead", marker="no marker")).verdict is Verdict.BLOCKED


def test_what_comes_from_elsewhere_is_unknown(server: IndexServer) -> None:
    found = answer(server, required("own", url="git+https://git/own"))
    assert found.verdict is Verdict.UNKNOWN
    assert "git+https://git/own" in found.evidence[0].detail


@pytest.mark.parametrize("version", ["", "==1.0"])
def test_no_metadata_no_ok(server: IndexServer, version: str) -> None:
    fine = wheel("bad", "1.0", "3", requires_python=">=3.8", uploaded=AFTER)
    server.dists["bad"] = [fine]
    server.handlers[f"/files/{fine.name}.metadata"] = raw(response(body=b"Name: evil\nVersion: 1.0\n"))
    found = answer(server, f"bad{version}")
    assert found.verdict is Verdict.UNKNOWN
    assert "bad" in found.evidence[0].detail


def test_every_name_gets_an_answer_whatever_the_index_does(server: IndexServer) -> None:
    server.dists["both"] = BOTH
    names = ["both", "slow", "broken", "missing", "a/b", "ä", "x" * 300]
    server.handlers["/simple/slow/"] = silent
    server.handlers["/simple/broken/"] = raw(response("500 Oops"))
    result = ask(server, *names)
    assert [each.requirement.name for each in result.answers] == names
    assert [each.verdict for each in result.answers] == [Verdict.OK, *[Verdict.UNKNOWN] * 6]
    assert all(each.evidence and each.evidence[0].detail for each in result.answers)


def test_what_is_beside_the_code_is_not_inspected(server: IndexServer) -> None:
    others = {"silent/path2.py": "print 1\n", "silent/path3.py": "print(1)\n", "silent/._core.py": "\0\1"}
    server.dists["silent"] = [sdist("silent", "1.0", code="print(1)\n", others=others, uploaded=BEFORE)]
    found = answer(server, "silent", inspect=True)
    assert found.verdict is Verdict.UNKNOWN
    assert "(3 modules) parses as Python 3 and scans clean" in found.evidence[-1].detail


def test_a_dead_extra_index_is_told(server: IndexServer) -> None:
    server.dists["both"] = BOTH
    dead = Settings(index_urls=(server.index_url, "http://127.0.0.1:9/simple"), timeout=0.3, retries=0)
    found = answer(server, "both==2.9", settings=dead)
    assert found.verdict is Verdict.OK
    assert found.evidence[-1].kind == "index"
    assert "127.0.0.1:9" in found.evidence[-1].detail


@pytest.mark.parametrize("name", ["dead", "MySQL-python"])
def test_what_a_dead_index_may_have_is_unknown(server: IndexServer, name: str) -> None:
    server.dists |= {
        "dead": [sdist("dead", "1.0", "2.7")],
        "mysql-python": [sdist("MySQL-python", "1.0", "2.7")],
    }
    dead = Settings(index_urls=(server.index_url, "http://127.0.0.1:9/simple"), timeout=0.3, retries=0)
    assert answer(server, name).verdict in (Verdict.BLOCKED, Verdict.REPLACE)
    assert answer(server, name, settings=dead).verdict is Verdict.UNKNOWN


def test_offline_after_a_run(server: IndexServer, tmp_path: Path) -> None:
    server.dists |= {"both": BOTH, "web": WEB}
    online = ask(server, "both==1.0", "web==1.0", state=tmp_path)
    asked = len(server.asked)
    assert ask(server, "both==1.0", "web==1.0", state=tmp_path, offline=True) == online
    assert len(server.asked) == asked


@pytest.mark.parametrize(
    ("code", "verdict", "told"),
    [
        ("print('x')\n", Verdict.UNKNOWN, "scans clean, which does not prove"),
        ("print 'x'\n", Verdict.BLOCKED, "cannot be read by Python 3, such as silent/core.py"),
        ("import ConfigParser\nx = unicode('')\n", Verdict.UNKNOWN, "with 2 findings"),
    ],
)
def test_inspection_of_what_says_nothing(server: IndexServer, code: str, verdict: Verdict, told: str) -> None:
    server.dists["silent"] = [sdist("silent", "1.0", code=code, uploaded=BEFORE)]
    assert answer(server, "silent").verdict is Verdict.UNKNOWN
    found = answer(server, "silent", inspect=True)
    assert found.verdict is verdict
    inspected = [each.detail for each in found.evidence if each.kind == "inspection"]
    assert told in inspected[0]


@pytest.mark.parametrize("max_age", [600, 0])
def test_a_result_is_recalled_as_long_as_the_pages_are_the_same(
    server: IndexServer, tmp_path: Path, max_age: int
) -> None:
    server.max_age = max_age
    server.dists |= {"both": BOTH, "web": WEB}
    first = ask(server, "both==1.0", "web==1.0", "nothing", state=tmp_path)
    asked = len(server.asked)
    assert ask(server, "both==1.0", "web==1.0", "nothing", state=tmp_path) == first
    again = server.asked[asked:]
    # That there is no such page is told without an age.
    pages = [] if max_age else ["/simple/both/", "/simple/web/"]
    assert sorted(again) == sorted(["/simple/nothing/", *pages])
    assert server.statuses[304] == (0 if max_age else 2)


def test_a_page_that_changed_is_read_anew(server: IndexServer, tmp_path: Path) -> None:
    server.max_age = 0
    server.dists["both"] = BOTH[:1]
    before = ask(server, "both==1.0", state=tmp_path).answers[0]
    server.dists["both"] = BOTH
    after = ask(server, "both==1.0", state=tmp_path).answers[0]
    assert (before.verdict, after.verdict) == (Verdict.BLOCKED, Verdict.BRIDGE)
    assert ask(server, "both==1.0", state=tmp_path, target="3.13").answers[0] != after


def test_a_result_that_something_was_missing_for_is_not_recalled(server: IndexServer, tmp_path: Path) -> None:
    server.max_age = 600
    server.dists["both"] = BOTH
    server.handlers["/simple/both/"] = raw(response("500 Oops"))
    assert ask(server, "both==1.0", state=tmp_path).answers[0].verdict is Verdict.UNKNOWN
    del server.handlers["/simple/both/"]
    assert ask(server, "both==1.0", state=tmp_path).answers[0].verdict is Verdict.BRIDGE


def test_a_memory_that_makes_no_sense_is_no_harm(server: IndexServer, tmp_path: Path) -> None:
    server.max_age = 600
    server.dists["both"] = BOTH
    first = ask(server, "both==1.0", state=tmp_path)
    for nonsense in ("", "[]", '{"pages": [], "answers": [["ok"]], "plan": [1, 2, 3]}', "[" * 100_000):
        with closing(sqlite3.connect(tmp_path / ".py3port" / "index.sqlite3")) as connection, connection:
            connection.execute("UPDATE results SET result = ?", (nonsense,))
        assert ask(server, "both==1.0", state=tmp_path) == first


def test_names_of_modules_are_looked_up_once(server: IndexServer, tmp_path: Path) -> None:
    server.max_age = 600
    server.dists |= {"odd": [wheel("odd", "1.0"), sdist("odd", "2.0")], "none": []}
    settings = Settings(index_urls=(server.index_url,), retries=0)
    wanted = [required("odd==1.0"), required("none"), required("gone")]
    for _ in range(2):
        assert find_modules(wanted, state=tmp_path, settings=settings) == {"odd": ("odd",)}
    assert server.asked.count("/files/odd-1.0-py3-none-any.whl") == 1
