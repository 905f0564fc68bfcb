"""The rule for `long`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from py3port.rule import Applicability, CannotRewrite, Editor, Example, Match, Mode, Module, Stage, ast, cst
from py3port_codemods._builtins import BuiltinType, is_type_check_argument


class LongBuiltin(BuiltinType):
    """Python 2 had `int` for machine words and `long` for larger numbers; Python 3's `int` is both (PEP 237).

    `long(x)` becomes `int(x)`, which on Python 2 gives a `long` where one is needed. A reference to the type becomes
    `six.integer_types` in a type check in `dual` mode.

    Fix safety: `type(x) is long` asks for large numbers only, which `type(x) is int` in Python 3 does not: unsafe.
    Where there are branches, or keys, for `int` and for `long`, what was there for `int` takes all integers.
    """

    name = "long-builtin"
    title = "Use int for long"
    stage = Stage.SIX
    applicability = Applicability.SAFE
    requires = ("six",)
    aliases = ("fix_long", "fix_int_long_tuple", "W1608")
    references = ("https://peps.python.org/pep-0237/",)
    words = ("long",)
    builtin = "long"
    successor = "int"
    told_apart = Applicability.UNSAFE
    examples = (
        Example("x = long('12') + 3\n", "x = int('12') + 3\n"),
        Example("x = long('ff', 16)\n", "x = int('ff', 16)\n"),
        Example("ok = isinstance(3, (int, long))\n", "ok = isinstance(3, int)\n", mode=Mode.PY3),
        Example(
            "ok = isinstance(3, (int, long))\n",
            "import six\n\nok = isinstance(3, six.integer_types)\n",
            mode=Mode.DUAL,
        ),
        Example(
            "ok = isinstance(3, (int, long, float))\n", "ok = isinstance(3, (int, float))\n", mode=Mode.PY3
        ),
        Example(
            "ok = isinstance(3, (int, float, long))\n",
            "import six\n\nok = isinstance(3, six.integer_types + (float,))\n",
            mode=Mode.DUAL,
        ),
        Example(
            "ok = isinstance('', (long, str))\n",
            "import six\n\nok = isinstance('', (six.integer_types[-1], str))\n",
            mode=Mode.DUAL,
        ),
        Example(
            "kind = map(long, [])\n",
            "import six\n\nkind = map(six.integer_types[-1], [])\n",
            mode=Mode.DUAL,
            runs=False,
        ),
        Example("kind = map(long, [])\n", "kind = map(int, [])\n", mode=Mode.PY3, runs=False),
        Example(
            "def check(x):\n    if not isinstance(x, long):\n        raise TypeError(x)\ncheck(long(3))\n",
            "import six\n\ndef check(x):\n    if not isinstance(x, six.integer_types):\n"
            "        raise TypeError(x)\ncheck(int(3))\n",
            mode=Mode.DUAL,
        ),
        Example(
            "if type(x) is int:\n    put(x)\nelif type(x) is long:\n    put_big(x)\n",
            "if type(x) is int:\n    put(x)\nelif type(x) is int:\n    put_big(x)\n",
            mode=Mode.PY3,
            unsafe=True,
            runs=False,
        ),
        Example(
            "def f(x):\n    if isinstance(x, int):\n        return put(x)\n    if isinstance(x, long):\n"
            "        return put_big(x)\n",
            None,
            findings=1,
            runs=False,
        ),
        Example(
            "x = 3\nok = type(x) is int or type(x) is long\n",
            "x = 3\nok = type(x) is int\n",
            mode=Mode.PY3,
        ),
        Example(
            "x = {int: 'i', long: 'i', str: 's'}[type(3)]\n",
            "x = {int: 'i', str: 's'}[type(3)]\n",
            mode=Mode.PY3,
        ),
        Example(
            "kinds = {int: 'i', long: 'l'}\n",
            "kinds = {int: 'i'}\n",
            mode=Mode.PY3,
            unsafe=True,
            runs=False,
        ),
        Example("ok = type(x) == long\n", None, findings=1, runs=False),
        Example("from __builtin__ import long as big\nx = big(3)\n", "x = int(3)\n", mode=Mode.PY3),
        Example("long = 3\nprint(long + 1)\n", None),
        Example("for short, long in [('-a', '--all')]:\n    print(long)\n", None),
        Example("def f(long=False):\n    return long\n", None),
        Example("x = y.long\n", None, runs=False),
    )

    def dual(self, node: Any, match: Match, editor: Editor) -> Any:
        """`int` where it is called; elsewhere the last of `six.integer_types`, which is `long` on Python 2."""
        parent = editor.module.parent(match.node)
        if isinstance(parent, ast.Call) and parent.func is match.node:
            if not editor.module.is_builtin("int", match.node):
                raise CannotRewrite("`int` means something else here")
            return cst.Name("int", lpar=node.lpar, rpar=node.rpar)
        if is_type_check_argument(match.node, editor.module) and _is_negated(parent, editor.module):
            # What must be a `long` is written as an `int` from now on: `1L` became `1`.
            return cst.parse_expression(f"{editor.add_import('six')}.integer_types")
        return cst.parse_expression(f"{editor.add_import('six')}.integer_types[-1]").with_changes(
            lpar=node.lpar, rpar=node.rpar
        )

    def dual_tuple(self, node: Any, match: Match, editor: Editor) -> Any:
        """`six.integer_types` for `(int, long)`, with the other types added."""
        six = editor.add_import("six")
        types: list[ast.expr] = match.node.elts  # type: ignore[attr-defined]
        is_int = [isinstance(each, ast.Name) and each.id == "int" for each in types]
        if not any(is_int):
            elements = [
                element.with_changes(value=cst.parse_expression(f"{six}.integer_types[-1]"))
                if long
                else element
                for element, long in zip(node.elements, match.data, strict=True)
            ]
            return node.with_changes(elements=elements)
        others = [
            each
            for each, long, plain in zip(types, match.data, is_int, strict=True)
            if not long and not plain
        ]
        if any(self._has_comment(element) for element in node.elements):
            raise CannotRewrite("a comment stands among the types")
        if not others:
            return cst.parse_expression(f"{six}.integer_types")
        rest = ", ".join(editor.module.text(each) for each in others)
        return cst.parse_expression(f"{six}.integer_types + ({rest}{',' if len(others) == 1 else ''})")

    def applicability_of(self, node: ast.expr, module: Module) -> Applicability | None:
        """A key of a dictionary that has `int` as well would stand there twice; so would a branch."""
        parent = module.parent(node)
        if isinstance(parent, ast.Dict) and node in parent.keys:
            return super().applicability_of(node, module)
        if isinstance(parent, (ast.Compare, ast.Call)) and _tested(parent, "long") is not None:
            if any(_tests_int(other, parent, module) for other in _branches(parent, module)):
                return Applicability.UNSAFE
            return Applicability.UNSAFE if isinstance(parent, ast.Compare) else None
        return None

    @staticmethod
    def _has_comment(element: Any) -> bool:
        comma = element.comma
        return not isinstance(comma, cst.MaybeSentinel) and "#" in cst.Module([]).code_for_node(comma)


def _is_negated(test: ast.AST | None, module: Module) -> bool:
    negation = module.parent(test) if test is not None else None
    return isinstance(negation, ast.UnaryOp) and isinstance(negation.op, ast.Not)


def _tested(test: ast.AST, name: str) -> ast.expr | None:
    """The `x` of `type(x) is long` or `isinstance(x, long)`."""
    if isinstance(test, ast.Call):
        if getattr(test.func, "id", "") != "isinstance" or len(test.args) != 2:
            return None
        subject, kind = test.args
    elif isinstance(test, ast.Compare) and isinstance(test.left, ast.Call) and len(test.left.args) == 1:
        if getattr(test.left.func, "id", "") != "type":
            return None
        subject, kind = test.left.args[0], test.comparators[0]
    else:
        return None
    return subject if isinstance(kind, ast.Name) and kind.id == name else None


def _branches(test: ast.expr, module: Module) -> Iterator[ast.expr]:
    """The conditions that are tried before the one around `test`: of the same `if`, and of an `if` before it."""
    statement = module.statement(test)
    while isinstance(statement, ast.If):
        parent = module.parent(statement)
        if isinstance(parent, ast.If) and statement in parent.orelse:
            yield parent.test
            statement = parent
            continue
        block = getattr(parent, "body", [])
        if isinstance(block, list) and statement in block:
            earlier = block[: block.index(statement)]
            yield from (each.test for each in earlier if isinstance(each, ast.If))
        return


def _tests_int(condition: ast.expr, test: ast.expr, module: Module) -> bool:
    """Whether a condition asks of the same thing as `test` whether it is an `int`."""
    subject = _tested(test, "long")
    found = (_tested(each, "int") for each in ast.walk(condition))
    return subject is not None and any(
        each is not None and module.text(each) == module.text(subject) for each in found
    )
