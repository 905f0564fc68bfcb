"""The rule for built-ins that are imported."""

from __future__ import annotations

import builtins
from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Module, Rule, Stage, ast
from py3port_codemods._let_go import is_taken

_MODULES = {"builtins": builtins, "future.builtins": builtins, "io": ("open",)}
_SETUP = frozenset({"install_aliases", "install_hooks", "remove_hooks", "hooks"})


class BuiltinsImport(Rule):
    """What python-future offers by `from builtins import str` are Python 3's own built-ins, which need no import.

    The same goes for `from io import open`, and for the calls of `future.standard_library` that install Python 3's
    module names in Python 2.

    Fix safety: an import that this file makes no use of may be there for others to import it from here.
    """

    name = "builtins-import"
    title = "Use built-ins without importing them"
    stage = Stage.CLEANUP
    applicability = Applicability.SAFE
    aliases = ("UP029", "UP020")
    references = ("https://python-future.org/imports.html",)
    words = ("builtins", "from io", "standard_library")
    nodes = (ast.ImportFrom, ast.Call)
    examples = (
        Example(
            "from builtins import str, range\nx = str(list(range(2)))\n",
            "x = str(list(range(2)))\n",
            runs=False,
        ),
        Example(
            "import os\nfrom io import open, BytesIO\nx = open(os.devnull).read(), BytesIO\n",
            "import os\nfrom io import BytesIO\nx = open(os.devnull).read(), BytesIO\n",
            runs=False,
        ),
        Example(
            "from future import standard_library\nstandard_library.install_aliases()\nimport queue\n",
            "import queue\n",
            runs=False,
        ),
        Example("from builtins import range\n", "", unsafe=True, runs=False),
        Example(
            "from builtins import object, zip as izip\nx = izip(object)\n",
            "from builtins import zip as izip\nx = izip(object)\n",
            runs=False,
        ),
        Example("from builtins import open\n__all__ = ['open']\nx = open(1)\n", None, findings=1, runs=False),
        Example(
            "from io import open\ndef f():\n    from mine import open\n    return open(1)\ndef open(): pass\n",
            None,
            findings=1,
        ),
        Example("from io import BytesIO\nx = BytesIO(b'a').read() == b'a'\n", None),
    )

    def detect(self, node: ast.ImportFrom | ast.Call, module: Module) -> Iterable[Match]:
        """The imported names that are built-ins anyway, and what sets python-future up."""
        if isinstance(node, ast.Call):
            yield from _setup(node, module)
            return
        if node.level or node.module not in _MODULES:
            return
        offered: Any = _MODULES[node.module]
        for imported in module.imports.of(node):
            name = imported.alias.name
            is_there = name in offered if isinstance(offered, tuple) else hasattr(offered, name)
            if not is_there or imported.bound != name or module.is_own_module(imported):
                continue
            is_only = len(imported.scope.binding(name)) == 1 and not is_taken(name, module)
            is_used = bool(module.references(name, imported.scope.node))
            likely = Applicability.UNSAFE if is_only and not is_used else None
            yield Match(
                imported.alias,
                f"`{name}` is a built-in of Python 3",
                likely if is_only else Applicability.MANUAL,
            )

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """Nothing in the place of the import, or of the call."""
        if isinstance(match.node, ast.alias):
            editor.drop_import(match.node)
            return node
        editor.remove_statement(match.data)
        editor.drop_import(_root(match.data.value.func))
        return node


def _setup(node: ast.Call, module: Module) -> Iterable[Match]:
    """`standard_library.install_aliases()`, as a statement."""
    name = module.qualified_name(node.func) or ""
    head, _, last = name.rpartition(".")
    if head == "future.standard_library" and last in _SETUP:
        statement = module.parent(node)
        is_statement = isinstance(statement, ast.Expr)
        yield Match(
            node,
            "Python 3 has its own names for its modules",
            None if is_statement else Applicability.MANUAL,
            statement,
        )


def _root(node: Any) -> ast.Name:
    while isinstance(node, ast.Attribute):
        node = node.value
    return node  # type: ignore[no-any-return]
