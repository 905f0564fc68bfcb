"""The rule for `__metaclass__ = type` of a module."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Module, Rule, Stage, ast


class ModuleMetaclass(Rule):
    """`__metaclass__ = type` at the top of a module made all of its classes new-style classes in Python 2.

    Python 3 has no other classes, and ignores the name.
    """

    name = "module-metaclass"
    title = "Drop a module's __metaclass__ = type"
    stage = Stage.CLEANUP
    applicability = Applicability.SAFE
    aliases = ("UP001", "useless-metaclass-type")
    references = ("https://peps.python.org/pep-3115/",)
    words = ("__metaclass__",)
    nodes = (ast.Assign,)
    examples = (
        Example("__metaclass__ = type\n\n\nclass A:\n    x = 1\n", "class A:\n    x = 1\n"),
        Example("import os\n__metaclass__ = type\nx = os.name\n", "import os\nx = os.name\n"),
        Example("class A:\n    __metaclass__ = type\n", None),
        Example("__metaclass__ = make\n", None, runs=False),
        Example("__metaclass__ = type\nx = __metaclass__\n", None, findings=1),
    )

    def detect(self, node: ast.Assign, module: Module) -> Iterable[Match]:
        """The assignment, where nothing reads the name."""
        target, value = node.targets[0], node.value
        if (
            isinstance(module.parent(node), ast.Module)
            and len(node.targets) == 1
            and getattr(target, "id", "") == "__metaclass__"
            and isinstance(value, ast.Name)
            and value.id == "type"
            and module.is_builtin(value)
        ):
            is_read = bool(module.references("__metaclass__", module.tree.root))
            yield Match(node, "Python 3 ignores it", Applicability.MANUAL if is_read else None)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """Nothing in its place."""
        editor.remove_statement(match.node)  # type: ignore[arg-type]
        return node
