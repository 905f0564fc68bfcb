"""How deep a tree is: LibCST's parser ends the process where its recursion overflows the stack."""

from __future__ import annotations

from py3port.python2 import ast

LIMIT = 500
"""Deeper is not tried; generating code in Python's own recursion gives up earlier still."""


def is_too_deep(root: ast.AST) -> bool:
    """Return whether a tree has more than `LIMIT` levels."""
    level: list[ast.AST] = [root]
    for _ in range(LIMIT):
        level = [child for node in level for child in ast.iter_child_nodes(node)]
        if not level:
            return False
    return True
