"""The rule for `hasattr(x, '__iter__')`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Module, Rule, Stage, ast, cst, parenthesized

_STRINGS = frozenset({"str", "unicode", "basestring", "bytes", "string_types", "text_type", "StringTypes"})


class HasattrIter(Rule):
    """Strings had no `__iter__` in Python 2, and code asks for it to tell them from lists; in Python 3 they have it.

    What is asked is said: that it is no string. A place that looks for strings by itself is left alone.

    Fix safety: where Python 3 reads the file already the test may mean strings as well: there it waits for `--unsafe`.
    """

    name = "hasattr-iter"
    title = "Say that a string will not do"
    stage = Stage.SEMANTIC
    applicability = Applicability.SAFE
    asks_dialect = True
    references = ("https://docs.python.org/3/library/stdtypes.html#iterator-types",)
    words = ("__iter__",)
    nodes = (ast.Name,)
    examples = (
        Example(
            "def f(x):\n    print `x`\n    if not hasattr(x, '__iter__'):\n        x = [x]\n    return x\n",
            "def f(x):\n    print `x`\n    if not hasattr(x, '__iter__') or isinstance(x, (str, bytes)):\n"
            "        x = [x]\n    return x\n",
            runs=False,
        ),
        Example(
            "def f(x):\n    if hasattr(x, '__iter__') and x:\n        return 1\n    return 2\n"
            "y = f('a'), f(u'a'), f([3])\n",
            "def f(x):\n    if hasattr(x, '__iter__') and not isinstance(x, (str, bytes)) and x:\n        return 1\n"
            "    return 2\ny = f('a'), f(u'a'), f([3])\n",
            unsafe=True,
        ),
        Example(
            "def f(x):\n    return hasattr(x, '__iter__')\ny = f('a'), f([3])\n",
            "def f(x):\n    return hasattr(x, '__iter__') and not isinstance(x, (str, bytes))\ny = f('a'), f([3])\n",
            unsafe=True,
        ),
        Example(
            "def f(x):\n    return x and not hasattr(x, '__iter__')\ny = f('a'), f([3]), f(3)\n",
            "def f(x):\n    return x and (not hasattr(x, '__iter__') or isinstance(x, (str, bytes)))\n"
            "y = f('a'), f([3]), f(3)\n",
            unsafe=True,
        ),
        Example("def f(x):\n    return hasattr(x(), '__iter__')\n", None, findings=1),
        Example(
            "def f(x):\n    if isinstance(x, basestring):\n        return [x]\n    return hasattr(x, '__iter__')\n",
            None,
        ),
        Example("x = hasattr([], '__iter__')\ndef f(x):\n    return hasattr(x, '__len__')\n", None),
    )

    def names(self) -> frozenset[str]:
        """The function."""
        return frozenset({"hasattr"})

    def detect(self, node: ast.Name, module: Module) -> Iterable[Match]:
        """The test of something that may be a string, where nothing else looks for one."""
        call: Any = module.parent(node)
        if not isinstance(call, ast.Call) or call.func is not node or len(call.args) != 2:
            return
        if getattr(call.args[1], "value", None) != "__iter__" or not module.is_builtin("hasattr", node):
            return
        subject = call.args[0]
        known = module.type_of(subject)
        if (known is not None and not known.is_string) or _is_told_apart(call, subject, module):
            return
        message = "Strings have `__iter__` in Python 3"
        negation = module.parent(call)
        is_negated = isinstance(negation, ast.UnaryOp) and isinstance(negation.op, ast.Not)
        test: Any = negation if is_negated else call
        if any(isinstance(each, (ast.Call, ast.Yield)) for each in ast.walk(subject)):
            yield Match(test, message, Applicability.MANUAL, call)
        else:
            yield Match(test, message, None if module.was_python2 else Applicability.UNSAFE, call)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """The same test, and one that it is no string."""
        subject = editor.module.text(match.data.args[0])
        is_negated = match.node is not match.data
        check = cst.parse_expression(f"{'' if is_negated else 'not '}isinstance({subject}, (str, bytes))")
        operator = cst.Or() if is_negated else cst.And()
        new = cst.BooleanOperation(node.with_changes(lpar=[], rpar=[]), operator, check)
        parent: Any = editor.module.parent(match.node)
        joined = ast.Or if is_negated else ast.And
        is_chained = isinstance(parent, ast.BoolOp) and isinstance(parent.op, joined)
        stands_alone = isinstance(parent, (ast.If, ast.While, ast.Return, ast.Assign)) or is_chained
        if node.lpar:
            return new.with_changes(lpar=node.lpar, rpar=node.rpar)
        return new if stands_alone else parenthesized(new)


def _is_told_apart(call: ast.Call, subject: ast.expr, module: Module) -> bool:
    """Whether the function around looks for strings by `isinstance` of the same."""
    text = module.text(subject)
    around: Any = next(
        (each for each in module.ancestors(call) if isinstance(each, ast.FunctionDef)), module.tree.root
    )
    return any(
        isinstance(each, ast.Call)
        and getattr(each.func, "id", "") == "isinstance"
        and len(each.args) == 2
        and module.text(each.args[0]) == text
        and any(
            getattr(inner, "attr", getattr(inner, "id", "")) in _STRINGS for inner in ast.walk(each.args[1])
        )
        for each in ast.walk(around)
    )
