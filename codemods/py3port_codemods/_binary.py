"""What the rules for binary strings ask of expressions."""

from __future__ import annotations

from py3port.rule import Flavour, Module, ast, conversions


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
