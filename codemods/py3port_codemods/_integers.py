"""What is an integer by where it stands, by what else is done with it, or by what it is called."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Any

from py3port.rule import Module, ast, once_per_module
from py3port_codemods._passed_values import passed_for, sequence_behind

_ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod)
_BITWISE = (ast.LShift, ast.RShift, ast.BitAnd, ast.BitOr, ast.BitXor)
_SEQUENCES = frozenset({"str", "unicode", "bytes", "basestring", "list", "tuple"})
_TAKES_INTEGERS = frozenset(
    f"__builtin__.{name}" for name in ("range", "xrange", "chr", "unichr", "hex", "bin")
)
_OF_ELEMENTS = frozenset({"__builtin__.sum", "__builtin__.max", "__builtin__.min"})
_HOPS = 2
"""Through how many variables a quotient is followed."""
_COUNTS = re.compile(
    r"(^|_)(count|counts|counter|len|length|size|index|idx|offset|pos|position|num|col|cols|column|columns|row|rows|"
    r"page|pages|width|height|depth|level|start|end|stop|line|lines|bits|bytes|year|month|day|days|hour|hours|"
    r"minute|minutes|second|seconds|microsecond|microseconds|cx|cy|nx|ny|mid|middle|limit|per_page)$|count$|len$|size$",
    re.IGNORECASE,
)
"""What programs call their counters."""


def stands_for_integer(node: ast.AST, module: Module) -> bool:
    """Whether Python 2 would have raised TypeError if the value of an expression were a float."""
    child, parent = node, module.parent(node)
    while parent is not None:
        if isinstance(parent, ast.Slice) or (
            isinstance(parent, ast.UnaryOp) and isinstance(parent.op, ast.Invert)
        ):
            return True
        if isinstance(parent, ast.Subscript):
            return child is parent.slice and _is_sequence(parent.value, module)
        if isinstance(parent, ast.Call):
            return child in parent.args and module.qualified_name(parent.func) in _TAKES_INTEGERS
        if isinstance(parent, ast.BinOp):
            other = parent.right if child is parent.left else parent.left
            if isinstance(parent.op, _BITWISE):
                return True
            if isinstance(parent.op, ast.Mult) and _is_sequence(other, module):
                return True
            is_format = isinstance(parent.op, ast.Mod) and child is parent.right
            if is_format or not isinstance(parent.op, _ARITHMETIC):
                return False
        elif not isinstance(parent, ast.UnaryOp):
            return False
        child, parent = parent, module.parent(parent)
    return False


def is_bitwise(node: ast.AST) -> bool:
    """Whether an operator makes the value that takes integers, or sets, which cannot be divided."""
    return isinstance(node, ast.BinOp) and isinstance(node.op, _BITWISE)


def is_likely_integer(division: ast.BinOp | ast.AugAssign, module: Module) -> bool:
    """Whether all that a quotient is computed from is known for an integer from elsewhere, or is called like one.

    Or a variable that gets it stands where only an integer can, or the remainder is asked for as well.
    """
    if _is_kept_for_integer(division, module, _HOPS) or _has_remainder(division, module):
        return True
    if isinstance(division, ast.AugAssign):
        operands = [*_leaves(division.target), *_leaves(division.value)]
        return all(_is_integer(each, module) or _is_passed_integer(each, module) for each in operands)
    if getattr(division.left, "value", None) == 1:
        # A reciprocal of integers is always 0: nobody asks for that.
        return False
    leaves = list(_leaves(division))
    named = [each for each in leaves if not isinstance(each, ast.Constant)]
    if not named or not all(_may_be_integer(each, module) for each in leaves):
        return False
    if _is_percentage(division):
        return True
    known: Set[str] = _known_integers(module).get(_owner(division, module), frozenset())
    return all(
        _is_integer(each, module)
        or module.text(each) in known
        or _counts(each, module)
        or _is_passed_integer(each, module)
        for each in named
    )


def _is_kept_for_integer(node: ast.AST, module: Module, hops: int) -> bool:
    """Whether it goes into a variable that stands for an integer somewhere, or goes into another such variable."""
    child: Any = node
    parent = module.parent(node)
    while isinstance(parent, ast.UnaryOp) or (
        isinstance(parent, ast.BinOp) and isinstance(parent.op, _ARITHMETIC)
    ):
        child, parent = parent, module.parent(parent)
    target: Any = child.target if isinstance(child, ast.AugAssign) else None
    if isinstance(parent, ast.Assign) and len(parent.targets) == 1:
        target = parent.targets[0]
    scope = module.lookup(target.id, target) if isinstance(target, ast.Name) else None
    if scope is None or hops == 0:
        return False
    uses = [each for each in module.references(target.id, scope.node) if isinstance(each.ctx, ast.Load)]
    return any(stands_for_integer(each, module) for each in uses) or any(
        _is_kept_for_integer(each, module, hops - 1) for each in uses
    )


def _has_remainder(division: ast.BinOp | ast.AugAssign, module: Module) -> bool:
    """Whether what the division leaves is computed beside it: `s = t % 60` before `t /= 60`."""
    is_binary = isinstance(division, ast.BinOp)
    whole: Any = division.left if is_binary else division.target  # type: ignore[union-attr]
    part: Any = division.right if is_binary else division.value  # type: ignore[union-attr]
    is_number = isinstance(part, ast.Constant) and isinstance(part.value, int)
    if not is_number and not isinstance(part, (ast.Name, ast.Attribute)):
        return False
    scope, asked = module.scope(division), (module.text(whole), module.text(part))
    return any(
        isinstance(each.op, ast.Mod)
        and module.scope(each) is scope
        and (module.text(each.left), module.text(each.right)) == asked
        for each in module.nodes(ast.BinOp)
    )


@once_per_module
def _known_integers(module: Module) -> Mapping[ast.AST, set[str]]:
    """By class or function: what quotients are computed from that are sure to be integers."""
    found: dict[ast.AST, set[str]] = defaultdict(set)
    for each in module.nodes(ast.BinOp):
        if isinstance(each.op, (ast.Div, ast.FloorDiv)) and stands_for_integer(each, module):
            found[_owner(each, module)].update(module.text(leaf) for leaf in _leaves(each))
    return dict(found)


def _owner(node: ast.AST, module: Module) -> ast.AST:
    """The class around a node, else its function, else the module."""
    around = [each for each in module.ancestors(node) if isinstance(each, (ast.FunctionDef, ast.ClassDef))]
    classes = [each for each in around if isinstance(each, ast.ClassDef)]
    return (classes or around or [module.tree.root])[0]


def _leaves(node: ast.expr) -> Iterator[Any]:
    """The operands of an arithmetic expression."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, _ARITHMETIC):
        yield from _leaves(node.left)
        yield from _leaves(node.right)
    elif isinstance(node, ast.UnaryOp):
        yield from _leaves(node.operand)
    else:
        yield node


def _is_percentage(division: ast.BinOp) -> bool:
    """`x * 8 / 10`: who wanted a float would have written `x * 0.8`."""
    left = division.left
    return (
        isinstance(division.right, ast.Constant)
        and isinstance(left, ast.BinOp)
        and isinstance(left.op, ast.Mult)
        and isinstance(left.right, ast.Constant)
    )


def _counts(node: Any, module: Module) -> bool:
    """Whether a name is that of a counter; one letter counts only where the file itself says what it is."""
    name = getattr(node, "attr", getattr(node, "id", ""))
    if _COUNTS.search(name) is not None:
        return True
    if name not in ("i", "j", "k", "n"):
        return False
    return isinstance(node, ast.Attribute) or (
        module.lookup(name, node) is not None and not module.imported(node)
    )


def _is_passed_integer(node: Any, module: Module) -> bool:
    """Whether a parameter gets integers from all who call, or a function chooses from, or adds up, such elements."""
    if isinstance(node, ast.Call) and len(node.args) == 1 and isinstance(node.args[0], ast.Name):
        if module.qualified_name(node.func) not in _OF_ELEMENTS:
            return False
        return _all_integers([_element_of(each, module) for each in passed_for(node.args[0], module)])
    if not isinstance(node, ast.Name):
        return False
    sequence = sequence_behind(node, module)
    if sequence is not None:
        return _all_integers([_element_of(sequence, module)])
    return _all_integers([module.type_of(each) for each in passed_for(node, module)])


def _all_integers(types: Sequence[Any]) -> bool:
    return bool(types) and all(each is not None and each.is_integer for each in types)


def _element_of(node: ast.expr, module: Module) -> Any:
    known = module.type_of(node)
    return known.element if known is not None and known.name in ("list", "tuple", "xrange") else None


def _is_integer(node: ast.expr, module: Module) -> bool:
    found = module.type_of(node)
    return is_bitwise(node) or (found is not None and found.is_integer)


def _may_be_integer(node: ast.expr, module: Module) -> bool:
    found = module.type_of(node)
    return found is None or found.is_integer


def _is_sequence(node: ast.expr, module: Module) -> bool:
    found = module.type_of(node)
    return found is not None and found.name in _SEQUENCES
