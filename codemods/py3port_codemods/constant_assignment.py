"""The rule for `True` and `False` as names that are bound."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Module, Rule, Stage, ast

_CONSTANTS = frozenset({"True", "False"})


class ConstantAssignment(Rule):
    """`True` and `False` are keywords in Python 3; Python 2 let them be variables, parameters and attributes.

    Code from before Python 2.3 gives them the values 1 and 0, or the results of comparisons: they are built in, and
    the assignment goes.

    Fix safety: `True` prints otherwise than `1`. Every other use of the names is only reported.
    """

    name = "constant-assignment"
    title = "Do not assign to True and False"
    stage = Stage.COMMON
    applicability = Applicability.UNSAFE
    references = ("https://docs.python.org/3/whatsnew/3.0.html#changed-syntax",)
    words = ("True", "False")
    nodes = (ast.Name, ast.Attribute, ast.arg, ast.keyword)
    guardable = False
    examples = (
        Example("True, False = 1, 0\nx = True and 2\n", "x = True and 2\n", unsafe=True),
        Example(
            "try:\n    True\nexcept NameError:\n    True = 1 == 1\n    False = not True\nx = True and 2\n",
            "try:\n    True\nexcept NameError:\n    pass\nx = True and 2\n",
            unsafe=True,
        ),
        Example("def f(True=3):\n    return True\nx = f()\n", None, findings=1),
        Example("for True in [1, 2]:\n    pass\n", None, findings=1),
        Example("class A:\n    True = 'yes'\nx = A.True\n", None, findings=2),
        Example("x = True, False, None\ndef f(a=True):\n    return a is False\n", None),
    )

    def names(self) -> frozenset[str]:
        """The two."""
        return _CONSTANTS

    def detect(self, node: Any, module: Module) -> Iterable[Match]:
        """Every place where one of them is bound, or is the name of something else."""
        message = "`True` and `False` are keywords in Python 3"
        if isinstance(node, ast.Name):
            statement = module.statement(node)
            is_first = next(each for each in ast.walk(statement) if isinstance(each, ast.Name)) is node
            if not _is_usual(statement):
                yield Match(node, message, Applicability.MANUAL)
            elif is_first:
                yield Match(statement, message, data=statement)
        elif (node.attr if isinstance(node, ast.Attribute) else node.arg) in _CONSTANTS:
            yield Match(node, message, Applicability.MANUAL)

    def rewrite_text(self, matches: Sequence[Match], editor: Editor) -> bool:
        """Take the assignments out."""
        for match in matches:
            editor.remove_statement(match.data)
        return True


def _is_usual(statement: Any) -> bool:
    """Whether a statement gives nothing but these two the values that they have."""
    if not isinstance(statement, ast.Assign):
        return False
    pairs: list[tuple[Any, Any]] = []
    for target in statement.targets:
        if isinstance(target, ast.Tuple) and isinstance(statement.value, ast.Tuple):
            pairs += zip(target.elts, statement.value.elts, strict=False)
        else:
            pairs.append((target, statement.value))
    return all(
        isinstance(name, ast.Name) and name.id in _CONSTANTS and _truth(value) is (name.id == "True")
        for name, value in pairs
    )


def _truth(value: Any) -> bool | None:
    """The truth of an expression of constants."""
    if isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.Not):
        inner = _truth(value.operand)
        return None if inner is None else not inner
    if isinstance(value, ast.Constant) and isinstance(value.value, (int, bool)):
        return bool(value.value)
    if isinstance(value, ast.Compare) and len(value.ops) == 1 and isinstance(value.ops[0], ast.Eq):
        left, right = (getattr(each, "value", None) for each in (value.left, value.comparators[0]))
        return left == right if isinstance(left, int) and isinstance(right, int) else None
    if isinstance(value, ast.Call) and getattr(value.func, "id", "") == "bool" and len(value.args) == 1:
        return _truth(value.args[0])
    return None
