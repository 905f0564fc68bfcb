"""The plan for all requirements together: order, conflicts, and releases that go with each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from py3port.requirements.lines import Step, lines_for
from py3port.requirements.model import Kind, Verdict
from tests.requirements.index_server import IndexServer, sdist, serving, wheel
from tests.requirements.test_answers import AFTER, BEFORE, PILLOW, ask, required

BOTH = {"tag": "py2.py3-none-any", "requires_python": ">=2.7", "uploaded": AFTER}


@pytest.fixture
def server() -> Iterator[IndexServer]:
    with serving(IndexServer()) as running:
        yield running


def test_order_and_conflicts(server: IndexServer) -> None:
    fields = ("2.7", "3.12")
    server.dists |= {
        "app": [wheel("app", "2.0", *fields, "Requires-Dist: lib>=2; python_version < '3'", **BOTH)],
        "lib": [wheel("lib", "1.5", *fields, "Requires-Dist: base[fast]>=1", **BOTH)],
        "base": [wheel("base", "1.1", *fields, "Requires-Dist: dead; python_version >= '3'", **BOTH)],
        "dead": [sdist("dead", "1.0", "2.7", uploaded=BEFORE)],
    }
    plan = ask(server, "app==1.0", "lib==1.0", "base==1.0").plan
    assert plan.order == ("base", "lib", "app")
    assert list(plan.conflicts) == [
        "on 2.7, app 2.0 needs lib>=2, but lib 1.5 is proposed",
    ]
    assert plan.unlisted == ("base 1.1 needs dead",)


def test_the_order_goes_through_replacements(server: IndexServer) -> None:
    server.dists |= {
        "pillow": PILLOW,
        "web": [wheel("web", "9.0", "3.12", "Requires-Dist: Pillow>=99", uploaded=AFTER)],
    }
    plan = ask(server, "web==1.0", "PIL").plan
    assert plan.order == ("PIL", "web")
    assert list(plan.conflicts) == [
        "on 3.12, web 9.0 needs Pillow>=99, but Pillow 10.1.0 is proposed",
    ]


def test_circles_have_an_order_too(server: IndexServer) -> None:
    server.dists |= {
        "a": [wheel("a", "2.0", "2.7", "3.12", "Requires-Dist: b", **BOTH)],
        "b": [wheel("b", "2.0", "2.7", "3.12", "Requires-Dist: a", **BOTH)],
    }
    assert sorted(ask(server, "a==1", "b==1").plan.order) == ["a", "b"]


def test_a_bridge_goes_with_what_others_need(server: IndexServer) -> None:
    """What boto3, botocore and python-dateutil did: the newest release is too new for what nobody requires."""
    server.dists |= {
        "cloud": [
            wheel(
                "cloud", "2.0", "3", "3.12", "Requires-Dist: core<3", requires_python=">=3.8", uploaded=AFTER
            )
        ],
        "core": [
            wheel(
                "core",
                version,
                "3",
                "3.12",
                f"Requires-Dist: dates{limit}",
                requires_python=">=3.8",
                uploaded=AFTER,
            )
            for version, limit in (("2.0", "<2"), ("2.9", "<3"), ("3.0", ">=3"))
        ],
        "dates": [
            sdist("dates", "1.0", "2.7", uploaded=BEFORE),
            wheel("dates", "2.0", "2.7", "3.12", **BOTH),
            wheel("dates", "2.5", "2.7", "3.12", **BOTH),
            wheel("dates", "3.0", "2.7", "3.12", **BOTH),
        ],
    }
    found = ask(server, "dates==1.0", "cloud==1.0")
    dates = found.answers[0]
    assert (dates.verdict, dates.bridge) == (Verdict.BRIDGE, "2.5")
    assert dates.note == "Not 3.0, since core 2.9, which cloud 2.0 needs, needs dates<3."
    assert found.plan.conflicts == ()
    assert found.plan.order == ("dates", "cloud")


def test_a_bridge_that_is_unproven_is_better_than_none(server: IndexServer) -> None:
    server.dists |= {
        "cloud": [
            wheel(
                "cloud", "2.0", "3", "3.12", "Requires-Dist: dates<3", requires_python=">=3.8", uploaded=AFTER
            )
        ],
        "dates": [
            sdist("dates", "1.0", "2.7", uploaded=BEFORE),
            wheel("dates", "2.0", "2.7", "3", **{**BOTH, "uploaded": BEFORE}),
            wheel("dates", "3.0", "2.7", "3.12", **BOTH),
        ],
    }
    found = ask(server, "dates==1.0", "cloud==1.0")
    dates = found.answers[0]
    doubt = "Not 3.0, since cloud 2.0 needs dates<3. 2.0 admits 3.12 but is unproven on it: try it."
    assert (dates.bridge, dates.note) == ("2.0", doubt)
    assert lines_for(dates, Step.PY3) == [f"# unproven: dates==1.0: {doubt}", "dates==2.0"]
    assert found.plan.conflicts == ()


def test_a_bridge_that_does_not_go_with_python2_is_none(server: IndexServer) -> None:
    """What celery 3.1 and kombu do: only an old release goes with what stays for Python 2.7."""
    needs = {"app.egg-info/requires.txt": "lib>=1.0,<2"}
    server.dists |= {
        "app": [
            sdist("app", "1.0", "2.7", others=needs, uploaded=BEFORE),
            wheel("app", "5.0", "3.12", "Requires-Dist: lib>=3", requires_python=">=3.8", uploaded=AFTER),
        ],
        "lib": [
            sdist("lib", "1.0", "2.7", uploaded=BEFORE),
            wheel("lib", "2.0", "2.7", "3.12", **BOTH),
            wheel("lib", "3.0", "3.12", requires_python=">=3.8", uploaded=AFTER),
            wheel("lib", "4.0", "3.12", requires_python=">=3.8", uploaded=AFTER),
        ],
    }
    found = ask(server, "app==1.0", "lib==1.0")
    lib = found.answers[1]
    assert (lib.verdict, lib.first_target) == (Verdict.UPGRADE, "3.0")
    assert lib.note == "Not 2.0, since app 5.0 needs lib>=3."
    assert lines_for(lib, Step.BRIDGE) == [
        'lib==1.0 ; python_version < "3"',
        'lib==3.0 ; python_version >= "3"',
    ]
    assert found.plan.conflicts == ()


def test_extras_bring_needs_of_their_own(server: IndexServer) -> None:
    fast = "Requires-Dist: lib<2 ; extra == 'fast'"
    server.dists |= {
        "app": [wheel("app", "1.0", "2.7", "3.12", "Requires-Dist: base[fast]", **BOTH)],
        "base": [wheel("base", "1.0", "2.7", "3.12", fast, **BOTH)],
        "lib": [wheel("lib", "2.0", "2.7", "3.12", **BOTH)],
    }
    assert ask(server, "base==1.0", "lib==2.0").plan.conflicts == ()
    assert ask(server, "app==1.0", "base==1.0", "lib==2.0").plan.conflicts == (
        "on 2.7, base 1.0 needs lib<2, but lib 2.0 is proposed",
        "on 3.12, base 1.0 needs lib<2, but lib 2.0 is proposed",
    )


def test_what_several_environments_require_in_their_own_way_is_no_conflict(server: IndexServer) -> None:
    server.dists |= {
        "app": [wheel("app", "1.0", "2.7", "3.12", "Requires-Dist: lib<2", **BOTH)],
        "lib": [wheel("lib", version, "2.7", "3.12", **BOTH) for version in ("1.0", "2.0")],
    }
    assert len(ask(server, "app==1.0", "lib==2.0").plan.conflicts) == 2
    assert ask(server, "app==1.0", "lib==1.0", "lib==2.0").plan.conflicts == ()


def test_constraints_say_which_release_is_taken(server: IndexServer) -> None:
    server.dists |= {
        "app": [wheel("app", "1.0", "2.7", "3.12", "Requires-Dist: lib", "Requires-Dist: base<2", **BOTH)],
        "lib": [
            wheel("lib", "1.0", "2.7", "3.12", **BOTH),
            wheel("lib", "2.0", "2.7", "3.12", "Requires-Dist: base>=2", **BOTH),
        ],
        "base": [wheel("base", version, "2.7", "3.12", **BOTH) for version in ("1.0", "2.0")],
    }
    limits = [
        replace(required(text), kind=Kind.CONSTRAINT) for text in ("lib==1.0", "base==1.0", "gone==1.0")
    ]
    assert ask(server, "app==1.0", "lib", *limits).plan.conflicts == ()
    assert len(ask(server, "app==1.0", "lib", limits[1]).plan.conflicts) == 2


def test_needs_that_make_no_sense_are_left_out(server: IndexServer) -> None:
    needs = (
        "Requires-Dist: ???",
        "Requires-Dist: lib; moon_phase == 'full'",
        "Requires-Dist: lib; os_name ~= 'nt'",
        "Requires-Dist: app>=9",
    )
    server.dists["app"] = [wheel("app", "1.0", "2.7", "3.12", *needs, **BOTH)]
    assert ask(server, "app==1.0").plan.conflicts == ()


def test_pip_takes_what_is_not_for_python2(server: IndexServer) -> None:
    """What python-memcached and fabric do: newer releases are for Python 3 only, without a Requires-Python."""
    server.dists["cached"] = [
        wheel("cached", "1.0", "2.7", "3.4", tag="py2.py3-none-any", uploaded=BEFORE),
        wheel("cached", "2.0", "3", "3.12", tag="py2.py3-none-any", uploaded=AFTER),
    ]
    open_, pinned = ask(server, "cached", "cached==1.0").answers
    assert (open_.verdict, open_.python2) == (Verdict.OK, "cached==1.0")
    assert (
        open_.note == "On Python 2.7 pip takes 2.0, by its metadata for Python 3 only: pin cached==1.0 there."
    )
    assert lines_for(open_, Step.BRIDGE) == [
        'cached==1.0 ; python_version < "3"',
        'cached ; python_version >= "3"',
    ]
    assert lines_for(open_, Step.PY3) == ["cached"]
    assert pinned.python2 is None


def test_pip_takes_what_is_not_for_python2_nor_proven_on_the_target(server: IndexServer) -> None:
    server.dists["cached"] = [
        wheel("cached", "1.0", "2.7", "3.4", tag="py2.py3-none-any", uploaded=BEFORE),
        wheel("cached", "2.0", "3", "3.7", tag="py2.py3-none-any", uploaded=BEFORE),
    ]
    found = ask(server, "cached").answers[0]
    assert found.verdict is Verdict.UNKNOWN
    assert lines_for(found, Step.BRIDGE)[1:] == [
        'cached==1.0 ; python_version < "3"',
        'cached ; python_version >= "3"',
    ]


@pytest.mark.parametrize("text", ["PIL", "web==0.9"])
def test_what_pip_cannot_find_is_not_proposed_for_python2(server: IndexServer, text: str) -> None:
    server.dists |= {
        "pillow": PILLOW,
        "web": [
            sdist("web", "1.0", "2.7", uploaded=BEFORE),
            wheel("web", "9.0", "3.12", requires_python=">=3.8", uploaded=AFTER),
        ],
    }
    found = ask(server, text).answers[0]
    expected = {"PIL": "Pillow==6.2.2", "web==0.9": "web==1.0"}
    assert lines_for(found, Step.BRIDGE)[0] == f'{expected[text]} ; python_version < "3"'


def test_what_is_no_version_any_more_has_a_way_out(server: IndexServer) -> None:
    server.dists["zones"] = [
        sdist("zones", "2010.8", "2.7", uploaded=BEFORE),
        wheel("zones", "2026.1", "2.7", "3.12", **BOTH),
    ]
    pinned, limited = ask(server, "zones==2010h", "zones>=2010h").answers
    assert (pinned.verdict, pinned.bridge, pinned.python2) == (Verdict.BRIDGE, "2026.1", "zones==2026.1")
    assert "pip does not understand '==2010h'" in [each.detail for each in pinned.evidence]
    assert lines_for(pinned, Step.BRIDGE) == ["zones==2026.1"]
    assert limited.verdict is Verdict.UNKNOWN
