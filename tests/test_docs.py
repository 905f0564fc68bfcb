"""The pages of the rules are those that the rules make, and each rule has its number."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

DOCS = Path(__file__).parent.parent / "docs"


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_pages_of_rules_are_up_to_date(generate: ModuleType) -> None:
    """Where this fails run `make docs`, and commit what changed in docs/rules/."""
    wanted = generate.pages()
    there = {path.name: path.read_text(encoding="utf-8") for path in (DOCS / "rules").glob("*.md")}
    stale = sorted(name for name in wanted.keys() | there.keys() if wanted.get(name) != there.get(name))
    if stale:
        pytest.fail(f"run `make docs`: {', '.join(stale)}", pytrace=False)


def test_every_rule_has_a_number(generate: ModuleType) -> None:
    """Where this fails run `make docs`, and commit what was added to py3port/numbers.txt."""
    there = generate.NUMBERS.read_text(encoding="utf-8")
    if there != generate.numbers():
        pytest.fail("run `make docs`: py3port/numbers.txt", pytrace=False)
    numbers = [line.split()[0] for line in there.splitlines()[1:]]
    assert numbers == [f"{number:03}" for number in range(1, len(numbers) + 1)]
