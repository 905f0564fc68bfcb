"""Tests for the interpreter's version, decided by computing them for every version there was."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from py3port.analysis.names import Names
from py3port.analysis.stdlib_modules import is_gone
from py3port.python2 import ast


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PYTHON2_NAME = r"(?i)_*(is_?|on_?|in_?|using_?)?(py|python)_?2(_?7|_?x|k)?_*"
_PYTHON3_NAME = r"(?i)_*(is_?|on_?|in_?|using_?)?(py|python)_?3(_?x|k|000)?(_or_later|_plus)?_*"
_MINOR_NAME = r"(?i)_*(is_?)?(?:py|python)_?([23])_?(\d{1,2})(_or_later|_plus)?_*"
PYTHON2_ATTRIBUTES = _words("""
iteritems iterkeys itervalues has_key viewitems viewkeys viewvalues im_func im_self im_class func_name
func_code func_globals func_defaults func_closure func_dict func_doc xreadlines maxint setdefaultencoding
getcwdu next unicode basestring xrange raw_input execfile __unicode__ __nonzero__ __cmp__
sortTestMethodsUsing exc_clear
""")
_PYTHON3_ATTRIBUTES = _words("""
        __next__ __bool__ __qualname__ isidentifier __kwdefaults__ __traceback__ __cause__ casefold
        getcwdb
    """)
_LITERALS = (ast.Dict, ast.List, ast.Tuple, ast.Constant, ast.Lambda)
_COMPARISONS: Mapping[type[ast.AST], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Is: operator.eq,
    ast.IsNot: operator.ne,
    ast.In: lambda left, right: left in right,
    ast.NotIn: lambda left, right: left not in right,
}
_ARITHMETIC: Mapping[type[ast.AST], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.RShift: operator.rshift,
    ast.BitAnd: operator.and_,
}
_WORDS = {"True": True, "False": False, "None": None}
_MAX_DEPTH = 12


class _Unknown(Exception):
    """The value does not follow from the version alone."""


@dataclass(frozen=True)
class _Interpreter:
    major: int
    minor: int
    micro: int

    @property
    def info(self) -> tuple[int, int, int, str, int]:
        return (self.major, self.minor, self.micro, "final", 0)

    @property
    def number(self) -> str:
        return f"{self.major}.{self.minor}.{self.micro}"

    @property
    def hexversion(self) -> int:
        return self.major << 24 | self.minor << 16 | self.micro << 8 | 0xF0


_INTERPRETERS = tuple(
    _Interpreter(major, minor, micro)
    for major, minors in ((2, range(3, 8)), (3, range(16)))
    for minor in minors
    for micro in (0, 18)
)


class VersionTests:
    """Decides what a test says of the interpreter."""

    def __init__(self, names: Names, scope_bindings: Callable[[ast.Name], bool]) -> None:
        self._names = names
        self._is_parameter = scope_bindings
        self._known: dict[tuple[ast.expr, bool, int], bool] = {}

    def means_python2(self, test: ast.expr, truth: bool) -> bool:
        """Whether the interpreter is sure to be a Python 2 when `test` comes out as `truth`."""
        return self._means(2, test, truth)

    def means_python3(self, test: ast.expr, truth: bool) -> bool:
        """Whether the interpreter is sure to be a Python 3 when `test` comes out as `truth`."""
        return self._means(3, test, truth)

    def from_target_on(self, test: ast.expr, target: str) -> bool | None:
        """What a test comes out as on the target and every later Python; None where that is not sure.

        Neither is it of a test that does not depend on the version.
        """
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            operand = self.from_target_on(test.operand, target)
            return None if operand is None else not operand
        if isinstance(test, ast.BoolOp):
            values = [self.from_target_on(value, target) for value in test.values]
            decisive = isinstance(test.op, ast.Or)
            if decisive in values:
                return decisive
            return None if None in values else not decisive
        least = tuple(int(part) for part in target.split("."))
        try:
            values_by_version = {each: bool(self._value(test, each, 0)) for each in _INTERPRETERS}
        except (
            _Unknown,
            TypeError,
            ValueError,
            IndexError,
            ZeroDivisionError,
            OverflowError,
            RecursionError,
        ):
            return None
        found = {value for each, value in values_by_version.items() if (each.major, each.minor) >= least}
        return found.pop() if len(found) == 1 and len(set(values_by_version.values())) == 2 else None

    def _means(self, major: int, test: ast.expr, truth: bool) -> bool:
        key = (test, truth, major)
        if key not in self._known:
            # What is defined by way of itself says nothing.
            self._known[key] = False
            try:
                self._known[key] = self._decide(major, test, truth)
            except RecursionError:
                return False
        return self._known[key]

    def _decide(self, major: int, test: ast.expr, truth: bool) -> bool:
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            return self._means(major, test.operand, not truth)
        if isinstance(test, ast.BoolOp):
            # All operands of a true `and` are true; of a false one only some are false.
            quantifier = any if isinstance(test.op, ast.And) is truth else all
            return quantifier([self._means(major, value, truth) for value in test.values])
        if major == 3 and not truth and self._asks_an_object(test):
            return False
        if isinstance(test, ast.Name):
            assigned = self._names.assigned_value(test)
            if isinstance(assigned, (ast.BoolOp, ast.UnaryOp)):
                return self._means(major, assigned, truth)
        try:
            majors = {each.major for each in _INTERPRETERS if bool(self._value(test, each, 0)) is truth}
        except (_Unknown, TypeError, ValueError, IndexError, ZeroDivisionError, OverflowError):
            return False
        return majors == {major}

    def _asks_an_object(self, test: ast.expr) -> bool:
        """Whether a test asks an object for an attribute: many objects of either Python have none such."""
        if not isinstance(test, ast.Call) or len(test.args) != 2:
            return False
        if "__builtin__.hasattr" not in self._names.candidates(test.func):
            return False
        return not isinstance(test.args[0], _LITERALS) and not self._names.candidates(test.args[0])

    def _value(self, node: Any, version: _Interpreter, depth: int) -> Any:
        evaluate = _EVALUATORS.get(type(node))
        if evaluate is None or depth > _MAX_DEPTH:
            raise _Unknown
        return evaluate(self, node, version, depth + 1)

    def _constant(self, node: ast.Constant, version: _Interpreter, depth: int) -> Any:
        return node.value

    def _tuple(self, node: ast.Tuple | ast.List, version: _Interpreter, depth: int) -> Any:
        return tuple(self._value(each, version, depth) for each in node.elts)

    def _not(self, node: ast.UnaryOp, version: _Interpreter, depth: int) -> Any:
        value = self._value(node.operand, version, depth)
        if isinstance(node.op, ast.Not):
            return not value
        if isinstance(node.op, ast.USub):
            return -value
        raise _Unknown

    def _bool(self, node: ast.BoolOp, version: _Interpreter, depth: int) -> Any:
        values = [self._value(each, version, depth) for each in node.values]
        return all(values) if isinstance(node.op, ast.And) else any(values)

    def _conditional(self, node: ast.IfExp, version: _Interpreter, depth: int) -> Any:
        chosen = node.body if self._value(node.test, version, depth) else node.orelse
        return self._value(chosen, version, depth)

    def _compare(self, node: ast.Compare, version: _Interpreter, depth: int) -> Any:
        left = self._value(node.left, version, depth)
        for kind, comparator in zip(node.ops, node.comparators, strict=True):
            right = self._value(comparator, version, depth)
            compare = _COMPARISONS.get(type(kind))
            if compare is None:
                raise _Unknown
            if not compare(left, right):
                return False
            left = right
        return True

    def _arithmetic(self, node: ast.BinOp, version: _Interpreter, depth: int) -> Any:
        left = self._value(node.left, version, depth)
        right = self._value(node.right, version, depth)
        if isinstance(node.op, ast.Div):
            return left // right if version.major == 2 and isinstance(left, int) else left / right
        compute = _ARITHMETIC.get(type(node.op))
        if compute is None or not isinstance(left, (int, float)) or not isinstance(right, (int, float)):
            raise _Unknown
        return compute(left, right)

    def _subscript(self, node: ast.Subscript, version: _Interpreter, depth: int) -> Any:
        value = self._value(node.value, version, depth)
        index = node.slice
        if isinstance(index, ast.Slice):
            parts = (index.lower, index.upper, index.step)
            return value[
                slice(*[None if each is None else self._value(each, version, depth) for each in parts])
            ]
        return value[self._value(index, version, depth)]

    def _name(self, node: ast.Name, version: _Interpreter, depth: int) -> Any:
        if node.id in _WORDS:
            return _WORDS[node.id]
        assigned = self._names.assigned_value(node)
        if assigned is not None:
            try:
                return self._value(assigned, version, depth)
            except _Unknown:
                pass
        found = self._qualified(node, version)
        if found is not None:
            return found
        if self._is_parameter(node):
            raise _Unknown
        return _by_convention(node.id, version)

    def _attribute(self, node: ast.Attribute, version: _Interpreter, depth: int) -> Any:
        found = self._qualified(node, version)
        if found is not None:
            return found
        if node.attr in ("major", "minor", "micro"):
            value = self._value(node.value, version, depth)
            if isinstance(value, tuple):
                return value[("major", "minor", "micro").index(node.attr)]
            raise _Unknown
        return _by_convention(node.attr, version)

    def _qualified(self, node: ast.AST, version: _Interpreter) -> Any:
        """The value of something of the standard library that depends on the version, or None."""
        name = self._names.library_name(node)
        if name.endswith("sys.version_info"):
            return version.info
        if name == "sys.version":
            return f"{version.number} (default, Jan  1 2010)"
        if name == "sys.hexversion":
            return version.hexversion
        if name in ("__builtin__.str", "__builtin__.bytes", "__builtin__.unicode"):
            return _text_type(name.rpartition(".")[2], version)
        return None

    def _call(self, node: ast.Call, version: _Interpreter, depth: int) -> Any:
        if node.keywords:
            raise _Unknown
        candidates = self._names.candidates(node.func)
        name = candidates[0] if candidates else ""
        if name == "platform.python_version":
            return version.number
        if name == "platform.python_version_tuple":
            return tuple(version.number.split("."))
        if name == "__builtin__.hasattr" and len(node.args) == 2:
            return self._has_attribute(node, version)
        if (
            name in ("__builtin__.int", "__builtin__.float", "__builtin__.str", "__builtin__.tuple")
            and node.args
        ):
            convert = {"int": int, "float": float, "str": str, "tuple": tuple}[name.rpartition(".")[2]]
            return convert(self._value(node.args[0], version, depth))
        if isinstance(node.func, ast.Attribute) and node.func.attr in ("startswith", "split"):
            text = self._value(node.func.value, version, depth)
            if isinstance(text, str):
                return getattr(text, node.func.attr)(
                    *[self._value(each, version, depth) for each in node.args]
                )
        raise _Unknown

    def _has_attribute(self, node: ast.Call, version: _Interpreter) -> bool:
        wanted = getattr(node.args[1], "value", None)
        if wanted in PYTHON2_ATTRIBUTES:
            return version.major == 2
        if wanted in _PYTHON3_ATTRIBUTES:
            return version.major == 3
        candidates = self._names.candidates(node.args[0])
        is_native = candidates == ("__builtin__.str",) or isinstance(
            getattr(node.args[0], "value", None), str
        )
        if is_native and wanted == "decode":
            return version.major == 2
        if len(candidates) == 1 and is_gone(f"{candidates[0]}.{wanted}"):
            return version.major == 2
        raise _Unknown


_EVALUATORS: Mapping[type[ast.AST], Callable[[VersionTests, Any, _Interpreter, int], Any]] = {
    ast.Constant: VersionTests._constant,
    ast.Tuple: VersionTests._tuple,
    ast.List: VersionTests._tuple,
    ast.UnaryOp: VersionTests._not,
    ast.BoolOp: VersionTests._bool,
    ast.IfExp: VersionTests._conditional,
    ast.Compare: VersionTests._compare,
    ast.BinOp: VersionTests._arithmetic,
    ast.Subscript: VersionTests._subscript,
    ast.Name: VersionTests._name,
    ast.Attribute: VersionTests._attribute,
    ast.Call: VersionTests._call,
}


def _text_type(name: str, version: _Interpreter) -> str:
    """The identity of `str`, `bytes` or `unicode` in a version."""
    if version.major == 2:
        return "unicode" if name == "unicode" else "str"
    if name == "unicode":
        return "unicode"
    return name


def is_version_name(name: str) -> bool:
    """Whether a name such as PY2 or is_py3 tells one Python from another."""
    patterns = (_PYTHON2_NAME, _PYTHON3_NAME, _MINOR_NAME) if _has_major(name) else ()
    return any(re.fullmatch(each, name) for each in patterns)


def _has_major(name: str) -> bool:
    return "2" in name or "3" in name


def _by_convention(name: str, version: _Interpreter) -> bool:
    """What a name such as PY2 or is_py3 is everywhere taken to say."""
    if not _has_major(name):
        raise _Unknown
    if re.fullmatch(_PYTHON2_NAME, name):
        return version.major == 2
    if re.fullmatch(_PYTHON3_NAME, name):
        return version.major == 3
    if found := re.fullmatch(_MINOR_NAME, name):
        return (version.major, version.minor) >= (int(found[2]), int(found[3]))
    raise _Unknown
