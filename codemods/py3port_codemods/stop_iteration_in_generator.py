"""The rule for `StopIteration` raised in generators."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Module, Rule, Stage, ast, cst
from py3port_codemods._generators import FUNCTIONS, is_generator, is_in_try

_MESSAGE = "A generator that raises StopIteration is a RuntimeError since Python 3.7"


class StopIterationInGenerator(Rule):
    """A generator that raised StopIteration just ended in Python 2; since 3.7 that is a RuntimeError (PEP 479).

    `raise StopIteration` in a generator becomes `return`, and so does a `raise` that raises a caught one again.

    Fix safety: it is only reported inside of a `try` whose handler may catch the exception, with an argument, and
    where a generator expression calls a function that raises it to make an end.
    """

    name = "stop-iteration-in-generator"
    title = "Return from generators"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    since = "3.7"
    aliases = ("stop-iteration-return", "R1708")
    references = ("https://peps.python.org/pep-0479/",)
    words = ("yield", "StopIteration")
    nodes = (ast.Raise, ast.GeneratorExp)
    examples = (
        Example(
            "def first(n, items):\n    for item in items:\n        if not n:\n"
            "            raise StopIteration  # enough\n        n -= 1\n        yield item\n"
            '    raise StopIteration()\nx = list(first(2, "abc"))\n',
            "def first(n, items):\n    for item in items:\n        if not n:\n"
            "            return  # enough\n        n -= 1\n        yield item\n    return\n"
            'x = list(first(2, "abc"))\n',
            findings=2,
        ),
        Example(
            "class A(object):\n    def __iter__(self):\n        if not self: raise StopIteration\n"
            "        try:\n            yield 1\n        except KeyError:\n            pass\n"
            "        if self: x = 1; raise StopIteration()\n        yield 2\nx = list(A())\n",
            "class A(object):\n    def __iter__(self):\n        if not self: return\n        try:\n"
            "            yield 1\n        except KeyError:\n            pass\n"
            "        if self: x = 1; return\n        yield 2\nx = list(A())\n",
        ),
        Example(
            "def f(it):\n    while True:\n        try:\n            yield it.next()\n"
            "        except StopIteration:\n            if it:\n                raise\nx = list(f(iter('abc')))\n",
            "def f(it):\n    while True:\n        try:\n            yield it.next()\n"
            "        except StopIteration:\n            if it:\n                return\nx = list(f(iter('abc')))\n",
            runs=False,
        ),
        Example(
            "def f(it):\n    try:\n        yield it.next()\n    except (StopIteration, KeyError):\n        raise\n"
            "def g(it):\n    try:\n        yield it.next()\n    except StopIteration:\n        try:\n"
            "            h()\n        except KeyError:\n            raise\n",
            None,
        ),
        Example(
            "def f():\n    try:\n        yield 1\n        raise StopIteration\n    except Exception:\n"
            "        pass\n",
            None,
            findings=1,
        ),
        Example("def f():\n    yield 1\n    raise StopIteration(3)\n", None, findings=1),
        Example(
            "def stop():\n    raise StopIteration\nx = (i if i < 2 else stop() for i in range(4))\n",
            None,
            findings=1,
        ),
        Example(
            "def f(i):\n    if i:\n        raise StopIteration\n    return 1\nx = (f(i) for i in [0]), [f(0)]\n",
            None,
        ),
        Example(
            "class A(object):\n    def next(self):\n        raise StopIteration\ndef f(items):\n"
            "    def g():\n        raise StopIteration\n    try:\n        yield next(items)\n"
            "    except StopIteration:\n        return\n"
            "    yield next(items, None), [next(items) for each in items]\ndef h(items):\n"
            '    return next(items)\ndef k(it=iter("a")):\n    for next in it:\n'
            "        yield next(it)\n",
            None,
        ),
    )

    def detect(self, node: Any, module: Module) -> Iterable[Match]:
        """Every `raise StopIteration` in a generator, and every function that does nothing else in an expression."""
        if isinstance(node, ast.GeneratorExp):
            for each in ast.walk(node):
                if isinstance(each, ast.Call) and _only_stops(each, module):
                    yield Match(each, _MESSAGE, Applicability.MANUAL)
            return
        # Python 3's own trees have `exc` and `cause`, Python 2's `type`, `inst` and `tback`.
        kind = getattr(node, "type", None) or getattr(node, "exc", None) or _caught_kind(node, module)
        name = kind.func if isinstance(kind, ast.Call) else kind
        if not isinstance(name, ast.Name) or name.id != "StopIteration":
            return
        function = next((each for each in module.ancestors(node) if isinstance(each, FUNCTIONS)), None)
        if not is_generator(function) or not module.is_builtin(name):
            return
        extra = getattr(node, "inst", None) or getattr(node, "cause", None)
        has_arguments = extra is not None or (isinstance(kind, ast.Call) and bool(kind.args))
        trust = Applicability.MANUAL if has_arguments or is_in_try(node, module) else None
        yield Match(node, _MESSAGE, trust)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """`return`."""
        return cst.Return(None, semicolon=node.semicolon)


def _caught_kind(statement: ast.Raise, module: Module) -> ast.expr | None:
    """The class of what a plain `raise` raises again: what the handler around it caught."""
    around = (
        each for each in module.ancestors(statement) if isinstance(each, (ast.ExceptHandler, *FUNCTIONS))
    )
    handler = next(around, None)
    return handler.type if isinstance(handler, ast.ExceptHandler) else None


def _only_stops(call: ast.Call, module: Module) -> bool:
    """Whether a call is of a function of the module that does nothing but raise StopIteration."""
    known = module.type_of(call.func)
    function: Any = known.node if known is not None else None
    body = function.body if isinstance(function, ast.FunctionDef) else []
    kind: Any = getattr(body[0], "type", None) or getattr(body[0], "exc", None) if body else None
    name = kind.func if isinstance(kind, ast.Call) else kind
    return len(body) == 1 and getattr(name, "id", "") == "StopIteration"
