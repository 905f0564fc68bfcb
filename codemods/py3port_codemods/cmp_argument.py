"""The rule for comparison functions given to sort and sorted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from py3port.rule import Applicability, CannotRewrite, Editor, Example, Match, Module, Rule, Stage, ast, cst

NAMES = ("cmp", "key", "reverse")


@dataclass(frozen=True)
class Arguments:
    """The arguments of a sort by what they are for; positions are those in the call, keywords counted on."""

    values: dict[str, ast.expr]
    positions: dict[str, int]


class CmpArgument(Rule):
    """Python 3's `sort` and `sorted` take a `key` only, no function that compares two.

    `functools.cmp_to_key` makes a key of such a function. A lambda that only compares the same part of both is
    replaced by the key itself, with `reverse` where it compares them the other way round.

    Fix safety: the fix waits for `--unsafe` where what is passed may be None, which `cmp` took for no function at all.
    """

    name = "cmp-argument"
    title = "Sort by a key, not by a comparison"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    aliases = ("using-cmp-argument", "W1640")
    references = ("https://docs.python.org/3/howto/sorting.html#comparison-functions",)
    words = ("sort",)
    nodes = (ast.Call,)
    examples = (
        Example(
            "def f(a, b):\n    return b - a\nx = sorted([1, 2], cmp=f)\n",
            "import functools\n\ndef f(a, b):\n    return b - a\n"
            "x = sorted([1, 2], key=functools.cmp_to_key(f))\n",
        ),
        Example(
            "def f(a, b):\n    return b - a\nx = [1, 2]\nx.sort(f)\n",
            "import functools\n\ndef f(a, b):\n    return b - a\nx = [1, 2]\n"
            "x.sort(key=functools.cmp_to_key(f))\n",
        ),
        Example(
            "x = sorted([1, 2], lambda a, b: (b - a) * 2)\n",
            "import functools\n\nx = sorted([1, 2], key=functools.cmp_to_key(lambda a, b: (b - a) * 2))\n",
        ),
        Example(
            "x = sorted([(1, 2), (0, 3)], cmp=lambda a, b: cmp(a[0], b[0]))\n",
            "x = sorted([(1, 2), (0, 3)], key=lambda a: a[0])\n",
        ),
        Example(
            "x = sorted([(1, 2), (0, 3)], lambda a, b: cmp(b[0], a[0]))\n",
            "x = sorted([(1, 2), (0, 3)], key=lambda a: a[0], reverse=True)\n",
        ),
        Example(
            "x = [(1, 2), (0, 3)]\nx.sort(lambda a, b: -cmp(a[0], b[0]))  # descending\n",
            "x = [(1, 2), (0, 3)]\nx.sort(key=lambda a: a[0], reverse=True)  # descending\n",
        ),
        Example(
            "x = ['b', 'A']\nx.sort(lambda a, b: cmp(a.lower(), b.lower()))\n",
            "x = ['b', 'A']\nx.sort(key=lambda a: a.lower())\n",
        ),
        Example(
            "x = sorted([2, 1], cmp)\ny = sorted([2, 1], cmp=cmp, reverse=True)\n",
            "x = sorted([2, 1])\ny = sorted([2, 1], reverse=True)\n",
        ),
        Example("x = sorted([2, 1], lambda a, b: cmp(b, a))\n", "x = sorted([2, 1], reverse=True)\n"),
        Example(
            "x = ['10', '9']\nx.sort(lambda a, b: cmp(int(a), int(b)))\n",
            "x = ['10', '9']\nx.sort(key=int)\n",
        ),
        Example("x = sorted([2, 1], cmp=None, key=abs)\n", "x = sorted([2, 1], key=abs)\n"),
        Example("x = sorted([2, -3], None, abs, True)\n", "x = sorted([2, -3], key=abs, reverse=True)\n"),
        Example("x = [2, -3]\nx.sort(None, abs)\n", "x = [2, -3]\nx.sort(key=abs)\n"),
        Example(
            "def order(items, compare):\n    items.sort(cmp=compare, reverse=True)\n    return items\n",
            "import functools\n\ndef order(items, compare):\n"
            "    items.sort(key=functools.cmp_to_key(compare), reverse=True)\n    return items\n",
        ),
        Example(
            "x = sorted([2, 1],\n           # backwards\n           cmp=lambda a, b: cmp(b * 2,\n"
            "                                a))\n",
            "import functools\n\nx = sorted([2, 1],\n           # backwards\n"
            "           key=functools.cmp_to_key(lambda a, b: cmp(b * 2,\n"
            "                                a)))\n",
            runs=False,
        ),
        Example(
            "def f(items, cmp=None):\n    return sorted(items, cmp=cmp)\nx = f([2, 1], lambda a, b: b - a)\n",
            "import functools\n\ndef f(items, cmp=None):\n"
            "    return sorted(items, key=functools.cmp_to_key(cmp))\nx = f([2, 1], lambda a, b: b - a)\n",
            unsafe=True,
        ),
        Example("x = sorted([2, 1], cmp=f, key=g)\ny = sorted(a, *b)\n", None, findings=2, runs=False),
        Example("x = sorted([2, 1], key=abs)\nx.sort()\nx.sort(key=abs, reverse=True)\n", None),
        Example("table.sort('name')\ntable.sort(columns)\n", None, runs=False),
        Example(
            "class T(object):\n    def sort(self, cmp):\n        return cmp\nx = T().sort(cmp=3)\n",
            None,
        ),
        Example(
            "class A(object):\n    def by_size(self, a, b):\n        return b - a\n    def go(self, items):\n"
            "        items.sort(self.by_size)\n        return items\nx = A().go([1, 2])\n",
            "import functools\n\nclass A(object):\n    def by_size(self, a, b):\n        return b - a\n"
            "    def go(self, items):\n        items.sort(key=functools.cmp_to_key(self.by_size))\n"
            "        return items\n"
            "x = A().go([1, 2])\n",
        ),
        Example("def sorted(items, cmp):\n    return items\nx = sorted([], cmp=3)\n", None),
    )

    def functions(self) -> frozenset[str]:
        """The functions that sort."""
        return frozenset({"sorted", "sort"})

    def detect(self, node: ast.Call, module: Module) -> Iterable[Match]:
        """The calls of `sorted` and `sort` that pass a comparison."""
        first = _first_option(node, module)
        if first is None:
            return
        message = "Python 3 sorts by a key, not by a comparison"
        if any(isinstance(each, ast.Starred) for each in node.args[first - 1 :]):
            if first:
                yield Match(node, message, Applicability.MANUAL)
            return
        found = _arguments(node, first)
        if "cmp" not in found.values:
            return
        comparison = found.values["cmp"]
        if "key" in found.values and not _is_none(comparison) and not _is_none(found.values["key"]):
            yield Match(node, f"{message}; here are both", Applicability.MANUAL)
        else:
            yield Match(node, message, _trust(comparison, module), data=found)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """The call with a key."""
        found: Arguments = match.data
        comparison = found.values["cmp"]
        position = found.positions["cmp"]
        new: list[tuple[str, Any]] = []
        args = list(node.args)
        value = args[position].value
        simple = None if editor.module.has_comment(comparison) else _simple_key(comparison, editor.module)
        if _is_none(comparison) or _is_compare(comparison, editor.module):
            pass
        elif simple is None or (simple.reverse and "reverse" in found.values):
            new.append(("key", _cmp_to_key(value, editor)))
        else:
            if simple.parameter:
                new.append(("key", _key_function(value, simple)))
            if simple.reverse:
                new.append(("reverse", cst.Name("True")))
        return node.with_changes(args=_with_options(args, found, new))


@dataclass(frozen=True)
class SimpleKey:
    """What a lambda that compares the same part of both arguments compares by."""

    parameter: str
    """Empty where it compares the arguments themselves."""
    side: int
    """Which argument of the `cmp` in it names its first parameter."""
    reverse: bool


def _first_option(node: ast.Call, module: Module) -> int | None:
    """The position at which `cmp` stands if it is not named; None for what is no sort."""
    function = node.func
    if isinstance(function, ast.Name):
        return 1 if module.qualified_name(function) == "__builtin__.sorted" and node.args else None
    if not isinstance(function, ast.Attribute) or function.attr != "sort":
        return None
    found = module.type_of(function.value)
    if found is not None:
        return 0 if found.name == "list" or _is_subclass_of_list(found, module) else None
    if module.imported(function.value) and not any(each.arg == "cmp" for each in node.keywords):
        return None
    by_name = any(each.arg == "cmp" for each in node.keywords)
    return 0 if by_name or (node.args and _is_comparison(node, module)) else None


def _is_subclass_of_list(found: Any, module: Module) -> bool:
    if (
        found.name != "instance"
        or not isinstance(found.node, ast.ClassDef)
        or module.class_defines(found.node, "sort")
    ):
        return False
    return any(module.qualified_name(each) == "__builtin__.list" for each in module.foreign_bases(found.node))


def _is_comparison(node: ast.Call, module: Module) -> bool:
    """Whether the first argument is a function that compares two; `None` before a key is as good."""
    first = node.args[0]
    if _is_compare(first, module) or (_is_none(first) and len(node.args) + len(node.keywords) > 1):
        return True
    found = module.type_of(first)
    function: Any = found.node if found is not None else None
    if isinstance(function, (ast.FunctionDef, ast.Lambda)) and len(function.args.args) == 2:
        return True
    return _is_method_of_two(first, module)


def _is_method_of_two(node: ast.expr, module: Module) -> bool:
    """Whether an expression is `self.compare`, a method of the class around it that takes two more arguments."""
    owner = next((each for each in module.ancestors(node) if isinstance(each, ast.ClassDef)), None)
    if owner is None or not isinstance(node, ast.Attribute) or getattr(node.value, "id", "") != "self":
        return False
    bindings = module.class_bindings(owner, node.attr)
    method: Any = bindings[0] if bindings else None
    return isinstance(method, ast.FunctionDef) and len(method.args.args) == 3 and not method.decorator_list


def _arguments(node: ast.Call, first: int) -> Arguments:
    values = dict(zip(NAMES, node.args[first:], strict=False))
    positions = {name: first + index for index, name in enumerate(values)}
    for index, keyword in enumerate(node.keywords):
        if keyword.arg in NAMES:
            values[keyword.arg] = keyword.value
            positions[keyword.arg] = len(node.args) + index
    return Arguments(values, positions)


def _trust(comparison: ast.expr, module: Module) -> Applicability | None:
    """Whether it is certainly a function, or None, and which of them."""
    if _is_none(comparison) or _is_compare(comparison, module) or isinstance(comparison, ast.Lambda):
        return None
    found = module.type_of(comparison)
    if found is not None:
        return None if found.name in ("function", "class", "instance") else Applicability.MANUAL
    if module.imported(comparison) or isinstance(comparison, ast.Call):
        return None
    if isinstance(comparison, ast.Name):
        return Applicability.UNSAFE if _may_be_none(comparison, module) else None
    is_method = isinstance(comparison, ast.Attribute) and any(
        each.name == comparison.attr for each in module.nodes(ast.FunctionDef)
    )
    return None if is_method else Applicability.UNSAFE


def _may_be_none(name: ast.Name, module: Module) -> bool:
    """Whether a name is a parameter that is None unless given, or is set to None somewhere."""
    scope = module.lookup(name.id, name)
    for binding in scope.binding(name.id) if scope is not None else ():
        arguments = module.parent(binding)
        if isinstance(binding, ast.arg) and isinstance(arguments, ast.arguments):
            defaults: Sequence[ast.expr] = arguments.defaults
            index = (
                len(defaults) - len(arguments.args) + list(arguments.args).index(binding)
                if binding in arguments.args
                else -1
            )
            if index >= 0 and _is_none(defaults[index]):
                return True
        elif isinstance(arguments, ast.Assign) and _is_none(arguments.value):
            return True
    return False


def _is_none(node: ast.AST) -> bool:
    return (isinstance(node, ast.Constant) and node.value is None) or getattr(node, "id", "") == "None"


def _is_compare(node: ast.AST, module: Module) -> bool:
    return isinstance(node, ast.Name) and module.qualified_name(node) == "__builtin__.cmp"


def _simple_key(comparison: ast.expr, module: Module) -> SimpleKey | None:
    """What `lambda a, b: cmp(a.x, b.x)` compares by."""
    if not isinstance(comparison, ast.Lambda):
        return None
    arguments = comparison.args
    names = [each.arg for each in arguments.args if isinstance(each, ast.arg)]
    if (
        len(names) != 2
        or len(arguments.args) != 2
        or arguments.defaults
        or arguments.vararg
        or arguments.kwarg
    ):
        return None
    body, negated = comparison.body, False
    if isinstance(body, ast.UnaryOp) and isinstance(body.op, ast.USub):
        body, negated = body.operand, True
    if (
        not isinstance(body, ast.Call)
        or not _is_compare(body.func, module)
        or len(body.args) != 2
        or body.keywords
    ):
        return None
    one, other = body.args
    for side, swapped in ((0, False), (1, True)):
        first, second = (names[1], names[0]) if swapped else (names[0], names[1])
        if _is_counterpart(one, other, (first, second)):
            is_itself = isinstance(one, ast.Name)
            return SimpleKey("" if is_itself else names[0], side, swapped is not negated)
    return None


def _is_counterpart(one: Any, other: Any, names: tuple[str, str]) -> bool:
    """Whether two expressions differ only in that one has the first name wherever the other has the second."""
    if type(one) is not type(other):
        return False
    if isinstance(one, ast.Name):
        return (one.id, other.id) == names or (one.id == other.id and one.id not in names)
    if isinstance(one, ast.AST):
        return all(
            _is_counterpart(getattr(one, each, None), getattr(other, each, None), names)
            for each in one._fields
        )
    if isinstance(one, list):
        return len(one) == len(other) and all(
            _is_counterpart(*pair, names) for pair in zip(one, other, strict=True)
        )
    return bool(one == other)


def _key_function(function: Any, simple: SimpleKey) -> Any:
    body = function.body.expression if isinstance(function.body, cst.UnaryOperation) else function.body
    if not isinstance(body, cst.Call):
        raise CannotRewrite("the comparison has another form than it seems")
    value: Any = body.args[simple.side].value
    if _is_call_with(value, simple.parameter):
        return value.func
    params = cst.Parameters([cst.Param(cst.Name(simple.parameter))])
    return cst.Lambda(params, value, lpar=function.lpar, rpar=function.rpar)


def _is_call_with(value: Any, parameter: str) -> bool:
    """Whether it is `f(x)`, of which the function itself is the key."""
    if not isinstance(value, cst.Call) or value.lpar or len(value.args) != 1:
        return False
    [arg] = value.args
    is_plain = not arg.star and arg.keyword is None and getattr(arg.value, "value", "") == parameter
    return is_plain and isinstance(value.func, cst.Name) and value.func.value != parameter


def _cmp_to_key(function: Any, editor: Editor) -> Any:
    name = editor.add_import("functools")
    return cst.Call(cst.parse_expression(f"{name}.cmp_to_key"), [cst.Arg(function)])


def _with_options(args: list[Any], found: Arguments, new: Sequence[tuple[str, Any]]) -> list[Any]:
    """The arguments with `cmp` replaced by the new ones, and those after it named."""
    position = found.positions["cmp"]
    named = {index: name for name, index in found.positions.items() if index != position}
    dropped = {
        named[index] for index in named if named[index] == "key" and any(name == "key" for name, _ in new)
    }
    result = []
    for index, arg in enumerate(args):
        if index == position:
            result += [_option(name, value, arg) for name, value in new]
        elif index in named and named[index] in dropped:
            continue
        elif index in named and arg.keyword is None:
            result.append(_option(named[index], arg.value, arg))
        else:
            result.append(arg)
    commas = [arg.comma for arg in args]
    last = commas[-1]
    for index, arg in enumerate(result):
        if index == len(result) - 1:
            result[index] = arg.with_changes(comma=last, whitespace_after_arg=args[-1].whitespace_after_arg)
        elif isinstance(arg.comma, cst.MaybeSentinel) or index + 1 >= len(args):
            space = cst.SimpleWhitespace(" ")
            result[index] = arg.with_changes(comma=cst.Comma(cst.SimpleWhitespace(""), space))
    return result


def _option(name: str, value: Any, arg: Any) -> Any:
    bare = cst.SimpleWhitespace("")
    equal = cst.AssignEqual(whitespace_before=bare, whitespace_after=bare)
    return arg.with_changes(keyword=cst.Name(name), value=value, equal=equal)
