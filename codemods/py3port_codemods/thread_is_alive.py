"""The rule for `isAlive` of threads."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Module, Rule, Stage, ast, cst


class ThreadIsAlive(Rule):
    """Python 3.9 removed `isAlive` of threads; `is_alive` is there since 2.6.

    Where the module has a class with an `isAlive` of its own, nothing changes.

    Fix safety: the fix waits for `--unsafe` where nothing tells that the object is a thread.
    """

    name = "thread-is-alive"
    title = "Call is_alive of threads"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    since = "3.9"
    references = ("https://docs.python.org/3/whatsnew/3.9.html#removed",)
    words = ("isAlive",)
    nodes = (ast.Attribute,)
    examples = (
        Example(
            "import threading\nx = threading.Thread().isAlive()  # not yet\nt = threading.Thread()\n"
            "y = t.isAlive() or t.isAlive is None\n",
            "import threading\nx = threading.Thread().is_alive()  # not yet\nt = threading.Thread()\n"
            "y = t.is_alive() or t.is_alive is None\n",
        ),
        Example("x = worker.isAlive()\n", "x = worker.is_alive()\n", unsafe=True, runs=False),
        Example(
            "class Monster(object):\n    def isAlive(self):\n        return True\n"
            "x = Monster().isAlive()\nisAlive = 1\ny = isAlive\n",
            None,
        ),
    )

    def detect(self, node: ast.Attribute, module: Module) -> Iterable[Match]:
        """A use of `isAlive` on what may be a thread."""
        if node.attr != "isAlive" or any(
            module.class_defines(each, node.attr) for each in module.nodes(ast.ClassDef)
        ):
            return
        known = module.type_of(node.value)
        is_thread = known is not None and known.qualified.startswith("threading.")
        yield Match(
            node, "Python 3.9 removed `isAlive` of threads", None if is_thread else Applicability.UNSAFE
        )

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """`is_alive`."""
        return node.with_changes(attr=cst.Name("is_alive"))
