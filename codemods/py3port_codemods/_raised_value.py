"""What the second part of a raise statement is: a plain value, an exception already, nothing, or anything."""

from __future__ import annotations

import builtins
import enum
from collections.abc import Sequence
from typing import Any, NamedTuple

from py3port.rule import Module, ast

_PLAIN_CALLS = frozenset(
    """str unicode repr int long float len chr unichr hex oct bool dict list set frozenset sorted range abs id hash
    type""".split()
)
_PLAIN_TYPES = frozenset(
    "int long float complex bool str unicode bytes basestring list dict set frozenset function class".split()
)
_TRANSLATIONS = frozenset(("_", "N_", "gettext", "ugettext", "ngettext", "ungettext", "_translate"))
_ENDINGS = ("Error", "Exception", "Warning", "Exit", "Interrupt")
_LOWER_CLASSES = frozenset(("error", "timeout", "herror", "gaierror"))
_ROOTS = frozenset(("Exception", "BaseException", "StandardError"))


class Value(enum.Enum):
    """How Python 2 made an exception of the value."""

    PLAIN = "plain"
    """`E(value)`, or `E(a, b)` of a tuple written out."""
    TUPLE = "tuple"
    """`E(*value)`."""
    INSTANCE = "instance"
    """Raised as it is."""
    NONE = "none"
    """Nothing: `E()`, or the first part is the exception."""
    EITHER = "either"
    """An exception already, or what one is made of: that is asked when it is raised."""
    HOPELESS = "hopeless"
    """It cannot be told."""


class Raised(NamedTuple):
    """What is known of one raise statement."""

    value: Value
    certain: bool = True
    is_class: bool = True
    """Whether the first part is a class rather than an exception."""


def raised(node: Any, module: Module) -> Raised:
    """Judge a raise statement that has a value."""
    kind, value = first_of(node.type), node.inst
    is_class = is_class_like(kind, module)
    if isinstance(kind, (ast.Constant, ast.Tuple)):
        return Raised(Value.HOPELESS)
    if isinstance(value, ast.Constant) and value.value is None:
        is_known = is_class or isinstance(kind, ast.Call) or _handler_of(kind, module) is not None
        is_known = is_known or _is_item(kind, node.tback, (1, 2), module) or _is_from_exc_info(kind, module)
        return Raised(Value.NONE, is_known or node.tback is None, is_class)
    if isinstance(value, ast.Tuple) or _is_plain(value, module):
        return Raised(Value.PLAIN)
    known = module.type_of(value)
    if known is not None and known.name == "tuple":
        return Raised(Value.TUPLE)
    made = _only_value(value, module) if isinstance(value, ast.Name) else value
    if isinstance(made, ast.Call) and _is_subclass(made.func, kind, module):
        return Raised(Value.INSTANCE)
    if _is_from_exc_info(value, module) or _is_item(kind, value, (0, 1), module):
        return Raised(Value.INSTANCE)
    handler = _handler_of(value, module)
    if handler is not None:
        return _raised_again(kind, handler, module)
    if isinstance(value, ast.Call) and is_class_like(value.func, module):
        return Raised(Value.PLAIN, certain=False) if is_class else Raised(Value.HOPELESS)
    has_traceback = node.tback is not None and not _holds_none(node.tback)
    if is_class or (isinstance(kind, ast.Call) and not has_traceback):
        return Raised(Value.PLAIN, certain=False)
    if has_traceback:
        return Raised(Value.INSTANCE, certain=False)
    is_simple = isinstance(value, (ast.Name, ast.Attribute))
    return Raised(Value.EITHER, certain=False) if is_simple else Raised(Value.HOPELESS)


def _only_value(name: ast.Name, module: Module) -> ast.expr | None:
    """What a variable that is assigned once holds."""
    scope = module.lookup(name.id, name)
    bindings = scope.binding(name.id) if scope is not None else ()
    statement = module.parent(bindings[0]) if len(bindings) == 1 else None
    return statement.value if isinstance(statement, ast.Assign) and bindings[0] in statement.targets else None


def first_of(kind: ast.expr) -> ast.expr:
    """What Python 2 raised of a tuple of classes: the first, however deep it stands."""
    while isinstance(kind, ast.Tuple) and kind.elts:
        kind = kind.elts[0]
    return kind


def _is_subclass(node: ast.expr, kind: ast.expr, module: Module, depth: int = 8) -> bool:
    """Whether a class is certainly the other one or derives from it."""
    if module.text(node) == module.text(kind):
        return True
    ours, theirs = _builtin_exceptions(node, module), _builtin_exceptions(kind, module)
    if ours and theirs:
        return issubclass(ours[0], theirs[0])
    if not isinstance(node, ast.Name) or not depth:
        return False
    scope = module.lookup(node.id, node)
    bindings = scope.binding(node.id) if scope is not None else ()
    return len(bindings) == 1 and any(
        _is_subclass(base, kind, module, depth - 1) for base in getattr(bindings[0], "bases", ())
    )


def is_class_like(node: ast.expr, module: Module) -> bool:
    """Whether an expression is a class, by its name or by what binds it."""
    name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
    if name.lstrip("_")[:1].isupper() or name.endswith(_ENDINGS):
        return True
    if module.imported(node):
        return True
    if isinstance(node, ast.Name):
        scope = module.lookup(name, node)
        if scope is not None and any(isinstance(each, ast.ClassDef) for each in scope.binding(name)):
            return True
    return name in _LOWER_CLASSES and _handler_of(node, module) is None


def _is_plain(node: ast.expr, module: Module) -> bool:
    """Whether a value is surely no exception, no tuple and not None."""
    known = module.type_of(node)
    if known is not None and known.name in _PLAIN_TYPES:
        return True
    if isinstance(node, ast.Constant):
        return node.value is not None
    if isinstance(
        node, (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.Repr, ast.Compare, ast.Lambda, ast.UnaryOp)
    ):
        return True
    if isinstance(node, ast.BinOp):
        if isinstance(node.op, ast.Add):
            return _is_plain(node.left, module) or _is_plain(node.right, module)
        return isinstance(node.op, ast.Mod) or _is_plain(node.left, module)
    if isinstance(node, ast.BoolOp):
        return all(_is_plain(each, module) for each in node.values)
    if isinstance(node, ast.IfExp):
        return _is_plain(node.body, module) and _is_plain(node.orelse, module)
    return isinstance(node, ast.Call) and _is_plain_call(node.func, module)


def _is_plain_call(function: ast.expr, module: Module) -> bool:
    if isinstance(function, ast.Name):
        if function.id in _TRANSLATIONS:
            return True
        return function.id in _PLAIN_CALLS and module.is_builtin(function)
    if isinstance(function, ast.Attribute):
        # Every public method of a string that takes a message on gives a string, or a list of them.
        is_text = isinstance(function.value, ast.Constant) and isinstance(function.value.value, (str, bytes))
        return is_text and not function.attr.endswith("partition")
    return False


def _handler_of(node: ast.expr, module: Module) -> ast.ExceptHandler | None:
    """The handler that stands around a name and binds it."""
    if not isinstance(node, ast.Name):
        return None
    for each in module.ancestors(node):
        if isinstance(each, (ast.FunctionDef, ast.Lambda)):
            return None
        if isinstance(each, ast.ExceptHandler):
            target: Any = each.name
            if target == node.id or (isinstance(target, ast.Name) and target.id == node.id):
                return each
    return None


def _raised_again(kind: ast.expr, handler: ast.ExceptHandler, module: Module) -> Raised:
    """Judge `raise E, e` in the handler that caught `e`."""
    caught = handler.type
    if caught is None:
        return Raised(Value.HOPELESS)
    if module.text(caught) == module.text(kind):
        return Raised(Value.INSTANCE)
    if isinstance(kind, ast.Name) and kind.id in _ROOTS:
        return Raised(Value.INSTANCE, certain=False)
    ours = _builtin_exceptions(kind, module)
    theirs = _builtin_exceptions(caught, module)
    if ours and theirs:
        below = [issubclass(each, ours[0]) for each in theirs]
        if all(below):
            return Raised(Value.INSTANCE)
        if not any(below) and not any(issubclass(ours[0], each) for each in theirs):
            return Raised(Value.PLAIN)
    if not is_class_like(kind, module):
        return Raised(Value.HOPELESS)
    return Raised(Value.PLAIN, certain=False)


def _builtin_exceptions(node: ast.expr, module: Module) -> Sequence[type[BaseException]]:
    """The built-in exceptions that an expression names; empty where it names any other."""
    found = []
    for each in node.elts if isinstance(node, ast.Tuple) else [node]:
        known = getattr(builtins, each.id, None) if isinstance(each, ast.Name) else None
        if not isinstance(known, type) or not issubclass(known, BaseException) or not module.is_builtin(each):  # type: ignore[arg-type]
            return ()
        # Python 3 has made one class of these, Python 2 had them apart.
        if issubclass(known, OSError):
            return ()
        found.append(known)
    return found


def _is_item(first: ast.expr, second: ast.expr | None, places: tuple[int, int], module: Module) -> bool:
    """Whether two expressions take what stands at these places in one thing: in `raise`, in what `exc_info` gave."""
    if not isinstance(first, ast.Subscript) or not isinstance(second, ast.Subscript):
        return False
    indices = [each.slice.value for each in (first, second) if isinstance(each.slice, ast.Constant)]
    return indices == list(places) and module.text(first.value) == module.text(second.value)


def _is_from_exc_info(node: ast.expr, module: Module) -> bool:
    """Whether an expression is the second of what `sys.exc_info()` returned."""
    if isinstance(node, ast.Subscript):
        is_second = isinstance(node.slice, ast.Constant) and node.slice.value == 1
        return is_second and _is_exc_info(node.value, module)
    if not isinstance(node, ast.Name):
        return False
    return _all_bindings(node, module, _binds_second)


def _is_exc_info(node: ast.expr, module: Module) -> bool:
    if isinstance(node, ast.Call):
        return module.qualified_name(node.func) == "sys.exc_info"
    return isinstance(node, ast.Name) and _all_bindings(node, module, _binds_whole)


def _all_bindings(node: ast.Name, module: Module, test: Any) -> bool:
    """Whether every assignment to a name passes a test, but for those of None, and one does."""
    scope = module.lookup(node.id, node)
    bindings = scope.binding(node.id) if scope else ()
    seen = False
    for binding in bindings:
        parent = module.parent(binding)
        statement = module.parent(parent) if isinstance(parent, ast.Tuple) else parent
        if isinstance(statement, ast.Delete):
            continue
        if not isinstance(statement, ast.Assign):
            return False
        if _holds_none(statement.value):
            continue
        if not test(binding, parent, statement.value, module):
            return False
        seen = True
    return seen


def _holds_none(value: ast.expr) -> bool:
    parts = value.elts if isinstance(value, ast.Tuple) else [value]
    return all(isinstance(each, ast.Constant) and each.value is None for each in parts)


def _binds_whole(binding: ast.AST, parent: ast.AST, value: ast.expr, module: Module) -> bool:
    return not isinstance(parent, ast.Tuple) and isinstance(value, ast.Call) and _is_exc_info(value, module)


def _binds_second(binding: ast.AST, parent: ast.AST, value: ast.expr, module: Module) -> bool:
    if isinstance(parent, ast.Tuple):
        return len(parent.elts) == 3 and parent.elts[1] is binding and _is_exc_info(value, module)
    return isinstance(value, ast.Subscript) and _is_from_exc_info(value, module)
