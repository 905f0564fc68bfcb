"""The rule for tests of the interpreter's version."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Module, Rule, Stage, ast
from py3port_codemods._blocks import indentation, replace_by_block, span, unindented
from py3port_codemods._compat_names import compat_name
from py3port_codemods._let_go import let_go

_MAX_HOPS = 4
_CONSTANTS = frozenset({"PY2", "PY3", "PY34"})
_TESTED = (ast.If, ast.While, ast.IfExp)


class VersionCheck(Rule):
    """`if six.PY2:`, `if sys.version_info < (3,):` and their like are decided once Python 2 is dropped.

    The branch that the target and every later Python takes stays, without its test; the others go. So do operands of
    `and` and `or` in a test that no longer decide anything. A constant of the module's own (`PY3 = ...`) counts if it
    is computed from the version, and one that is imported if it is called so; the constants themselves stay, since
    other modules may use them, and no longer ask six.
    """

    name = "version-check"
    title = "Keep the branch that Python 3 takes"
    stage = Stage.CLEANUP
    applicability = Applicability.SAFE
    aliases = ("UP036",)
    references = ("https://docs.python.org/3/library/sys.html#sys.version_info",)
    words = ("PY", "version", "py2", "py3", "bytes is", "is bytes")
    nodes = (ast.If, ast.IfExp, ast.BoolOp, ast.Assign)
    examples = (
        Example(
            "import sys\nif sys.version_info[0] < 3:\n    x = 1\nelse:\n    # Why.\n    x = 2\n",
            "# Why.\nx = 2\n",
            runs=False,
        ),
        Example(
            "import six\nif six.PY3:\n    x = '''a\n    b'''\ny = 1\n",
            "x = '''a\n    b'''\ny = 1\n",
            runs=False,
        ),
        Example("import sys\nif sys.version_info >= (3, 6): x = 1; y = 2\n", "x = 1; y = 2\n", runs=False),
        Example(
            "import six\ndef f(a):\n    if a:\n        return 1\n    elif six.PY2:\n        return 2\n    else:\n"
            "        return 3\nx = f(0), f(1)\n",
            "def f(a):\n    if a:\n        return 1\n    else:\n        return 3\nx = f(0), f(1)\n",
            runs=False,
        ),
        Example(
            "import six\ndef f(a):\n    if six.PY2:\n        return 2\n    elif a:\n        return 1\n    return 3\n",
            "def f(a):\n    if a:\n        return 1\n    return 3\n",
            runs=False,
        ),
        Example(
            "import six\ndef f(a):\n    if a:\n        return 2\n    elif six.PY3:\n        return 1\n    else:\n"
            "        return 3\n",
            "def f(a):\n    if a:\n        return 2\n    else:\n        return 1\n",
            runs=False,
        ),
        Example(
            "import six\ndef f():\n    if six.PY2:\n        return 1\n", "def f():\n    pass\n", runs=False
        ),
        Example("import six\nx = (str if six.PY3 else repr)('a')\n", "x = str('a')\n", runs=False),
        Example("import six\nx = 1 if six.PY2 else 2\n", "x = 2\n", runs=False),
        Example("import six\nif x and not six.PY2:\n    y = 1\n", "if x:\n    y = 1\n", runs=False),
        Example("import six\nif six.PY2 or x:\n    y = 1\n", "if x:\n    y = 1\n", runs=False),
        Example(
            "import sys\nPY2 = sys.version_info[0] == 2\nif PY2:\n    x = 1\nelse:\n    x = 2\n",
            "import sys\nPY2 = sys.version_info[0] == 2\nx = 2\n",
            runs=False,
        ),
        Example("import six\nPY2 = six.PY2\n", "PY2 = False\n", runs=False),
        Example(
            "import sys\nif sys.version_info[0] == 2:\n    import os\n    x = os.name\nelse:\n    x = 1\n",
            "x = 1\n",
            runs=False,
        ),
        Example("import sys\nif sys.version_info < (3, 50):\n    x = 1\n", None),
        Example("import os\nPY2 = os.environ.get('PY2')\nif PY2:\n    x = 1\n", None),
        Example("def f(py2):\n    if py2:\n        return 1\n", None),
        Example("if False:\n    version = 1\n", None),
    )

    def detect(self, node: Any, module: Module) -> Iterable[Match]:
        """A statement or expression that the version decides."""
        message = "the version it tests for is dropped, or always there"
        if isinstance(node, ast.If):
            if not _is_elif(node, module) and any(
                _decided(each.test, module) is not None for each in _chain(node, module)
            ):
                yield Match(node, message)
        elif isinstance(node, ast.Assign):
            if _is_constant(node, module):
                yield Match(node, message)
        elif isinstance(node, ast.IfExp):
            if _decided(node.test, module) is not None:
                yield Match(node, message)
        elif _is_test(node, module) and _decided(node, module) is None:
            superfluous = [
                each for each in node.values if _decided(each, module) is isinstance(node.op, ast.And)
            ]
            if superfluous:
                yield Match(node, message, data=superfluous)

    def rewrite_text(self, matches: Sequence[Match], editor: Editor) -> bool:
        """Rewrite the outermost; what is within is found again."""
        done: list[Any] = []
        for match in matches:
            node: Any = match.node
            if not any(_contains(each, node) for each in done):
                done.append(node)
                _rewrite(node, match.data, editor)
        return True


def _rewrite(node: Any, data: Any, editor: Editor) -> None:
    if isinstance(node, ast.If):
        _rewrite_if(node, editor)
    elif isinstance(node, ast.Assign):
        _drop_names(node.value, [], editor)
        editor.replace(node.value, str(_decided(node.value, editor.module)))
    elif isinstance(node, ast.IfExp):
        chosen = node.body if _decided(node.test, editor.module) else node.orelse
        _drop_names(node, [chosen], editor)
        editor.replace_span(*_expression(node, chosen, editor.module))
    else:
        kept = [each for each in node.values if each not in data]
        _drop_names(node, kept, editor)
        word = " and " if isinstance(node.op, ast.And) else " or "
        editor.replace(node, word.join(_parenthesized(each, editor.module) for each in kept))


def _rewrite_if(node: ast.If, editor: Editor) -> None:
    module = editor.module
    clauses: list[tuple[ast.If, Sequence[ast.stmt]]] = []
    last: Sequence[ast.stmt] = ()
    for each in _chain(node, module):
        value = _decided(each.test, module)
        if value is None:
            clauses.append((each, each.body))
        if value or not (len(each.orelse) == 1 and _is_elif(each.orelse[0], module)):
            last = each.body if value else each.orelse
            break
    kept: list[ast.AST] = [clause.test for clause, _ in clauses]
    kept += [statement for _, body in clauses for statement in body] + list(last)
    _drop_names(node, kept, editor)
    if not clauses:
        replace_by_block(node, last, editor)
        return
    outer = indentation(node.lineno, module)
    lines = []
    for word, (clause, body) in zip(["if", *["elif"] * len(clauses)], clauses, strict=False):
        lines.append(_clause(f"{outer}{word} {_header(clause, module)}:", body, module))
    if last and not (len(last) == 1 and isinstance(last[0], ast.Pass)):
        lines.append(_clause(f"{outer}else:", last, module))
    start, end = span(node, module)
    editor.replace_span(start, end, "\n".join(lines).lstrip(" \t"))


def _is_constant(node: ast.Assign, module: Module) -> bool:
    """Whether a module's constant is one of six's, and is there for other modules only."""
    if not isinstance(node.value, (ast.Name, ast.Attribute)) or not isinstance(
        module.parent(node), ast.Module
    ):
        return False
    if compat_name(node.value, module) not in _CONSTANTS or _decided(node.value, module) is None:
        return False
    return not any(
        module.references(target.id, module.tree.root)
        for target in node.targets
        if isinstance(target, ast.Name)
    )


def _clause(header: str, body: Sequence[ast.stmt], module: Module) -> str:
    """A header with its body, which stays on the lines and at the indentation it has."""
    first = body[0]
    before = module.source.line(first.lineno)[: first.col_offset]
    if before.strip() and not getattr(first, "decorator_list", ()):
        start = module.source.offset(first.lineno, first.col_offset)
        last = body[-1]
        rest = module.source.line(last.end_lineno or 0)[last.end_col_offset or 0 :]
        end = module.source.offset(last.end_lineno or 0, last.end_col_offset or 0)
        return f"{header} {module.source.text[start:end]}{rest}"
    inner = indentation(first.lineno, module)
    # A body is a block of itself: its lines keep their indentation.
    return f"{header}\n{unindented(first, body, module)}" if inner else header


def _header(clause: ast.If, module: Module) -> str:
    """The test of a clause as it is written, with its parentheses."""
    source = module.source
    start = source.offset(clause.lineno, clause.col_offset)
    body = clause.body[0]
    end = source.offset(clause.test.end_lineno or 0, clause.test.end_col_offset or 0)
    colon = source.text.index(":", end, source.offset(body.lineno, body.col_offset))
    text = source.text[start:colon].rstrip()
    return text.partition("if")[2].lstrip(" \t")


def _chain(node: ast.If, module: Module) -> Iterator[ast.If]:
    """An `if` and each of its `elif`."""
    current: Any = node
    while isinstance(current, ast.If):
        yield current
        follower = current.orelse[0] if len(current.orelse) == 1 else None
        current = follower if follower is not None and _is_elif(follower, module) else None


def _is_elif(node: ast.AST, module: Module) -> bool:
    if not isinstance(node, ast.If):
        return False
    start = module.source.offset(node.lineno, node.col_offset)
    return module.source.text.startswith("elif", start)


def _decided(test: ast.expr, module: Module) -> bool | None:
    """What a test is from the target on; None where it is no test of the version, or may be another one."""
    value = module.version_test(test)
    return value if value is not None and _is_about_versions(test, module, 0) else None


def _is_about_versions(test: ast.expr, module: Module, hops: int) -> bool:
    """Whether every name in a test is imported, built in, or assigned once from such names."""
    for name in ast.walk(test):
        if not isinstance(name, ast.Name) or module.qualified_names(name):
            continue
        scope = module.lookup(name.id, name)
        bindings = scope.binding(name.id) if scope else ()
        statement = module.parent(bindings[0]) if len(bindings) == 1 else None
        if not isinstance(statement, ast.Assign) or hops > _MAX_HOPS:
            return False
        if not _is_about_versions(statement.value, module, hops + 1):
            return False
        if module.version_test(statement.value) is None and not _is_version(statement.value, module):
            return False
    return True


def _is_version(value: ast.expr, module: Module) -> bool:
    """Whether a value is the version or a part of it."""
    names = [module.qualified_name(each) or "" for each in ast.walk(value)]
    return any(
        name.startswith(("sys.version", "sys.hexversion", "platform.python_version")) for name in names
    )


def _is_test(node: ast.BoolOp, module: Module) -> bool:
    """Whether only the truth of an expression counts."""
    around = module.parent(node)
    if isinstance(around, ast.UnaryOp):
        return isinstance(around.op, ast.Not)
    return isinstance(around, _TESTED) and around.test is node


def _expression(node: ast.IfExp, chosen: ast.expr, module: Module) -> tuple[int, int, str]:
    """What to write for a conditional expression, and where; parentheses around it go where nothing needs them."""
    source = module.source
    start = source.offset(node.lineno, node.col_offset)
    end = source.offset(node.end_lineno or 0, node.end_col_offset or 0)
    text = _parenthesized(chosen, module)
    is_atom = isinstance(chosen, (ast.Name, ast.Attribute, ast.Call, ast.Constant)) and "\n" not in text
    before = source.text[start - 2 : start - 1] if start > 1 else ""
    is_grouped = source.text[start - 1 : start] == "(" and source.text[end : end + 1] == ")"
    if is_atom and is_grouped and not (before.isalnum() or before in ("_", ")", "]", "'", '"')):
        return start - 1, end + 1, text
    return start, end, text


def _parenthesized(node: ast.expr, module: Module) -> str:
    """The text of an expression with the parentheses around it, if it has any and needs them."""
    text = module.text(node)
    needs = "\n" in text and not isinstance(node, (ast.Call, ast.List, ast.Dict, ast.Set, ast.ListComp))
    is_loose = isinstance(node, (ast.BoolOp, ast.IfExp, ast.Lambda, ast.Tuple))
    start = module.source.offset(node.lineno, node.col_offset)
    is_grouped = module.source.text[:start].rstrip().endswith("(")
    return f"({text})" if needs or (is_loose and is_grouped) else text


def _contains(outer: Any, inner: Any) -> bool:
    return (
        (outer.lineno, outer.col_offset)
        <= (inner.lineno, inner.col_offset)
        < (
            outer.end_lineno,
            outer.end_col_offset,
        )
    )


def _drop_names(node: ast.AST, kept: Iterable[ast.AST], editor: Editor) -> None:
    """Say that the names in a node are no longer used, but for those in some parts of it."""
    staying = {each for part in kept for each in ast.walk(part)}
    module = editor.module
    for each in ast.walk(node):
        if not isinstance(each, ast.Name) or each in staying:
            continue
        # What is imported in a branch goes, or stays, with the lines that it stands on.
        imported = module.imported(each)
        if imported and all(isinstance(module.parent(one.node), ast.Module) for one in imported):
            let_go(each, editor)
