"""The rule for visitors of syntax trees whose nodes are gone."""

from __future__ import annotations

from collections.abc import Iterable

from py3port.rule import Applicability, Example, Match, Module, Rule, Stage, ast

_GONE = {
    "visit_Exec": "`exec` is a function: see `visit_Call`",
    "visit_Print": "`print` is a function: see `visit_Call`",
    "visit_Repr": "there are no backticks",
    "visit_TryExcept": "see `visit_Try`",
    "visit_TryFinally": "see `visit_Try`",
}


class AstVisitors(Rule):
    """Python 3's syntax trees have no `Print`, `Exec`, `Repr`, `TryExcept` and `TryFinally`.

    A visitor's methods for them are never called.
    """

    name = "ast-visitors"
    title = "Visit the nodes there are"
    stage = Stage.COMMON
    applicability = Applicability.MANUAL
    fixable = False
    references = ("https://docs.python.org/3/library/ast.html",)
    words = tuple(_GONE)
    nodes = (ast.FunctionDef,)
    examples = (
        Example(
            "import ast\nclass V(ast.NodeVisitor):\n    def visit_Print(self, node):\n        pass\n",
            None,
            findings=1,
        ),
        Example(
            "from ast import NodeTransformer\nclass V(NodeTransformer):\n"
            "    def visit_TryExcept(self, node):\n        pass\n"
            "    def visit_Name(self, node):\n        pass\n",
            None,
            findings=1,
        ),
        Example("class V(object):\n    def visit_Print(self, node):\n        pass\n", None),
    )

    def detect(self, node: ast.FunctionDef, module: Module) -> Iterable[Match]:
        """A method of a visitor for a node that is gone."""
        owner = module.parent(node)
        if node.name not in _GONE or not isinstance(owner, ast.ClassDef):
            return
        names = {module.qualified_name(base) for base in module.foreign_bases(owner)}
        if names & {"ast.NodeVisitor", "ast.NodeTransformer"}:
            yield Match(node, f"Python 3 never calls `{node.name}`: {_GONE[node.name]}")
