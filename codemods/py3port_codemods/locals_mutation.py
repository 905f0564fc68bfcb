"""The rule for changes of `locals()`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, Example, Match, Module, Rule, Stage, ast

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_CHANGES = frozenset({"update", "pop", "setdefault", "clear", "popitem"})


class LocalsMutation(Rule):
    """`locals()` of a function was one dictionary that every call brought up to date; what was put in stayed.

    Since Python 3.13 each call makes a new one (PEP 667): what is changed is lost, and an older one does not follow
    the variables.

    Fix safety: there is no fix. Keep a dictionary of your own, `dict(locals())`.
    """

    name = "locals-mutation"
    title = "Keep no variables in locals"
    stage = Stage.SEMANTIC
    applicability = Applicability.MANUAL
    since = "3.13"
    references = ("https://peps.python.org/pep-0667/",)
    words = ("locals", "vars")
    nodes = (ast.Name,)
    fixable = False
    examples = (
        Example("def f():\n    locals()['x'] = 3\n    return sorted(locals())\n", None, findings=1),
        Example(
            "def f(a):\n    d = vars()\n    b = 1\n    d.update(c=2)\n    return locals()\n", None, findings=1
        ),
        Example(
            "def f():\n    x = 1\n    d = locals()\n    y = 2\n    locals()\n    return 'y' in d\n",
            None,
            findings=1,
        ),
        Example(
            "locals()['x'] = 3\nclass A:\n    locals()['y'] = 1\ndef f(x):\n"
            "    return '%(x)s' % locals(), vars(x)\n",
            None,
        ),
        Example("def f(x):\n    d = locals()\n    del d['x']\n    return d\n", None, findings=0),
    )

    def names(self) -> frozenset[str]:
        """The built-ins."""
        return frozenset({"locals", "vars"})

    def detect(self, node: ast.Name, module: Module) -> Iterable[Match]:
        """Every dictionary of local variables that is changed and asked for again."""
        call: Any = module.parent(node)
        if not isinstance(call, ast.Call) or call.func is not node or call.args or call.keywords:
            return
        function = next(
            (each for each in module.ancestors(node) if isinstance(each, (*_FUNCTIONS, ast.ClassDef))), None
        )
        if not isinstance(function, _FUNCTIONS) or not module.is_builtin(node):
            return
        message = "`locals()` is a new dictionary at each call since Python 3.13"
        parent: Any = module.parent(call)
        if (isinstance(parent, ast.Subscript) and not isinstance(parent.ctx, ast.Load)) or (
            isinstance(parent, ast.Attribute) and parent.attr in _CHANGES
        ):
            yield Match(call, f"{message}: the change is lost")
        elif isinstance(parent, ast.Assign) and _is_asked_again(call, function, module):
            yield Match(call, f"{message}: this one does not follow the variables")


def _is_asked_again(call: ast.Call, function: ast.AST, module: Module) -> bool:
    """Whether the dictionary is asked for once more, further down in the function."""
    return any(
        isinstance(each, ast.Call)
        and each is not call
        and getattr(each.func, "id", "") in ("locals", "vars")
        and not each.args
        and each.lineno > call.lineno
        for each in ast.walk(function)
    )
