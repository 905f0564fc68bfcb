"""Which native strings are binary and which are text, as far as origins and uses in the module tell."""

from __future__ import annotations

import enum
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from py3port.analysis.string_edges import StringEdges
from py3port.analysis.string_outside import Definition, Outside
from py3port.analysis.string_parameters import Place
from py3port.analysis.string_seeds import Seeds
from py3port.analysis.string_slots import BINARY, CONVERTED, FAR, NEAR, TEXT, Slot
from py3port.analysis.string_spread import FIRM, Reached, Spread, nearest
from py3port.analysis.string_tables import (
    ELEM,
    REQUEST_DATA,
    WSGI_ANSWER,
    Path,
    binary_results,
    demanding_names,
    takes_data,
    weakly_binary_names,
)
from py3port.analysis.vocabulary import words_in
from py3port.python2 import Tree, ast

if TYPE_CHECKING:
    from py3port.analysis.infer import Inference

_AROUND = 40
_DEMANDED = 6
_SIGN_WORDS = frozenset(
    "struct socket hashlib md5 sha zlib binascii base64 gzip bz2 marshal pickle Pickle cPickle cpickle mmap urandom"
    " urlopen BytesIO check_output bytearray ParseFile".split()
)
_BYTES_PREFIXES = frozenset("b B br bR Br BR".split())
_BYTES_LITERAL = r"[bB](?<!\w.)[rR]?['\"]"
_SIGN_PARTS = ("ctypes", "message_from_", "ET.", "tostring", "tempfile", WSGI_ANSWER)
# What begins with a plain character is found fast; what stands before it is looked at last.
_SIGNS = (
    re.compile(r"b(?:(?<=['\"][rwa]b)|(?<=['\"][rwa]\+b))\+?['\"]"),
    re.compile(r"\.decode\((?<=['\"]\.decode\()"),
    re.compile(r"\\(?:x[089a-fA-F]|0|[123][0-7][0-7])"),
    re.compile(r"os(?<!\w..)\.(?:read|write)\b"),
    re.compile(r"code\(['\"](?:hex|base64|zlib|bz2)"),
    re.compile(r"\.seek\((?!0 *,)[^()\n]*, *(?:[12]|(?:os\.)?SEEK_(?:CUR|END))\)"),
)


def may_hold_binary(text: str) -> bool:
    """Whether a file speaks of anything that is known to be binary, or converts anything."""
    return _has_signs(text) or "code(" in text


@lru_cache(maxsize=2)
def _has_signs(text: str) -> bool:
    """Whether a file speaks of anything that is known to be binary."""
    words = words_in(text)
    return (
        not words.isdisjoint(_SIGN_WORDS)
        or any(part in text for part in _SIGN_PARTS)
        or any(sign.search(text) for sign in _SIGNS)
        or (not words.isdisjoint(_BYTES_PREFIXES) and re.search(_BYTES_LITERAL, text) is not None)
    )


class Flavour(enum.Enum):
    """What a native string of Python 2 has to be in Python 3."""

    BINARY = "binary"
    TEXT = "text"


class Strings:
    """Answers for one tree.

    A string goes by the nearest evidence: what is known to be binary, or text, is followed through assignments,
    attributes, calls and whatever mixes two strings. That is likely, not certain.
    """

    def __init__(self, tree: Tree, inference: Inference, outside: Outside) -> None:
        self._tree = tree
        self._inference = inference
        self.outside = outside
        self._told: dict[object, Flavour | None] = {}
        """What is nearest, by what was asked."""

    def flavour(self, node: ast.AST, path: Path = ()) -> Flavour | None:
        """What an expression, or what it holds at `path`, is likely to be; None where nothing tells or all is even."""
        binary, text = self.distances(node, path)
        if binary is None and text is None:
            return None
        if text is None or (binary is not None and binary < text):
            return Flavour.BINARY
        return Flavour.TEXT if binary is None or text < binary else None

    def distances(self, node: ast.AST, path: Path = ()) -> tuple[int | None, int | None]:
        """How far the nearest evidence is for its being binary, and for its being text."""
        binary, text = self._reached
        return binary.get((node, path)), text.get((node, path))

    def is_made_binary(self, node: ast.AST) -> bool:
        """Whether something that an expression is made of, or may stand for, is likely to be binary itself."""
        return any(
            self.flavour(*slot) is Flavour.BINARY
            for slot, _ in self._edges.inwards((node, ()))
            if slot[0] is not BINARY and slot[0] is not TEXT
        )

    def is_binary_by_more_than_conversion(self, node: ast.AST) -> bool:
        """Whether more tells that an expression is binary than that it, or the like of it, is decoded."""
        binary, _ = self.distances(node)
        is_near = binary is not None and binary < CONVERTED
        return self.is_certain(node) or (is_near and self.flavour(node) is Flavour.BINARY)

    def use(self, node: ast.AST, path: Path = (), *, within: int = _AROUND) -> Flavour | None:
        """What an expression, or what it holds at `path`, is used as, whatever it comes from."""
        return self._nearest((node, path), self._edges.outwards, within=within)

    def origin(self, node: ast.AST, path: Path = (), *, without: ast.AST | None = None) -> Flavour | None:
        """What an expression, or what it holds at `path`, is by where it comes from, whatever it is used for.

        What `without` gives does not count.
        """
        return self._nearest((node, path), self._edges.inwards, without=without)

    def _nearest(
        self,
        start: Slot,
        edges: Callable[[Slot], Iterable[tuple[Slot, int]]],
        *,
        without: ast.AST | None = None,
        within: int = _AROUND,
    ) -> Flavour | None:
        """The nearest evidence behind some of the edges of a node."""
        asked = (start, edges, without, within)
        if asked not in self._told:
            binary, text = nearest(self._edges, start, edges(start), without, within)
            found = Flavour.BINARY if binary < text else Flavour.TEXT
            self._told[asked] = None if binary == text else found
        return self._told[asked]

    def demands(self, call: ast.Call) -> Iterator[ast.expr]:
        """The arguments of a call that have to be binary, whatever they are."""
        if getattr(call.func, "attr", getattr(call.func, "id", "")) not in demanding_names():
            return
        function: Any = call.func
        if getattr(function, "attr", "") == "write":
            yield from self._demanded_by_write(function.value, call.args[:1])
            return
        for argument in call.args:
            edges = list(self._edges.outwards((argument, ())))
            if any(key is BINARY and weight <= _DEMANDED for (key, _), weight in edges):
                yield argument
        if takes_data(self._edges.calls.library_name(call)):
            yield from (each.value for each in call.keywords if each.arg == REQUEST_DATA)

    def is_own_conversion(self, call: ast.Call) -> bool:
        """Whether `x.decode(y)` may mean a method of the project's own: it names no codec."""
        return self._edges.calls.is_own_conversion(call)

    def _demanded_by_write(self, file: ast.expr, written: Sequence[ast.expr]) -> Iterator[ast.expr]:
        """What is made right there and written to a file that is open in binary mode; a variable may hold either."""
        held = (file, (ELEM,))
        made = [each for each in written if isinstance(each, (ast.Call, ast.BinOp))]
        is_reached = bool(made) and self.distances(*held)[0] is not None
        if is_reached and self.origin(*held) is Flavour.BINARY:
            yield from made

    def is_made_elsewhere(self, node: ast.expr) -> bool:
        """Whether an expression is a call of a function, or of a method, of another module of the project."""
        return isinstance(node, ast.Call) and self._edges.calls.is_made_elsewhere(node)

    def is_weakly_binary(self, call: ast.Call) -> bool:
        """Whether a call gives bytes that are text to most programs, as `base64.b64encode` does."""
        if getattr(call.func, "attr", getattr(call.func, "id", "")) not in weakly_binary_names():
            return False
        name = self._edges.calls.library_name(call)
        return any(weight >= CONVERTED and not path for weight, path in binary_results().get(name, ()))

    @property
    def reached(self) -> Iterator[tuple[Any, Path]]:
        """Every place that evidence for binary reaches, whatever else tells for text."""
        return iter(self._reached[0])

    def is_next_to_binary(self, node: ast.expr) -> bool:
        """Whether a literal is joined to, compared with or looked for in something that is binary for certain."""
        parent: Any = self._tree.parents.get(node)
        if isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.Add):
            return self.is_certain(parent.right if node is parent.left else parent.left)
        if isinstance(parent, ast.Compare) and len(parent.ops) == 1:
            return self.is_certain(parent.comparators[0] if node is parent.left else parent.left)
        if isinstance(parent, ast.Call) and isinstance(parent.func, ast.Attribute):
            return node is not parent.func and self.is_certain(parent.func.value)
        return False

    def is_certain(self, node: Any, depth: int = 0) -> bool:
        """Whether an expression is binary whatever happens: made by a function that makes nothing else."""
        if depth > 8:
            return False
        if isinstance(node, ast.Constant):
            return isinstance(node.value, bytes)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            return self.is_certain(node.left, depth + 1) or self.is_certain(node.right, depth + 1)
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice):
            return self.is_certain(node.value, depth + 1)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            return self._is_certain_name(node, depth)
        if not isinstance(node, ast.Call):
            return False
        names = self._inference.names.candidates(node.func)
        if names:
            return len(names) == 1 and any(each == (0, ()) for each in binary_results().get(names[0], ()))
        return self._is_certain_read(node)

    def _is_certain_name(self, node: ast.Name, depth: int) -> bool:
        owner = self._inference.scopes.lookup(node.id, node)
        binding = self._inference.flow.reaching(node, owner) if owner is not None else None
        statement = self._tree.parents.get(binding) if binding is not None else None
        is_assigned = isinstance(statement, ast.Assign) and binding in statement.targets
        return is_assigned and self.is_certain(statement.value, depth + 1)  # type: ignore[union-attr]

    def _is_certain_read(self, call: ast.Call) -> bool:
        """`x.read()` of a file that was opened in binary mode, `x.digest()` of a hash."""
        if not isinstance(call.func, ast.Attribute):
            return False
        known = self._inference.type_of(call.func.value)
        if call.func.attr == "digest":
            return known is not None and known.qualified == "hashlib.hash"
        return False

    def may_see(self, use: ast.Name, binding: ast.AST) -> bool:
        """Whether a use of a variable may see what one of its bindings gives it."""
        owner = self._inference.scopes.lookup(use.id, use)
        seen = self._edges.reaching(use, owner) if owner is not None else None
        return seen is None or binding in seen

    def fellow_uses(self, name: ast.Name) -> Iterator[ast.Name]:
        """The uses of a variable that may see what `name` sees, itself among them."""
        owner = self._inference.scopes.lookup(name.id, name)
        if owner is None:
            return
        bindings = self._edges.reaching(name, owner)
        for use in self._inference.scopes.uses(name.id, owner):
            others = self._edges.reaching(use, owner) if bindings is not None else None
            is_same = bindings is None or others is None or bool(bindings & others)
            if is_same and isinstance(use.ctx, ast.Load):
                yield use

    # What other modules ask.

    def bindings(self, name: str) -> Sequence[ast.AST]:
        """What binds a name at the top of the module."""
        return self._inference.scopes.module.binding(name)

    def members(self, binding: ast.AST, parts: Sequence[str]) -> Iterator[Definition]:
        """A binding itself, or what a class has by the name in `parts`."""
        if not parts:
            yield self, binding
        elif len(parts) == 1 and isinstance(binding, ast.ClassDef):
            for member in self._inference.classes.bindings(binding, parts[0])[:1]:
                yield self, self._edges.calls.functions.meant(member)

    def methods(self, name: str) -> Sequence[ast.AST]:
        """The methods of that name, of whatever class."""
        return self._edges.calls.functions.methods(name)

    def gives_binary(self, name: str) -> bool:
        """Whether a method of that name, of a class here or in a module imported, gives something binary."""
        here = ((self, each) for each in self.methods(name))
        return any(
            strings.flavour(each) is Flavour.BINARY for strings, each in (*here, *self.outside.methods(name))
        )

    def is_packing(self, binding: ast.AST) -> bool:
        """Whether a name is bound to the method of a `struct.Struct` that packs: `pack_int = Struct('!i').pack`."""
        statement = self._tree.parents.get(binding)
        value = statement.value if isinstance(statement, ast.Assign) else None
        return isinstance(value, ast.Attribute) and value.attr == "pack"

    def attribute_key(self, definition: ast.ClassDef, name: str) -> Any:
        """What stands for an attribute of the instances of a class."""
        return self._edges.attribute_key(definition, name)

    @property
    def method_names(self) -> frozenset[str]:
        """The names of all methods."""
        return self._edges.calls.functions.method_names

    @cached_property
    def binary_attributes(self) -> frozenset[str]:
        """The names of the attributes that are binary, and of the properties that evidence for it reaches."""
        properties, (binary, text) = self._edges.properties.names, self._reached
        return frozenset(
            slot[0][1]
            for slot, distance in binary.items()
            if isinstance(slot[0], tuple)
            and (slot[0][1] in properties or distance < min(text.get(slot, FIRM), FIRM))
        )

    def parameters(self, node: ast.AST, position: int | str, *, is_bound: bool) -> Iterator[Place]:
        """The parameters that take an argument when a function, or a class, is called from outside."""
        return self._edges.calls.parameters(node, position, is_bound=is_bound)

    def weight_of(self, parameter: ast.arg, prefix: Path) -> int:
        """The weight of passing an argument for a parameter, in which it lies at `prefix`."""
        return self._edges.calls.weight_of(parameter, prefix)

    @cached_property
    def _edges(self) -> StringEdges:
        return StringEdges(self._tree, self._inference, self.outside)

    @cached_property
    def _reached(self) -> Reached:
        """What evidence for binary reaches before evidence for text does, and the latter as far as it is met.

        The nearest evidence wins, so that nothing is looked at beyond what is text.
        """
        reached: Reached = ({}, {})
        # What is converted by hand is too little to go by in one file alone.
        if self.outside.is_far or _has_signs(self._tree.source.text):
            spread = Spread(self._edges, reached, FAR if self.outside.is_far else NEAR)
            for slot in Seeds(self._tree, self._inference, self.outside, self._edges).all:
                spread.look_at(slot)
            # What is text is of interest beside something binary, or to other modules.
            if self.outside.is_far or spread.has_binary:
                spread.run()
        return reached
