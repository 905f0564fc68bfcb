"""The rule for exceptions that are used as sequences."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Module, Rule, Stage, ast, cst
from py3port_codemods._caught import caught_classes, class_in_module, handler_of, is_python_exception

_READERS = frozenset({"list", "tuple", "iter", "enumerate", "sorted", "set"})
_METHODS = frozenset({"__getitem__", "__iter__"})


class ExceptionIndexing(Rule):
    """Python 2's exceptions were sequences of their arguments; Python 3's are not, and `e[0]` is a TypeError.

    `e.args` is the tuple of the arguments, in 2.7 too: `e[0]`, `e[1:]`, `code, text = e`, `for arg in e`, `tuple(e)`.
    A class of the module with a `__getitem__` or `__iter__` of its own is left alone.

    Fix safety: where the handler catches a class that is not one of Python's own, or `Exception`, the fix waits for
    `--unsafe`: the object may have an order of its own.
    """

    name = "exception-indexing"
    title = "Take an exception's arguments from its args"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    aliases = ("indexing-exception", "W1624", "W0713")
    references = ("https://docs.python.org/3/whatsnew/3.0.html#changes-to-exceptions",)
    words = ("except",)
    nodes = (ast.ExceptHandler,)
    examples = (
        Example(
            'try:\n    raise ValueError(7, "seven")\nexcept ValueError as e:\n'
            "    x = e[0], e[1:], e[-1]  # args\n",
            'try:\n    raise ValueError(7, "seven")\nexcept ValueError as e:\n'
            "    x = e.args[0], e.args[1:], e.args[-1]  # args\n",
            findings=3,
        ),
        Example(
            'import socket\ntry:\n    raise socket.error(7, "seven")\n'
            "except (socket.error, KeyError) as e:\n    code, text = e\n    (a, b) = [c, d] = e\n"
            "    x = [arg for arg in e] + list(e)\n    for y in e:\n        print(y)\n",
            'import socket\ntry:\n    raise socket.error(7, "seven")\n'
            "except (socket.error, KeyError) as e:\n    code, text = e.args\n"
            "    (a, b) = [c, d] = e.args\n    x = [arg for arg in e.args] + list(e.args)\n"
            "    for y in e.args:\n        print(y)\n",
        ),
        Example(
            'try:\n    raise IOError(2, "gone")\nexcept IOError as e:\n'
            '    if e[0] != 2 or not e[1].startswith("go"):\n        raise\n'
            '    print("%s: %s" % tuple(e))\n',
            'try:\n    raise IOError(2, "gone")\nexcept IOError as e:\n'
            '    if e.args[0] != 2 or not e.args[1].startswith("go"):\n        raise\n'
            '    print("%s: %s" % tuple(e.args))\n',
        ),
        Example(
            'try:\n    raise KeyError("a")\nexcept Exception, e:\n    print e[0]\n',
            'try:\n    raise KeyError("a")\nexcept Exception, e:\n    print e.args[0]\n',
            unsafe=True,
            runs=False,
        ),
        Example(
            'class Failure(Exception):\n    pass\ntry:\n    raise Failure("a", 1)\n'
            "except Failure as failure:\n    x = failure[0], failure[1]\n",
            'class Failure(Exception):\n    pass\ntry:\n    raise Failure("a", 1)\n'
            "except Failure as failure:\n    x = failure.args[0], failure.args[1]\n",
        ),
        Example(
            "class Failure(Exception):\n    def __getitem__(self, index):\n        return index\ntry:\n"
            '    raise Failure("a", 1)\nexcept Failure as e:\n    x = e[0]\n',
            None,
        ),
        Example(
            "try:\n    pass\nexcept ValueError as e:\n    e = [1, 2]\n    x = e[0]\n"
            "except KeyError as e:\n    a, b = e.args\n    x = e.args[0], str(e), {e: 1}[e]\ne = [1]\n"
            "print(e[0])\n",
            None,
        ),
    )

    def detect(self, node: ast.ExceptHandler, module: Module) -> Iterable[Match]:
        """Every use of the caught exception as a sequence."""
        bound: Any = node.name
        name = bound if isinstance(bound, str) else getattr(bound, "id", None)
        if name is None:
            return
        classes = caught_classes(node, module)
        trust = None
        for each in classes:
            definition = class_in_module(each, module)
            if definition is None and not is_python_exception(each, module):
                trust = Applicability.UNSAFE
            elif definition is not None and any(
                module.class_defines(definition, method) for method in _METHODS
            ):
                return
        for statement in node.body:
            for part in ast.walk(statement):
                if not isinstance(part, ast.Name) or part.id != name or not isinstance(part.ctx, ast.Load):
                    continue
                if _is_sequence(part, module) and handler_of(part, module) is node:
                    message = "Python 3's exceptions cannot be indexed or iterated over; `args` can"
                    yield Match(part, message, trust)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """`e.args`."""
        return cst.Attribute(
            node.with_changes(lpar=[], rpar=[]), cst.Name("args"), lpar=node.lpar, rpar=node.rpar
        )


def _is_sequence(node: ast.Name, module: Module) -> bool:
    """Whether an expression is indexed, unpacked or iterated over."""
    parent: Any = module.parent(node)
    if isinstance(parent, ast.Subscript):
        return parent.value is node and isinstance(parent.ctx, ast.Load)
    if isinstance(parent, ast.Assign):
        return any(isinstance(target, (ast.Tuple, ast.List)) for target in parent.targets)
    if isinstance(parent, (ast.For, ast.comprehension)):
        return parent.iter is node
    if isinstance(parent, ast.Call) and isinstance(parent.func, ast.Name) and parent.func is not node:
        is_reader = parent.func.id in _READERS and module.is_builtin(parent.func)
        return is_reader and bool(parent.args) and parent.args[0] is node
    return isinstance(parent, ast.Starred)
