"""The rule for `types.CodeType` called to change a code object."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from py3port.rule import (
    Applicability,
    CannotRewrite,
    Editor,
    Example,
    Match,
    Mode,
    Module,
    Rule,
    Stage,
    ast,
    cst,
)

_PARTS = tuple(
    f"co_{name}"
    for name in """argcount nlocals stacksize flags code consts names varnames filename name firstlineno lnotab freevars
    cellvars""".split()
)
"""What Python 2's code objects are made of, by position."""
_REQUIRED = 12
_UNCHANGED = ("co_code", "co_lnotab")
"""What means another thing to every version of Python."""


class CodeType(Rule):
    """`types.CodeType(c.co_argcount, ...)` copied a code object with another name, file or line; it takes more now.

    Every version of Python 3 has other parts: `co_kwonlyargcount`, `co_posonlyargcount`, `co_qualname`. Since 3.8 code
    objects have a method `replace`, to which `py3` mode gives what differs. Python 2 has none, so that `dual` mode
    only reports.

    Fix safety: parts that do not go together, such as a number of variables and their names, are errors since 3.11.
    """

    name = "code-type"
    title = "Change code objects with replace"
    stage = Stage.COMMON
    applicability = Applicability.UNSAFE
    references = ("https://docs.python.org/3/reference/datamodel.html#codeobject.replace",)
    words = ("CodeType", "new")
    after = ("removed-names",)
    nodes = (ast.Name, ast.Attribute)
    examples = (
        Example(
            "import types\nc = compile('x = 1', 'a', 'exec')\n"
            "d = types.CodeType(0, c.co_nlocals, c.co_stacksize, c.co_flags, c.co_code, c.co_consts,\n"
            "                   c.co_names, c.co_varnames, 'b', 'f', c.co_firstlineno, c.co_lnotab, (), ())\n"
            "x = d.co_filename, d.co_name\n",
            "c = compile('x = 1', 'a', 'exec')\n"
            "d = c.replace(co_argcount=0, co_filename='b', co_name='f', co_freevars=(), co_cellvars=())\n"
            "x = d.co_filename, d.co_name\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "import new\ndef f(c, n):\n    return new.code(c.co_argcount, c.co_nlocals, c.co_stacksize, c.co_flags,"
            " c.co_code, c.co_consts, c.co_names, c.co_varnames, c.co_filename, n, c.co_firstlineno, c.co_lnotab)\n"
            "x = f(compile('1', 'a', 'eval'), 'b').co_name\n",
            "def f(c, n):\n    return c.replace(co_name=n)\nx = f(compile('1', 'a', 'eval'), 'b').co_name\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "import types\ndef f(c, code, lines):\n    return types.CodeType(c.co_argcount, c.co_nlocals,"
            " c.co_stacksize, c.co_flags, code,"
            " c.co_consts, c.co_names, c.co_varnames, c.co_filename, c.co_name, 1, lines)\n",
            None,
            findings=1,
        ),
        Example("import types\nx = isinstance(f, types.CodeType)\n", None, runs=False),
    )

    def names(self) -> frozenset[str]:
        """The type."""
        return frozenset({"CodeType", "code"})

    def detect(self, node: ast.Name | ast.Attribute, module: Module) -> Iterable[Match]:
        """Every call with the arguments that Python 2 wants."""
        call = module.parent(node)
        if not isinstance(call, ast.Call) or call.func is not node or call.keywords:
            return
        if not _REQUIRED <= len(call.args) <= len(_PARTS) or ast.Starred in map(type, call.args):
            return
        if module.qualified_name(node) not in ("types.CodeType", "new.code"):
            return
        found = _changed(call.args, module)
        is_plain = found is not None and module.mode is Mode.PY3
        trust = None if is_plain else Applicability.MANUAL
        yield Match(call, "`CodeType` takes other arguments in Python 3: see `replace`", trust, found)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """`code.replace(co_name=name)`."""
        if editor.module.has_comment(match.node):
            raise CannotRewrite("a comment stands inside the call")
        code, changed = match.data
        function = match.node.func  # type: ignore[attr-defined]
        editor.drop_import(function if isinstance(function, ast.Name) else function.value)
        text = editor.module.text
        arguments = ", ".join(f"{name}={text(value)}" for name, value in changed)
        new = cst.parse_expression(f"{text(code)}.replace({arguments})")
        return new.with_changes(lpar=node.lpar, rpar=node.rpar)


def _changed(
    arguments: Sequence[ast.expr], module: Module
) -> tuple[ast.expr, Sequence[tuple[str, ast.expr]]] | None:
    """The one code object that is copied, and what the copy has of its own; None where it is no such thing."""
    parts = list(zip(_PARTS, arguments, strict=False))
    copied = {name: each for name, each in parts if isinstance(each, ast.Attribute) and each.attr == name}
    originals = {module.text(each.value): each.value for each in copied.values()}
    if len(originals) != 1 or not copied.keys() >= set(_UNCHANGED):
        return None
    code = next(iter(originals.values()))
    if not isinstance(code, (ast.Name, ast.Attribute)):
        return None
    return code, [(name, value) for name, value in parts if name not in copied]
