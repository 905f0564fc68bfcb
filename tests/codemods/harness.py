"""Runs one rule over one text, as `apply` would, and compares how programs behave under several interpreters."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from py3port.analysis import Module, Surroundings
from py3port.apply.port import Porter
from py3port.apply.proof import prove
from py3port.detect import Detected, Dispatcher
from py3port.python2 import Source, parse
from py3port.registry import load_rules
from py3port.result import Applicability, Mode, Options
from py3port.rewrite import rewrite
from py3port.rule import Example, Match, Rule

RUNNER = Path(__file__).with_name("run_programs.py")


@dataclass(frozen=True)
class Ported:
    """The text after a run of one rule, what it found, and what it skipped."""

    text: str
    found: tuple[Detected, ...]
    skipped: tuple[str, ...]


def surroundings_of(example: Example) -> Surroundings:
    """Where the text of an example is thought to stand."""
    if example.siblings is None:
        return Surroundings(path="module.py")
    return Surroundings(path="package/module.py", in_package=True, siblings=frozenset(example.siblings))


def port(
    text: str,
    rule: Rule,
    mode: Mode,
    *,
    unsafe: bool,
    surroundings: Surroundings | None = None,
    proven: bool = False,
) -> Ported:
    """Apply one rule to a text once; with `proven` as `apply` does it, which refuses what it cannot prove."""
    module, found, matches = _detect(Source.from_text(text), rule, mode, unsafe, surroundings)
    if not matches:
        return Ported(text, found, ())
    outcome = rewrite(module, rule, matches, port=_porter(mode).port_text)
    if proven:
        prove(module.tree, parse(outcome.source), outcome.edits, mode=mode)
    return Ported(outcome.source.text, found, tuple(reason for _, reason in outcome.skipped))


def port_source(
    source: Source, rule: Rule, mode: Mode, *, unsafe: bool, surroundings: Surroundings
) -> Source:
    """Apply one rule to a file as it is stored."""
    module, _, matches = _detect(source, rule, mode, unsafe, surroundings)
    return rewrite(module, rule, matches, port=_porter(mode).port_text).source if matches else source


@cache
def _porter(mode: Mode) -> Porter:
    """What all rules do to a program, for those that are kept in strings."""
    return Porter(load_rules().before_cleanup(), Options(mode=mode), unsafe=True)


def _detect(
    source: Source, rule: Rule, mode: Mode, unsafe: bool, surroundings: Surroundings | None
) -> tuple[Module, tuple[Detected, ...], list[Match]]:
    module = Module(parse(source), Options(mode=mode), surroundings or Surroundings(path="module.py"))
    found = tuple(Dispatcher([rule]).detect(module))
    allowed = {Applicability.SAFE, Applicability.UNSAFE} if unsafe else {Applicability.SAFE}
    matches = [each.match for each in found if each.applicability in allowed and rule.fixable]
    return module, found, matches


def run_programs(
    python: Path, programs: Sequence[str], *, path: Sequence[str] = ()
) -> list[dict[str, object]]:
    """Run each program in a namespace of its own; what it printed, its error and its plain values, in order."""
    done = subprocess.run(
        [str(python), str(RUNNER)],
        input=json.dumps({"programs": list(programs), "path": list(path)}).encode(),
        stdout=subprocess.PIPE,
        check=True,
        timeout=120,
    )
    result: list[dict[str, object]] = json.loads(done.stdout)
    return result
