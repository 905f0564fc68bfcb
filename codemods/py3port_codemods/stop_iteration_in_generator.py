"""The rule for `StopIteration` raised in generators."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Module, Rule, Stage, ast, cst
from py3port_codemods._caught import caught_classes, is_python_exception

_FUNCTIONS = (ast.FunctionDef, ast.Lambda, ast.ClassDef)


class StopIterationInGenerator(Rule):
    """A generator that raised StopIteration just ended in Python 2; since 3.7 that is a RuntimeError (PEP 479).

    `raise StopIteration` in a generator becomes `return`. So does that of a `next(it)` which finds its iterator
    at the end and lets the exception out: that call is reported where it stands bare in a generator, outside of
    any `try`.

    Fix safety: it is only reported inside of a `try` whose handler may catch the exception, and with an argument.
    """

    name = "stop-iteration-in-generator"
    title = "Return from generators"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    since = "3.7"
    aliases = ("stop-iteration-return", "R1708")
    references = ("https://peps.python.org/pep-0479/",)
    words = ("yield",)
    nodes = (ast.Raise, ast.Call)
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
            "def f():\n    try:\n        yield 1\n        raise StopIteration\n    except Exception:\n        pass\n",
            None,
            findings=1,
        ),
        Example("def f():\n    yield 1\n    raise StopIteration(3)\n", None, findings=1),
        Example(
            "def pairs(items):\n    items = iter(items)\n    while True:\n"
            "        yield next(items), next(items)\n",
            None,
            findings=2,
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
        """`raise StopIteration` and a bare `next(x)` in a generator."""
        if isinstance(node, ast.Raise):
            yield from self._raised(node, module)
            return
        is_next = isinstance(node.func, ast.Name) and node.func.id == "next" and len(node.args) == 1
        if not is_next or node.keywords or isinstance(node.args[0], ast.Starred):
            return
        inner = (ast.ListComp, ast.GeneratorExp, ast.SetComp, ast.DictComp)
        function = next(
            (each for each in module.ancestors(node) if isinstance(each, (*_FUNCTIONS, *inner))), None
        )
        if not _is_generator(function) or not module.is_builtin(node.func):
            return
        if not _is_in_try(node, module) and not _is_endless(node.args[0], module):
            message = "In a generator the StopIteration of `next` is a RuntimeError in Python 3.7: catch it and return"
            yield Match(node, message, Applicability.MANUAL)

    def _raised(self, node: Any, module: Module) -> Iterable[Match]:
        # Python 3's own trees have `exc` and `cause`, Python 2's `type`, `inst` and `tback`.
        kind = getattr(node, "type", None) or getattr(node, "exc", None)
        name = kind.func if isinstance(kind, ast.Call) else kind
        if not isinstance(name, ast.Name) or name.id != "StopIteration":
            return
        function = next((each for each in module.ancestors(node) if isinstance(each, _FUNCTIONS)), None)
        if not _is_generator(function) or not module.is_builtin(name):
            return
        extra = getattr(node, "inst", None) or getattr(node, "cause", None)
        has_arguments = extra is not None or (isinstance(kind, ast.Call) and bool(kind.args))
        trust = Applicability.MANUAL if has_arguments or _is_in_try(node, module) else None
        yield Match(node, "A generator that raises StopIteration is a RuntimeError since Python 3.7", trust)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """`return`."""
        return cst.Return(None, semicolon=node.semicolon)


def _is_generator(function: ast.AST | None) -> bool:
    """Whether the body of a function has a `yield` of its own."""
    if not isinstance(function, ast.FunctionDef):
        return False
    pending: list[ast.AST] = list(function.body)
    while pending:
        node = pending.pop()
        if isinstance(node, (ast.Yield, ast.YieldFrom)):
            return True
        if not isinstance(node, _FUNCTIONS):
            pending.extend(ast.iter_child_nodes(node))
    return False


def _is_in_try(node: ast.AST, module: Module) -> bool:
    """Whether a handler around a node, in its function, may catch what it raises."""
    below = node
    for each in module.ancestors(node):
        if isinstance(each, _FUNCTIONS):
            return False
        if (
            isinstance(each, ast.Try)
            and below in each.body
            and any(_may_catch(handler, module) for handler in each.handlers)
        ):
            return True
        below = each
    return False


def _may_catch(handler: ast.ExceptHandler, module: Module) -> bool:
    """Whether a handler may be one for StopIteration."""
    classes = caught_classes(handler, module)
    others = [each for each in classes if is_python_exception(each, module)]
    names = {module.qualified_name(each) for each in others}
    return len(others) < len(classes) or not classes or "__builtin__.StopIteration" in names


def _is_endless(value: ast.expr, module: Module) -> bool:
    called = value.func if isinstance(value, ast.Call) else None
    known = module.qualified_name(called) if called is not None else None
    return known in {"itertools.count", "itertools.cycle", "itertools.repeat"}
