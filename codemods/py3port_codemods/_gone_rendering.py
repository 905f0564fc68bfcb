"""The expressions that the tables of names that are gone give, with their imports and arguments."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

from py3port.rule import CannotRewrite, Editor, as_argument, ast, cst, parenthesized

_PLACEHOLDER = r"\$(\d)"
_IMPORT = r"\{([\w.]+)(?::(\w+))?(?:\|([\w.:]+))?\}"
_BOUND = r"\blambda ([^:]*):|\bfor (\w+) in"
_CLOSED = ("Name", "Attribute", "Call", "Subscript", "SimpleString", "List", "Dict", "Set")


def rendered(
    code: str, arguments: Iterable[Any], near: ast.AST, editor: Editor, *, by_name: bool = False
) -> Any:
    """The LibCST expression for the code of a table, its imports asked for and its arguments put in."""

    def imported(found: re.Match[str]) -> str:
        name, old = found[2], (found[3] or "").replace(":", ".")
        if old:
            return editor.add_import(found[1], name, otherwise=old)
        if name is None:
            return editor.add_import(found[1])
        if by_name and found[1] != "six":
            # The import of the same name from elsewhere goes, since all of its uses do.
            leaving = editor.module.qualified_name(near.func if isinstance(near, ast.Call) else near)
            return editor.add_import(found[1], name, instead_of=leaving)
        return _by_module(found[1], name, editor)

    _check_builtins(code, near, editor, _dropped(near, editor) if by_name else ())
    text = re.sub(_PLACEHOLDER, r"_argument_\1_", re.sub(_IMPORT, imported, code))
    filled = {f"_argument_{number}_": each for number, each in enumerate(arguments, 1)}
    expression = cst.parse_expression(text)
    return _filled(expression, filled) if filled else expression


def _by_module(module: str, name: str, editor: Editor) -> str:
    """How to refer to a name of a module: by the module, else by itself, else by a name of their own for both."""
    with suppress(CannotRewrite):
        return f"{editor.add_import(module)}.{name}"
    with suppress(CannotRewrite):
        return editor.add_import(module, name)
    return editor.add_import(module, name, alias=f"{module.rpartition('.')[2]}_{name}")


def _filled(expression: Any, filled: Mapping[str, Any]) -> Any:
    """The expression with arguments for its placeholders, in parentheses where they need them."""

    class Fill(cst.CSTTransformer):
        def leave_Arg(self, original_node: Any, updated_node: Any) -> Any:
            name = getattr(original_node.value, "value", None)
            if isinstance(original_node.value, cst.Name) and name in filled:
                return updated_node.with_changes(value=as_argument(filled[str(name)]))
            return updated_node

        def leave_Element(self, original_node: Any, updated_node: Any) -> Any:
            return self.leave_Arg(original_node, updated_node)

        def leave_Index(self, original_node: Any, updated_node: Any) -> Any:
            return self.leave_Arg(original_node, updated_node)

        def leave_Slice(self, original_node: Any, updated_node: Any) -> Any:
            bounds = {
                side: as_argument(filled[bound.value])
                for side in ("lower", "upper")
                if isinstance(bound := getattr(original_node, side), cst.Name) and bound.value in filled
            }
            return updated_node.with_changes(**bounds)

        def leave_BinaryOperation(self, original_node: Any, updated_node: Any) -> Any:
            numbers = {
                side: filled[operand.value]
                for side in ("left", "right")
                if isinstance(operand := getattr(original_node, side), cst.Name)
                and isinstance(filled.get(operand.value), cst.BaseNumber)
            }
            return updated_node.with_changes(**numbers)

        def leave_Name(self, original_node: Any, updated_node: Any) -> Any:
            argument = filled.get(original_node.value)
            return updated_node if argument is None else _operand(argument)

    return expression.visit(Fill())


def _operand(argument: Any) -> Any:
    """The argument as it may stand before a dot or a bracket."""
    closed = type(argument).__name__ in _CLOSED or argument.lpar
    return argument if closed else parenthesized(argument)


def _dropped(node: Any, editor: Editor) -> Iterable[ast.AST]:
    """The parts of imports that bind what a node refers to."""
    root = node.func if isinstance(node, ast.Call) else node
    return [each.alias for each in editor.module.imported(root)]


def _check_builtins(code: str, near: ast.AST, editor: Editor, dropped: Iterable[ast.AST]) -> None:
    """Make sure that the built-ins in a piece of code mean themselves.

    Raises:
        CannotRewrite: one does not.
    """
    bare = re.sub(r"'[^']*'|\{[^}]*\}|\$\d|\.\w+", "", code)
    own = {name for group in re.findall(_BOUND, bare) for part in group for name in re.findall(r"\w+", part)}
    for name in re.findall(r"[A-Za-z_]\w*", bare):
        scope = editor.module.lookup(name, near)
        if scope is None or name in own or name in ("None", "True", "not", "in", "is"):
            continue
        if any(binding not in dropped for binding in scope.binding(name)):
            raise CannotRewrite(f"`{name}` means something else here")
