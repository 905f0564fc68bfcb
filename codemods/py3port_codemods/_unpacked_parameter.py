"""What becomes of a tuple parameter: its one name, and the body of a lambda that takes its parts by index."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from py3port.rule import CannotRewrite, ast, cst, parenthesized, unused_name

_MAX_NAME = 24


def flat_names(parameter: ast.AST) -> list[str]:
    """The names in a tuple parameter, in order."""
    return [name for name, _ in _paths(parameter)]


def parameter_name(names: Sequence[str], taken: Collection[str]) -> str:
    """A name for the whole: `key_value` for `(key, value)`."""
    joined = "_".join(name.strip("_") or "x" for name in names)
    if len(names) == 1:
        joined = f"{names[0]}_item"
    elif len(joined) > _MAX_NAME:
        joined = f"{names[0]}_etc"
    return unused_name([joined], frozenset(taken))


def _paths(node: Any, path: tuple[int, ...] = ()) -> Iterator[tuple[str, tuple[int, ...]]]:
    if isinstance(node, ast.Name):
        yield node.id, path
        return
    for index, each in enumerate(node.elts):
        yield from _paths(each, (*path, index))


def indexed_body(body: Any, parameters: Sequence[tuple[str, ast.Tuple]]) -> Any:
    """The body of a lambda with each name of the tuples replaced by an index into its parameter."""
    if not parameters:
        return body
    values = {
        part: name + "".join(f"[{index}]" for index in path)
        for name, parameter in parameters
        for part, path in _paths(parameter)
    }
    binder = _binder_class()(values)
    body.visit(binder)
    if binder.binds:
        return _called_with_parts(body, parameters)
    return body.visit(_indexer_class()(values))


def _called_with_parts(body: Any, parameters: Sequence[tuple[str, ast.Tuple]]) -> Any:
    """A call of a lambda that has the names as parameters, which binds them as the tuple did."""
    (name, parameter), *others = parameters
    if others or not all(isinstance(each, ast.Name) for each in parameter.elts):
        raise CannotRewrite("the lambda binds a name of the tuple anew")
    params = [cst.Param(cst.Name(each)) for each in flat_names(parameter)]
    inner = cst.Lambda(cst.Parameters(params), body)
    return cst.Call(parenthesized(inner), [cst.Arg(cst.Name(name), star="*")])


def _binder_class() -> Any:
    class Binder(cst.CSTVisitor):
        """Finds out whether any of the names is bound in an expression."""

        def __init__(self, names: Collection[str]) -> None:
            super().__init__()
            self._names = names
            self.binds = False

        def _look(self, target: Any) -> None:
            if isinstance(target, cst.Name):
                self.binds = self.binds or target.value in self._names
            elif isinstance(target, (cst.Tuple, cst.List)):
                for each in target.elements:
                    self._look(each.value)

        def visit_Param(self, node: Any) -> None:
            self._look(node.name)

        def visit_CompFor(self, node: Any) -> None:
            self._look(node.target)

        def visit_NamedExpr(self, node: Any) -> None:
            self._look(node.target)

    return Binder


def _indexer_class() -> Any:
    class Indexer(cst.CSTTransformer):
        """Puts an index in the place of each name that is a variable."""

        def __init__(self, values: dict[str, str]) -> None:
            super().__init__()
            self._values = values
            self._fixed: set[int] = set()

        def visit_Attribute(self, node: Any) -> None:
            self._fixed.add(id(node.attr))

        def visit_Arg(self, node: Any) -> None:
            self._fixed.add(id(node.keyword))

        def leave_Name(self, original_node: Any, updated_node: Any) -> Any:
            if original_node.value not in self._values or id(original_node) in self._fixed:
                return updated_node
            value = cst.parse_expression(self._values[original_node.value])
            return value.with_changes(lpar=updated_node.lpar, rpar=updated_node.rpar)

    return Indexer
