"""The rule for modules that Python 3 dropped."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, Example, Match, Module, Rule, Stage, ast
from py3port_codemods._removed_modules import REMOVED_MODULES, REPLACED_MODULES


class RemovedModules(Rule):
    """Python 3.0 dropped modules that were obsolete or replaced (PEP 3108), 3.12 and 3.13 dropped more (PEP 594).

    There is nothing of the same kind to put in their place: the finding names what comes nearest. Modules that only
    have another name now are the matter of `moved-modules`.
    """

    name = "removed-modules"
    title = "Do without modules that are gone"
    stage = Stage.COMMON
    applicability = Applicability.MANUAL
    fixable = False
    references = ("https://peps.python.org/pep-3108/", "https://peps.python.org/pep-0594/")
    nodes = (ast.Import, ast.ImportFrom)
    examples = (
        Example("import sgmllib\n", None, findings=1, runs=False),
        Example("from asyncore import dispatcher\n", None, findings=1, runs=False),
        Example("import os, distutils.core as core\n", None, findings=1, runs=False),
        Example("from distutils.command import build\n", None, findings=1, runs=False),
        Example("import exceptions\n", None, findings=1, runs=False),
        Example("from sets import *\n", None, findings=1, runs=False),
        Example("import md5\nx = md5.new()\n", None, runs=False),
        Example("import user\n", None, siblings=("user",)),
        Example("from . import parser, symbol\n", None, siblings=("parser", "symbol")),
        Example("from email import parser\nfrom html.parser import HTMLParser\n", None, runs=False),
        Example("try:\n    import sgmllib\nexcept ImportError:\n    sgmllib = None\n", None, runs=False),
    )

    def detect(self, node: ast.Import | ast.ImportFrom, module: Module) -> Iterable[Match]:
        """Imports of a module that is gone in the target."""
        for imported in module.imports.of(node):
            root = imported.module.partition(".")[0]
            since, note = REMOVED_MODULES.get(root, ("", ""))
            if root in REPLACED_MODULES and _is_left_over(imported, module):
                since = REPLACED_MODULES[root]
            if (
                since
                and _number(since) <= _number(module.options.target)
                and not module.is_own_module(imported)
            ):
                yield Match(node, f"`{root}` is gone since Python {since}" + (f": {note}" if note else ""))
                return


def _is_left_over(imported: Any, module: Module) -> bool:
    """Whether no use of an import will take it away."""
    bound, scope = imported.bound, imported.scope
    return bound == "*" or not module.references(bound, scope.node)


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
