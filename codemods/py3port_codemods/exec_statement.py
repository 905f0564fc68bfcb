"""The rule for the exec statement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from py3port.rule import (
    Applicability,
    CannotRewrite,
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
from py3port_codemods._executed import names_bound


class ExecStatement(Rule):
    """Python 2's `exec` was a statement; in Python 3 it is a function. `exec(code, namespace)` is read by both.

    Python 2 took a tuple for its parts, so that `exec(code)` and `exec(code, globals, locals)` mean the same there.

    Fix safety: in a function the statement without a namespace could bind local names, which the function of
    Python 3 cannot: where such a name is read afterwards, it is taken from a namespace. And the statement ran an open
    file, which the function does not, so that the fix reads it first.
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
        Example(
            'def f():\n    y = 1\n    exec("y = 2")\n    return y\nprint(f())\n',
            "def f():\n    y = 1\n    namespace = dict(locals())\n"
            '    exec("y = 2", globals(), namespace)\n'
            "    y = namespace['y']\n    return y\nprint(f())\n",
            unsafe=True,
        ),
        Example(
            'def f(code):\n    """Run."""\n    exec code\n    return first + second\n'
            'print(f("first = 1; second = 2"))\n',
            'def f(code):\n    """Run."""\n'
            "    namespace = dict(locals())\n    exec(code, globals(), namespace)\n"
            "    first = namespace['first']\n    second = namespace['second']\n"
            '    return first + second\nprint(f("first = 1; second = 2"))\n',
            unsafe=True,
        ),
        Example(
            'def f():\n    if 1: exec "x = 1"\n    return x\n', None, findings=1, unsafe=True, runs=False
        ),
        Example(
            '_t = ("x = 1", {})\nexec _t\nprint(_t[1]["x"])\n',
            '_t = ("x = 1", {})\nexec(_t[0], _t[1])\nprint(_t[1]["x"])\n',
            unsafe=True,
        ),
        Example('t = ("x = 1", {})\nt = t + ()\nexec t\n', None, findings=1),
        Example('exec("x = 1")\nexec ("x = 1", {})\nexec("x = 1", {}, {})\n', None),
        Example('class A:\n    def executed(self):\n        return "exec x"\n', None),
    )

    def detect(self, node: ast.Exec, module: Module) -> Iterable[Match]:
        """Every exec statement that is no call to Python 3."""
        bound = names_bound(node, module) if node.globals is None and _is_in_function(node, module) else ()
        if _is_call(node, module):
            if bound:
                message = "`exec` cannot bind the local names of the function around it in Python 3"
                yield Match(node, message, Applicability.UNSAFE, bound)
            return
        tuples = _tuples(node.body, module) if node.globals is None else []
        if tuples:
            parts = len(tuples[0].elts) if len(tuples) == 1 else 0
            message = "`exec` of a tuple takes its parts one by one in Python 3"
            yield Match(node, message, Applicability.UNSAFE if parts else Applicability.MANUAL, parts)
            return
        unsure = _is_file(node.body, module) or (node.globals is None and _is_in_function(node, module))
        message = "`exec` is a function in Python 3"
        if unsure and node.globals is None:
            message += ", which cannot bind the local names of the function around it"
        yield Match(node, message, Applicability.UNSAFE if unsure else None, bound)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """`exec(code, globals, locals)`."""
        source: Any = match.node
        body = unparenthesized(unwrapped(node.body))
        if _is_file(source.body, editor.module):
            body = cst.Call(cst.Attribute(body, cst.Name("read")))
        parts = [each for each in (body, node.globals, node.locals) if each is not None]
        if isinstance(match.data, int):
            parts = [_item(body, index) for index in range(match.data)]
        elif match.data:
            parts += _namespace(source, match.data, editor)
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


def _tuples(node: ast.expr, module: Module) -> list[ast.Tuple]:
    """The tuples of code and namespaces that a variable holds, and nothing else where it is one only."""
    scope = module.lookup(node.id, node) if isinstance(node, ast.Name) else None
    bindings = scope.binding(node.id) if scope is not None and isinstance(node, ast.Name) else ()
    values = [getattr(module.parent(each), "value", None) for each in bindings]
    found = [each for each in values if isinstance(each, ast.Tuple)]
    return found * len(values) if len(found) < len(values) else found


def _item(value: Any, index: int) -> Any:
    return cst.Subscript(value, [cst.SubscriptElement(cst.Index(cst.Integer(str(index))))])


def _namespace(statement: ast.Exec, bound: Sequence[str], editor: Editor) -> list[Any]:
    """The namespaces for code that binds local names, which are taken from the second one afterwards."""
    block = editor.module.parent(statement)
    if any(
        each.lineno == statement.lineno
        for each in (block, *ast.iter_child_nodes(block))  # type: ignore[arg-type]
        if each is not statement and isinstance(each, ast.stmt)
    ):
        raise CannotRewrite("other code stands on its line")
    name = editor.fresh_name("namespace", statement)
    editor.insert_before(statement, f"{name} = dict(locals())")
    editor.insert_after(statement, "\n".join(f"{each} = {name}[{each!r}]" for each in bound))
    return [cst.parse_expression("globals()"), cst.Name(name)]


def _is_file(node: ast.expr, module: Module) -> bool:
    """Whether an expression opens a file."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
        return False
    return node.func.id in ("open", "file") and module.is_builtin(node.func)
