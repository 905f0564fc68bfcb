"""The rule for `apply`."""

from __future__ import annotations

from typing import Any

from py3port.rule import (
    Applicability,
    CannotRewrite,
    Editor,
    Example,
    Match,
    Module,
    Stage,
    ast,
    cst,
    parenthesized,
)
from py3port_codemods._gone_builtins import GoneBuiltin, drop_builtin
from py3port_codemods._gone_names import Gone


class ApplyBuiltin(GoneBuiltin):
    """`apply(f, args, keywords)` is what `f(*args, **keywords)` has done since Python 2.0; Python 3 dropped `apply`."""

    name = "apply-builtin"
    title = "Call with stars for apply"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    aliases = ("fix_apply", "W1601")
    references = ("https://docs.python.org/3/whatsnew/3.0.html#builtins",)
    words = ("apply",)
    gone = Gone(
        "3.0",
        "(lambda function, args=(), keywords={}: function(*args, **keywords))",
        calls={1: "$1()", 2: "$1(*$2)", 3: "$1(*$2, **$3)"},
        note="write `f(*args, **keywords)`",
    )
    examples = (
        Example("x = apply(max, [1, 2])\n", "x = max(*[1, 2])\n"),
        Example("x = apply(max, (1, 2))\n", "x = max(1, 2)\n"),
        Example("x = apply(dict, (), {'a': 1})\n", "x = dict(**{'a': 1})\n"),
        Example("args = 1, 2\nx = apply(max, args + (3,)) - 1\n", "args = 1, 2\nx = max(*args + (3,)) - 1\n"),
        Example("x = apply(lambda a: a, (1,))\n", "x = (lambda a: a)(1)\n"),
        Example("x = apply(dict)\n", "x = dict()\n"),
        Example("x = apply(getattr, ('', 'join'))(['a'])\n", "x = getattr('', 'join')(['a'])\n"),
        Example("x = apply(max, apply(list, ([1, 2],)))\n", "x = max(*list([1, 2]))\n"),
        Example("x = apply(max, (yes or no))\n", "x = max(*(yes or no))\n", runs=False),
        Example("import __builtin__\nx = __builtin__.apply(max, (1, 2))\n", "x = max(1, 2)\n"),
        Example("x = apply(  # note\n    max, (1, 2))\n", None, findings=1),
        Example(
            "call = apply\nx = call(max, (1, 2))\n",
            "call = lambda function, args=(), keywords={}: function(*args, **keywords)\nx = call(max, (1, 2))\n",
        ),
        Example(
            "x = map(apply, [max], [(1, 2)])[0]\n",
            "x = map(lambda function, args=(), keywords={}: function(*args, **keywords), [max], [(1, 2)])[0]\n",
            runs=False,
        ),
        Example("x = apply(*[max, [1, 2]])\n", None, findings=1),
        Example("def apply(f, x):\n    return f(x)\nx = apply(abs, -1)\n", None),
        Example("x = y.apply(f, (1,))\n", None, runs=False),
    )

    def applicability_of(self, node: ast.expr, module: Module) -> Applicability | None:
        """A call that hides its arguments is one for a person."""
        call = None if isinstance(node, ast.Call) else module.parent(node)
        is_odd = isinstance(call, ast.Call) and call.func is node
        return Applicability.MANUAL if is_odd else None

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """`f(*args, **keywords)`, the arguments written out where they are; or a function that does it."""
        if not isinstance(match.node, ast.Call):
            return super().rewrite(node, match, editor)
        if editor.module.has_comment(match.node):
            raise CannotRewrite("a comment stands inside the call")
        function, *rest = [each.value for each in node.args]
        closed = isinstance(function, (cst.Name, cst.Attribute, cst.Call, cst.Subscript)) or function.lpar
        arguments = _arguments(rest[0]) if rest else []
        if len(rest) > 1:
            arguments.append(cst.Arg(rest[1], star="**"))
        drop_builtin(match.node, editor)
        return cst.Call(
            function if closed else parenthesized(function), arguments, lpar=node.lpar, rpar=node.rpar
        )


def _arguments(value: Any) -> list[Any]:
    """The arguments that a sequence holds, or the sequence with a star."""
    if isinstance(value, cst.Tuple) and not any(
        isinstance(each, cst.StarredElement) for each in value.elements
    ):
        elements = [cst.Arg(each.value, comma=each.comma) for each in value.elements]
        return (
            [*elements[:-1], elements[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)] if elements else []
        )
    return [cst.Arg(value, star="*")]
