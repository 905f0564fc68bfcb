"""The types that calls give: builtins, the standard library, methods, and functions and classes of the module."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from py3port.analysis.scopes import Scope
from py3port.analysis.stdlib_types import BYTES_CODECS, MIXING_METHODS, methods, results
from py3port.analysis.types import (
    BASESTRING,
    FLOAT,
    INT,
    NONE,
    STR,
    UNDECIDED,
    UNICODE,
    Type,
    arithmetic,
    join,
)
from py3port.python2 import ast

if TYPE_CHECKING:
    from py3port.analysis.infer import Inference

_TRIES = tuple(getattr(ast, name) for name in ("Try", "TryStar") if hasattr(ast, name))
_LAZY_IN_PYTHON3 = frozenset({"map", "filter", "zip"})
_COPIES = frozenset({"list", "tuple", "set", "frozenset", "sorted", "iter", "reversed"})


class Calls:
    """Infers the results of calls, for `Inference`."""

    def __init__(self, inference: Inference) -> None:
        self._inference = inference
        self._tree = inference.tree

    def result(self, node: ast.Call) -> Type | None:
        """The type of what a call gives."""
        names = self._inference.names.candidates(node.func)
        if names:
            found = self._library(names[0], node)
            is_same = len(names) == 1 or all(self._library(each, node) == found for each in names[1:])
            return found if is_same else None
        if isinstance(node.func, ast.Attribute):
            owner = self._inference.infer(node.func.value)
            if owner is UNDECIDED:
                return UNDECIDED
            if owner is not None and owner.node is None:
                return self._method(owner, node.func.attr, node)
        function = self._inference.infer(node.func)
        if function is None or function is UNDECIDED:
            return function
        if function.name == "class" and isinstance(function.node, ast.ClassDef):
            return self._instance(function.node)
        if isinstance(function.node, ast.Lambda):
            return self._inference.infer(function.node.body)
        if isinstance(function.node, ast.FunctionDef):
            return self.returned(function.node)
        return None

    def returned(self, function: ast.FunctionDef) -> Type | None:
        """The type of what a function returns when all its returns agree."""
        scope = self._inference.scopes.made_by(function)
        if scope is None:
            return None
        if scope in self._generators:
            return Type("generator")
        returns = self._returns.get(scope, ())
        key = ("returned", function)
        return self._inference.settle(key, self._join_returns, function, returns)

    def _join_returns(self, function: ast.FunctionDef, returns: Sequence[ast.Return]) -> Type | None:
        if not returns:
            return None if _ends(function.body) else NONE
        found: Type | None = UNDECIDED if _ends(function.body) else NONE
        for each in returns:
            found = join(found, NONE if each.value is None else self._inference.infer(each.value))
            if found is None:
                break
        return found.without_elements() if found is not None else None

    @cached_property
    def _returns(self) -> Mapping[Scope, list[ast.Return]]:
        found: dict[Scope, list[ast.Return]] = defaultdict(list)
        nodes: Sequence[Any] = self._tree.nodes.get(ast.Return, ())
        for node in nodes:
            found[self._inference.scopes.of(node)].append(node)
        return found

    @cached_property
    def _generators(self) -> frozenset[Scope]:
        nodes = [*self._tree.nodes.get(ast.Yield, ()), *self._tree.nodes.get(ast.YieldFrom, ())]
        return frozenset(self._inference.scopes.of(node) for node in nodes)

    def _instance(self, node: ast.ClassDef) -> Type | None:
        scope = self._inference.scopes.made_by(node)
        changes_making = scope is not None and any(
            scope.binding(name) for name in ("__new__", "__metaclass__")
        )
        return None if changes_making or node.keywords else Type("instance", node=node)

    def _library(self, name: str, node: ast.Call) -> Type | None:
        if any(isinstance(each, ast.Starred) for each in node.args):
            return results().get(name)
        special = _SPECIAL.get(name)
        if special is not None:
            return special(self, node)
        short = name.rpartition(".")[2]
        if name.startswith("__builtin__.") and short in _COPIES:
            return self._copy(results()[name], node)
        if name.startswith("__builtin__.dict."):
            return Type("dict") if short == "fromkeys" else None
        return results().get(name)

    def _copy(self, kind: Type, node: ast.Call) -> Type:
        """`list(x)`, `sorted(x)`: the elements are those of `x`."""
        source = self._inference.infer(node.args[0]) if node.args else None
        element = source.element if source is not None and source is not UNDECIDED else None
        if element is None or kind.name == "tuple":
            return kind
        return Type(kind.name, (element,))

    def _method(self, owner: Type, name: str, node: ast.Call) -> Type | None:
        if owner.name == "dict":
            return self._dict_method(owner, name)
        if owner.name == "str" and name in MIXING_METHODS:
            return STR if self._all_plain(node.args) else BASESTRING
        if owner.name == "str" and name in ("split", "rsplit"):
            return Type("list", (STR if self._all_plain(node.args) else BASESTRING,))
        if owner.name == "str" and name == "join" and node.args:
            source = self._inference.infer(node.args[0])
            element = source.element if source is not None else None
            return STR if element is not None and element.name == "str" else BASESTRING
        if name == "decode" and owner.is_string:
            return _decoded(node)
        if owner.name == "list" and name == "pop":
            return owner.element
        if owner.name in ("list", "set") and name == "copy":
            return owner
        kind = owner.qualified if owner.name == "instance" else owner.name
        if owner.name in ("unicode", "basestring"):
            return methods().get(f"{kind}.{name}") or methods().get(f"str.{name}")
        return methods().get(f"{kind}.{name}")

    def _dict_method(self, owner: Type, name: str) -> Type | None:
        key, value = owner.args if len(owner.args) == 2 else (None, None)
        if name in ("keys", "values", "items") and self._tree.is_written_for_python3:
            return None
        if name == "keys":
            return Type("list", (key,))
        if name == "values":
            return Type("list", (value,))
        if name == "items":
            return Type("list", (Type("tuple", (key, value)),))
        if name == "iterkeys":
            return Type("iterator", (key,))
        if name == "itervalues":
            return Type("iterator", (value,))
        if name == "iteritems":
            return Type("iterator", (Type("tuple", (key, value)),))
        return owner if name == "copy" else methods().get(f"dict.{name}")

    def _all_plain(self, arguments: Sequence[ast.expr]) -> bool:
        types = map(self._inference.infer, arguments)
        return all(each is not None and (each.is_integer or each.name in ("str", "none")) for each in types)

    def _map(self, node: ast.Call) -> Type | None:
        return Type("iterator" if self._tree.is_written_for_python3 else "list")

    def _zip(self, node: ast.Call) -> Type | None:
        if self._tree.is_written_for_python3:
            return Type("iterator")
        sources = [self._inference.infer(each) for each in node.args]
        elements = tuple(None if each is None or each is UNDECIDED else each.element for each in sources)
        return Type("list", (Type("tuple", elements),))

    def _filter(self, node: ast.Call) -> Type | None:
        """A filtered string is a string, a filtered tuple a tuple, all else a list."""
        if self._tree.is_written_for_python3:
            return Type("iterator")
        source = self._inference.infer(node.args[1]) if len(node.args) > 1 else None
        if source is None or source is UNDECIDED or source.name == "instance":
            return None if source is not UNDECIDED else source
        if source.name == "tuple":
            return Type("tuple")
        return source if source.is_string else Type("list", (source.element,))

    def _range(self, node: ast.Call) -> Type | None:
        return Type("xrange") if self._tree.is_written_for_python3 else Type("list", (INT,))

    def _enumerate(self, node: ast.Call) -> Type | None:
        source = self._inference.infer(node.args[0]) if node.args else None
        element = source.element if source is not None and source is not UNDECIDED else None
        return Type("iterator", (Type("tuple", (INT, element)),))

    def _sum(self, node: ast.Call) -> Type | None:
        source = self._inference.infer(node.args[0]) if node.args else None
        element = source.element if source is not None and source is not UNDECIDED else None
        if element is None or not element.is_number:
            return None
        start = self._inference.infer(node.args[1]) if len(node.args) > 1 else INT
        # An empty sum is its start: the integer 0 also for floats.
        is_number = start is not None and start.is_number
        return start if is_number and start is not None and arithmetic(element, start) == start else None

    def _extreme(self, node: ast.Call) -> Type | None:
        if len(node.args) != 1:
            return self._inference.join_of(node.args)
        source = self._inference.infer(node.args[0])
        return source.element if source is not None and source is not UNDECIDED else source

    def _absolute(self, node: ast.Call) -> Type | None:
        operand = self._inference.infer(node.args[0]) if node.args else None
        if operand is None or operand is UNDECIDED:
            return operand
        if operand.name in ("int", "long", "float"):
            return operand
        return {"bool": INT, "complex": FLOAT}.get(operand.name)

    def _divmod(self, node: ast.Call) -> Type | None:
        found = self._inference.join_of(node.args)
        if found is None or not found.is_number:
            return None
        both = arithmetic(found, found)
        return Type("tuple", (both, both))

    def _power(self, node: ast.Call) -> Type | None:
        operands = [self._inference.infer(each) for each in node.args]
        return FLOAT if any(each == FLOAT for each in operands) and all(operands) else None


_SPECIAL: Mapping[str, Callable[[Calls, ast.Call], Type | None]] = {
    "__builtin__.map": Calls._map,
    "__builtin__.zip": Calls._zip,
    "__builtin__.filter": Calls._filter,
    "__builtin__.range": Calls._range,
    "__builtin__.enumerate": Calls._enumerate,
    "__builtin__.sum": Calls._sum,
    "__builtin__.min": Calls._extreme,
    "__builtin__.max": Calls._extreme,
    "__builtin__.abs": Calls._absolute,
    "__builtin__.divmod": Calls._divmod,
    "__builtin__.pow": Calls._power,
}


def _decoded(node: ast.Call) -> Type:
    if not node.args and not node.keywords:
        return UNICODE
    codec = getattr(node.args[0], "value", None) if node.args else None
    if not isinstance(codec, str):
        return BASESTRING
    return STR if codec.lower().replace("-", "_") in BYTES_CODECS else UNICODE


def _ends(block: Sequence[Any]) -> bool:
    """Whether a block never runs off its end."""
    last = block[-1]
    if type(last).__name__ in ("Return", "Raise"):
        return True
    if isinstance(last, ast.If):
        return bool(last.orelse) and _ends(last.body) and _ends(last.orelse)
    if isinstance(last, (ast.With, ast.AsyncWith)):
        return _ends(last.body)
    if isinstance(last, ast.While):
        is_endless = getattr(last.test, "value", False) or getattr(last.test, "id", "") == "True"
        return bool(is_endless) and not any(isinstance(each, ast.Break) for each in ast.walk(last))
    if isinstance(last, _TRIES):
        if last.finalbody and _ends(last.finalbody):
            return True
        tried = _ends(last.orelse) if last.orelse else _ends(last.body)
        return tried and all(_ends(handler.body) for handler in last.handlers)
    return False
