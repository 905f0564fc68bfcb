"""What became of distributions that were never ported: our own table, and caniusepython3's where that is installed."""

from __future__ import annotations

import importlib.resources
import importlib.util
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from py3port.project import toml
from py3port.requirements.model import Verdict, normalised

_TABLE = "successors.toml"
_KINDS = {"replace": Verdict.REPLACE, "drop": Verdict.DROP, "upgrade": Verdict.UPGRADE}
_ON_INDEX = re.compile(r"https?://pypi\.(?:python\.)?org/(?:pypi|project)/([\w.-]+)")
_DOCUMENTED = re.compile(r"https?://docs\.python\.org/3/library/([\w.]+)\.html")


@dataclass(frozen=True)
class Successor:
    """What to do about one distribution."""

    name: str
    """As its authors write it."""
    verdict: Verdict
    """`replace`, `drop` or `upgrade`."""
    instead: str
    """The distribution that takes its place, what makes it needless, or its first release that is ported."""
    reason: str
    source: str
    """Where one can read that."""
    is_drop_in: bool = False
    """Whether code goes on as it is, but for `imports`."""
    imports: Mapping[str, str] = field(default_factory=dict)
    """Names to import that change, old to new."""
    since: str = ""
    """The first Python 3 whose standard library makes it needless."""
    below: str = ""
    """It is about versions below this one: another project has the name now."""

    @property
    def key(self) -> str:
        """The name as indexes compare it."""
        return normalised(self.name)

    @property
    def replacement(self) -> str | None:
        """The name of the distribution that takes its place, if one does."""
        return self.instead if self.verdict is Verdict.REPLACE else None


def find_successor(name: str) -> Successor | None:
    """What takes the place of a distribution, or makes it needless."""
    found = _known().get(normalised(name))
    if found is None or found.verdict is Verdict.UPGRADE or found.replacement == name:
        return None
    return found


def find_port(name: str) -> Successor | None:
    """What there is to know about a distribution that was ported under its own name."""
    found = _known().get(normalised(name))
    return found if found is not None and found.verdict is Verdict.UPGRADE else None


def own_table() -> tuple[Successor, ...]:
    """The entries of our own table."""
    text = importlib.resources.files(__package__).joinpath(_TABLE).read_text(encoding="utf-8")
    return tuple(_entry(name, table) for name, table in toml.parse(text).items())


@cache
def _known() -> Mapping[str, Successor]:
    """All entries by key; our own come first."""
    return {each.key: each for each in (*_overrides(), *own_table())}


def _entry(name: str, table: Mapping[str, Any]) -> Successor:
    kind = next(kind for kind in _KINDS if kind in table)
    return Successor(
        name,
        _KINDS[kind],
        table[kind],
        reason=table["reason"],
        source=table["source"],
        is_drop_in=table["drop-in"],
        imports=table.get("imports", {}),
        since=table.get("since", ""),
        below=table.get("below", ""),
    )


def _overrides() -> Iterator[Successor]:
    """What caniusepython3 knows; it is read as data, not imported."""
    spec = importlib.util.find_spec("caniusepython3")
    if spec is None or not spec.origin:
        return
    try:
        table = json.loads(Path(spec.origin).with_name("overrides.json").read_text(encoding="utf-8"))
        pairs = [(str(name), str(url)) for name, url in table.items()]
    except (OSError, ValueError, AttributeError):
        return
    for name, url in pairs:
        yield _override(name, url)


def _override(name: str, url: str) -> Successor:
    """The entry that a name and a page stand for: of another distribution, of the standard library, or of its port."""
    other, module = _ON_INDEX.match(url), _DOCUMENTED.match(url)
    if other and normalised(other[1]) != normalised(name):
        return Successor(name, Verdict.REPLACE, other[1], "caniusepython3 knows it under this name", url)
    if module:
        return Successor(
            name, Verdict.DROP, module[1], "caniusepython3 finds it in the standard library", url
        )
    return Successor(name, Verdict.UPGRADE, "", "caniusepython3 knows it as ported", url)
