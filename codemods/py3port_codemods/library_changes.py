"""The rule for functions of the standard library that changed, or are about to go."""

from __future__ import annotations

from collections.abc import Iterable

from py3port.rule import Applicability, Example, Match, Module, Rule, Stage, ast
from py3port_codemods._library_changes import LIBRARY_CHANGES


class LibraryChanges(Rule):
    """Some functions of the standard library do other things in Python 3, and some will be gone in the next versions.

    Most uses are fine; what to look at stands in the message.
    """

    name = "library-changes"
    title = "Look at what changed in the standard library"
    stage = Stage.ADVICE
    applicability = Applicability.MANUAL
    fixable = False
    references = ("https://docs.python.org/3/deprecations/",)
    nodes = (ast.Attribute, ast.Name, ast.Import, ast.ImportFrom)
    examples = (
        Example("import random\nrandom.seed(3)\n", None, findings=1),
        Example("from datetime import datetime\nx = datetime.utcnow\n", None, findings=1),
        Example(
            "import inspect\nclass A(object):\n    pass\nx = inspect.getmembers(A, inspect.ismethod)\n",
            None,
            findings=1,
        ),
        Example("import pkg_resources\n", None, findings=1, runs=False),
        Example("from random import random as seed\nx = seed() < 2\n", None),
        Example("class random(object):\n    seed = abs\nx = random.seed(1)\n", None),
    )

    def names(self) -> frozenset[str]:
        """The last parts of the names."""
        return frozenset(name.rpartition(".")[2] for name in LIBRARY_CHANGES)

    def detect(
        self, node: ast.Attribute | ast.Name | ast.Import | ast.ImportFrom, module: Module
    ) -> Iterable[Match]:
        """A use of one of the names, or the import of a module among them."""
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            for imported in module.imports.of(node):
                note = LIBRARY_CHANGES.get(imported.module)
                if note and not module.is_own_module(imported):
                    yield Match(node, f"`{imported.module}`: {note}")
            return
        if not isinstance(node.ctx, ast.Load):
            return
        name = module.qualified_name(node)
        note = LIBRARY_CHANGES.get(name or "")
        if note and "." in str(name):
            yield Match(node, f"`{name}`: {note}")
