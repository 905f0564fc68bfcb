"""List comprehensions written as the loops that Python 2 made of them."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from py3port.rule import Applicability, Editor, Match, Module, Rule, ast

_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_SIMPLE = (ast.Name, ast.Constant)
_SINGLE = {
    ast.Return: "value",
    ast.Expr: "value",
    ast.Assign: "value",
    ast.If: "test",
    ast.For: "iter",
    ast.Assert: "test",
    ast.Attribute: "value",
    ast.Starred: "value",
    ast.UnaryOp: "operand",
    ast.BinOp: "left",
    ast.Compare: "left",
    ast.IfExp: "test",
    ast.Subscript: "value",
    ast.Repr: "value",
}
"""The part of a node that is evaluated first, and always."""
_LONG = 60
"""An element that is longer stays on several lines where it stood on several."""


class Place(NamedTuple):
    """A comprehension that can be taken out of its statement."""

    comprehension: ast.ListComp
    statement: ast.stmt


class UnrolledComprehension(Rule):
    """A list comprehension that works in Python 2 because it is a loop of the scope around it."""

    words = ("for",)
    nodes = (ast.ListComp,)
    guardable = False

    @abstractmethod
    def reason(self, node: ast.ListComp, module: Module) -> str:
        """Why a comprehension must become a loop; empty where it need not."""

    def detect(self, node: ast.ListComp, module: Module) -> Iterable[Match]:
        """Every comprehension for which there is a reason."""
        if module.tree.is_written_for_python3:
            return
        message = self.reason(node, module)
        if message:
            place = place_of(node, module)
            yield Match(node, message, None if place is not None else Applicability.MANUAL, place)

    def rewrite_text(self, matches: Sequence[Match], editor: Editor) -> bool:
        """A loop, of each statement the first: the others are found again."""
        done: set[ast.stmt] = set()
        for match in matches:
            place: Place = match.data
            if done.isdisjoint([place.statement, *editor.module.ancestors(place.statement)]):
                done.add(place.statement)
                _unroll(place, editor)
        return True


def place_of(node: ast.ListComp, module: Module) -> Place | None:
    """The place of a comprehension, if a loop can stand before its statement and do the same."""
    statement = module.statement(node)
    text = module.source.text
    start = module.source.offset(statement.lineno, statement.col_offset)
    end = module.source.offset(statement.end_lineno or 0, statement.end_col_offset or 0)
    line = text.rfind("\n", 0, start) + 1
    rest = text[end:].partition("\n")[0].strip()
    if text[line:start].strip() or rest.startswith(";") or module.has_comment(node):
        return None
    if module.text(statement).startswith("elif") or getattr(statement, "decorator_list", None):
        return None
    child: ast.AST = node
    while child is not statement:
        parent = module.parent(child)
        if parent is None or not _is_first(child, parent):
            return None
        child = parent
    return Place(node, statement)


def _is_first(child: ast.AST, parent: Any) -> bool:
    """Whether nothing with an effect is evaluated before a part of a node, and the part is certain to be."""
    field = _SINGLE.get(type(parent))
    if field is not None:
        return getattr(parent, field) is child
    if isinstance(parent, ast.Call):
        arguments = [*parent.args, *(each.value for each in parent.keywords)]
        if parent.func is child:
            return True
        return (
            _is_plain(parent.func) and child in arguments and _are_plain(arguments[: arguments.index(child)])
        )
    if isinstance(parent, ast.AugAssign):
        return parent.value is child and isinstance(parent.target, ast.Name)
    if isinstance(parent, ast.Print):
        return parent.dest is None and _are_plain(parent.values[: _index(child, parent.values)])
    if isinstance(parent, (ast.Tuple, ast.List)):
        return _are_plain(parent.elts[: _index(child, parent.elts)])
    return isinstance(parent, ast.BoolOp) and parent.values[0] is child


def _index(child: ast.AST, parts: Sequence[ast.AST]) -> int:
    return next((index for index, each in enumerate(parts) if each is child), 0)


def _are_plain(parts: Iterable[ast.AST]) -> bool:
    return all(map(_is_plain, parts))


def _is_plain(node: Any) -> bool:
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, _SIMPLE)


def _unroll(place: Place, editor: Editor) -> None:
    module, node, statement = editor.module, place.comprehension, place.statement
    if isinstance(statement, ast.Expr) and statement.value is node:
        editor.replace_statement(statement, _loop(node, "{}", module))
        return
    target = _own_target(place, module)
    if target:
        editor.replace_statement(
            statement, f"{target} = []\n" + _loop(node, f"{target}.append({{}})", module)
        )
        return
    fresh = editor.fresh_name("items", statement)
    editor.insert_before(statement, f"{fresh} = []\n" + _loop(node, f"{fresh}.append({{}})", module))
    editor.replace(node, fresh)


def _own_target(place: Place, module: Module) -> str:
    """The variable that the list is assigned to, unless the comprehension knows it."""
    statement: Any = place.statement
    if (
        not isinstance(statement, ast.Assign)
        or statement.value is not place.comprehension
        or len(statement.targets) > 1
    ):
        return ""
    target = statement.targets[0]
    inside = {each.id for each in ast.walk(place.comprehension) if isinstance(each, ast.Name)}
    calls = any(isinstance(each, (ast.Call, ast.Attribute)) for each in ast.walk(place.comprehension))
    is_local = isinstance(target, ast.Name) and isinstance(module.scope(statement).node, ast.FunctionDef)
    if (
        not isinstance(target, ast.Name)
        or target.id in inside
        or (calls and not is_local and _is_known(target, module))
    ):
        return ""
    return target.id


def _is_known(target: ast.Name, module: Module) -> bool:
    """Whether functions that the comprehension calls may read the variable meanwhile."""
    scope = module.lookup(target.id, target)
    return scope is not None and len(scope.binding(target.id)) > 1


def _loop(node: ast.ListComp, leaf: str, module: Module) -> str:
    lines: list[str] = []
    for each in node.generators:
        lines.append(f"for {_text(each.target, module)} in {_text(each.iter, module)}:")
        lines += [f"if {_text(test, module)}:" for test in each.ifs]
    element = _text(node.elt, module)
    if len(element) > _LONG and "\n" not in element:
        # In the parentheses of the call it may stay on the lines that it had.
        behind = "\n" + "    " * (len(lines) + 1)
        element = behind.join(each.strip() for each in module.text(node.elt).split("\n"))
    lines.append(leaf.format(element))
    return "\n".join("    " * depth + line for depth, line in enumerate(lines)) + "\n"


def _text(node: Any, module: Module) -> str:
    """The source of an expression, on one line where it has no strings over several."""
    text = module.text(node)
    if "\n" in text:
        is_long = any(
            "\n" in str(getattr(each, "value", ""))
            for each in ast.walk(node)
            if isinstance(each, ast.Constant)
        )
        text = text if is_long else " ".join(text.replace("\\\n", " ").split())
        text = f"({text})" if is_long else text
    return f"({text})" if isinstance(node, ast.Yield) and not text.startswith("(") else text


def names_bound(node: ast.ListComp) -> list[str]:
    """The variables of a comprehension."""
    targets = [name for each in node.generators for name in ast.walk(each.target)]
    return [each.id for each in targets if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)]


def is_within(node: ast.AST, outer: ast.AST, module: Module) -> bool:
    """Whether a node is a part of another one."""
    return node is outer or any(each is outer for each in module.ancestors(node))
