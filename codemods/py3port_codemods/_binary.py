"""What the rules for binary strings ask of expressions."""

from __future__ import annotations

from py3port.rule import Flavour, Module, ast, conversions

_METHODS = frozenset(dir(bytes)) | {"encode"}


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
    if isinstance(node, (ast.List, ast.Tuple, ast.Dict, ast.Set)):
        return False
    known = module.type_of(node)
    return known is None or known.name in ("str", "bytes", "basestring")


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


def _takes_string(node: ast.expr, module: Module) -> bool:
    parent = module.parent(node)
    if isinstance(parent, ast.Attribute):
        return parent.attr in _METHODS
    if isinstance(parent, ast.Compare):
        return not any(is_number(each, module) for each in (parent.left, *parent.comparators))
    if isinstance(parent, ast.Call):
        return parent.func is not node
    return not (isinstance(parent, ast.Subscript) and parent.value is node)
