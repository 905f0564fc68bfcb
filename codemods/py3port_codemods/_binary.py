"""What the rules for binary strings ask of expressions."""

from __future__ import annotations

from collections.abc import Sequence

from py3port.rule import Flavour, Module, ast, conversions

_METHODS = frozenset(dir(bytes)) | {"encode"}
_TEXT_METHODS = frozenset(dir(str))
_DISPLAYS = (
    ast.List,
    ast.Tuple,
    ast.Dict,
    ast.Set,
    ast.ListComp,
    ast.DictComp,
    ast.SetComp,
    ast.GeneratorExp,
)


def fills_in_text(operation: ast.BinOp, module: Module) -> bool:
    """Whether `template % values` puts something in by `%s` that no bytes can take: text, or a number."""
    if not isinstance(operation.op, ast.Mod):
        return False
    for conversion, operand in conversions(operation.left, operation):
        if conversion != "s" or operand is None:
            continue
        if is_number(operand, module) or module.strings.origin(operand) is Flavour.TEXT:
            return True
    return False


def is_number(node: ast.expr, module: Module) -> bool:
    """Whether an expression is a number for certain."""
    known = module.type_of(node)
    return known is not None and known.is_number


def is_string(node: ast.expr, module: Module) -> bool:
    """Whether nothing speaks against an expression's being a native string."""
    if isinstance(node, _DISPLAYS):
        return False
    known = module.type_of(node)
    if known is not None:
        return known.name in ("str", "bytes", "basestring")
    return not any(_is_no_string(each, module) for each in _places(node, module))


def may_be_one_byte(node: ast.expr, module: Module) -> bool:
    """Whether nothing is done with an element that a string of one byte could not take, as far as one assignment."""
    if not _takes_string(node, module):
        return False
    statement = module.parent(node)
    target = statement.targets[0] if isinstance(statement, ast.Assign) else None
    scope = module.lookup(target.id, target) if isinstance(target, ast.Name) else None
    if scope is None or not isinstance(target, ast.Name):
        return True
    return all(_takes_string(each, module) for each in module.references(target.id, scope.node))


def _places(node: ast.expr, module: Module) -> Sequence[ast.AST]:
    """Where the same variable is used or set, or an attribute of the same name."""
    if isinstance(node, ast.Attribute):
        return [each for each in module.nodes(ast.Attribute) if each.attr == node.attr]
    scope = module.lookup(node.id, node) if isinstance(node, ast.Name) else None
    if scope is None or not isinstance(node, ast.Name):
        return [node]
    return [*module.references(node.id, scope.node), *scope.binding(node.id)]


def _is_no_string(node: ast.AST, module: Module) -> bool:
    """Whether something is done with an object that no string takes."""
    parent = module.parent(node)
    if isinstance(parent, ast.Attribute):
        return parent.attr not in _METHODS and parent.attr not in _TEXT_METHODS
    if isinstance(parent, ast.Assign):
        return node is not parent.value and isinstance(parent.value, _DISPLAYS)
    if isinstance(parent, ast.Call):
        return node is not parent.func and getattr(parent.func, "attr", "") == "join"
    if not isinstance(parent, ast.Subscript) or parent.value is not node:
        return False
    return not isinstance(parent.ctx, ast.Load) or isinstance(
        getattr(parent.slice, "value", None), (str, bytes)
    )


def _takes_string(node: ast.expr, module: Module) -> bool:
    parent = module.parent(node)
    if isinstance(parent, ast.Attribute):
        return parent.attr in _METHODS
    if isinstance(parent, ast.Compare):
        return not any(is_number(each, module) for each in (parent.left, *parent.comparators))
    if isinstance(parent, ast.Call):
        return parent.func is not node
    return not (isinstance(parent, ast.Subscript) and parent.value is node)
