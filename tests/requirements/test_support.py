"""What a release's files and metadata prove, and what they do not."""

from __future__ import annotations

import pytest
from packaging.version import Version

from py3port.requirements.index.listing import Link, Release, read_file
from py3port.requirements.index.metadata import Metadata
from py3port.requirements.model import Support
from py3port.requirements.support import PYTHON2, PYTHON3, RANKS, Python, judge

TARGET = Python(3, 12)
WHEEL = "x-1.0-{}.whl"
SDIST = "x-1.0.tar.gz"


def release(*names: str, requires: str = "", uploaded: str = "2015-01-01") -> Release:
    links = (Link(name, f"https://index/{name}", requires, uploaded=uploaded) for name in names)
    files = tuple(file for file in (read_file("x", link) for link in links) if file)
    assert len(files) == len(names)
    return Release(Version("1.0"), files)


def said(*classifiers: str, requires: str = "") -> Metadata:
    return Metadata("x-1.0", requires, classifiers)


UNIVERSAL = WHEEL.format("py2.py3-none-any")
CASES = {
    "nothing is said": (release(SDIST), said(), Support.UNKNOWN),
    "a universal tag is no proof": (release(UNIVERSAL, SDIST), said(""), Support.UNKNOWN),
    "a universal tag against the classifiers": (release(UNIVERSAL), said("2", "2.7"), Support.NO),
    "a wheel of its own against the classifiers": (
        release(WHEEL.format("py3-none-any"), SDIST),
        said("2", "2.7"),
        Support.OLDER,
    ),
    "classifiers for 2 only": (release(SDIST), said("2.6", "2.7"), Support.NO),
    "2 :: Only against Requires-Python": (
        release(SDIST, requires=">=2.6, !=3.0.*, !=3.1.*, !=3.2.*, <4", uploaded="2024-01-01"),
        said("2 :: Only", "2.7"),
        Support.NO,
    ),
    "silence is no consent": (
        release(SDIST, requires=">=2.6", uploaded="2024-01-01"),
        said(),
        Support.UNKNOWN,
    ),
    "the page rules it out": (release(SDIST, requires="<3"), said("3", "3.12"), Support.NO),
    "the page and the metadata disagree": (
        release(SDIST, requires=">=3.6", uploaded="2024-01-01"),
        said("3.12", requires="<3"),
        Support.NO,
    ),
    "only the metadata rules it out": (release(SDIST), said("3", "3.12", requires=">=3.13"), Support.NO),
    "a wheel for it": (
        release(WHEEL.format("cp312-cp312-win_amd64"), uploaded="2023-12-01"),
        said("3", "3.11"),
        Support.DECLARES,
    ),
    "a wheel for a trial version of it": (
        release(WHEEL.format("cp312-cp312-win_amd64"), uploaded="2023-04-01"),
        said("3", "3.11"),
        Support.RELEASED_AFTER,
    ),
    "a wheel for it, and nothing else is said": (
        release(WHEEL.format("cp312-cp312-win_amd64"), uploaded="2023-09-15"),
        said("3"),
        Support.DECLARES,
    ),
    "a classifier for it": (release(SDIST), said("3.12"), Support.DECLARES),
    "wheels for others only": (release(WHEEL.format("cp311-cp311-win_amd64")), said("3.12"), Support.NO),
    "wheels for others and the source": (
        release(WHEEL.format("cp311-cp311-win_amd64"), SDIST, requires=">=3.8", uploaded="2023-01-01"),
        said("3.11"),
        Support.OLDER,
    ),
    "a stable ABI": (
        release(WHEEL.format("cp36-abi3-win_amd64"), requires=">=3.6", uploaded="2020-01-01"),
        said("3"),
        Support.OLDER,
    ),
    "no Python 2 wheel, but the source": (
        release(WHEEL.format("py2-none-any"), SDIST),
        said("2", "3"),
        Support.OLDER,
    ),
    "released after it": (
        release(SDIST, requires=">=3.6", uploaded="2023-10-02"),
        said(),
        Support.RELEASED_AFTER,
    ),
    "released the day before": (
        release(SDIST, requires=">=3.6", uploaded="2023-10-01"),
        said(),
        Support.OLDER,
    ),
    "nobody knows when": (release(SDIST, requires=">=3.6", uploaded=""), said(), Support.OLDER),
    "names Python 3, after it": (release(SDIST, uploaded="2024-01-01"), said("3"), Support.RELEASED_AFTER),
    "broken Requires-Python": (release(SDIST, requires="newest"), said("3"), Support.OLDER),
    "forgotten classifiers": (
        release(SDIST, requires=">=3.6", uploaded="2024-01-01"),
        said("2.7"),
        Support.RELEASED_AFTER,
    ),
}


@pytest.mark.parametrize(("made", "metadata", "expected"), CASES.values(), ids=CASES)
def test_the_target(made: Release, metadata: Metadata | None, expected: Support) -> None:
    judged = judge(made, metadata, TARGET)
    assert judged.support is expected
    places = [RANKS.index(each.kind) for each in judged.evidence]
    assert places == sorted(places)
    assert judged.evidence or expected is Support.UNKNOWN
    if expected is Support.OLDER:
        assert any("unproven" in each.detail for each in judged.evidence)


def test_files_added_years_later_make_no_release_newer() -> None:
    old = Link(SDIST, "https://index/a", ">=3.6", uploaded="2018-01-01")
    new = Link(UNIVERSAL, "https://index/b", ">=3.6", uploaded="2024-01-01")
    files = tuple(file for file in (read_file("x", each) for each in (new, old)) if file)
    assert judge(Release(Version("1.0"), files), said("3"), TARGET).support is Support.OLDER


@pytest.mark.parametrize(
    ("made", "metadata", "expected"),
    [
        (release(SDIST), said("2.7"), Support.DECLARES),
        (release(WHEEL.format("cp27-cp27mu-manylinux1_x86_64")), None, Support.DECLARES),
        (release(SDIST, requires=">=2.7, !=3.0.*"), said(), Support.RELEASED_AFTER),
        (release(SDIST), said("2"), Support.RELEASED_AFTER),
        (release(SDIST), said("3", "3.6"), Support.NO),
        (release(SDIST), said("3 :: Only"), Support.NO),
        (release(UNIVERSAL, requires=">=3.6"), said("2.7", "3"), Support.NO),
        (release(WHEEL.format("py3-none-any")), None, Support.NO),
        (release(WHEEL.format("py3-none-any"), SDIST), said("2.7", "3"), Support.DECLARES),
        (release(SDIST), said(), Support.UNKNOWN),
    ],
)
def test_python2(made: Release, metadata: Metadata | None, expected: Support) -> None:
    assert judge(made, metadata, PYTHON2).support is expected


@pytest.mark.parametrize(
    ("made", "metadata", "expected"),
    [
        (release(SDIST), said("3"), Support.DECLARES),
        (release(SDIST), said("2", "3.4"), Support.DECLARES),
        (release(WHEEL.format("py3-none-any")), None, Support.DECLARES),
        (release(UNIVERSAL), said(), Support.UNKNOWN),
        (release(SDIST), said("2.7"), Support.NO),
        (release(SDIST, requires="<3"), said("3"), Support.NO),
    ],
)
def test_any_python3(made: Release, metadata: Metadata | None, expected: Support) -> None:
    assert judge(made, metadata, PYTHON3).support is expected
