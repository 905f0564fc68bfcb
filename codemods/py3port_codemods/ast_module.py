"""The rule for the module `_ast`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Module, Rule, Stage, ast, cst


class AstModule(Rule):
    """Python 3.8 took `Str`, `Num` and `Index` out of the module `_ast`, which `ast` hands on and adds to.

    `ast` has the old names for some time yet, and is the one that is documented. Python 2 has it since 2.6.

    Fix safety: `from ast import *` brings functions too, which may hide others; that waits for `--unsafe`.
    """

    name = "ast-module"
    title = "Import ast instead of _ast"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    since = "3.8"
    references = ("https://docs.python.org/3/library/ast.html",)
    words = ("_ast",)
    guardable = False  # `except ImportError` was there for Python 2.4.
    nodes = (ast.Import, ast.ImportFrom)
    examples = (
        Example(
            "import _ast\nx = isinstance(compile('1', 'a', 'eval', _ast.PyCF_ONLY_AST), _ast.Expression)\n",
            "import ast as _ast\nx = isinstance(compile('1', 'a', 'eval', _ast.PyCF_ONLY_AST), _ast.Expression)\n",
        ),
        Example(
            "import _ast as tree, os\nx = tree.Expression.__name__\n",
            "import ast as tree, os\nx = tree.Expression.__name__\n",
        ),
        Example(
            "from _ast import Load, Store as S\nx = S.__name__\n",
            "from ast import Load, Store as S\nx = S.__name__\n",
        ),
        Example(
            "from _ast import *\nx = Load.__name__\n", "from ast import *\nx = Load.__name__\n", unsafe=True
        ),
        Example(
            "try:\n    import _ast\nexcept ImportError:\n    _ast = None\nx = _ast.Load.__name__\n",
            "try:\n    import ast as _ast\nexcept ImportError:\n    _ast = None\nx = _ast.Load.__name__\n",
        ),
        Example("import ast\nfrom ast import Load\n", None),
        Example("import _ast\n", None, siblings=("_ast",), runs=False),
    )

    def detect(self, node: ast.Import | ast.ImportFrom, module: Module) -> Iterable[Match]:
        """Every import of it, or from it."""
        for imported in module.imports.of(node):
            source = imported.qualified if isinstance(node, ast.Import) else imported.module
            if source != "_ast" or imported.level or module.is_own_module(imported):
                continue
            trust = Applicability.UNSAFE if imported.alias.name == "*" else None
            yield Match(node, "`ast` has what Python 3.8 took out of `_ast`", trust)
            return

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """`import ast as _ast`, `from ast import Load`."""
        if isinstance(node, cst.ImportFrom):
            return node.with_changes(module=cst.Name("ast"))
        return node.with_changes(names=[_renamed(each) for each in node.names])


def _renamed(alias: cst.ImportAlias) -> cst.ImportAlias:
    """`ast as _ast`; any other import as it is."""
    if alias.name.value != "_ast":
        return alias
    return alias.with_changes(
        name=cst.Name("ast"), asname=alias.asname or cst.AsName(cst.Name("_ast"), cst.SimpleWhitespace(" "))
    )
