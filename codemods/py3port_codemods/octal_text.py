"""The rule for `oct` and `hex`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import (
    Applicability,
    CannotRewrite,
    Editor,
    Example,
    Match,
    Module,
    Rule,
    Stage,
    as_argument,
    ast,
    cst,
    parenthesized,
)
from py3port_codemods._builtins import is_builtin_reference


class OctalText(Rule):
    """`oct(8)` was `"010"` and is `"0o10"` in Python 3; `hex` of a long integer ended in `L`, and does not.

    `"0%o" % x` gives the old text on both.

    Fix safety: of zero it gives `00`, and a negative number gets its zero before the minus, so that the fix waits for
    `--unsafe`. Code that cuts an `L` off is only reported.
    """

    name = "octal-text"
    title = "Format octal numbers as Python 2 did"
    stage = Stage.SEMANTIC
    applicability = Applicability.UNSAFE
    references = ("https://docs.python.org/3/whatsnew/3.0.html#integers",)
    words = ("oct", "hex")
    nodes = (ast.Name, ast.Attribute)
    examples = (
        Example(
            "x = oct(8), oct(3 | 64)[1:]\n",
            "x = '0%o' % 8, ('0%o' % (3 | 64))[1:]\n",
            unsafe=True,
            findings=2,
        ),
        Example(
            "x = [each for each in map(oct, [8])]\n",
            "x = [each for each in map(lambda number: '0%o' % number, [8])]\n",
            unsafe=True,
        ),
        Example("f = oct\nx = f(8)\n", "f = lambda number: '0%o' % number\nx = f(8)\n", unsafe=True),
        Example(
            "class A(object):\n    def __oct__(self):\n        return '07'\nx = oct(A())\n", None, findings=1
        ),
        Example("x = hex(2 ** 70)[2:-1]\ny = hex(10L)\n", None, findings=2),
        Example(
            "from future_builtins import oct\nx = oct(8), hex(8), hex(9)[2:], int('10', 8)\n",
            None,
            runs=False,
        ),
    )

    def names(self) -> frozenset[str]:
        """The built-ins."""
        return frozenset({"oct", "hex"})

    def detect(self, node: ast.Name | ast.Attribute, module: Module) -> Iterable[Match]:
        """Every use of `oct`, and of `hex` where an `L` is expected."""
        call: Any = module.parent(node)
        is_call = isinstance(call, ast.Call) and call.func is node and len(call.args) == 1
        if is_builtin_reference(node, "oct", module):
            message = "`oct` gives `0o10` in Python 3, not `010`"
            known = module.type_of(call.args[0]) if is_call else None
            is_object = known is not None and known.name == "instance"
            yield Match(call if is_call else node, message, Applicability.MANUAL if is_object else None)
        elif is_call and is_builtin_reference(node, "hex", module) and _expects_mark(call, module):
            yield Match(call, "`hex` puts no `L` at the end in Python 3", Applicability.MANUAL)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """A formatted string, or a function that makes one."""
        source: Any = match.node
        if not isinstance(source, ast.Call):
            if isinstance(node, cst.Attribute):
                raise CannotRewrite("it goes by way of `__builtin__`")
            function = cst.parse_expression("lambda number: '0%o' % number")
            around: Any = editor.module.parent(source)
            is_argument = isinstance(around, ast.Call) and around.func is not source
            is_alone = is_argument or isinstance(around, (ast.Assign, ast.Return, ast.keyword))
            return function if is_alone and not node.lpar else parenthesized(function)
        number = as_argument(node.args[0].value)
        if (
            not isinstance(number, (cst.Name, cst.Integer, cst.Attribute, cst.Call, cst.Subscript))
            and not number.lpar
        ):
            number = number.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
        operator = cst.Modulo()
        new = cst.BinaryOperation(cst.SimpleString("'0%o'"), operator, number, lpar=node.lpar, rpar=node.rpar)
        parent = editor.module.parent(source)
        if not node.lpar and isinstance(parent, (ast.Subscript, ast.Attribute, ast.BinOp, ast.UnaryOp)):
            return new.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
        return new


def _expects_mark(call: ast.Call, module: Module) -> bool:
    """Whether the number is a long one, or the last character of the text is cut off."""
    number: Any = call.args[0]
    known = module.type_of(number)
    is_called = isinstance(number, ast.Call) and module.qualified_name(number.func) == "__builtin__.long"
    is_written = isinstance(number, ast.Constant) and module.text(number)[-1:] in ("l", "L")
    if is_called or is_written or (known is not None and known.name == "long"):
        return True
    outer: Any = module.parent(call)
    if not isinstance(outer, ast.Subscript) or not isinstance(outer.slice, ast.Slice):
        return False
    upper = outer.slice.upper
    return (
        isinstance(upper, ast.UnaryOp)
        and isinstance(upper.op, ast.USub)
        and getattr(upper.operand, "value", 0) == 1
    )
