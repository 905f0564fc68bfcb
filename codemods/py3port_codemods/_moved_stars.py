"""What `from urllib import *` becomes: imports of the names that are used."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from py3port.rule import CannotRewrite, Mode, Module, ast, either_import
from py3port_codemods._moved_plan import LIVING, Plan, from_line, successor
from py3port_codemods._six_moves import names_of, python3_name

_NAMES_OF_FEW = {
    "StringIO": ("StringIO",),
    "cStringIO": ("StringIO",),
    "UserList": ("UserList",),
    "UserString": ("UserString",),
    "commands": ("getoutput", "getstatusoutput"),
    "whichdb": ("whichdb",),
}
"""The names of those that had few."""


def plan_star(imported: Any, plan: Plan, module: Module) -> None:
    """Plan `from urllib import *`: the names that are used, and that nothing else binds."""
    names: Sequence[str] = star_uses(imported, module)
    # Other modules may import the names from this one.
    plan.likely = True
    if not names and imported.module == "urlparse":
        line = "from urllib.parse import *"
        plan.add(line if module.mode is Mode.PY3 else either_import(line, "from urlparse import *"))
        return
    names = names or sorted(_NAMES_OF_FEW.get(imported.module, ()))
    if not names:
        raise CannotRewrite("what is used of all that it imports is not known")
    if imported.module in LIVING:
        plan.kept.append("*")
    for name in names:
        moved = successor(imported.module, name, plan, module)
        if moved is None:
            raise CannotRewrite(f"`{imported.module}.{name}` has no known successor")
        if module.mode is Mode.DUAL and moved.six_module:
            plan.add(from_line(moved.six_module, moved.six_name, name))
        else:
            line = from_line(moved.module, moved.name, name)
            is_new = module.mode is Mode.PY3 or python3_name(imported.module, name) is None
            plan.add(line if is_new else either_import(line, from_line(imported.module, name, name)))


def star_uses(imported: Any, module: Module) -> Sequence[str]:
    """The names of what moved that `from module import *` may be there for: used, and bound by nothing else."""
    names = names_of(imported.module) | ({"urlopen"} if imported.module == "urllib" else frozenset())
    found = {
        each.id
        for each in module.nodes(ast.Name)
        if each.id in names and isinstance(each.ctx, ast.Load) and module.lookup(each.id, each) is None
    }
    return sorted(found)


def is_star_of_moved(imported: Any, module: Module) -> bool:
    """Whether all names are imported of a module that some left, and one of these is used."""
    return imported.bound == "*" and imported.module in LIVING and bool(star_uses(imported, module))
