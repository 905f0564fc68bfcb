"""The rule for `implements` of `zope.interface`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Module, Rule, Stage, ast

_LINE_BREAK = re.compile(r"\s*\n\s*")
_WIDTH = 60
"""How long the arguments on one line may be."""
DECORATORS = {"implements": "implementer", "implementsOnly": "implementer_only", "classProvides": "provider"}


class ZopeImplements(Rule):
    """`implements(IFoo)` in the body of a class leaves a metaclass behind for Python 2; in Python 3 it is a TypeError.

    `@implementer(IFoo)` says the same on both, since zope.interface 3.6. `implementsOnly` and `classProvides` have
    decorators as well. Calls that are not plain statements of a class body are reported.
    """

    name = "zope-implements"
    title = "Decorate classes with @implementer"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    aliases = ("zope.fixers.fix_implements", "fix_implements", "fix_class_provides", "fix_implements_only")
    references = (
        "https://zopeinterface.readthedocs.io/en/latest/README.html#declaring-implemented-interfaces",
    )
    words = ("implements", "classProvides")
    nodes = (ast.Call,)
    examples = (
        Example(
            "from zope.interface import Interface, classProvides, implements\nclass Foo(object):\n"
            "    'Doc.'\n\n    implements(IFoo, IBar)  # both\n\n    def f(self):\n        pass\n"
            "class Bar:\n    classProvides(IFoo)\n    implements(IBar,\n               IFoo)\n",
            "from zope.interface import Interface, implementer, provider\n@implementer(IFoo, IBar)\n"
            "class Foo(object):\n    'Doc.'\n\n    # both\n\n    def f(self):\n        pass\n"
            "@provider(IFoo)\n@implementer(IBar, IFoo)\nclass Bar:\n    pass\n",
            runs=False,
        ),
        Example(
            "import zope.interface\nfrom zope import interface as zi\nclass Foo(object):\n"
            "    zi.classProvides(IFoo)\n    x = 1\n@decorated\nclass Bar(object):\n    x = 1\n"
            "    zope.interface.implementsOnly(IBar)\n",
            "import zope.interface\nfrom zope import interface as zi\n@zi.provider(IFoo)\n"
            "class Foo(object):\n    x = 1\n@zope.interface.implementer_only(IBar)\n@decorated\n"
            "class Bar(object):\n    x = 1\n",
            runs=False,
        ),
        Example(
            "from zope.interface import implements\nclass Foo(object):\n    if x:\n"
            "        implements(IFoo)\n",
            None,
            findings=1,
        ),
        Example(
            "from zope.interface import implements\nclass Foo(object):\n    implements(\n"
            "        AnInterfaceOfOneKind,\n        AnInterfaceOfAnotherKind, AnInterfaceOfAThirdKind)\n",
            "from zope.interface import implementer\n@implementer(\n    AnInterfaceOfOneKind,\n"
            "    AnInterfaceOfAnotherKind, AnInterfaceOfAThirdKind\n)\nclass Foo(object):\n    pass\n",
            runs=False,
        ),
        Example(
            "from zope.interface import implements\ndef f():\n    class Foo(object):\n        def g(self): pass\n\n"
            "        implements(IFoo)\n\n    # That is it.\n    return Foo\n",
            "from zope.interface import implementer\ndef f():\n    @implementer(IFoo)\n    class Foo(object):\n"
            "        def g(self): pass\n\n    # That is it.\n    return Foo\n",
            runs=False,
        ),
        Example(
            "from elsewhere import implements\nclass Foo(object):\n    implements(IFoo)\n",
            None,
        ),
    )

    def functions(self) -> frozenset[str]:
        """What says it in Python 2."""
        return frozenset(DECORATORS)

    def detect(self, node: ast.Call, module: Module) -> Iterable[Match]:
        """A call of one of the three; those of one class make one match."""
        function = node.func
        name = getattr(function, "attr", None) or getattr(function, "id", "")
        statement = module.parent(node)
        owner = module.parent(statement) if isinstance(statement, ast.Expr) else None
        if name not in DECORATORS and not isinstance(owner, ast.ClassDef):
            return
        decorator = _decorator(node, module)
        if decorator is None:
            return
        message = f"`{name}` does not work in Python 3; decorate the class with `{decorator}`"
        if not isinstance(owner, ast.ClassDef):
            yield Match(node, message, Applicability.MANUAL)
            return
        values = [each.value for each in owner.body if isinstance(each, ast.Expr)]
        calls = [each for each in values if isinstance(each, ast.Call) and _decorator(each, module)]
        if calls[0] is not node:
            return
        if any(_names_own(each, owner, module) or module.has_comment(each) for each in calls):
            yield Match(node, message, Applicability.MANUAL)
        else:
            yield Match(owner, message, data=calls)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """Take the calls out and put their decorators above the class."""
        module = editor.module
        owner: Any = match.node
        lines = []
        for call in match.data:
            decorator = _decorator(call, module) or ""
            if isinstance(call.func, ast.Attribute):
                function = f"{module.text(call.func.value)}.{decorator}"
            else:
                function = editor.add_import("zope.interface", decorator)
                editor.drop_import(call.func)
            arguments = module.text(call)[len(module.text(call.func)) :].strip()
            lines.append(f"@{function}{_on_lines(arguments)}")
            editor.remove_statement(module.statement(call))
        editor.insert_before(owner, "\n".join(lines))
        return node


def _on_lines(arguments: str) -> str:
    """The arguments on one line where they fit, else each of the lines they were on, indented."""
    joined = _LINE_BREAK.sub(" ", arguments)
    if len(joined) <= _WIDTH:
        return joined
    lines = _LINE_BREAK.split(arguments[1:-1].strip())
    return "".join(["(\n", *(f"    {line}\n" for line in lines), ")"])


def _decorator(call: ast.Call, module: Module) -> str | None:
    """The decorator that says what a call does."""
    if not isinstance(call.func, (ast.Attribute, ast.Name)):
        return None
    package, _, name = (module.qualified_name(call.func) or "").rpartition(".")
    return DECORATORS.get(name) if package in ("zope.interface", "zope.interface.declarations") else None


def _names_own(call: ast.Call, owner: ast.ClassDef, module: Module) -> bool:
    """Whether an argument is a name of the class body, which a decorator would not see."""
    scope = module.scope_made_by(owner)
    used = {each.id for argument in call.args for each in ast.walk(argument) if isinstance(each, ast.Name)}
    return scope is not None and any(scope.binding(name) for name in used)
