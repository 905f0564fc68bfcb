"""What becomes of whole import statements of moved modules, and of a pair of them in a `try`."""

from __future__ import annotations

import re
from typing import Any

from py3port.rule import CannotRewrite, Editor, Mode, Module, ast
from py3port_codemods._moved_imports import is_moved, plan_from, plan_import
from py3port_codemods._moved_plan import Plan

URLLIB = frozenset({"urllib", "urllib2", "urlparse"})
"""What becomes `urllib`."""


def plan_of(statement: ast.Import | ast.ImportFrom, module: Module) -> Plan:
    """What an import statement becomes.

    Raises:
        CannotRewrite: it cannot be said.
    """
    plan = Plan()
    for imported in module.imports.of(statement):
        alias = imported.alias
        if module.is_own_module(imported) or not (is_moved(imported) or imported.bound == "*"):
            plan.kept.append(f"{alias.name} as {alias.asname}" if alias.asname else alias.name)
        elif isinstance(statement, ast.Import):
            plan_import(imported, plan, module)
        else:
            plan_from(imported, plan, module)
    _check_locals(statement, plan, module)
    return plan


def _check_locals(statement: ast.Import | ast.ImportFrom, plan: Plan, module: Module) -> None:
    """Make sure that a name that becomes local to a function is not used there for what the module imports."""
    scope = module.scope(statement)
    if not isinstance(scope.node, ast.FunctionDef):
        return
    roots = {
        name.split()[-1].partition(".")[0]
        for line in plan.lines
        for name in line.partition("import ")[2].split(", ")
    } - {"six"}
    family = roots | (URLLIB if "urllib" in roots else frozenset())
    for use in module.nodes(ast.Name):
        if use.id not in family or module.scope(use) is not scope:
            continue
        outer = module.lookup(use.id, use)
        if outer is not None and outer is not scope:
            raise CannotRewrite(f"the module imports what would be local to `{scope.node.name}`")


def provided_before(statement: ast.Import | ast.ImportFrom, module: Module) -> set[str]:
    """The lines that the import statements before this one, in the same block, come to."""
    provided: set[str] = set()
    imports = module.nodes(ast.Import, ast.ImportFrom)
    for other in sorted(imports, key=lambda each: (each.lineno, each.col_offset)):
        if other is statement:
            break
        if not _in_one_block(other, statement, module) or module.is_guarded(other):
            continue
        try:
            provided.update(plan_of(other, module).lines)
        except CannotRewrite:
            continue
    return provided


def _in_one_block(first: ast.stmt, second: ast.stmt, module: Module) -> bool:
    around: Any = module.parent(first)
    if module.parent(second) is not around:
        return False
    blocks = (getattr(around, each, []) for each in ("body", "orelse", "finalbody"))
    return any(first in block and second in block for block in blocks)


def put_in_place(statement: ast.Import | ast.ImportFrom, lines: list[str], editor: Editor) -> None:
    """Write the new imports where the old one stands, in its own layout where that has several lines.

    Raises:
        CannotRewrite: a comment would be lost.
    """
    pair = _redundant_pair(statement, editor.module)
    if pair is not None:
        if statement in pair.body:
            before = editor.module.source.line(pair.lineno)[: pair.col_offset]
            editor.replace(pair, f"\n{before}".join(lines))
        return
    text = editor.module.text(statement)
    if "\n" in text and len(lines) == 1 and _has_same_names(text, lines[0]):
        editor.replace_import(statement, [_with_module(text, lines[0])])
    elif lines and "#" in text:
        raise CannotRewrite("a comment stands inside the import")
    else:
        editor.replace_import(statement, lines)


def _has_same_names(text: str, line: str) -> bool:
    """Whether only the module differs between two `from` imports."""

    def names(code: str) -> list[str]:
        return re.findall(r"[\w*]+", re.sub(r"#[^\n]*", "", code.partition("import")[2]))

    return names(text) == names(line)


def _with_module(text: str, line: str) -> str:
    """The import as it stands, with the module of another one."""
    module = line.split()[1]
    return re.sub(r"(from\s+)[\w.]+", lambda found: found[1] + module, text, count=1)


def _redundant_pair(statement: ast.stmt, module: Module) -> ast.Try | None:
    """The `try: from cStringIO ... except ImportError: from StringIO ...` whose halves come to the same import."""
    parent = module.parent(statement)
    outer = module.parent(parent) if isinstance(parent, ast.ExceptHandler) else parent
    if not isinstance(outer, ast.Try) or outer.orelse or outer.finalbody or len(outer.handlers) != 1:
        return None
    handler = outer.handlers[0]
    is_import_error = handler.type is None or getattr(handler.type, "id", "") == "ImportError"
    halves = [*outer.body, *handler.body]
    if not is_import_error or len(halves) != 2 or module.has_comment(outer):
        return None
    first, second = halves
    if not isinstance(first, (ast.Import, ast.ImportFrom)) or not isinstance(
        second, (ast.Import, ast.ImportFrom)
    ):
        return None
    plans = plan_of(first, module), plan_of(second, module)
    lines = [line for plan in plans for line in plan.lines]
    if any(plan.kept or plan.edits or not plan.lines for plan in plans) or any(
        line.startswith("try:") for line in lines
    ):
        return None
    modules = {each.module for half in (first, second) for each in module.imports.of(half)}
    same = plans[0].lines == plans[1].lines
    is_same_in_six = modules == {"cStringIO", "StringIO"} and _bound(first) == _bound(second)
    return outer if same or (module.mode is Mode.DUAL and is_same_in_six) else None


def _bound(statement: ast.Import | ast.ImportFrom) -> list[str]:
    return [each.asname or each.name for each in statement.names]


def is_python3_half(node: ast.AST, module: Module) -> bool:
    """Whether an import takes over where those in the `try` before it fail, on Python 3: it means what it says."""
    for handler in module.ancestors(node):
        around = module.parent(handler) if isinstance(handler, ast.ExceptHandler) else None
        if isinstance(around, ast.Try) and any(
            isinstance(each, (ast.Import, ast.ImportFrom)) and module.is_guarded(each) for each in around.body
        ):
            return True
    return False
