"""The rule for `has_key`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import (
    Applicability,
    Editor,
    Example,
    Match,
    Module,
    Rule,
    Stage,
    ast,
    binds_tighter_than_comparison,
    cst,
    parenthesized,
)


class DictHasKey(Rule):
    """`d.has_key(k)` is gone in Python 3; `k in d` does the same on both, and always was the better spelling.

    A class may have a `has_key` of its own, which stays: no finding where the object is one of those. In its own
    `__contains__` a class must not ask `in` of itself; that is left to a person.

    Fix safety: a reference to the method (`filter(d.has_key, names)`) becomes one to `__contains__`, which is right for
    dictionaries; where the object is not known to be one it waits for `--unsafe`, and so does every call in a module
    that defines a `has_key` itself, or in a project with a class that has a `has_key` and no `__contains__`. There,
    what goes by a name that has other attributes than a dictionary's (`node.parent`) is left to a person.
    """

    name = "dict-has-key"
    title = "Use in for has_key"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    aliases = ("fix_has_key",)
    references = ("https://docs.python.org/3/whatsnew/3.0.html#builtins",)
    words = ("has_key",)
    nodes = (ast.Attribute,)
    examples = (
        Example("d = {1: 2}\nx = d.has_key(1)\n", "d = {1: 2}\nx = 1 in d\n"),
        Example("d = {1: 2}\nx = not d.has_key(1)\n", "d = {1: 2}\nx = 1 not in d\n"),
        Example("d = {1: 2}\nx = not (d.has_key(1))\n", "d = {1: 2}\nx = not (1 in d)\n"),
        Example("d = {1: 2}\nx = d.has_key(1) == True\n", "d = {1: 2}\nx = (1 in d) == True\n"),
        Example("d = {1: 2}\nx = -d.has_key(1) + 3\n", "d = {1: 2}\nx = -(1 in d) + 3\n"),
        Example("d = {True: 2}\nx = d.has_key(1 or 2)\n", "d = {True: 2}\nx = (1 or 2) in d\n"),
        Example("d = {(1, 2): 2}\nx = d.has_key((1, 2))\n", "d = {(1, 2): 2}\nx = (1, 2) in d\n"),
        Example(
            "a = {1: {2: 3}}\nif a.has_key(1) and a[1].has_key(2):\n    print('both')\n",
            "a = {1: {2: 3}}\nif 1 in a and 2 in a[1]:\n    print('both')\n",
        ),
        Example(
            "class T(object):\n    pass\nt = T()\nt.has_key = lambda k: k\nx = t.has_key(4)\n",
            None,
        ),
        Example("d = {}\nx = d.has_key(i for i in [1])\n", "d = {}\nx = (i for i in [1]) in d\n"),
        Example("d = {1: 2}\nx = d.has_key(1)or 2\n", "d = {1: 2}\nx = (1 in d)or 2\n"),
        Example(
            "d = {True: 1}\ne = {0: 1}\nx = d.has_key(e.has_key(0))\n",
            "d = {True: 1}\ne = {0: 1}\nx = (0 in e) in d\n",
        ),
        Example("d = {1: 2}\nx = d.has_key(  # note\n    1\n)\n", None, findings=1),
        Example(
            "d = {1: 2}\nx = list(filter(d.has_key, [1, 2]))\n",
            "d = {1: 2}\nx = list(filter(d.__contains__, [1, 2]))\n",
        ),
        Example(
            "x = list(filter(f().has_key, [1, 2]))\n",
            "x = list(filter(f().__contains__, [1, 2]))\n",
            unsafe=True,
            runs=False,
        ),
        Example(
            "class A(object):\n    def has_key(self, key):\n        return key\nx = A().has_key(1)\n"
            "class B(A):\n    def f(self):\n        return self.has_key(1)\n",
            None,
        ),
        Example(
            "class A(object):\n    def has_key(self, key):\n        return key\n"
            "def f(x):\n    x.old_refs.append(1)\n    return x.new_refs.has_key(1)\n",
            "class A(object):\n    def has_key(self, key):\n        return key\n"
            "def f(x):\n    x.old_refs.append(1)\n    return 1 in x.new_refs\n",
            unsafe=True,
        ),
        Example(
            "class A(object):\n    def __init__(self, held):\n        self.held = held\n"
            "    def has_key(self, key):\n        return self.held.has_key(key)\n"
            "    def __len__(self):\n        return self.held.__len__()\nx = A({1: 2}).has_key(1)\n",
            "class A(object):\n    def __init__(self, held):\n        self.held = held\n"
            "    def has_key(self, key):\n        return key in self.held\n"
            "    def __len__(self):\n        return self.held.__len__()\nx = A({1: 2}).has_key(1)\n",
            unsafe=True,
        ),
        Example(
            "class A(dict):\n    def __contains__(self, key):\n        return self.has_key(key)\n",
            None,
            findings=1,
        ),
        Example(
            "d = {3: 2}\nif d.has_key(1 +\n             2):\n    print('yes')\n",
            "d = {3: 2}\nif (1 +\n             2) in d:\n    print('yes')\n",
        ),
        Example(
            "class D(dict):\n    def f(self, key):\n        return dict.has_key(self, key)\n"
            "x = D(a=1).f('a')\n",
            "class D(dict):\n    def f(self, key):\n        return dict.__contains__(self, key)\n"
            "x = D(a=1).f('a')\n",
        ),
        Example("d.has_key(*args)\n", None, findings=1, runs=False),
        Example("cache.has_key('a', version=2)\ntable.has_key(1, transaction)\n", None, runs=False),
        Example("has_key = 3\nd.has_key = 3\n", None, runs=False),
    )

    def names(self) -> frozenset[str]:
        """The method."""
        return frozenset({"has_key"})

    def detect(self, node: ast.Attribute, module: Module) -> Iterable[Match]:
        """Every call of the method and every other reference to it."""
        if node.attr != "has_key" or not isinstance(node.ctx, ast.Load) or _is_own_method(node, module):
            return
        call = module.parent(node)
        message = "`has_key` is gone in Python 3"
        known = module.type_of(node.value)
        likely = _trust(node, module) if known is None and _is_defined_somewhere(module) else None
        if not isinstance(call, ast.Call) or call.func is not node:
            yield Match(
                node, message, None if known is not None and known.name == "dict" else Applicability.UNSAFE
            )
        elif module.qualified_name(node.value) == "__builtin__.dict" and len(call.args) == 2:
            yield Match(node, message)
        elif any(isinstance(each, ast.Starred) for each in call.args) or _is_in_contains(node, module):
            yield Match(call, message, Applicability.MANUAL)
        elif len(call.args) != 1 or call.keywords:
            return
        elif module.has_comment(call):
            yield Match(call, f"{message}; a comment stands inside the call", Applicability.MANUAL)
        else:
            negation = module.parent(call)
            is_negated = isinstance(negation, ast.UnaryOp) and isinstance(negation.op, ast.Not)
            direct = is_negated and module.text(negation)[3:].strip() == module.text(call)
            yield Match(negation if direct and negation else call, message, likely)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """`key in d`, `key not in d`, `d.__contains__`."""
        if isinstance(match.node, ast.Attribute):
            return node.with_changes(attr=cst.Name("__contains__"))
        is_negated = isinstance(match.node, ast.UnaryOp)
        call = node.expression if is_negated else node
        key, container = call.args[0].value, call.func.value
        loose = (cst.Comparison, cst.BooleanOperation, cst.Lambda, cst.IfExp, cst.Yield, cst.NamedExpr)
        is_not = isinstance(key, cst.UnaryOperation) and isinstance(key.operator, cst.Not)
        is_loose = not key.lpar and (is_not or isinstance(key, loose))
        is_bare = isinstance(key, cst.GeneratorExp) and not key.lpar
        if is_loose or is_bare or _needs_parentheses_to_break_lines(key):
            key = parenthesized(key)
        operator = cst.NotIn() if is_negated else cst.In()
        result = cst.Comparison(
            key, [cst.ComparisonTarget(operator, container)], lpar=node.lpar, rpar=node.rpar
        )
        if not node.lpar and binds_tighter_than_comparison(match.node, editor.module):
            return parenthesized(result)
        return result


def _needs_parentheses_to_break_lines(key: Any) -> bool:
    """Whether an expression goes over lines that only the parentheses of the call held together."""
    if key.lpar or isinstance(key, (cst.List, cst.Dict, cst.Set, cst.SimpleString)):
        return False
    if isinstance(key, (cst.Call, cst.Subscript)):
        return _needs_parentheses_to_break_lines(key.func if isinstance(key, cst.Call) else key.value)
    return "\n" in cst.Module([]).code_for_node(key)


def _is_defined_somewhere(module: Module) -> bool:
    """Whether an object of which nothing is known may have a `has_key` that `in` would not ask."""
    if any(each.name == "has_key" for each in module.nodes(ast.FunctionDef)):
        return True
    index = module.surroundings.index
    return index is not None and index.has_uncontained("has_key")


def _trust(node: ast.Attribute, module: Module) -> Applicability:
    """How far to trust that an object is a mapping, by what is done with whatever goes by its name in this file.

    An `old_node` is a `node` as well.
    """
    name = _last_name(node.value)
    others = (each for each in module.nodes(ast.Attribute) if each.attr not in _OF_MAPPINGS)
    is_other = bool(name) and name != "self" and any(_last_name(each.value) == name for each in others)
    return Applicability.MANUAL if is_other else Applicability.UNSAFE


def _last_name(node: ast.AST) -> str:
    """The last word of a name, by which things of a kind go; collections of things, in the plural, differ by more."""
    name = str(getattr(node, "attr", getattr(node, "id", "")))
    return name if name.endswith("s") else name.rpartition("_")[2]


_OF_MAPPINGS = frozenset(dir(dict)) | {"has_key", "iteritems", "iterkeys", "itervalues"}


def _is_own_method(node: ast.Attribute, module: Module) -> bool:
    """Whether the object is of a class of this module that has, or inherits, a `has_key` of its own."""
    known = module.type_of(node.value)
    definition = known.node if known is not None else None
    if not isinstance(definition, ast.ClassDef):
        return False
    is_assigned = any(
        each.attr == "has_key" and not isinstance(each.ctx, ast.Load) for each in module.nodes(ast.Attribute)
    )
    return is_assigned or module.class_defines(definition, "has_key")


def _is_in_contains(node: ast.Attribute, module: Module) -> bool:
    function = next((each for each in module.ancestors(node) if isinstance(each, ast.FunctionDef)), None)
    if function is None or function.name != "__contains__" or not function.args.args:
        return False
    return isinstance(node.value, ast.Name) and node.value.id == getattr(function.args.args[0], "arg", "")
