"""Where Python 3 has what is imported from six and python-future: the tables of what moved, read the other way."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from py3port_codemods._six_moves import URLLIB_PARTS, moved_modules, moved_names

BUILTINS = "builtins"
_MOVES = re.compile(r"(?:[\w.]*\.)?six\.moves(?:\.([\w.]+))?|future\.moves\.([\w.]+)")
_SIX = re.compile(r"(?:[\w.]*\.)?six")
_IN_SIX = {"StringIO": "io", "BytesIO": "io", "wraps": "functools"}
_PACKAGES = frozenset({"dbm", "html", "http", "tkinter", "urllib", "xmlrpc"})
_BUILTINS = {
    "range": "range",
    "xrange": "range",
    "input": "input",
    "map": "map",
    "filter": "filter",
    "zip": "zip",
}
_NAMES = {
    "getcwd": ("os", "getcwd"),
    "getcwdb": ("os", "getcwdb"),
    "getcwdu": ("os", "getcwd"),
    "intern": ("sys", "intern"),
    "reduce": ("functools", "reduce"),
    "reload_module": ("importlib", "reload"),
    "urllib.parse.unquote_to_bytes": ("urllib.parse", "unquote_to_bytes"),
}
_MODULES = {
    "builtins": "builtins",
    "collections_abc": "collections.abc",
    "urllib_error": "urllib.error",
    "urllib_parse": "urllib.parse",
    **{
        f"email_mime_{each}": f"email.mime.{each}"
        for each in ("base", "image", "multipart", "nonmultipart", "text")
    },
    **{f"urllib.{each}": f"urllib.{each}" for each in URLLIB_PARTS},
}


@dataclass(frozen=True)
class Home:
    """A module, or a name in one."""

    module: str
    name: str = ""
    """Empty for the module itself."""

    def line(self, bound: str) -> str:
        """The statement that imports it under a name."""
        if self.name:
            alias = "" if bound == self.name else f" as {bound}"
            return f"from {self.module} import {self.name}{alias}"
        package, _, last = self.module.rpartition(".")
        if bound == self.module:
            return f"import {bound}"
        if package:
            return f"from {package} import {last}" + ("" if bound == last else f" as {bound}")
        return f"import {self.module} as {bound}"


def home_of(qualified: str) -> Home | None:
    """Where Python 3 has what has this dotted name in six or python-future; None where it is neither's."""
    module, _, name = qualified.rpartition(".")
    if _SIX.fullmatch(module) and name in _IN_SIX:
        return Home(_IN_SIX[name], name)
    found = _MOVES.fullmatch(qualified)
    path = (found[1] or found[2]) if found else None
    if not path:
        return None
    if found and found[2]:
        return _in_future(path)
    homes = _homes()
    if path in homes:
        return homes[path]
    head, _, name = path.rpartition(".")
    around = homes.get(head)
    return Home(around.module, name) if around is not None and not around.name else None


def is_moves(qualified: str) -> bool:
    """Whether a dotted name is that of six itself or of its `moves`, from which everything else is reached."""
    found = _MOVES.fullmatch(qualified)
    return bool(_SIX.fullmatch(qualified)) or (found is not None and not found[1] and not found[2])


def _in_future(path: str) -> Home:
    """Python-future has Python 3's own names below its `moves`."""
    module, _, name = path.rpartition(".")
    return Home(path) if not module or module in _PACKAGES else Home(module, name)


@cache
def _homes() -> Mapping[str, Home]:
    """By the dotted name below `six.moves`."""
    homes: dict[str, Home] = {}
    for moved in moved_names().values():
        if moved.six_module and moved.six_module.startswith("six.moves"):
            prefix = moved.six_module.removeprefix("six.moves").lstrip(".")
            homes[f"{prefix}.{moved.six_name}".lstrip(".")] = Home(moved.module, moved.name)
    for module in moved_modules().values():
        if module.six:
            homes[module.six.removeprefix("six.moves.")] = Home(module.new)
    homes |= {name: Home(BUILTINS, new) for name, new in _BUILTINS.items()}
    homes |= {name: Home(*place) for name, place in _NAMES.items()}
    homes |= {name: Home(module) for name, module in _MODULES.items()}
    return homes
