"""The rule for `super` with arguments."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Module, Rule, Stage, ast

_HARMLESS = frozenset(
    {
        "implementer", "python_2_unicode_compatible", "provider", "register", "runtime_checkable",
        "total_ordering", "unique", "final",
    }
)  # fmt: skip


class SuperArguments(Rule):
    """In a method of Python 3 `super()` knows its class and its object (PEP 3135).

    Only where the arguments are what Python would take anyway: the class around the method, and the method's first
    parameter. In a nested function, a lambda or a comprehension `super()` is something else, and stays as it is.

    Fix safety: a decorator of the class may put another class in its place, which `super()` would not know. Where one
    is not known to leave the class be, the fix waits for `--unsafe`.
    """

    name = "super-arguments"
    title = "Call super without arguments"
    stage = Stage.CLEANUP
    applicability = Applicability.SAFE
    aliases = ("UP008", "super-with-arguments", "R1725")
    references = ("https://peps.python.org/pep-3135/",)
    words = ("super",)
    nodes = (ast.Call,)
    examples = (
        Example(
            "class A(dict):\n    def f(self):\n        return super(A, self).copy()\nx = A(a=1).f()\n",
            "class A(dict):\n    def f(self):\n        return super().copy()\nx = A(a=1).f()\n",
        ),
        Example(
            "class A(int):\n    def __new__(cls, n):\n        if n:\n            return super(\n"
            "                A, cls).__new__(cls, n)\nx = int(A(3))\n",
            "class A(int):\n    def __new__(cls, n):\n        if n:\n            return super().__new__(cls, n)\n"
            "x = int(A(3))\n",
        ),
        Example(
            "@wrap\nclass A(dict):\n    def f(self):\n        return super(A, self).copy()\n",
            "@wrap\nclass A(dict):\n    def f(self):\n        return super().copy()\n",
            unsafe=True,
            runs=False,
        ),
        Example(
            "class A(dict):\n    def f(self):\n        return [super(A, self).get(k) for k in self]\n"
            "    def g(self):\n        def h(other):\n            return super(A, other).get(1)\n        return h\n"
            "    h = lambda self: super(A, self).copy()\n",
            None,
        ),
        Example(
            "class A(dict):\n    def f(self):\n        return super(dict, self).get\n"
            "    def g(self, other):\n        return super(A, other).get\n"
            "    def h(self):\n        self = other\n        return super(A, self).get\n",
            None,
        ),
        Example(
            "class A(dict):\n    class A(dict):\n        pass\n    def f(self):\n        return super(A, self).get\n"
            "A = make(A)\n",
            None,
            runs=False,
        ),
        Example(
            "class A(dict):\n    def f(self):\n        return super(A,  # why\n                     self)\n",
            None,
        ),
        Example(
            "def super(a, b):\n    pass\nclass A:\n    def f(self):\n        return super(A, self)\n", None
        ),
    )

    def detect(self, node: ast.Call, module: Module) -> Iterable[Match]:
        """A call with the arguments that Python would take anyway."""
        function = node.func
        if (
            not isinstance(function, ast.Name)
            or function.id != "super"
            or len(node.args) != 2
            or node.keywords
        ):
            return
        definition = _class_of_method(node, module)
        if definition is None or not module.is_builtin(function) or module.has_comment(node):
            return
        decorators = [_last_name(each) for each in definition.decorator_list]
        if "add_metaclass" not in decorators:
            likely = None if _HARMLESS.issuperset(decorators) else Applicability.UNSAFE
            yield Match(node, "`super` needs no arguments in Python 3", likely)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """The call without its arguments."""
        return node.with_changes(args=[], whitespace_before_args=node.whitespace_after_func)


def _class_of_method(call: ast.Call, module: Module) -> ast.ClassDef | None:
    """The class whose method the call stands in, if it names both that class and the method's first parameter."""
    scope = module.scope(call)
    method = scope.node
    if not isinstance(method, (ast.FunctionDef, ast.AsyncFunctionDef)) or _is_in_comprehension(
        call, method, module
    ):
        return None
    definition = module.scope(method).node
    if not isinstance(definition, ast.ClassDef) or not _names_class(call.args[0], definition, module):
        return None
    parameters = [*method.args.posonlyargs, *method.args.args]
    first = getattr(parameters[0], "arg", None) if parameters else None
    given = call.args[1]
    is_first = isinstance(given, ast.Name) and given.id == first and len(scope.binding(given.id)) == 1
    return definition if is_first else None


def _is_in_comprehension(call: ast.Call, method: ast.AST, module: Module) -> bool:
    """Whether Python 3 evaluates the call in a scope within the method, though Python 2 does not."""
    for each in module.ancestors(call):
        if each is method:
            return False
        if isinstance(each, ast.ListComp):
            return True
    return False


def _names_class(node: ast.expr, definition: ast.ClassDef, module: Module) -> bool:
    """Whether a name means the class, and nothing else has it."""
    if not isinstance(node, ast.Name) or node.id != definition.name or node.id.startswith("__"):
        return False
    owner = module.lookup(node.id, node)
    return owner is not None and list(owner.binding(node.id)) == [definition]


def _last_name(decorator: Any) -> str:
    function = decorator.func if isinstance(decorator, ast.Call) else decorator
    return str(getattr(function, "attr", None) or getattr(function, "id", ""))
