"""The errors that Python 2.7's symbol table finds: what may not be done to names of enclosing functions."""

from __future__ import annotations

import ast
from collections.abc import Callable, Set
from typing import Any

from py3port.python2.errors import ParseError
from py3port.python2.nodes import Exec
from py3port.python2.walk import walk_nodes

Nodes = dict[type[ast.AST], list[Any]]
Fail = Callable[[str, Any], ParseError]
OpenStep = Callable[[Any], bool]

BLOCKS = (
    *(ast.FunctionDef, ast.Lambda, ast.ClassDef, ast.GeneratorExp, ast.SetComp, ast.DictComp),
    ast.Module,
)

_FUNCTIONS = frozenset((ast.FunctionDef, ast.ClassDef))
_BLOCK_SET = frozenset(BLOCKS)


def enclosing(node: Any, parents: dict[Any, Any]) -> Any:
    """Return the innermost function, class, generator or module whose scope a node belongs to.

    Decorators, defaults, bases and the first iterable belong to the scope around. List comprehensions have no scope
    in Python 2.
    """
    came: Any = None
    child, parent = node, parents[node]
    while True:
        if parent.__class__ in _BLOCK_SET and _inside(came, child, parent):
            return parent
        came, child, parent = child, parent, parents[parent]


def _inside(came: Any, child: Any, block: Any) -> bool:
    cls = block.__class__
    if child.__class__ is ast.arguments:
        return came not in child.defaults
    if cls in _FUNCTIONS:
        return isinstance(child, ast.stmt)
    if cls is ast.Lambda:
        return child is block.body
    if cls is ast.Module:
        return True
    return not (child is block.generators[0] and came is not None and came is child.iter)


class _Block:
    """The names of one scope."""

    def __init__(self, node: Any) -> None:
        self.node = node
        self.used: set[str] = set()
        self.bound: set[str] = set()
        self.globals: set[str] = set()
        self.parent: _Block | None = None
        self.children: list[_Block] = []
        self.free = False
        self.child_free = False
        self.nested = False


def check_scopes(nodes: Nodes, parents: dict[Any, Any], fail: Fail, has_open_step: OpenStep) -> None:
    """Raise for parameters declared global, and for exec, import * and del where nested functions forbid them."""
    for node in nodes.get(ast.Global, ()):
        function = enclosing(node, parents)
        if isinstance(function, ast.FunctionDef):
            for name in node.names:
                if name in _parameters(function):
                    raise fail(f"name '{name}' is local and global", node)
    bare = [node for node in nodes.get(Exec, ()) if node.globals is None]
    stars = [node for node in nodes.get(ast.ImportFrom, ()) if node.names[0].name == "*"]
    risky = [
        (node, function)
        for node in (*bare, *stars)
        if isinstance(function := enclosing(node, parents), ast.FunctionDef)
    ]
    statements = [node for node in nodes.get(ast.Delete, ()) if _is_in_function(node, parents)]
    deleted: list[Any] = [node for each in statements for node in walk_nodes(each) if _is_deleted(node)]
    if deleted:
        read = _read_within({node.id for node in deleted}, nodes, parents)
        deleted = [node for node in deleted if (enclosing(node, parents), node.id) in read]
    if not risky and not deleted:
        return
    blocks = _blocks(nodes, parents, has_open_step)
    for node, function in risky:
        block = blocks[function]
        if block.free or block.child_free:
            because = (
                "contains a nested function with free variables"
                if block.child_free
                else "is a nested function"
            )
            if isinstance(node, Exec):
                raise fail(
                    f"unqualified exec is not allowed in function '{function.name}' it {because}", node
                )
            raise fail(f"import * is not allowed in function '{function.name}' because it {because}", node)
    for node in deleted:
        block = blocks[enclosing(node, parents)]
        if node.id not in block.globals and any(_captures(child, node.id) for child in block.children):
            raise fail(f"can not delete variable '{node.id}' referenced in nested scope", node)


def _read_within(names: Set[str], nodes: Nodes, parents: dict[Any, Any]) -> set[tuple[Any, str]]:
    """The blocks around others where one of these names is read, each with the name."""
    found: set[tuple[Any, str]] = set()
    for node in nodes.get(ast.Name, ()):
        if node.id in names and isinstance(node.ctx, ast.Load):
            block = enclosing(node, parents)
            while not isinstance(block, ast.Module):
                block = enclosing(block, parents)
                found.add((block, node.id))
    return found


def _is_in_function(node: Any, parents: dict[Any, Any]) -> bool:
    return isinstance(enclosing(node, parents), ast.FunctionDef)


def _is_deleted(node: Any) -> bool:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Del)


def _captures(block: _Block, name: str) -> bool:
    if name in block.globals:
        return False
    if name in block.bound and not isinstance(block.node, ast.ClassDef):
        return False
    if name in block.used and name not in block.bound:
        return True
    return any(_captures(child, name) for child in block.children)


def _parameters(function: Any) -> set[str]:
    arguments = function.args
    names: set[str] = set()
    for arg in (*arguments.args, arguments.vararg, arguments.kwarg):
        if isinstance(arg, ast.arg):
            names.add(arg.arg)
        elif arg is not None:
            names.update(name.id for name in ast.walk(arg) if isinstance(name, ast.Name))
    return names


def _blocks(nodes: Nodes, parents: dict[Any, Any], has_open_step: OpenStep) -> dict[Any, _Block]:
    blocks: dict[Any, _Block] = {}
    for cls in BLOCKS:
        for node in nodes.get(cls, ()):
            blocks[node] = _Block(node)
    for node, block in blocks.items():
        if isinstance(node, ast.Module):
            continue
        block.parent = blocks[enclosing(node, parents)]
        block.parent.children.append(block)
        if isinstance(node, (ast.FunctionDef, ast.Lambda)):
            block.bound |= _parameters(node)
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            block.parent.bound.add(node.name)
    for node in nodes.get(ast.Name, ()):
        block = blocks[enclosing(node, parents)]
        (block.used if isinstance(node.ctx, ast.Load) else block.bound).add(node.id)
    # To Python 2 these are names like others, and the step that `x[::]` leaves out is the name None.
    for node in nodes.get(ast.Constant, ()):
        if node.value is None or isinstance(node.value, bool):
            blocks[enclosing(node, parents)].used.add(str(node.value))
    for node in nodes.get(ast.Slice, ()):
        if node.step is None and has_open_step(node):
            blocks[enclosing(node, parents)].used.add("None")
    for imports in (ast.Import, ast.ImportFrom):
        for node in nodes.get(imports, ()):
            bound = blocks[enclosing(node, parents)].bound
            bound.update((alias.asname or alias.name).split(".")[0] for alias in node.names)
    for node in nodes.get(ast.Global, ()):
        blocks[enclosing(node, parents)].globals.update(node.names)
    for root in [block for block in blocks.values() if block.parent is None]:
        _resolve(root)
    return blocks


def _resolve(root: _Block) -> None:
    order = [root]
    for block in order:
        order += block.children
        parent = block.parent
        if parent is not None:
            block.nested = parent.nested or not isinstance(parent.node, (ast.Module, ast.ClassDef))
    for block in reversed(order):
        declared: set[str] = set()
        above: _Block | None = block
        while above is not None:
            declared |= above.globals
            above = above.parent
        block.free = block.nested and bool(block.used - block.bound - declared)
        if block.parent is not None and (block.free or block.child_free):
            block.parent.child_free = True
    for block in order:
        # Blocks that know each other would keep the tree alive until the garbage collector comes.
        block.parent = None
