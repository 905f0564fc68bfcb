"""The rule for `True` and `False` as names that are bound."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Mode, Module, Rule, Stage, ast
from py3port_codemods._constant_names import (
    CONSTANTS,
    renamed_attribute,
    renamed_keyword,
    renamed_name,
    renamed_parameter,
)


class ConstantAssignment(Rule):
    """`True` and `False` are keywords in Python 3; Python 2 let them be variables, parameters and attributes.

    Code from before Python 2.3 gives them the values 1 and 0, or the results of comparisons: they are built in, and
    the assignment goes. What has another value, a parameter say, gets an underscore at its end, with all that reads it.

    Fix safety: `True` prints otherwise than `1`, and other modules may know a name that is changed.
    """

    name = "constant-assignment"
    title = "Do not assign to True and False"
    stage = Stage.COMMON
    applicability = Applicability.UNSAFE
    references = ("https://docs.python.org/3/whatsnew/3.0.html#changed-syntax",)
    words = ("True", "False")
    nodes = (ast.Name, ast.Attribute, ast.Module)
    guardable = False
    examples = (
        Example("True, False = 1, 0\nx = True and 2\n", "x = True and 2\n", unsafe=True),
        Example(
            "try:\n    True\nexcept NameError:\n    True = 1 == 1\n    False = not True\nx = True and 2\n",
            "try:\n    True\nexcept NameError:\n    pass\nx = True and 2\n",
            unsafe=True,
        ),
        Example(
            "def f(True=3, x=True):\n    return True, x, [True for i in 'a']\nx = f(), f(True=4), True\n",
            "def f(True_=3, x=True):\n    return True_, x, [True_ for i in 'a']\nx = f(), f(True_=4), True\n",
            unsafe=True,
        ),
        Example(
            "for True in [1, 2]:\n    pass\ndef f():\n    return True\nx = f()\n",
            "for True_ in [1, 2]:\n    pass\ndef f():\n    return True_\nx = f()\n",
            unsafe=True,
        ),
        Example(
            "class A:\n    True = 'yes'\n    b = True\n    def f(self):\n        return True\n"
            "x = A.True, A.b, A().f()\n",
            "class A:\n    True_ = 'yes'\n    b = True_\n    def f(self):\n        return True\n"
            "x = A.True_, A.b, A().f()\n",
            unsafe=True,
        ),
        Example(
            "def f(**options):\n    return options\nx = f(a=1, True=2)\n",
            "def f(**options):\n    return options\nx = f(a=1, **{'True': 2})\n",
            unsafe=True,
        ),
        Example(
            "class A(object):\n    pass\na = A()\nsetattr(a, 'True', 1)\nx = a.True\n",
            "class A(object):\n    pass\na = A()\nsetattr(a, 'True', 1)\nx = getattr(a, 'True')\n",
            unsafe=True,
        ),
        Example("class A(object):\n    pass\nA.False = 1\n", None, findings=1),
        Example("f(True=2, a=1)\n", None, findings=1, mode=Mode.DUAL),
        Example("x = True, False, None\ndef f(a=True):\n    return a is False\n", None),
    )

    def names(self) -> frozenset[str]:
        """The two."""
        return CONSTANTS

    def detect(self, node: Any, module: Module) -> Iterable[Match]:
        """Every place where one of them is bound, or is the name of something else."""
        message = "`True` and `False` are keywords in Python 3"
        if isinstance(node, ast.Name):
            statement = module.statement(node)
            is_first = next(each for each in ast.walk(statement) if isinstance(each, ast.Name)) is node
            if not _is_usual(statement):
                yield _match(node, message, renamed_name(node, module))
            elif is_first:
                yield Match(statement, message, data=statement)
        elif isinstance(node, ast.Attribute):
            if node.attr in CONSTANTS:
                yield _match(node, message, renamed_attribute(node, module))
        else:
            for each in module.nodes(ast.arg, ast.keyword):
                if each.arg in CONSTANTS:
                    is_parameter = isinstance(each, ast.arg)
                    edits = renamed_parameter(each, module) if is_parameter else renamed_keyword(each, module)
                    yield _match(each, message, edits)

    def rewrite_text(self, matches: Sequence[Match], editor: Editor) -> bool:
        """Take the assignments out, and rename all else."""
        edits: set[tuple[int, int, str]] = set()
        for match in matches:
            if isinstance(match.data, ast.stmt):
                editor.remove_statement(match.data)
            else:
                edits.update(match.data)
        for edit in edits:
            editor.replace_span(*edit)
        return True


def _match(node: ast.AST, message: str, edits: Sequence[tuple[int, int, str]]) -> Match:
    return Match(node, message, Applicability.UNSAFE if edits else Applicability.MANUAL, edits)


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
        isinstance(name, ast.Name) and name.id in CONSTANTS and _truth(value) is (name.id == "True")
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
