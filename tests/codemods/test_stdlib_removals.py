"""The lists of what the standard library lost forget nothing that the interpreters here tell."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import pytest

from py3port_codemods._moved_plan import SPLIT
from py3port_codemods._operator_functions import OPERATOR_FUNCTIONS
from py3port_codemods._removed_attributes import OWN_RULES as OWN_ATTRIBUTES
from py3port_codemods._removed_attributes import removed_attributes
from py3port_codemods._removed_modules import REMOVED_MODULES, REPLACED_MODULES
from py3port_codemods._removed_names import OWN_RULES, removed_names_in
from py3port_codemods._removed_parameters import removed_parameters
from py3port_codemods._six_moves import moved_modules, moved_name_of
from py3port_codemods._stdlib_removed import Removal, parameters, removals
from py3port_codemods._string_functions import STRING_FUNCTIONS
from py3port_codemods._sys_names import SYS_NAMES
from py3port_codemods._types_names import TYPES_NAMES
from tests.codemods.stdlib_removals import VERSIONS, Removals
from tests.interpreters import find_interpreter, require_python2

OTHERS = {**STRING_FUNCTIONS, **TYPES_NAMES, **OPERATOR_FUNCTIONS, **SYS_NAMES}


@cache
def walked(*versions: str) -> Removals:
    require_python2()
    missing = [version for version in versions if find_interpreter(version) is None]
    if missing:
        pytest.skip(f"no Python {', '.join(missing)} found")
    return Removals(versions)


def names(found: Iterable[Removal]) -> set[tuple[str, str, bool]]:
    return {(each.owner, each.name, each.is_attribute) for each in found}


def test_nothing_that_the_newest_lacks_is_forgotten() -> None:
    assert names(walked(VERSIONS[-1])) - names(removals()) == set()


def test_no_parameter_that_the_newest_lacks_is_forgotten() -> None:
    assert names(walked(VERSIONS[-1]).parameters()) - names(parameters()) == set()


def test_no_module_that_the_newest_lacks_is_forgotten() -> None:
    gone = {each for each in walked(VERSIONS[-1]).modules() if "." not in each}
    known = {*REMOVED_MODULES, *REPLACED_MODULES, *moved_modules(), *SPLIT, "future_builtins"}
    assert gone - known == set()


@pytest.mark.corpus
def test_the_lists_are_what_the_interpreters_tell() -> None:
    found = walked(*VERSIONS)
    assert set(found) == set(removals())
    assert set(found.parameters()) == set(parameters())


def test_every_name_is_found_by_a_rule() -> None:
    """Those in the list alone are reported; a submodule that wants to be imported is no name that is gone."""
    forgotten = {
        f"{each.owner}.{each.name}"
        for each in removals()
        if not each.is_attribute
        and each.origin != f"{each.owner}.{each.name}"
        and each.owner not in SPLIT
        and moved_name_of(each.owner, each.name) is None
    }
    forgotten -= {*OTHERS, *OWN_RULES}
    assert {name for name in forgotten if name not in removed_names_in(name.partition(".")[0])} == set()


def test_every_attribute_is_found_by_a_rule() -> None:
    forgotten = {
        each.name
        for each in removals()
        if each.is_attribute and not removed_attributes(each.name) and "Test" not in each.owner
    }
    assert forgotten - OWN_ATTRIBUTES - set(_assertions()) == set()


def test_every_parameter_is_found_by_a_rule() -> None:
    table = removed_parameters()
    assert all(any(each.name == known.name for known in table[each.owner]) for each in parameters())


def _assertions() -> frozenset[str]:
    from py3port_codemods.unittest_aliases import GONE, RENAMED, REWORDED

    return frozenset(RENAMED) | frozenset(REWORDED) | GONE
