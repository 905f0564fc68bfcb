"""What code tests around `text.encode(...)`: whether the bytes themselves are wanted, or what can be encoded."""

from __future__ import annotations

from py3port.rule import Module, ast


def is_expected(call: ast.Call, module: Module) -> bool:
    """Whether it is what something is compared with: whoever encodes that expects bytes."""
    for parent in module.ancestors(call):
        if isinstance(parent, (ast.Compare, ast.Assert)):
            return True
        if isinstance(parent, ast.Call) and getattr(parent.func, "attr", "").startswith("assert"):
            return True
        if isinstance(parent, ast.stmt):
            break
    return False


def is_among_asserted_bytes(call: ast.Call, module: Module) -> bool:
    """Whether the function around it asserts that something is `bytes`: there they are meant."""
    scope = module.scope(call)
    asserted = (each.test for each in module.nodes(ast.Assert) if module.scope(each) is scope)
    checks = (each for each in asserted if isinstance(each, ast.Call) and len(each.args) == 2)
    return any(getattr(each.args[1], "id", "") == "bytes" for each in checks)


def is_asked_for(call: ast.Call, module: Module) -> bool:
    """Whether it depends on there being a codec, `if codec: x.encode(codec)`: who gives one wants bytes."""
    codec = call.args[0]
    if not isinstance(codec, (ast.Name, ast.Attribute)):
        return False
    asked = {module.text(codec), f"{module.text(codec)} is not None"}
    tests = (each.test for each in module.ancestors(call) if isinstance(each, (ast.If, ast.IfExp)))
    return any(module.text(each) in asked for each in tests)


def is_for_others_than_native(call: ast.Call, module: Module) -> bool:
    """Whether it is done to what is no `str`, which text is in Python 3."""
    tests = [each.test for each in module.ancestors(call) if isinstance(each, (ast.If, ast.IfExp))]
    asked = f"isinstance({module.text(call.func.value)}, str)"  # type: ignore[attr-defined]
    return any(module.text(each) == f"not {asked}" for each in tests)


def is_made_by_decoding(node: ast.expr, module: Module) -> bool:
    """Whether it is text only to be encoded otherwise: `data.decode('utf-16')`, `unicode(data, 'utf-16')`."""
    if not isinstance(node, ast.Call):
        return False
    is_made = len(node.args) > 1 and module.qualified_name(node.func) in (
        "__builtin__.unicode",
        "__builtin__.str",
    )
    return is_made or getattr(node.func, "attr", "") == "decode"


def is_tried(call: ast.Call, module: Module) -> bool:
    """Whether an exception of codecs is waited for around it: it is there to find out what cannot be encoded."""
    for node in module.ancestors(call):
        is_tried = isinstance(node, ast.Try) and call.lineno <= (node.body[-1].end_lineno or 0)
        handlers = node.handlers if isinstance(node, ast.Try) and is_tried else ()
        if any("Unicode" in module.text(each.type) for each in handlers if each.type is not None):
            return True
    return False
