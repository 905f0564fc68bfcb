"""The rule for `hash`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, Example, Match, Module, Rule, Stage, ast
from py3port_codemods._builtins import is_builtin_reference


class HashValue(Rule):
    """The hash of a string is another one in every process since Python 3.3, and never was Python 2's.

    What is stored by it, sent, or spread over machines does not fit together. A `__hash__` that is made of others is
    fine.

    Fix safety: there is no fix; `hashlib` and `zlib.crc32` give values that last.
    """

    name = "hash-value"
    title = "Look at where hashes go"
    stage = Stage.ADVICE
    applicability = Applicability.MANUAL
    since = "3.3"
    references = ("https://docs.python.org/3/using/cmdline.html#envvar-PYTHONHASHSEED",)
    words = ("hash",)
    nodes = (ast.Name, ast.Attribute)
    fixable = False
    examples = (
        Example("x = hash('abc') % 1000\ny = 'abc'.__hash__()\nz = map(hash, 'ab')\n", None, findings=3),
        Example(
            "class A(object):\n    def __hash__(self):\n        return hash(self.x) ^ self.y.__hash__()\n",
            None,
        ),
        Example(
            "class A(object):\n    __hash__ = object.__hash__\nassert hash(1) == hash(1.0)\nx = hash(3)\n",
            None,
        ),
        Example(
            "assertEqual(hash(a), hash(b))\nself._hash = hash(a)\n__hash__ = lambda self: hash(self.x)\n",
            None,
            runs=False,
        ),
        Example("def f(hash):\n    return hash(1)\nx = a.hash()\n", None, runs=False),
    )

    def names(self) -> frozenset[str]:
        """The built-in and the method."""
        return frozenset({"hash", "__hash__"})

    def detect(self, node: Any, module: Module) -> Iterable[Match]:
        """Every hash that is taken outside of `__hash__`."""
        call: Any = module.parent(node)
        hashed: Any = None
        is_call = isinstance(call, ast.Call) and call.func is node
        if isinstance(node, ast.Attribute) and node.attr == "__hash__":
            if not is_call or call.args:
                return
            hashed = node.value
        elif is_builtin_reference(node, "hash", module):
            hashed = call.args[0] if is_call and call.args else None
        else:
            return
        known = module.type_of(hashed) if hashed is not None else None
        if (known is not None and known.is_number) or _is_in_hash(node, module):
            return
        yield Match(
            call if is_call else node, "The hash of a string is another one in every process of Python 3"
        )


def _is_in_hash(node: ast.AST, module: Module) -> bool:
    """Whether a hash is for another one, or only compared with another."""
    for each in module.ancestors(node):
        if isinstance(each, ast.FunctionDef):
            return "hash" in each.name
        if isinstance(each, ast.Compare) or (isinstance(each, ast.Call) and _is_assertion(each)):
            return True
        if isinstance(each, ast.Assign) and any("hash" in _name(target) for target in each.targets):
            return True
    return False


def _is_assertion(call: ast.Call) -> bool:
    return _name(call.func).startswith("assert")


def _name(node: ast.AST) -> str:
    return str(getattr(node, "attr", getattr(node, "id", "")))
