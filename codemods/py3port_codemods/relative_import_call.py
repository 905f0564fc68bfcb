"""The rule for `__import__` of a module in the same package."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, CannotRewrite, Editor, Example, Match, Module, Rule, Stage, ast, cst


class RelativeImportCall(Rule):
    """In a package, Python 2's `__import__` looked among the package's own modules first; Python 3's does not.

    It did so where it was told the globals of the module that calls it, and `level=1` tells either to look there.

    Fix safety: where the name is computed it may be that of a module in the package or of any other: the one is
    tried before the other, as Python 2 did, which is only done on request.
    """

    name = "relative-import-call"
    title = "Tell __import__ to look in the package"
    stage = Stage.COMMON
    applicability = Applicability.UNSAFE
    references = ("https://docs.python.org/3/library/functions.html#import__",)
    words = ("__import__",)
    nodes = (ast.Name,)
    examples = (
        Example(
            "def load():\n    return __import__('sibling', globals())\n",
            "def load():\n    return __import__('sibling', globals(), level=1)\n",
            siblings=("sibling",),
            runs=False,
            unsafe=True,
        ),
        Example(
            "def load(name):\n    module = __import__(name, globals(), locals())\n    return module.f\n",
            "def load(name):\n    try:\n        module = __import__(name, globals(), locals(), level=1)\n"
            "    except ImportError:\n        module = __import__(name, globals(), locals())\n"
            "    return module.f\n",
            siblings=("sibling",),
            runs=False,
            unsafe=True,
        ),
        Example(
            "def load(name):\n    return __import__(name, globals()).f\n",
            None,
            siblings=("sibling",),
            runs=False,
            findings=1,
        ),
        Example("x = __import__('os', globals())\n", None, siblings=("sibling",), runs=False),
        Example("def load(name):\n    return __import__(name)\n", None, siblings=("sibling",), runs=False),
        Example("def load(name):\n    x = __import__(name, globals())\n", None),
        Example(
            "def load(name):\n    x = __import__(name, globals(), {}, [], 0)\n", None, siblings=("sibling",)
        ),
    )

    def names(self) -> frozenset[str]:
        """The function."""
        return frozenset({"__import__"})

    def detect(self, node: ast.Name, module: Module) -> Iterable[Match]:
        """A call that says in which module it stands, and not at which level."""
        call = module.parent(node)
        around = module.surroundings
        if not around.in_package or not around.siblings or not module.is_builtin("__import__", node):
            return
        if not isinstance(call, ast.Call) or call.func is not node or not _tells_globals(call, module):
            return
        name: Any = call.args[0]
        if isinstance(name, ast.Constant):
            if str(name.value).partition(".")[0] in around.siblings:
                yield Match(call, f"Python 3 does not look for {name.value!r} in this package")
            return
        if not _is_second_try(call, module):
            statement = module.statement(call)
            is_whole = isinstance(statement, (ast.Assign, ast.Expr, ast.Return)) and statement.value is call
            message = "Python 3 does not look in this package for what is imported"
            yield Match(call, message, None if is_whole else Applicability.MANUAL, statement)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """Add the level; where the name is computed, try it before what is there."""
        level = cst.Arg(
            keyword=cst.Name("level"),
            value=cst.Integer("1"),
            equal=cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace("")),
        )
        new = node.with_changes(args=[*node.args, level])
        if match.data is None:
            return new
        text = editor.module.text(match.data)
        if "\n" in text:
            raise CannotRewrite("the statement goes over several lines")
        first = text.replace(editor.module.text(match.node), cst.Module([]).code_for_node(new))
        editor.replace_statement(match.data, f"try:\n    {first}\nexcept ImportError:\n    {text}")
        return node


def _tells_globals(call: ast.Call, module: Module) -> bool:
    """Whether the globals of the module are among two to four arguments."""
    if (
        not 2 <= len(call.args) <= 4
        or call.keywords
        or any(isinstance(each, ast.Starred) for each in call.args)
    ):
        return False
    told: Any = call.args[1]
    if isinstance(told, ast.Name):
        scope = module.lookup(told.id, told)
        bindings = scope.binding(told.id) if scope is not None else ()
        statement = module.statement(bindings[0]) if len(bindings) == 1 else None
        told = statement.value if isinstance(statement, ast.Assign) else None
    return isinstance(told, ast.Call) and module.qualified_name(told.func) == "__builtin__.globals"


def _is_second_try(call: ast.Call, module: Module) -> bool:
    """Whether the call comes after one with a level, which failed."""
    handler = module.parent(module.statement(call))
    around = module.parent(handler) if isinstance(handler, ast.ExceptHandler) else None
    return isinstance(around, ast.Try) and any(
        isinstance(each, ast.keyword) and each.arg == "level"
        for part in around.body
        for each in ast.walk(part)
    )
