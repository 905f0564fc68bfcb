"""The rule for Python 2 code in strings."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable
from typing import Any

from py3port.rule import (
    Applicability,
    CannotRewrite,
    Editor,
    Example,
    Match,
    Mode,
    Module,
    Rule,
    Stage,
    ast,
    cst,
)

_EVALUATORS = frozenset(
    {"__builtin__.eval", "__builtin__.exec", "__builtin__.compile", "__builtin__.execfile"}
)
_RUNNERS = {
    "timeit.timeit": ("stmt", "setup"),
    "timeit.repeat": ("stmt", "setup"),
    "timeit.Timer": ("stmt", "setup"),
    "ast.parse": ("source",),
    "compiler.parse": ("buf",),
    "code.compile_command": ("source",),
}
_WRAPPERS = frozenset({"dedent", "strip", "lstrip", "format"})
_MAX = 20_000
_PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[rsdi]|\{\w*\}")
_GONE = re.compile(
    r"\b(?:xrange|unicode|raw_input|unichr|basestring|execfile|long|reduce)\(|\.(?:has_key|iter(?:items|keys|values)|next)\(|"
    r"\bimport (?:StringIO|cStringIO|cPickle|urllib2|ConfigParser|Queue|__builtin__)\b|\bexcept \w+, \w+:"
)


class SourceInString(Rule):
    """Code in strings that `exec`, `eval`, `compile` and the like get is Python as much as any other.

    Python 3 refuses what only Python 2 understands, or finds names gone, when the code is run. It is ported as files
    are, by all rules of the run: `apply --all` does it, `apply --rule` has nothing to do it with.

    Code that may be refused, in a `try` that catches SyntaxError, asks what the interpreter understands, and is no
    finding.

    Fix safety: a string may have other uses, and parts that are put in later, so that the fix waits for `--unsafe`. Of
    those that a function puts together, each is looked at that is a statement by itself. One that would need an import
    where there is room for an expression only is left alone.
    """

    name = "source-in-string"
    title = "Port code that is kept in strings"
    stage = Stage.SEMANTIC
    applicability = Applicability.UNSAFE
    references = ("https://docs.python.org/3/whatsnew/3.0.html",)
    words = ("exec", "eval", "compile", "timeit", "Timer", "parse(", "'-c'", '"-c"')
    nodes = (ast.Name, ast.Attribute, ast.Exec, ast.Module)
    examples = (
        Example(
            "x = eval('0777'), eval('1 <> 2'), eval('5L')\n",
            "x = eval('0o777'), eval('1 != 2'), eval('5')\n",
            unsafe=True,
            findings=3,
        ),
        Example(
            "_SOURCE = '''\ndef f():\n    print 1  # why\n'''\nexec(_SOURCE)\n",
            "_SOURCE = '''\ndef f():\n    print(1)  # why\n'''\nexec(_SOURCE)\n",
            unsafe=True,
        ),
        Example(
            "try:\n    exec \"raise ValueError, 'a'\"\nexcept SyntaxError:\n    x = 3\nexcept ValueError:\n    x = 2\n",
            None,
            runs=False,
        ),
        Example(
            "exec 'print \"%s\"; x = 1' % 'q'\n",
            "exec 'print(\"%s\"); x = 1' % 'q'\n",
            unsafe=True,
            runs=False,
        ),
        Example(
            "_c = compile('{}.has_key(1)', 'f', 'eval')\n",
            "_c = compile('1 in {}', 'f', 'eval')\n",
            unsafe=True,
        ),
        Example(
            "from timeit import Timer\n_t = Timer('for x in xrange(3): pass\\n', 'y = 0777')\n",
            "from timeit import Timer\n_t = Timer('for x in range(3): pass\\n', 'y = 0o777')\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "import sys\nf([sys.executable, '-c', \"print 'x'\"])\n",
            "import sys\nf([sys.executable, '-c', \"print('x')\"])\n",
            unsafe=True,
            runs=False,
        ),
        Example(
            "def f():\n    lines = []\n    add = lines.append\n    add('for n in xrange(1, 3):\\n')\n"
            "    add('    total = long(n)')\n    source = ''.join(lines)\n    space = {}\n"
            "    exec(source, space)\n    return 'unicode(x)', int(space['total'])\nx = f()\n",
            "def f():\n    lines = []\n    add = lines.append\n    add('for n in range(1, 3):\\n')\n"
            "    add('    total = int(n)')\n    source = ''.join(lines)\n    space = {}\n"
            "    exec(source, space)\n    return 'unicode(x)', int(space['total'])\nx = f()\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "def f(limit):\n    source = 'for n in xrange(%d): pass' % limit\n    if limit:\n"
            "        source += '; m = 1'\n    exec(source)\n",
            None,
            findings=1,
            runs=False,
            unsafe=True,
        ),
        Example("x = eval('long(' '3)'), eval('unicode(3)')\n", None, mode=Mode.DUAL, findings=2),
        Example(
            "exec('x = 1')\ny = eval('x + 1'), eval(x), compile('print(1)', 'f', 'exec')\n"
            "z = ['-c', 'print 1']\n",
            None,
        ),
        Example("x = eval('\\0'), eval(u'\\ud800')\n", None, runs=False),
        Example("import re\nx = re.compile('print 1'), re.compile(r'has_key(')\n", None, runs=False),
    )

    def names(self) -> frozenset[str]:
        """What runs a string as Python."""
        return frozenset(name.rpartition(".")[2] for name in (*_EVALUATORS, *_RUNNERS))

    def detect(self, node: Any, module: Module) -> Iterable[Match]:
        """Every string that is run as Python and is Python 2's."""
        found = _of_options(module) if isinstance(node, ast.Module) else [(node, _sources(node, module))]
        for place, strings in found:
            for string in strings:
                why = _python2_in(string.value) if not _may_be_refused(place, module) else ""
                if why:
                    yield Match(string, f"This string is run as Python, and {why}")
        for string in () if isinstance(node, ast.Module) else _pieces(node, module):
            yield Match(string, f"This is a piece of what is run as Python, and {_python2_in(string.value)}")

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """The string with the ported code."""
        old: Any = match.node
        if not isinstance(node, cst.SimpleString):
            raise CannotRewrite("the code is put together from several strings")
        plain = textwrap.dedent(old.value)
        tail = _missing_body(plain)
        new = editor.ported(plain.rstrip() + tail) if tail else editor.ported(plain)
        if new is None or not new.endswith(tail):
            raise CannotRewrite("nothing can be done to the code as it stands")
        new = new.removesuffix(tail) + plain[len(plain.rstrip()) :] if tail else new
        if plain != old.value:
            first = next(line for line in old.value.split("\n") if line.strip())
            new = textwrap.indent(new, first[: len(first) - len(first.lstrip())])
        statements = (_statements(each.rstrip() + tail) for each in (new, old.value))
        if _PLACEHOLDER.findall(new) != _PLACEHOLDER.findall(old.value) or len({*statements}) > 1:
            raise CannotRewrite("the ported code needs more than there is room for")
        return node.with_changes(value=f"{node.prefix}{node.quote}{_body(new, node)}{node.quote}")


def _may_be_refused(node: ast.AST, module: Module) -> bool:
    """Whether it stands in a `try` that catches SyntaxError."""
    child = node
    for parent in module.ancestors(node):
        if isinstance(parent, ast.Try) and child in parent.body:
            caught = (name for handler in parent.handlers if handler.type for name in ast.walk(handler.type))
            if any(getattr(name, "id", "") == "SyntaxError" for name in caught):
                return True
        if isinstance(parent, (ast.FunctionDef, ast.ClassDef)):
            break
        child = parent
    return False


def _pieces(node: Any, module: Module) -> Iterable[Any]:
    """Strings that are statements, in a function that runs what it puts together from strings."""
    source = _run_at(node, module)
    scope = module.lookup(source.id, source) if isinstance(source, ast.Name) else None
    if scope is None or not any(
        isinstance(module.parent(each), ast.Assign) for each in scope.binding(source.id)
    ):
        return
    if not isinstance(scope.node, ast.FunctionDef) or _may_be_refused(node, module):
        return
    for each in ast.walk(scope.node):
        if isinstance(each, ast.Constant) and isinstance(each.value, str) and len(each.value) < _MAX:
            is_document = isinstance(module.parent(each), ast.Expr)
            if _GONE.search(each.value) and not is_document and _is_statement(each.value):
                yield each


def _run_at(node: Any, module: Module) -> Any:
    """What `exec` or `compile` gets at a node."""
    if isinstance(node, ast.Exec):
        return node.body
    call: Any = module.parent(node)
    if not isinstance(call, ast.Call) or call.func is not node or not call.args:
        return None
    is_run = module.qualified_name(node) in ("__builtin__.exec", "__builtin__.compile")
    return call.args[0] if is_run else None


def _is_statement(piece: str) -> bool:
    """Whether a string is a statement, or the first line of one, and no mere expression."""
    plain = _PLACEHOLDER.sub("_", textwrap.dedent(piece).strip())
    try:
        body = ast.parse(plain + _missing_body(plain)).root.body
    except (ast.ParseError, ast.SourceError, RecursionError):
        return False
    return bool(body) and not isinstance(body[0], ast.Expr)


def _missing_body(code: str) -> str:
    """What makes a statement of its first line."""
    return " pass" if code.rstrip().endswith(":") else ""


def _statements(code: str) -> int:
    return len(ast.parse(textwrap.dedent(code)).root.body)


def _body(code: str, node: Any) -> str:
    """The code as it is written between the quotes of a literal.

    Raises:
        CannotRewrite: it cannot be.
    """
    is_long, is_raw = len(node.quote) == 3, "r" in node.prefix.lower()
    if node.quote in code or (is_long and code.endswith(node.quote[0])):
        raise CannotRewrite("the ported code has the quotes of the string in it")
    if is_raw or (is_long and "\\" not in node.raw_value):
        if ("\\" in code and not is_raw) or ("\n" in code and not is_long):
            raise CannotRewrite("the ported code would need escapes")
        return code
    return code.replace("\\", "\\\\").replace("\n", "\n" if is_long else "\\n").replace("\t", "\\t")


def _of_options(module: Module) -> Iterable[tuple[ast.AST, Iterable[Any]]]:
    """The lists that are commands with an option `-c` of Python, each with the strings behind it."""
    text = module.source.text
    for option in module.strings_by_text.get("-c", ()) if "'-c'" in text or '"-c"' in text else ():
        command = module.parent(option)
        if not isinstance(command, (ast.List, ast.Tuple)) or option is command.elts[-1]:
            continue
        text = module.text(command) if len(command.elts) > 2 else ""
        if "ython" in text or "sys.executable" in text:
            yield command, _constants(command.elts[command.elts.index(option) + 1], module)


def _sources(node: Any, module: Module) -> Iterable[Any]:
    """The strings that are run as Python at a node."""
    if isinstance(node, ast.Exec):
        yield from _constants(node.body, module)
    else:
        call: Any = module.parent(node)
        name = module.qualified_name(node) if isinstance(call, ast.Call) and call.func is node else None
        if name in _EVALUATORS:
            yield from _constants(call.args[0], module) if call.args else ()
        elif name in _RUNNERS:
            words = _RUNNERS[str(name)]
            arguments = [
                *call.args[: len(words)],
                *(each.value for each in call.keywords if each.arg in words),
            ]
            for argument in arguments:
                yield from _constants(argument, module)


def _constants(node: Any, module: Module) -> Iterable[Any]:
    """The string that an expression is, or is made of by formatting."""
    called: Any = node.func if isinstance(node, ast.Call) else None
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
        node = node.left
    elif isinstance(called, ast.Attribute) and called.attr in _WRAPPERS:
        node = node.args[0] if node.args and called.attr == "dedent" else called.value
    if isinstance(node, ast.Name):
        scope = module.lookup(node.id, node)
        bindings = scope.binding(node.id) if scope is not None else ()
        statement = module.parent(bindings[0]) if len(bindings) == 1 else None
        node = statement.value if isinstance(statement, ast.Assign) else node
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < _MAX:
        yield node


def _python2_in(code: str) -> str:
    """What in a piece of code only Python 2 understands; empty where nothing is known to be."""
    found = _GONE.search(code)
    if found:
        return f"`{found[0].strip('(.:')}` is gone in Python 3"
    plain = textwrap.dedent(code).strip()
    for text in (plain, _PLACEHOLDER.sub("_", plain)):
        try:
            dialect = ast.parse(text).dialect
        except (ast.ParseError, ast.SourceError, RecursionError):
            continue
        if dialect is ast.Dialect.PYTHON2:
            return "Python 3 does not understand it"
    return ""
