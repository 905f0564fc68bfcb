"""The rule for star imports in functions."""

from __future__ import annotations

import builtins
from collections.abc import Iterable, Sequence
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Module, Rule, Stage, ast

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_EXECUTED, _EXECUTED_APART = 'exec("%s")', 'exec("%s", dict(globals()))'
_DYNAMIC = frozenset({"eval", "locals", "vars", "execfile", "dir"})
_BUILTINS = frozenset(dir(builtins)) | frozenset(
    """apply basestring buffer cmp coerce execfile file intern long raw_input reduce reload unichr unicode xrange
    __file__ __builtins__""".split()
)


class StarImportInFunction(Rule):
    """`from m import *` is an error in Python 3 anywhere but at the level of the module.

    In a function it becomes the import of the names that the function uses and nothing else binds. In the body of a
    class, and where a function uses none of the names, `exec` does what the statement did.

    Fix safety: the module might not have one of the names, or have one that hides a built-in, so that the fix waits for
    `--unsafe`. Where several star imports may bind a name the import is only reported.
    """

    name = "star-import-in-function"
    title = "Name what functions import"
    stage = Stage.COMMON
    applicability = Applicability.UNSAFE
    aliases = ("import-star-module-level", "E1609", "F406")
    references = ("https://docs.python.org/3/whatsnew/3.0.html#removed-syntax",)
    words = ("import *", "import*")
    nodes = (ast.ImportFrom,)
    guardable = False
    examples = (
        Example(
            "def f(x):\n    from math import *  # all of it\n    y = [floor(each) for each in x]\n"
            "    return len(y), pi > 3\nz = f([2.5])\n",
            "def f(x):\n    from math import floor, pi  # all of it\n    y = [floor(each) for each in x]\n"
            "    return len(y), pi > 3\nz = f([2.5])\n",
            unsafe=True,
        ),
        Example(
            "from os import *\ndef f():\n    from math import *\n    return pi\n",
            None,
            findings=1,
            runs=False,
        ),
        Example("def f():\n    from math import *\n    return eval('pi')\n", None, findings=1, runs=False),
        Example(
            "def f():\n    from math import *\nclass A(object):\n    from math import *\nx = f(), A.pi\n",
            'def f():\n    exec("from math import *", dict(globals()))\nclass A(object):\n'
            '    exec("from math import *")\nx = f(), A.pi\n',
            unsafe=True,
        ),
        Example(
            "from math import *\nif pi:\n    from string import *\ndef f():\n    from math import pi\n", None
        ),
    )

    def detect(self, node: ast.ImportFrom, module: Module) -> Iterable[Match]:
        """Every star import in a function."""
        if node.names[0].name != "*":
            return
        function = next(
            (each for each in module.ancestors(node) if isinstance(each, (*_FUNCTIONS, ast.ClassDef))), None
        )
        if function is None:
            return
        message = "`import *` is allowed at the level of the module only in Python 3"
        if isinstance(function, ast.ClassDef):
            yield Match(node, message, data=_EXECUTED)
            return
        names = _names(node, function, module)
        if names is None:
            yield Match(node, message, Applicability.MANUAL)
        else:
            yield Match(node, message, data=names or _EXECUTED_APART)

    def rewrite_text(self, matches: Sequence[Match], editor: Editor) -> bool:
        """The names for the star."""
        source = editor.module.source
        for match in matches:
            node: Any = match.node
            if isinstance(match.data, str):
                code = match.data % " ".join(editor.module.text(node).split())
                start = source.offset(node.lineno, node.col_offset)
                editor.replace_span(start, source.offset(node.end_lineno, node.end_col_offset), code)
                continue
            star = source.text.rindex("*", 0, source.offset(node.end_lineno, node.end_col_offset))
            names = ", ".join(match.data)
            if source.text[star - 1].isalpha():
                names = f" {names}"
            editor.replace_span(star, star + 1, names)
        return True


def _names(node: ast.ImportFrom, function: ast.AST, module: Module) -> list[str] | None:
    """The names that a function can have from a star import only; None where that is not certain."""
    others = [each for each in module.nodes(ast.ImportFrom) if each.names[0].name == "*" and each is not node]
    # What a class binds is not seen in its methods.
    around = {
        function,
        *(each for each in module.ancestors(function) if not isinstance(each, ast.ClassDef)),
    }
    scopes = {
        next(
            (a for a in module.ancestors(each) if isinstance(a, (*_FUNCTIONS, ast.ClassDef, ast.Module))),
            None,
        )
        for each in others
    }
    if scopes & around or any(isinstance(each, ast.Exec) for each in ast.walk(function)):
        return None
    found = set()
    for name in ast.walk(function):
        if not isinstance(name, ast.Name) or not isinstance(name.ctx, ast.Load):
            continue
        if name.id in _DYNAMIC:
            return None
        if name.id not in _BUILTINS and module.lookup(name.id, name) is None:
            found.add(name.id)
    return sorted(found)
