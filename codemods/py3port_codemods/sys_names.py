"""The rule for what `sys` no longer holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from py3port.rule import Applicability, CannotRewrite, Editor, Example, Match, Mode, Module, Stage, ast
from py3port_codemods._gone_names import Gone, GoneNames
from py3port_codemods._sys_names import DELETED, SYS_NAMES


class SysNames(GoneNames):
    """Python 3 dropped names of `sys`: `maxint`, for integers have no limit; `exc_type` and its like, for `exc_info()`.

    `sys.exitfunc = f` is no longer called at the end; `atexit.register(f)` does that on both.

    Fix safety: a call of `sys.exc_clear`, `sys.setdefaultencoding` or `sys.setcheckinterval` has no counterpart. With
    `--unsafe` it goes, or (in `dual` mode) is left to Python 2 alone: text that relied on the default encoding may not.
    """

    name = "sys-names"
    title = "Use what sys of Python 3 has"
    stage = Stage.SIX
    applicability = Applicability.SAFE
    requires = ("six",)
    aliases = (
        "fix_renames",
        "fix_sys_exc",
        "fix_exitfunc",
        "sys-max-int",
        "W1647",
        "deprecated-sys-function",
        "W1660",
    )
    references = ("https://docs.python.org/3/whatsnew/3.0.html#library-changes",)
    words = ("sys",)
    nodes = (ast.Import, ast.ImportFrom)
    examples = (
        Example("import sys\nx = 3 < sys.maxint\n", "import sys\nx = 3 < sys.maxsize\n"),
        Example("from sys import maxint\nx = maxint > 3\n", "from sys import maxsize\nx = maxsize > 3\n"),
        Example(
            "from sys import maxint as M\nx = M - 1 > 3\n", "from sys import maxsize\nx = maxsize - 1 > 3\n"
        ),
        Example(
            "import sys\ntry:\n    x = {}[1]\nexcept KeyError:\n    x = sys.exc_type.__name__\n",
            "import sys\ntry:\n    x = {}[1]\nexcept KeyError:\n    x = sys.exc_info()[0].__name__\n",
        ),
        Example(
            "import sys\ntry:\n    x = {}[1]\nexcept KeyError:\n"
            "    x = str(sys.exc_value), sys.exc_traceback is None\n",
            "import sys\ntry:\n    x = {}[1]\nexcept KeyError:\n"
            "    x = str(sys.exc_info()[1]), sys.exc_info()[2] is None\n",
        ),
        Example(
            "import sys\ndef bye():\n    print('bye')\nsys.exitfunc = bye\n",
            "import atexit\ndef bye():\n    print('bye')\natexit.register(bye)\n",
            runs=False,
        ),
        Example(
            "import sys\ntry:\n    x = {}[1]\nexcept KeyError:\n    sys.exc_clear()\n    x = 3\n",
            "import sys\n\nimport six\n\ntry:\n    x = {}[1]\nexcept KeyError:\n"
            "    if six.PY2:\n        sys.exc_clear()\n    x = 3\n",
            mode=Mode.DUAL,
            unsafe=True,
        ),
        Example(
            "import sys\ntry:\n    x = {}[1]\nexcept KeyError:\n    sys.exc_clear()\n    x = 3\n",
            "try:\n    x = {}[1]\nexcept KeyError:\n    x = 3\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "from sys import exc_clear\nexc_clear()\nx = 3\n",
            "import sys\nimport six\nif six.PY2:\n    sys.exc_clear()\nx = 3\n",
            mode=Mode.DUAL,
            unsafe=True,
        ),
        Example("import sys\nx = sys.py3kwarning\n", "x = False\n", mode=Mode.PY3),
        Example("import sys\nsys.setdefaultencoding('utf-8')\n", None, findings=1),
        Example("import sys\nx = sys.maxsize, sys.maxunicode\n", None),
        Example("import sys\nif hasattr(sys, 'exc_clear'):\n    sys.exc_clear()\n", None),
        Example("import sys\nx = getattr(sys, 'maxint', sys.maxsize) > 3\n", None),
        Example("import sys\ntry:\n    x = sys.maxint\nexcept AttributeError:\n    x = sys.maxsize\n", None),
        Example("class sys:\n    maxint = 3\nx = sys.maxint\n", None),
        Example("import six, sys\nif six.PY2:\n    x = sys.maxint\nelse:\n    x = sys.maxsize\n", None),
    )

    def table(self, package: str) -> Mapping[str, Gone]:
        """The names that are gone."""
        return SYS_NAMES if package == "sys" else {}

    def detect(self, node: ast.Import | ast.ImportFrom, module: Module) -> Iterable[Match]:
        """The names, calls that Python 3 does without, and assignments to `sys.exitfunc`."""
        yield from super().detect(node, module)
        if "exitfunc" not in module.source.text:
            return
        for imported in module.imports.of(node):
            if imported.qualified == "sys" and imported.bound != "*":
                for use in module.references(imported.bound, imported.scope.node):
                    yield from _exit_function(use, module)

    def _match(
        self, qualified: str, node: Any, root: ast.Name, module: Module, *, by_name: bool
    ) -> Iterator[Match]:
        """A call that stands alone can go."""
        for match in super()._match(qualified, node, root, module, by_name=by_name):
            statement = module.statement(node)
            alone = isinstance(statement, ast.Expr) and getattr(statement.value, "func", None) is node
            if qualified in DELETED and alone:
                yield Match(statement, match.message, Applicability.UNSAFE, root)
            else:
                yield match

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """The new name; statements by edits of text."""
        statement: Any = match.node
        if isinstance(statement, ast.Assign):
            register = f"{editor.add_import('atexit')}.register({editor.module.text(statement.value)})"
            editor.drop_import(match.data)
            editor.replace(statement, register)
        elif not isinstance(statement, ast.Expr):
            return super().rewrite(node, match, editor)
        elif editor.mode is Mode.DUAL:
            line = editor.module.source.line(statement.lineno).partition("#")[0].strip()
            if line != editor.module.text(statement):
                raise CannotRewrite("other statements stand on its line")
            call = _by_module(statement, match.data, editor)
            editor.replace_statement(statement, f"if {editor.add_import('six')}.PY2:\n    {call}")
        else:
            editor.drop_import(match.data)
            editor.remove_statement(statement)
        return node


def _by_module(statement: ast.Expr, root: ast.Name, editor: Editor) -> str:
    """The call by way of `sys`: its name cannot be imported where it is gone."""
    function: Any = statement.value.func  # type: ignore[attr-defined]
    text = editor.module.text(statement)
    if not isinstance(function, ast.Name):
        return text
    name = (editor.module.qualified_name(function) or "").removeprefix("sys.")
    editor.drop_import(root)
    return f"{editor.add_import('sys')}.{name}{text.removeprefix(function.id)}"


def _exit_function(use: ast.Name, module: Module) -> Iterator[Match]:
    attribute = module.parent(use)
    statement = module.parent(attribute) if attribute is not None else None
    if not isinstance(attribute, ast.Attribute) or attribute.attr != "exitfunc":
        return
    message = "`sys.exitfunc` is not called since Python 3.0: use `atexit.register`"
    if isinstance(statement, ast.Assign) and statement.targets == [attribute]:
        yield Match(statement, message, None, use)
    else:
        yield Match(attribute, message, Applicability.MANUAL)
