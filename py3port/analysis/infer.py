"""What an expression is sure to evaluate to under Python 2."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from py3port.analysis.calls import Calls
from py3port.analysis.classes import Classes
from py3port.analysis.flow import Flow
from py3port.analysis.names import Names
from py3port.analysis.operators import binary
from py3port.analysis.scopes import Scope, ScopeKind, Scopes
from py3port.analysis.stdlib_types import constants
from py3port.analysis.types import BOOL, FLOAT, INT, LONG, NONE, STR, UNDECIDED, UNICODE, Type, join, join_all
from py3port.python2 import Tree, ast

_BUDGET = 3000
_MAX_DEPTH = 80
_CONSTANTS: Mapping[type[Any], Type] = {
    bool: BOOL,
    int: INT,
    float: FLOAT,
    complex: Type("complex"),
    bytes: Type("bytes"),
    type(None): NONE,
}
_GUARD_TYPES = frozenset(
    {
        "int",
        "long",
        "float",
        "complex",
        "bool",
        "str",
        "unicode",
        "basestring",
        "list",
        "tuple",
        "dict",
        "set",
    }
)


class _Exhausted(Exception):
    """The budget of one question is used up."""


class Inference:
    """Infers types in one module; every answer is kept."""

    def __init__(self, tree: Tree, scopes: Scopes, names: Names) -> None:
        self.tree = tree
        self.scopes = scopes
        self.names = names
        self.flow = Flow(tree, scopes)
        self.true_division = "division" in tree.future or tree.is_written_for_python3
        self._unicode_literals = "unicode_literals" in tree.future
        self._calls = Calls(self)
        self.classes = Classes(self)
        self._known: dict[ast.AST, Type | None] = {}
        self._active: dict[object, Type] = {}
        self._settled: dict[object, Type | None] = {}
        self._assumptions_used = 0
        self._steps = 0
        self._depth = 0

    def type_of(self, node: ast.expr) -> Type | None:
        """The type of an expression, or None where it is not certain."""
        if node in self._known:
            return self._known[node]
        self._steps = self._depth = 0
        self._active.clear()
        try:
            found = self.infer(node)
        except (_Exhausted, RecursionError):
            found = None
        found = self._known[node] = _decided(found)
        return found

    def infer(self, node: Any) -> Type | None:
        """As `type_of`, within the answering of a question."""
        if node in self._known:
            return self._known[node]
        self._steps += 1
        if self._steps > _BUDGET or self._depth > _MAX_DEPTH:
            raise _Exhausted
        rule = _RULES.get(type(node))
        if rule is None:
            return None
        used = self._assumptions_used
        self._depth += 1
        found = rule(self, node)
        self._depth -= 1
        if used == self._assumptions_used:
            self._known[node] = found
        return found

    def join_of(self, nodes: Sequence[Any]) -> Type | None:
        """What each of some expressions is; no more of them are looked at than that takes."""
        found: Type | None = UNDECIDED if nodes else None
        for each in nodes:
            found = join(found, self.infer(each))
            if found is None:
                break
        return found

    def settle(self, key: object, compute: Callable[..., Type | None], *arguments: Any) -> Type | None:
        """Compute something that may depend on itself: `x = x + 1`; right only if it holds under its own result."""
        if key in self._settled:
            return self._settled[key]
        if key in self._active:
            self._assumptions_used += 1
            return self._active[key]
        used = self._assumptions_used
        self._active[key] = UNDECIDED
        try:
            found = compute(*arguments)
            if found is not None and found is not UNDECIDED and used != self._assumptions_used:
                self._active[key] = found
                again = compute(*arguments)
                found = again if again is not None and again.name == found.name else None
        finally:
            del self._active[key]
        if used == self._assumptions_used and found is not UNDECIDED:
            self._settled[key] = found
        return None if found is UNDECIDED and not self._active else found

    def target(self, node: Any) -> Type | None:
        """The type of what is stored in a target: a Name, an Attribute, or what stands in a tuple of them."""
        parent: Any = self.tree.parents.get(node)
        if isinstance(parent, (ast.Tuple, ast.List)) and not isinstance(parent.ctx, ast.Load):
            return self._unpacked(self.target(parent), parent, node)
        if isinstance(parent, (ast.Assign, ast.AnnAssign, ast.NamedExpr)):
            return self._unpacked_value(parent, node)
        if isinstance(parent, ast.AugAssign):
            return binary(
                self.infer(node), parent.op, self.infer(parent.value), true_division=self.true_division
            )
        if isinstance(parent, (ast.For, ast.comprehension)) and node is parent.target:
            iterated = self.infer(parent.iter)
            return iterated if iterated is UNDECIDED else _element(iterated)
        if isinstance(parent, ast.withitem):
            managed = self.infer(parent.context_expr)
            return managed if managed is not None and managed.name == "file" else None
        return None

    def _unpacked_value(self, statement: Any, node: Any) -> Type | None:
        return self.infer(statement.value) if statement.value is not None else None

    def _unpacked(self, whole: Type | None, target: ast.Tuple | ast.List, node: ast.AST) -> Type | None:
        if whole is None or whole is UNDECIDED:
            return whole
        if any(isinstance(each, ast.Starred) for each in target.elts):
            return None
        if whole.name == "tuple":
            if len(whole.args) != len(target.elts):
                return None
            return next(arg for each, arg in zip(target.elts, whole.args, strict=True) if each is node)
        return _element(whole)

    def _constant(self, node: ast.Constant) -> Type | None:
        if isinstance(node.value, str):
            if node.kind == "u" or (self._unicode_literals and node.kind is None):
                return UNICODE
            return STR
        if isinstance(node.value, int) and not isinstance(node.value, bool) and node.value > 2**63 - 1:
            return LONG
        return _CONSTANTS.get(type(node.value))

    def _joined_string(self, node: ast.AST) -> Type | None:
        return STR

    def _sequence(self, node: ast.List | ast.Set) -> Type | None:
        name = "list" if isinstance(node, ast.List) else "set"
        if any(isinstance(each, ast.Starred) for each in node.elts):
            return Type(name)
        element = self.join_of(node.elts)
        return Type(name, (element,)) if element is not None else Type(name)

    def _tuple(self, node: ast.Tuple) -> Type | None:
        if any(isinstance(each, ast.Starred) for each in node.elts):
            return Type("tuple")
        return Type("tuple", tuple(self.infer(each) for each in node.elts))

    def _dict(self, node: ast.Dict) -> Type | None:
        if not node.keys or any(each is None for each in node.keys):
            return Type("dict")
        return Type("dict", (self.join_of(node.keys), self.join_of(node.values)))

    def _list_comprehension(self, node: ast.ListComp) -> Type | None:
        return Type("list", (self.infer(node.elt),))

    def _set_comprehension(self, node: ast.SetComp) -> Type | None:
        return Type("set", (self.infer(node.elt),))

    def _dict_comprehension(self, node: ast.DictComp) -> Type | None:
        return Type("dict", (self.infer(node.key), self.infer(node.value)))

    def _generator(self, node: ast.GeneratorExp) -> Type | None:
        return Type("generator", (self.infer(node.elt),))

    def _bool_operation(self, node: ast.BoolOp) -> Type | None:
        return self.join_of(node.values)

    def _conditional(self, node: ast.IfExp) -> Type | None:
        return self.join_of((node.body, node.orelse))

    def _compare(self, node: ast.Compare) -> Type | None:
        if all(isinstance(each, (ast.Is, ast.IsNot, ast.In, ast.NotIn)) for each in node.ops):
            return BOOL
        for each in (node.left, *node.comparators):
            operand = self.infer(each)
            if operand is None or operand.name == "instance":
                return None
        return BOOL

    def _unary(self, node: ast.UnaryOp) -> Type | None:
        if isinstance(node.op, ast.Not):
            return BOOL
        operand = self.infer(node.operand)
        if operand is None or operand is UNDECIDED:
            return operand
        if not operand.is_number:
            return None
        return INT if operand.name == "bool" else operand

    def _binary(self, node: ast.BinOp) -> Type | None:
        left = self.infer(node.left)
        if left is None:
            return None
        right = self.infer(node.right)
        exponent = node.right if isinstance(node.op, ast.Pow) else None
        return binary(left, node.op, right, true_division=self.true_division, exponent=exponent)

    def _subscript(self, node: ast.Subscript) -> Type | None:
        value = self.infer(node.value)
        if value is None or value is UNDECIDED:
            return value
        if isinstance(node.slice, ast.Slice):
            if value.name == "tuple":
                return Type("tuple")
            return value if value.is_string or value.name == "list" else None
        if value.name == "dict":
            return value.args[1] if len(value.args) > 1 else None
        if value.is_string:
            return value
        index = getattr(node.slice, "value", None)
        if value.name == "tuple" and value.args and isinstance(index, int):
            return value.args[index] if index < len(value.args) else None
        return value.element if value.name in ("list", "tuple", "xrange") else None

    def _lambda(self, node: ast.Lambda) -> Type | None:
        return Type("function", node=node)

    def _repr(self, node: ast.AST) -> Type | None:
        return STR

    def _call(self, node: ast.Call) -> Type | None:
        return self._calls.result(node)

    def _attribute(self, node: ast.Attribute) -> Type | None:
        qualified = self.names.candidates(node)
        if len(qualified) == 1 and qualified[0] in constants():
            return constants()[qualified[0]]
        if qualified:
            return None
        value = self.infer(node.value)
        if value is None or value is UNDECIDED or not isinstance(value.node, ast.ClassDef):
            return None
        found = self.classes.attribute(value.node, node.attr)
        return found.without_elements() if found is not None else None

    def _name(self, node: ast.Name) -> Type | None:
        if node.id in ("True", "False"):
            return BOOL
        if node.id == "None":
            return NONE
        owner = self.scopes.lookup(node.id, node)
        if owner is None:
            if not self.names.is_builtin(node, node):
                return None
            return Type("function", qualified=f"__builtin__.{node.id}")
        if owner in self.scopes.executing:
            return None
        guarded = self._by_isinstance(node, owner)
        if guarded is not None:
            return guarded
        reaching = self.flow.reaching(node, owner) if len(owner.binding(node.id)) > 1 else None
        if reaching is not None:
            found = self.settle(reaching, self._binding, reaching, owner)
        else:
            found = self.settle((owner, node.id), self._all_bindings, node.id, owner)
        return found.without_elements() if found is not None else None

    def _all_bindings(self, name: str, owner: Scope) -> Type | None:
        bindings = [
            each for each in owner.binding(name) if not isinstance(getattr(each, "ctx", None), ast.Del)
        ]
        if not bindings:
            return None
        found: Type | None = UNDECIDED
        for binding in bindings:
            found = join(found, self._binding(binding, owner))
            if found is None:
                return None
        return found

    def _binding(self, binding: Any, owner: Scope) -> Type | None:
        if isinstance(binding, ast.alias):
            return self._imported(binding)
        if isinstance(binding, ast.arg):
            return self._parameter(binding)
        if isinstance(binding, (ast.FunctionDef, ast.AsyncFunctionDef)):
            return None if binding.decorator_list else Type("function", node=binding)
        if isinstance(binding, ast.ClassDef):
            return None if binding.decorator_list else Type("class", node=binding)
        if isinstance(binding, ast.Name) and isinstance(binding.ctx, ast.Store):
            return self.target(binding)
        return None

    def _imported(self, alias: ast.alias) -> Type | None:
        statement = self.tree.parents.get(alias)
        if isinstance(statement, ast.Import):
            return Type("module", qualified=alias.name if alias.asname else alias.name.partition(".")[0])
        return None

    def _parameter(self, arg: ast.arg) -> Type | None:
        arguments: Any = self.tree.parents.get(arg)
        if not isinstance(arguments, ast.arguments):
            return None
        if arg is arguments.vararg:
            return Type("tuple")
        if arg is arguments.kwarg:
            return Type("dict")
        function: Any = self.tree.parents.get(arguments)
        if not isinstance(function, ast.FunctionDef) or not arguments.args or arguments.args[0] is not arg:
            return None
        holder = self.tree.parents.get(function)
        scope = self.scopes.of(function)
        if scope.kind is not ScopeKind.CLASS or not isinstance(scope.node, ast.ClassDef):
            return None
        is_plain = holder is scope.node and not function.decorator_list and function.name != "__new__"
        return Type("instance", node=scope.node) if is_plain else None

    def _by_isinstance(self, use: ast.Name, owner: Scope) -> Type | None:
        if use.id not in self.flow.tested_names or not isinstance(use.ctx, ast.Load):
            return None
        for call in self.flow.isinstance_guards(use, owner):
            if self.names.is_builtin("isinstance", call):
                found = self._tested_type(call.args[1])
                if found is not None:
                    return found
        return None

    def _tested_type(self, kinds: ast.expr) -> Type | None:
        types: list[Type | None] = []
        for kind in kinds.elts if isinstance(kinds, ast.Tuple) else [kinds]:
            is_known = (
                isinstance(kind, ast.Name) and kind.id in _GUARD_TYPES and self.names.is_builtin(kind, kind)
            )
            types.append(Type(kind.id) if is_known else None)  # type: ignore[attr-defined]
        if types and all(each is not None and each.is_integer for each in types):
            return INT if len(types) > 1 else types[0]
        return join_all(types)


_RULES: Mapping[type[ast.AST], Callable[[Inference, Any], Type | None]] = {
    ast.Constant: Inference._constant,
    ast.JoinedStr: Inference._joined_string,
    ast.List: Inference._sequence,
    ast.Set: Inference._sequence,
    ast.Tuple: Inference._tuple,
    ast.Dict: Inference._dict,
    ast.ListComp: Inference._list_comprehension,
    ast.SetComp: Inference._set_comprehension,
    ast.DictComp: Inference._dict_comprehension,
    ast.GeneratorExp: Inference._generator,
    ast.BoolOp: Inference._bool_operation,
    ast.IfExp: Inference._conditional,
    ast.Compare: Inference._compare,
    ast.UnaryOp: Inference._unary,
    ast.BinOp: Inference._binary,
    ast.Subscript: Inference._subscript,
    ast.Lambda: Inference._lambda,
    ast.Repr: Inference._repr,
    ast.Call: Inference._call,
    ast.Attribute: Inference._attribute,
    ast.Name: Inference._name,
}


def _element(container: Type | None) -> Type | None:
    return container.element if container is not None else None


def _decided(found: Type | None) -> Type | None:
    """A type as it is handed out."""
    if found is None or found is UNDECIDED:
        return None
    if any(each is UNDECIDED for each in found.args):
        return Type(found.name, tuple(map(_decided, found.args)), found.node, found.qualified)
    return found
