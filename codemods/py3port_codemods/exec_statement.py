"""The rule for the exec statement."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from py3port.rule import (
    Applicability,
    Editor,
    Example,
    Match,
    Module,
    Rule,
    Stage,
    as_argument,
    ast,
    cst,
    unparenthesized,
    unwrapped,
)

_ASSIGNED = re.compile(r"(?:^|[;\n])[ \t]*(\w+)[ \t]*=(?!=)")


class ExecStatement(Rule):
    """Python 2's `exec` was a statement; in Python 3 it is a function. `exec(code, namespace)` is read by both.

    Python 2 took a tuple for its parts, so that `exec(code)` and `exec(code, globals, locals)` mean the same there.

    Fix safety: in a function the statement without a namespace could bind local names, which the function of
    Python 3 cannot; and it ran an open file, which the function does not, so that the fix reads it first.
    """

    name = "exec-statement"
    title = "Call exec as a function"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    aliases = ("fix_exec",)
    references = ("https://docs.python.org/3/whatsnew/3.0.html#removed-syntax",)
    words = ("exec",)
    nodes = (ast.Exec,)
    guardable = False
    examples = (
        Example('exec "x = 1"\nprint(x)\n', 'exec("x = 1")\nprint(x)\n'),
        Example(
            '_ns = {}\nexec "x = 1" in _ns\nprint(_ns["x"])\n',
            '_ns = {}\nexec("x = 1", _ns)\nprint(_ns["x"])\n',
        ),
        Example(
            '_a, _b = {}, {}\nexec "x = 1" in _a, _b\nprint(_b["x"])\n',
            '_a, _b = {}, {}\nexec("x = 1", _a, _b)\nprint(_b["x"])\n',
        ),
        Example(
            '_ns = {}\nexec ("x = 1") in _ns\nprint(_ns["x"])\n',
            '_ns = {}\nexec("x = 1", _ns)\nprint(_ns["x"])\n',
        ),
        Example(
            '_ns = {}\nexec"x = 1"in _ns\nprint(_ns["x"])\n',
            '_ns = {}\nexec("x = 1", _ns)\nprint(_ns["x"])\n',
        ),
        Example(
            '_ns = {}\nexec "x = %d" % 1 in _ns  # why\nprint(_ns["x"])\n',
            '_ns = {}\nexec("x = %d" % 1, _ns)  # why\nprint(_ns["x"])\n',
        ),
        Example(
            '_ns = {}\nexec compile("x = 1", "f", "exec") in _ns; print(_ns["x"])\n',
            '_ns = {}\nexec(compile("x = 1", "f", "exec"), _ns); print(_ns["x"])\n',
        ),
        Example('_ns = {}\nexec "x = 1" \\\n    in _ns\n', '_ns = {}\nexec("x = 1", _ns)\n'),
        Example(
            '_ns = {}\nexec ("x = 1"\n      "; y = 2") in _ns\n',
            '_ns = {}\nexec("x = 1"\n      "; y = 2", _ns)\n',
        ),
        Example('exec """\nx = 1\n"""\nprint(x)\n', 'exec("""\nx = 1\n""")\nprint(x)\n'),
        Example('exec "x = 1" in None\nprint(x)\n', 'exec("x = 1", None)\nprint(x)\n'),
        Example('exec ("x = 1") + "0"\nprint(x)\n', 'exec(("x = 1") + "0")\nprint(x)\n'),
        Example('class A:\n    exec "x = 1"\nprint(A.x)\n', 'class A:\n    exec("x = 1")\nprint(A.x)\n'),
        Example('def f():\n    exec "print(1)"\nf()\n', 'def f():\n    exec("print(1)")\nf()\n', unsafe=True),
        Example(
            'def f(_ns):\n    exec "x = 1" in _ns\n    return _ns["x"]\nprint(f({}))\n',
            'def f(_ns):\n    exec("x = 1", _ns)\n    return _ns["x"]\nprint(f({}))\n',
        ),
        Example('exec open("f") in {}\n', 'exec(open("f").read(), {})\n', unsafe=True, runs=False),
        Example('def f():\n    y = 1\n    exec("y = 2")\n    return y\n', None, findings=1),
        Example('t = ("x = 1", {})\nexec t\n', None, findings=1),
        Example('exec("x = 1")\nexec ("x = 1", {})\nexec("x = 1", {}, {})\n', None),
        Example('class A:\n    def executed(self):\n        return "exec x"\n', None),
    )

    def detect(self, node: ast.Exec, module: Module) -> Iterable[Match]:
        """Every exec statement that is no call to Python 3."""
        if _is_call(node, module):
            if node.globals is None and _is_in_function(node, module) and _binds_what_is_read(node, module):
                message = "`exec` cannot bind the local names of the function around it in Python 3"
                yield Match(node, message, Applicability.MANUAL)
            return
        if node.globals is None and _is_tuple(node.body, module):
            yield Match(
                node, "`exec` of a tuple takes its parts one by one in Python 3", Applicability.MANUAL
            )
            return
        unsure = _is_file(node.body, module) or (node.globals is None and _is_in_function(node, module))
        message = "`exec` is a function in Python 3"
        if unsure and node.globals is None:
            message += ", which cannot bind the local names of the function around it"
        yield Match(node, message, Applicability.UNSAFE if unsure else None)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """`exec(code, globals, locals)`."""
        source: Any = match.node
        body = unparenthesized(unwrapped(node.body))
        if _is_file(source.body, editor.module):
            body = cst.Call(cst.Attribute(body, cst.Name("read")))
        parts = [each for each in (body, node.globals, node.locals) if each is not None]
        arguments = [cst.Arg(as_argument(unwrapped(each))) for each in parts]
        return cst.Expr(cst.Call(cst.Name("exec"), arguments), semicolon=node.semicolon)


def _is_call(node: ast.Exec, module: Module) -> bool:
    """Whether the statement is the call that Python 3 wants: all its parts in one pair of parentheses."""
    source, code = module.source, module.tree.masked.code
    start = source.offset(node.lineno, node.col_offset) + len("exec")
    assert node.end_lineno is not None
    assert node.end_col_offset is not None
    text = code[start : source.offset(node.end_lineno, node.end_col_offset)].strip()
    depth = 0
    for at, char in enumerate(text):
        depth += (char in "([{") - (char in ")]}")
        if not depth:
            return char == ")" and at == len(text) - 1
    return False


def _is_in_function(node: ast.AST, module: Module) -> bool:
    for each in module.ancestors(node):
        if isinstance(each, ast.ClassDef):
            return False
        if isinstance(each, ast.FunctionDef):
            return True
    return False


def _is_tuple(node: ast.expr, module: Module) -> bool:
    """Whether a variable holds code and namespaces together."""
    scope = module.lookup(node.id, node) if isinstance(node, ast.Name) else None
    bindings = scope.binding(node.id) if scope is not None and isinstance(node, ast.Name) else ()
    statements = [module.parent(each) for each in bindings]
    return any(isinstance(each, ast.Assign) and isinstance(each.value, ast.Tuple) for each in statements)


def _binds_what_is_read(node: ast.Exec, module: Module) -> bool:
    """Whether the function reads a name that the code it runs assigns to, as far as that is written out."""
    code = getattr(node.body, "value", None)
    function = next(each for each in module.ancestors(node) if isinstance(each, ast.FunctionDef))
    if not isinstance(code, str):
        return False
    bound = set(_ASSIGNED.findall(code))
    return any(
        isinstance(each, ast.Name)
        and isinstance(each.ctx, ast.Load)
        and each.id in bound
        and each.lineno > node.lineno
        for each in ast.walk(function)
    )


def _is_file(node: ast.expr, module: Module) -> bool:
    """Whether an expression opens a file."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
        return False
    return node.func.id in ("open", "file") and module.is_builtin(node.func)
