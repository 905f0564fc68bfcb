"""What the rules for binary strings ask of expressions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from py3port.rule import Flavour, Module, ast, conversions, has_words

_BY_NAME = re.compile(r"(?<!%)%\(")
_METHODS = frozenset(dir(bytes)) | {"encode"}
_TEXT_METHODS = frozenset(dir(str))
_OF_PAIRS = frozenset({"zip", "izip", "enumerate", "items", "iteritems"})
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
    """Whether `template % values` puts something in that no bytes can take: by name, or by `%s` text or a number."""
    if not isinstance(operation.op, ast.Mod):
        return False
    if _BY_NAME.search(str(getattr(operation.left, "value", ""))):
        return True
    for conversion, operand in conversions(operation.left, operation):
        if conversion != "s" or operand is None:
            continue
        origin = module.strings.origin(operand)
        # Among words stands what is shown to people.
        if origin is Flavour.TEXT or (origin is None and has_words(operation.left)):
            return True
        if is_number(operand, module):
            return True
    return False


def bytes_type(near: ast.AST, module: Module) -> str | None:
    """An expression for the type of bytes: not by its name where a variable of a function hides that.

    None where the file has something else by the name, maybe what a module for both Pythons has.
    """
    if module.is_builtin("bytes", near):
        return "bytes"
    scope = module.lookup("bytes", near)
    is_variable = scope is not None and isinstance(scope.node, (ast.FunctionDef, ast.Lambda))
    return "type(b'')" if is_variable and module.is_builtin("type", near) else None


def is_number(node: ast.expr, module: Module) -> bool:
    """Whether an expression is a number for certain."""
    known = module.type_of(node)
    return known is not None and known.is_number


def is_string(node: ast.expr, module: Module) -> bool:
    """Whether nothing speaks against an expression's being a native string."""
    if isinstance(node, _DISPLAYS) or _is_one_of_tuples(node, module):
        return False
    known = module.type_of(node)
    if known is not None:
        return known.name in ("str", "bytes", "basestring")
    return not any(_is_no_string(each, module) for each in _places(node, module))


def _is_one_of_tuples(node: ast.expr, module: Module) -> bool:
    """Whether it is the parameter of a lambda for the pairs that `zip`, `items` and the like give."""
    scope = module.lookup(node.id, node) if isinstance(node, ast.Name) else None
    function = scope.node if scope is not None else None
    if not isinstance(function, ast.Lambda):
        return False
    call = module.parent(function)
    calls = [module.parent(call) if isinstance(call, ast.keyword) else call]
    if isinstance(call, ast.Assign) and isinstance(call.targets[0], ast.Name):
        name = call.targets[0]
        calls = [module.parent(each) for each in module.references(name.id, module.scope(call).node)]
    arguments = (each for call in calls if isinstance(call, ast.Call) for each in call.args)
    return any(
        isinstance(each, ast.Call) and getattr(each.func, "attr", getattr(each.func, "id", "")) in _OF_PAIRS
        for each in arguments
    )


def is_string_for_certain(node: ast.expr, module: Module) -> bool:
    """Whether an expression is a native string whatever happens."""
    known = module.type_of(node)
    return known is not None and known.name in ("str", "bytes")


def is_used_as_byte(element: ast.expr, module: Module) -> bool:
    """Whether something is done with an element that only a string of one byte takes, and nothing that it does not.

    A list of longer strings, or of numbers, must not be taken for a string because of what is in it.
    """
    return _is_used_as_byte([element, *_uses_of_assigned(element, module)], module)


def is_loop_over_bytes(target: ast.AST, module: Module) -> bool:
    """Whether something is done with the variable of a loop that only a string of one byte takes."""
    return _is_used_as_byte(uses_of_variable(target, module), module)


def uses_of_variable(target: ast.AST, module: Module) -> Sequence[ast.Name]:
    """The uses of the variable of a loop, or of the parameter of a lambda that is called for each element."""
    name = getattr(target, "id", getattr(target, "arg", ""))
    arguments = module.parent(target)
    place: Any = module.parent(arguments) if isinstance(arguments, ast.arguments) else target
    scope = module.lookup(name, getattr(place, "body", place)) if name else None
    if scope is None:
        return ()
    return [each for each in module.references(name, scope.node) if isinstance(each.ctx, ast.Load)]


def may_be_one_byte(element: ast.expr, module: Module) -> bool:
    """Whether nothing is done with an element that a string of one byte could not take, as far as one assignment."""
    return all(_takes_string(each, module) for each in (element, *_uses_of_assigned(element, module)))


def _is_used_as_byte(uses: Sequence[ast.expr], module: Module) -> bool:
    return all(_takes_string(each, module) for each in uses) and any(
        _says_byte(each, module) for each in uses
    )


def _uses_of_assigned(element: ast.expr, module: Module) -> Sequence[ast.expr]:
    """Where the one name is used that an element is assigned to."""
    statement = module.parent(element)
    target = statement.targets[0] if isinstance(statement, ast.Assign) else None
    scope = module.lookup(target.id, target) if isinstance(target, ast.Name) else None
    if scope is None or not isinstance(target, ast.Name):
        return ()
    uses = (each for each in module.references(target.id, scope.node) if isinstance(each.ctx, ast.Load))
    return [each for each in uses if module.strings.may_see(each, target)]


def _says_byte(node: ast.expr, module: Module) -> bool:
    """Whether an expression is compared with a string of one byte, joined to one, or asked for its number."""
    parent = module.parent(node)
    if isinstance(parent, ast.Compare) and len(parent.ops) == 1:
        other = parent.comparators[0] if node is parent.left else parent.left
        if isinstance(parent.ops[0], (ast.In, ast.NotIn)):
            return node is parent.left and _holds_bytes(other, module)
        return _is_one_byte(other, module)
    if isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.Add):
        return is_string_for_certain(parent.right if node is parent.left else parent.left, module)
    if isinstance(parent, ast.AugAssign) and isinstance(parent.op, ast.Add):
        return node is parent.value and is_string_for_certain(parent.target, module)
    if isinstance(parent, ast.Call) and node in parent.args:
        name = module.qualified_name(parent.func) or ""
        if isinstance(parent.func, ast.Attribute) and is_string_for_certain(parent.func.value, module):
            return parent.func.attr != "join"
        return name == "__builtin__.ord" or (name == "struct.unpack" and node is not parent.args[0])
    return False


def _is_one_byte(node: ast.expr, module: Module) -> bool:
    """Whether a literal, or a name that stands for one, is a string of one byte."""
    if isinstance(node, ast.Name):
        return any(_is_one_byte(each, module) for each in _constants(node, module))
    value = getattr(node, "value", None)
    return isinstance(node, ast.Constant) and isinstance(value, (str, bytes)) and len(value) == 1


def _constants(node: ast.expr, module: Module) -> Sequence[ast.expr]:
    """The literal that a name stands for, where it has one binding."""
    scope = module.lookup(node.id, node) if isinstance(node, ast.Name) else None
    bindings = scope.binding(node.id) if scope is not None and isinstance(node, ast.Name) else ()
    statement = module.parent(bindings[0]) if len(bindings) == 1 else None
    value = statement.value if isinstance(statement, ast.Assign) else None
    return [value] if isinstance(value, ast.Constant) else []


def _holds_bytes(node: ast.expr, module: Module) -> bool:
    """Whether `x in node` asks for a string of one byte."""
    if isinstance(node, (ast.Tuple, ast.List, ast.Set)):
        return bool(node.elts) and all(_is_one_byte(each, module) for each in node.elts)
    values = [node, *_constants(node, module)]
    return any(isinstance(getattr(each, "value", None), (str, bytes)) for each in values)


def _places(node: ast.expr, module: Module) -> Sequence[ast.AST]:
    """Where the same variable is used or set, or an attribute of the same name."""
    if isinstance(node, ast.Attribute):
        same = [each for each in module.nodes(ast.Attribute) if each.attr == node.attr]
        if getattr(node.value, "id", "") != "self":
            return same
        around = _class_around(node, module)
        return [each for each in same if _class_around(each, module) is around]
    scope = module.lookup(node.id, node) if isinstance(node, ast.Name) else None
    if scope is None or not isinstance(node, ast.Name):
        return [node]
    return [*module.references(node.id, scope.node), *scope.binding(node.id)]


def _class_around(node: ast.AST, module: Module) -> ast.AST | None:
    return next((each for each in module.ancestors(node) if isinstance(each, ast.ClassDef)), None)


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
        return not any(_is_no_byte(each, module) for each in (parent.left, *parent.comparators))
    if isinstance(parent, ast.Call):
        return parent.func is not node
    return not (isinstance(parent, ast.Subscript) and parent.value is node)


def _is_no_byte(node: ast.expr, module: Module) -> bool:
    """Whether it is a number, or a literal of more than a byte."""
    value = getattr(node, "value", None)
    is_long = isinstance(node, ast.Constant) and isinstance(value, (str, bytes)) and len(value) > 1
    is_equal = is_long and isinstance(getattr(module.parent(node), "ops", [None])[0], (ast.Eq, ast.NotEq))
    return is_equal or is_number(node, module)
