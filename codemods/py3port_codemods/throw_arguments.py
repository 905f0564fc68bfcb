"""The rule for `throw` with more than one argument."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import (
    Applicability,
    Editor,
    Example,
    Match,
    Mode,
    Module,
    Rule,
    Stage,
    as_argument,
    ast,
    cst,
)


class ThrowArguments(Rule):
    """`generator.throw(type, value, traceback)` is deprecated since Python 3.12: one argument, the exception, is left.

    Fix safety: a value that is not known to be text may be an exception itself, or a tuple of arguments, and is only
    reported; so is a traceback that is not None in `dual` mode. The object may be no generator: the fix waits for
    `--unsafe`.
    """

    name = "throw-arguments"
    title = "Throw exceptions, not their parts"
    stage = Stage.COMMON
    applicability = Applicability.UNSAFE
    since = "3.12"
    aliases = ("fix_throw",)
    references = ("https://docs.python.org/3/reference/expressions.html#generator.throw",)
    words = ("throw",)
    nodes = (ast.Attribute,)
    examples = (
        Example("g.throw(ValueError, 'a')\n", "g.throw(ValueError('a'))\n", unsafe=True, runs=False),
        Example(
            "g.throw(ValueError, ValueError('v'), None)\n",
            "g.throw(ValueError('v'))\n",
            unsafe=True,
            runs=False,
        ),
        Example("g.throw(E, (1, 2))\n", "g.throw(E(1, 2))\n", unsafe=True, runs=False),
        Example("g.throw(E, None)\n", "g.throw(E)\n", unsafe=True, runs=False),
        Example(
            "import sys\ng.throw(*sys.exc_info())\n",
            "import sys\ng.throw(sys.exc_info()[1])\n",
            unsafe=True,
            runs=False,
        ),
        Example(
            "g.throw(E, 'a', tb)\n",
            "g.throw(E('a').with_traceback(tb))\n",
            mode=Mode.PY3,
            unsafe=True,
            runs=False,
        ),
        Example("g.throw(E, 'a', tb)\n", None, mode=Mode.DUAL, findings=1, runs=False),
        Example("g.throw(E, value)\n", None, findings=1, runs=False),
        Example("g.throw(E)\nball.throw(1, 2)\nself.throw('a', b)\n", None, runs=False),
    )

    def names(self) -> frozenset[str]:
        """The method."""
        return frozenset({"throw"})

    def detect(self, node: ast.Attribute, module: Module) -> Iterable[Match]:
        """Every call with an exception in parts."""
        call: Any = module.parent(node)
        if not isinstance(call, ast.Call) or call.func is not node or call.keywords:
            return
        message = "`throw` takes the exception only; its parts are deprecated since Python 3.12"
        arguments = call.args
        if len(arguments) == 1 and isinstance(arguments[0], ast.Starred):
            called = arguments[0].value
            if isinstance(called, ast.Call) and module.qualified_name(called.func) == "sys.exc_info":
                yield Match(call, message)
        elif len(arguments) in (2, 3) and _is_class(arguments[0]):
            has_traceback = len(arguments) == 3 and not _is_none(arguments[2])
            is_clear = _kind_of(arguments[1], module) != "" and not (
                has_traceback and module.mode is Mode.DUAL
            )
            yield Match(call, message, None if is_clear else Applicability.MANUAL)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """The call with the exception itself."""
        source: Any = match.node
        if isinstance(source.args[0], ast.Starred):
            info = node.args[0].value
            new: Any = cst.Subscript(info, [cst.SubscriptElement(cst.Index(cst.Integer("1")))])
            return node.with_changes(args=[cst.Arg(new)])
        value = node.args[1].value
        kind = _kind_of(source.args[1], editor.module)
        new = node.args[0].value
        if kind == "instance":
            new = value
        elif kind == "tuple":
            elements = [cst.Arg(each.value) for each in value.elements]
            new = cst.Call(new, elements)
        elif kind == "text":
            new = cst.Call(new, [cst.Arg(as_argument(value))])
        if len(source.args) == 3 and not _is_none(source.args[2]):
            new = cst.Call(cst.Attribute(new, cst.Name("with_traceback")), [cst.Arg(node.args[2].value)])
        return node.with_changes(args=[cst.Arg(new)])


def _is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _is_class(node: Any) -> bool:
    """Whether an argument looks like an exception class: by its name."""
    name = getattr(node, "attr", getattr(node, "id", ""))
    return name[:1].isupper()


def _kind_of(value: Any, module: Module) -> str:
    """What the value of an exception is: nothing, a text, its arguments, or an exception."""
    if _is_none(value):
        return "none"
    if isinstance(value, ast.Tuple):
        return "tuple"
    found = module.type_of(value)
    if found is not None and found.is_string:
        return "text"
    if isinstance(value, ast.Call) and _is_class(value.func):
        return "instance"
    return ""
