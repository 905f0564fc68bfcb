"""The tables of dropped names are true: the real interpreters have, or lack, what they say."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterable

import pytest

from py3port.result import Mode
from py3port_codemods._gone_names import Gone
from py3port_codemods._operator_functions import OPERATOR_FUNCTIONS
from py3port_codemods._removed_modules import REMOVED_MODULES, REPLACED_MODULES
from py3port_codemods._removed_names import REMOVED_NAMES
from py3port_codemods._six_moves import moved_modules
from py3port_codemods._string_functions import STRING_FUNCTIONS
from py3port_codemods._sys_names import SYS_NAMES
from py3port_codemods._types_names import TYPES_NAMES
from tests.interpreters import find_interpreter, require_python2

TABLES = {**STRING_FUNCTIONS, **TYPES_NAMES, **OPERATOR_FUNCTIONS, **SYS_NAMES, **REMOVED_NAMES}
MODULES = {**{name: since for name, (since, _) in REMOVED_MODULES.items()}, **REPLACED_MODULES}
SET_AT_RUN_TIME = frozenset({"sys.exc_type", "sys.exc_value", "sys.exc_traceback", "sys.setdefaultencoding"})
OTHER_PLATFORMS = frozenset(
    {"msilib", "nis", "ossaudiodev", "spwd", "bsddb", "dbhash", "linuxaudiodev", "sunaudio", "crypt"}
)

LOOK = """
import importlib, json, sys, warnings
warnings.simplefilter("ignore")
found = []
for name in json.loads(sys.stdin.read()):
    parts = name.split(".")
    value = None
    for end in range(len(parts), 0, -1):
        try:
            value = importlib.import_module(".".join(parts[:end]))
        except Exception:
            continue
        for part in parts[end:]:
            value = getattr(value, part, None)
        break
    if value is not None:
        found.append(name)
print(json.dumps(found))
"""


def has(version: str, names: Iterable[str]) -> set[str]:
    """Which dotted names an interpreter has."""
    python = require_python2() if version == "2.7" else find_interpreter(version)
    if python is None:
        pytest.skip(f"no Python {version} found")
    done = subprocess.run(
        [python, "-c", LOOK],
        input=json.dumps(sorted(names)),
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


def imported(gone: Gone, mode: Mode, *, by_python2: bool = False) -> set[str]:
    """The dotted names of the standard library that the replacements of a name import."""
    calls = gone.calls if mode is Mode.PY3 or gone.dual_calls is None else gone.dual_calls
    codes = [gone.code(mode) or "", gone.item or "", *(gone.call(count, mode) or "" for count in calls)]
    found = re.findall(r"\{([\w.]+)(?::(\w+))?(?:\|([\w.]+):(\w+))?\}", " ".join(codes))
    # Of two places Python 2 has the other one, unless that is setuptools', or one that both have.
    last = [bool(each[2]) and by_python2 != each[2].startswith(("setuptools", "io")) for each in found]
    places = [each[2:] if takes_last else each[:2] for each, takes_last in zip(found, last, strict=True)]
    names = {".".join(filter(None, each)) for each in places}
    return {name for name in names if not name.startswith(("six", "setuptools"))}


def in_python3(name: str) -> str:
    """The name with that of the module that Python 3 has."""
    module, _, leaf = name.rpartition(".")
    return f"{moved_modules()[module].new}.{leaf}" if module in moved_modules() else name


def number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def test_python2_has_what_is_gone() -> None:
    names = set(TABLES) - SET_AT_RUN_TIME
    assert names - has("2.7", names) == set()


@pytest.mark.parametrize("version", ["3.8", "3.12", "3.13"])
def test_python3_lacks_what_is_gone(version: str) -> None:
    names = {name for name, gone in TABLES.items() if number(gone.since) <= number(version)}
    assert has(version, names) == set()


@pytest.mark.parametrize("version", ["3.8", "3.11"])
def test_names_are_there_until_they_are_gone(version: str) -> None:
    names = {in_python3(name) for name, gone in TABLES.items() if number(gone.since) > number(version)}
    assert names - has(version, names) == set()


@pytest.mark.parametrize("version", ["3.12", "3.13"])
def test_python3_has_the_replacements(version: str) -> None:
    names = {name for gone in TABLES.values() for mode in Mode for name in imported(gone, mode)}
    assert names - has(version, names) == set()


def test_python2_has_the_replacements_for_both() -> None:
    names = {name for gone in TABLES.values() for name in imported(gone, Mode.DUAL, by_python2=True)}
    assert names - has("2.7", names) == set()


@pytest.mark.parametrize("version", ["3.8", "3.10", "3.12", "3.13"])
def test_modules_are_gone_since_the_version_told(version: str) -> None:
    gone = {name for name, since in MODULES.items() if number(since) <= number(version)}
    assert has(version, gone) == set()
    there = set(MODULES) - gone - OTHER_PLATFORMS
    assert there - has(version, there) == set()


def test_python2_has_the_modules() -> None:
    names = set(MODULES) - OTHER_PLATFORMS
    assert names - has("2.7", names) == set()
