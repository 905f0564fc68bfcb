"""What the imports of moved modules become, and the uses of what they import."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from py3port.rule import CannotRewrite, Consumer, Editor, Mode, Module, ast, either_import
from py3port_codemods._let_go import is_taken
from py3port_codemods._moved_plan import SPLIT, UNUSED, WHOLE, Plan, from_line, moved_name, split, successor
from py3port_codemods._moved_stars import plan_star
from py3port_codemods._six_moves import (
    URLOPENER,
    MovedModule,
    MovedName,
    moved_modules,
    python3_name,
)

BUILTIN_RULES = (
    "raw-input",
    "reduce-builtin",
    "reload-builtin",
    "standard-error",
    "unichr-builtin",
    "unicode-builtin",
    "xrange",
)
"""The rules about what is taken from `__builtin__` under a name that Python 3 lacks: they know it by that name."""
IMPORTING_RULES = (
    "basestring",
    "dict-iter-methods",
    "dict-mixin",
    "email-from-string",
    "generate-tokens",
    "long-builtin",
    "map-of-none",
    "module-in-string",
    "removed-parameters",
    "types-names",
)
"""The rules that import what they need beside the modules that moved: these stay apart from it, or go with it."""


def plan_import(imported: Any, plan: Plan, module: Module) -> None:
    """Plan `import old`, `import old as name`."""
    old, asname = imported.alias.name, imported.alias.asname
    moved = moved_modules().get(old)
    if old in SPLIT or moved is None:
        _plan_split(imported, plan, module)
        return
    six = moved.six if module.mode is Mode.DUAL else None
    package, leaf = split(six) if six else ("", moved.new)
    if six is None and module.mode is Mode.DUAL and not moved.is_known_to_both:
        lines = (
            f"import {moved.new} as {asname or old}",
            f"import {old}" + (f" as {asname}" if asname else ""),
        )
        plan.add(_either(old, *lines))
        return
    if asname:
        same = leaf == asname
        plan.add(
            (f"from {package} import {leaf}" if six else f"import {leaf}") + ("" if same else f" as {asname}")
        )
        return
    uses = _uses(imported, module)
    can_rename = leaf == old or (uses is not None and _is_unbound(leaf.partition(".")[0], imported, module))
    if any(star.module == old for star in imported.scope.star_imports):
        can_rename = leaf == old  # Python 2's Tkinter has a name `tkinter` of its own.
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
    is_whole = uses is None or any(_is_of_whole(module.parent(use)) for use in uses)
    if old in WHOLE and (is_whole or not _is_unbound(_root_of(old, module), imported, module)):
        _plan_whole(imported, plan, module)
        return
    if uses is None:
        raise CannotRewrite(f"`{imported.bound}` is bound or used otherwise as well")
    for use in uses:
        attribute = module.parent(use)
        moved = successor(old, attribute.attr, plan, module) if isinstance(attribute, ast.Attribute) else None
        if moved is None:
            raise CannotRewrite(
                f"`{old}` has no single successor, and line {use.lineno} uses all of it or what has none"
            )
        line, code = _by_module(moved, module, old)
        plan.add(line)
        if "." not in code and not _is_unbound(code, imported, module):
            raise CannotRewrite(f"`{code}` is bound otherwise in this module")
        plan.edits.append((attribute or use, code))
    if not uses:
        _plan_unused(imported, plan, module)
        if not plan.lines:
            return
    root = (
        "urllib"
        if old.startswith("url")
        else ("six" if module.mode is Mode.DUAL else plan.lines[-1].split()[1])
    )
    if not _is_unbound(root, imported, module):
        raise CannotRewrite(f"`{root}` is bound otherwise in this module")


def _plan_unused(imported: Any, plan: Plan, module: Module) -> None:
    """Plan the import of a module that nothing here uses; whether others take it from here is looked up."""
    old, bound = imported.alias.name, imported.bound
    is_wanted = bound != old or (is_taken(bound, module) and old != "urllib")
    if bound in module.exports or (is_wanted and old not in WHOLE):
        raise CannotRewrite(f"nothing here uses `{bound}`, so what others want of it is not known")
    if is_wanted:
        _plan_whole(imported, plan, module)
    elif old in UNUSED:
        plan.add("from six.moves import urllib" if module.mode is Mode.DUAL else f"import {UNUSED[old]}")
    else:
        plan.likely = True


def _root_of(old: str, module: Module) -> str:
    """The name by which the uses of one of the modules in `WHOLE` would begin."""
    root = WHOLE[old].partition(".")[0]
    return "six" if root == "io" and module.mode is Mode.DUAL else root


def _is_of_whole(parent: ast.AST | None) -> bool:
    """Whether a use is one of a module as such: it is handed on, or asked for what every module may have."""
    return not isinstance(parent, ast.Attribute) or parent.attr in (
        "__version__",
        "__file__",
        "__name__",
        "__doc__",
    )


def _plan_whole(imported: Any, plan: Plan, module: Module) -> None:
    """Plan the import of a module whose name has to stay: of the one that most of its names went to."""
    old, new = imported.alias.name, WHOLE[imported.alias.name]
    for use in module.references(imported.bound, imported.scope.node):
        attribute = module.parent(use)
        if _is_of_whole(attribute) or not isinstance(attribute, ast.Attribute):
            continue
        if successor(old, attribute.attr, Plan(), module) is None:
            raise CannotRewrite(f"`{old}.{attribute.attr}` has no successor")
    line = f"import {new} as {imported.bound}"
    if module.mode is Mode.DUAL:
        old_line = f"import {old}" + (f" as {imported.bound}" if imported.bound != old else "")
        # Python 2.7 has an `io` as well, whose `StringIO` takes nothing but `unicode`.
        line = either_import(old_line, line) if new == "io" else either_import(line, old_line)
    plan.add(line)
    plan.likely = True


def _by_module(moved: MovedName, module: Module, old: str) -> tuple[str, str]:
    """The import that gives a moved name by way of its module, and the expression that uses it."""
    if module.mode is Mode.DUAL and moved.six_module is None and python3_name(old, moved.name) is not None:
        return either_import(
            from_line(moved.module, moved.name, moved.name), from_line(old, moved.name, moved.name)
        ), moved.name
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
        line = from_line(source, name, bound)
        is_new = not dual or renamed.six or renamed.is_known_to_both
        plan.add(line if is_new else _either(imported.module, line, from_line(imported.module, name, bound)))
        return
    submodule = moved_modules().get(imported.qualified)
    if submodule is not None:
        _plan_submodule(imported, submodule, plan, module)
        return
    if bound == "*":
        plan_star(imported, plan, module)
        return
    moved = URLOPENER if imported.qualified == "urllib._urlopener" else None
    plan.likely = plan.likely or moved is URLOPENER
    moved = moved or successor(imported.module, name, plan, module)
    if moved is None:
        raise CannotRewrite(f"`{imported.qualified}` has no known successor")
    is_new = moved is URLOPENER or python3_name(imported.module, name) is not None
    if dual and moved.six_module is None and is_new:
        plan.add(
            either_import(from_line(moved.module, moved.name, bound), from_line(imported.module, name, bound))
        )
        return
    if dual and moved.six_module:
        plan.add(from_line(moved.six_module, moved.six_name, bound))
        return
    uses = _uses(imported, module)
    can_rename = not imported.alias.asname and uses is not None and bound not in module.exports
    if moved.module == "builtins":
        if can_rename and all(
            module.is_builtin(moved.name, use) and is_iterated(use, module) for use in uses or ()
        ):
            plan.edits += [(use, moved.name) for use in uses or ()]
            return
        plan.add(from_line("builtins", moved.name, bound))
        return
    if (
        can_rename
        and moved.name != name
        and moved is not URLOPENER
        and _is_unbound(moved.name, imported, module)
    ):
        plan.edits += [(use, moved.name) for use in uses or ()]
        bound = moved.name
    plan.add(from_line(moved.module, moved.name, bound))


def is_iterated(use: ast.expr, module: Module) -> bool:
    """Whether the result of a call is only iterated over.

    Otherwise the lazy function keeps a name of its own: nobody could tell it from Python 2's, which made a list.
    """
    call = module.parent(use)
    if not isinstance(call, ast.Call) or call.func is not use:
        return False
    return set(module.consumers(call)) <= {Consumer.ITERATED, Consumer.LISTED}


def code_for_use(node: ast.Attribute, moved: MovedName, editor: Editor) -> str:
    """How code refers to a name that left a module which is still there."""
    if editor.mode is Mode.DUAL and moved.six_module:
        six = editor.add_import("six")
        editor.drop_import(node.value)
        return f"{moved.six_module.replace('six', six, 1)}.{moved.six_name}"
    if moved.module == "builtins" and is_iterated(node, editor.module):
        if not editor.module.is_builtin(moved.name, node):
            raise CannotRewrite(f"`{moved.name}` means something else here")
        editor.drop_import(node.value)
        return moved.name
    if moved.module == editor.module.text(node.value):
        return f"{moved.module}.{moved.name}"
    reference = editor.add_import(moved.module)
    editor.drop_import(node.value)
    return f"{reference}.{moved.name}"


def _plan_submodule(imported: Any, moved: MovedModule, plan: Plan, module: Module) -> None:
    """Plan `from email import Encoders`."""
    package, leaf = split(moved.new)
    uses = _uses(imported, module)
    bound = imported.bound
    if not imported.alias.asname and uses is not None and _is_unbound(leaf, imported, module):
        plan.edits += [(use, leaf) for use in uses]
        bound = leaf
    plan.add(from_line(package, leaf, bound))


def _either(old: str, new_line: str, old_line: str) -> str:
    """The import by either name; where Python 2.7 has another module of the new name, the old one comes first."""
    lines = (old_line, new_line) if old == "anydbm" else (new_line, old_line)
    return either_import(*lines)


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


def _uses(imported: Any, module: Module) -> Sequence[ast.Name] | None:
    """The uses of an imported name; None where not all are known, or something else binds it in its scope too."""
    if isinstance(imported.scope.node, ast.ClassDef) or imported.bound in imported.scope.declared_global:
        return None
    bindings = imported.scope.binding(imported.bound)
    names = {each.name for each in bindings if isinstance(each, ast.alias) and each.asname is None}
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
                each.bound == name and not is_moved(each) and not _is_module(each, name)
                for each in module.imports.of(statement)
            ):
                return False
    return True


def _is_module(imported: Any, name: str) -> bool:
    """Whether an import binds `name` to the module, or package, of that name in Python 3."""
    if imported.level or imported.alias.name.split(".")[0] != name:
        return False
    return imported.qualified.split(".")[0] == name or "six" in imported.module.split(".")


def _scopes_around(imported: Any, module: Module) -> Iterable[Any]:
    """The scopes in which the import is bound or used."""
    scopes = [imported.scope]
    for use in module.references(imported.bound, imported.scope.node):
        scope: Any = module.scope(use)
        while scope is not None and scope not in scopes:
            scopes.append(scope)
            scope = scope.parent
    return scopes
