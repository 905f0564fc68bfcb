"""How the value of an expression is used: whether an iterable will do where Python 2 gave a list."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from py3port.analysis.infer import Inference
from py3port.analysis.mutation import Mutations
from py3port.analysis.scopes import ScopeKind
from py3port.analysis.variables import Variables
from py3port.python2 import Tree, ast

_EAGER = frozenset(
    {
        "__builtin__.sum", "__builtin__.any", "__builtin__.all", "__builtin__.set", "__builtin__.frozenset",
        "__builtin__.tuple", "__builtin__.dict", "__builtin__.sorted", "__builtin__.bytearray", "collections.deque",
        "collections.Counter", "collections.OrderedDict", "string.join", "string.joinfields", "math.fsum",
        "__builtin__.dict.fromkeys", "sets.Set", "sets.ImmutableSet", "itertools.product", "itertools.permutations",
        "itertools.combinations",
    }
)  # fmt: skip
_EAGER_SECOND = frozenset(
    {
        "__builtin__.reduce", "functools.reduce", "heapq.nlargest", "heapq.nsmallest", "array.array",
        "collections.defaultdict",
    }
)  # fmt: skip
_EAGER_ALONE = frozenset({"__builtin__.min", "__builtin__.max"})
_LAZY = frozenset({"__builtin__.enumerate", "__builtin__.iter", "__builtin__.zip", "heapq.merge"})
_LAZY_SECOND = frozenset({"__builtin__.map", "__builtin__.filter"})
_BRIDGES = frozenset({"six.moves", "builtins", "future_builtins"})
_NEEDS_SEQUENCE = frozenset({"__builtin__.reversed", "random.choice", "random.sample", "random.shuffle"})
_EAGER_METHODS = frozenset(
    {
        "difference", "difference_update", "extend", "extendleft", "fromkeys", "intersection", "intersection_update",
        "isdisjoint", "issubset", "issuperset", "join", "symmetric_difference", "symmetric_difference_update", "union",
        "update", "writelines", "writerows",
    }
)  # fmt: skip
_GROWING = frozenset({"extend", "extendleft", "update", "difference_update", "intersection_update"})
_LIST_MUTATORS = frozenset({"append", "extend", "insert", "pop", "remove", "reverse", "sort"})
_LIST_READERS = frozenset({"count", "index", "__getitem__", "__getslice__"})
_VIEWS = frozenset({"keys", "values", "items"})
_MAX_DEPTH = 4


class Consumer(enum.Enum):
    """What takes the value of an expression."""

    ITERATED = "iterated"
    """Iterated over once, at once: a loop, a comprehension, sorted, join, `in`, unpacking, `*args`."""
    LISTED = "listed"
    """Made a list by `list(...)`."""
    DISCARDED = "discarded"
    """An expression statement, or a variable that nobody reads."""
    INDEXED = "indexed"
    """Subscripted, or otherwise needed as a sequence."""
    MUTATED = "mutated"
    """Changed itself, or iterated over while what it comes from may change."""
    STORED = "stored"
    """Kept where its uses are not seen, or used several times."""
    RETURNED = "returned"
    ARGUMENT = "argument"
    """Passed to, or printed by, something that may do anything with it."""
    TRUTH = "truth"
    COMPARED = "compared"
    LEN = "len"
    OTHER = "other"


_ONCE = frozenset({Consumer.ITERATED, Consumer.LISTED})


class Consumers:
    """Answers for one tree."""

    def __init__(self, tree: Tree, inference: Inference, mutations: Mutations) -> None:
        self._parents = tree.parents
        self._inference = inference
        self._scopes = inference.scopes
        self._names = inference.names
        self._mutations = mutations
        self._variables = Variables(tree, inference.scopes, mutations)

    def consumer(self, node: ast.expr) -> Consumer:
        """The one way in which the value is used; STORED where it is used several times, or out of sight."""
        try:
            return self._climb(node, self.containers(node), 0)
        except RecursionError:
            return Consumer.OTHER

    def uses(self, node: ast.expr) -> Sequence[Consumer]:
        """How each use takes the value: several where it goes through a local variable, else one."""
        try:
            name = self._variables.assigned_name(node)
            followed = self._local_uses(name, self.containers(node), 0) if name is not None else None
            return [self.consumer(node)] if followed is None else [consumer for _, consumer in followed]
        except RecursionError:
            return [Consumer.OTHER]

    def containers(self, node: ast.expr) -> Sequence[ast.expr]:
        """What a dictionary's view or a lazy `map`, `filter`, `zip` would go on reading from."""
        if not isinstance(node, ast.Call):
            return [node] if isinstance(node, (ast.Name, ast.Attribute, ast.Subscript)) else []
        if isinstance(node.func, ast.Attribute) and node.func.attr in _VIEWS and not node.args:
            return [node.func.value]
        name = self._function(node)
        if name in _LAZY or name in _LAZY_SECOND:
            arguments = node.args[1:] if name in _LAZY_SECOND else node.args
            return [container for each in arguments for container in self.containers(each)]
        return []

    def _climb(self, node: ast.expr, containers: Sequence[ast.expr], depth: int) -> Consumer:
        parent: Any = self._parents.get(node)
        rule = _RULES.get(type(parent))
        if rule is None or depth > _MAX_DEPTH * 4:
            return Consumer.OTHER
        return rule(self, parent, node, containers, depth + 1)

    def _expression(self, parent: Any, node: Any, containers: Any, depth: int) -> Consumer:
        return Consumer.DISCARDED

    def _argument(self, parent: Any, node: Any, containers: Any, depth: int) -> Consumer:
        return Consumer.ARGUMENT

    def _truth(self, parent: Any, node: Any, containers: Any, depth: int) -> Consumer:
        return Consumer.TRUTH if node is parent.test else Consumer.ARGUMENT

    def _stored(self, parent: Any, node: Any, containers: Any, depth: int) -> Consumer:
        return Consumer.STORED

    def _returned(self, parent: Any, node: Any, containers: Any, depth: int) -> Consumer:
        return Consumer.RETURNED

    def _iterated(self, parent: Any, node: Any, containers: Any, depth: int) -> Consumer:
        return Consumer.ITERATED

    def _for(self, parent: Any, node: Any, containers: Any, depth: int) -> Consumer:
        if node is not parent.iter:
            return Consumer.OTHER
        changed = any(self._mutations.in_loop(parent, each) for each in containers)
        return Consumer.MUTATED if changed else Consumer.ITERATED

    def _comprehension(self, parent: Any, node: Any, containers: Any, depth: int) -> Consumer:
        if node is not parent.iter:
            return Consumer.TRUTH
        whole: Any = self._parents[parent]
        if any(self._mutations.in_comprehension(whole, parent, each) for each in containers):
            return Consumer.MUTATED
        return (
            self._through(whole, containers, depth)
            if isinstance(whole, ast.GeneratorExp)
            else Consumer.ITERATED
        )

    def _through(self, lazy: ast.expr, containers: Any, depth: int) -> Consumer:
        """Something lazy reads it: MUTATED where that is, else ITERATED."""
        outer = self._climb(lazy, containers, depth)
        return Consumer.MUTATED if outer is Consumer.MUTATED else Consumer.ITERATED

    def _attribute(self, parent: Any, node: Any, containers: Any, depth: int) -> Consumer:
        if parent.attr in _LIST_MUTATORS:
            return Consumer.MUTATED
        if parent.attr == "__len__":
            return Consumer.LEN
        return Consumer.INDEXED if parent.attr in _LIST_READERS else Consumer.OTHER

    def _subscript(self, parent: Any, node: Any, containers: Any, depth: int) -> Consumer:
        if node is not parent.value:
            return Consumer.OTHER
        return Consumer.INDEXED if isinstance(parent.ctx, ast.Load) else Consumer.MUTATED

    def _compare(self, parent: ast.Compare, node: Any, containers: Any, depth: int) -> Consumer:
        is_membership = len(parent.ops) == 1 and isinstance(parent.ops[0], (ast.In, ast.NotIn))
        return Consumer.ITERATED if is_membership and node is not parent.left else Consumer.COMPARED

    def _bool(self, parent: ast.BoolOp, node: Any, containers: Any, depth: int) -> Consumer:
        outer = self._climb(parent, containers, depth)
        is_value = node is parent.values[-1] or outer not in (_ONCE | {Consumer.DISCARDED, Consumer.LEN})
        return outer if is_value else Consumer.TRUTH

    def _unary(self, parent: ast.UnaryOp, node: Any, containers: Any, depth: int) -> Consumer:
        return Consumer.TRUTH if isinstance(parent.op, ast.Not) else Consumer.OTHER

    def _conditional(self, parent: ast.IfExp, node: Any, containers: Any, depth: int) -> Consumer:
        return Consumer.TRUTH if node is parent.test else self._climb(parent, containers, depth)

    def _tuple(self, parent: Any, node: Any, containers: Any, depth: int) -> Consumer:
        outer = self._parents.get(parent)
        if isinstance(outer, ast.BinOp):
            return Consumer.ARGUMENT
        name = self._variables.assigned_name(node)
        return Consumer.STORED if name is None else self._follow(name, containers, depth)

    def _assign(self, parent: Any, node: Any, containers: Any, depth: int) -> Consumer:
        targets = parent.targets if isinstance(parent, ast.Assign) else [parent.target]
        if all(isinstance(each, (ast.Tuple, ast.List)) or _is_slice(each) for each in targets):
            return Consumer.ITERATED
        name = self._variables.assigned_name(node)
        return Consumer.STORED if name is None else self._follow(name, containers, depth)

    def _augmented(self, parent: ast.AugAssign, node: Any, containers: Any, depth: int) -> Consumer:
        found = self._inference.type_of(parent.target)
        if found is None or found.name != "list" or not isinstance(parent.op, ast.Add):
            return Consumer.OTHER
        grows = self._mutations.key(parent.target)
        return Consumer.MUTATED if self._reads_from(grows, containers) else Consumer.ITERATED

    def _reads_from(self, key: str, containers: Sequence[ast.expr]) -> bool:
        return any(self._mutations.key(each) == key for each in containers)

    def _call(self, parent: ast.Call, node: Any, containers: Any, depth: int) -> Consumer:
        if node is parent.func:
            return Consumer.OTHER
        position = next(index for index, each in enumerate(parent.args) if each is node)
        name = self._function(parent)
        if name:
            return self._library_call(name, parent, position, containers, depth)
        if isinstance(parent.func, ast.Attribute) and parent.func.attr in _EAGER_METHODS:
            receiver = self._inference.type_of(parent.func.value)
            if receiver is None or receiver.node is None:
                method = parent.func.attr
                grown = parent.func.value
                # What is made anew each time, as `{}` is, is no other object that is written alike.
                is_kept = method in _GROWING and isinstance(grown, (ast.Name, ast.Attribute, ast.Subscript))
                grows = self._mutations.key(grown) if is_kept else ""
                return (
                    Consumer.MUTATED if grows and self._reads_from(grows, containers) else Consumer.ITERATED
                )
        return self._own_function(parent, position, containers, depth)

    def _library_call(
        self, name: str, call: ast.Call, position: int, containers: Sequence[ast.expr], depth: int
    ) -> Consumer:
        root, _, leaf = name.rpartition(".")
        if root in _BRIDGES:
            name = f"__builtin__.{leaf}"
        single = _SINGLE.get(name)
        if single is not None and position == 0:
            return single
        is_eager = name in _EAGER and (position == 0 or name == "itertools.product")
        if is_eager or (name in _EAGER_SECOND and position == 1):
            return Consumer.ITERATED
        if name in _EAGER_ALONE and len(call.args) == 1:
            return Consumer.ITERATED
        if (name in _NEEDS_SEQUENCE and position == 0) or name.startswith("bisect."):
            return Consumer.INDEXED
        is_lazy = name in _LAZY or name.startswith("itertools.")
        if is_lazy or (name in _LAZY_SECOND and position > 0):
            return self._through(call, containers, depth)
        return Consumer.ARGUMENT

    def _own_function(
        self, call: ast.Call, position: int, containers: Sequence[ast.expr], depth: int
    ) -> Consumer:
        """What a function of the module does with the parameter that takes the value."""
        found = self._inference.type_of(call.func) if depth < _MAX_DEPTH else None
        if (
            found is None
            or not isinstance(found.node, ast.FunctionDef)
            or any(_is_star(each) for each in call.args)
        ):
            return Consumer.ARGUMENT
        arguments: Any = found.node.args
        bound = isinstance(call.func, ast.Attribute)
        index = position + (1 if bound else 0)
        if index >= len(arguments.args) or not isinstance(arguments.args[index], ast.arg):
            return Consumer.ARGUMENT
        used = self._follow(arguments.args[index], (), depth)
        is_out_of_reach = all(self._is_local(each) for each in containers)
        return used if used in _ONCE and is_out_of_reach else Consumer.ARGUMENT

    def _is_local(self, container: ast.expr) -> bool:
        """Whether a container is a local variable, which another function cannot change."""
        scope = self._scopes.lookup(container.id, container) if isinstance(container, ast.Name) else None
        return scope is not None and scope.kind is ScopeKind.FUNCTION

    def _function(self, call: ast.Call) -> str:
        names = self._names.candidates(call.func)
        return names[0] if len(names) == 1 else ""

    def _follow(self, binding: Any, containers: Sequence[ast.expr], depth: int) -> Consumer:
        uses = self._local_uses(binding, containers, depth)
        if uses is None:
            return Consumer.STORED
        if not uses:
            return Consumer.DISCARDED
        kinds = {consumer for _, consumer in uses}
        if len(uses) == 1:
            return uses[0][1]
        if kinds <= _ONCE and self._variables.are_exclusive([use for use, _ in uses]):
            return Consumer.LISTED if kinds == {Consumer.LISTED} else Consumer.ITERATED
        for telling in (Consumer.MUTATED, Consumer.INDEXED):
            if telling in kinds:
                return telling
        return Consumer.STORED

    def _local_uses(
        self, binding: Any, containers: Sequence[ast.expr], depth: int
    ) -> Sequence[tuple[ast.Name, Consumer]] | None:
        """The reads of a local variable and what each does; None where they are not all in sight."""
        name = binding.id if isinstance(binding, ast.Name) else binding.arg
        owner = (
            self._scopes.lookup(name, binding) if isinstance(binding, ast.Name) else self._scopes.of(binding)
        )
        if depth > _MAX_DEPTH or owner is None or owner.kind is not ScopeKind.FUNCTION:
            return None
        if owner in self._scopes.executing or not self._variables.is_plain(name, binding, owner):
            return None
        uses = []
        for use in self._scopes.uses(name, owner):
            if not isinstance(use.ctx, ast.Load) and not isinstance(self._parents.get(use), ast.AugAssign):
                continue
            reaching = self._inference.flow.reaching(use, owner)
            if reaching is not None and reaching is not binding:
                continue
            # `x += y` changes a list in its place, and asks for one.
            is_read = isinstance(use.ctx, ast.Load)
            consumer = self._climb(use, containers, depth + 1) if is_read else Consumer.MUTATED
            repeated = consumer in _ONCE and self._variables.is_repeated(use, binding)
            uses.append((use, Consumer.STORED if repeated else consumer))
        if not uses or any(consumer is Consumer.MUTATED for _, consumer in uses):
            return uses
        return None if self._variables.changes_before(binding, uses[-1][0], containers) else uses


_SINGLE: Mapping[str, Consumer] = {
    "__builtin__.list": Consumer.LISTED,
    "__builtin__.len": Consumer.LEN,
    "__builtin__.bool": Consumer.TRUTH,
}
_RULES: Mapping[type[Any], Callable[[Consumers, Any, Any, Any, int], Consumer]] = {
    ast.Expr: Consumers._expression,
    ast.For: Consumers._for,
    ast.AsyncFor: Consumers._for,
    ast.comprehension: Consumers._comprehension,
    ast.Call: Consumers._call,
    ast.keyword: Consumers._argument,
    ast.Print: Consumers._argument,
    ast.Repr: Consumers._argument,
    ast.FormattedValue: Consumers._argument,
    ast.Starred: Consumers._iterated,
    ast.YieldFrom: Consumers._iterated,
    ast.Attribute: Consumers._attribute,
    ast.Subscript: Consumers._subscript,
    ast.Compare: Consumers._compare,
    ast.BoolOp: Consumers._bool,
    ast.UnaryOp: Consumers._unary,
    ast.IfExp: Consumers._conditional,
    ast.If: Consumers._truth,
    ast.While: Consumers._truth,
    ast.Assert: Consumers._truth,
    ast.Return: Consumers._returned,
    ast.Yield: Consumers._returned,
    ast.Lambda: Consumers._returned,
    ast.Assign: Consumers._assign,
    ast.AnnAssign: Consumers._assign,
    ast.AugAssign: Consumers._augmented,
    ast.Tuple: Consumers._tuple,
    ast.List: Consumers._stored,
    ast.Set: Consumers._stored,
    ast.Dict: Consumers._stored,
    ast.arguments: Consumers._stored,
}


def _is_slice(target: ast.expr) -> bool:
    return isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Slice)


def _is_star(node: ast.expr) -> bool:
    return isinstance(node, ast.Starred)
