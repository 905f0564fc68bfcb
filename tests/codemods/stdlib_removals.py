"""Makes the list of what a Python 3 lacks of Python 2.7's standard library, from the interpreters themselves.

`python -m tests.codemods.stdlib_removals` writes it anew; that needs 2.7 and the Python 3 versions in `VERSIONS`.
"""

from __future__ import annotations

import json
import subprocess
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from py3port.analysis.stdlib_modules import PYTHON2_MODULES
from py3port_codemods._six_moves import abstract_collections, moved_modules, moved_name_of
from py3port_codemods._stdlib_removed import FILE, PARAMETERS_FILE, Removal
from tests.interpreters import find_interpreter

VERSIONS = ("3.6", "3.7", "3.8", "3.9", "3.10", "3.11", "3.12", "3.13")
MECHANICAL = frozenset(
    """message has_key iterkeys itervalues iteritems viewkeys viewvalues viewitems next im_func im_self im_class
    func_name func_code func_defaults func_globals func_closure func_dict func_doc""".split()
)
"""What rules of their own look for, on any object."""

_WALK = Path(__file__).with_name("walk_stdlib.py")
# Tix changes the classes of Tkinter; the others do things when they are imported, or are no library.
_NOT_WALKED = frozenset(
    "Tix antigravity ensurepip idlelib lib2to3 pydoc_data site test this turtle user".split()
)
_PACKAGES = """bsddb compiler ctypes curses distutils email hotshot json logging multiprocessing sqlite3 unittest
wsgiref xml importlib""".split()

Walked = Mapping[str, Any]


def walk(version: str, modules: Mapping[str, set[str]]) -> Walked:
    """What the modules hold under an interpreter, None for those that it cannot import.

    Each comes with names that it may have without listing them.
    """
    python = find_interpreter(version)
    assert python is not None, f"no Python {version} found"
    done = subprocess.run(
        [python, "-W", "ignore", _WALK],
        input=json.dumps({module: sorted(asked) for module, asked in modules.items()}),
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    found: Walked = json.loads(done.stdout)
    return found


def python2_modules() -> set[str]:
    """The public modules of Python 2.7's standard library."""
    names = {name for name in PYTHON2_MODULES if not name.startswith("_")} - _NOT_WALKED
    python = find_interpreter("2.7")
    code = "import os, json; print(json.dumps(os.path.dirname(os.__file__)))"
    assert python is not None, "no Python 2.7 found"
    library = Path(json.loads(subprocess.run([python, "-c", code], capture_output=True, check=True).stdout))
    for package in _PACKAGES:
        for path in (library / package).rglob("*.py"):
            parts = path.relative_to(library).with_suffix("").parts
            if not any(part.startswith("_") or part in ("test", "tests") for part in parts[1:]):
                names.add(".".join(parts))
    return names | {"os.path"}


def places(module: str, name: str) -> Iterator[tuple[str, str]]:
    """Where Python 3 may have a name: where it moved to, or where it was."""
    moved = moved_name_of(module, name)
    if moved is not None:
        yield moved.module, moved.name
    if module == "collections" and name in abstract_collections():
        yield "collections.abc", name
    if module in moved_modules() and moved_modules()[module].new != module:
        yield moved_modules()[module].new, name
    yield module, name


class Removals:
    """The difference between what 2.7 holds and what the versions of Python 3 do."""

    def __init__(self, versions: Sequence[str] = VERSIONS) -> None:
        self._versions = versions
        self.old = walk("2.7", {module: set() for module in python2_modules()})
        wanted: dict[str, set[str]] = defaultdict(set)
        for module, held in self.old.items():
            wanted[module].add("__name__")
            for name in (held or {"members": ()})["members"]:
                for place, new_name in places(module, name):
                    wanted[place].add(new_name)
        self.new = {version: walk(version, wanted) for version in versions}

    def __iter__(self) -> Iterator[Removal]:
        for module, held in self.old.items():
            if held is None:
                continue
            since = self._first_without(lambda version, module=module: self._lacks_module(module, version))
            if since == "3.0" or self.is_gone_but_for_the_packages(module):
                continue
            for name, origin in held["members"].items():
                yield from self._of_member(module, name, origin, since, held["classes"].get(name, ()))

    def is_gone_but_for_the_packages(self, module: str) -> bool:
        """Whether a module is of a package that is gone as a whole."""
        return module.partition(".")[0] in ("distutils", "lib2to3")

    def parameters(self) -> Iterator[Removal]:
        """What calls of functions that are still there can give by name no longer."""
        for module, held in self.old.items():
            if held is None or self.is_gone_but_for_the_packages(module):
                continue
            for function, names in held["signatures"].items():
                name, _, method = function.partition(".")
                if names is None or "**" in names or held["members"].get(name):
                    continue
                for parameter in names:
                    if not parameter.startswith("_") and parameter not in ("self", "cls"):
                        yield from self._of_parameter(module, name, method, names, parameter)

    def _of_parameter(
        self, module: str, name: str, method: str, names: list[str], parameter: str
    ) -> Iterator[Removal]:
        def lacks(version: str) -> bool:
            given = self._signature(module, name, method, version)
            return given is not None and "**" not in given and parameter not in given

        since = self._first_without(lacks)
        if since is None:
            return
        given = self._signature(module, name, method, self._versions[-1]) or []
        index = names.index(parameter)
        is_renamed = len(given) >= len(names) and not set(given[: len(names)]) - {given[index]} - set(names)
        new = given[index] if is_renamed and given[index] not in names else ""
        yield Removal(since, ".".join(filter(None, (module, name, method))), parameter, new)

    def _signature(self, module: str, name: str, method: str, version: str) -> list[str] | None:
        place = self._place(module, name, version)
        if place is None:
            return None
        found: list[str] | None = self.new[version][place[0]]["signatures"].get(
            ".".join(filter(None, (place[1], method)))
        )
        return found

    def _of_member(
        self, module: str, name: str, origin: str, module_since: str | None, attributes: list[str]
    ) -> Iterator[Removal]:
        since = self._first_without(lambda version: self._place(module, name, version) is None)
        if since is not None:
            if since != module_since:
                yield Removal(since, module, name, "" if origin.startswith("_") else origin)
            return
        if origin.partition(":")[0] in self.old:
            return
        for attribute in attributes:
            if attribute in MECHANICAL:
                continue
            since = self._first_without(
                lambda version, attribute=attribute: self._lacks_attribute(module, name, attribute, version)
            )
            if since is not None:
                yield Removal(since, f"{module}.{name}", attribute, is_attribute=True)

    def modules(self) -> Iterator[str]:
        """The modules that the last version has by no name."""
        for module, held in self.old.items():
            if held is not None and self._lacks_module(module, self._versions[-1]):
                yield module

    def _first_without(self, lacks: Callable[[str], bool]) -> str | None:
        """The first version from which on all lack something; None where the last one has it."""
        since = None
        for version in reversed(self._versions):
            if not lacks(version):
                break
            since = version
        return "3.0" if since == VERSIONS[0] else since

    def _lacks_module(self, module: str, version: str) -> bool:
        names = self.old[module]["members"]
        all_places = {module, *(place for name in names for place, _ in places(module, name))}
        return all(self.new[version][place] is None for place in all_places)

    def _place(self, module: str, name: str, version: str) -> tuple[str, str] | None:
        for place, new_name in places(module, name):
            held = self.new[version][place]
            if held is not None and new_name in held["members"]:
                return place, new_name
        return None

    def _lacks_attribute(self, module: str, name: str, attribute: str, version: str) -> bool:
        place = self._place(module, name, version)
        if place is None:
            return False
        attributes = self.new[version][place[0]]["classes"].get(place[1])
        return attributes is not None and attribute not in attributes


def rendered(removals: Iterator[Removal], what: str, date: str) -> str:
    """The list as text, one line for all that left a module, class or function with one version."""
    lines: dict[tuple[tuple[int, ...], str], list[str]] = defaultdict(list)
    for each in removals:
        version = tuple(map(int, each.since.split(".")))
        lines[version, each.owner + ("." if each.is_attribute else "")].append(
            each.name + (f"={each.origin}" if each.origin else "")
        )
    command = "python -m tests.codemods.stdlib_removals"
    head = f"# {what}\n# Made by `{command}` on {date} from 2.7 and {', '.join(VERSIONS)}.\n"
    body = [
        f"{'.'.join(map(str, version))} {owner}: {' '.join(sorted(names))}\n"
        for (version, owner), names in sorted(lines.items())
    ]
    return head + "".join(body)


WHAT = (
    "What a Python 3 lacks of Python 2.7's standard library: the first version without it, the "
    "module (or class and a dot),\n"
    "# the names; `name=module:name` was only imported there. Modules that are gone as a whole are not in it."
)
WHAT_PARAMETERS = (
    "The parameters that functions of Python 2.7's standard library lost: the first version without "
    "them, the function,\n"
    "# their names; `name=new` has another one."
)

if __name__ == "__main__":
    found = Removals()
    today = datetime.now(timezone.utc).date().isoformat()
    FILE.write_text(rendered(iter(found), WHAT, today))
    PARAMETERS_FILE.write_text(rendered(found.parameters(), WHAT_PARAMETERS, today))
