"""Uses of imported names that go, and whether their imports go with them."""

from __future__ import annotations

from typing import Any

from py3port.rule import Editor, Module, ast


def root_name(node: Any) -> ast.Name:
    """The name at the left end of a chain of attributes."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return node  # type: ignore[no-any-return]


def is_taken(name: str, module: Module) -> bool:
    """Whether other files import a name from this one, be it one that it imports itself."""
    here = module.surroundings
    return name in module.exports or (here.index is not None and here.index.is_taken(here.path, name))


def let_go(name: ast.Name, editor: Editor) -> None:
    """Say that the use of an imported name goes; the import stays where other files get it from here."""
    if not is_taken(name.id, editor.module):
        editor.drop_import(name)
