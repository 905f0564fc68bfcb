"""lib2to3's own cases as a second opinion: what its fixers leave alone, and what programs do after ours."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
import six

from py3port.analysis import Surroundings
from py3port.apply.outcome import Changed
from py3port.apply.port import Porter
from py3port.declined import why_declined
from py3port.registry import load_rules
from py3port.result import Mode, Options, Stage
from py3port.rule import Rule
from tests.ancestors.cases import Case, fissix_cases
from tests.codemods.harness import run_programs
from tests.interpreters import find_interpreter, require_python2

pytestmark = pytest.mark.corpus

REGISTRY = load_rules()
SHARE = 0.96
"""Of the cases that must agree; where the others differ, ours was found to be right, or the case to be nobody's."""


@pytest.fixture(scope="module")
def cases() -> Sequence[Case]:
    found = fissix_cases()
    if not found:
        pytest.skip("fissix is not installed, or came without its tests")
    return found


def ported(text: str, rules: Sequence[Rule]) -> str:
    porter = Porter(tuple(rules), Options(Mode.PY3), unsafe=True)
    outcome = porter.port("a.py", text.encode(), Surroundings(path="a.py"))
    return outcome.data.decode() if isinstance(outcome, Changed) else text


def test_what_fixers_leave_alone_is_left_alone(cases: Sequence[Case]) -> None:
    alone = [case for case in cases if case.after is None and not why_declined(case.fixer)]
    assert len(alone) > 100
    changed = []
    for case in alone:
        rules = [rule for rule in REGISTRY.find(f"fix_{case.fixer}") if rule.stage is not Stage.CLEANUP]
        text = ported(case.before, rules)
        if text != case.before:
            changed.append((case.fixer, case.line, text))
    assert len(changed) <= len(alone) * (1 - SHARE), changed


def test_programs_do_what_they_did(cases: Sequence[Case], tmp_path: Path) -> None:
    modern = find_interpreter("3.13") or find_interpreter("3.12")
    if modern is None:
        pytest.skip("neither 3.13 nor 3.12 is found")
    shutil.copy(six.__file__, tmp_path / "six.py")
    before = run_programs(require_python2(), [case.before for case in cases])
    sound = [(case, result) for case, result in zip(cases, before, strict=True) if not result["error"]]
    assert len(sound) > 100
    rules = REGISTRY.before_cleanup()
    after = run_programs(modern, [ported(case.before, rules) for case, _ in sound], path=[str(tmp_path)])
    wrong = [
        (case.fixer, case.line)
        for (case, old), new in zip(sound, after, strict=True)
        if new["error"] or new["output"] != old["output"] or not _same_values(old["values"], new["values"])
    ]
    assert len(wrong) <= len(sound) * (1 - SHARE), wrong


def _same_values(old: object, new: object) -> bool:
    assert isinstance(old, dict)
    assert isinstance(new, dict)
    return all(old[name] == new[name] for name in old.keys() & new.keys())
