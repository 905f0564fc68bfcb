"""The rule for packages that bring Python 3's library to Python 2."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, CannotRewrite, Editor, Example, Match, Module, Rule, Stage, ast
from py3port_codemods._backports import BACKPORTS


class BackportImport(Rule):
    """Packages such as `mock`, `unittest2`, `functools32` or `pathlib2` hold for Python 2 what Python 3 comes with.

    Without Python 2 the standard library's own modules are imported, and the packages need not be installed. Packages
    of the same name as the module (`enum34`, `futures`, `configparser`) go from the requirements alone.
    """

    name = "backport-import"
    title = "Import the standard library, not its backports"
    stage = Stage.CLEANUP
    applicability = Applicability.SAFE
    aliases = ("UP026", "deprecated-mock-import")
    references = ("https://docs.python.org/3/library/unittest.mock.html",)
    words = tuple(BACKPORTS)
    nodes = (ast.Import, ast.ImportFrom)
    examples = (
        Example("import mock\nx = mock.Mock\n", "from unittest import mock\nx = mock.Mock\n", runs=False),
        Example(
            "from mock import patch, Mock as M\n", "from unittest.mock import patch, Mock as M\n", runs=False
        ),
        Example(
            "from mock import (\n    patch,  # why\n)\n",
            "from unittest.mock import (\n    patch,  # why\n)\n",
            runs=False,
        ),
        Example(
            "import unittest2 as unittest\nx = unittest.TestCase\n",
            "import unittest\nx = unittest.TestCase\n",
            runs=False,
        ),
        Example(
            "import unittest2\nx = unittest2.TestCase\n",
            "import unittest\nx = unittest.TestCase\n",
            runs=False,
        ),
        Example(
            "import os, unittest2\nclass unittest: pass\nx = unittest2.TestCase\n",
            "import os\nimport unittest as unittest2\nclass unittest: pass\nx = unittest2.TestCase\n",
            runs=False,
        ),
        Example("from ordereddict import OrderedDict\n", "from collections import OrderedDict\n", runs=False),
        Example("from unittest2.case import skip\n", "from unittest.case import skip\n", runs=False),
        Example("import mock\n", None, siblings=("mock",)),
        Example("try:\n    import mock\nexcept ImportError:\n    mock = None\n", None),
        Example("from unittest import mock\nx = mock.Mock().a is not None\n", None),
    )

    def detect(self, node: ast.Import | ast.ImportFrom, module: Module) -> Iterable[Match]:
        """An import of one of the packages that is no alternative to another."""
        if isinstance(module.parent(node), (ast.Try, ast.ExceptHandler)):
            return
        found = [
            each for each in module.imports.of(node) if _home(each.module) and not module.is_own_module(each)
        ]
        if found:
            yield Match(node, f"`{found[0].module}` is in Python 3's standard library", data=found)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """The import of the standard library's module."""
        statement: Any = match.node
        text = editor.module.text(statement)
        if isinstance(statement, ast.ImportFrom):
            old = statement.module or ""
            editor.replace_import(statement, [text.replace(old, _home(old), 1)])
            return node
        if "#" in text:
            raise CannotRewrite("a comment stands inside the import")
        lines = [
            f"import {each.name} as {each.asname}" if each.asname else f"import {each.name}"
            for each in statement.names
            if each not in [imported.alias for imported in match.data]
        ]
        lines = [f"import {', '.join(line.removeprefix('import ') for line in lines)}"] if lines else []
        for imported in match.data:
            if "." in imported.alias.name and not imported.alias.asname:
                raise CannotRewrite("it is used by its dotted name")
            lines.append(_line(imported, editor))
        editor.replace_import(statement, lines)
        return node


def _home(module: str) -> str:
    """Where the standard library has what a module of a backport has; empty for any other."""
    for name in (module, module.rpartition(".")[0]):
        if name in BACKPORTS:
            return BACKPORTS[name] + module.removeprefix(name)
    return ""


def _line(imported: Any, editor: Editor) -> str:
    """The import of a whole module, whose uses get its own name where that is free."""
    package, _, last = _home(imported.alias.name).rpartition(".")
    bound = imported.bound
    start = f"from {package} import {last}" if package else f"import {last}"
    if bound == last:
        return start
    module = editor.module
    uses = module.references(bound, imported.scope.node)
    is_free = not any(each.bound == last for each in module.imports) and all(
        module.lookup(last, use) is None for use in uses
    )
    if not is_free or not uses or imported.alias.asname or bound in module.exports:
        return f"{start} as {bound}"
    for use in uses:
        editor.replace(use, last)
    return start
