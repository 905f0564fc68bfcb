"""The rule for `/` between integers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Module, Rule, Stage, ast, cst
from py3port_codemods._integers import is_bitwise, is_likely_integer, stands_for_integer


class IntegerDivision(Rule):
    """Python 2's `/` cut the quotient of two integers off, Python 3's gives a float: 7 / 2 was 3 and is 3.5.

    Where both operands are certainly integers, or Python 2 would not have taken a float for the result (`x[:n / 2]`,
    `" " * (n / 2)`), `//` does on both what `/` did. Where one is certainly no integer nothing changes, and there is no
    finding.

    Fix safety: what is called `count`, `offset` or `day`, what the same class uses as an integer elsewhere, and a
    parameter that all calls in the file give integers for, is likely to be one, and so is a quotient in a variable that
    is an index elsewhere, or one whose remainder is computed as well: there the fix waits for `--unsafe`.
    `1 / n` is not judged by names: it would always be 0. Else the place is only reported: it takes somebody who knows
    what is divided, or evidence from a run under Python 2.7. `from __future__ import division` at the top of the file
    says that somebody has looked.
    """

    name = "integer-division"
    title = "Use // for the division of integers"
    stage = Stage.SEMANTIC
    applicability = Applicability.SAFE
    aliases = ("fix_division", "fix_division_safe", "fix_classic_division", "old-division", "W1619")
    references = ("https://peps.python.org/pep-0238/",)
    words = ("/",)
    nodes = (ast.BinOp, ast.AugAssign)
    examples = (
        Example("x = 7 / 2\n", "x = 7 // 2\n"),
        Example("n = len('abc')\nx = 'abc'[n/2:]\n", "n = len('abc')\nx = 'abc'[n//2:]\n"),
        Example(
            "x = [1, 2, 3, 4]\nprint(x[len(x) / 2])  # the middle\n",
            "x = [1, 2, 3, 4]\nprint(x[len(x) // 2])  # the middle\n",
        ),
        Example(
            "def f(a):\n    return (a & 64) / 64 * 3\nx = f(65)\n",
            "def f(a):\n    return (a & 64) // 64 * 3\nx = f(65)\n",
        ),
        Example("x = (7 / 2) / (len('ab') + 1)\n", "x = (7 // 2) // (len('ab') + 1)\n"),
        Example("n = 9\nn /= 2\n", "n = 9\nn //= 2\n"),
        Example("x = sum(i / 2 for i in range(5))\n", "x = sum(i // 2 for i in range(5))\n"),
        Example("x = (1 +\n     7  # seven\n     / 2)\n", "x = (1 +\n     7  # seven\n     // 2)\n"),
        Example(
            "def f(s, n):\n    return s[n / 2:], ' ' * ((n - len(s)) / 2), range(n / 2)\nx = f('abcd', 3)\n",
            "def f(s, n):\n    return s[n // 2:], ' ' * ((n - len(s)) // 2), range(n // 2)\n"
            "x = f('abcd', 3)\n",
            findings=3,
            runs=False,
        ),
        Example("def f(d, n):\n    return d[n / 2], d * (n / 2), range(n * (1.5 / n))\n", None, findings=2),
        Example("def f(a, b):\n    return a / b\n", None, findings=1),
        Example(
            "def f(n, count):\n    return n / count\n",
            "def f(n, count):\n    return n // count\n",
            unsafe=True,
        ),
        Example("def f(n):\n    return (1 + 1 / n) ** n\n", None, findings=1),
        Example("from numbers_of_mine import *\nx = j / 8\n", None, findings=1, runs=False),
        Example("def f(a):\n    a /= 2\n    return a\n", None, findings=1),
        Example("x = 7 / 2.0\ny = 7.0 / 2\nz = float(7) / 2\nx /= 2\n", None),
        Example(
            "import time\ndef f(start):\n    seconds = time.time() - start\n    return seconds / 60 / 60\n",
            None,
        ),
        Example("def f(a, b):\n    return a * 1.0 / b + 100.0 * a / b + a / (b + 1.5)\n", None),
        Example(
            "def f(a):\n    return 'abcd'[:(a + 1) / 2]\nx = f(4)\n",
            "def f(a):\n    return 'abcd'[:(a + 1) // 2]\nx = f(4)\n",
        ),
        Example(
            "def f(a):\n    return '-' * (a / 2) + chr(a / 2)\nx = f(9)\n",
            "def f(a):\n    return '-' * (a // 2) + chr(a // 2)\nx = f(9)\n",
        ),
        Example(
            "def f(d, a):\n    return d[a / 2], '%s' % (a / 2)\n",
            None,
            findings=2,
        ),
        Example(
            "def f(item_count, page):\n    return (item_count - 1) / page.size + 1\n",
            "def f(item_count, page):\n    return (item_count - 1) // page.size + 1\n",
            unsafe=True,
        ),
        Example(
            "class A(object):\n    def f(self, s):\n        return s[self.x // 8:]\n\n"
            "    def g(self):\n        return 4 + self.x / 8\n",
            "class A(object):\n    def f(self, s):\n        return s[self.x // 8:]\n\n"
            "    def g(self):\n        return 4 + self.x // 8\n",
            unsafe=True,
        ),
        Example(
            "def middle(low, high):\n    return (low + high) / 2\nx = middle(1, high=2)\n",
            "def middle(low, high):\n    return (low + high) // 2\nx = middle(1, high=2)\n",
            unsafe=True,
        ),
        Example(
            "def mean(a):\n    return sum(a) / len(a)\nx = mean([1, 2]) + reduce(lambda a, b: a / b, [9, 2])\n",
            "def mean(a):\n    return sum(a) // len(a)\nx = mean([1, 2]) + reduce(lambda a, b: a // b, [9, 2])\n",
            unsafe=True,
            runs=False,
        ),
        Example(
            "def half(a):\n    a /= 2\n    return a\nx = half(7)\n",
            "def half(a):\n    a //= 2\n    return a\nx = half(7)\n",
            unsafe=True,
        ),
        Example(
            "def middle(a, b):\n    return (a + b) / 2\nx = middle(1, 2) + middle(1.5, 2)\n", None, findings=1
        ),
        Example(
            "def middle(a, b):\n    return (a + b) / 2\nuse(middle, middle(1, 2))\n",
            None,
            findings=1,
            runs=False,
        ),
        Example(
            "class P(object):\n    size = 10\n    def pages(self, total):\n        return total / self.size + 1\n"
            "x = P().pages(25)\n",
            "class P(object):\n    size = 10\n    def pages(self, total):\n        return total // self.size + 1\n"
            "x = P().pages(25)\n",
            unsafe=True,
        ),
        Example(
            "def f(data, a, b):\n    total = a / b + 1\n    end = 2 + total\n    return data[2:end]\n"
            "x = f('abcd', 3, 2)\n",
            "def f(data, a, b):\n    total = a // b + 1\n    end = 2 + total\n    return data[2:end]\n"
            "x = f('abcd', 3, 2)\n",
            unsafe=True,
        ),
        Example(
            "def f(time):\n    s = time % 60\n    time /= 60\n    return s, time % 60, time / 60\nx = f(3700)\n",
            "def f(time):\n    s = time % 60\n    time //= 60\n    return s, time % 60, time // 60\nx = f(3700)\n",
            findings=2,
            unsafe=True,
        ),
        Example("from __future__ import division\nx = 7 / 2\n", None),
        Example("import math\nx = math.pi / 2\ny = 3 / math.sqrt(4)\n", None),
        Example("x = 7 // 2\ny = 7 % 2\n", None),
        Example("if 1 / 2 == 0:\n    __div__ = None\n", None),
    )

    def detect(self, node: ast.BinOp | ast.AugAssign, module: Module) -> Iterable[Match]:
        """Every division of what may be integers."""
        if not isinstance(node.op, ast.Div) or "division" in module.tree.future:
            return
        operands = (node.left, node.right) if isinstance(node, ast.BinOp) else (node.target, node.value)
        if isinstance(module.parent(node), ast.Compare) and all(
            isinstance(each, ast.Constant) for each in operands
        ):
            return  # `1 / 2 == 0` asks which of the two divisions it is.
        integers = 0
        for each in operands:
            found = module.type_of(each)
            if found is not None and not found.is_integer:
                return
            if _is_float(each, module):
                return
            integers += found is not None or is_bitwise(each)
        if integers == len(operands) or stands_for_integer(node, module):
            yield Match(node, "`/` of integers gives a float in Python 3")
        else:
            is_likely = is_likely_integer(node, module)
            yield Match(
                node,
                "`/` gives a float in Python 3 if these are integers, which is not known",
                Applicability.UNSAFE if is_likely else Applicability.MANUAL,
            )

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """`//` for `/`, `//=` for `/=`."""
        old = node.operator
        new = cst.FloorDivide if isinstance(match.node, ast.BinOp) else cst.FloorDivideAssign
        return node.with_changes(
            operator=new(whitespace_before=old.whitespace_before, whitespace_after=old.whitespace_after)
        )


def _is_float(node: ast.expr, module: Module, *, through_variable: bool = False) -> bool:
    """Whether what is computed is a float, if it is a number at all: a part of it is one."""
    value = module.assigned_value(node) if isinstance(node, ast.Name) else None
    if isinstance(value, ast.BinOp) and not through_variable:
        return _is_float(value, module, through_variable=True)
    if isinstance(node, ast.UnaryOp):
        return _is_float(node.operand, module, through_variable=through_variable)
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow)):
        return any(
            _is_float(each, module, through_variable=through_variable) for each in (node.left, node.right)
        )
    found = module.type_of(node)
    return found is not None and found.name in ("float", "complex")
