"""What the imports of moved modules become, and the uses of what they import."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from py3port.rule import CannotRewrite, Consumer, Mode, Module, ast
from py3port_codemods._six_moves import (
    URLOPEN,
    MovedModule,
    MovedName,
    abstract_collections,
    moved_modules,
    moved_names,
    python3_name,
)

SPLIT = frozenset(
    {
        "urllib",
        "urllib2",
        "urlparse",
        "StringIO",
        "cStringIO",
        "UserDict",
        "UserList",
        "UserString",
        "commands",
    }
)
"""Modules whose names went to different places; Python 3 has none of them, or (urllib) none of their names."""
LIVING = frozenset({"collections", "itertools", "os", "pipes"})
"""Modules that some names left and that are still there."""
UNUSED = {"urllib": "urllib.parse", "urllib2": "urllib.request", "urlparse": "urllib.parse"}
"""What an import stands for that the module itself never uses."""


@dataclass
class Plan:
    """What an import statement becomes."""

    kept: list[str] = field(default_factory=list)
    """The aliases that stay as they are."""
    lines: list[str] = field(default_factory=list)
    """The import statements that are new."""
    edits: list[tuple[ast.AST, str]] = field(default_factory=list)
    """The uses that change."""
    likely: bool = False
    """Whether something in it is likely rather than certain."""

    def add(self, line: str) -> None:
        """Add an import statement once; names from one module share a statement."""
        head, _, name = line.partition(" import ")
        for index, other in enumerate(self.lines):
            if name and other.partition(" import ")[0] == head:
                if name not in other.partition(" import ")[2].split(", "):
                    self.lines[index] = f"{other}, {name}"
                return
        if line not in self.lines:
            self.lines.append(line)


def plan_import(imported: Any, plan: Plan, module: Module) -> None:
    """Plan `import old`, `import old as name`."""
    old, asname = imported.alias.name, imported.alias.asname
    moved = moved_modules().get(old)
    if old in SPLIT or moved is None:
        _plan_split(imported, plan, module)
        return
    six = moved.six if module.mode is Mode.DUAL else None
    package, leaf = split(six) if six else ("", moved.new)
    if asname:
        same = leaf == asname
        plan.add(
            (f"from {package} import {leaf}" if six else f"import {leaf}") + ("" if same else f" as {asname}")
        )
        return
    uses = _uses(imported, module)
    can_rename = leaf == old or (uses is not None and _is_unbound(leaf.partition(".")[0], imported, module))
    plan.add(
        (f"from {package} import {leaf}" if six else f"import {leaf}") + ("" if can_rename else f" as {old}")
    )
    if not can_rename and "." in old:
        raise CannotRewrite(f"`{leaf}` is bound otherwise in this module")
    if can_rename and leaf != old:
        plan.edits += [(_chain(use, old, module), leaf) for use in uses or ()]


def _plan_split(imported: Any, plan: Plan, module: Module) -> None:
    """Plan the import of a module whose names went to different places: every use names its own."""
    old = imported.alias.name
    uses = _uses(imported, module)
    if uses is None:
        raise CannotRewrite(f"`{imported.bound}` is bound by something else as well")
    for use in uses:
        attribute = module.parent(use)
        moved = (
            _successor(old, attribute.attr, plan, module) if isinstance(attribute, ast.Attribute) else None
        )
        if moved is None:
            raise CannotRewrite(
                f"`{old}` has no single successor, and line {use.lineno} uses all of it or what has none"
            )
        line, code = _by_module(moved, module)
        plan.add(line)
        plan.edits.append((attribute or use, code))
    if not uses:
        if imported.bound in module.exports:
            raise CannotRewrite(f"nothing here uses `{old}`, so what others want of it is not known")
        if old not in UNUSED:
            plan.likely = True
            return
        plan.add("from six.moves import urllib" if module.mode is Mode.DUAL else f"import {UNUSED[old]}")
    root = (
        "urllib"
        if old.startswith("url")
        else ("six" if module.mode is Mode.DUAL else plan.lines[-1].split()[1])
    )
    if not _is_unbound(root, imported, module):
        raise CannotRewrite(f"`{root}` is bound otherwise in this module")


def _by_module(moved: MovedName, module: Module) -> tuple[str, str]:
    """The import that gives a moved name by way of its module, and the expression that uses it."""
    if module.mode is Mode.DUAL and moved.six_module:
        if moved.six_module.startswith("six.moves.urllib"):
            return (
                "from six.moves import urllib",
                f"{moved.six_module.removeprefix('six.moves.')}.{moved.six_name}",
            )
        return "import six", f"{moved.six_module}.{moved.six_name}"
    return f"import {moved.module}", f"{moved.module}.{moved.name}"


def plan_from(imported: Any, plan: Plan, module: Module) -> None:
    """Plan `from old import name`, `from old import name as other`."""
    dual = module.mode is Mode.DUAL
    name, bound = imported.alias.name, imported.bound
    renamed = moved_modules().get(imported.module)
    if renamed is not None and imported.module not in SPLIT:
        source = renamed.six if dual and renamed.six else renamed.new
        plan.add(_from_line(source, name, bound))
        return
    submodule = moved_modules().get(imported.qualified)
    if submodule is not None:
        _plan_submodule(imported, submodule, plan, module)
        return
    moved = _successor(imported.module, name, plan, module)
    if moved is None:
        raise CannotRewrite(f"`{imported.qualified}` has no known successor")
    if dual and moved.six_module:
        plan.add(_from_line(moved.six_module, moved.six_name, bound))
        return
    uses = _uses(imported, module)
    can_rename = not imported.alias.asname and uses is not None and bound not in module.exports
    if moved.module == "builtins":
        if can_rename and all(
            module.is_builtin(moved.name, use) and is_iterated(use, module) for use in uses or ()
        ):
            plan.edits += [(use, moved.name) for use in uses or ()]
            return
        plan.add(_from_line("builtins", moved.name, bound))
        return
    if can_rename and moved.name != name and _is_unbound(moved.name, imported, module):
        plan.edits += [(use, moved.name) for use in uses or ()]
        bound = moved.name
    plan.add(_from_line(moved.module, moved.name, bound))


def is_iterated(use: ast.expr, module: Module) -> bool:
    """Whether the result of a call is only iterated over.

    Otherwise the lazy function keeps a name of its own: nobody could tell it from Python 2's, which made a list.
    """
    call = module.parent(use)
    if not isinstance(call, ast.Call) or call.func is not use:
        return False
    return set(module.consumers(call)) <= {Consumer.ITERATED, Consumer.LISTED}


def _plan_submodule(imported: Any, moved: MovedModule, plan: Plan, module: Module) -> None:
    """Plan `from email import Encoders`."""
    package, leaf = split(moved.new)
    uses = _uses(imported, module)
    bound = imported.bound
    if not imported.alias.asname and uses is not None and _is_unbound(leaf, imported, module):
        plan.edits += [(use, leaf) for use in uses]
        bound = leaf
    plan.add(_from_line(package, leaf, bound))


def _from_line(module: str, name: str, bound: str) -> str:
    return f"from {module} import {name}" + ("" if bound in (name, "*") else f" as {bound}")


def is_moved(imported: Any) -> bool:
    """Whether an import is of what moved; the names of a module that is still there one by one."""
    if isinstance(imported.node, ast.Import):
        return imported.alias.name in moved_modules() or imported.alias.name in SPLIT
    if imported.level:
        return False
    if (
        imported.module in SPLIT
        or imported.module in moved_modules()
        or imported.qualified in moved_modules()
    ):
        return True
    return moved_name(imported.module, imported.alias.name) is not None


def _successor(old: str, name: str, plan: Plan, module: Module) -> MovedName | None:
    """Where a name of an old module is found now."""
    moved = moved_name(old, name)
    if moved is None and module.mode is Mode.PY3:
        moved = python3_name(old, name)
    if moved is None and (old, name) == ("urllib", "urlopen"):
        plan.likely = True
        return URLOPEN
    return moved


def moved_name(module: str, name: str) -> MovedName | None:
    if module == "collections" and name in abstract_collections():
        return MovedName("collections.abc", name, "six.moves.collections_abc", name)
    return moved_names().get((module, name))


@cache
def names_in_living_modules() -> frozenset[str]:
    """The attributes that are worth a look: what left modules that are still there."""
    return abstract_collections() | {name for module, name in moved_names() if module in LIVING}


def split(name: str) -> tuple[str, str]:
    package, _, leaf = name.rpartition(".")
    return package, leaf


def _uses(imported: Any, module: Module) -> Sequence[ast.Name] | None:
    """The uses of an imported name; None where something else binds it in its scope too."""
    bindings = imported.scope.binding(imported.bound)
    names = {
        alias.name for binding in bindings for alias in getattr(binding, "names", ()) if alias.asname is None
    }
    shares_package = len(names) == len(bindings) and all(
        name.startswith(f"{imported.bound}.") for name in names
    )
    if len(bindings) > 1 and not shares_package:
        return None
    uses = module.references(imported.bound, imported.scope.node)
    old = imported.alias.name
    if "." in old and isinstance(imported.node, ast.Import) and not imported.alias.asname:
        return [use for use in uses if module.text(_chain(use, old, module)) == old]
    return uses


def _chain(use: ast.Name, dotted: str, module: Module) -> ast.AST:
    """The attribute chain, as long as `dotted`, that begins at a name."""
    node: ast.AST = use
    for part in dotted.split(".")[1:]:
        parent = module.parent(node)
        if not isinstance(parent, ast.Attribute) or parent.attr != part:
            break
        node = parent
    return node


def _is_unbound(name: str, imported: Any, module: Module) -> bool:
    """Whether nothing but imports that this rule rewrites as well binds `name` where the import is used."""
    for scope in _scopes_around(imported, module):
        for binding in scope.binding(name):
            statement = (
                binding if isinstance(binding, (ast.Import, ast.ImportFrom)) else module.statement(binding)
            )
            if not isinstance(statement, (ast.Import, ast.ImportFrom)):
                return False
            if any(
                each.bound == name != each.alias.name and not is_moved(each)
                for each in module.imports.of(statement)
            ):
                return False
    return True


def _scopes_around(imported: Any, module: Module) -> Iterable[Any]:
    """The scopes in which the import is bound or used."""
    scopes = [imported.scope]
    for use in module.references(imported.bound, imported.scope.node):
        scope: Any = module.scope(use)
        while scope is not None and scope not in scopes:
            scopes.append(scope)
            scope = scope.parent
    return scopes
