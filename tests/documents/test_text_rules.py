"""The rules about files that are no Python find what their examples say, and nothing else."""

from __future__ import annotations

import pytest

from py3port.analysis import Surroundings
from py3port.detect import Dispatcher
from py3port.filekind import kind_of
from py3port.registry import load_rules
from py3port.result import Mode, Options
from py3port.rule import Example, TextRule
from py3port.scan import scan_file

CASES = [
    pytest.param(rule, example, mode, id=f"{rule.name}-{index}-{mode.value}")
    for rule in load_rules().rules
    if isinstance(rule, TextRule)
    for index, example in enumerate(rule.examples)
    for mode in Mode
    if example.mode in (None, mode)
]


@pytest.mark.parametrize(("rule", "example", "mode"), CASES)
def test_findings(rule: TextRule, example: Example, mode: Mode) -> None:
    assert kind_of(example.path) in rule.kinds
    result = scan_file(
        example.before.encode(),
        example.path,
        Surroundings(example.path),
        options=Options(mode),
        dispatcher=Dispatcher([rule]),
        kind=kind_of(example.path),
    )
    assert result.error is None
    assert len(result.findings) == (example.findings or 0), result.findings
    for finding in result.findings:
        assert "`" not in finding.text or finding.text in example.before
        assert 1 <= finding.column < finding.end_column
