"""Every name that the ancestors' users know leads to rules, or to the reason why there is none."""

from __future__ import annotations

import importlib.util
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from py3port.declined import DECLINED, why_declined
from py3port.errors import UserError
from py3port.registry import Registry, load_rules
from tests.interpreters import find_interpreter

LISTS = Path(__file__).parent
FIXERS = ("lib2to3", "fissix", "libmodernize", "libfuturize")


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load_rules()


def lines(name: str) -> Iterator[str]:
    """The lines of a list, without its comments: where it comes from."""
    for line in (LISTS / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            yield line


def fixers() -> Iterator[tuple[str, str]]:
    for package in FIXERS:
        for name in lines(package):
            yield package, name


@pytest.mark.parametrize(("package", "fixer"), list(fixers()))
def test_fixer(registry: Registry, package: str, fixer: str) -> None:
    reason = why_declined(fixer)
    for name in (fixer, fixer.removeprefix("fix_"), f"{package}.fixes.{fixer}"):
        if reason:
            with pytest.raises(UserError, match="has no rule: "):
                registry.find(name)
        else:
            assert registry.find(name)


@pytest.mark.parametrize("line", list(lines("pylint")))
def test_message_of_pylint(registry: Registry, line: str) -> None:
    number, symbol = line.split()
    if why_declined(symbol) or why_declined(number):
        assert why_declined(number) == why_declined(symbol)
        return
    assert registry.find(number) == registry.find(symbol)


def test_what_is_declined_has_no_rule(registry: Registry) -> None:
    assert not {alias for rule in registry.rules for alias in rule.aliases} & set(DECLINED)
    assert not {rule.name for rule in registry.rules} & set(DECLINED)


@pytest.mark.parametrize("package", ["fissix", "libmodernize", "libfuturize"])
def test_lists_are_those_of_the_packages(package: str) -> None:
    """The packages are those of the extra `peers`."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        pytest.skip(f"{package} is not installed")
    assert sorted(path.stem for path in Path(spec.origin).parent.glob("fixes/fix_*.py")) == list(
        lines(package)
    )


def test_list_is_that_of_lib2to3() -> None:
    python = find_interpreter("3.11")
    if python is None:
        pytest.skip("no Python 3.11, whose lib2to3 the list is of")
    done = subprocess.run(
        [python, "-W", "ignore", "-c", "import lib2to3.fixes; print(lib2to3.fixes.__path__[0])"],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        pytest.skip("that Python 3.11 came without lib2to3")
    folder = Path(done.stdout.strip())
    assert sorted(path.stem for path in folder.glob("fix_*.py")) == list(lines("lib2to3"))
