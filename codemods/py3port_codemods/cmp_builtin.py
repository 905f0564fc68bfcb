"""The rule for `cmp`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, CannotRewrite, Editor, Example, Match, Module, Stage, ast, cst
from py3port_codemods._builtins import is_builtin_reference
from py3port_codemods._gone_builtins import GoneBuiltin
from py3port_codemods._gone_names import Gone

_HELPER = '''def cmp(a, b):
    """Return -1, 0 or 1, as the built-in of Python 2 did."""
    if a is None or b is None or a == b:
        return (a is not None) - (b is not None)
    return (a > b) - (a < b)
'''


class CmpBuiltin(GoneBuiltin):
    """`cmp(a, b)` told which of two values is greater; Python 3 dropped it. `(a > b) - (a < b)` is the same number.

    A module that uses `cmp` gets a function of that name after its imports, so that its calls, and what is passed the
    function, stay as they are. None stays less than all else, and what is equal needs no order. Other values without
    one, such as those of different types, which Python 2 put in some order, raise `TypeError`. As an attribute of a
    class it is wrapped, since a function would become a method there.
    """

    name = "cmp-builtin"
    title = "Define cmp where it is used"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    aliases = ("fix_cmp", "W1604")
    references = ("https://docs.python.org/3/whatsnew/3.0.html#ordering-comparisons",)
    words = ("cmp",)
    gone = Gone("3.0", "cmp", note="compare with `(a > b) - (a < b)`")
    after = ("cmp-argument",)
    examples = (
        Example(
            "import os\n\nx = (cmp(1, 2) +\n  cmp('b', 'a'))\n",
            f"import os\n\n\n{_HELPER}\n\nx = (cmp(1, 2) +\n  cmp('b', 'a'))\n",
        ),
        Example(
            "import os\nf = cmp\nx = f(3,\n  2)\n", f"import os\n\n\n{_HELPER}\n\nf = cmp\nx = f(3,\n  2)\n"
        ),
        Example(
            "one = 1\nprint(cmp(1,\n  one))\n", f"{_HELPER}\n\none = 1\nprint(cmp(1,\n  one))\n", findings=1
        ),
        Example(
            "x = cmp(None, 1), cmp(1, None), cmp({}, {}), cmp(2,\n  1)\n",
            f"{_HELPER}\n\nx = cmp(None, 1), cmp(1, None), cmp({{}}, {{}}), cmp(2,\n  1)\n",
        ),
        Example(
            "class A(object):\n    order = cmp\nx = A().order(1,\n  2)\n",
            f"{_HELPER}\n\nclass A(object):\n    order = staticmethod(cmp)\nx = A().order(1,\n  2)\n",
        ),
        Example("import __builtin__\nx = __builtin__.cmp(1, 2)\n", None, findings=1),
        Example("def cmp(a, b):\n    return 0\nx = cmp(1, 2)\n", None),
        Example(
            "try:\n    cmp\nexcept NameError:\n    def cmp(a, b):\n        return (a > b) - (a < b)\nx = cmp(1, 2)\n",
            None,
        ),
        Example("x = y.cmp(1, 2)\nz = sorted([], cmp=f)\n", None, runs=False),
    )

    def detect(self, node: ast.Name | ast.Attribute, module: Module) -> Iterable[Match]:
        """Every reference; only those by the name itself can be fixed."""
        if is_builtin_reference(node, "cmp", module):
            by_name = isinstance(node, ast.Name) and node.id == "cmp"
            yield Match(node, self._message, None if by_name else Applicability.MANUAL)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """The same name, which the module defines itself now; wrapped as an attribute of a class."""
        module = editor.module
        if any(each.id == "cmp" and not isinstance(each.ctx, ast.Load) for each in module.nodes(ast.Name)):
            raise CannotRewrite("`cmp` means something else elsewhere in the module")
        _define(editor)
        statement: Any = module.parent(match.node)
        is_of_class = isinstance(statement, ast.Assign) and isinstance(module.parent(statement), ast.ClassDef)
        return cst.Call(cst.Name("staticmethod"), [cst.Arg(node)]) if is_of_class else node


def _says_about_module(statement: ast.stmt) -> bool:
    """Whether it is `__author__ = ...` or the like, which may stand before the imports."""
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    return bool(targets) and all(getattr(each, "id", "").startswith("__") for each in targets)


def _define(editor: Editor) -> None:
    """Put the function behind the imports and other lines at the head of the module."""
    module = editor.module
    body = module.tree.root.body
    last = -1
    for index, statement in enumerate(body):
        is_docstring = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
        is_import = isinstance(statement, (ast.Import, ast.ImportFrom))
        if is_import or (index == 0 and is_docstring) or _says_about_module(statement):
            last = index
        elif not isinstance(statement, ast.Try):
            break
    text = module.source.text
    if last < 0:
        first = body[0]
        at = module.source.offset(first.lineno, 0)
        editor.replace_span(at, at, f"{_HELPER}\n\n")
        return
    end = text.find("\n", module.source.offset(body[last].end_lineno or 0, 0)) + 1
    if end == 0:
        raise CannotRewrite("nothing follows the imports")
    rest = text[end:]
    blank = len(rest) - len(rest.lstrip("\n"))
    editor.replace_span(end, end, f"\n\n{_HELPER}" + "\n" * max(0, 2 - blank))
