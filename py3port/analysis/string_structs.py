"""Which values that `struct` packs and unpacks are strings, by the letters of the format."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from py3port.analysis.string_slots import BINARY, Edges
from py3port.analysis.string_tables import Path
from py3port.python2 import Tree, ast

if TYPE_CHECKING:
    from py3port.analysis.names import Names

_STRINGS = frozenset("spc")


class Structs:
    """The formats of the `struct.Struct` objects of a module, by the names that hold them."""

    def __init__(self, tree: Tree, names: Names) -> None:
        self._tree = tree
        self._names = names

    def unpacked(self, method: ast.Attribute, path: Path) -> Edges:
        """What a method of such an object gives at a path."""
        if method.attr in ("unpack", "unpack_from"):
            yield from unpacked(self._format(method.value), path)

    def packed(self, method: ast.Attribute, position: int) -> Edges:
        """What a method of such an object takes at a position."""
        if method.attr == "pack":
            yield from packed(self._format(method.value), position)

    def _format(self, owner: ast.expr) -> ast.expr | None:
        """The format of an object, where all that goes by its name, in the class at least, have the same."""
        found = self._made(owner)
        if found is not None:
            return found
        formats = self._formats.get(getattr(owner, "attr", getattr(owner, "id", "")), ())
        if len({getattr(each, "value", None) for each in formats}) > 1:
            formats = [each for each in formats if self._class_around(each) is self._class_around(owner)]
        return formats[0] if len({getattr(each, "value", None) for each in formats}) == 1 else None

    def _class_around(self, node: ast.AST) -> ast.AST | None:
        current = self._tree.parents.get(node)
        while current is not None and not isinstance(current, ast.ClassDef):
            current = self._tree.parents.get(current)
        return current

    def _made(self, node: ast.AST) -> ast.expr | None:
        """The format in `Struct(format)`."""
        if (
            isinstance(node, ast.Call)
            and node.args
            and self._names.candidates(node.func) == ("struct.Struct",)
        ):
            return node.args[0]
        return None

    @cached_property
    def _formats(self) -> Mapping[str, Sequence[ast.expr]]:
        found: dict[str, list[ast.expr]] = defaultdict(list)
        statements: Sequence[Any] = self._tree.nodes.get(ast.Assign, ())
        for statement in statements if "Struct" in self._tree.source.text else ():
            format_ = self._made(statement.value)
            if format_ is not None:
                for target in statement.targets:
                    found[getattr(target, "attr", getattr(target, "id", ""))].append(format_)
        return found


def unpacked(format_: ast.expr | None, path: Path) -> Edges:
    """What unpacking gives at a path: a string of bytes, if the format says so."""
    position = path[0] if len(path) == 1 else None
    if isinstance(position, int) and _letters(format_)[position : position + 1] in _STRINGS:
        yield (BINARY, ()), 0


def packed(format_: ast.expr | None, position: int) -> Edges:
    """What packing takes as the value at a position."""
    if _letters(format_)[position : position + 1] in _STRINGS:
        yield (BINARY, ()), 0


def _letters(node: ast.expr | None) -> str:
    """The format's letters, one for each value."""
    text = getattr(node, "value", "")
    if not isinstance(text, str):
        return ""
    found, count = [], ""
    for character in text.lstrip("@=<>!"):
        if character.isdigit():
            count += character
            continue
        if character.isspace() or character == "x":
            count = ""
            continue
        repeated = 1 if character in "sp" or not count else min(int(count), 100)
        found.append(character * repeated)
        count = ""
    return "".join(found)
