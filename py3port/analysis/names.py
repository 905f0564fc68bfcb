"""What a name means at a place: a builtin, something imported, or something else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from py3port.analysis.imports import ImportedName, Imports
from py3port.analysis.scopes import Scope, ScopeKind, Scopes
from py3port.analysis.stdlib_modules import PYTHON2_BUILTINS, STAR_EXPORTS
from py3port.python2 import Tree, ast

_LOOPS = (ast.For, ast.While, ast.AsyncFor, ast.Try)
_MAX_HOPS = 8
_TYPES = frozenset(
    "list tuple dict set frozenset str unicode basestring bytearray int long float bool object type".split()
)
"""What nobody passes another for where it is the default of a parameter of its name."""


class Names:
    """Resolves names of one module."""

    def __init__(self, tree: Tree, scopes: Scopes, imports: Imports) -> None:
        self._parents = tree.parents
        self._scopes = scopes
        self.imports = imports
        self._known: dict[ast.AST, tuple[str, ...]] = {}

    def is_builtin(self, name: ast.Name | str, near: ast.AST) -> bool:
        """Whether `name`, used at `near`, is Python 2's own builtin."""
        identifier = name if isinstance(name, str) else name.id
        if identifier not in PYTHON2_BUILTINS or self._comes_by_star(identifier, near):
            return False
        owner = self._scopes.lookup(identifier, near)
        is_sure = isinstance(name, str) or identifier in _TYPES
        if owner is None or (is_sure and self._is_given_itself(identifier, owner)):
            return True
        return self._precedes_bindings(identifier, near, owner)

    def _is_given_itself(self, name: str, owner: Scope) -> bool:
        """Whether a builtin is made a local name for speed: `def f(list=list)`."""
        bindings = owner.binding(name)
        arguments = self._parents.get(bindings[0])
        if len(bindings) != 1 or not isinstance(arguments, ast.arguments):
            return False
        pairs = zip(reversed(arguments.args), reversed(arguments.defaults), strict=False)
        return any(
            each is bindings[0]
            and isinstance(default, ast.Name)
            and default.id == name
            and self.is_builtin(default, default)
            for each, default in pairs
        )

    def imported(self, node: ast.AST) -> Sequence[ImportedName]:
        """The imports that may have bound the name at the root of a Name or Attribute chain, by position.

        Empty where that name has another binding as well, but for a stand-in in an `except` clause.
        """
        root = node
        while isinstance(root, ast.Attribute):
            root = root.value
        if not isinstance(root, ast.Name) or root.id not in self.imports.by_name:
            return ()
        owner = self._scopes.lookup(root.id, root)
        if owner is None:
            return ()
        found = []
        for binding in owner.binding(root.id):
            imported = self.imports.by_alias.get(binding) if isinstance(binding, ast.alias) else None
            if imported is not None:
                found.append(imported)
            elif not self._is_stand_in(binding):
                return ()
        return found

    def candidates(self, node: ast.AST) -> Sequence[str]:
        """Every dotted name that a Name or Attribute chain may mean, by position of the imports; usually one."""
        known = self._known.get(node)
        if known is None:
            known = self._known[node] = self._candidates(node)
        return known

    def _candidates(self, node: ast.AST) -> tuple[str, ...]:
        parts: list[str] = []
        root: Any = node
        while isinstance(root, ast.Attribute):
            parts.append(root.attr)
            root = root.value
        if not isinstance(root, ast.Name):
            return ()
        imported = self.imported(root) if root.id in self.imports.by_name else ()
        if not imported and not (root.id in PYTHON2_BUILTINS and self.is_builtin(root, root)):
            return ()
        rest = "".join(["." + part for part in reversed(parts)])
        if imported:
            return tuple(dict.fromkeys(self.imports.qualified(each) + rest for each in imported))
        return (f"__builtin__.{root.id}{rest}",)

    def library_name(self, node: ast.AST) -> str:
        """The first of `candidates`; also `sys.x` in a file that forgot to import `sys`. Empty for neither."""
        candidates = self.candidates(node)
        if candidates:
            return candidates[0]
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "sys":
            return f"sys.{node.attr}" if self._scopes.lookup("sys", node) is None else ""
        return ""

    def assigned_value(self, name: ast.Name) -> ast.expr | None:
        """The expression assigned to a name that has one binding in its scope: `name = expression`."""
        owner = self._scopes.lookup(name.id, name)
        bindings = owner.binding(name.id) if owner is not None else ()
        if len(bindings) != 1:
            return None
        statement = self._parents.get(bindings[0])
        if not isinstance(statement, ast.Assign) or not any(
            bindings[0] is target for target in statement.targets
        ):
            return None
        return statement.value

    def resolve_through_assignments(self, node: ast.AST) -> str | None:
        """As the first of `candidates`, also through `name = other.name` where that is the name's only binding."""
        current: Any = node
        rest = ""
        for _ in range(_MAX_HOPS):
            found = self.candidates(current)
            if found:
                return found[0] + rest
            while isinstance(current, ast.Attribute):
                rest = f".{current.attr}{rest}"
                current = current.value
            if not isinstance(current, ast.Name):
                return None
            value = self.assigned_value(current)
            if value is None:
                return None
            current = value
        return None

    def _comes_by_star(self, name: str, near: ast.AST) -> bool:
        for imported in self.imports.by_name.get("*", ()):
            exports = STAR_EXPORTS.get(imported.module) or STAR_EXPORTS.get(_six_moves(imported.module))
            if exports is not None and name in exports and imported.scope in self._scopes.of(near).chain():
                return True
        return False

    def _precedes_bindings(self, name: str, near: ast.AST, owner: Scope) -> bool:
        """Whether a use in the body of the module or a class stands before anything there binds its name.

        `range = xrange`, then `def xrange...`: names of a body are looked up as it runs.
        """
        if owner.kind not in (ScopeKind.MODULE, ScopeKind.CLASS) or self._scopes.of(near) is not owner:
            return False
        place = _position(near)
        if any(self._effective_position(binding, near) <= place for binding in owner.binding(name)):
            return False
        if self._is_repeated(near, owner.node):
            return False
        if owner.parent is None:
            return True
        outer = self._scopes.lookup(name, owner.node)
        return outer is None or outer is owner

    def _effective_position(self, binding: ast.AST, near: ast.AST) -> tuple[int, int]:
        """A target is bound after the value beside it has been computed."""
        statement = binding
        while not isinstance(statement, ast.stmt) and statement in self._parents:
            statement = self._parents[statement]
        is_simple = isinstance(statement, (ast.Assign, ast.Import, ast.ImportFrom))
        if is_simple and _position(statement) <= _position(near) < _end(statement):
            return _end(statement)
        return _position(binding)

    def _is_repeated(self, node: ast.AST, top: ast.AST) -> bool:
        parent = self._parents.get(node)
        while parent is not None and parent is not top:
            if isinstance(parent, _LOOPS):
                return True
            parent = self._parents.get(parent)
        return False

    def _is_stand_in(self, binding: ast.AST) -> bool:
        """Whether a binding only takes the place of an import that failed."""
        parent = self._parents.get(binding)
        if isinstance(parent, ast.Assign) and isinstance(parent.value, (ast.Constant, ast.Name)):
            value = parent.value
            if getattr(value, "value", 0) is None or getattr(value, "id", "") == "None":
                return True
        while parent is not None and not isinstance(parent, (ast.FunctionDef, ast.ClassDef, ast.Lambda)):
            if isinstance(parent, ast.ExceptHandler):
                return True
            parent = self._parents.get(parent)
        return False


def _six_moves(module: str) -> str:
    """`six.moves` for any copy of it: `django.utils.six.moves`, `requests.packages.urllib3.packages.six.moves`."""
    return "six.moves" if module.endswith("six.moves") else module


def _position(node: Any) -> tuple[int, int]:
    return getattr(node, "lineno", 0), getattr(node, "col_offset", 0)


def _end(node: Any) -> tuple[int, int]:
    line, column = _position(node)
    return getattr(node, "end_lineno", None) or line, getattr(node, "end_col_offset", None) or column
