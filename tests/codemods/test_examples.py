"""Every example of every rule does what it says, also in variants, and behaves alike under the real interpreters."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest
import six

from py3port.python2 import Dialect, Source, comments, parse
from py3port.registry import load_rules
from py3port.result import Mode, Stage
from py3port.rule import Example, Rule, TextRule
from tests.codemods.harness import port, port_source, run_programs, surroundings_of
from tests.interpreters import find_interpreter, require_python2

SIX_FOLDER = str(Path(six.__file__).parent)


def cases() -> list[tuple[Rule, Example, Mode, int]]:
    return [
        (rule, example, mode, index)
        for rule in load_rules().rules
        if not isinstance(rule, TextRule)
        for index, example in enumerate(rule.examples)
        for mode in (Mode if rule.stage is not Stage.CLEANUP else (Mode.PY3,))
        if example.mode in (None, mode)
    ]


CASES = cases()
CHANGING = [case for case in CASES if case[1].after is not None]


def each(chosen: Iterable[tuple[Rule, Example, Mode, int]]) -> pytest.MarkDecorator:
    """Parametrize a test over cases."""
    params = [pytest.param(*case[:3], id=f"{case[0].name}-{case[3]}-{case[2].value}") for case in chosen]
    return pytest.mark.parametrize(("rule", "example", "mode"), params)


def can_stand_in_a_function(text: str) -> bool:
    return not any(word in text for word in ("__future__", "import *", '"""'))


def is_indented_by_fours(text: str) -> bool:
    """Whether some lines are indented, and all of them by fours."""
    return "\n    " in text and "\t" not in text and not re.search(r"^(?: {4})* {1,3}\S", text, re.MULTILINE)


def is_one_line(text: str) -> bool:
    return text.count("\n") == 1 and "#" not in text and not text.endswith("\\\n")


def is_simple_statement(text: str) -> bool:
    compound = r"(if|for|while|def|class|with|try|from|import|@)\b"
    return is_one_line(text) and not text.rstrip().endswith(":") and not re.match(compound, text)


def can_be_run(example: Example) -> bool:
    return example.runs and example.siblings is None


each_case = each(CASES)
each_change = each(CHANGING)


@each_case
def test_text_and_findings(rule: Rule, example: Example, mode: Mode) -> None:
    surroundings = surroundings_of(example)
    once = port(example.before, rule, mode, unsafe=example.unsafe, surroundings=surroundings, proven=True)
    assert once.text == (example.before if example.after is None else example.after)
    if example.findings is not None:
        assert len(once.found) == example.findings
    elif example.after is not None:
        assert once.found
    else:
        assert not [each.match.message for each in once.found]
    twice = port(once.text, rule, mode, unsafe=example.unsafe, surroundings=surroundings)
    assert twice.text == once.text, "a second run changes it again"


@each_change
def test_output_parses(rule: Rule, example: Example, mode: Mode) -> None:
    assert example.after is not None
    dialect = parse(example.after).dialect
    if mode is Mode.DUAL:
        assert dialect in (Dialect.PYTHON2, Dialect.BOTH)
    # A declaration of the encoding is no comment, nor is the name of an interpreter.
    kept = Counter(text for _, text in comments(example.before) if not re.match(r"#!|#.*coding", text))
    assert not kept - Counter(text for _, text in comments(example.after)), "a comment is lost"


@each_change
def test_unsafe_fixes_wait_for_the_word(rule: Rule, example: Example, mode: Mode) -> None:
    if example.unsafe:
        surroundings = surroundings_of(example)
        assert (
            port(example.before, rule, mode, unsafe=False, surroundings=surroundings).text == example.before
        )


@each_change
def test_windows_line_ends(rule: Rule, example: Example, mode: Mode) -> None:
    assert example.after is not None
    before, after = (text.replace("\n", "\r\n") for text in (example.before, example.after))
    surroundings = surroundings_of(example)
    source = Source.from_bytes(before.encode())
    assert source.text == example.before
    assert (
        port_source(source, rule, mode, unsafe=example.unsafe, surroundings=surroundings).raw
        == after.encode()
    )


@each(case for case in CHANGING if can_stand_in_a_function(case[1].before))
def test_nested_in_a_function(rule: Rule, example: Example, mode: Mode) -> None:
    """What works at the top of a module works in a function: it parses, and a second run finds nothing to fix."""
    surroundings = surroundings_of(example)
    nested = "def function():\n" + "".join(
        f"    {line}" if line.strip() else line for line in example.before.splitlines(keepends=True)
    )
    once = port(nested, rule, mode, unsafe=example.unsafe, surroundings=surroundings)
    assert not once.skipped
    twice = port(once.text, rule, mode, unsafe=example.unsafe, surroundings=surroundings)
    assert twice.text == once.text
    if mode is Mode.DUAL:
        assert parse(once.text).dialect in (Dialect.PYTHON2, Dialect.BOTH)


@each(case for case in CHANGING if is_indented_by_fours(case[1].before))
def test_tabs(rule: Rule, example: Example, mode: Mode) -> None:
    """Code indented by tabs is rewritten as code indented by blanks is."""
    assert example.after is not None

    def tabs(text: str) -> str:
        return re.sub(r"^(?: {4})+", lambda match: "\t" * (len(match[0]) // 4), text, flags=re.MULTILINE)

    once = port(
        tabs(example.before), rule, mode, unsafe=example.unsafe, surroundings=surroundings_of(example)
    )
    assert once.text == tabs(example.after)


@each(case for case in CHANGING if is_simple_statement(case[1].before))
def test_other_statements_on_the_line(rule: Rule, example: Example, mode: Mode) -> None:
    """A simple statement is rewritten between others on its line as well."""
    line = f"first = 1; {example.before.rstrip()}; last = 2\n"
    once = port(line, rule, mode, unsafe=example.unsafe, surroundings=surroundings_of(example))
    assert not once.skipped
    assert once.text.splitlines()[-1].startswith("first = 1; ")
    assert once.text.endswith("; last = 2\n")
    assert once.text.splitlines()[-1] != line.rstrip()


@each(case for case in CHANGING if is_one_line(case[1].before))
def test_trailing_comment(rule: Rule, example: Example, mode: Mode) -> None:
    """A comment at the end of a line stays there."""
    line = f"{example.before.rstrip()}  # a comment\n"
    once = port(line, rule, mode, unsafe=example.unsafe, surroundings=surroundings_of(example))
    assert once.text.count("# a comment") == 1
    assert once.text != line


@cache
def behaviour(version: str) -> dict[str, dict[str, object]]:
    """What every program of every example does under an interpreter, all in one process."""
    python = require_python2() if version == "2.7" else find_interpreter(version)
    assert python is not None
    programs: dict[str, None] = {}
    for _, example, mode, _ in CHANGING:
        if not can_be_run(example):
            continue
        assert example.after is not None
        if version == "2.7":
            programs[example.before] = None
        if version != "2.7" or mode is Mode.DUAL:
            programs[example.after] = None
    folder = _folder_of_six()
    return dict(zip(programs, run_programs(python, list(programs), path=[folder]), strict=True))


@cache
def _folder_of_six() -> str:
    """A folder that holds six and nothing else, so that no other package of this environment is seen."""
    import shutil
    import tempfile

    folder = tempfile.mkdtemp()
    shutil.copy(Path(SIX_FOLDER) / "six.py", folder)
    return folder


@each(case for case in CHANGING if can_be_run(case[1]))
def test_behaviour_is_kept(rule: Rule, example: Example, mode: Mode) -> None:
    """The output does under Python 3 (in dual mode under 2.7 as well) what the input did under 2.7."""
    assert example.after is not None
    before = behaviour("2.7")[example.before]
    assert not str(before["error"]).startswith("SyntaxError"), "2.7 rejects the text before"
    modern = next((version for version in ("3.13", "3.12") if find_interpreter(version)), None)
    if modern is None:
        pytest.skip("neither 3.13 nor 3.12 is found")
    versions = [modern, "2.7"] if mode is Mode.DUAL else [modern]
    for version in versions:
        after = behaviour(version)[example.after]
        assert after["error"] == before["error"], version
        assert after["output"] == before["output"], version
        shared = before["values"].keys() & after["values"].keys()  # type: ignore[attr-defined]
        for name in shared:
            assert after["values"][name] == before["values"][name], (version, name)  # type: ignore[index]
