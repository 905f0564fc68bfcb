"""The rule for `translate` with characters to delete."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import (
    Applicability,
    CannotRewrite,
    Editor,
    Example,
    Flavour,
    Match,
    Mode,
    Module,
    Rule,
    Stage,
    ast,
    call,
    cst,
)


class StrTranslate(Rule):
    """`s.translate(table, "abc")` deleted characters from a Python 2 string; text in Python 3 takes no second argument.

    For bytes nothing changes. For text the characters go into the table that `str.maketrans` makes; in `dual` mode, and
    where the table is made elsewhere, the others are joined, which both interpreters can.

    Fix safety: it may be bytes all the same, so that the fix waits for `--unsafe`; where the table is made elsewhere
    and nothing tells that it is text there is none.
    """

    name = "str-translate"
    title = "Delete characters of text by the table"
    stage = Stage.SEMANTIC
    applicability = Applicability.UNSAFE
    aliases = ("deprecated-str-translate-call", "W1650")
    references = ("https://docs.python.org/3/library/stdtypes.html#str.translate",)
    words = ("translate",)
    nodes = (ast.Call,)
    after = ("stdout-of-bytes",)
    examples = (
        Example(
            "x = 'abcb'.translate(None, 'b')\n",
            "x = 'abcb'.translate(str.maketrans('', '', 'b'))\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "import string\nx = 'abc'.translate(string.maketrans('a', 'z'), 'c')\n",
            "x = 'abc'.translate(str.maketrans('a', 'z', 'c'))\n",
            mode=Mode.PY3,
            unsafe=True,
        ),
        Example(
            "def f(s):\n    return s.strip().translate(None, '-.') + '!'\nx = f('a.b')\n",
            "def f(s):\n    return ''.join(each for each in s.strip() if each not in '-.') + '!'\nx = f('a.b')\n",
            mode=Mode.DUAL,
            unsafe=True,
        ),
        Example(
            "import string\nBLANK = ' ' * 256\nSAFE = string.ascii_letters + '_'\n"
            "def f(s):\n    return s.translate(BLANK, SAFE)\nx = f('ab_c'), f('a-b')\n",
            "import string\nBLANK = ' ' * 256\nSAFE = string.ascii_letters + '_'\n"
            "def f(s):\n    return ''.join(each for each in s if each not in SAFE).translate(BLANK)\n"
            "x = f('ab_c'), f('a-b')\n",
            unsafe=True,
        ),
        Example("import zlib\nx = zlib.compress('a').translate(None, 'b')\n", None, findings=1, unsafe=True),
        Example("def f(s, table):\n    return s.translate(table, '\\r\\n')\n", None, findings=1),
        Example("x = b'abc'.translate(None, b'b')\n", None),
        Example(
            "def f(s, table):\n    return s.translate(table), translate(s, None), s.translate(1, 2, 3)\n",
            None,
        ),
    )

    def functions(self) -> frozenset[str]:
        """The method."""
        return frozenset({"translate"})

    def detect(self, node: ast.Call, module: Module) -> Iterable[Match]:
        """A call of the method with two arguments, the second a string."""
        function = node.func
        if not isinstance(function, ast.Attribute) or function.attr != "translate":
            return
        if len(node.args) != 2 or node.keywords or any(isinstance(each, ast.Starred) for each in node.args):
            return
        deleted = node.args[1]
        is_string = isinstance(deleted, ast.Constant) and isinstance(deleted.value, (str, bytes))
        is_none = isinstance(node.args[0], (ast.Name, ast.Constant)) and module.text(node.args[0]) == "None"
        if (is_string and module.text(deleted)[:1] in ("b", "B")) or module.qualified_name(function):
            return
        is_known = is_none or _is_table_known(node, module)
        is_text = is_known or module.strings.origin(deleted) is Flavour.TEXT
        if is_string or is_none or is_text:
            is_likely = is_text and module.strings.flavour(function.value) is not Flavour.BINARY
            message = "text in Python 3 has no `translate` with characters to delete"
            trust = Applicability.UNSAFE if is_likely else Applicability.MANUAL
            yield Match(node, message, trust, is_known)

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """The characters in the table, or the join of all others."""
        characters = node.args[1].value
        if editor.mode is Mode.PY3 and match.data:
            if not editor.module.is_builtin("str", match.node):
                raise CannotRewrite("`str` means something else here")
            table: Any = match.node
            empty = cst.SimpleString("''")
            both = [empty, empty]
            if isinstance(table.args[0], ast.Call):
                both = [each.value for each in node.args[0].value.args]
                function = table.args[0].func
                editor.drop_import(function.value if isinstance(function, ast.Attribute) else function)
            return node.with_changes(args=[cst.Arg(call("str.maketrans", *both, characters))])
        if editor.module.has_comment(match.node):
            raise CannotRewrite("a comment stands inside the call")
        source: Any = match.node
        name = editor.fresh_name("each", source)
        text, deleted = (editor.module.text(each) for each in (source.func.value, source.args[1]))
        new = cst.parse_expression(f"''.join({name} for {name} in {text} if {name} not in {deleted})")
        if not match.data:
            new = cst.Call(cst.Attribute(new, cst.Name("translate")), [cst.Arg(node.args[0].value)])
        return new.with_changes(lpar=node.lpar, rpar=node.rpar)


def _is_table_known(call: ast.Call, module: Module) -> bool:
    """Whether the table is what `string.maketrans(a, b)` makes right there, and may be made with the characters."""
    table = call.args[0]
    if module.mode is not Mode.PY3 or not isinstance(call.args[1], ast.Constant):
        return False
    if not isinstance(table, ast.Call) or len(table.args) != 2 or table.keywords:
        return False
    return module.qualified_name(table.func) in ("string.maketrans", "__builtin__.str.maketrans")
