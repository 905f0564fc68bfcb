"""The rule for tuples, and parentheses, in the place of a parameter."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, Editor, Example, Kind, Match, Module, Rule, Stage, ast, cst, words_in
from py3port_codemods._unpacked_parameter import flat_names, indexed_body, parameter_name


class TupleParameter(Rule):
    """Python 2 unpacked a tuple in the place of a parameter; Python 3 has no such parameters (PEP 3113).

    A function gets one parameter named after the parts and unpacks it first. A lambda has no place for that and takes
    the parts by index; where its body binds one of the names anew it calls a second lambda with the parts. An
    index, unlike the unpacking, takes no notice of how many there are, and wants a sequence.
    Parentheses around a plain parameter (`lambda (x): x`) go; Python 2 unpacked nothing there.
    """

    name = "tuple-parameter"
    title = "Unpack tuple parameters in the body"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    aliases = ("fix_tuple_params", "E1602", "parameter-unpacking")
    references = ("https://peps.python.org/pep-3113/",)
    words = ("def", "lambda")
    nodes = (ast.Module,)
    guardable = False
    examples = (
        Example(
            "def f(a, (b, c)):\n    return a + b + c\nx = f(1, (2, 3))\n",
            "def f(a, b_c):\n    b, c = b_c\n    return a + b + c\nx = f(1, (2, 3))\n",
        ),
        Example(
            'def f((a, b)=(1, 2), c=3):\n    """Docstring."""\n    return a + b + c\nx = f()\n',
            'def f(a_b=(1, 2), c=3):\n    """Docstring."""\n    a, b = a_b\n    return a + b + c\nx = f()\n',
        ),
        Example(
            'def f((a, b)):\n    """Docstring."""\nx = f((1, 2))\n',
            'def f(a_b):\n    """Docstring."""\n    a, b = a_b\nx = f((1, 2))\n',
        ),
        Example(
            "def f((a, b)): return a\nx = f((1, 2))\n", "def f(a_b): a, b = a_b; return a\nx = f((1, 2))\n"
        ),
        Example(
            "def f((a, (b, c)), *d, **e):\n    return a, b, c, d\nx = f((1, (2, 3)), 4)\n",
            "def f(a_b_c, *d, **e):\n    a, (b, c) = a_b_c\n    return a, b, c, d\nx = f((1, (2, 3)), 4)\n",
        ),
        Example(
            "def f((a, b), (c, d)):\n    return a, b, c, d\nx = f((1, 2), (3, 4))\n",
            "def f(a_b, c_d):\n    a, b = a_b\n    c, d = c_d\n    return a, b, c, d\n"
            "x = f((1, 2), (3, 4))\n",
            findings=1,
        ),
        Example(
            "def f((a,)):\n    return a\nx = f((1,))\n",
            "def f(a_item):\n    a, = a_item\n    return a\nx = f((1,))\n",
        ),
        Example(
            "class A:\n    def f(self, (a, b)):  # why\n        # The sum.\n"
            "        return a + b\nx = A().f((1, 2))\n",
            "class A:\n    def f(self, a_b):  # why\n        # The sum.\n        a, b = a_b\n"
            "        return a + b\n"
            "x = A().f((1, 2))\n",
        ),
        Example(
            "def f(a_b, (a, b)):\n    return a_b, a, b\nx = f(0, (1, 2))\n",
            "def f(a_b, a_b2):\n    a, b = a_b2\n    return a_b, a, b\nx = f(0, (1, 2))\n",
        ),
        Example(
            "def f(a,\n      (b,  # one\n       c)):\n    return a, b, c\nx = f(1, (2, 3))\n",
            "def f(a,\n      b_c):\n    (b,  # one\n           c) = b_c\n    return a, b, c\n"
            "x = f(1, (2, 3))\n",
        ),
        Example(
            "def f((first_name, second_name, third_name, fourth_name)):\n    return first_name\n"
            "x = f((1, 2, 3, 4))\n",
            "def f(first_name_etc):\n    first_name, second_name, third_name, fourth_name = first_name_etc\n"
            "    return first_name\nx = f((1, 2, 3, 4))\n",
        ),
        Example(
            "def f((a), ((b)), c=2):\n    return a, b\nx = f(1, 2)\n",
            "def f(a, b, c=2):\n    return a, b\nx = f(1, 2)\n",
        ),
        # Lambdas.
        Example("f = lambda (k, v): v\nx = f((1, 2))\n", "f = lambda k_v: k_v[1]\nx = f((1, 2))\n"),
        Example(
            "x = map(lambda(k, v): k, [(1, 2)])[0:]\n",
            "x = map(lambda k_v: k_v[0], [(1, 2)])[0:]\n",
            runs=False,
        ),
        Example(
            "x = sorted({1: 2}.items(), key=lambda (k, v): (v, k))\n",
            "x = sorted({1: 2}.items(), key=lambda k_v: (k_v[1], k_v[0]))\n",
        ),
        Example("f = lambda (k, v): 1\nx = f((1, 2))\n", "f = lambda k_v: 1\nx = f((1, 2))\n"),
        Example(
            "f = lambda i, (a, (b, c))=(1, (2, 3)), *d: i + a - b * c\nx = f(1)\n",
            "f = lambda i, a_b_c=(1, (2, 3)), *d: i + a_b_c[0] - a_b_c[1][0] * a_b_c[1][1]\nx = f(1)\n",
        ),
        Example(
            "f = lambda (k, v): dict(k=k)[v.k if v else 'k']\nx = f((1, 0))\n",
            "f = lambda k_v: dict(k=k_v[0])[k_v[1].k if k_v[1] else 'k']\nx = f((1, 0))\n",
        ),
        Example(
            "f = lambda (k, v): lambda (a, b): k + b\nx = f((1, 2))((3, 4))\n",
            "f = lambda k_v: lambda a_b: k_v[0] + a_b[1]\nx = f((1, 2))((3, 4))\n",
            findings=2,
        ),
        Example(
            "f = lambda (k, v): [k for k in v]\nx = f((1, (2, 3)))\n",
            "f = lambda k_v: (lambda k, v: [k for k in v])(*k_v)\nx = f((1, (2, 3)))\n",
        ),
        Example(
            "f = lambda i, (a, b): (lambda a: a + b + i)(3)\nx = f(1, (1, 2))\n",
            "f = lambda i, a_b: (lambda a, b: (lambda a: a + b + i)(3))(*a_b)\nx = f(1, (1, 2))\n",
        ),
        Example(
            "f = lambda (k, v): v; g = lambda (k, v): k\nx = f((1, 2)) + g((3, 4))\n",
            "f = lambda k_v: k_v[1]; g = lambda k_v: k_v[0]\nx = f((1, 2)) + g((3, 4))\n",
            findings=2,
        ),
        Example("f = lambda (x): x\nx = f(1)\n", "f = lambda x: x\nx = f(1)\n"),
        Example("f = lambda(x):x\nx = f(1)\n", "f = lambda x:x\nx = f(1)\n"),
        Example(
            "f = lambda (k, v): (  # one\n    k +\n    v)\nx = f((1, 2))\n",
            "f = lambda k_v: (  # one\n    k_v[0] +\n    k_v[1])\nx = f((1, 2))\n",
        ),
        Example(
            "def f((a, b), key=lambda (c, d): d):\n    return a + key((1, 2))\nx = f((1, 2))\n",
            "def f(a_b, key=lambda c_d: c_d[1]):\n    a, b = a_b\n    return a + key((1, 2))\n"
            "x = f((1, 2))\n",
            findings=2,
        ),
        Example("def f(a, b=(1, 2), *c):\n    return lambda d, e=(1): d\nx = f(1)(2)\n", None),
        Example("x = (lambda: (1, 2))()\ny = lambda x: (x, 1)\n", None),
    )

    def detect(self, node: ast.Module, module: Module) -> Iterable[Match]:
        """Every function and lambda with such a parameter, found by what the front end has marked."""
        marks = [mark for mark in module.tree.masked.marks if mark.kind in (Kind.PARAMETER, Kind.PARENTHESES)]
        if not marks:
            return
        position = module.source.position
        places = {position(mark.offset) for mark in marks}
        ends = {position(mark.end) for mark in marks if mark.kind is Kind.PARENTHESES}
        for function in (*module.nodes(ast.FunctionDef), *module.nodes(ast.Lambda)):
            tuples = [each for each in function.args.args if isinstance(each, ast.Tuple)]
            if tuples:
                yield Match(
                    function, "Python 3 does not unpack a tuple in the place of a parameter", data=tuples
                )
            elif (
                places and ends and any(_is_in_parentheses(each, module, ends) for each in function.args.args)
            ):
                yield Match(function, "Python 3 wants no parentheses around a parameter", data=[])

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """The function with plain parameters."""
        function: Any = match.node
        if isinstance(function, ast.Lambda):
            return _ported_lambda(node, match.data)
        taken = set(words_in(editor.module.text(function)))
        names = iter([_claim(each, taken) for each in match.data])
        params = [_plain(each, names) for each in node.params.params]
        lines = []
        for part, param in zip(node.params.params, params, strict=True):
            if isinstance(part.name, cst.Tuple):
                lines.append(f"{_target(part.name)} = {param.name.value}")
        if lines:
            is_inline = isinstance(function.body[0], ast.stmt) and function.body[0].lineno == _header_end(
                function
            )
            editor.insert_in_body(function, "; ".join(lines) if is_inline else "\n".join(lines))
        return node.with_changes(params=node.params.with_changes(params=params))


def _is_in_parentheses(argument: Any, module: Module, ends: Iterable[tuple[int, int]]) -> bool:
    code = module.tree.masked.code
    at = module.source.offset(argument.lineno, argument.col_offset)
    before = code[:at].rstrip()
    return module.source.position(len(before)) in ends and before.endswith("(")


def _header_end(function: ast.FunctionDef) -> int:
    """The line on which the header ends, as far as the parameters tell."""
    places = [function.lineno]
    parts: list[Any] = [*function.args.args, *function.args.defaults]
    places += [each.end_lineno for each in parts]
    return max(places)


def _claim(parameter: ast.Tuple, taken: set[str]) -> str:
    name = parameter_name(flat_names(parameter), taken)
    taken.add(name)
    return name


def _plain(param: Any, names: Any) -> Any:
    """A parameter that is a name."""
    name = (
        cst.Name(next(names))
        if isinstance(param.name, cst.Tuple)
        else param.name.with_changes(lpar=[], rpar=[])
    )
    star = param.star if isinstance(param.star, str) else ""
    return cst.Param(
        name=name,
        star=star,
        equal=param.equal,
        default=param.default,
        comma=param.comma,
        whitespace_after_param=param.whitespace_after_param,
    )


def _target(node: Any) -> str:
    """The tuple as a target: without parentheses where it stands on one line."""
    text = cst.Module([]).code_for_node(node)
    return text if "\n" in text else cst.Module([]).code_for_node(node.with_changes(lpar=[], rpar=[])).strip()


def _ported_lambda(node: Any, tuples: list[ast.Tuple]) -> Any:
    taken = set(words_in(cst.Module([]).code_for_node(node)))
    names = [_claim(each, taken) for each in tuples]
    remaining = iter(names)
    params = [_plain(each, remaining) for each in node.params.params]
    whitespace = node.whitespace_after_lambda
    if isinstance(whitespace, cst.MaybeSentinel) or whitespace.empty:
        whitespace = cst.SimpleWhitespace(" ")
    return cst.Lambda(
        params=node.params.with_changes(params=params),
        body=indexed_body(node.body, list(zip(names, tuples, strict=True))),
        colon=node.colon,
        lpar=node.lpar,
        rpar=node.rpar,
        whitespace_after_lambda=whitespace,
    )
