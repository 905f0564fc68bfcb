"""The rule for modules that Python 3 dropped."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Module, Rule, Stage, ast
from py3port_codemods._let_go import is_taken
from py3port_codemods._removed_modules import REMOVED_MODULES, REPLACED_MODULES
from py3port_codemods._removed_names import OWN_RULES, removed_names_in

_FOR_EFFECT = frozenset({"user"})
"""They are imported for what that does."""


class RemovedModules(Rule):
    """Python 3.0 dropped modules that were obsolete or replaced (PEP 3108), 3.12 and 3.13 dropped more (PEP 594).

    There is nothing of the same kind to put in their place: the finding names what comes nearest. Modules that only
    have another name now are the matter of `moved-modules`. An import that nothing in the file uses goes.

    Fix safety: another file may take the name from this one, so that the fix waits for `--unsafe`.
    """

    name = "removed-modules"
    title = "Do without modules that are gone"
    stage = Stage.COMMON
    applicability = Applicability.UNSAFE
    references = ("https://peps.python.org/pep-3108/", "https://peps.python.org/pep-0594/")
    nodes = (ast.Import, ast.ImportFrom)
    examples = (
        Example("import sgmllib\nx = sgmllib.SGMLParser\n", None, findings=1, runs=False),
        Example(
            "from asyncore import dispatcher\nclass A(dispatcher):\n    pass\n", None, findings=1, runs=False
        ),
        Example("import os, distutils.core as core\nx = core, os.sep\n", None, findings=1, runs=False),
        Example("from distutils.command import build\nx = build\n", None, findings=1, runs=False),
        Example(
            "import os, imp, sys\nx = os.name, sys.argv[1:]\n",
            "import os, sys\nx = os.name, sys.argv[1:]\n",
            unsafe=True,
        ),
        Example(
            "import os\nfrom sgmllib import SGMLParser, charref\nx = 1\n",
            "import os\nx = 1\n",
            unsafe=True,
        ),
        Example("import imp\n__all__ = ['imp']\n", None, findings=1),
        Example("def f():\n    import imp\n", "def f():\n    pass\n", unsafe=True),
        Example("import exceptions\nx = exceptions\n", None, findings=1, runs=False),
        Example("from sets import *\n", None, findings=1, runs=False),
        Example("import md5\nx = md5.new()\n", None, runs=False),
        Example("import distutils.spawn\nx = distutils.spawn.find_executable('a')\n", None, runs=False),
        Example("from distutils import sysconfig\nx = sysconfig.get_config_var('a')\n", None, runs=False),
        Example("import distutils.spawn\nx = distutils.spawn\n", None, findings=1, runs=False),
        Example("import user\n", None, siblings=("user",)),
        Example("import user\n", None, findings=1, runs=False),
        Example("from . import parser, symbol\n", None, siblings=("parser", "symbol")),
        Example("from email import parser\nfrom html.parser import HTMLParser\n", None, runs=False),
        Example("try:\n    import sgmllib\nexcept ImportError:\n    sgmllib = None\n", None, runs=False),
    )

    def detect(self, node: ast.Import | ast.ImportFrom, module: Module) -> Iterable[Match]:
        """Imports of a module that is gone in the target, unless other rules find all that is used of it."""
        notes: dict[bool, str] = {}
        needless: list[ast.alias] = []
        for imported in module.imports.of(node):
            note = _note(imported, module)
            if note is None or _is_covered(imported, module):
                continue
            is_needless = _is_needless(imported, module)
            notes.setdefault(is_needless, note)
            needless += [imported.alias] if is_needless else []
        for is_needless, note in notes.items():
            yield Match(node, note, None if is_needless else Applicability.MANUAL, needless)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """The import without the names that nothing uses."""
        for alias in match.data:
            editor.drop_import(alias)
        return node


def _note(imported: Any, module: Module) -> str | None:
    """What is to be said of an import of a module that is gone in the target; None of any other."""
    root = imported.module.partition(".")[0]
    since, note = REMOVED_MODULES.get(root) or (REPLACED_MODULES.get(root, ""), "")
    if not since or _number(since) > _number(module.options.target) or module.is_own_module(imported):
        return None
    return f"`{root}` is gone since Python {since}" + (f": {note}" if note else "")


def _is_needless(imported: Any, module: Module) -> bool:
    """Whether nothing in the file uses the name that an import binds."""
    if imported.bound == "*" or imported.bound in _FOR_EFFECT or is_taken(imported.bound, module):
        return False
    return not module.references(imported.bound, imported.scope.node)


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
    return qualified in removed_names_in(qualified.partition(".")[0]) or qualified in OWN_RULES


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
