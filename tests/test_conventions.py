"""What every rule and every module of this project keeps to."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from py3port.own_rules import imported_rules
from py3port.registry import load_rules
from py3port.result import Applicability
from py3port.rule import Rule, TextRule

ROOT = Path(__file__).parent.parent
RULES = tuple(imported_rules())
SOURCES = sorted(
    path for folder in ("py3port", "codemods", "reports") for path in (ROOT / folder).rglob("*.py")
)
MAX_LINES = 450

each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
each_source = pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))


def test_every_file_of_the_codemods_is_a_rule_or_a_table() -> None:
    files = {path.stem for path in (ROOT / "codemods" / "py3port_codemods").glob("*.py")}
    rules = {rule.name.replace("-", "_") for rule in RULES}
    assert {name for name in files if not name.startswith("_")} == rules


@each_rule
def test_file_class_and_name_are_one(rule: Rule) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.name)
    assert type(rule).__name__ == "".join(part.capitalize() for part in rule.name.split("-"))
    assert type(rule).__module__ == f"py3port_codemods.{rule.name.replace('-', '_')}"


@each_rule
def test_metadata(rule: Rule) -> None:
    assert 0 < len(rule.title.split()) < 10
    assert not rule.title.endswith(".")
    assert rule.kinds if isinstance(rule, TextRule) else rule.nodes
    assert re.fullmatch(r"3\.\d+", rule.since)
    assert len(rule.description.split()) > 15, "the docstring says why"
    if rule.fixable and rule.applicability is not Applicability.SAFE:
        assert "Fix safety" in rule.description
    known = {each.name for each in RULES}
    assert set(rule.after) <= known


@each_rule
def test_examples_both_ways(rule: Rule) -> None:
    assert any(example.after is not None for example in rule.examples) or not rule.fixable
    assert any(example.after is None for example in rule.examples)


@each_rule
def test_words_occur_where_the_rule_finds_something(rule: Rule) -> None:
    for example in rule.examples:
        if rule.words and example.after is not None:
            assert any(word in example.before for word in rule.words)


def test_an_ancestor_name_resolves() -> None:
    registry = load_rules()
    assert [rule.name for rule in registry.find("fix_except")] == ["except-comma"]
    assert [rule.name for rule in registry.find("libmodernize.fixes.fix_except")] == ["except-comma"]
    assert [rule.name for rule in registry.find("E1601")] == ["print-statement"]


@each_source
def test_module_is_readable(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    docstring = ast.get_docstring(ast.parse(text))
    assert docstring, "a module says in one line what it holds"
    assert text.count("\n") <= MAX_LINES
