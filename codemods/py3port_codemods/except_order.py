"""The rule for handlers that are never reached because their exceptions became one."""

from __future__ import annotations

from collections.abc import Iterable

from py3port.rule import Applicability, Example, Match, Module, Rule, Stage, ast

_ONE = frozenset(
    """__builtin__.OSError __builtin__.IOError __builtin__.EnvironmentError __builtin__.WindowsError socket.error
    select.error mmap.error""".split()
)
"""All of these are `OSError` since Python 3.3."""


class ExceptOrder(Rule):
    """`IOError`, `OSError`, `socket.error`, `select.error` and `EnvironmentError` are one class since Python 3.3.

    Of two `except` clauses that name different ones the second is never reached, and the first handles what was the
    other's.

    Fix safety: there is no fix. Ask for the `errno`, or make one clause of the two.
    """

    name = "except-order"
    title = "Tell operating system errors apart by errno"
    stage = Stage.SEMANTIC
    applicability = Applicability.MANUAL
    since = "3.3"
    aliases = ("bad-except-order", "E0701")
    references = ("https://peps.python.org/pep-3151/",)
    words = ("except",)
    nodes = (ast.Try,)
    fixable = False
    examples = (
        Example(
            "try:\n    open('/nope')\nexcept OSError:\n    x = 1\nexcept (IOError, KeyError):\n    x = 2\n",
            None,
            findings=1,
        ),
        Example(
            "import select, socket\ntry:\n    f()\nexcept socket.timeout:\n    x = 1\n"
            "except socket.error as e:\n    x = 2\n"
            "except select.error:\n    x = 3\n",
            None,
            findings=1,
            runs=False,
        ),
        Example(
            "try:\n    open('/nope')\nexcept (IOError, OSError):\n    x = 1\nexcept KeyError:\n    x = 2\n",
            None,
        ),
        Example(
            "import socket\ntry:\n    f()\nexcept socket.timeout:\n    x = 1\nexcept socket.error:\n"
            "    x = 2\n",
            None,
            runs=False,
        ),
    )

    def detect(self, node: ast.Try, module: Module) -> Iterable[Match]:
        """Every handler for one of these after a handler for another."""
        earlier: set[str] = set()
        for handler in node.handlers:
            kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
            names = {module.qualified_name(each) or "" for each in kinds if each is not None} & _ONE
            if names and earlier and names - earlier:
                old = sorted(names - earlier)[0].removeprefix("__builtin__.")
                yield Match(
                    handler, f"`{old}` is the same class as one above since Python 3.3: this is never reached"
                )
            earlier |= names
