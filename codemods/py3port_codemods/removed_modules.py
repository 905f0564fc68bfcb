"""The rule for modules that Python 3 dropped."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, Example, Match, Module, Rule, Stage, ast
from py3port_codemods._removed_modules import REMOVED_MODULES, REPLACED_MODULES
from py3port_codemods._removed_names import OWN_RULES, all_removed_names


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
        Example("import distutils.spawn\nx = distutils.spawn.find_executable('a')\n", None, runs=False),
        Example("from distutils import sysconfig\nx = sysconfig.get_config_var('a')\n", None, runs=False),
        Example("import distutils.spawn\nx = distutils.spawn\n", None, findings=1, runs=False),
        Example("import user\n", None, siblings=("user",)),
        Example("from . import parser, symbol\n", None, siblings=("parser", "symbol")),
        Example("from email import parser\nfrom html.parser import HTMLParser\n", None, runs=False),
        Example("try:\n    import sgmllib\nexcept ImportError:\n    sgmllib = None\n", None, runs=False),
    )

    def detect(self, node: ast.Import | ast.ImportFrom, module: Module) -> Iterable[Match]:
        """Imports of a module that is gone in the target, unless other rules find all that is used of it."""
        for imported in module.imports.of(node):
            root = imported.module.partition(".")[0]
            since, note = REMOVED_MODULES.get(root) or (REPLACED_MODULES.get(root, ""), "")
            if (
                since
                and _number(since) <= _number(module.options.target)
                and not module.is_own_module(imported)
                and not _is_covered(imported, module)
            ):
                yield Match(node, f"`{root}` is gone since Python {since}" + (f": {note}" if note else ""))
                return


def _is_covered(imported: Any, module: Module) -> bool:
    """Whether the names that are used of an import are all in the table of names that are gone."""
    if _is_found_elsewhere(imported.qualified):
        return True
    uses = module.references(imported.bound, imported.scope.node) if imported.bound != "*" else ()
    return bool(uses) and all(_is_known(use, imported.qualified, module) for use in uses)


def _is_known(use: ast.AST, qualified: str, module: Module) -> bool:
    """Whether the chain of attributes that begins at a name leads to a name in the table."""
    parent = module.parent(use)
    while isinstance(parent, ast.Attribute):
        qualified = f"{qualified}.{parent.attr}"
        if _is_found_elsewhere(qualified):
            return True
        parent = module.parent(parent)
    return False


def _is_found_elsewhere(qualified: str) -> bool:
    """Whether another rule looks for the name."""
    return qualified in all_removed_names() or qualified in OWN_RULES


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
