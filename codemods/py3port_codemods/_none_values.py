"""Names that hold None at times: whether code asks for that, and whether it counts on None's being less."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from py3port.rule import Module, ast, once_per_module

_TESTS = (ast.If, ast.While, ast.IfExp)


def asks(node: Any, name: str) -> bool:
    """Whether a part of a function asks for the truth of a name, or compares it with None."""
    return any(is_called(each, name) for each in _asked(node))


def _asked(node: Any) -> Sequence[ast.expr]:
    """What a part of a function asks for the truth of, or compares with None."""
    if isinstance(node, ast.Compare):
        sides = [node.left, *node.comparators]
        return sides if any(map(_is_none, sides)) else ()
    if isinstance(node, _TESTS):
        return (node.test,)
    if isinstance(node, ast.BoolOp):
        return node.values
    if isinstance(node, ast.Call):
        return node.args[:1] if getattr(node.func, "id", "") == "isinstance" else ()
    return (node.operand,) if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not) else ()


def is_called(node: Any, name: str) -> bool:
    """Whether it is a variable, or an attribute, of that name."""
    return _name(node) == name


def _name(node: Any) -> str:
    return str(getattr(node, "id", getattr(node, "attr", "")))


def asking(function: ast.AST, name: str, module: Module) -> Sequence[ast.AST]:
    """The parts of a function that ask for a name."""
    return [each for each in _askers(module).get(name, ()) if function in module.ancestors(each)]


@once_per_module
def _askers(module: Module) -> Mapping[str, Sequence[ast.AST]]:
    """The parts of a module that ask for a name, by it."""
    found: dict[str, list[ast.AST]] = defaultdict(list)
    calls = (module.parent(each) for each in module.tree.names.get("isinstance", ()))
    for node in (*module.nodes(ast.Compare, ast.BoolOp, ast.UnaryOp, *_TESTS), *calls):
        for name in {_name(each) for each in _asked(node)}:
            found[name].append(node)
    return dict(found)


def _is_set(name: str, function: ast.AST, module: Module) -> bool:
    """Whether a function sets a variable, or an attribute, of that name."""
    nodes = (*module.tree.names.get(name, ()), *module.tree.attributes.get(name, ()))
    return any(isinstance(each.ctx, ast.Store) and function in module.ancestors(each) for each in nodes)


def counts_on_none(side: Any, comparison: ast.Compare, module: Module) -> bool:
    """Whether one side of a comparison is None at times, and the code needs that to be less than all else."""
    name = getattr(side, "id", getattr(side, "attr", ""))
    if not name or (isinstance(side, ast.Attribute) and getattr(side.value, "id", "") != "self"):
        return False
    if name not in _none_names(module):
        return False
    function = _function_around(comparison, module)
    if function is None or not isinstance(side, (ast.Name, ast.Attribute)):
        return False
    condition = _condition(comparison, module)
    if isinstance(side, ast.Name) and _has_default_none(name, function):
        is_set = _is_set(name, function, module)
        return not is_set and _asks_elsewhere(condition, comparison, name, module)
    if asking(function, name, module):
        return False
    return _is_last_value(side, name, function, module)


def is_asked_afterwards(side: Any, comparison: ast.Compare, module: Module) -> bool:
    """Whether a variable is compared first and only then asked for None, in the same block, and never set."""
    function = _function_around(comparison, module) if _may_be_asked_for(side, module) else None
    if function is None:
        return False
    block = getattr(module.parent(module.statement(comparison)), "body", ())
    tests = [each.test for each in block if isinstance(each, ast.If)]
    later = [each for each in tests if isinstance(each, ast.Compare) and asks(each, side.id)]
    if not later or later[0].lineno <= comparison.lineno or _is_set(side.id, function, module):
        return False
    asked: Sequence[Any] = asking(function, side.id, module)
    return bool(min(each.lineno for each in asked) == later[0].lineno)


def _may_be_asked_for(side: Any, module: Module) -> bool:
    return isinstance(side, ast.Name) and side.id in _askers(module)


def may_be_none(value: ast.expr, module: Module) -> bool:
    """Whether it is an attribute that is None at first, and the function has not asked for that before."""
    function = _function_around(value, module)
    if function is None or not isinstance(value, ast.Attribute) or value.attr not in _none_names(module):
        return False
    owner = next((each for each in module.ancestors(function) if isinstance(each, ast.ClassDef)), None)
    starts = [each for each in owner.body if isinstance(each, ast.Assign)] if owner is not None else []
    is_none = any(_is_none(each.value) and _binds(each, value.attr) for each in starts)
    if not is_none and not _starts_as_none(value, function, module):
        return False
    asked: Sequence[Any] = asking(function, value.attr, module)
    return all(each.lineno >= value.lineno for each in asked)


def _binds(statement: ast.Assign, name: str) -> bool:
    return any(is_called(each, name) for each in statement.targets)


def _function_around(node: ast.AST, module: Module) -> ast.FunctionDef | None:
    return next((each for each in module.ancestors(node) if isinstance(each, ast.FunctionDef)), None)


@once_per_module
def _none_names(module: Module) -> frozenset[str]:
    """The names that None is assigned to somewhere, is the default of, or that get such an attribute's value."""
    found: set[str] = set()
    copies: list[tuple[str, str]] = []
    for arguments in module.nodes(ast.arguments):
        if arguments.defaults:
            pairs = zip(reversed(arguments.args), reversed(arguments.defaults), strict=False)
            found.update([getattr(each, "arg", "") for each, default in pairs if _is_none(default)])
    for each in module.nodes(ast.Assign):
        if _is_none(each.value):
            found.update(map(_name, each.targets))
        elif isinstance(each.value, ast.Attribute):
            copies += [(_name(target), each.value.attr) for target in each.targets]
    return frozenset(found).union(name for name, attribute in copies if attribute in found)


def _condition(node: ast.AST, module: Module) -> ast.AST:
    """The outermost boolean expression that a comparison is a part of."""
    parent = module.parent(node)
    while isinstance(parent, (ast.BoolOp, ast.UnaryOp)):
        node, parent = parent, module.parent(parent)
    return node


def _asks_elsewhere(condition: ast.AST, comparison: ast.Compare, name: str, module: Module) -> bool:
    """Whether a condition asks for None where it does not help the comparison, and nothing around it does."""
    child: ast.AST = comparison
    for parent in module.ancestors(comparison):
        if isinstance(parent, ast.BoolOp):
            before = parent.values[: next(i for i, each in enumerate(parent.values) if each is child)]
            if any(
                asks(part, name) or is_called(part, name)
                for each in before
                for part in _operands(each, parent)
            ):
                return False
        elif isinstance(parent, (ast.If, ast.While, ast.IfExp)) and child is not parent.test:
            if any(asks(each, name) for each in ast.walk(parent.test)):
                return False
        elif isinstance(parent, ast.FunctionDef):
            break
        child = parent
    statement = module.statement(comparison)
    function = next(each for each in module.ancestors(comparison) if isinstance(each, ast.FunctionDef))
    asked: Sequence[Any] = asking(function, name, module)
    if any(each.lineno < statement.lineno for each in asked):
        return False
    return any(asks(each, name) for each in ast.walk(condition) if isinstance(each, ast.Compare))


def _operands(node: ast.expr, around: ast.BoolOp) -> Iterator[ast.expr]:
    """What has come out true before the rest of an `and`, or false before that of an `or`."""
    yield node
    if isinstance(node, ast.BoolOp) and type(node.op) is type(around.op):
        for each in node.values:
            yield from _operands(each, around)


def _has_default_none(name: str, function: ast.FunctionDef) -> bool:
    arguments = function.args
    pairs = zip(reversed(arguments.args), reversed(arguments.defaults), strict=False)
    return any(getattr(each, "arg", "") == name and _is_none(default) for each, default in pairs)


def _is_none(node: Any) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _assigned(name: str, kind: type[ast.expr], around: ast.AST) -> Iterator[ast.expr]:
    """What is assigned to a variable, or to an attribute, of that name in a function or class."""
    for each in ast.walk(around):
        targets = each.targets if isinstance(each, ast.Assign) else ()
        if any(isinstance(target, kind) and is_called(target, name) for target in targets):
            yield each.value  # type: ignore[attr-defined]


def _is_overwritten(value: ast.expr, name: str, module: Module) -> bool:
    """Whether the next statement gives the variable, or the attribute, another value."""
    statement = module.statement(value)
    block = getattr(module.parent(statement), "body", [])
    behind = block[block.index(statement) + 1 :] if statement in block else []
    return bool(behind) and isinstance(behind[0], ast.Assign) and _binds(behind[0], name)


def _is_last_value(side: Any, name: str, function: ast.FunctionDef, module: Module) -> bool:
    """Whether it starts as None, and the function that compares it puts another value there afterwards."""
    values = [
        each for each in _assigned(name, type(side), function) if not _is_overwritten(each, name, module)
    ]
    if isinstance(side, ast.Name) and len(values) == 1 and isinstance(values[0], ast.Attribute):
        side, name = values[0], values[0].attr
        if getattr(side.value, "id", "") != "self" or asking(function, name, module):
            return False
        values = list(_assigned(name, type(side), function))
    if isinstance(side, ast.Name):
        in_loop = any(isinstance(each, (ast.For, ast.While)) for each in ast.walk(function))
        starts = [_is_none(each) or _starts_as_none(each, function, module) for each in values]
        return in_loop and any(starts) and not all(starts)
    is_set = any(not _is_none(each) for each in values)
    return is_set and function.name != "__init__" and _starts_as_none(side, function, module)


def _starts_as_none(node: ast.expr, function: ast.FunctionDef, module: Module) -> bool:
    """Whether it is an attribute that the constructor of the class sets to None."""
    owner = next((each for each in module.ancestors(function) if isinstance(each, ast.ClassDef)), None)
    if owner is None or not isinstance(node, ast.Attribute) or getattr(node.value, "id", "") != "self":
        return False
    return any(
        isinstance(each, ast.FunctionDef)
        and each.name == "__init__"
        and any(map(_is_none, _assigned(node.attr, ast.Attribute, each)))
        for each in owner.body
    )
