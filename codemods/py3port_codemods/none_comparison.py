"""The rule for comparisons of what may be None."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Module, Rule, Stage, ast, cst
from py3port_codemods._none_values import asking, counts_on_none, is_asked_afterwards, may_be_none

_ORDERS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)
_SORTERS = frozenset({"__builtin__.sorted", "__builtin__.max", "__builtin__.min"})


class NoneComparison(Rule):
    """None was less than everything in Python 2; in Python 3 it has no order, and comparing it is a TypeError.

    This points at parameters and attributes whose default is None and at `d.get(key)` where they are compared by
    `<` or `>`, or sorted by, and nothing near asks for None.

    Where the code shows that it counts on the order, the comparison is made to ask for None: where the same condition
    asks for it elsewhere (`x is not None and x < 1 or x > 12`), where the next `if` does, and where the last value is
    compared, then replaced. `max` and `min` of attributes that start as None get a key that has None first.

    Fix safety: the comparison gives what Python 2 gave as long as the other side is not None. Elsewhere there is no
    fix: compare with a default that is a number, or ask for None first.
    """

    name = "none-comparison"
    title = "Ask for None where it is compared"
    stage = Stage.SEMANTIC
    applicability = Applicability.UNSAFE
    references = ("https://docs.python.org/3/whatsnew/3.0.html#ordering-comparisons",)
    words = ("None", ".get(")
    nodes = (ast.Compare, ast.Lambda, ast.Call)
    examples = (
        Example("def f(x=None):\n    return x > 3\n", None, findings=1),
        Example(
            "def f(x=None):\n    if x is not None and x < 1 or x > 12:\n        return 1\ny = f(), f(0), f(2), f(13)\n",
            "def f(x=None):\n    if x is not None and x < 1 or (x is not None and x > 12):\n        return 1\n"
            "y = f(), f(0), f(2), f(13)\n",
            unsafe=True,
        ),
        Example(
            "class A(object):\n    def __init__(self):\n        self.last = None\n    def f(self, n):\n"
            "        last = self.last\n        is_late = n < last or last > n\n        self.last = n\n"
            "        return is_late\na = A()\nx = a.f(2), a.f(1), a.f(3)\n",
            "class A(object):\n    def __init__(self):\n        self.last = None\n    def f(self, n):\n"
            "        last = self.last\n        is_late = (last is not None and n < last) or "
            "(last is not None and last > n)\n        self.last = n\n"
            "        return is_late\na = A()\nx = a.f(2), a.f(1), a.f(3)\n",
            unsafe=True,
        ),
        Example(
            "class A(object):\n    def __init__(self):\n        self.last = None\n    def f(self, rows):\n"
            "        last = self.last\n        for row in rows:\n            if row <= last:\n"
            "                raise ValueError(row)\n            last = row\nA().f([1, 2])\n",
            "class A(object):\n    def __init__(self):\n        self.last = None\n    def f(self, rows):\n"
            "        last = self.last\n        for row in rows:\n            if last is not None and row <= last:\n"
            "                raise ValueError(row)\n            last = row\nA().f([1, 2])\n",
            unsafe=True,
        ),
        Example(
            "def f(rows):\n    last = None\n    for row in rows:\n        if row > last:\n            last = row\n"
            "    return last\nx = f([2, 3, 1])\n",
            "def f(rows):\n    last = None\n    for row in rows:\n"
            "        if last is None or row > last:\n            last = row\n"
            "    return last\nx = f([2, 3, 1])\n",
            unsafe=True,
        ),
        Example(
            "def f(rows):\n    last = None\n    for row in rows:\n        if(row > last):\n            last = row\n"
            "    return last\nx = f([2, 3, 1])\n",
            "def f(rows):\n    last = None\n    for row in rows:\n"
            "        if(last is None or row > last):\n            last = row\n"
            "    return last\nx = f([2, 3, 1])\n",
            unsafe=True,
        ),
        Example(
            "def f(rows):\n    count = None\n\n    count = 0\n    for row in rows:\n        if count < 3:\n"
            "            count += row\n            count = count + 1\n    return count\nx = f([2, 3])\n",
            None,
        ),
        Example(
            "def f(x):\n    if 0 <= x <= 3:\n        return x\n    if x is None:\n        return 4\n"
            "y = f(None), f(0), f(5)\n",
            "def f(x):\n    if x is not None and 0 <= x <= 3:\n        return x\n    if x is None:\n"
            "        return 4\ny = f(None), f(0), f(5)\n",
            unsafe=True,
        ),
        Example(
            "def f(x):\n    if x is None:\n        x = 4\n    if x > 3:\n        return 1\n    if x is None:\n"
            "        return 2\ny = f(None)\n",
            None,
        ),
        Example(
            "class A(object):\n    head = tail = None\n    def f(self):\n        return max(self.head, self.tail)\n"
            "a = A()\nx = a.f()\na.tail = 3\ny = a.f()\n",
            "class A(object):\n    head = tail = None\n    def f(self):\n"
            "        return max(self.head, self.tail, key=lambda value: (value is not None, value))\n"
            "a = A()\nx = a.f()\na.tail = 3\ny = a.f()\n",
            unsafe=True,
        ),
        Example(
            "class A(object):\n    head = None\n    def f(self):\n        if self.head is None:\n            return 0\n"
            "        return max(self.head, 1)\nx = A().f()\n",
            None,
        ),
        Example(
            "class A(object):\n    limit = None\n    def over(self, n):\n        return n > self.limit\n",
            None,
            findings=1,
        ),
        Example(
            "d = {}\nx = d.get('a') > 3\ny = sorted([{}], key=lambda row: row.get('a'))\n", None, findings=2
        ),
        Example(
            "def f(x=None, y=None, z=None):\n    if x is None:\n        x = 1\n    if y:\n"
            "        return y > 2\n"
            "    z = 3\n    return x > 3 and z > 1\nx = {}.get('a', 0) > 3\n",
            None,
        ),
        Example(
            "class A(object):\n    limit = None\n    def over(self, n):\n"
            "        return self.limit is not None and n > self.limit\n",
            None,
        ),
    )

    def functions(self) -> frozenset[str]:
        """The functions that compare their arguments."""
        return frozenset({"max", "min"})

    def detect(self, node: Any, module: Module) -> Iterable[Match]:
        """Every such comparison."""
        if isinstance(node, ast.Call):
            if _compares_arguments(node, module) and any(may_be_none(each, module) for each in node.args):
                yield Match(node, "what may be None is compared, and that has no order in Python 3")
            return
        if isinstance(node, ast.Lambda):
            if _is_sort_key(node, module) and any(map(_is_open_get, _parts(node.body))):
                message = "`get` may give None, which has no order in Python 3"
                yield Match(node, message, Applicability.MANUAL)
            return
        if not any(isinstance(each, _ORDERS) for each in node.ops):
            return
        sides = [node.left, *node.comparators]
        for side in _none_at_times(node, sides, module):
            message = f"`{module.text(side)}` may be None, which has no order in Python 3"
            yield Match(node, message, data=side)
            return
        for index, operator in enumerate(node.ops):
            for side in sides[index : index + 2] if isinstance(operator, _ORDERS) else ():
                why = _why_none(side, module)
                if why:
                    message = f"{why} may be None, which has no order in Python 3"
                    yield Match(node, message, Applicability.MANUAL)
                    return

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """`(x is not None and x > 1)`, or `(x is None or x < 1)` where None is the less; a key for `max`."""
        compared: Any = match.node
        if isinstance(compared, ast.Call):
            key: Any = cst.parse_expression("f(key=lambda value: (value is not None, value))")
            last = node.args[-1].with_changes(comma=cst.Comma(whitespace_after=cst.SimpleWhitespace(" ")))
            return node.with_changes(args=[*node.args[:-1], last, *key.args])
        is_less = isinstance(compared.ops[0], (ast.Lt, ast.LtE))
        is_true = len(compared.ops) == 1 and is_less == (match.data is compared.left)
        name = editor.module.text(match.data)
        bare = cst.Module([]).code_for_node(node.with_changes(lpar=[], rpar=[]))
        code = f"{name} is None or {bare}" if is_true else f"{name} is not None and {bare}"
        new: Any = cst.parse_expression(f"({code})")
        if node.lpar:
            return new.with_changes(lpar=node.lpar, rpar=node.rpar)
        return new.with_changes(lpar=[], rpar=[]) if _stands_alone(compared, editor.module) else new


def _stands_alone(node: ast.expr, module: Module) -> bool:
    """Whether an expression on one line needs no parentheses, whatever it is."""
    parent = module.parent(node)
    return node.lineno == node.end_lineno and isinstance(parent, (ast.If, ast.While, ast.Assign, ast.Return))


def _compares_arguments(call: ast.Call, module: Module) -> bool:
    is_plain = len(call.args) > 1 and not call.keywords
    return is_plain and module.qualified_name(call.func) in _SORTERS


def _none_at_times(node: ast.Compare, sides: Sequence[ast.expr], module: Module) -> Iterator[ast.expr]:
    """The sides of a comparison whose being None the code counts on."""
    if len(sides) == 2 and isinstance(node.ops[0], _ORDERS):
        yield from (each for each in sides if counts_on_none(each, node, module))
        yield from (each for each in sides if is_asked_afterwards(each, node, module))
    elif _is_range(node) and is_asked_afterwards(sides[1], node, module):
        yield sides[1]


def _is_range(comparison: ast.Compare) -> bool:
    """Whether it is `a <= b <= c`: never true where `b` is less than all else, whichever way it points."""
    kinds = {isinstance(each, (ast.Lt, ast.LtE)) for each in comparison.ops}
    return (
        len(comparison.ops) == 2
        and len(kinds) == 1
        and all(isinstance(each, _ORDERS) for each in comparison.ops)
    )


def _why_none(node: Any, module: Module) -> str:
    """What may be None in an expression; empty where nothing says so."""
    if _is_open_get(node):
        return f"`{module.text(node)}`"
    if isinstance(node, ast.Name):
        return f"`{node.id}`" if _is_optional_parameter(node, module) else ""
    if isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "self":
        return f"`self.{node.attr}`" if _is_none_in_class(node, module) else ""
    return ""


def _is_open_get(node: Any) -> bool:
    """Whether an expression is `d.get(key)`, without a default."""
    is_get = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get"
    return (
        is_get
        and len(node.args) == 1
        and not node.keywords
        and isinstance(node.args[0], (ast.Constant, ast.Name))
    )


def _parts(node: ast.expr) -> Iterable[ast.expr]:
    return node.elts if isinstance(node, ast.Tuple) else [node]


def _is_sort_key(node: ast.Lambda, module: Module) -> bool:
    keyword: Any = module.parent(node)
    call = module.parent(keyword) if isinstance(keyword, ast.keyword) and keyword.arg == "key" else None
    if not isinstance(call, ast.Call):
        return False
    return getattr(call.func, "attr", "") == "sort" or module.qualified_name(call.func) in _SORTERS


def _is_optional_parameter(node: ast.Name, module: Module) -> bool:
    """Whether a name is a parameter with the default None that its function never asks about, nor sets."""
    scope = module.lookup(node.id, node)
    function: Any = scope.node if scope is not None else None
    if scope is None or not isinstance(function, ast.FunctionDef) or len(scope.binding(node.id)) != 1:
        return False
    arguments = function.args
    defaults = dict(
        zip(reversed([*arguments.posonlyargs, *arguments.args]), reversed(arguments.defaults), strict=False)
    )
    default = next((value for each, value in defaults.items() if getattr(each, "arg", "") == node.id), None)
    if not (isinstance(default, ast.Constant) and default.value is None):
        return False
    return not asking(function, node.id, module)


def _is_none_in_class(node: ast.Attribute, module: Module) -> bool:
    """Whether an attribute is None in the body of the class, no method sets it, and the function does not ask."""
    owner = next((each for each in module.ancestors(node) if isinstance(each, ast.ClassDef)), None)
    function = next((each for each in module.ancestors(node) if isinstance(each, ast.FunctionDef)), None)
    if owner is None or function is None:
        return False
    is_none = any(
        isinstance(each, ast.Assign)
        and any(getattr(target, "id", "") == node.attr for target in each.targets)
        and isinstance(each.value, ast.Constant)
        and each.value.value is None
        for each in owner.body
    )
    if not is_none or asking(function, node.attr, module):
        return False
    return not any(
        isinstance(each, ast.Attribute) and each.attr == node.attr and isinstance(each.ctx, ast.Store)
        for each in ast.walk(owner)
    )
