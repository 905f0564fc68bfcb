"""Which names the code in a wheel or source distribution is imported by, from the names of its files."""

from __future__ import annotations

import re
from collections.abc import Collection

from py3port.requirements.distributions import NAMESPACES

_MODULE = re.compile(r"([A-Za-z_]\w*)(\.py|(\.[\w.-]+)?\.(so|pyd))")
_INIT = re.compile(r"(?:src/|lib/)?((?:[A-Za-z_]\w*/){1,3})__init__\.py[cd]?")
_NAME = re.compile(r"[A-Za-z_]\w*")
_BESIDE = frozenset({"conftest", "docs", "examples", "ez_setup", "setup", "test", "tests", "testing"})
"""What lies beside the code mostly; it counts only where nothing else does."""


def import_names(paths: Collection[str], told: str) -> tuple[str, ...]:
    """The names, sorted; of a namespace that many share the parts of it.

    Args:
        paths: the files, relative to where they are installed or to the top of a source distribution.
        told: the content of top_level.txt; empty where there is none.
    """
    found = {match[1] for match in map(_MODULE.fullmatch, paths) if match}
    packages = {match[1].rstrip("/") for match in map(_INIT.fullmatch, paths) if match}
    for package in packages:
        parts = package.split("/")
        if parts[0] not in NAMESPACES and (len(parts) == 1 or parts[0] in packages):
            found.add(parts[0])
        elif len(parts) == 2:
            found.add(".".join(parts))
    named = {line.strip() for line in told.splitlines() if _NAME.fullmatch(line.strip())}
    if named:
        # Source distributions hold more than what is installed.
        found = {name for name in found if name.partition(".")[0] in named} or named
    return tuple(sorted(found - _BESIDE or found))
