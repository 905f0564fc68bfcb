from __future__ import annotations

from pathlib import Path

import pytest

from py3port.errors import UserError
from py3port.lint import baseline
from py3port.lint.known import Known, compare, known, renamed
from py3port.result import Applicability, Finding, Stage


def finding(path: str, text: str, *, scope: str = "", rule: str = "r", line: int = 1) -> Finding:
    return Finding(path, line, 1, line, 2, rule, Stage.COMMON, Applicability.SAFE, "m", scope, text, "f")


def new(findings: list[Finding], tolerated: list[Finding]) -> list[str]:
    return [each.text for each in compare(findings, [known(each) for each in tolerated]).new]


def test_lines_and_white_space_play_no_part() -> None:
    assert new([finding("a.py", "print  x", line=9)], [finding("a.py", "print x")]) == []


@pytest.mark.parametrize("place", [("a.py", "g"), ("b.py", "f"), ("b.py", "g")])
def test_moved_code_is_not_new(place: tuple[str, str]) -> None:
    path, scope = place
    assert new([finding(path, "print x", scope=scope)], [finding("a.py", "print x", scope="f")]) == []


def test_each_known_one_excuses_one() -> None:
    twice = [finding("a.py", "print x", line=1), finding("a.py", "print x", line=2)]
    assert new(twice, twice[:1]) == ["print x"]
    assert new(twice, twice) == []


def test_another_rule_or_text_is_new() -> None:
    assert new([finding("a.py", "print y")], [finding("a.py", "print x")]) == ["print y"]
    assert new([finding("a.py", "x", rule="s")], [finding("a.py", "x")]) == ["x"]


def test_the_nearest_place_is_matched_first() -> None:
    tolerated = [finding("b.py", "x"), finding("a.py", "x")]
    compared = compare([finding("a.py", "x")], [known(each) for each in tolerated])
    assert compared.gone == (Known("b.py", "r", "", "x"),)


def test_renames_are_followed() -> None:
    assert renamed([Known("a.py", "r", "", "x")], {"a.py": "b.py"}) == [Known("b.py", "r", "", "x")]


ENTRIES = (Known("a.py", "r", "", "x"), Known("a.py", "r", "", "x"), Known("b.py", "s", "f", "é\n"))


def test_a_baseline_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "b.json"
    baseline.save(path, reversed(ENTRIES))
    assert baseline.load(path).entries == ENTRIES
    assert path.read_text().splitlines()[3:-2] == [
        '{"path": "a.py", "rule": "r", "scope": "", "text": "x", "count": 2},',
        '{"path": "b.py", "rule": "s", "scope": "f", "text": "\\u00e9\\n"}',
    ]
    baseline.save(path, [])
    assert baseline.load(path).entries == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "broken baseline"),
        ("[]", "broken baseline"),
        ("{}", "broken baseline"),
        ("[" * 100_000, "broken baseline"),
        ('{"schema_version": "1.0", "findings": [{"path": 1}]}', "broken baseline"),
        ('{"schema_version": "x", "findings": []}', "broken baseline"),
        ('{"schema_version": "2.0", "findings": []}', r"newer py3port \(version 2.0\)"),
        ('{"schema_version": "1.7", "findings": []}', "newer py3port"),
        ("<<<<<<< HEAD\n{}", "merge conflict"),
    ],
)
def test_a_broken_baseline_is_refused(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "b.json"
    path.write_text(text)
    with pytest.raises(UserError, match=message):
        baseline.load(path)


def test_a_missing_baseline_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no such baseline"):
        baseline.load(tmp_path / "b.json")
